#!/usr/bin/env python3
"""Holds infra/alarms.yaml, the dashboard and the runbook to the functions and to what they log; needs no binary."""

import json
import re
import unittest

import template as templates

ROOT = templates.ROOT
TEMPLATE = templates.read()
ALARMS = templates.read(ROOT / "infra/alarms.yaml")["Resources"]
# Of a stack that need not be there, so they are not on the dashboard.
MAIL = templates.read(ROOT / "infra/mail.yaml")["Resources"]
FUNCTIONS = set(templates.functions(TEMPLATE))
# API Gateway waits so long for a function.
GATEWAY_S = 30
# What AWS counts by itself, and by what: its documentation of each service's metrics.
BY_AWS = {
    "AWS/ApiGateway": (
        {"4xx", "5xx", "Count", "Latency"}, ({"ApiId"}, {"ApiId", "Stage", "Method", "Resource"}),
    ),
    "AWS/DynamoDB": (
        {"ReadThrottleEvents", "WriteThrottleEvents", "ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits"},
        ({"TableName"},),
    ),
    "AWS/Lambda": ({"Duration", "Errors", "Invocations", "Throttles"}, ({"FunctionName"},)),
    "AWS/Logs": ({"IncomingBytes"}, ({"LogGroupName"},)),
    "AWS/SES": ({"Reputation.BounceRate", "Reputation.ComplaintRate"}, ({"ses:configuration-set"},)),
}


def of_type(resources, kind):
    return {name: it["Properties"] for name, it in resources.items() if it["Type"] == kind}


def named(said):
    """The names of functions in a part of a template."""
    return set(re.findall(r"\$\{(?:AccountsStack|AWS::StackName)\}-([a-z-]+)", json.dumps(said)))


def counted():
    """The metrics that the functions count."""
    source = (ROOT / "shared/src/telemetry/metrics.rs").read_text()
    return set(re.findall(r'=> "(\w+)"', source))


def looked_at(said):
    """The metrics of the functions' own in a part of a template: of alarms, and of the dashboard."""
    text = json.dumps(said)
    return set(re.findall(r'"Namespace": "Accounts", "MetricName": "(\w+)"', text)) | set(
        re.findall(r'"Accounts", "(\w+)", "Function"', text)
    ) | set(re.findall(r"MetricName=\W*(\w+)", text))


def in_alarms(said):
    """(namespace, metric, {dimension: value}) of all that alarms look at."""
    if isinstance(said, dict):
        if "Namespace" in said and "MetricName" in said:
            dimensions = {it["Name"]: value_of(it["Value"]) for it in said["Dimensions"]}
            yield said["Namespace"], said["MetricName"], dimensions
        said = list(said.values())
    if isinstance(said, list):
        for part in said:
            yield from in_alarms(part)


def value_of(said):
    return said if isinstance(said, str) else next(iter(said.values()))


def in_dashboard():
    """The same of the dashboard."""
    for widget in dashboard()["widgets"]:
        for metric in widget["properties"].get("metrics", []):
            if isinstance(metric[0], dict):
                said = re.fullmatch(
                    r"""SEARCH\('\{(\w+),(\w+),Outcome\} MetricName="(\w+)" (\w+)="([^"]*)"', 'Sum', 300\)""",
                    metric[0]["expression"],
                )
                yield said[1], said[3], {said[4]: said[5], "Outcome": "ok"}
            else:
                words = [word for word in metric if isinstance(word, str)]
                yield words[0], words[1], dict(zip(words[2::2], words[3::2], strict=True))


def counting():
    """The functions that are built to count."""
    return {name for name in FUNCTIONS if '"metrics"' in (ROOT / f"functions/{name}/Cargo.toml").read_text()}


def outcomes():
    """What an answer can be counted as: a problem's code, or none."""
    source = (ROOT / "shared/src/problem.rs").read_text()
    return {"ok"} | set(re.findall(r'^    \w+ = "(\w+)", \d+,', source, re.M))


class Watched(unittest.TestCase):
    """Nothing is deployed that nobody watches, and nothing is watched that is not there."""

    def test_every_function_is_watched(self):
        resources = TEMPLATE["Resources"]
        # login has no table, and the authorizer fails where others answer 503.
        self.assertEqual(named(resources["Unavailable"]["Properties"]["Metrics"]), FUNCTIONS - {"login", "authorizer"})
        self.assertEqual(named(resources["ServerErrors"]["Properties"]["Metrics"]), FUNCTIONS)
        self.assertEqual(named(ALARMS["Throttled"]["Properties"]["Metrics"]), FUNCTIONS)

    def test_alarms_and_dashboard_look_at_what_is_counted(self):
        alarms = looked_at([ALARMS, TEMPLATE["Resources"]])

        self.assertEqual(alarms | looked_at(dashboard()), counted())

    def test_what_is_looked_at_is_sent_under_those_names_and_dimensions(self):
        source = (ROOT / "shared/src/telemetry/metrics/embedded.rs").read_text()
        ours = re.search(r'NAMESPACE: &str = "(\w+)"', source)[1]
        general = set(re.findall(r'with_dimension\("(\w+)"', source))
        of_answers = general | set(re.findall(r'Answers\.name\(\), "(\w+)" =>', source))
        self.assertEqual((general, of_answers), ({"Function"}, {"Function", "Outcome"}))
        self.assertIn("unavailable", outcomes())

        seen = [*in_alarms(ALARMS), *in_alarms(MAIL), *in_alarms(TEMPLATE["Resources"]), *in_dashboard()]
        self.assertEqual({namespace for namespace, _, _ in seen}, {ours, *BY_AWS})
        for namespace, metric, dimensions in seen:
            with self.subTest(f"{namespace} {metric} {dimensions}"):
                if namespace == ours:
                    self.assertIn(metric, counted())
                    self.assertEqual(set(dimensions), of_answers if metric == "Answers" else general)
                    self.assertLessEqual(named(dimensions["Function"]), counting())
                    self.assertIn(dimensions.get("Outcome", "ok"), outcomes())
                else:
                    metrics, by = BY_AWS[namespace]
                    if "Resource" in dimensions:
                        route = f"{dimensions['Method']} {dimensions['Resource']}"
                        settings = TEMPLATE["Resources"]["Api"]["Properties"]["RouteSettings"]
                        self.assertIs(settings[route]["DetailedMetricsEnabled"], True, "or it is never sent")
                    self.assertIn(metric, metrics)
                    self.assertIn(set(dimensions), by)

    def test_every_alarm_has_its_part_of_the_runbook_and_its_place_on_the_dashboard(self):
        alarms = of_type(ALARMS, "AWS::CloudWatch::Alarm") | of_type(TEMPLATE["Resources"], "AWS::CloudWatch::Alarm")
        alarms |= of_type(ALARMS, "AWS::CloudWatch::CompositeAlarm")
        of_mail = of_type(MAIL, "AWS::CloudWatch::Alarm")
        names, names_of_mail = (
            {next(iter(named(it["AlarmName"]))) for it in those.values()} for those in (alarms, of_mail)
        )
        runbook = set(re.findall(r"^### ([a-z-]+)$", (ROOT / "docs/operations.md").read_text(), re.M))

        self.assertEqual(len(names), len(alarms))
        self.assertEqual(names | names_of_mail, runbook)
        for name, it in (alarms | of_mail).items():
            self.assertIn(next(iter(named(it["AlarmName"]))), it["AlarmDescription"], name)
        self.assertEqual(names, named(dashboard()["widgets"][0]))

    def test_every_alarm_tells_somebody_and_those_that_stop_deployments_by_another_one(self):
        kinds = "AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"
        for resources in ALARMS, MAIL:
            for kind in kinds:
                for name, it in of_type(resources, kind).items():
                    self.assertIn("AlarmActions", it, name)
        silent = {f"ALARM({it['AlarmName']})" for it in self.names_of(TEMPLATE["Resources"])}
        rule = ALARMS["Failing"]["Properties"]["AlarmRule"]["Fn::Sub"].replace("${AccountsStack}", "${AWS::StackName}")
        self.assertEqual(set(rule.replace('"', "").split(" OR ")), silent)

    def names_of(self, resources):
        return [{"AlarmName": it["AlarmName"]["Fn::Sub"]} for it in of_type(resources, "AWS::CloudWatch::Alarm").values()]

    def test_a_refused_answer_to_the_link_question_is_counted_as_such(self):
        refused = {name for name in outcomes() if name.startswith("wrong_")} | {"too_many_attempts"}
        asked = {
            dimensions["Outcome"] for _, _, dimensions in in_alarms(ALARMS["LinkingGuessed"]) if "Outcome" in dimensions
        }
        self.assertEqual(asked, refused)

    def test_every_route_that_hashes_has_the_limit_of_those(self):
        settings = TEMPLATE["Resources"]["Api"]["Properties"]["RouteSettings"]
        limited = {route for route, it in settings.items() if it["ThrottlingRateLimit"] == {"Ref": "PasswordRequestsPerSecond"}}
        hashing = set()
        for binary in "local-account", "link-confirm", "account", "mailbox":
            for event in templates.functions(TEMPLATE)[binary][1]["Events"].values():
                said = event["Properties"]
                hashing.add(f"{said['Method']} {said['Path']}")
        # What asks for no password and sets none.
        plain = {route for route in hashing if not route.startswith("POST ")} | {
            "POST /auth/sign-out", "POST /auth/account/end-session", "POST /auth/account/end-others",
            "POST /auth/account/end-all", "POST /auth/account/export",
        }
        self.assertEqual(limited, hashing - plain)

    def test_every_role_is_bounded_and_api_gateway_alone_may_invoke(self):
        plain = templates.translated(TEMPLATE)["Resources"]
        roles, permissions = of_type(plain, "AWS::IAM::Role"), of_type(plain, "AWS::Lambda::Permission")
        self.assertEqual(len(roles), len(FUNCTIONS) + 1)
        for name, role in roles.items():
            self.assertIn("PermissionsBoundaryArn", json.dumps(role.get("PermissionsBoundary")), name)
        self.assertGreater(len(permissions), len(FUNCTIONS))
        for name, it in permissions.items():
            self.assertEqual(it["Principal"], "apigateway.amazonaws.com", name)
            self.assertIn("SourceArn", it, name)

    def test_the_dashboard_shows_every_function(self):
        self.assertLessEqual(FUNCTIONS, named(dashboard()))

    def test_time_outs_lie_inside_each_other(self):
        general = TEMPLATE["Globals"]["Function"]["Timeout"]
        for binary, (_, properties) in templates.functions(TEMPLATE).items():
            with self.subTest(binary):
                self.assertLess(properties.get("Timeout", general), GATEWAY_S)
        settings = (ROOT / "shared/src/amazon/client/settings.rs").read_text()
        all_of_amazon = int(re.search(r"total: Duration::from_secs\((\d+)\)", settings)[1])
        self.assertGreater(templates.functions(TEMPLATE)["callback"][1]["Timeout"], all_of_amazon)

    def test_the_table_is_kept_can_be_restored_and_loses_what_has_run_out(self):
        table = templates.read(ROOT / "infra/table.yaml")["Resources"]["Table"]
        code = "".join((ROOT / f"shared/src/store/dynamo/{it}.rs").read_text() for it in ("keys", "table"))

        self.assertEqual((table["DeletionPolicy"], table["UpdateReplacePolicy"]), ("Retain", "Retain"))
        said = table["Properties"]
        self.assertIs(said["DeletionProtectionEnabled"], True)
        self.assertEqual(said["PointInTimeRecoverySpecification"], {"PointInTimeRecoveryEnabled": True})
        ttl = said["TimeToLiveSpecification"]
        self.assertIs(ttl["Enabled"], True)
        self.assertIn(f'"{ttl["AttributeName"]}"', code)
        for key in said["KeySchema"]:
            self.assertIn(f'"{key["AttributeName"]}"', code)

    def test_nothing_secret_is_a_parameter_or_an_output(self):
        for path in (ROOT / "template.yaml", *(ROOT / "infra").glob("*.yaml")):
            template = templates.read(path)
            with self.subTest(path.name):
                said = [*template.get("Parameters", {}), *template.get("Outputs", {})]
                secret = {it for it in said if "Secret" in it}
                self.assertLessEqual(secret, {
                    "LwaClientSecretArn", "OriginSecretSha256", "OriginSecretArn", "OriginSecretVersion",
                })


def dashboard():
    said = ALARMS["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    return json.loads(said)


if __name__ == "__main__":
    unittest.main()
