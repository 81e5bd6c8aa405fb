"""Customers who are new through Amazon, and what the site's own pages do to them."""

from concurrent.futures import ThreadPoolExecutor

from rules import Rules, creation, new_email, new_key

AT_ONCE = 8


class Create(Rules):
    """Somebody new through Amazon."""

    def test_a_new_customer_has_no_password_and_may_come_in(self):
        account = self.create(new_key(), email=new_email())
        self.assertTrue(account["active"])
        self.assertFalse(account["has_password"])
        self.assertEqual(self.find(id=account["id"]), account)

    def test_name_and_address_may_be_missing(self):
        self.create(new_key(), name=None)
        self.create(new_key(), name="Ångström 山田 O'Brien; DROP TABLE customers;--")

    def test_one_key_makes_one_customer(self):
        key, email = new_key(), new_email()
        first = self.create(key, email=email)
        self.assertEqual(self.create(key, email=email), first)
        self.assertEqual(self.create(key, name="Another", email=new_email()), first)
        self.assertEqual(self.create(key, name=None), first)

    def test_one_key_at_once_makes_one_customer(self):
        for email in (None, new_email()):
            key = new_key()
            with ThreadPoolExecutor(AT_ONCE) as callers:
                answers = list(callers.map(lambda _: self.site.call("create", creation(key, email=email)), range(AT_ONCE)))
            accounts = [self.account_in(self.in_json(answer, 200))["id"] for answer in answers]
            self.made.update(accounts)
            self.assertEqual(len(set(accounts)), 1, answers)

    def test_other_keys_make_other_customers(self):
        keys = [new_key() for _ in range(AT_ONCE)]
        with ThreadPoolExecutor(AT_ONCE) as callers:
            answers = list(callers.map(lambda key: self.site.call("create", creation(key)), keys))
        accounts = [self.account_in(self.in_json(answer, 200))["id"] for answer in answers]
        self.made.update(accounts)
        self.assertEqual(len(set(accounts)), AT_ONCE)
        self.assertEqual([self.create(key)["id"] for key in keys], accounts)

    def test_a_customers_address_is_taken_and_nobody_is_given(self):
        before = self.customer()
        for email in (self.email, self.email.upper()):
            answer = self.ask("create", creation(new_key(), email=email), status=409)
            self.assertEqual(answer.get("error"), "email_taken")
            self.assertNotIn("account", answer)
        self.assertEqual(self.customer(), before)

    def test_a_refused_key_made_nobody(self):
        key = new_key()
        self.ask("create", creation(key, email=self.email), status=409)
        account = self.create(key, email=None)
        self.assertNotEqual(account["id"], self.customer()["id"])
        self.assertFalse(account["has_password"])

    def test_no_equal_name_or_address_gives_another_keys_customer(self):
        email = new_email()
        first = self.create(new_key(), email=email)
        answer = self.site.call("create", creation(new_key(), email=email))
        if answer.status != 409:
            account = self.account_in(self.in_json(answer, 200))
            self.made.add(account["id"])
            self.assertNotEqual(account["id"], first["id"])

    def test_a_key_is_compared_to_the_letter(self):
        key = "a" + new_key()[1:]
        first = self.create(key)
        for other in (key.upper(), key + " ", key[:-1], key + "0"):
            answer = self.site.call("create", creation(other))
            if answer.status == 200:
                account = self.account_in(answer.json)
                self.made.add(account["id"])
                self.assertNotEqual(account["id"], first["id"], other)

    def test_an_unproven_address_is_not_found(self):
        email = new_email()
        self.create(new_key(), email=email)
        self.assertIsNone(self.find(email=email))


class Change(Rules):
    """What the site's own pages do shows in the very next answer."""

    NEW = "contract-check-likes-long-passwords"

    def with_password(self):
        account = self.create(new_key())
        self.manage("set-password", account["id"], password=self.NEW)
        return self.find(id=account["id"])

    def test_a_first_password_changes_the_version(self):
        key = new_key()
        before = self.create(key)
        self.manage("set-password", before["id"], password=self.NEW)
        after = self.find(id=before["id"])
        self.assertTrue(after["has_password"])
        self.assertNotEqual(after["credential_version"], before["credential_version"])
        self.assertEqual(self.verify(before["id"], self.NEW), (True, after))
        self.assertEqual(self.create(key), after)

    def test_a_new_password_changes_the_version_and_ends_the_old(self):
        before = self.with_password()
        self.manage("set-password", before["id"], password="another " + self.NEW)
        after = self.find(id=before["id"])
        self.assertNotEqual(after["credential_version"], before["credential_version"])
        self.assertEqual(self.verify(before["id"], self.NEW), (False, after))
        self.assertEqual(self.verify(before["id"], "another " + self.NEW), (True, after))

    def test_the_same_password_again_changes_the_version(self):
        before = self.with_password()
        self.manage("set-password", before["id"], password=self.NEW)
        self.assertNotEqual(self.find(id=before["id"])["credential_version"], before["credential_version"])

    def test_a_version_never_comes_back(self):
        account = self.with_password()
        seen = [account["credential_version"]]
        for password in ("one " + self.NEW, self.NEW, "one " + self.NEW):
            self.manage("set-password", account["id"], password=password)
            seen.append(self.find(id=account["id"])["credential_version"])
        self.assertEqual(len(set(seen)), len(seen), seen)

    def test_who_is_shut_out_is_not_active_and_the_version_changes(self):
        before = self.with_password()
        self.manage("disable", before["id"])
        self.assertFalse(self.find(id=before["id"])["active"])
        _, account = self.verify(before["id"], self.NEW)
        self.assertFalse(account["active"])
        self.manage("enable", before["id"])
        after = self.find(id=before["id"])
        self.assertTrue(after["active"])
        self.assertNotEqual(after["credential_version"], before["credential_version"])

    def test_who_is_shut_out_is_not_let_in_by_the_key(self):
        key = new_key()
        account = self.create(key)
        self.manage("disable", account["id"])
        self.assertFalse(self.create(key)["active"])

    def test_a_deleted_customer_is_nobody_and_the_id_is_not_given_again(self):
        key = new_key()
        account = self.create(key)
        self.manage("delete", account["id"])
        self.made.discard(account["id"])
        self.assertIsNone(self.find(id=account["id"]))
        self.assertEqual(self.verify(account["id"], ""), (False, None))
        self.assertNotEqual(self.create(key)["id"], account["id"])
