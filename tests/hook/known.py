"""Finding customers, and their passwords."""

import secrets

from rules import Rules, new_email, new_key


class Find(Rules):
    """Who is that?"""

    def test_a_customer_is_found_by_address_and_by_id_alike(self):
        account = self.customer()
        self.assertTrue(account["active"])
        self.assertTrue(account["has_password"])
        self.assertEqual(self.find(id=account["id"]), account)

    def test_an_id_stays(self):
        self.assertEqual(len({self.customer()["id"] for _ in range(3)}), 1)

    def test_capital_letters_are_the_same_as_small_ones(self):
        for same in (self.email.lower(), self.email.upper(), self.email.title()):
            self.assertEqual(self.find(email=same), self.customer(), same)

    def test_blanks_around_an_address_lead_to_the_same_customer_or_to_nobody(self):
        for same in (f" {self.email}", f"{self.email} ", f"{self.email}\n"):
            self.assertIn(self.find(email=same), (None, self.customer()), repr(same))

    def test_an_address_that_only_looks_alike_is_another(self):
        local, domain = self.email.rsplit("@", 1)
        alike = [f"{local} @{domain}", f"{local}\u0000@{domain}"]
        alike += [f"%@{domain}", f"{local}@%", "%", "_" * len(self.email), "*", ""]
        for letter, others in {"a": "áàäå\u0430\uff41", "e": "éèë\u0435", "i": "íì\u0131İ", "o": "óòöø\u043e", "s": "ſ", "k": "\u212a"}.items():
            if letter in local:
                alike += [local.replace(letter, other, 1) + "@" + domain for other in others]
        for email in alike:
            self.assertIsNone(self.find(email=email), repr(email))

    def test_an_unknown_address_is_nobody(self):
        self.assertIsNone(self.find(email=new_email()))

    def test_an_unknown_id_is_nobody(self):
        for unknown in ("contract-check", secrets.token_hex(32), "9" * 18, "9" * 40, "-1", "0", "null", "", "a" * 1000):
            self.assertIsNone(self.find(id=unknown), unknown)

    def test_an_id_is_compared_to_the_letter(self):
        right = self.customer()["id"]
        alike = [f"0{right}", f"{right}.0", f"+{right}", f"{right} ", f" {right}", f"{right}\n", f"{right}\u0000", f"{right}e0"]
        alike += [f"{right}x", f"{right}' OR '1'='1", "%", "_" * len(right), right.swapcase(), self.email]
        for other in alike:
            if other != right:
                self.assertIsNone(self.find(id=other), repr(other))
                self.assertEqual(self.verify(other, self.password), (False, None), repr(other))

    def test_an_id_is_not_looked_for_among_addresses(self):
        self.assertIsNone(self.find(email=self.customer()["id"]))


class Verify(Rules):
    """Is that the password?"""

    def test_the_right_password_is_right(self):
        account = self.customer()
        self.assertEqual(self.verify(account["id"], self.password), (True, account))

    def test_asking_changes_nothing(self):
        before = self.customer()
        self.verify(before["id"], self.password)
        self.verify(before["id"], "wrong")
        self.assertEqual(self.customer(), before)

    def test_any_other_is_wrong(self):
        account = self.customer()
        right = self.password
        for wrong in ("", " ", right + " ", " " + right, right + "\n", right[:-1], right.swapcase(), right * 8, "x" * 8000):
            if wrong != right:
                self.assertEqual(self.verify(account["id"], wrong), (False, account), repr(wrong))

    def test_an_unknown_id_has_no_password(self):
        for unknown in (secrets.token_hex(16), "0", ""):
            for password in (self.password, ""):
                self.assertEqual(self.verify(unknown, password), (False, None))

    def test_a_customer_without_password_has_none(self):
        account = self.create(new_key())
        for password in ("", " ", "null", "None", self.password):
            self.assertEqual(self.verify(account["id"], password), (False, account))

    def test_the_time_taken_does_not_tell_who_is_known(self):
        def median_s(customer_id):
            asked = {"id": customer_id, "password": "wrong"}
            return sorted(self.site.call("verify", asked).took_s for _ in range(9))[4]

        known = median_s(self.customer()["id"])
        for what, unknown in (("unknown", secrets.token_hex(8)), ("no password", self.create(new_key())["id"])):
            self.assertGreater(median_s(unknown), known / 3, f"{what}: verify against a made-up hash")
