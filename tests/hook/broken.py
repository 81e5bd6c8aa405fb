#!/usr/bin/env python3
"""Breaks the site of examples/existing-site-python in one way after the other: check.py has to see each.

Runs with that example's Python packages. Every variant is named after the rule that has to fail for it; the same
rule holds for the site as it is.
"""

import contextlib
import functools
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import time
import unicodedata
import unittest
from dataclasses import replace
from unittest import mock

HERE = pathlib.Path(__file__).parent
SHOP = HERE.parents[1] / "examples/existing-site-python"
sys.path.insert(0, str(SHOP))

import argon2  # noqa: E402
from shop import customers, hook, passwords, settings, signature  # noqa: E402
from shop.customers import Customers  # noqa: E402
from werkzeug.serving import WSGIRequestHandler, make_server  # noqa: E402

KEY = "the-key-of-a-broken-site-0123456789"
BROKEN = {}


def breaks(rule):
    """Files a function that gives patches under the rule that has to fail with them."""
    return lambda broken: BROKEN.setdefault(f"{rule} {broken.__name__}", (rule, broken))


# --- Who asks ------------------------------------------------------------------------------------


@breaks("test_the_signature_of_another_key_is_refused")
def signatures_are_not_looked_at():
    return [mock.patch.object(hook, "key_of", lambda *_: "current")]


@breaks("test_the_signature_of_another_call_is_refused")
def signatures_leave_the_call_out():
    key_of = signature.key_of

    def any_call(keys, _, *rest):
        for call in ("find", "verify", "create"):
            with contextlib.suppress(signature.Refused):
                return key_of(keys, call, *rest)
        raise signature.Refused("wrong")

    return [mock.patch.object(hook, "key_of", any_call)]


@breaks("test_the_signature_of_another_body_is_refused")
def signatures_are_made_for_the_body_without_blanks():
    key_of = signature.key_of
    return [mock.patch.object(hook, "key_of", lambda k, c, t, s, body, now: key_of(k, c, t, s, body.strip(), now))]


@breaks("test_an_old_one_is_refused_and_one_from_the_future")
def time_does_not_matter():
    return [mock.patch.object(signature, "MAX_SKEW_S", 10**9)]


@breaks("test_a_minute_too_fast_or_slow_is_no_harm")
def clocks_must_agree_to_the_second():
    return [mock.patch.object(signature, "MAX_SKEW_S", 1)]


@breaks("test_the_signature_comes_before_what_is_in_the_body")
def the_body_is_parsed_first():
    key_of = signature.key_of

    def parsed_first(keys, call, timestamp, signature, body, now):
        hook.fields_of(body)
        return key_of(keys, call, timestamp, signature, body, now)

    return [mock.patch.object(hook, "key_of", parsed_first)]


@breaks("test_fields_of_another_type_are_refused")
def whatever_is_sent_is_taken_for_text():
    return [mock.patch.object(hook, "text", lambda fields, name, *_: str(fields.get(name)))]


@breaks("test_a_body_over_the_limit_is_refused")
def bodies_have_no_limit():
    return [mock.patch.object(hook, "MAX_BODY_BYTES", 10**9)]


# --- Who is that? --------------------------------------------------------------------------------


@breaks("test_an_id_is_compared_to_the_letter")
def ids_are_read_as_numbers():
    def by_number(self, customer_id):
        with contextlib.suppress(ValueError):
            return self._find("id = ?", int(customer_id))

    return [mock.patch.object(Customers, "find_by_id", by_number)]


@breaks("test_an_address_that_only_looks_alike_is_another")
def accents_do_not_matter():
    find_by_email = Customers.find_by_email

    def folded(self, email):
        letters = unicodedata.normalize("NFKD", email)
        return find_by_email(self, "".join(it for it in letters if not unicodedata.combining(it)))

    return [mock.patch.object(Customers, "find_by_email", folded)]


@breaks("test_an_address_that_only_looks_alike_is_another")
def addresses_are_patterns():
    return [mock.patch.object(Customers, "find_by_email", lambda self, email: self._find("email LIKE ?", email))]


@breaks("test_capital_letters_are_the_same_as_small_ones")
def capital_letters_are_others():
    return [mock.patch.object(customers, "SCHEMA", customers.SCHEMA.replace(" COLLATE NOCASE", ""))]


@breaks("test_an_unproven_address_is_not_found")
def addresses_from_amazon_are_found():
    def either(self, email):
        return self._find("email = ?1 OR unproven_email = ?1", email)

    return [mock.patch.object(Customers, "find_by_email", either)]


@breaks("test_a_new_password_changes_the_version_and_ends_the_old")
def customers_are_kept_in_memory():
    return [mock.patch.object(Customers, "find_by_id", functools.lru_cache(Customers.find_by_id))]


@breaks("test_a_customer_is_found_by_address_and_by_id_alike")
def ids_are_numbers():
    account = hook.account
    return [mock.patch.object(hook, "account", lambda it: it and {**account(it), "id": it.id})]


@breaks("test_a_customer_is_found_by_address_and_by_id_alike")
def answers_come_late():
    account = hook.account
    return [mock.patch.object(hook, "account", lambda it: time.sleep(2.1) or account(it))]


# --- Is that the password? -----------------------------------------------------------------------


@breaks("test_any_other_is_wrong")
def passwords_are_trimmed():
    return [mock.patch.object(hook, "is_password_of", lambda it, password: passwords.is_password_of(it, password.strip()))]


@breaks("test_a_customer_without_password_has_none")
def no_password_is_an_empty_one():
    def is_password_of(it, password):
        return not password if it and it.password_hash is None else passwords.is_password_of(it, password)

    return [mock.patch.object(hook, "is_password_of", is_password_of), mock.patch.object(hook, "needs_renewal", lambda _: False)]


@breaks("test_the_time_taken_does_not_tell_who_is_known")
def nobody_is_answered_at_once():
    def is_password_of(it, password):
        return bool(it and it.password_hash) and passwords.is_password_of(it, password)

    return [mock.patch.object(hook, "is_password_of", is_password_of), mock.patch.object(passwords, "_hasher", argon2.PasswordHasher())]


# --- Somebody new --------------------------------------------------------------------------------


@breaks("test_a_customers_address_is_taken_and_nobody_is_given")
def an_equal_address_gives_its_customer():
    create_by_key = Customers.create_by_key

    def by_address(self, key, name, email):
        return (email and self.find_by_email(email)) or create_by_key(self, key, name, email)

    return [mock.patch.object(Customers, "create_by_key", by_address)]


@breaks("test_no_equal_name_or_address_gives_another_keys_customer")
def an_equal_address_from_amazon_gives_its_customer():
    create_by_key = Customers.create_by_key

    def by_address(self, key, name, email):
        return (email and self._find("unproven_email = ?", email)) or create_by_key(self, key, name, email)

    return [mock.patch.object(Customers, "create_by_key", by_address)]


@breaks("test_one_key_makes_one_customer")
def keys_are_not_kept():
    create_by_key = Customers.create_by_key
    new = lambda self, _, name, email: create_by_key(self, os.urandom(8).hex(), name, email)  # noqa: E731
    return [mock.patch.object(Customers, "create_by_key", new)]


@breaks("test_one_key_at_once_makes_one_customer")
def keys_are_looked_for_before():
    create_by_key = Customers.create_by_key

    def look_before(self, key, name, email):
        if made := self._find("created_by_key LIKE ?", f"{key}%"):
            return made
        time.sleep(0.2)
        return create_by_key(self, key + os.urandom(8).hex(), name, email)

    return [mock.patch.object(Customers, "create_by_key", look_before)]


@breaks("test_a_key_is_compared_to_the_letter")
def case_of_a_key_does_not_matter():
    text = hook.text
    lower = lambda fields, name, *more: text(fields, name, *more).lower()  # noqa: E731
    return [mock.patch.object(hook, "text", lower)]


@breaks("test_a_new_customer_has_no_password_and_may_come_in")
def new_customers_get_a_password():
    create_by_key = Customers.create_by_key
    with_one = lambda *asked: replace(create_by_key(*asked), password_hash="hash")  # noqa: E731
    return [mock.patch.object(Customers, "create_by_key", with_one)]


# --- What changes --------------------------------------------------------------------------------


@breaks("test_a_new_password_changes_the_version_and_ends_the_old")
def versions_stay():
    account = hook.account
    return [mock.patch.object(hook, "account", lambda it: it and {**account(it), "credential_version": "1"})]


@breaks("test_who_is_shut_out_is_not_active_and_the_version_changes")
def everybody_is_active():
    account = hook.account
    return [mock.patch.object(hook, "account", lambda it: it and {**account(it), "active": True})]


@breaks("test_a_deleted_customer_is_nobody_and_the_id_is_not_given_again")
def ids_are_given_again():
    return [mock.patch.object(customers, "SCHEMA", customers.SCHEMA.replace("AUTOINCREMENT,", ","))]


class Quiet(WSGIRequestHandler):
    def log(self, *_):
        """Nothing."""


class Breaking(unittest.TestCase):
    def fails(self, rule, patches):
        """Does check.py find that the site breaks the rule?"""
        with contextlib.ExitStack() as stack:
            database = str(pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()), "shop.db"))
            environment = {"SHOP_DB": database, "EXISTING_ACCOUNTS_KEY": KEY, "CUSTOMER_PASSWORD": settings.SAMPLES[0][2]}
            cheap = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
            for patch in [mock.patch.dict(os.environ, environment), mock.patch.object(passwords, "_hasher", cheap), *patches]:
                stack.enter_context(patch)
            app = hook.create_app(settings.customers(), settings.signing_keys())
            server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
            stack.callback(server.server_close)
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            stack.callback(thread.join)
            stack.callback(server.shutdown)
            manage = f"env --chdir={SHOP} {sys.executable} -m shop.manage"
            run = [sys.executable, str(HERE / "check.py"), f"http://127.0.0.1:{server.port}"]
            run += ["--customer", settings.SAMPLES[0][0], "--manage", manage, "--only", rule]
            checked = subprocess.run(run, capture_output=True, text=True, check=False)
        self.assertRegex(checked.stderr, r"Ran 1 test\b", "it ends, and there is such a rule")
        return checked.returncode != 0

    def test_every_broken_site_is_seen(self):
        for name, (rule, broken) in BROKEN.items():
            with self.subTest(name):
                self.assertTrue(self.fails(rule, broken()))

    def test_the_site_as_it_is_keeps_these_rules(self):
        for rule in sorted({rule for rule, _ in BROKEN.values()}):
            with self.subTest(rule):
                self.assertFalse(self.fails(rule, []))


if __name__ == "__main__":
    unittest.main(verbosity=2)
