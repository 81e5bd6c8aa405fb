"""What a small function in Python does: one read of the table per event, over a kept connection. Its
Runtime API client is shorter than Lambda's own, which is in Python's favour."""

import http.client
import json
import os

import boto3

RUNTIME = "/2018-06-01/runtime/invocation/"
client = boto3.client("dynamodb")
keys = [{"pk": {"S": "WARM-UP"}, "sk": {"S": "WARM-UP"}}]
request = {os.environ["TABLE_NAME"]: {"Keys": keys, "ConsistentRead": True}}

client.batch_get_item(RequestItems=request)
runtime = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
while True:
    runtime.request("GET", RUNTIME + "next")
    response = runtime.getresponse()
    request_id = response.headers["lambda-runtime-aws-request-id"]
    event = json.loads(response.read())
    found = client.batch_get_item(RequestItems=request)["Responses"]
    answer = {"statusCode": 200, "headers": {}, "body": json.dumps({"path": event["rawPath"], "found": found})}
    runtime.request("POST", f"{RUNTIME}{request_id}/response", json.dumps(answer))
    runtime.getresponse().read()
