"""What becomes of a deployment: one function changed, an update refused, the stack
removed. The table and what is in it stay."""

import pytest

import template
from desk import KEYS, MAIL_SECONDS
from emulator import wait_for
from latchkey import latchkey, succeeds
from package import folders
from stack import MAIL_FROM, STAGE

# A stack whose table has other keys than the template's.
OTHER = """
Parameters:
  Stage: { Type: String }
  Architecture: { Type: String }
  MailFrom: { Type: String }
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Sub latchkey-${Stage}
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
"""


def code(stack):
    """The digest of every function's code, by folder."""
    client, resources = stack.emulator.client("lambda"), stack.resources()
    return {
        folder: client.get_function_configuration(FunctionName=resources[name])["CodeSha256"]
        for folder, name in template.functions(template.load()).items()
    }


def items(emulator, table):
    """Every item of the table."""
    pages = emulator.client("dynamodb").get_paginator("scan").paginate(TableName=table)
    everything = [item for page in pages for item in page["Items"]]
    return sorted(everything, key=lambda item: [str(item.get(name)) for name in ("pk", "sk", "id")])


def kept(emulator, table):
    """Every item, but for what an event still asks for: the desk at work does that at its time."""
    asked = {"tasks", "due", "due_shard"}
    return [{name: value for name, value in item.items() if name not in asked} for item in items(emulator, table)]


def found(desk):
    """Waits until nothing has to be written into the search index any more."""

    def indexed():
        table = items(desk.emulator, desk.outputs["TableName"])
        return not any(item.get("due_shard", {"S": ""})["S"].startswith("find-") for item in table)

    wait_for("everything to be found", indexed, MAIL_SECONDS)


def test_an_update_changes_what_has_changed_and_nothing_else(stack, desk):
    customer = desk.customer("Before the update")
    found(desk)
    table, before = kept(desk.emulator, desk.outputs["TableName"]), code(stack)
    resources = stack.resources()
    stack.code["look-up"] = stack.upload("look-up", note=b"another version")
    stack.update()
    after = code(stack)
    assert {folder for folder in folders() if after[folder] != before[folder]} == {"look-up"}
    assert stack.resources() == resources
    assert kept(desk.emulator, desk.outputs["TableName"]) == table
    assert desk.call("get-customer", desk.dora, customer).ok()["name"] == "Before the update"


def test_an_update_that_would_replace_the_table_is_refused(emulator, tmp_path):
    cloudformation, dynamodb = emulator.client("cloudformation"), emulator.client("dynamodb")
    said = {"Stage": "other", "Architecture": "arm64", "MailFrom": MAIL_FROM}
    cloudformation.create_stack(
        StackName="latchkey-other",
        TemplateBody=OTHER,
        Parameters=[{"ParameterKey": name, "ParameterValue": value} for name, value in said.items()],
    )
    cloudformation.get_waiter("stack_create_complete").wait(StackName="latchkey-other")
    dynamodb.put_item(TableName="latchkey-other", Item={"id": {"S": "kept"}})
    # It is refused before anybody runs these.
    for function in folders():
        (tmp_path / function).write_text("#!/bin/false\n")
    done = latchkey(emulator, "deploy", "--stage", "other", "--mail-from", MAIL_FROM, "--programs", tmp_path)
    assert done.returncode != 0
    assert "nothing was done: modify Table (" in done.stderr, f"{done.stdout}{done.stderr}"
    [stack] = cloudformation.describe_stacks(StackName="latchkey-other")["Stacks"]
    assert stack["StackStatus"] == "CREATE_COMPLETE"
    assert items(emulator, "latchkey-other") == [{"id": {"S": "kept"}}]


def test_the_table_is_not_removed_by_mistake(desk):
    dynamodb, table = desk.emulator.client("dynamodb"), desk.outputs["TableName"]
    with pytest.raises(dynamodb.exceptions.ClientError, match="(?i)deletion protection"):
        dynamodb.delete_table(TableName=table)
    assert items(desk.emulator, table)


def test_destroying_the_deployment_leaves_table_and_keys(desk):
    emulator, table = desk.emulator, desk.outputs["TableName"]
    kept = items(emulator, table)
    succeeds(emulator, "destroy", "--stage", STAGE, "--yes")
    assert emulator.client("lambda").list_functions()["Functions"] == []
    assert items(emulator, table) == kept
    key = emulator.client("ssm").get_parameter(Name=f"{KEYS}/licence-signing")["Parameter"]
    assert key["Type"] == "SecureString"


def test_destroying_it_with_its_data_leaves_nothing(desk):
    emulator = desk.emulator
    succeeds(emulator, "destroy", "--stage", STAGE, "--with-data", "--yes")
    assert desk.outputs["TableName"] not in emulator.client("dynamodb").list_tables()["TableNames"]
    assert emulator.client("ssm").get_parameters_by_path(Path=KEYS)["Parameters"] == []
