#!/usr/bin/env python3
"""Customers of a site that keeps its own customers: through the pages, the functions and the site's database.

    EXISTING_ACCOUNTS_KEY=… stories.py URL --manage COMMAND --stack target/debug/local

`--manage` is the command of the example sites: `add EMAIL NAME` besides what check.py needs.
"""

import argparse
import hashlib
import os
import secrets
import shlex
import socket
import subprocess
import sys
import unittest
from concurrent.futures import ThreadPoolExecutor

from caller import Caller
from stack import Browser, Stack

PASSWORD = "likes-long-passwords-at-the-site"
NEW_PASSWORD = "likes-other-passwords-at-the-site"

options = site = stack = None


def manage(*command, password=None):
    """What the site's own pages and its support do."""
    run = [*shlex.split(options.manage), *command]
    return subprocess.run(run, input=password, text=True, check=True, stdout=subprocess.PIPE).stdout.strip()


def new_customer():
    """Somebody who has registered at the site: address and id."""
    email = f"story-{secrets.token_hex(6)}@example.com"
    return email, manage("add", email, "Ada Sample", password=PASSWORD)


def at_the_site(customer_id):
    return site.call("find", {"id": customer_id}).json["account"]


def setUpModule():
    global stack
    stack = Stack(options.stack, options.url)
    unittest.addModuleCleanup(stop_and_look_at_the_log)


def stop_and_look_at_the_log():
    stack.stop()
    log = "".join(stack.lines)
    for personal in (PASSWORD, NEW_PASSWORD, "@example", "Lindqvist", site.key):
        if personal in log:
            raise AssertionError(f"the log holds {personal}:\n{log}")


class Stories(unittest.TestCase):
    longMessage = True

    def browser(self):
        return Browser(stack)

    def signed_in(self, browser, customer_id, method):
        who = browser.session()
        self.assertIsNotNone(who, "nobody is signed in")
        self.assertEqual((who["external_id"], who["auth_method"]), (customer_id, method))
        return who["account_id"]

    def linked(self):
        """A customer of the site whose account an Amazon account opens, too."""
        email, customer_id = new_customer()
        persona, _ = stack.new_persona(email)
        browser = self.browser()
        browser.come_back_from_amazon(persona)
        browser.submit("/auth/amazon/link", {"password": PASSWORD})
        self.signed_in(browser, customer_id, "amazon")
        return email, customer_id, persona, browser


class ByPassword(Stories):
    def test_a_customer_signs_in_with_the_sites_password(self):
        email, customer_id = new_customer()
        browser = self.browser()

        answer = browser.sign_in(email, PASSWORD)

        self.assertEqual(answer.status, 303, answer)
        account = self.signed_in(browser, customer_id, "password")
        self.browser().sign_in(email.upper(), PASSWORD)
        again = self.browser()
        again.sign_in(email, PASSWORD)
        self.assertEqual(self.signed_in(again, customer_id, "password"), account)

    def test_no_other_password_and_no_other_address_sign_in(self):
        email, _ = new_customer()
        for address, password in ((email, "wrong"), ("nobody@example.com", PASSWORD)):
            browser = self.browser()
            answer = browser.sign_in(address, password)
            self.assertEqual(answer.status, 401, answer)
            self.assertIsNone(browser.session())

    def test_a_very_long_password_is_wrong_and_no_error(self):
        email, _ = new_customer()
        self.assertEqual(self.browser().sign_in(email, '"' * 5000).status, 401)

    def test_an_app_signs_in(self):
        email, _ = new_customer()
        answer = self.browser().post_json("/auth/sign-in", {"email": email, "password": PASSWORD})
        self.assertEqual(answer.status, 200, answer)
        self.assertIn("session_token", answer.json())

    def test_there_is_no_registering_here(self):
        self.assertEqual(self.browser().get("/auth/register").status, 404)
        self.assertNotIn("/auth/register", self.browser().get("/auth/sign-in").text)


class ThroughAmazon(Stories):
    def test_a_new_customer_is_made_at_the_site_once(self):
        persona, user_id = stack.new_persona("nora@example.net")
        browser = self.browser()

        browser.come_back_from_amazon(persona)

        customer_id = browser.session()["external_id"]
        account = self.signed_in(browser, customer_id, "amazon")
        self.assertEqual((at_the_site(customer_id)["active"], at_the_site(customer_id)["has_password"]), (True, False))
        key = hashlib.sha256(user_id.encode()).hexdigest()
        asked = {"idempotency_key": key, "name": None, "email": None, "email_verified": False}
        self.assertEqual(site.call("create", asked).json["account"]["id"], customer_id, "the key is the user_id's SHA-256")
        again = self.browser()
        again.come_back_from_amazon(persona)
        self.assertEqual(self.signed_in(again, customer_id, "amazon"), account)

    def test_a_new_customer_without_an_address_is_made(self):
        persona, _ = stack.new_persona(None)
        browser = self.browser()
        browser.come_back_from_amazon(persona)
        self.assertIsNotNone(browser.session()["external_id"])

    def test_a_new_customer_in_eight_browsers_at_once_is_one(self):
        email = f"busy-{secrets.token_hex(6)}@example.net"
        persona, _ = stack.new_persona(email)
        browsers = [self.browser() for _ in range(8)]
        with ThreadPoolExecutor(8) as people:
            list(people.map(lambda browser: browser.come_back_from_amazon(persona), browsers))

        seen = {(who["account_id"], who["external_id"]) for who in (browser.session() for browser in browsers)}

        self.assertEqual(len(seen), 1, seen)
        self.assertEqual(manage("list").count(email), 1, "and one at the site")

    def test_an_address_of_a_customer_needs_that_customers_password(self):
        email, customer_id = new_customer()
        persona, _ = stack.new_persona(email)
        browser = self.browser()

        asked = browser.come_back_from_amazon(persona)
        self.assertEqual((asked.status, asked.location), (303, "/auth/amazon/link"))
        self.assertIsNone(browser.session(), "an equal address signs nobody in")
        wrong = browser.submit("/auth/amazon/link", {"password": NEW_PASSWORD})
        self.assertEqual(wrong.status, 401, wrong)
        self.assertIsNone(browser.session())
        right = browser.submit("/auth/amazon/link", {"password": PASSWORD})
        self.assertEqual(right.status, 303, right)

        account = self.signed_in(browser, customer_id, "amazon")
        again = self.browser()
        again.come_back_from_amazon(persona)
        self.assertEqual(self.signed_in(again, customer_id, "amazon"), account)
        by_password = self.browser()
        by_password.sign_in(email, PASSWORD)
        self.assertEqual(self.signed_in(by_password, customer_id, "password"), account)

    def test_not_me_makes_a_customer_without_that_address(self):
        email, customer_id = new_customer()
        persona, _ = stack.new_persona(email)
        browser = self.browser()
        browser.come_back_from_amazon(persona)

        answer = browser.submit("/auth/amazon/link", {"choice": "create"})

        self.assertEqual(answer.status, 303, answer)
        made = browser.session()["external_id"]
        self.assertNotEqual(made, customer_id)
        self.assertFalse(at_the_site(made)["has_password"])
        self.assertEqual(manage("list").count(email), 1, "the address stays where it is")

    def test_an_app_gives_that_customers_password(self):
        email, customer_id = new_customer()
        persona, _ = stack.new_persona(email)
        browser = self.browser()
        asked = browser.post_json("/auth/amazon/token", {"access_token": stack.app_token(persona)})
        self.assertEqual((asked.status, asked.json()["code"]), (409, "link_required"), asked)

        answer = browser.post_json("/auth/amazon/link", {"ticket": asked.json()["ticket"], "password": PASSWORD})

        self.assertEqual(answer.status, 200, answer)
        again = self.browser()
        again.come_back_from_amazon(persona)
        self.assertEqual(self.signed_in(again, customer_id, "amazon"), answer.json()["account_id"])

    def test_a_customer_without_a_password_is_not_opened_by_an_equal_address(self):
        email, customer_id = new_customer()
        manage("remove-password", customer_id)
        persona, _ = stack.new_persona(email)
        browser = self.browser()

        browser.come_back_from_amazon(persona)

        who = browser.session()
        self.assertIsNotNone(who, "a separate account")
        self.assertNotEqual(who["external_id"], customer_id)
        again = self.browser()
        again.come_back_from_amazon(persona)
        self.assertEqual(self.signed_in(again, who["external_id"], "amazon"), who["account_id"])

    def test_somebody_elses_address_at_amazon_is_no_way_to_or_from_its_owner(self):
        email = f"owner-{secrets.token_hex(6)}@example.com"
        stranger, _ = stack.new_persona(email, name="A Stranger")
        self.browser().come_back_from_amazon(stranger)
        owner_id = manage("add", email, "The Owner", password=PASSWORD)

        owner, again = self.browser(), self.browser()
        owner.sign_in(email, PASSWORD)
        again.come_back_from_amazon(stranger)

        account = self.signed_in(owner, owner_id, "password")
        self.assertNotEqual(again.session()["external_id"], owner_id)
        self.assertNotEqual(again.session()["account_id"], account)

    def test_two_amazon_accounts_with_one_address_are_two_customers(self):
        email = f"shared-{secrets.token_hex(6)}@example.com"
        browsers = [self.browser(), self.browser()]
        for browser in browsers:
            browser.come_back_from_amazon(stack.new_persona(email)[0])
        self.assertEqual(len({browser.session()["external_id"] for browser in browsers}), 2)

    def test_an_address_that_went_to_another_customer_changes_nothing(self):
        email, customer_id, persona, _ = self.linked()
        manage("set-email", customer_id, f"moved-{email}")
        other_id = manage("add", email, "Somebody Else", password=NEW_PASSWORD)

        browser, other = self.browser(), self.browser()
        browser.come_back_from_amazon(persona)
        other.sign_in(email, NEW_PASSWORD)

        self.assertNotEqual(self.signed_in(browser, customer_id, "amazon"), self.signed_in(other, other_id, "password"))


class Changes(Stories):
    def test_who_is_shut_out_at_the_site_does_not_come_in(self):
        email, customer_id, persona, _ = self.linked()
        manage("disable", customer_id)

        through_amazon, by_password = self.browser(), self.browser()
        refused = through_amazon.come_back_from_amazon(persona)
        self.assertEqual(refused.status, 403, refused)
        self.assertIn("account_disabled", refused.text)
        self.assertEqual(by_password.sign_in(email, PASSWORD).status, 403)
        for browser in (through_amazon, by_password):
            self.assertIsNone(browser.session())

        manage("enable", customer_id)
        through_amazon.come_back_from_amazon(persona)
        self.signed_in(through_amazon, customer_id, "amazon")

    def test_who_is_shut_out_while_asked_for_the_password_does_not_come_in(self):
        email, customer_id = new_customer()
        persona, _ = stack.new_persona(email)
        browser = self.browser()
        browser.come_back_from_amazon(persona)
        manage("disable", customer_id)

        answer = browser.submit("/auth/amazon/link", {"password": PASSWORD})

        self.assertNotEqual(answer.status, 303, answer)
        self.assertIsNone(browser.session())

    def test_a_changed_password_ends_the_sessions_from_before(self):
        email, customer_id, persona, before = self.linked()
        manage("set-password", customer_id, password=NEW_PASSWORD)

        after = self.browser()
        after.come_back_from_amazon(persona)

        self.signed_in(after, customer_id, "amazon")
        self.assertIsNone(before.session())
        self.assertEqual(self.browser().sign_in(email, PASSWORD).status, 401)
        self.assertEqual(self.browser().sign_in(email, NEW_PASSWORD).status, 303)
        self.signed_in(after, customer_id, "amazon")

    def test_a_removed_password_leaves_the_way_through_amazon(self):
        email, customer_id, persona, before = self.linked()
        manage("remove-password", customer_id)

        after = self.browser()
        after.come_back_from_amazon(persona)

        self.signed_in(after, customer_id, "amazon")
        self.assertIsNone(before.session())
        self.assertEqual(self.browser().sign_in(email, PASSWORD).status, 401)

    def test_a_password_changed_while_asked_for_it_is_asked_for_anew(self):
        email, customer_id = new_customer()
        persona, _ = stack.new_persona(email)
        browser = self.browser()
        browser.come_back_from_amazon(persona)
        manage("set-password", customer_id, password=NEW_PASSWORD)

        for password in (PASSWORD, NEW_PASSWORD):
            browser.submit("/auth/amazon/link", {"password": password})
            self.assertIsNone(browser.session(), "the question was about the old password")
        browser.come_back_from_amazon(persona)
        browser.submit("/auth/amazon/link", {"password": NEW_PASSWORD})

        self.signed_in(browser, customer_id, "amazon")

    def test_a_deleted_customer_does_not_come_in(self):
        email, customer_id, persona, _ = self.linked()
        manage("delete", customer_id)

        browser = self.browser()
        browser.come_back_from_amazon(persona)

        self.assertIsNone(browser.session())
        self.assertEqual(self.browser().sign_in(email, PASSWORD).status, 401)


class Failures(Stories):
    def test_while_the_site_is_down_nobody_comes_in_and_nobody_is_made(self):
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))
            alone = Stack(options.stack, f"http://127.0.0.1:{nobody.getsockname()[1]}")
            self.addCleanup(alone.stop)
            email, _ = new_customer()
            for persona_email in (email, None):
                persona, _ = alone.new_persona(persona_email)
                browser = Browser(alone)
                answer = browser.come_back_from_amazon(persona)
                self.assertEqual(answer.status, 502, answer)
                self.assertIn("existing_accounts_unavailable", answer.text)
                self.assertIsNone(browser.session())
            self.assertEqual(Browser(alone).sign_in(email, PASSWORD).status, 502)


def main():
    global options, site
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("url", help="what EXISTING_ACCOUNTS_URL will be")
    parser.add_argument("--manage", required=True, metavar="COMMAND")
    parser.add_argument("--stack", required=True, metavar="FILE", help="the local stack's binary")
    parser.add_argument("--only", metavar="WORDS", help="the stories with this in their name")
    options = parser.parse_args()
    site = Caller(options.url, os.environ["EXISTING_ACCOUNTS_KEY"])
    chosen = ["-k", options.only] if options.only else []
    unittest.main(argv=[sys.argv[0], "-v", *chosen])


if __name__ == "__main__":
    main()
