"""The shop's customers, in SQLite."""

import contextlib
import sqlite3
from dataclasses import dataclass

SCHEMA = """
CREATE TABLE IF NOT EXISTS customers (
    -- AUTOINCREMENT: the id of a deleted customer is never given to another.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- The address that the customer signs in with. NOCASE makes the 26 letters of ASCII equal, and nothing else.
    email TEXT UNIQUE COLLATE NOCASE,
    -- The address that Amazon passed on: to be shown, never to sign in with or to find anybody by.
    unproven_email TEXT,
    name TEXT,
    password_hash TEXT,
    active INTEGER NOT NULL DEFAULT 1,
    -- Another one with every change of who can get in.
    credential_version INTEGER NOT NULL DEFAULT 1,
    created_by_key TEXT UNIQUE
) STRICT
"""
COLUMNS = "id, email, unproven_email, name, password_hash, active, credential_version"
BUSY_S = 1.5


@dataclass(frozen=True)
class Customer:
    """A row of the table."""

    id: int
    email: str | None
    unproven_email: str | None
    name: str | None
    password_hash: str | None
    active: int
    credential_version: int


class EmailTaken(Exception):
    """A customer signs in with this address already."""


class Customers:
    """The table. Every method is one transaction, over a connection of its own."""

    def __init__(self, path):
        self._path = path
        with self._transaction() as db:
            db.execute(SCHEMA)

    def find_by_id(self, customer_id):
        """The customer with exactly this id. SQLite by itself takes "042" and "42.0" for 42."""
        found = self._find("id = ?", customer_id)
        return found if found and str(found.id) == customer_id else None

    def find_by_email(self, email):
        """The customer who signs in with this address."""
        return self._find("email = ?", email)

    def create_by_key(self, key, name, email):
        """The customer whom this key made, now or before; raises `EmailTaken`.

        The write lock is taken before anything is read: of two calls with one key the second finds
        the customer of the first. UNIQUE holds even if somebody writes this another way one day.
        """
        with self._transaction() as db:
            if row := row_where(db, "created_by_key = ?", key):
                return Customer(*row)
            if email is not None and row_where(db, "email = ?", email):
                raise EmailTaken
            sql = "INSERT INTO customers (created_by_key, name, unproven_email) VALUES (?, ?, ?)"
            return Customer(*row_where(db, "id = ?", db.execute(sql, (key, name, email)).lastrowid))

    def add(self, email, name, password_hash):
        """Registers a customer, whose id it gives; raises `EmailTaken`."""
        try:
            with self._transaction() as db:
                sql = "INSERT INTO customers (email, name, password_hash) VALUES (?, ?, ?)"
                return str(db.execute(sql, (email, name, password_hash)).lastrowid)
        except sqlite3.IntegrityError as error:
            raise EmailTaken from error

    def set_email(self, customer_id, email):
        """Changes the address to sign in with; raises `EmailTaken`."""
        try:
            return self._change(customer_id, "email = ?", email)
        except sqlite3.IntegrityError as error:
            raise EmailTaken from error

    def set_password_hash(self, customer_id, password_hash):
        """Sets the hash of a new password, or None to remove it."""
        return self._change(customer_id, "password_hash = ?", password_hash)

    def set_active(self, customer_id, active):
        """Shuts a customer out, or lets them in again."""
        return self._change(customer_id, "active = ?", int(active))

    def renew_password_hash(self, customer, password_hash):
        """Another hash of the same password: changes nothing about who can get in."""
        with self._transaction() as db:
            sql = "UPDATE customers SET password_hash = ? WHERE id = ? AND password_hash = ?"
            db.execute(sql, (password_hash, customer.id, customer.password_hash))

    def delete(self, customer_id):
        """Deletes a customer. The key that made it is free then, its id is not."""
        with self._transaction() as db:
            return db.execute("DELETE FROM customers WHERE id = ?", (customer_id,)).rowcount == 1

    def all(self):
        """Every customer, by id."""
        with self._connection() as db:
            return [Customer(*row) for row in db.execute(f"SELECT {COLUMNS} FROM customers ORDER BY id")]

    def _find(self, condition, value):
        with self._connection() as db:
            row = row_where(db, condition, value)
        return Customer(*row) if row else None

    def _change(self, customer_id, assignment, value):
        sql = f"UPDATE customers SET {assignment}, credential_version = credential_version + 1 WHERE id = ?"
        with self._transaction() as db:
            return db.execute(sql, (value, customer_id)).rowcount == 1

    def _connection(self):
        return contextlib.closing(sqlite3.connect(self._path, timeout=BUSY_S, isolation_level=None))

    @contextlib.contextmanager
    def _transaction(self):
        with self._connection() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")


def row_where(db, condition, value):
    return db.execute(f"SELECT {COLUMNS} FROM customers WHERE {condition}", (value,)).fetchone()
