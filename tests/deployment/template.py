"""template.yaml as the SAM translator turns it into plain CloudFormation."""

import copy
import os
import pathlib
import re

from samcli.yamlhelper import yaml_parse
from samtranslator.translator.transform import transform

ROOT = pathlib.Path(__file__).parent.parent.parent
FUNCTION = "AWS::Serverless::Function"
# The translator asks for one, whatever the template says.
os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")


def read(path=ROOT / "template.yaml"):
    """A template, with its tags in their long form."""
    return yaml_parse(pathlib.Path(path).read_text())


def functions(template):
    """Its functions, by the name of their binary."""
    found = {}
    for logical_id, resource in template["Resources"].items():
        if resource["Type"] == FUNCTION:
            found[resource["Metadata"]["BuildProperties"]["Binary"]] = logical_id, resource["Properties"]
    return found


def translated(template, bucket="code", key="{}.zip"):
    """Plain CloudFormation, with each function's code under its binary's name in a bucket."""
    template = copy.deepcopy(template)
    for binary, (_, properties) in functions(template).items():
        properties["CodeUri"] = {"Bucket": bucket, "Key": key.format(binary)}
    return transform(template, {}, NoManagedPolicies())


class NoManagedPolicies:
    """The translator looks ARNs of managed policies up in an account; we have none by name."""

    def load(self):
        return {}


def for_emulator(template, **code):
    """The same for MiniStack 1.5.33, which does not read everything.

    - An API's OpenAPI body becomes routes and integrations.
    - Gradual deployment goes, and its alarm: CodeDeploy and alarms over several metrics are not there.
    - `dynamodb:Select` goes: it is read as if no `BatchGetItem` ever named what it reads.
    - Letters go from anybody: it knows neither the identity that sends, nor its address.
    """
    template = copy.deepcopy(template)
    template["Globals"]["Function"].pop("DeploymentPreference")
    template["Resources"] = {
        name: it for name, it in template["Resources"].items() if "Metrics" not in it.get("Properties", {})
    }
    for _, properties in functions(template).values():
        for statement in statements(properties):
            if statement["Action"] == "ses:SendEmail":
                statement["Resource"] = "*"
                del statement["Condition"]
            for operator in list(statement.get("Condition", {})):
                statement["Condition"][operator].pop("dynamodb:Select", None)
                if not statement["Condition"][operator]:
                    del statement["Condition"][operator]
    plain = translated(template, **code)
    resources = plain["Resources"]
    for api in [name for name, it in resources.items() if it["Type"] == "AWS::ApiGatewayV2::Api"]:
        properties = resources[api]["Properties"]
        body = properties.pop("Body")
        properties |= {"Name": api, "ProtocolType": "HTTP"}
        for path, methods in body["paths"].items():
            for method, said in methods.items():
                name = re.sub(r"\W", "", f"{api}{method}{path}")
                integration = said["x-amazon-apigateway-integration"]
                resources[f"{name}Integration"] = {
                    "Type": "AWS::ApiGatewayV2::Integration",
                    "Properties": {
                        "ApiId": {"Ref": api},
                        "IntegrationType": "AWS_PROXY",
                        "IntegrationUri": integration["uri"],
                        "PayloadFormatVersion": integration["payloadFormatVersion"],
                    },
                }
                resources[f"{name}Route"] = {
                    "Type": "AWS::ApiGatewayV2::Route",
                    "Properties": {
                        "ApiId": {"Ref": api},
                        "RouteKey": f"{method.upper()} {path}",
                        "Target": {"Fn::Join": ["/", ["integrations", {"Ref": f"{name}Integration"}]]},
                    },
                }
    return plain


def statements(properties):
    """The statements of a function's policies, those on a condition too."""
    said = [statement for policy in properties.get("Policies", []) for statement in policy["Statement"]]
    return [statement["Fn::If"][1] if "Fn::If" in statement else statement for statement in said]
