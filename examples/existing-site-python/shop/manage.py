"""`python -m shop.manage`: what the shop's own pages and its support do. A new password comes on standard input."""

import argparse
import sys

from . import settings
from .customers import EmailTaken
from .passwords import hash_password


def main():
    parser = argparse.ArgumentParser(prog="shop.manage", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("set-password", "remove-password", "disable", "enable", "delete"):
        commands.add_parser(name).add_argument("id")
    add = commands.add_parser("add")
    add.add_argument("email")
    add.add_argument("name")
    set_email = commands.add_parser("set-email")
    set_email.add_argument("id")
    set_email.add_argument("email")
    commands.add_parser("list")
    options = parser.parse_args()
    try:
        is_done = run(options, settings.customers())
    except EmailTaken:
        sys.exit("another customer signs in with this address")
    if not is_done:
        sys.exit("no such customer")


def run(options, customers):
    """Carries one command out; False if there is no such customer."""
    match options.command:
        case "set-password":
            return customers.set_password_hash(options.id, hash_password(new_password()))
        case "remove-password":
            return customers.set_password_hash(options.id, None)
        case "disable" | "enable":
            return customers.set_active(options.id, options.command == "enable")
        case "delete":
            return customers.delete(options.id)
        case "set-email":
            return customers.set_email(options.id, options.email)
        case "add":
            print(customers.add(options.email, options.name, hash_password(new_password())))
        case "list":
            for it in customers.all():
                state = "active" if it.active else "disabled"
                print(it.id, state, it.email or f"({it.unproven_email or 'no address'})", it.name or "", sep="\t")
    return True


def new_password():
    password = sys.stdin.readline().rstrip("\n")
    if not password:
        sys.exit("no password on standard input")
    return password


main()
