"""What each function may do, tried with its role's own credentials under the policies as
they were deployed: every call of the table is made as every role, and what is not listed
has to be refused.

A transaction is allowed by what is in it, so writes are tried that way too. No call
changes anything: each write has a condition that does not hold.
"""

import json

import pytest
from botocore.exceptions import ClientError

from desk import KEYS
from emulator import ACCOUNT
from package import folders
from stack import MAIL_FROM

KEY = {"pk": {"S": "POLICY#none"}, "sk": {"S": "POLICY"}}
THERE = {"ConditionExpression": "attribute_exists(pk)"}
QUERY = {"ExpressionAttributeValues": {":key": {"S": "none"}}}


# What a call that is allowed may end with: nothing is written.
UNWRITTEN = {"ConditionalCheckFailedException", "TransactionCanceledException", "ConflictException"}


def read_key(to, kind):
    return to("ssm").get_parameter(Name=f"{KEYS}/{kind}", WithDecryption=True)


# Every call, with a client of a service given as `to(service)`; the deployment's names are
# filled in where a call asks for them.
CALLS = {
    "get": lambda to, names: to("dynamodb").get_item(TableName=names["table"], Key=KEY),
    "get many": lambda to, names: to("dynamodb").batch_get_item(RequestItems={names["table"]: {"Keys": [KEY]}}),
    "query": lambda to, names: to("dynamodb").query(
        TableName=names["table"], KeyConditionExpression="pk = :key", **QUERY
    ),
    "query lookup": lambda to, names: to("dynamodb").query(
        TableName=names["table"], IndexName="lookup", KeyConditionExpression="l_pk = :key", **QUERY
    ),
    "query due": lambda to, names: to("dynamodb").query(
        TableName=names["table"], IndexName="due", KeyConditionExpression="due_shard = :key", **QUERY
    ),
    "scan": lambda to, names: to("dynamodb").scan(TableName=names["table"], Limit=1),
    "put": lambda to, names: to("dynamodb").transact_write_items(
        TransactItems=[{"Put": {"TableName": names["table"], "Item": KEY, **THERE}}]
    ),
    "update": lambda to, names: to("dynamodb").transact_write_items(
        TransactItems=[{"Update": {"TableName": names["table"], "Key": KEY, "UpdateExpression": "REMOVE x", **THERE}}]
    ),
    "update alone": lambda to, names: to("dynamodb").update_item(
        TableName=names["table"], Key=KEY, UpdateExpression="REMOVE x", **THERE
    ),
    "delete": lambda to, names: to("dynamodb").transact_write_items(
        TransactItems=[{"Delete": {"TableName": names["table"], "Key": KEY, **THERE}}]
    ),
    # Nothing of this key is there.
    "write many": lambda to, names: to("dynamodb").batch_write_item(
        RequestItems={names["table"]: [{"DeleteRequest": {"Key": KEY}}]}
    ),
    "remove the table": lambda to, names: to("dynamodb").delete_table(TableName=names["table"]),
    "read the stream": lambda to, names: to("dynamodbstreams").describe_stream(StreamArn=names["stream"]),
    "audit keys": lambda to, names: read_key(to, "audit"),
    "link keys": lambda to, names: read_key(to, "links"),
    "signing key": lambda to, names: read_key(to, "licence-signing"),
    "webhook keys": lambda to, names: read_key(to, "webhooks"),
    "code keys": lambda to, names: read_key(to, "codes"),
    "code peppers": lambda to, names: read_key(to, "code-peppers"),
    "public keys": lambda to, names: read_key(to, "licence-public"),
    "replace a key": lambda to, names: to("ssm").put_parameter(
        Name=f"{KEYS}/audit", Value="{}", Type="SecureString", Overwrite=True
    ),
    "send mail": lambda to, names: to("sesv2").send_email(
        FromEmailAddress=MAIL_FROM,
        Destination={"ToAddresses": ["policy@example.com"]},
        Content={"Simple": {"Subject": {"Data": "Policy"}, "Body": {"Text": {"Data": "Policy"}}}},
    ),
    "check": lambda to, names: to("dynamodb").transact_write_items(
        TransactItems=[{"ConditionCheck": {"TableName": names["table"], "Key": KEY, **THERE}}]
    ),
    # One of this name is there.
    "make a timer": lambda to, names: to("scheduler").create_schedule(
        Name=names["schedule"],
        GroupName=names["group"],
        ScheduleExpression="at(2030-01-01T00:00:00)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": names["timer"], "RoleArn": names["timers"]},
    ),
    "remove a timer": lambda to, names: to("scheduler").delete_schedule(
        Name=names["schedule"], GroupName=names["group"]
    ),
    "keep a failure": lambda to, names: to("sqs").send_message(QueueUrl=names["queue"], MessageBody="{}"),
    "call a function": lambda to, names: to("lambda").invoke(FunctionName=names["function"], Payload=b"{}"),
    "read the site": lambda to, names: to("s3").list_objects_v2(Bucket=names["site"]),
    "change a role": lambda to, names: to("iam").delete_role_policy(RoleName=names["role"], PolicyName="none"),
}

# What each function may do of that.
MAY = {
    "activate-licences": {
        *("get", "get many", "query", "put", "update", "update alone", "delete", "check"),
        *("audit keys", "signing key"),
    },
    "assign-swa": {"get", "query", "put", "update", "update alone", "audit keys"},
    "attach-licences": {"get", "get many", "query", "put", "update", "update alone", "delete", "audit keys"},
    "authorize": set(),
    "browse-upgrades": {"get", "get many", "query", "query lookup"},
    "build-package": {
        *("get", "get many", "query", "query lookup"),
        *("put", "update", "update alone", "check", "audit keys", "link keys", "code keys", "code peppers"),
    },
    "call-webhook": {
        *("get", "query due", "put", "update", "update alone", "audit keys", "webhook keys"),
        *("read the stream", "keep a failure"),
    },
    "deliver-outbox": {
        *("get", "get many", "query", "put", "update", "update alone", "write many"),
        *("audit keys", "link keys", "code keys", "code peppers"),
        *("read the stream", "send mail", "make a timer", "keep a failure"),
    },
    "issue-codes": {
        *("get", "get many", "query", "query lookup"),
        *("put", "update", "update alone", "audit keys", "code keys", "code peppers"),
    },
    "look-up": {"get", "get many", "query", "query lookup", "public keys"},
    "manage-catalogue": {"get", "query", "put", "update", "update alone", "delete", "audit keys"},
    "manage-customers": {
        *("get", "get many", "query", "query lookup"),
        *("put", "update", "update alone", "audit keys", "link keys"),
    },
    "manage-outbox": {"get", "get many", "query", "query due", "update", "update alone"},
    "manage-request": {
        *("get", "get many", "query", "query lookup"),
        *("put", "update", "update alone", "check", "audit keys", "link keys", "webhook keys"),
    },
    "manage-users": {
        *("get", "get many", "query", "query lookup"),
        *("put", "update", "update alone", "audit keys", "link keys"),
    },
    "receive-bounce": {"get", "put", "update", "update alone", "audit keys", "keep a failure"},
    "renew-swa": {
        *("get", "get many", "query", "query lookup"),
        *("put", "update", "update alone", "audit keys"),
    },
    "reship-order": {"get", "get many", "query", "put", "update", "update alone", "check", "audit keys"},
    "redeem-code": {"get", "get many", "put", "update", "update alone", "check", "audit keys", "code peppers"},
    "ship-order": {"get", "get many", "query lookup", "put", "update", "update alone", "audit keys"},
    "submit-request": {"get", "put", "update", "update alone", "check", "audit keys"},
    "sweep": {
        *("get", "get many", "query", "query due", "put", "update", "update alone", "write many"),
        *("audit keys", "link keys", "code keys", "code peppers", "send mail", "make a timer"),
    },
    "swa-timer": {"get", "put", "update", "update alone", "audit keys"},
}


@pytest.fixture(scope="module")
def names(stack, desk):
    """The deployment's own names of things; the desk is asked for because it makes keys."""
    resources = stack.resources()
    table = desk.outputs["TableName"]
    return {
        "table": table,
        "stream": stack.emulator.client("dynamodb").describe_table(TableName=table)["Table"]["LatestStreamArn"],
        "queue": resources["DeadLetters"],
        "function": resources["Sweep"],
        "site": desk.outputs["SiteBucket"],
        "role": stack.roles()["look-up"],
        "schedule": resources["SweepEveryMinute"],
        "group": resources["Schedules"],
        "timer": resources["SwaTimer"],
        "timers": stack.emulator.client("iam").get_role(RoleName=resources["TimersRole"])["Role"]["Arn"],
    }


@pytest.fixture(scope="module")
def credentials(stack):
    """The credentials of every function's role. The emulator holds to trust policies, as
    the service does: the account itself is trusted just long enough to get them."""
    iam, sts = stack.emulator.client("iam"), stack.emulator.client("sts")
    found = {}
    for function, role in stack.roles().items():
        trust = iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]
        [statement] = trust["Statement"]
        widened = {**trust, "Statement": [{**statement, "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}}]}
        iam.update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps(widened))
        arn = f"arn:aws:iam::{ACCOUNT}:role/{role}"
        session = sts.assume_role(RoleArn=arn, RoleSessionName="policies")["Credentials"]
        iam.update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps(trust))
        found[function] = {
            "aws_access_key_id": session["AccessKeyId"],
            "aws_secret_access_key": session["SecretAccessKey"],
            "aws_session_token": session["SessionToken"],
        }
    return found


def refusal(call, to, names):
    """What the policy says against the call; `None` where it is allowed."""
    try:
        call(to, names)
    except ClientError as error:
        code, message = error.response["Error"]["Code"], error.response["Error"]["Message"]
        if code in ("AccessDenied", "AccessDeniedException"):
            return message
        if code not in UNWRITTEN:
            raise
    return None


def test_the_table_lists_every_function():
    assert sorted(MAY) == folders()


@pytest.mark.parametrize("function", MAY)
def test_a_role_may_do_what_its_function_does_and_nothing_else(stack, credentials, names, function):
    clients = {}

    def to(service):
        return clients.setdefault(service, stack.emulator.client(service, credentials[function]))

    refusals = {name: refusal(call, to, names) for name, call in CALLS.items()}
    assert {name for name, refused in refusals.items() if refused is None} == MAY[function]
    who = f":assumed-role/{stack.roles()[function]}/policies is not authorized to perform: "
    assert all(who in refused for refused in filter(None, refusals.values()))


def test_a_function_runs_as_its_role(stack, desk):
    customer = desk.customer("Harbour Bakery")
    desk.call("get-customer", desk.dora, customer).ok()
    iam, role = stack.emulator.client("iam"), stack.roles()["look-up"]
    denial = {"Effect": "Deny", "Action": "dynamodb:GetItem", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [denial]})
    iam.put_role_policy(RoleName=role, PolicyName="denial", PolicyDocument=document)
    problem = desk.call("get-customer", desk.dora, customer).refused(500, "internal")
    # Why stands in the log.
    assert "not authorized" not in problem["detail"]
    iam.delete_role_policy(RoleName=role, PolicyName="denial")
    desk.call("get-customer", desk.dora, customer).ok()
