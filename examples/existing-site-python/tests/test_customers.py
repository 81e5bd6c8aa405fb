"""The table: ids, versions, keys, addresses."""

import pathlib
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor

from shop.customers import Customers, EmailTaken

KEY = "0" * 64


class TheTable(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.customers = Customers(pathlib.Path(scratch.name, "shop.db"))

    def test_an_id_is_never_given_again(self):
        first = self.customers.add("a@example.com", "A", "hash")
        self.customers.delete(first)
        self.assertNotEqual(self.customers.add("a@example.com", "A", "hash"), first)

    def test_an_id_is_found_to_the_letter(self):
        one = self.customers.add("a@example.com", "A", "hash")
        self.assertEqual(str(self.customers.find_by_id(one).id), one)
        for other in (f"0{one}", f"{one} ", f" {one}", f"{one}.0", f"+{one}", "", "9" * 30):
            self.assertIsNone(self.customers.find_by_id(other), other)

    def test_an_address_is_found_whatever_its_case_and_no_other(self):
        one = self.customers.add("Ada.King@example.com", "Ada", "hash")
        self.assertEqual(str(self.customers.find_by_email("ada.king@EXAMPLE.com").id), one)
        for other in ("áda.king@example.com", "ada.\u212aing@example.com", "ada.king@example.com ", "ada%", ""):
            self.assertIsNone(self.customers.find_by_email(other), other)

    def test_whatever_changes_who_can_get_in_changes_the_version(self):
        one = self.customers.add("a@example.com", "A", "hash")
        seen = [self.customers.find_by_id(one).credential_version]
        for change in (
            lambda: self.customers.set_password_hash(one, "another"),
            lambda: self.customers.set_password_hash(one, None),
            lambda: self.customers.set_email(one, "b@example.com"),
            lambda: self.customers.set_active(one, False),
            lambda: self.customers.set_active(one, True),
        ):
            self.assertTrue(change())
            seen.append(self.customers.find_by_id(one).credential_version)
        self.assertEqual(len(set(seen)), len(seen))

    def test_a_renewed_hash_changes_nothing_and_never_undoes_a_new_password(self):
        one = self.customers.add("a@example.com", "A", "old parameters")
        read = self.customers.find_by_id(one)
        self.customers.renew_password_hash(read, "new parameters")
        renewed = self.customers.find_by_id(one)
        self.assertEqual(renewed.credential_version, read.credential_version)
        self.assertEqual(renewed.password_hash, "new parameters")
        self.customers.set_password_hash(one, "a new password")
        self.customers.renew_password_hash(renewed, "the password from before")
        self.assertEqual(self.customers.find_by_id(one).password_hash, "a new password")

    def test_one_key_makes_one_customer_however_many_ask_at_once(self):
        with ThreadPoolExecutor(16) as callers:
            made = set(callers.map(lambda _: self.customers.create_by_key(KEY, "N", None).id, range(64)))
        self.assertEqual(len(made), 1)
        self.assertEqual(len(self.customers.all()), 1)

    def test_a_key_gives_nobody_but_whom_it_made(self):
        self.customers.add("a@example.com", "A", "hash")
        with self.assertRaises(EmailTaken):
            self.customers.create_by_key(KEY, "A", "A@example.com")
        self.assertEqual(len(self.customers.all()), 1)

    def test_an_address_from_amazon_is_nobodys_way_in(self):
        through_amazon = self.customers.create_by_key(KEY, "N", "n@example.com")
        self.assertIsNone(self.customers.find_by_email("n@example.com"))
        owner = self.customers.add("n@example.com", "N", "hash")
        self.assertEqual(str(self.customers.find_by_email("n@example.com").id), owner)
        self.assertEqual(self.customers.create_by_key(KEY, "N", "n@example.com").id, through_amazon.id)

    def test_a_deleted_customers_key_makes_another(self):
        first = self.customers.create_by_key(KEY, "N", None).id
        self.customers.delete(first)
        self.assertNotEqual(self.customers.create_by_key(KEY, "N", None).id, first)
