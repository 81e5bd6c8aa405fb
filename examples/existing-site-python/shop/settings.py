"""Settings, from the environment."""

import os
import re

from .customers import Customers
from .passwords import hash_password
from .signature import MIN_KEY_CHARS

SAMPLES = [
    ("alice@example.com", "Alice Sample", "alice-likes-long-passwords"),
    ("bob@example.com", "Bob Sample", "bob-likes-long-passwords"),
]


def signing_keys():
    """The key, and while it is being changed the one from before as well, by the names they have in the log."""
    keys = {"current": os.environ.get("EXISTING_ACCOUNTS_KEY"), "old": os.environ.get("EXISTING_ACCOUNTS_OLD_KEY")}
    if not keys["current"]:
        raise SystemExit("EXISTING_ACCOUNTS_KEY is not set")
    for key in filter(None, keys.values()):
        if not re.fullmatch(f"[!-~]{{{MIN_KEY_CHARS},}}", key):
            raise SystemExit(f"a signing key has at least {MIN_KEY_CHARS} characters of visible ASCII")
    return {name: key for name, key in keys.items() if key}


def customers():
    """The database, with two customers if it is new."""
    path = os.environ.get("SHOP_DB", "shop.db")
    is_new = not os.path.exists(path)
    shop = Customers(path)
    if is_new:
        for email, name, password in SAMPLES:
            shop.add(email, name, hash_password(password))
    return shop
