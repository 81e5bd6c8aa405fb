#!/usr/bin/env python3
"""Holds events, expectations and template to the same names; needs no binary."""

import json
import pathlib
import re
import tomllib
import unittest

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
EVENTS = ROOT / "events"
EXPECTED = tomllib.loads((HERE / "expected.toml").read_text())

# The variables of each function in template.yaml.
SESSIONS = ("TABLE_NAME", "SESSION_IDLE_HOURS", "SESSION_ABSOLUTE_DAYS", "AWS_ENDPOINT_URL_DYNAMODB")
BRAND = ("SITE_NAME", "LOGO_URL", "ACCENT_COLOR", "PRIVACY_URL", "TERMS_URL")
# With what a request shows that came through CloudFront.
PAGES = (*BRAND, "ORIGIN_SECRET_SHA256", "ONLY_THROUGH_CLOUDFRONT")
MAIL = ("MAIL_FROM", "LIMIT_MAIL_ADDRESS", "LIMIT_MAIL_SOURCE")
SITE = ("EXISTING_ACCOUNTS_URL", "EXISTING_ACCOUNTS_KEY_ARN")
VARIABLES = {
    "login": ("PUBLIC_URL", "LWA_CLIENT_ID", "LWA_AUTHORIZE_URL", "LWA_SCOPE", *BRAND),
    "callback": (
        "PUBLIC_URL", "LWA_CLIENT_ID", "LWA_APP_CLIENT_IDS", "LWA_CLIENT_SECRET_ARN", "LWA_API_URL", "LIMIT_PER_SOURCE",
        "FIRST_SIGN_IN", "MAIL_FROM", *PAGES, *SITE, *SESSIONS,
    ),
    "link-confirm": (
        "PUBLIC_URL", "LIMIT_LINK_HOUR", "LIMIT_LINK_DAY", "LIMIT_LINK_AMAZON", "LIMIT_PASSWORD",
        "LIMIT_PASSWORD_TOTAL", "MAIL_CONFIGURATION_SET", *MAIL, *PAGES, *SITE, *SESSIONS,
    ),
    "session-check": ("PUBLIC_URL", "ALLOWED_ORIGINS", *PAGES, *SESSIONS),
    "authorizer": ("PUBLIC_URL", *SESSIONS),
    "local-account": (
        "PUBLIC_URL", "PASSWORD_MIN_CHARS", "LIMIT_REGISTER", "LIMIT_PASSWORD", "LIMIT_PASSWORD_TOTAL",
        "MAIL_CONFIGURATION_SET", *MAIL, *PAGES, *SITE, *SESSIONS,
    ),
    "account": (
        "PUBLIC_URL", "EXISTING_ACCOUNTS_URL", "PASSWORD_MIN_CHARS", "MERGE_WITHIN_HOURS", "LIMIT_PASSWORD",
        "LIMIT_PASSWORD_TOTAL", "LWA_CLIENT_ID", "LWA_AUTHORIZE_URL", "LWA_SCOPE", "MAIL_CONFIGURATION_SET", *MAIL, *PAGES,
        *SESSIONS,
    ),
    "mailbox": (
        "PUBLIC_URL", "EXISTING_ACCOUNTS_URL", "PASSWORD_MIN_CHARS", "LIMIT_PASSWORD", "LIMIT_PASSWORD_TOTAL",
        "MAIL_CONFIGURATION_SET", *MAIL, *PAGES, *SESSIONS,
    ),
}


class Files(unittest.TestCase):
    """Events, expectations and template name the same things."""

    def test_every_event_has_an_expectation_and_the_other_way_round(self):
        expected = {f"{function}/{case}" for function, cases in EXPECTED.items() for case in cases}
        events = {f"{path.parent.name}/{path.stem}" for path in EVENTS.glob("*/*.json")}

        self.assertEqual(events, expected)

    def test_every_event_names_a_route_of_its_function(self):
        # The authorizer guards the routes of others.
        blocks = template_blocks() | {"authorizer": (ROOT / "examples/protected-api/template.yaml").read_text()}
        for path in sorted(EVENTS.glob("*/*.json")):
            with self.subTest(str(path.relative_to(EVENTS))):
                method, route = json.loads(path.read_text())["routeKey"].split()
                self.assertRegex(blocks[path.parent.name], rf"Method: {method}\n\s+Path: {re.escape(route)}\n")

    def test_every_route_has_an_event_that_its_function_answers(self):
        answered = {
            tuple(json.loads(path.read_text())["routeKey"].split()) + (path.parent.name,)
            for path in EVENTS.glob("*/*.json")
            if EXPECTED[path.parent.name][path.stem].get("code") != "not_found"
        }
        # Its names have digests; run.py takes them from a page.
        assets = {("GET", "/auth/assets/{file}", "local-account")}

        self.assertEqual(template_routes() - answered - assets, set())

    def test_every_path_that_a_handler_answers_is_a_route(self):
        for name in template_blocks():
            source = "".join(path.read_text() for path in (ROOT / "functions" / name / "src").glob("*.rs"))
            for method, path in re.findall(r'\("([A-Z]+)", "(/auth/[^"]*)"\)', source):
                with self.subTest(f"{method} {path}"):
                    self.assertIn((method, path, name), template_routes())

    def test_cargo_lambda_watch_has_the_routes_of_the_template(self):
        manifest = tomllib.loads((ROOT / "Cargo.toml").read_text())
        router = manifest["workspace"]["metadata"]["lambda"]["watch"]["router"]
        watched = {(it["method"], path, it["function"]) for path, there in router.items() for it in there}

        self.assertEqual(watched, template_routes())

    def test_each_function_gets_here_what_the_template_gives_it(self):
        shared = set(re.findall(r"^        ([A-Z0-9_]+):", (ROOT / "template.yaml").read_text(), re.M))
        for name, block in template_blocks().items():
            with self.subTest(name):
                self.assertEqual(set(VARIABLES[name]), shared | set(re.findall(r"^ {10}([A-Z0-9_]+):", block, re.M)))


def template_blocks():
    """The text of each function in template.yaml, by the name of its binary."""
    resources = re.split(r"\n  (?=\w+:\n)", (ROOT / "template.yaml").read_text().split("\nResources:")[1])
    named = ((re.search(r"Binary: (\S+)", block), block + "\n") for block in resources)
    return {found[1]: block for found, block in named if found}


def template_routes():
    """Method, path and function of each route."""
    return {
        (method, path, name) for name, block in template_blocks().items()
        for method, path in re.findall(r"Method: (\S+)\n\s+Path: (\S+)\n", block)
    }


if __name__ == "__main__":
    unittest.main()
