#!/usr/bin/env python3
"""Runs infra/try.sh and infra/deploy.sh with an `aws` and a `cargo` that only note what they are asked.

An account is a directory with a file for each thing that is in it. Whatever call fails, whatever signal comes: what
is in it at the end is nothing, or what the script names.
"""

import concurrent.futures
import os
import pathlib
import re
import signal
import subprocess
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).parent.parent.parent
STACK = "accounts-try-here"
# For sh, and its built-ins alone: some thousands are started.
AWS = """#!/bin/sh
said="${0##*/} $*"
cd "$ACCOUNT" || exit 99
echo "$said" >>calls
case $said in $HANG) : >hangs; until [ -e go ]; do sleep 0.05; done; exit 254;; esac
after() { case $said in $FAIL) [ "$WHEN" != "$1" ] || { echo "as told: $said" >&2; exit 254; };; esac; }
missing() { echo "An error occurred (ResourceNotFoundException)" >&2; exit 254; }
there() { [ -e "stack $name" ] || { echo "An error occurred (ValidationError): Stack with id $name does not exist" >&2; exit 254; }; }
name= prefix= previous=
for word; do
  case $previous in --stack-name | --table-name | --name | --secret-id) name=$word;; --s3-prefix) prefix=$word;; esac
  previous=$word
done
after nothing
case $said in
  *" create-secret "*) : >"secret $name"; echo arn:of:the:secret;;
  *" delete-secret "*) rm -f "secret $name";;
  *" deploy "*)
    : >"stack $name"
    case $name in *-table) : >"table ${name%-table}"; : >"protected ${name%-table}";; esac;;
  *" delete-stack "*) rm -f "stack $name";;
  *" package "*) : >"s3: $prefix";;
  *" s3 rm "*) rm -f "s3:"*;;
  *" update-table "*) [ -e "table $name" ] || missing; rm -f "protected $name";;
  *" delete-table "*)
    [ -e "table $name" ] || missing
    [ ! -e "protected $name" ] || { echo "ValidationException: it is protected" >&2; exit 254; }
    rm "table $name";;
  *"ParameterKey=='Architecture'"*) there; echo "${ARCHITECTURE:-}";;
  *"ParameterKey=='TableName'"*) there; echo "${TABLE:-}";;
  *"ParameterKey=='GradualDeployment'"*) there; echo "${GRADUAL:-}";;
  *StackStatus*) there; echo "${STATUS:-CREATE_COMPLETE}";;
  *" describe-stacks "*) echo https://api.example;;
  *" doctor "*) echo "{\\"findings\\": [${FINDING:-}]}";;
esac
after all
"""

class Account:
    """An account with nothing in it, and what was asked of it."""

    def __init__(self, test):
        directory = tempfile.TemporaryDirectory(prefix="trying-")
        test.addCleanup(directory.cleanup)
        self.commands, self.path = pathlib.Path(directory.name, "bin"), pathlib.Path(directory.name, "account")
        self.commands.mkdir()
        self.path.mkdir()
        for name in "aws", "cargo", "cargo-lambda":
            (self.commands / name).write_text(AWS)
            (self.commands / name).chmod(0o755)

    def start(self, script, *arguments, **told):
        environment = {
            "PATH": f"{self.commands}:{os.environ['PATH']}", "ACCOUNT": str(self.path), "TRY_PAUSE": "0",
            "FAIL": "-", "WHEN": "nothing", "HANG": "-", "TMPDIR": str(self.path.parent),
        }
        return subprocess.Popen(
            [ROOT / "infra" / script, *arguments], env=environment | told, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )

    def run(self, script, *arguments, **told):
        process = self.start(script, *arguments, **told)
        said, _ = process.communicate(timeout=30)
        return process.returncode, said

    def calls(self):
        return (self.path / "calls").read_text().splitlines()

    def has(self):
        """The things that are in it."""
        return {it.name for it in self.path.iterdir() if it.name.startswith(("stack ", "table ", "secret ", "s3:"))}


def named(said):
    """What a run says that it left, as an account has it."""
    left = {line.removeprefix("LEFT: ") for line in said.splitlines() if line.startswith("LEFT: ")}
    return {it.replace("//bucket/", " ").removesuffix("/") for it in left}


def pattern(call):
    """For sh, what this call of any run fits: the directory of deploy.sh's files has another name in each."""
    call = re.sub(r"/\S*/(built|packaged).yaml", r"*/\1.yaml", call)
    return re.sub(r"[^\w*]", r"\\\g<0>", call)


def is_cleaning(call):
    return any(word in call for word in (" delete-", " wait ", " s3 rm ", " update-table "))


class Trying(unittest.TestCase):
    """infra/try.sh leaves nothing, or says what."""

    def each(self, cases, check):
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            for case, problem in zip(cases, pool.map(lambda case: check(Account(self), *case), cases)):
                with self.subTest(case):
                    self.assertIsNone(problem)

    def test_a_run_deploys_tests_and_takes_everything_away(self):
        account = Account(self)
        status, said = account.run("try.sh", "bucket", STACK)

        self.assertEqual((status, account.has()), (0, set()), said)
        calls = account.calls()
        deployed = [call.split("--stack-name ")[1].split()[0] for call in calls if " deploy " in call]
        self.assertEqual(deployed, [f"{STACK}-table", STACK, f"{STACK}-alarms"] * 2)
        self.assertIn("PublicUrl=https://api.example", [call for call in calls if " deploy " in call][4])
        self.assertTrue(any(call.startswith("cargo test ") for call in calls))
        self.assertTrue(any(" doctor " in call for call in calls))
        self.assertEqual(list(account.path.parent.glob("tmp*")), [], "deploy.sh left its files")

    def test_the_tests_that_it_names_are_there(self):
        script = (ROOT / "infra/try.sh").read_text()
        names = re.search(r"--test-threads=1 (.*?)\n  findings", script, re.S)[1].replace("\\", "").split()
        written = "".join(path.read_text() for path in (ROOT / "tests/tests").rglob("*.rs"))

        self.assertGreater(len(names), 5)
        for name in names:
            self.assertIn(f"fn {name}(", written)

    def test_what_doctor_finds_fails_it_but_for_the_client_that_amazon_does_not_know(self):
        for check, level, expected in (
            ("amazon.page", "problem", 0), ("site", "unknown", 0), ("table.ttl", "problem", 1), ("cookies", "warning", 1),
        ):
            finding = f'{{"check": "{check}", "level": "{level}"}}'
            status, said = Account(self).run("try.sh", "bucket", STACK, FINDING=finding)
            self.assertEqual(status, expected, said)

    def test_whatever_call_fails_nothing_is_left_unsaid(self):
        first = Account(self)
        first.run("try.sh", "bucket", STACK)
        # `when`: before the call did anything, or after, as when the answer is lost.
        cases = [(call, when) for call in sorted(set(first.calls())) for when in ("nothing", "all")]

        def check(account, call, when):
            status, said = account.run("try.sh", "bucket", STACK, FAIL=pattern(call), WHEN=when)
            # deploy.sh makes a bucket that it does not see.
            if "head-bucket" in call:
                return None if (status, account.has()) == (0, set()) else said
            failed = status != 0
            # Taking away is tried again, and what is gone by then is gone.
            is_right = failed == bool(named(said)) if is_cleaning(call) else failed and not named(said)
            return None if is_right and account.has() <= named(said) else f"{status}, {account.has()}: {said}"

        self.each(cases, check)

    def test_when_nothing_can_be_taken_away_all_of_it_is_named_and_a_later_run_does_it(self):
        account = Account(self)
        status, said = account.run("try.sh", "bucket", STACK, FAIL="aws *delete-*")

        self.assertEqual(status, 1, said)
        left = {f"stack {STACK}{it}" for it in ("", "-table", "-alarms")} | {f"table {STACK}", f"secret {STACK}"}
        self.assertEqual((account.has(), named(said)), (left, left))
        self.assertIn(f"infra/try.sh --away bucket {STACK}", said)
        status, said = account.run("try.sh", "--away", "bucket", STACK)
        self.assertEqual((status, account.has()), (0, set()), said)

    def test_what_was_never_made_is_no_mistake(self):
        account = Account(self)
        status, said = account.run("try.sh", "--away", "bucket", STACK)

        self.assertEqual((status, named(said)), (0, set()), said)

    def test_a_table_whose_stack_is_gone_is_taken_away(self):
        account = Account(self)
        for name in "table", "protected":
            (account.path / f"{name} {STACK}").touch()

        self.assertEqual(account.run("try.sh", "--away", "bucket", STACK)[0], 0)
        self.assertEqual(account.has(), set())

    def test_a_signal_ends_what_is_under_way_and_takes_everything_away(self):
        under_way = (
            "aws * create-secret *", "cargo lambda *callback*", f"aws * deploy --stack-name {STACK}-table *",
            f"aws * deploy --stack-name {STACK} *", "cargo test *",
        )
        signals = (signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 143)

        def check(account, hang, sent, expected):
            process = account.start("try.sh", "bucket", STACK, HANG=hang)
            until(lambda: (account.path / "hangs").exists())
            process.send_signal(sent)
            said, _ = process.communicate(timeout=30)
            is_right = (process.returncode, account.has(), named(said)) == (expected, set(), set())
            return None if is_right else f"{process.returncode}, {account.has()}: {said}"

        self.each([(hang, *it) for hang in under_way for it in signals], check)

    def test_a_signal_does_not_stop_the_taking_away(self):
        account = Account(self)
        process = account.start("try.sh", "bucket", STACK, HANG=f"aws * delete-stack --stack-name {STACK}")
        until(lambda: (account.path / "hangs").exists())
        for sent in signal.SIGINT, signal.SIGTERM:
            process.send_signal(sent)
        time.sleep(0.2)
        self.assertIsNone(process.poll())
        # The call that hangs fails, each time that it is tried.
        (account.path / "go").touch()
        said, _ = process.communicate(timeout=30)

        self.assertEqual((process.returncode, named(said)), (1, {f"stack {STACK}"}), said)

    def test_nothing_but_a_try_is_taken_away(self):
        account = Account(self)
        self.assertEqual(account.run("try.sh", "--away", "bucket", "accounts")[0], 2)
        self.assertEqual(list(account.path.iterdir()), [])


class Deploying(unittest.TestCase):
    """infra/deploy.sh gives each stack what is its own."""

    def account(self, *stacks):
        account = Account(self)
        for stack in stacks:
            (account.path / f"stack {stack}").touch()
        return account

    def deployed(self, *parameters, **told):
        # What is told of a stack of before needs one.
        account = self.account(*["accounts"] * bool({"TABLE", "ARCHITECTURE"} & set(told)))
        status, said = account.run("deploy.sh", "accounts", "bucket", *parameters, **told)
        self.assertEqual(status, 0, said)
        deploys = [call for call in account.calls() if " deploy " in call]
        stacks = {call.split("--stack-name ")[1].split()[0]: call.split("--parameter-overrides ")[1] for call in deploys}
        return account, stacks

    def test_parameters_go_to_the_stack_that_has_them(self):
        given = "PublicUrl=https://www.example.com", "AlarmEmail=a@example.com", "Encryption=own-key", "SlowMs=1"
        _, stacks = self.deployed(*given, "LwaScope=profile postal_code")

        self.assertEqual(stacks, {
            "accounts-table": "TableName=accounts Encryption=own-key",
            "accounts": "PublicUrl=https://www.example.com LwaScope=profile postal_code TableName=accounts",
            "accounts-alarms":
                "ApiId=https://api.example AccountsStack=accounts AlarmEmail=a@example.com SlowMs=1 TableName=accounts",
        })

    def test_another_table_is_kept_and_its_stack_left_alone(self):
        for parameters, told in (("TableName=restored",), {}), ((), {"TABLE": "restored"}):
            account, stacks = self.deployed(*parameters, **told)

            self.assertEqual(set(stacks), {"accounts", "accounts-alarms"})
            for said in stacks.values():
                self.assertIn("TableName=restored", said)
            self.assertIn("aws dynamodb describe-table --table-name restored", account.calls())

    def test_a_table_that_is_not_there_stops_it_before_anything_is_changed(self):
        account = Account(self)
        status, _ = account.run("deploy.sh", "accounts", "bucket", "TableName=other", FAIL="aws dynamodb describe-table *")

        self.assertNotEqual(status, 0)
        self.assertEqual([call for call in account.calls() if " deploy " in call or " lambda build" in call], [])

    def test_another_table_is_taken_on_at_once_or_not_at_all(self):
        for parameters, told, expected in (
            (("TableName=new",), {"TABLE": "accounts", "GRADUAL": "Canary10Percent5Minutes"}, 2),
            (("TableName=new", "GradualDeployment=Canary10Percent5Minutes"), {"TABLE": "accounts"}, 2),
            (("TableName=new", "GradualDeployment=AllAtOnce"), {"TABLE": "accounts", "GRADUAL": "Canary10Percent5Minutes"}, 0),
            ((), {"TABLE": "accounts", "GRADUAL": "Canary10Percent5Minutes"}, 0),
        ):
            account = self.account("accounts")
            status, said = account.run("deploy.sh", "accounts", "bucket", *parameters, **told)
            self.assertEqual(status, expected, said)
            self.assertEqual(any(" deploy " in call for call in account.calls()), expected == 0)

    def test_a_stack_that_cannot_be_asked_is_not_taken_for_a_new_one(self):
        for asked in "Architecture", "TableName", "StackStatus":
            account = self.account("accounts")
            status, said = account.run("deploy.sh", "accounts", "bucket", FAIL=f"aws *{asked}*", TABLE="restored")

            self.assertNotEqual(status, 0, said)
            self.assertIn("as told", said)
            self.assertFalse(any(" deploy " in call or " build" in call for call in account.calls()), said)

    def test_a_stack_whose_creation_failed_is_named_with_the_way_out(self):
        account = self.account("accounts-alarms")
        status, said = account.run("deploy.sh", "accounts", "bucket", STATUS="ROLLBACK_COMPLETE")

        self.assertEqual(status, 2)
        self.assertIn("aws cloudformation delete-stack --stack-name accounts-alarms", said)
        self.assertFalse(any(" deploy " in call for call in account.calls()), said)

    def test_every_function_is_built_for_the_processor_that_the_stack_has(self):
        for asked, is_arm in (
            ({}, True), ({"ARCHITECTURE": "x86_64"}, False), ({"ARCHITECTURE": "arm64"}, True),
        ):
            builds = [call for call in self.deployed(**asked)[0].calls() if call.startswith("cargo lambda build")]
            self.assertEqual(len(builds), len(list((ROOT / "functions").iterdir())))
            self.assertEqual({"--arm64" in build for build in builds}, {is_arm}, asked)
        builds = [call for call in self.deployed("Architecture=x86_64")[0].calls() if call.startswith("cargo ")]
        self.assertFalse(any("--arm64" in build for build in builds))

    def test_a_change_set_alone_changes_nothing_and_makes_no_alarms(self):
        account, stacks = self.deployed(NO_EXECUTE="1")

        self.assertEqual(set(stacks), {"accounts-table", "accounts"})
        self.assertTrue(all("--no-execute-changeset" in call for call in account.calls() if " deploy " in call))

    def test_what_is_no_parameter_is_refused_before_anything_is_done(self):
        account = Account(self)
        self.assertEqual(account.run("deploy.sh", "accounts", "bucket", "PublicUrl")[0], 2)
        self.assertEqual(list(account.path.iterdir()), [])


def until(is_so):
    end = time.monotonic() + 20
    while not is_so():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.01)


if __name__ == "__main__":
    # What nohup, or a shell that starts this in the background, has it ignore, the scripts could not trap.
    for number in signal.SIGINT, signal.SIGHUP:
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    unittest.main()
