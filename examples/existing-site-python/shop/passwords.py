"""Passwords, as argon2id."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

_hasher = PasswordHasher()
# Nobody's password: what a try is held against where there is none, so that it takes as long.
_NOBODYS = _hasher.hash(secrets.token_hex())


def hash_password(password):
    """The hash to store."""
    return _hasher.hash(password)


def is_password_of(customer, password):
    """Is it this customer's? As slow for an unknown customer, and for one without a password."""
    stored = customer.password_hash if customer else None
    try:
        _hasher.verify(stored or _NOBODYS, password)
    except VerifyMismatchError:
        return False
    return stored is not None


def needs_renewal(customer):
    """Was the hash made with other parameters than a new one would be?"""
    return _hasher.check_needs_rehash(customer.password_hash)
