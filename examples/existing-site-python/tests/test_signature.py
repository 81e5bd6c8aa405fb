"""Signatures, against the vectors of docs/hook.md."""

import json
import pathlib
import re
import unittest

from shop.signature import Refused, key_of, sign

DOCUMENT = pathlib.Path(__file__).parents[3] / "docs/hook.md"
VECTORS = json.loads(re.search(r"```json signature-vectors\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)[1])
ONE = VECTORS[0]
BODY = ONE["body"].encode()
NOW = int(ONE["timestamp"])


def check(**changed):
    asked = {
        "keys": {"current": ONE["key"]}, "call": ONE["call"], "timestamp": ONE["timestamp"],
        "signature": ONE["signature"], "body": BODY, "now": NOW,
    }
    try:
        return key_of(**asked | changed)
    except Refused as reason:
        return f"refused: {reason}"


class Signatures(unittest.TestCase):
    def test_they_are_those_of_the_contract(self):
        for it in VECTORS:
            with self.subTest(it["case"]):
                self.assertEqual(sign(it["key"], it["call"], it["timestamp"], it["body"].encode()), it["signature"])

    def test_nothing_signed_can_be_changed(self):
        wrong = "refused: wrong"
        self.assertEqual(check(), "current")
        self.assertEqual(check(call="verify"), wrong)
        self.assertEqual(check(timestamp=str(NOW + 1)), wrong)
        self.assertEqual(check(body=BODY + b" "), wrong)
        self.assertEqual(check(keys={"current": ONE["key"][:-1]}), wrong)
        for signature in (ONE["signature"][3:], ONE["signature"].upper(), "v1=", "v2" + ONE["signature"][2:], "é"):
            self.assertEqual(check(signature=signature), wrong)

    def test_none_is_taken_that_is_old_or_from_the_future_or_missing(self):
        for now, expected in ((NOW + 300, "current"), (NOW - 300, "current"), (NOW + 301, "refused: old"), (NOW - 301, "refused: old")):
            self.assertEqual(check(now=now), expected)
        for timestamp in (f"+{NOW}", f" {NOW}", f"{NOW}.0", f"{NOW:_}", "１７６７２２５６００", "9" * 40):
            self.assertEqual(check(timestamp=timestamp), "refused: old")
        for absent in ("timestamp", "signature"):
            self.assertEqual(check(**{absent: None}), "refused: missing")

    def test_while_the_key_is_being_changed_both_are_taken(self):
        self.assertEqual(check(keys={"current": "n" * 32, "old": ONE["key"]}), "old")
