"""Roles and functions on the template's text: one of each for every folder of functions/,
and nothing allowed by a wildcard."""

import re

import pytest

import template
from package import folders
from template import of_type, references

TEMPLATE = template.load()
RESOURCES = TEMPLATE["Resources"]
FUNCTIONS = template.functions(TEMPLATE)
ROLES = of_type(TEMPLATE, "AWS::IAM::Role")

# Which documents of keys each function may read.
KEYS = {
    "activate-licences": {"audit", "licence-signing"},
    "assign-swa": {"audit"},
    "attach-licences": {"audit"},
    "authorize": set(),
    "browse-upgrades": set(),
    "build-package": {"audit", "links", "codes", "code-peppers"},
    "call-webhook": {"audit", "webhooks"},
    "deliver-outbox": {"audit", "links", "codes", "code-peppers"},
    "issue-codes": {"audit", "codes", "code-peppers"},
    "look-up": {"licence-public"},
    "manage-catalogue": {"audit"},
    "manage-customers": {"audit", "links"},
    "manage-outbox": set(),
    "manage-request": {"audit", "links", "webhooks"},
    "manage-users": {"audit", "links"},
    "receive-bounce": {"audit"},
    "renew-swa": {"audit"},
    "reship-order": {"audit"},
    # Whoever looks codes up cannot make one.
    "redeem-code": {"audit", "code-peppers"},
    "ship-order": {"audit"},
    "submit-request": {"audit"},
    "swa-timer": {"audit"},
    "sweep": {"audit", "links", "codes", "code-peppers"},
}

# Who alone may do what others must not.
ALONE = {
    "dynamodb:DeleteItem": {"activate-licences", "attach-licences", "manage-catalogue"},
    # A shipping allowance is checked with what is shipped under it, a tenant's terms with what is
    # decided by them, a migration with what is prepared for it.
    "dynamodb:ConditionCheckItem": {
        *("activate-licences", "reship-order", "submit-request", "manage-request", "redeem-code", "build-package"),
    },
    "ses:SendEmail": {"deliver-outbox", "sweep"},
    "scheduler:CreateSchedule": {"deliver-outbox", "sweep"},
    "iam:PassRole": {"deliver-outbox", "sweep"},
    "dynamodb:GetRecords": {"call-webhook", "deliver-outbox"},
    # The search index, which no decision reads, is written without conditions.
    "dynamodb:BatchWriteItem": {"deliver-outbox", "sweep"},
    # The audit verifier is no function: it runs as the operator.
    "dynamodb:Scan": set(),
    # A transaction is allowed by what is in it.
    "dynamodb:TransactWriteItems": set(),
}

# What gets its name only when it is made.
NAMED_LATER = [
    {"Fn::Sub": "arn:${AWS::Partition}:scheduler:${AWS::Region}:${AWS::AccountId}:schedule/${Schedules}/*"},
]

# The environment of functions: settings, none of them secret.
ENVIRONMENT = {
    "RUST_LOG",
    "LATCHKEY_TABLE",
    "LATCHKEY_KEYS",  # where they are, not what they are
    "LATCHKEY_PUBLIC_URL",
    "LATCHKEY_LICENCE_ISSUER",
    "LATCHKEY_MAIL_FROM",
    "LATCHKEY_MAIL_CONFIGURATION_SET",
    "LATCHKEY_TIMER_GROUP",
    "LATCHKEY_TIMER_ROLE",
    "LATCHKEY_TIMER_FUNCTION",
    "LATCHKEY_ISSUER",
    "LATCHKEY_ISSUER_KEY_SET",
    "LATCHKEY_AUDIENCE",
}


def role_of(function):
    [role] = references(RESOURCES[FUNCTIONS[function]]["Properties"]["Role"])
    return role


def statements(role):
    for policy in ROLES[role]["Properties"]["Policies"]:
        yield from policy["PolicyDocument"]["Statement"]


def actions(function):
    return {action for statement in statements(role_of(function)) for action in statement["Action"]}


def test_every_folder_is_one_function_with_a_role_of_its_own():
    uris = [resource["Properties"]["CodeUri"] for resource in of_type(TEMPLATE, "AWS::Serverless::Function").values()]
    assert sorted(template.folder_of(uri) for uri in uris) == folders()
    roles = [role_of(function) for function in FUNCTIONS]
    assert len(set(roles)) == len(roles)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_for_one_service_and_names_what_it_may_do(role):
    properties = ROLES[role]["Properties"]
    assert "ManagedPolicyArns" not in properties
    [trust] = properties["AssumeRolePolicyDocument"]["Statement"]
    assert list(trust["Principal"]) == ["Service"] and isinstance(trust["Principal"]["Service"], str)
    for statement in statements(role):
        assert statement["Effect"] == "Allow" and "NotAction" not in statement and "NotResource" not in statement
        assert not any("*" in action for action in statement["Action"]), statement["Sid"]
        named = [resource for resource in statement["Resource"] if resource not in NAMED_LATER]
        assert "*" not in str(named), statement["Sid"]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_reads_the_keys_that_it_uses(function):
    read = set()
    for statement in statements(role_of(function)):
        for resource in statement["Resource"] if "ssm:GetParameter" in statement["Action"] else []:
            [kind] = re.findall(r":parameter/latchkey/\$\{Stage\}/keys/([\w-]+)$", resource["Fn::Sub"])
            read.add(kind)
    assert read == KEYS[function]


@pytest.mark.parametrize("action", ALONE)
def test_what_few_may_do_others_may_not(action):
    assert {function for function in FUNCTIONS if action in actions(function)} == ALONE[action]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_writes_its_own_log_which_ends(function):
    [log] = references(RESOURCES[FUNCTIONS[function]]["Properties"]["LoggingConfig"]["LogGroup"])
    [writing] = [statement for statement in statements(role_of(function)) if statement["Sid"] == "WriteLog"]
    assert writing["Resource"] == [{"Fn::GetAtt": f"{log}.Arn"}]
    assert "logs:CreateLogGroup" not in actions(function)


def test_every_log_ends():
    for name, log in of_type(TEMPLATE, "AWS::Logs::LogGroup").items():
        assert log["Properties"]["RetentionInDays"] == {"Ref": "LogRetentionDays"}, name
    logs = {
        log for resource in RESOURCES.values() for log in references(resource["Properties"].get("LoggingConfig", {}))
    }
    assert set(of_type(TEMPLATE, "AWS::Logs::LogGroup")) == logs | {"ApiLog"}


def test_no_secret_stands_in_the_template_or_an_environment():
    environments = [TEMPLATE["Globals"]["Function"], *(RESOURCES[name]["Properties"] for name in FUNCTIONS.values())]
    names = {name for function in environments for name in function.get("Environment", {}).get("Variables", {})}
    assert names == ENVIRONMENT
    assert "{{resolve:" not in template.FILE.read_text()
    assert not any(parameter.get("NoEcho") for parameter in TEMPLATE["Parameters"].values())


def test_functions_are_built_for_arm():
    assert TEMPLATE["Parameters"]["Architecture"]["Default"] == "arm64"
    assert TEMPLATE["Globals"]["Function"]["Architectures"] == [{"Ref": "Architecture"}]
    assert TEMPLATE["Globals"]["Function"]["Runtime"] == "provided.al2023"
    for name in FUNCTIONS.values():
        assert {"Architectures", "Runtime"}.isdisjoint(RESOURCES[name]["Properties"]), name


def test_schedules_may_call_what_they_call():
    called = {
        next(references(schedule["Properties"]["Target"]["Arn"]))
        for schedule in of_type(TEMPLATE, "AWS::Scheduler::Schedule").values()
    }
    allowed = {resource for statement in statements("SchedulesRole") for resource in references(statement["Resource"])}
    assert FUNCTIONS["sweep"] in called and called <= allowed <= set(FUNCTIONS.values())


def test_timers_may_call_the_timer_and_nothing_else():
    allowed = [resource for statement in statements("TimersRole") for resource in statement["Resource"]]
    assert allowed == [{"Fn::GetAtt": f"{FUNCTIONS['swa-timer']}.Arn"}]
    for function in ALONE["iam:PassRole"]:
        [passing] = [one for one in statements(role_of(function)) if "iam:PassRole" in one["Action"]]
        assert passing["Resource"] == [{"Fn::GetAtt": "TimersRole.Arn"}]
        environment = RESOURCES[FUNCTIONS[function]]["Properties"]["Environment"]["Variables"]
        assert environment["LATCHKEY_TIMER_ROLE"] == {"Fn::GetAtt": "TimersRole.Arn"}
        assert environment["LATCHKEY_TIMER_FUNCTION"] == {"Fn::GetAtt": f"{FUNCTIONS['swa-timer']}.Arn"}
        assert environment["LATCHKEY_TIMER_GROUP"] == {"Ref": "Schedules"}


def test_people_sign_in_with_a_code_and_a_page_keeps_no_secret():
    client = RESOURCES["UserPoolClient"]["Properties"]
    assert client["GenerateSecret"] is False
    assert client["AllowedOAuthFlows"] == ["code"]
    assert client["PreventUserExistenceErrors"] == "ENABLED"


def test_mail_is_sent_from_one_identity_under_one_configuration_set():
    for function in ALONE["ses:SendEmail"]:
        [policy] = RESOURCES[role_of(function)]["Properties"]["Policies"]
        [statement] = [one for one in policy["PolicyDocument"]["Statement"] if "ses:SendEmail" in one["Action"]]
        here = "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:"
        assert statement["Resource"] == [
            {
                "Fn::If": [
                    "HasMailIdentity",
                    {"Fn::Sub": f"{here}identity/${{MailIdentity}}"},
                    {"Fn::Sub": f"{here}identity/${{MailFrom}}"},
                ]
            },
            {"Fn::Sub": f"{here}configuration-set/${{MailEvents}}"},
        ]
