"""The three calls of docs/hook.md: find, verify, create."""

import json
import logging
import re
import time

from flask import Flask, g, request
from werkzeug.exceptions import BadRequest, HTTPException

from .customers import EmailTaken
from .passwords import hash_password, is_password_of, needs_renewal
from .signature import Refused, key_of

MAX_BODY_BYTES = 64 * 1024

log = logging.getLogger("shop.hook")


def create_app(customers, keys, clock=time.time):
    """The application. `keys` are the signing keys that are taken, by name; `clock` gives seconds since 1970."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    calls = {"find": find, "verify": verify, "create": create}

    @app.post("/<any(find, verify, create):call>")
    def hook(call):
        body = request.get_data()
        timestamp, signature = (request.headers.get(f"X-Accounts-{it}") for it in ("Timestamp", "Signature"))
        try:
            g.key = key_of(keys, call, timestamp, signature, body, clock())
        except Refused as reason:
            g.key = f"none ({reason})"
            return {"error": "bad_signature"}, 401
        status, answer = calls[call](customers, fields_of(body))
        if answer.get("account"):
            g.customer = answer["account"]["id"]
        return answer, status

    @app.errorhandler(HTTPException)
    def refused(error):
        return {"error": "invalid_request" if error.code == 400 else error.name.lower().replace(" ", "_")}, error.code

    @app.before_request
    def begin():
        g.begin = time.monotonic()

    @app.after_request
    def log_it(response):
        # Neither body nor signature; and no path but the three known ones, for it is somebody's text as well.
        call, key, customer = (request.view_args or {}).get("call", "-"), g.get("key", "-"), g.get("customer", "-")
        took_ms = round(1000 * (time.monotonic() - g.begin))
        log.info("call=%s status=%s ms=%s key=%s customer=%s", call, response.status_code, took_ms, key, customer)
        response.headers["Cache-Control"] = "no-store"
        return response

    return app


def find(customers, fields):
    """Who has this id, or signs in with this address?"""
    if ("id" in fields) == ("email" in fields):
        raise BadRequest
    if "id" in fields:
        customer = customers.find_by_id(text(fields, "id"))
    else:
        customer = customers.find_by_email(text(fields, "email"))
    return 200, {"account": account(customer)}


def verify(customers, fields):
    """Is this the password of the customer with this id? Whether they may come in, `active` says."""
    password = text(fields, "password")
    read = customers.find_by_id(text(fields, "id"))
    is_right = is_password_of(read, password)
    if is_right and needs_renewal(read):
        customers.renew_password_hash(read, hash_password(password))
    # Hashing takes its time: meanwhile the password may have been changed.
    customer = customers.find_by_id(fields["id"])
    verified = is_right and customer is not None and customer.credential_version == read.credential_version
    return 200, {"verified": verified, "account": account(customer)}


def create(customers, fields):
    """A customer who is new through Amazon: the one that this key made, now or before."""
    key = text(fields, "idempotency_key")
    if not re.fullmatch("[0-9a-f]{64}", key):
        raise BadRequest
    name, email = (None if fields.get(it) is None else text(fields, it) for it in ("name", "email"))
    try:
        customer = customers.create_by_key(key, name, email)
    except EmailTaken:
        return 409, {"error": "email_taken"}
    # True because `create_by_key` finds by the key alone, never by address or name.
    return 200, {"account": account(customer), "created_by_this_key": True}


def account(customer):
    """What the functions are told of a customer."""
    if customer is None:
        return None
    return {
        "id": str(customer.id),
        "active": bool(customer.active),
        "credential_version": str(customer.credential_version),
        "has_password": customer.password_hash is not None,
    }


def fields_of(body):
    """The JSON object in the body."""
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadRequest from error
    if not isinstance(fields, dict):
        raise BadRequest
    return fields


def text(fields, name):
    """A field that must be there and be text; half a surrogate pair is none."""
    value = fields.get(name)
    if not isinstance(value, str) or any("\ud800" <= it <= "\udfff" for it in value):
        raise BadRequest
    return value
