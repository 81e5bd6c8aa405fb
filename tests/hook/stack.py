"""The local stack with a site's own customers behind it, its emulated Amazon, and a browser."""

import http.client
import json
import re
import secrets
import signal
import subprocess
import threading
import urllib.parse

STOP_S = 15
TIMEOUT_S = 30


class Stack:
    """A running local stack that asks the site at `existing_accounts_url`."""

    def __init__(self, binary, existing_accounts_url):
        run = [binary, "--port", "0", "--existing-accounts-url", existing_accounts_url]
        self.process = subprocess.Popen(
            run, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.lines, self.url, self.amazon = [], None, None
        for line in self.process.stdout:
            self.lines.append(line)
            if found := re.match(r"amazon\s+(\S+)/_emulator", line):
                self.amazon = found[1]
            if found := re.match(r"listening on (\S+)", line):
                self.url = found[1]
                break
        if not (self.url and self.amazon):
            self.stop()
            raise RuntimeError("the local stack did not start:\n" + "".join(self.lines))
        self.lines.clear()
        self.reader = threading.Thread(target=lambda: self.lines.extend(self.process.stdout))
        self.reader.start()

    def stop(self):
        """Ends it, as Ctrl-C does. What it logged is in `lines`."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.url:
            self.reader.join()
        self.process.stdout.close()

    def new_persona(self, email=None, name="Nora Lindqvist"):
        """Somebody new at Amazon; gives what they are called there, and the `user_id` that the site will see."""
        persona = f"hook-{secrets.token_hex(4)}"
        details = {"description": "Somebody in a story.", "person": persona, "name": name, "email": email, "postal_code": None}
        self._control("PUT", f"personas/{persona}", details)
        return persona, self._control("POST", "tokens", {"persona": persona})["user_id"]

    def app_token(self, persona):
        """The access token that Amazon gives to this site's app."""
        return self._control("POST", "tokens", {"persona": persona})["access_token"]

    def _control(self, method, path, document):
        headers = {"content-type": "application/json"}
        answer = send(method, f"{self.amazon}/_emulator/{path}", headers, json.dumps(document))
        if answer.status != 200:
            raise AssertionError(f"{method} {path} at the emulator: {answer}")
        return answer.json()


class Answer:
    """What came back."""

    def __init__(self, response, body):
        self.status, self.headers, self.text = response.status, response.headers, body.decode()

    def json(self):
        return json.loads(self.text)

    @property
    def location(self):
        return self.headers.get("location")

    def __repr__(self):
        return f"{self.status} {self.location or ''}\n{self.text}"


def send(method, url, headers, body=None):
    """One request, no redirect followed."""
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=TIMEOUT_S)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, body.encode() if body else None, headers)
        response = connection.getresponse()
        return Answer(response, response.read())
    finally:
        connection.close()


class Browser:
    """A customer's browser: its cookies at the site, and the way through Amazon's pages."""

    def __init__(self, stack):
        self.stack, self.cookies = stack, {}

    def get(self, path):
        return self._ask("GET", path)

    def post(self, path, fields):
        headers = {"content-type": "application/x-www-form-urlencoded", "origin": self.stack.url}
        return self._ask("POST", path, headers, urllib.parse.urlencode(fields))

    def post_json(self, path, document):
        """What an app sends: no cookies, no form."""
        headers = {"content-type": "application/json", "accept": "application/json"}
        return send("POST", self.stack.url + path, headers, json.dumps(document))

    def submit(self, page, fields):
        """Fills in the form of a page that has these fields, with the hidden ones beside them."""
        shown = self.get(page)
        for form in re.findall(r"<form.*?</form>", shown.text, re.DOTALL):
            if fields.keys() <= {*re.findall(r'<input[^>]*name="([^"]*)"', form)}:
                tags = re.findall(r'<input[^>]*type="?hidden[^>]*>', form)
                return self.post(page, {**dict(map(_name_and_value, tags)), **fields})
        raise AssertionError(f"no form with {[*fields]}: {shown}")

    def sign_in(self, email, password):
        return self.submit("/auth/sign-in", {"email": email, "password": password})

    def come_back_from_amazon(self, persona):
        """Goes to Amazon, signs in there, allows; gives the callback's answer."""
        sent = self.get("/auth/amazon/login")
        if sent.status != 303:
            raise AssertionError(f"not sent to Amazon: {sent}")
        asked = urllib.parse.parse_qsl(urllib.parse.urlsplit(sent.location).query)
        fields = urllib.parse.urlencode([*asked, ("persona", persona), ("decision", "allow")])
        headers = {"content-type": "application/x-www-form-urlencoded"}
        allowed = send("POST", f"{self.stack.amazon}/ap/oa", headers, fields)
        return self.get(allowed.location.removeprefix(self.stack.url))

    def session(self):
        """The document of GET /auth/session, or None for nobody."""
        answer = self.get("/auth/session")
        if answer.status not in (200, 401):
            raise AssertionError(f"who is this? {answer}")
        return answer.json() if answer.status == 200 else None

    def _ask(self, method, path, headers=(), body=None):
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"accept": "text/html", **dict(headers)}
        if cookies:
            sent["cookie"] = cookies
        answer = send(method, self.stack.url + path, sent, body)
        for line in answer.headers.get_all("set-cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            self.cookies[name] = value
            if not value:
                del self.cookies[name]
        return answer


def _name_and_value(tag):
    return tuple(re.search(rf'{name}="([^"]*)"', tag)[1] for name in ("name", "value"))
