"""Who asks, and what comes in."""

import time

from caller import Caller, sign
from rules import Rules, creation, new_key

MAX_REQUEST_BYTES = 64 * 1024


class Signature(Rules):
    """Who asks."""

    BODY = b'{"id":"0"}'

    def refused(self, call="find", body=BODY, **wrong):
        self.assertEqual(self.in_json(self.seen(self.site.send(call, body, **wrong)), 401).get("error"), "bad_signature")

    def test_a_signed_call_is_answered(self):
        self.in_json(self.seen(self.site.send("find", self.BODY)), 200)

    def test_a_call_without_signature_or_time_is_refused(self):
        for header in ("X-Accounts-Signature", "X-Accounts-Timestamp"):
            self.refused(headers={header: None})

    def test_the_signature_of_another_key_is_refused(self):
        other = Caller(self.site.address, self.site.key[:-1] + ("0" if self.site.key[-1] != "0" else "1"))
        answer = self.seen(other.send("find", self.BODY))
        self.assertEqual(self.in_json(answer, 401).get("error"), "bad_signature")

    def test_while_the_key_is_being_changed_both_are_taken(self):
        if not self.old_key:
            self.skipTest("needs EXISTING_ACCOUNTS_OLD_KEY, the other key that the site takes just now")
        old = Caller(self.site.address, self.old_key)
        self.in_json(self.seen(old.send("find", self.BODY)), 200)

    def test_the_signature_of_another_body_is_refused(self):
        self.refused(signed=("find", b'{"id":"1"}'))
        self.refused(body=self.BODY + b"\n", signed=("find", self.BODY))

    def test_the_signature_of_another_call_is_refused(self):
        calls = ("find", "verify", "create")
        for sent in calls:
            for signed in calls:
                if sent != signed:
                    self.refused(call=sent, signed=(signed, self.BODY))

    def test_an_old_one_is_refused_and_one_from_the_future(self):
        now = int(time.time())
        for timestamp in (now - 3600, now - 330, now + 330, now + 3600, 0):
            self.refused(timestamp=str(timestamp))

    def test_a_minute_too_fast_or_slow_is_no_harm(self):
        now = int(time.time())
        for timestamp in (now - 60, now + 60):
            self.in_json(self.seen(self.site.send("find", self.BODY, timestamp=str(timestamp))), 200)

    def test_what_is_no_time_is_refused(self):
        now = int(time.time())
        for timestamp in ("", "now", f"{now}.5", f"-{now}", f"{now}0000", "9" * 400):
            self.refused(timestamp=timestamp)

    def test_another_form_of_signature_is_refused(self):
        timestamp = str(int(time.time()))
        right = sign(self.site.key, "find", timestamp, self.BODY)
        for signature in ("", "v1=", right[3:], right.upper(), right[:-1], right + "0", "v2" + right[2:], right + "," + right):
            self.refused(timestamp=timestamp, signature=signature)

    def test_the_signature_comes_before_what_is_in_the_body(self):
        for body in (b"", b"{", b"[]", b"\xff"):
            self.refused(body=body, signature="v1=" + "0" * 64)


class Requests(Rules):
    """What comes in."""

    def test_what_is_not_json_is_refused_and_breaks_nothing(self):
        for call in ("find", "verify", "create"):
            for body in (b"", b"{", b"null", b"[]", b'"a"', b"1", b"\xff", b"{'id': 1}", b"[" * 8000):
                self.refused(self.site.send(call, body), body[:20])

    def test_fields_of_another_type_are_refused(self):
        key = new_key()
        for call, fields in (
            ("find", {}),
            ("find", {"id": 42}),
            ("find", {"id": None}),
            ("find", {"email": ["a@example.com"]}),
            ("find", {"email": {"$ne": ""}}),
            ("verify", {"id": "42"}),
            ("verify", {"password": "x"}),
            ("verify", {"id": "42", "password": None}),
            ("verify", {"id": "42", "password": {"$gt": ""}}),
            ("verify", {"id": True, "password": "x"}),
            ("create", {}),
            ("create", creation(None)),
            ("create", creation("")),
            ("create", creation(1)),
            ("create", creation(key, name=1)),
            ("create", creation(key, email=["a@example.com"])),
        ):
            self.refused(self.site.call(call, fields), (call, fields))

    def refused(self, answer, what):
        self.seen(answer)
        self.assertIn(answer.status, (400, 422), f"{what}: {answer}")

    def test_a_body_over_the_limit_is_refused(self):
        body = b'{"email":"' + b"a" * MAX_REQUEST_BYTES + b'"}'
        self.assertEqual(self.seen(self.site.send("find", body)).status, 413)

    def test_a_body_at_the_limit_is_read(self):
        begin, end = b'{"id":"0","unknown":"', b'"}'
        body = begin + b"a" * (MAX_REQUEST_BYTES - len(begin) - len(end)) + end
        self.in_json(self.seen(self.site.send("find", body)), 200)

    def test_fields_that_are_not_known_are_ignored(self):
        self.assertEqual(self.find(email=self.email, unknown={"a": [1]}), self.customer())

    def test_there_is_no_other_method_and_no_other_call(self):
        for method in ("GET", "PUT", "DELETE", "PATCH"):
            self.assertIn(self.seen(self.site.send("find", b'{"id":"0"}', method=method)).status, (404, 405), method)
        for call in ("", "find/", "Find", "find/verify", "list"):
            self.assertIn(self.seen(self.site.send(call, b'{"id":"0"}')).status, (401, 404, 405), call)

    def test_letters_beyond_ascii_arrive(self):
        for password in ("Gänsefüßchen für 山田 🔑", "é", "e\u0301", "\u0000"):
            verified, account = self.verify(self.customer()["id"], password)
            self.assertFalse(verified)
            self.assertIsNotNone(account)
