"""What every rule needs: the ways to ask a site, and what holds for all its answers."""

import hashlib
import secrets
import subprocess
import unittest

from caller import MAX_ANSWER_BYTES, TIMEOUT_S

NAME = "Contract check"


class Rules(unittest.TestCase):
    """Rules of one kind. What is checked is set once, by check.py."""

    longMessage = True
    site = None
    old_key = None
    email = None
    password = None
    manage_command = None
    # The ids of the customers that were made.
    made = set()

    @classmethod
    def manage(cls, *command, password=None):
        """The site's own command: what its pages and its support do."""
        if not cls.manage_command:
            raise unittest.SkipTest("needs --manage")
        run = [*cls.manage_command, *command]
        subprocess.run(run, input=password, text=True, check=True, stdout=subprocess.DEVNULL)

    def seen(self, answer):
        self.assertLess(answer.took_s, TIMEOUT_S, "the functions wait no longer")
        self.assertLessEqual(answer.size, MAX_ANSWER_BYTES)
        return answer

    def ask(self, call, fields, status=200):
        return self.in_json(self.seen(self.site.call(call, fields)), status)

    def in_json(self, answer, status):
        self.assertEqual(answer.status, status, answer)
        self.assertRegex(answer.headers.get("Content-Type", ""), r"^application/json\b")
        self.assertIsInstance(answer.json, dict)
        return answer.json

    def account_in(self, answer):
        """The account in an answer, which has its form, or None."""
        self.assertIn("account", answer)
        account = answer["account"]
        if account is None:
            return None
        self.assertIsInstance(account, dict)
        self.assertIsInstance(account.get("id"), str, "ids are text, numbers too")
        self.assertRegex(account["id"], r"\A[!-~]{1,128}\Z", "1 to 128 characters of visible ASCII")
        self.assertIsInstance(account.get("credential_version"), str, "versions are text, numbers too")
        self.assertRegex(account["credential_version"], r"(?s)\A.{1,128}\Z")
        for name in ("active", "has_password"):
            self.assertIsInstance(account.get(name), bool, name)
        return account

    def find(self, **by):
        return self.account_in(self.ask("find", by))

    def verify(self, customer_id, password):
        answer = self.ask("verify", {"id": customer_id, "password": password})
        self.assertIsInstance(answer.get("verified"), bool)
        account = self.account_in(answer)
        if account:
            self.assertEqual(account["id"], customer_id, "the id that was asked for")
        return answer["verified"], account

    def create(self, key, name=NAME, email=None):
        answer = self.ask("create", creation(key, name, email))
        self.assertIs(answer.get("created_by_this_key"), True)
        account = self.account_in(answer)
        self.assertIsNotNone(account)
        self.made.add(account["id"])
        return account

    def customer(self):
        account = self.find(email=self.email)
        self.assertIsNotNone(account, "--customer is nobody")
        return account


def creation(key, name=NAME, email=None):
    return {"idempotency_key": key, "name": name, "email": email, "email_verified": False}


def new_key():
    return hashlib.sha256(secrets.token_bytes()).hexdigest()


def new_email():
    return f"contract-check-{secrets.token_hex(6)}@example.com"
