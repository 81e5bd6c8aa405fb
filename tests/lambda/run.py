#!/usr/bin/env python3
"""Runs each release binary under AWS's own Runtime Interface Emulator and sends it events.

Every file in events/<function>/ is sent and its answer held against expected.toml; then a few
stories go through several binaries. Needs Python 3.11 and nothing else.

    LAMBDA_RIE     the emulator: aws-lambda-rie-x86_64, part of aws-sam-cli
    FUNCTIONS_DIR  the release binaries (target/release)
"""

import base64
import copy
import hashlib
import json
import os
import pathlib
import re
import statistics
import sys
import tempfile
import unittest
import urllib.parse

from emulator import Function, LocalStack, free_port
from files import EVENTS, EXPECTED, ROOT, VARIABLES, Files

FUNCTIONS_DIR = pathlib.Path(os.environ.get("FUNCTIONS_DIR") or ROOT / "target/release")
RIE = os.environ.get("LAMBDA_RIE", "")

STARTS = 5
PUBLIC_URL = "https://shop.example"
CUSTOMER = {"email": "ada@customer.example", "name": "Ada", "password": "correct horse battery staple"}

functions = {}


def settings_of(name, stack):
    values = {
        "PUBLIC_URL": PUBLIC_URL,
        "ALLOWED_ORIGINS": "https://www.shop.example,https://app.shop.example",
        "LWA_CLIENT_ID": "amzn1.application-oa2-client.00000000000000000000000000000000",
        "LWA_AUTHORIZE_URL": "https://www.amazon.com/ap/oa",
        # Nobody listens there: Amazon is down.
        "LWA_API_URL": f"http://127.0.0.1:{free_port()}",
        "LWA_SCOPE": "profile",
        "LIMIT_PER_SOURCE": "0",
        "LIMIT_REGISTER": "0",
        "PASSWORD_MIN_CHARS": "15",
        "MERGE_WITHIN_HOURS": "24",
        "LIMIT_PASSWORD": "10",
        "LIMIT_PASSWORD_TOTAL": "100",
        "LIMIT_LINK_HOUR": "20",
        "LIMIT_LINK_DAY": "100",
        "LIMIT_LINK_AMAZON": "20",
        "LIMIT_MAIL_ADDRESS": "5",
        "LIMIT_MAIL_SOURCE": "0",
        "MAIL_FROM": "Shop <accounts@shop.example>",
        "SESSION_IDLE_HOURS": "24",
        "SESSION_ABSOLUTE_DAYS": "30",
        "TABLE_NAME": stack.table,
        "AWS_ENDPOINT_URL_DYNAMODB": stack.dynamodb_url,
    }
    settings = {key: values[key] for key in VARIABLES[name] if key in values}
    if "LWA_CLIENT_SECRET_ARN" in VARIABLES[name]:
        # There is no Secrets Manager here; the secret itself is for local runs only.
        settings["LWA_CLIENT_SECRET"] = "not-a-secret"
    if "MAIL_FROM" in settings:
        # Nobody listens there either: no letter goes out.
        settings["AWS_ENDPOINT_URL_SESV2"] = f"http://127.0.0.1:{free_port()}"
    return settings


def setUpModule():
    scratch = tempfile.TemporaryDirectory(prefix="lambda-suite-")
    unittest.addModuleCleanup(scratch.cleanup)
    customers = pathlib.Path(scratch.name, "customers.jsonl")
    customers.write_text(json.dumps(CUSTOMER) + "\n")
    stack = LocalStack(ROOT, customers, f"{scratch.name}/local-stack.log")
    unittest.addModuleCleanup(stack.stop)
    for name in VARIABLES:
        settings = settings_of(name, stack)
        functions[name] = Function(RIE, FUNCTIONS_DIR / name, settings, f"{scratch.name}/{name}.log")
        functions[name].settings = settings
        unittest.addModuleCleanup(functions[name].stop)


def another(name, settings=()):
    """One more sandbox of a function, with some settings of its own."""
    one = functions[name]
    return Function(RIE, one.binary, one.settings | dict(settings), f"{one.log_path}.another")


def metrics_in(function):
    """The lines in CloudWatch's embedded metric format that a function has written."""
    lines = (line for line in function.log().splitlines() if line.startswith('{"_aws"'))
    return [json.loads(line) for line in lines]


def event_of(function, case):
    return json.loads((EVENTS / function / f"{case}.json").read_text())


def any_event_of(function):
    return json.loads(next((EVENTS / function).glob("*.json")).read_text())


def as_program(event):
    event = copy.deepcopy(event)
    event["headers"]["accept"] = "application/json"
    return event


def with_secret(event, secret):
    event = copy.deepcopy(event)
    event["headers"]["x-origin-secret"] = secret
    return event


def with_form(event, fields):
    event = copy.deepcopy(event)
    body = urllib.parse.urlencode(fields).encode()
    event["body"] = base64.b64encode(body).decode()
    event["headers"]["content-length"] = str(len(body))
    return event


def body_of(answer):
    body = answer.get("body") or ""
    return base64.b64decode(body).decode() if answer.get("isBase64Encoded") else body


def hidden_field(answer, name):
    field = next(tag for tag in re.findall(r"<input[^>]*>", body_of(answer)) if f'name="{name}"' in tag)
    return re.search(r'value="([^"]*)"', field)[1]


class Sandbox(unittest.TestCase):
    """Checks that hold for every answer."""

    longMessage = True

    def ask(self, function, event):
        answer = functions[function].invoke(event)
        headers = answer["headers"]
        self.assertNotIn("set-cookie", {name.lower() for name in headers}, "the gateway wants them in `cookies`")
        for name, value in {
            "content-security-policy": r".*default-src 'none'.*frame-ancestors 'none'.*",
            "referrer-policy": "no-referrer",
            "strict-transport-security": r"max-age=\d{8}.*",
            "x-content-type-options": "nosniff",
        }.items():
            self.assertRegex(headers.get(name, ""), f"^{value}$", name)
        cacheable = event["rawPath"].startswith("/auth/assets/") and answer["statusCode"] == 200
        self.assertRegex(headers.get("cache-control", ""), "immutable" if cacheable else "^no-store$")
        for line in answer.get("cookies", []):
            self.assertRegex(
                line, r"^__Host-[\w-]+=[\w.-]*; Path=/; Max-Age=\d+; HttpOnly; SameSite=Lax; Secure$"
            )
        return answer

    def ask_for_problem(self, function, event, status, code):
        """The problem has the same status for a person and for a program, and for both its code."""
        if "text/html" in event["headers"].get("accept", ""):
            page = self.ask(function, event)
            self.assertEqual(page["statusCode"], status)
            self.assertRegex(page["headers"]["content-type"], "^text/html; ?charset=utf-8$")
            self.assertIn(code, body_of(page))
        answer = self.ask(function, as_program(event))
        self.assertEqual(answer["statusCode"], status, body_of(answer))
        self.assertEqual(answer["headers"]["content-type"], "application/problem+json")
        problem = json.loads(body_of(answer))
        self.assertEqual((problem["status"], problem["code"]), (status, code))
        return answer

    def cookies_set(self, answer):
        return {
            name.removeprefix("__Host-"): value
            for name, value in (line.split(";")[0].split("=", 1) for line in answer.get("cookies", []))
        }


class Case(Sandbox):
    """One file of `events/`."""

    def __init__(self, function, case):
        super().__init__()
        self.function, self.case = function, case

    def __str__(self):
        return f"{self.function}/{self.case}"

    def runTest(self):
        event, expected = event_of(self.function, self.case), EXPECTED[self.function][self.case]

        if "allowed" in expected:
            verdict = functions[self.function].invoke(event)
            self.assertEqual(verdict, {"isAuthorized": expected["allowed"]})
            return
        if "code" in expected:
            answer = self.ask_for_problem(self.function, event, expected["status"], expected["code"])
        else:
            answer = self.ask(self.function, event)

        self.assertEqual(answer["statusCode"], expected["status"], body_of(answer))
        self.assertRegex(answer["headers"].get("location", ""), f"^{expected.get('location', '')}$")
        self.assertEqual(answer["headers"].get("access-control-allow-origin"), expected.get("origin"))
        cookies = self.cookies_set(answer)
        self.assert_names([name for name, value in cookies.items() if value], expected.get("sets", []))
        self.assert_names([name for name, value in cookies.items() if not value], expected.get("clears", []))
        for text in expected.get("body", []):
            self.assertIn(text, body_of(answer))

    def assert_names(self, names, patterns):
        self.assertEqual(len(names), len(patterns), f"{names} against {patterns}")
        for name, pattern in zip(sorted(names), sorted(patterns)):
            self.assertRegex(name, f"^{pattern}$")


class Stories(Sandbox):
    """What takes more than one answer."""

    def begin(self):
        answer = self.ask("login", event_of("login", "plain"))
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(answer["headers"]["location"]).query)
        [(name, value)] = self.cookies_set(answer).items()
        return query["state"][0], f"__Host-{name}={value}"

    def callback(self, query, cookie):
        event = event_of("callback", "cancelled")
        event["rawQueryString"] = urllib.parse.urlencode(query)
        event["queryStringParameters"] = {name: ",".join(v for n, v in query if n == name) for name, _ in query}
        event["cookies"] = [cookie]
        return event

    def test_the_browser_that_began_may_cancel(self):
        state, cookie = self.begin()
        cancelled = [("error_description", "Access not permitted."), ("state", state), ("error", "access_denied")]

        answer = self.ask_for_problem("callback", self.callback(cancelled, cookie), 403, "access_denied")

        self.assertNotIn("session", self.cookies_set(answer))

    def test_a_callback_that_is_not_complete_uses_nothing_up(self):
        state, cookie = self.begin()
        code = "ANexampleCodeExample"

        for query in (
            [("state", state)],
            [("code", code), ("code", code), ("state", state)],
            [("code", code), ("error", "access_denied"), ("state", state)],
        ):
            self.ask_for_problem("callback", self.callback(query, cookie), 400, "invalid_request")

        # Still good for its one use.
        cancelled = [("state", state), ("error", "access_denied")]
        self.ask_for_problem("callback", self.callback(cancelled, cookie), 403, "access_denied")

    def test_another_browser_can_not_answer_for_it(self):
        state, _ = self.begin()
        _, others_cookie = self.begin()

        event = self.callback([("code", "ANexampleCodeExample"), ("state", state)], others_cookie)
        answer = self.ask_for_problem("callback", event, 400, "invalid_state")

        self.assertNotIn("session", self.cookies_set(answer))

    def test_amazon_being_down_is_said_and_nobody_is_signed_in(self):
        state, cookie = self.begin()

        event = self.callback([("code", "ANexampleCodeExample"), ("state", state)], cookie)
        answer = self.ask_for_problem("callback", event, 502, "amazon_unavailable")

        self.assertNotIn("session", self.cookies_set(answer))

    def test_a_customer_signs_in_by_password_is_known_and_signs_out(self):
        page = self.ask("local-account", event_of("local-account", "sign-in-page"))
        post = event_of("local-account", "sign-in-wrong-csrf")
        post["cookies"] = [f"__Host-form={self.cookies_set(page)['form']}"]
        fields = {"csrf_token": hidden_field(page, "csrf_token"), "return_to": "/cart", "email": CUSTOMER["email"]}

        wrong = self.ask("local-account", with_form(post, fields | {"password": "incorrect horse"}))
        right = self.ask("local-account", with_form(post, fields | {"password": CUSTOMER["password"]}))

        self.assertEqual(wrong["statusCode"], 401)
        self.assertNotIn("session", self.cookies_set(wrong))
        self.assertEqual((right["statusCode"], right["headers"]["location"]), (303, "/cart"))
        session = self.cookies_set(right)["session"]
        check = event_of("session-check", "unknown-cookie")
        check["cookies"] = [f"__Host-session={session}"]
        known = self.ask("session-check", check)
        self.assertEqual(known["statusCode"], 200)
        who = json.loads(body_of(known))
        self.assertEqual(
            (who["email"], who["email_verified"], who["name"], who["auth_method"], who["amazon_linked"]),
            (CUSTOMER["email"], True, CUSTOMER["name"], "password", False),
        )
        bearer = event_of("session-check", "unknown-bearer")
        bearer["headers"]["authorization"] = f"Bearer {session}"
        self.assertEqual(json.loads(body_of(self.ask("session-check", bearer))), who)
        guarded = event_of("authorizer", "unknown-bearer")
        guarded["identitySource"] = [f"Bearer {session}"]
        context = {key: value for key, value in who.items() if value is not None}
        self.assertEqual(functions["authorizer"].invoke(guarded), {"isAuthorized": True, "context": context})

        self.sign_out(session)

        self.assertEqual(functions["authorizer"].invoke(guarded), {"isAuthorized": False})
        self.assertEqual(self.ask("session-check", check)["statusCode"], 401)
        self.assertEqual(self.ask("session-check", bearer)["statusCode"], 401)

    def sign_out(self, session):
        page = event_of("local-account", "sign-in-page")
        page["cookies"] = [f"__Host-session={session}"]
        post = event_of("local-account", "sign-out-unknown-session")
        post["cookies"] = page["cookies"]
        token = hidden_field(self.ask("local-account", page), "csrf_token")

        answer = self.ask("local-account", with_form(post, {"csrf_token": token}))

        self.assertEqual(answer["statusCode"], 303)
        self.assertEqual(self.cookies_set(answer)["session"], "")

    def test_a_table_out_of_reach_is_not_taken_for_nobody(self):
        elsewhere = {"AWS_ENDPOINT_URL_DYNAMODB": f"http://127.0.0.1:{free_port()}"}
        function = another("session-check", elsewhere)
        self.addCleanup(function.stop)

        answer = function.invoke(event_of("session-check", "unknown-cookie"))

        self.assertEqual((answer["statusCode"], json.loads(body_of(answer))["code"]), (503, "unavailable"))
        [line] = metrics_in(function)
        self.assertEqual(
            line["_aws"]["CloudWatchMetrics"],
            [{"Namespace": "Accounts", "Dimensions": [["Function", "Outcome"]], "Metrics": [{"Name": "Answers"}]}],
        )
        self.assertEqual((line["Function"], line["Outcome"], line["Answers"]), ("session-check", "unavailable", 1))

    def test_where_all_must_come_through_cloudfront_nobody_goes_around_it(self):
        secret = "the-origin-s-secret-of-this-test-0123456789"
        known = {"ORIGIN_SECRET_SHA256": hashlib.sha256(secret.encode()).hexdigest(), "ONLY_THROUGH_CLOUDFRONT": "yes"}
        for name in VARIABLES:
            if "ONLY_THROUGH_CLOUDFRONT" not in VARIABLES[name]:
                continue
            with self.subTest(name):
                function = another(name, known)
                self.addCleanup(function.stop)
                event = as_program(any_event_of(name))

                around = [function.invoke(event), function.invoke(with_secret(event, "guessed"))]
                through = function.invoke(with_secret(event, secret))

                for answer in around:
                    self.assertEqual((answer["statusCode"], json.loads(body_of(answer))["code"]), (403, "direct_request"))
                    self.assertEqual(answer["headers"]["cache-control"], "no-store")
                    self.assertFalse(answer.get("cookies"))
                self.assertNotIn("direct_request", body_of(through))
                self.assertNotIn(secret, function.log())

    def test_the_hot_path_counts_nothing_else(self):
        function = another("session-check")
        self.addCleanup(function.stop)

        function.invoke(event_of("session-check", "unknown-cookie"))

        self.assertEqual(metrics_in(function), [])

    def test_every_other_answer_is_counted_by_its_outcome(self):
        function = another("callback")
        self.addCleanup(function.stop)

        function.invoke(event_of("callback", "without-cookie"))
        function.invoke(event_of("callback", "without-cookie"))

        counted = [(line["Outcome"], line["Answers"]) for line in metrics_in(function)]
        self.assertEqual(counted, [("invalid_state", 1)] * 2)

    def test_an_authorizer_without_a_table_fails_rather_than_refuses(self):
        elsewhere = {"AWS_ENDPOINT_URL_DYNAMODB": f"http://127.0.0.1:{free_port()}"}
        function = another("authorizer", elsewhere)
        self.addCleanup(function.stop)

        # API Gateway answers 500 to this and keeps nothing; it would keep a refusal.
        with self.assertRaisesRegex(AssertionError, "Unavailable"):
            function.invoke(event_of("authorizer", "unknown-cookie"))

    def test_a_missing_setting_ends_the_function_with_a_line_that_names_it(self):
        for name in VARIABLES:
            with self.subTest(name):
                function = another(name, {"PUBLIC_URL": ""})
                self.addCleanup(function.stop)

                with self.assertRaisesRegex(AssertionError, "PUBLIC_URL: must be set"):
                    function.invoke(any_event_of(name))

    def test_styles_are_served_under_the_name_the_page_gives(self):
        page = body_of(self.ask("local-account", event_of("local-account", "sign-in-page")))
        event = event_of("local-account", "asset-unknown")
        event["rawPath"] = event["requestContext"]["http"]["path"] = re.search(r"/auth/assets/[^\"]+\.css", page)[0]
        event["pathParameters"]["file"] = event["rawPath"].rsplit("/", 1)[1]

        answer = self.ask("local-account", event)

        self.assertEqual(answer["statusCode"], 200)
        self.assertRegex(answer["headers"]["content-type"], "^text/css")


class Sizes(unittest.TestCase):
    """Runs last: what each binary took."""

    def test_start_memory_and_size_are_measured(self):
        print(f"\n\n{'function':16}{'start to first poll':>22}{'peak memory':>16}{'binary':>12}")
        for name, function in functions.items():
            starts_ms = [function.init_ms(), *(self.start_again(name) for _ in range(STARTS - 1))]
            size_mib = os.path.getsize(function.binary) / 2**20
            print(
                f"{name:16}{statistics.median(starts_ms):19.1f} ms{function.peak_mib():12.1f} MiB{size_mib:8.2f} MiB"
            )
        print()

    def start_again(self, name):
        function = another(name)
        try:
            function.invoke(any_event_of(name))
            return function.init_ms()
        finally:
            function.stop()


class Logs(unittest.TestCase):
    """Runs after the cases: what the binaries wrote meanwhile."""

    def test_no_log_holds_a_secret_or_a_person(self):
        secrets = {CUSTOMER["email"], CUSTOMER["password"], "203.0.113.7"}
        for path in EVENTS.glob("*/*.json"):
            event = json.loads(path.read_text())
            secrets |= {cookie.split("=", 1)[1] for cookie in event.get("cookies", [])}
            secrets |= {token for value in event.get("identitySource") or [] for token in re.findall(r"[\w-]{60,}", value)}
            secrets |= {value for key, value in urllib.parse.parse_qsl(event["rawQueryString"]) if key in ("code", "state", "token")}
        for name, function in functions.items():
            with self.subTest(name):
                log = function.log()
                self.assertEqual([secret for secret in secrets if len(secret) > 8 and secret in log], [])


def suite():
    load = unittest.defaultTestLoader.loadTestsFromTestCase
    cases = [Case(function, case) for function, cases in EXPECTED.items() for case in cases]
    return unittest.TestSuite([load(Files), *cases, load(Stories), load(Logs), load(Sizes)])


if __name__ == "__main__":
    if not os.access(RIE, os.X_OK):
        sys.exit("LAMBDA_RIE must name AWS's runtime interface emulator (see CONTRIBUTING.md)")
    sys.exit(not unittest.TextTestRunner(verbosity=2).run(suite()).wasSuccessful())
