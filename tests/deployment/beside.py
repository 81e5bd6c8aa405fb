#!/usr/bin/env python3
"""Deploys the stacks beside template.yaml to MiniStack: the table, the alarms, mail, CloudFront and the domain.

What MiniStack 1.5.33 does not have is left out, and is held to the files themselves by watched.py and the linters:
recovery and TTL of a table made by CloudFormation, alarms over several metrics or other alarms, Route 53's record set
groups, and the DKIM records of a domain that SES is to verify.

    MINISTACK      the emulator's command
"""

import json
import os
import pathlib
import tempfile
import unittest

import emulated
import template as templates

INFRA = templates.ROOT / "infra"
API = "abcdefgh12"


def over_several(resources):
    """The alarms over several metrics, or over other alarms."""
    return [name for name, it in resources.items() if {"Metrics", "AlarmRule"} & set(it["Properties"])]


class Beside(unittest.TestCase):
    """What each of them makes."""

    @classmethod
    def setUpClass(cls):
        logs = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="beside-")))
        cls.account = emulated.Account(emulated.free_ports(1)[0])
        keys = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local", "AWS_REGION": "us-east-1"}
        ministack = cls.enterClassContext(emulated.running(
            logs / "ministack.log", emulated.MINISTACK, AUTH="true", BIND_HOST="127.0.0.1",
            GATEWAY_PORT=str(cls.account.port), IOT_MTLS_ENABLED="0", AWS_ENDPOINT_URL=cls.account.url, **keys,
        ))
        emulated.wait_for(f"{cls.account.url}/_ministack/health", ministack, logs / "ministack.log")

    def deploy(self, stack, file, *without, **parameters):
        template = templates.read(INFRA / file)
        for name in without:
            del template["Resources" if name in template["Resources"] else "Outputs"][name]
        return self.account.deploy(stack, template, parameters)

    def test_the_table_outlives_its_stack_and_nobody_deletes_it_by_mistake(self):
        dynamodb, cloudformation = self.account.client("dynamodb"), self.account.client("cloudformation")
        said = self.deploy("kept-table", "table.yaml", TableName="kept")
        self.assertEqual(said["TableName"], "kept")
        item = {"pk": {"S": "ACCOUNT#1"}, "sk": {"S": "A"}}
        dynamodb.put_item(TableName="kept", Item=item)

        cloudformation.delete_stack(StackName="kept-table")

        with self.assertRaisesRegex(Exception, "does not exist"):
            cloudformation.describe_stacks(StackName="kept-table")
        with self.assertRaisesRegex(Exception, "protected against deletion"):
            dynamodb.delete_table(TableName="kept")
        self.assertEqual(dynamodb.get_item(TableName="kept", Key=item)["Item"], item)

    def test_a_second_table_stands_beside_the_first(self):
        for name in "one", "two":
            self.deploy(f"{name}-table", "table.yaml", TableName=name, Encryption="own-key")

        tables = self.account.client("dynamodb").list_tables()["TableNames"]
        self.assertLessEqual({"one", "two"}, set(tables))

    def test_alarms_tell_the_topic_and_the_dashboard_has_their_stack_s_name(self):
        resources = templates.read(INFRA / "alarms.yaml")["Resources"]
        several = over_several(resources)
        mail = {"AlarmEmail": "operations@example.com"}
        self.deploy("shop-alarms", "alarms.yaml", *several, AccountsStack="shop", ApiId=API, TableName="shop", **mail)

        cloudwatch, sns = self.account.client("cloudwatch"), self.account.client("sns")
        topics = [it["TopicArn"] for it in sns.list_topics()["Topics"]]
        told = [(it["Protocol"], it["Endpoint"]) for it in sns.list_subscriptions()["Subscriptions"]]
        self.assertEqual((len(topics), told), (1, [("email", "operations@example.com")]))
        alarms = cloudwatch.describe_alarms()["MetricAlarms"]
        self.assertEqual(len(alarms), len([it for it in resources.values() if "MetricName" in it["Properties"]]))
        for alarm in alarms:
            with self.subTest(alarm["AlarmName"]):
                self.assertTrue(alarm["AlarmName"].startswith("shop-"))
                self.assertEqual(alarm["AlarmActions"], topics)
                values = {it["Value"] for it in alarm["Dimensions"]}
                self.assertTrue(API in values or any(it.startswith("shop-") for it in values), values)
        body = json.loads(cloudwatch.get_dashboard(DashboardName="shop")["DashboardBody"])
        self.assertNotIn("${", json.dumps(body))

    def test_nobody_is_told_without_an_address(self):
        resources = templates.read(INFRA / "alarms.yaml")["Resources"]
        several = over_several(resources)
        before = self.account.client("sns").list_topics()["Topics"]
        self.deploy("quiet-alarms", "alarms.yaml", *several, AccountsStack="quiet", ApiId=API)

        self.assertEqual(self.account.client("sns").list_topics()["Topics"], before)

    def test_letters_are_sent_over_tls_and_not_again_to_where_they_came_back_from(self):
        records = "Records", "Dkim1", "Dkim2", "Dkim3"
        said = self.deploy(
            "shop-mail", "mail.yaml", *records, AccountsStack="shop", Domain="shop.example", AlarmEmail="mail@example.com",
        )

        self.assertEqual(said, {"ConfigurationSetName": "shop-letters"})
        ses = self.account.client("sesv2")
        letters = ses.get_configuration_set(ConfigurationSetName="shop-letters")
        self.assertEqual(letters["DeliveryOptions"]["TlsPolicy"], "REQUIRE")
        self.assertEqual(set(letters["SuppressionOptions"]["SuppressedReasons"]), {"BOUNCE", "COMPLAINT"})
        self.assertNotIn("TrackingOptions", letters)
        self.assertIn("shop.example", [it["IdentityName"] for it in ses.list_email_identities()["EmailIdentities"]])
        alarms = self.account.client("cloudwatch").describe_alarms(AlarmNamePrefix="shop-letters-")["MetricAlarms"]
        self.assertEqual({it["AlarmName"] for it in alarms}, {"shop-letters-bounce", "shop-letters-complained"})
        for alarm in alarms:
            self.assertEqual(alarm["Dimensions"], [{"Name": "ses:configuration-set", "Value": "shop-letters"}])

    def test_cloudfront_sends_auth_to_the_api_with_a_secret_and_the_rest_to_the_site(self):
        said = self.deploy(
            "shop-edge", "edge.yaml", DomainName="www.example.com", SiteOrigin="origin.example.com",
            ApiHost=f"{API}.execute-api.eu-west-1.amazonaws.com", Waf="yes",
            CertificateArn="arn:aws:acm:us-east-1:123456789012:certificate/0123-abcd",
        )

        config = self.account.client("cloudfront").get_distribution(Id=said["DistributionId"])
        config = config["Distribution"]["DistributionConfig"]
        self.assertEqual(config["DefaultCacheBehavior"]["TargetOriginId"], "site")
        paths = {it["PathPattern"]: it["TargetOriginId"] for it in config["CacheBehaviors"]["Items"]}
        self.assertEqual(paths, {"/auth/assets/*": "accounts", "/auth/*": "accounts"})
        secrets = self.account.client("secretsmanager")
        self.assertEqual(len(secrets.get_secret_value(SecretId=said["OriginSecretArn"])["SecretString"]), 43)

    def test_the_domain_leads_to_the_api(self):
        gateway = self.account.client("apigatewayv2")
        api = gateway.create_api(Name="shop", ProtocolType="HTTP")["ApiId"]
        gateway.create_stage(ApiId=api, StageName="$default")
        said = self.deploy(
            "shop-domain", "domain.yaml", "Alias", DomainName="www.example.com", HostedZoneId="Z0123456789", ApiId=api,
            CertificateArn="arn:aws:acm:us-east-1:123456789012:certificate/0123-abcd",
        )

        self.assertEqual(said["PublicUrl"], "https://www.example.com")
        mappings = gateway.get_api_mappings(DomainName="www.example.com")["Items"]
        # A key would be cut off the path.
        mapped = [(it["ApiId"], it["Stage"], it.get("ApiMappingKey") or "") for it in mappings]
        self.assertEqual(mapped, [(api, "$default", "")])


if __name__ == "__main__":
    os.environ.setdefault("AWS_EC2_METADATA_DISABLED", "true")
    unittest.main()
