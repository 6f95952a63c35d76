"""The table and its stream on the template's text: what is kept, and what the emulator
does not do."""

import json
import re

import template
from template import ROOT, of_type, references

TEMPLATE = template.load()
RESOURCES = TEMPLATE["Resources"]
TABLE = RESOURCES["Table"]
PROPERTIES = TABLE["Properties"]
STORE = (ROOT / "shared/store/src/table.rs").read_text()
ITEM = (ROOT / "shared/store/src/item.rs").read_text()


def found(pattern):
    """What the pattern finds in the store's own schema, which has to hold some."""
    matches = re.findall(pattern, STORE)
    assert matches, f"table.rs is written otherwise: no {pattern}"
    return matches


def schema(hash_key, range_key):
    return [
        {"AttributeName": hash_key, "KeyType": "HASH"},
        {"AttributeName": range_key, "KeyType": "RANGE"},
    ]


def test_keys_are_those_that_the_store_makes():
    keys = found(r'\.key_schema\(key\("(\w+)", KeyType::(\w+)\)\)')
    assert PROPERTIES["KeySchema"] == [{"AttributeName": name, "KeyType": kind.upper()} for name, kind in keys]
    [names] = found(r"for name in \[(.*)\]")
    attributes = [{"AttributeName": name, "AttributeType": "S"} for name in re.findall(r"\w+", names)]
    assert PROPERTIES["AttributeDefinitions"] == attributes
    found(r"TimeToLiveSpecification::builder\(\)\s*\.attribute_name\(crate::item::DELETE_AFTER\)")
    [ttl] = re.findall(r'const DELETE_AFTER: &str = "(\w+)"', ITEM)
    assert PROPERTIES["TimeToLiveSpecification"] == {"AttributeName": ttl, "Enabled": True}


def test_indexes_are_those_that_the_store_makes():
    [held] = found(r"LOOKUP_ATTRIBUTES: \[&str; \d+\] = \[(.*)\]")
    projections = {
        "keys_only": {"ProjectionType": "KEYS_ONLY"},
        "cards": {"ProjectionType": "INCLUDE", "NonKeyAttributes": re.findall(r"\w+", held)},
    }
    made = [
        {"IndexName": name, "KeySchema": schema(hash_key, range_key), "Projection": projections[projection]}
        for name, hash_key, range_key, projection in found(r'index\("(\w+)", "(\w+)", "(\w+)", (\w+)\)')
    ]
    assert PROPERTIES["GlobalSecondaryIndexes"] == made


def test_the_table_outlives_mistakes():
    assert TABLE["DeletionPolicy"] == TABLE["UpdateReplacePolicy"] == "Retain"
    assert PROPERTIES["DeletionProtectionEnabled"] is True
    assert PROPERTIES["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert PROPERTIES["SSESpecification"]["SSEEnabled"] is True
    assert PROPERTIES["BillingMode"] == "PAY_PER_REQUEST"


def test_users_outlive_the_stack():
    pool = RESOURCES["UserPool"]
    assert pool["DeletionPolicy"] == pool["UpdateReplacePolicy"] == "Retain"


def test_the_stream_hands_over_what_is_due_and_gives_up_in_the_end():
    # The record's keys are all that functions take from it; filters look at the item.
    assert PROPERTIES["StreamSpecification"]["StreamViewType"] in ("NEW_IMAGE", "NEW_AND_OLD_IMAGES")
    mappings = of_type(TEMPLATE, "AWS::Lambda::EventSourceMapping")
    assert mappings
    patterns = {}
    for mapping in (mapping["Properties"] for mapping in mappings.values()):
        assert mapping["EventSourceArn"] == {"Fn::GetAtt": "Table.StreamArn"}
        assert mapping["BisectBatchOnFunctionError"] is True
        assert 0 < mapping["MaximumRetryAttempts"] <= 10
        assert 0 < mapping["MaximumRecordAgeInSeconds"] <= 86400
        [queue] = references(mapping["DestinationConfig"]["OnFailure"])
        assert RESOURCES[queue]["Type"] == "AWS::SQS::Queue"
        [function] = references(mapping["FunctionName"])
        patterns[function] = [
            (pattern["eventName"], pattern["dynamodb"]["NewImage"]["due_shard"]["S"])
            for pattern in (json.loads(each["Pattern"]) for each in mapping["FilterCriteria"]["Filters"])
        ]
    # Mail and calls of endpoints have shards of their own, so that neither waits for the other. No more
    # than two should read a stream: what is to be found goes with the mail.
    assert patterns == {
        "CallWebhook": [(["INSERT"], [{"prefix": "webhooks"}])],
        "DeliverOutbox": [(["INSERT"], ["0", "1", "2", "3"]), (["INSERT", "MODIFY"], [{"prefix": "find-"}])],
    }
    # Each event is a task of its own: one that fails is not to have the others done again.
    assert mappings["DeliverOutboxStream"]["Properties"]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_what_is_left_is_swept_every_minute():
    schedules = [schedule["Properties"] for schedule in of_type(TEMPLATE, "AWS::Scheduler::Schedule").values()]
    called = {next(references(schedule["Target"]["Arn"])): schedule["ScheduleExpression"] for schedule in schedules}
    assert called == {"Sweep": "rate(1 minute)", "CallWebhook": "rate(1 minute)"}
    # Functions that run at the same time would find the same events.
    concurrency = RESOURCES["Sweep"]["Properties"]["ReservedConcurrentExecutions"]
    assert concurrency == {"Fn::If": ["ReservesConcurrency", 1, {"Ref": "AWS::NoValue"}]}


def test_mail_that_comes_back_reaches_its_function():
    destination = RESOURCES["MailEventsToBounces"]["Properties"]["EventDestination"]
    assert set(destination["MatchingEventTypes"]) == {"BOUNCE", "COMPLAINT"}
    [topic] = references(destination["SnsDestination"])
    [subscription] = RESOURCES[topic]["Properties"]["Subscription"]
    assert list(references(subscription["Endpoint"])) == ["ReceiveBounce"]
