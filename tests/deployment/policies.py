#!/usr/bin/env python3
"""Holds the policies in template.yaml to what the code does to the table, no less and no more.

What a function may ever call is read from its linked debug binary: every method of the store has a static
of its own (`#[tracing::instrument]`), which the linker keeps only where the method can be reached. What a
method needs is declared in shared/src/store/dynamo/actions.rs, which a test there holds to what is sent.

    FUNCTIONS_DIR  the debug binaries (target/debug)
"""

import json
import os
import pathlib
import re
import subprocess
import unittest

import template as templates

ROOT = templates.ROOT
FUNCTIONS_DIR = pathlib.Path(os.environ.get("FUNCTIONS_DIR") or ROOT / "target/debug")
DYNAMO = ROOT / "shared/src/store/dynamo"

TEMPLATE = templates.read()
FUNCTIONS = templates.functions(TEMPLATE)
TABLE = {"Fn::Sub": "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableName}"}
LEADING_KEYS = "ForAllValues:StringLike", "dynamodb:LeadingKeys"
# Those that may do nothing but look, and touch the session.
READERS = ("session-check", "authorizer")


def declared():
    """{method: {(action, item)}}, from actions.rs."""
    table = (DYNAMO / "actions.rs").read_text().split("= &[", 1)[1].rsplit("];", 1)[0]
    text = re.sub(r",(\s*\])", r"\1", "[" + table.replace("&[", "[").replace("(", "[").replace(")", "]") + "]")
    return {
        method: {(action, item) for action, items in accesses for item in items}
        for method, accesses in json.loads(text)
    }


def reachable(binary):
    """The methods of the store that are linked into a function."""
    symbols = subprocess.run(
        ["nm", "--defined-only", FUNCTIONS_DIR / binary], check=True, capture_output=True, text=True
    ).stdout
    symbols = [line for line in symbols.splitlines() if "DynamoStore" in line and "__CALLSITE" in line]
    return {
        method for method in declared()
        if any(re.search(rf"(?<!\d){len(method)}{method}(?![a-z_])", symbol) for symbol in symbols)
    }


def needed(binary):
    return {access for method in reachable(binary) for access in declared()[method]}


def pattern_of(item):
    """What keys of these items look like in a policy."""
    return item if item == "WARM-UP" else f"{item}#*"


def listed(value):
    return value if isinstance(value, list) else [value]


def table_statements(binary):
    _, properties = FUNCTIONS[binary]
    return [
        statement for statement in templates.statements(properties)
        if any(action.startswith("dynamodb:") for action in listed(statement["Action"]))
    ]


def allowed(binary):
    """{(action, pattern of a key)} that a function's policy allows."""
    operator, key = LEADING_KEYS
    return {
        (action.removeprefix("dynamodb:"), pattern)
        for statement in table_statements(binary)
        for action in listed(statement["Action"])
        for pattern in listed(statement["Condition"][operator][key])
    }


def in_yaml(wanted):
    """What the template should say."""
    by_action = {}
    for action, pattern in sorted(wanted):
        by_action.setdefault(action, []).append(pattern)
    return "\n".join(f"{action}: [{', '.join(patterns)}]" for action, patterns in by_action.items())


def letters(properties):
    """What a function's policy says about mail; nothing of it without a sender."""
    said = [it for policy in properties.get("Policies", []) for it in policy["Statement"]]
    return [
        it["Fn::If"][1] for it in said
        if it.get("Fn::If", [None])[0] == "Mail" and it["Fn::If"][2] == {"Ref": "AWS::NoValue"}
    ]


def reckoned(said, mail_from):
    """The value of a few of CloudFormation's functions of MailFrom."""
    if not isinstance(said, dict):
        return said
    [(function, arguments)] = said.items()
    if function == "Fn::Sub":
        return arguments.replace("${MailFrom}", mail_from)
    first, second = (reckoned(it, mail_from) for it in arguments)
    return second.split(first) if function == "Fn::Split" else second[first]


class Policies(unittest.TestCase):
    """Each function may do what its code does, and nothing else."""

    def test_each_function_is_allowed_what_it_can_call_and_no_more(self):
        for binary in FUNCTIONS:
            with self.subTest(binary):
                wanted = {(action, pattern_of(item)) for action, item in needed(binary)}
                self.assertEqual(allowed(binary), wanted, f"the policy of {binary} should be\n{in_yaml(wanted)}")

    def test_every_function_with_a_table_is_seen_to_use_it(self):
        # Or the symbols are read wrongly, and the test above compares nothing with nothing.
        for binary, (_, properties) in FUNCTIONS.items():
            with self.subTest(binary):
                has_table = "TABLE_NAME" in properties.get("Environment", {}).get("Variables", {})
                self.assertEqual("warm_up" in reachable(binary), has_table)

    def test_every_method_of_the_store_is_declared_and_can_be_seen(self):
        instrumented = set()
        for path in DYNAMO.glob("*.rs"):
            for body in re.findall(r"^impl \w+ for DynamoStore \{(.*?)^\}", path.read_text(), re.M | re.S):
                for span, method in re.findall(r"(    #\[tracing::instrument[^\n]*\n)?    async fn (\w+)", body):
                    self.assertTrue(span, f"{method} has no span, so it is not seen")
                    instrumented.add(method)
        self.assertEqual(instrumented | {"warm_up"}, set(declared()))

    def test_policies_name_one_table_and_each_action_by_itself(self):
        for binary in FUNCTIONS:
            for statement in table_statements(binary):
                with self.subTest(binary, sid=statement.get("Sid")):
                    self.assertEqual(statement["Resource"], TABLE)
                    self.assertFalse([it for it in listed(statement["Action"]) if "*" in it])

    def test_no_function_may_do_anything_but_these(self):
        for binary, (_, properties) in FUNCTIONS.items():
            others = {
                action for statement in templates.statements(properties) for action in listed(statement["Action"])
                if not action.startswith("dynamodb:")
            }
            with self.subTest(binary):
                variables = properties["Environment"]["Variables"]
                wanted = {"secretsmanager:GetSecretValue"} if any(it.endswith("_ARN") for it in variables) else set()
                wanted |= {"ses:SendEmail"} if "MAIL_CONFIGURATION_SET" in variables else set()
                self.assertEqual(others, wanted)

    def test_letters_are_sent_from_one_address_of_this_account_alone(self):
        _, properties = FUNCTIONS["mailbox"]
        [mailbox] = letters(properties)
        here = "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:"
        identity, (configuration_set, names) = (it["Fn::Sub"] for it in mailbox["Resource"])
        self.assertEqual((identity, configuration_set), (f"{here}identity/*", f"{here}configuration-set/${{Name}}"))
        self.assertEqual(names, {"Name": {"Fn::If": ["OwnConfigurationSet", {"Ref": "MailConfigurationSet"}, "*"]}})
        [(operator, condition)] = mailbox["Condition"].items()
        self.assertEqual((operator, list(condition)), ("StringEqualsIgnoreCase", ["ses:FromAddress"]))
        # As CloudFormation reckons it: the address of either form of MailFrom.
        for sender, address in (
            ("accounts@shop.example", "accounts@shop.example"),
            ("Shop <Accounts@shop.example>", "Accounts@shop.example"),
        ):
            self.assertEqual(reckoned(condition["ses:FromAddress"], sender), address)
        for binary, (_, others) in FUNCTIONS.items():
            with self.subTest(binary):
                self.assertIn(letters(others), ([], [mailbox]))

    def test_session_check_writes_nothing_but_a_session_s_last_use(self):
        source = (DYNAMO / "expr.rs").read_text()
        names = lambda constant: set(re.findall(
            r"#(\w+)", re.search(rf"const {constant}: &str =([^;]*);", source)[1]
        ))
        for binary in READERS:
            with self.subTest(binary):
                said = {listed(it["Action"])[0]: it["Condition"] for it in table_statements(binary)}
                self.assertEqual(set(said), {"dynamodb:BatchGetItem", "dynamodb:UpdateItem"})
                read, write = said["dynamodb:BatchGetItem"], said["dynamodb:UpdateItem"]
                attributes = lambda it: set(it["ForAllValues:StringEquals"]["dynamodb:Attributes"])
                self.assertEqual(attributes(read), names("SESSION_CHECK"))
                self.assertEqual(read["StringEqualsIfExists"], {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"})
                self.assertEqual(
                    attributes(write), {"pk", "sk"} | names("TOUCH_SESSION") | names("SESSION_UNTOUCHED")
                )
                self.assertEqual(write["StringEqualsIfExists"], {"dynamodb:ReturnValues": "NONE"})


if __name__ == "__main__":
    unittest.main()
