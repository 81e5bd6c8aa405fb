"""The signature of a call: which call, when, and with which body."""

import hashlib
import hmac
import re

MAX_SKEW_S = 300
MIN_KEY_CHARS = 32


class Refused(Exception):
    """Not a genuine call; the one argument is a word for the log."""


def sign(key, call, timestamp, body):
    """The value of `X-Accounts-Signature`. `body` is the bytes of the request."""
    message = b"\n".join((b"v1", call.encode(), timestamp.encode(), body))
    return "v1=" + hmac.new(key.encode(), message, hashlib.sha256).hexdigest()


def key_of(keys, call, timestamp, signature, body, now):
    """The name of the key that signed this call; raises `Refused`. `keys` are those taken, by name."""
    if not timestamp or not signature:
        raise Refused("missing")
    # No int() of what is not plain digits: it takes signs, blanks, underscores and other alphabets.
    if not re.fullmatch("[0-9]{1,12}", timestamp) or abs(now - int(timestamp)) > MAX_SKEW_S:
        raise Refused("old")
    # In constant time, and with every key in any case: the time taken says nothing about either.
    right = [name for name, key in keys.items() if equal(sign(key, call, timestamp, body), signature)]
    if not right:
        raise Refused("wrong")
    return right[0]


def equal(one, other):
    return hmac.compare_digest(one.encode(), other.encode())
