#!/usr/bin/env python3
"""Translates template.yaml as CloudFormation would, and sends the result and infra/ through linters.

    OUT          a directory for the translated template
    CHECKOV      checkov's command
    CFN_GUARD    the package @cdklabs/cdk-validator-cfnguard: its binary, and Control Tower's rules
"""

import fnmatch
import json
import os
import pathlib
import platform
import shutil
import subprocess
import sys
import tomllib

import template as templates

HERE = pathlib.Path(__file__).parent
EXCEPTIONS = tomllib.loads((HERE / "exceptions.toml").read_text())
SERVICES = (
    "apigateway", "certificatemanager", "cloudfront", "cloudwatch", "dynamodb", "identityandaccessmanagement",
    "keymanagementservice", "lambda", "waf",
)


def out():
    """The templates as plain CloudFormation."""
    directory = pathlib.Path(os.environ["OUT"])
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    plain = templates.translated(templates.read())
    (directory / "template.json").write_text(json.dumps(plain, indent=1, default=str))
    for path in sorted((templates.ROOT / "infra").glob("*.yaml")):
        shutil.copy(path, directory)
    return directory


def lint(directory):
    # W2001: the translator has put GradualDeployment's value where it was named.
    command = [pathlib.Path(sys.executable).parent / "cfn-lint", "--ignore-checks", "W2001", "--"]
    return subprocess.run([*command, directory / "template.json"]).returncode == 0


def asked_by_checkov(directory):
    command = [os.environ["CHECKOV"], "--framework", "cloudformation", "--skip-download", "--directory", directory]
    said = subprocess.run([*command, "--quiet", "--output", "json"], capture_output=True, text=True).stdout
    report = json.loads(said)
    if report["summary"]["parsing_errors"]:
        raise SystemExit("checkov does not read every template")
    return {
        (f"{it['check_id']} {it['file_path'].lstrip('/')} {it['resource'].split('.')[-1]}", it["check_name"])
        for it in report["results"]["failed_checks"]
    }


def asked_by_guard(directory):
    package = pathlib.Path(os.environ["CFN_GUARD"])
    machine = {"arm64": "aarch64"}.get(platform.machine(), platform.machine())
    rules = package / "rules/control-tower/cfn-guard"
    command = [package / "bin/ubuntu" / machine / "cfn-guard", "validate", "--data", directory]
    command += [word for service in SERVICES for word in ("--rules", rules / service)]
    command += ["--structured", "--output-format", "json", "--show-summary", "none"]
    said = json.loads(subprocess.run(command, capture_output=True, text=True).stdout)
    return {
        (f"{rule['Rule']['name']} {pathlib.Path(report['name']).name}", "see Control Tower's guide")
        for report in said for rule in report.get("not_compliant", []) if "Rule" in rule
    }


def main():
    directory = out()
    passed = lint(directory)
    for tool, asked in ("checkov", asked_by_checkov(directory)), ("guard", asked_by_guard(directory)):
        known = EXCEPTIONS[tool]
        for finding, why in sorted(asked):
            if not any(fnmatch.fnmatchcase(finding, it) for it in known):
                print(f"{tool}: {finding}: {why}")
                passed = False
        for it in known:
            if not any(fnmatch.fnmatchcase(finding, it) for finding, _ in asked):
                print(f"{tool}: nothing is an exception to {it} any more")
                passed = False
        print(f"{tool}: {len(asked)} findings, each with its reason in exceptions.toml" if passed else f"{tool}: see above")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
