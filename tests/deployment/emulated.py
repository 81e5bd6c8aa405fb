#!/usr/bin/env python3
"""Deploys the templates to MiniStack, with IAM enforced, and sends the stories through the API.

The functions are executed there, under the roles that template.yaml gives them. Then one action is taken
from one policy, and the stories must fail: what is allowed is what is needed, and it is looked at.

    FUNCTIONS_DIR  the binaries (target/release)
    LOCAL_STACK    the local stack's binary (target/debug/local): emulated Amazon and sample site
    MINISTACK      the emulator's command

What follows on the command line is run against the deployed site, with ACCEPTANCE_… set.
"""

import contextlib
import io
import json
import os
import pathlib
import random
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile

import boto3
from botocore.config import Config

import template as templates

ROOT = templates.ROOT
FUNCTIONS_DIR = pathlib.Path(os.environ.get("FUNCTIONS_DIR") or ROOT / "target/release")
LOCAL_STACK = os.environ.get("LOCAL_STACK") or ROOT / "target/debug/local"
MINISTACK = os.environ.get("MINISTACK") or ROOT / ".ci/cache/tools/bin/ministack"

TABLE = "accounts"
CLIENT_ID = "amzn1.application-oa2-client.10ca15ed0f5a3b1e9d8c7b6a59483726"
# The emulated Amazon's second app of the same company.
APP_CLIENT_ID = "amzn1.application-oa2-client.51b11e9c0ffee0a1b2c3d4e5f6a7b8c9"
CLIENT_SECRET = "sample-secret-of-the-local-stack"
# One action less, and the story that must notice.
NARROWED = (
    ("callback", "dynamodb:GetItem", "a_new_customer_gets_an_account"),
    ("callback", "dynamodb:PutItem", "a_new_customer_gets_an_account"),
    ("callback", "dynamodb:UpdateItem", "a_new_customer_gets_an_account"),
    ("link-confirm", "dynamodb:PutItem", "the_right_password_links"),
    ("link-confirm", "dynamodb:UpdateItem", "the_right_password_links"),
    ("local-account", "dynamodb:UpdateItem", "both_existing_customers_sign_in"),
    ("session-check", "dynamodb:BatchGetItem", "a_new_customer_gets_an_account"),
)


def free_ports(count):
    """Neighbours, below the ports that outgoing connections take meanwhile."""
    while True:
        first = random.randrange(20_000, 32_000, count)
        with contextlib.ExitStack() as stack:
            try:
                for port in range(first, first + count):
                    stack.enter_context(socket.socket()).bind(("127.0.0.1", port))
            except OSError:
                continue
        return range(first, first + count)


@contextlib.contextmanager
def running(log, *command, **environment):
    """A command in the background, ended with its block."""
    with open(log, "wb") as output:
        process = subprocess.Popen(
            [str(word) for word in command], env=os.environ | environment,
            stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(url, process, log):
    for _ in range(300):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(url, timeout=2).close()
            return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise SystemExit(f"{url} does not answer\n{pathlib.Path(log).read_text(errors='replace')[-4000:]}")


class Account:
    """The emulated AWS account."""

    def __init__(self, port):
        self.url = f"http://127.0.0.1:{port}"
        self.port = port

    def client(self, service):
        config = Config(retries={"max_attempts": 0}, s3={"addressing_style": "path"})
        return boto3.client(
            service, endpoint_url=self.url, region_name="us-east-1", config=config,
            aws_access_key_id="local", aws_secret_access_key="local",
        )

    def deploy(self, stack, template, parameters, change="create"):
        """Creates or updates a stack, and gives its outputs."""
        cloudformation = self.client("cloudformation")
        bucket, key = "templates", f"{stack}-{change}.json"
        s3 = self.client("s3")
        s3.create_bucket(Bucket=bucket)
        s3.put_object(Bucket=bucket, Key=key, Body=json.dumps(template, default=str).encode())
        said = {
            "StackName": stack,
            "TemplateURL": f"{self.url}/{bucket}/{key}",
            "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"],
            "Parameters": [{"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()],
        }
        getattr(cloudformation, f"{change}_stack")(**said)
        while True:
            found = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
            if not found["StackStatus"].endswith("_IN_PROGRESS"):
                break
            time.sleep(0.2)
        if found["StackStatus"] != f"{change.upper()}_COMPLETE":
            for event in cloudformation.describe_stack_events(StackName=stack)["StackEvents"]:
                if reason := event.get("ResourceStatusReason"):
                    print(event["LogicalResourceId"], event["ResourceStatus"], reason)
            raise SystemExit(f"{stack}: {found['StackStatus']}")
        return {it["OutputKey"]: it["OutputValue"] for it in found.get("Outputs", [])}

    def upload(self, bucket, binaries):
        s3 = self.client("s3")
        s3.create_bucket(Bucket=bucket)
        for binary in binaries:
            package = io.BytesIO()
            with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                bootstrap = zipfile.ZipInfo("bootstrap")
                bootstrap.external_attr = 0o755 << 16
                archive.writestr(bootstrap, (FUNCTIONS_DIR / binary).read_bytes())
            s3.put_object(Bucket=bucket, Key=f"{binary}.zip", Body=package.getvalue())


def without(template, binary, action):
    """The template with one action less in one function's policy."""
    _, properties = templates.functions(template)[binary]
    found = 0
    for policy in properties["Policies"]:
        kept = [it for it in policy["Statement"] if it.get("Fn::If", [None, it])[1]["Action"] != action]
        found += len(policy["Statement"]) - len(kept)
        policy["Statement"] = kept
    if not found:
        raise SystemExit(f"{binary} is not allowed {action} anyway")
    return template


def letters(account, parameters):
    """With a sender, somebody whom nobody knows asks for a letter; then the same where the function may send none."""
    parameters = parameters | {"MailFrom": "Shop <accounts@shop.example>"}
    account.client("sesv2").create_email_identity(EmailIdentity="shop.example")
    event = (ROOT / "events/mailbox/forgot-by-app-mail-down.json").read_bytes()
    narrowed = without(templates.read(), "mailbox", "ses:SendEmail")
    for template, status in (templates.read(), 204), (narrowed, 502):
        account.deploy("accounts", templates.for_emulator(template), parameters, change="update")
        # Not by its alias: the translator is told no parameters here, and publishes a version by what the template says.
        answer = account.client("lambda").invoke(FunctionName="accounts-mailbox", Payload=event)
        answer = json.load(answer["Payload"])
        if answer.get("statusCode") != status:
            print(f"asked for a letter, mailbox answers {answer}, and not {status}")
            return False
    with urllib.request.urlopen(f"{account.url}/_ministack/ses/messages") as messages:
        sent = json.dumps(json.load(messages))
    if sent.count("success@simulator.amazonses.com") != 1 or "customer.example" in sent:
        print(f"not one letter to nobody: {sent}")
        return False
    print("one letter went out, to nobody; without ses:SendEmail none does")
    return True


def main(command):
    ports = free_ports(3)
    site, amazon, emulator = ports
    account = Account(emulator)
    keys = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local", "AWS_REGION": "us-east-1"}
    with contextlib.ExitStack() as stack:
        logs = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="emulated-")))
        ministack = stack.enter_context(running(
            logs / "ministack.log", MINISTACK, AUTH="true", BIND_HOST="127.0.0.1", GATEWAY_PORT=str(emulator),
            IOT_MTLS_ENABLED="0", AWS_ENDPOINT_URL=account.url, **keys,
        ))
        wait_for(f"{account.url}/_ministack/health", ministack, logs / "ministack.log")

        account.deploy("accounts-table", templates.read(ROOT / "infra/table.yaml"), {"TableName": TABLE})
        secret = account.client("secretsmanager").create_secret(Name="lwa", SecretString=CLIENT_SECRET)
        template = templates.read()
        account.upload("code", templates.functions(template))
        public_url = f"http://localhost:{site}"
        parameters = {
            "PublicUrl": public_url,
            "TableName": TABLE,
            "LwaClientId": CLIENT_ID,
            "LwaAppClientIds": APP_CLIENT_ID,
            "LwaClientSecretArn": secret["ARN"],
            "LwaAuthorizeUrl": f"http://127.0.0.1:{amazon}/ap/oa",
            "LwaApiUrl": f"http://127.0.0.1:{amazon}",
            "Architecture": "x86_64" if os.uname().machine == "x86_64" else "arm64",
            "AllowedOrigins": "http://localhost:8080",
            # As the sample site is called.
            "SiteName": "Harbour Lane",
            # All come from one address.
            "LimitPerSource": "0",
            "LimitRegister": "0",
        }
        outputs = account.deploy("accounts", templates.for_emulator(template), parameters)
        api = outputs["ApiUrl"].removeprefix("https://").split(".")[0]

        local = stack.enter_context(running(
            logs / "local.log", LOCAL_STACK, "--port", site, "--dynamodb-url", account.url,
            "--api-url", f"{account.url}/_aws/execute-api/{api}/$default", **keys,
        ))
        wait_for(f"{public_url}/", local, logs / "local.log")
        environment = os.environ | keys | {
            "ACCEPTANCE_BASE_URL": public_url,
            "ACCEPTANCE_LWA_URL": f"http://127.0.0.1:{amazon}",
            "ACCEPTANCE_DYNAMODB_URL": account.url,
        }
        passed = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL).returncode
        if passed != 0:
            print_log(logs / "ministack.log")
            return passed

        # No route of ours leads to it. It must look into the table to say so.
        event = (ROOT / "events/authorizer/unknown-bearer.json").read_bytes()
        answer = account.client("lambda").invoke(FunctionName="accounts-authorizer", Qualifier="live", Payload=event)
        verdict = json.load(answer["Payload"])
        if verdict != {"isAuthorized": False}:
            print(f"the authorizer says {verdict}")
            return 1

        if not letters(account, parameters):
            print_log(logs / "ministack.log")
            return 1

        for binary, action, story in NARROWED:
            narrowed = templates.for_emulator(without(templates.read(), binary, action))
            account.deploy("accounts", narrowed, parameters, change="update")
            run = subprocess.run(
                [*command, story], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            )
            if run.returncode == 0:
                print(f"the stories pass although {binary} may not {action}")
                return 1
            print(f"{binary} without {action}: {story} fails, as it must")

        # Or what failed was something else.
        account.deploy("accounts", templates.for_emulator(template), parameters, change="update")
        story = NARROWED[0][2]
        return subprocess.run([*command, story], env=environment, stdin=subprocess.DEVNULL).returncode


def print_log(path):
    print(path.read_text(errors="replace")[-6000:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
