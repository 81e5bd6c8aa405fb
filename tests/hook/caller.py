"""Calls a site as the functions do: signed, without following redirects, with a time limit."""

import hashlib
import hmac
import http.client
import json
import time
import urllib.parse

MAX_ANSWER_BYTES = 64 * 1024
TIMEOUT_S = 2


class Answer:
    """Status, headers and JSON of an answer; `json` is None if there is no JSON in it."""

    def __init__(self, status, headers, body, took_s):
        self.status, self.headers, self.took_s = status, headers, took_s
        self.size = len(body)
        try:
            self.json = json.loads(body.decode())
        except ValueError:
            self.json = None

    def __repr__(self):
        return f"{self.status} {json.dumps(self.json)}"


def sign(key, call, timestamp, body):
    """The value of `X-Accounts-Signature`."""
    message = f"v1\n{call}\n{timestamp}\n".encode() + body
    return "v1=" + hmac.new(key.encode(), message, hashlib.sha256).hexdigest()


class Caller:
    """A site's address and its key."""

    def __init__(self, url, key):
        self.address, self.key = url.rstrip("/"), key

    def call(self, call, fields, connection=None):
        """A call as the functions make it."""
        return self.send(call, json.dumps(fields, ensure_ascii=False).encode(), connection=connection)

    def connect(self):
        """A connection; it waits for longer than the limit, so that a slow answer is told from none."""
        url = urllib.parse.urlsplit(self.address)
        kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
        return kind(url.hostname, url.port, timeout=5 * TIMEOUT_S)

    def send(self, call, body, *, method="POST", headers=(), timestamp=None, signed=None, signature=None, connection=None):
        """A request of which anything can be wrong: `signed` are the call and the body that the signature is
        made for, if not those sent; a header that is None is left out."""
        timestamp = str(int(time.time())) if timestamp is None else timestamp
        if signature is None:
            signed_call, signed_body = signed or (call, body)
            signature = sign(self.key, signed_call, timestamp, signed_body)
        sent = {
            "Content-Type": "application/json",
            "X-Accounts-Timestamp": timestamp,
            "X-Accounts-Signature": signature,
            **dict(headers),
        }
        own = None if connection else self.connect()
        begin = time.monotonic()
        try:
            sent = {name: value for name, value in sent.items() if value is not None}
            path = urllib.parse.urlsplit(self.address).path
            (connection or own).request(method, f"{path}/{call}", body, sent)
            response = (connection or own).getresponse()
            read = response.read(MAX_ANSWER_BYTES + 1)
            return Answer(response.status, response.headers, read, time.monotonic() - begin)
        finally:
            if own:
                own.close()
