#!/usr/bin/env python3
"""Holds a running site against docs/hook.md, as far as that can be seen from outside.

    export EXISTING_ACCOUNTS_KEY=… CUSTOMER_PASSWORD=…
    check.py URL --customer EMAIL [--manage COMMAND]

It makes customers: for staging. Needs Python 3.9 and nothing else.
"""

import argparse
import os
import re
import shlex
import sys
import unittest

import asking
import idle
import known
import new
from caller import Caller
from rules import NAME, Rules


def main():
    parser = argparse.ArgumentParser(description="Holds a running site against docs/hook.md. It makes customers: for staging.")
    parser.add_argument("url", help="what EXISTING_ACCOUNTS_URL will be")
    parser.add_argument("--customer", required=True, metavar="EMAIL", help="an active customer; the password is in CUSTOMER_PASSWORD")
    parser.add_argument("--manage", metavar="COMMAND", help="called as COMMAND set-password|disable|enable|delete ID")
    parser.add_argument("--only", metavar="WORDS", help="the rules with this in their name")
    options = parser.parse_args()
    try:
        key, Rules.password = os.environ["EXISTING_ACCOUNTS_KEY"], os.environ["CUSTOMER_PASSWORD"]
    except KeyError as missing:
        parser.error(f"{missing.args[0]} is not set")
    if not re.match("https?://", options.url):
        parser.error("the address begins with https://, or http:// on loopback")
    Rules.site, Rules.email = Caller(options.url, key), options.customer
    Rules.old_key = os.environ.get("EXISTING_ACCOUNTS_OLD_KEY")
    Rules.manage_command = shlex.split(options.manage) if options.manage else None

    loader = unittest.TestLoader()
    loader.testNamePatterns = [f"*{options.only}*"] if options.only else None
    rules = unittest.TestSuite(loader.loadTestsFromModule(module) for module in (asking, known, new, idle))
    if not options.only:
        idle.Idle.begin()
    result = unittest.TextTestRunner(verbosity=2).run(rules)
    clean_up()
    sys.exit(not result.wasSuccessful())


def clean_up():
    """Deletes what was made, or says what is left."""
    if Rules.manage_command:
        for customer_id in Rules.made:
            Rules.manage("delete", customer_id)
    elif Rules.made:
        print(f"left behind: {len(Rules.made)} customers, those with a name called {NAME!r}", file=sys.stderr)


if __name__ == "__main__":
    main()
