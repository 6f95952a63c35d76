"""The logs of everything before: a JSON line for a request, and no secret in any."""

import json
import re

import pytest

from desk import KEYS
from emulator import wait_for
from operations import OPERATIONS
from package import folders

# What the platform writes around what a function writes.
PLATFORM = re.compile(r"(INIT_START|START|END|REPORT) ")


@pytest.fixture(scope="module")
def logs(stack, desk):
    """Every line that was logged, by function. The desk is asked for since without it
    nothing was."""
    return {function: stack.log(function) for function in folders()}


def written(lines):
    return [line for line in lines if not PLATFORM.match(line)]


def test_every_line_is_a_json_object(logs):
    for lines in logs.values():
        for line in written(lines):
            assert isinstance(json.loads(line), dict)


def test_a_request_is_one_line_that_says_what_came_of_it_and_what_it_cost(logs):
    requests = [json.loads(line) for lines in logs.values() for line in written(lines)]
    requests = [request for request in requests if "operation" in request]
    assert {request["operation"] for request in requests} == set(OPERATIONS)
    assert len({request["request_id"] for request in requests}) == len(requests)
    for request in requests:
        assert {"outcome", "requests", "read", "write", "milliseconds"} <= set(request), request
    assert {"ok", "not_signed_in", "not_enough_units"} <= {request["outcome"] for request in requests}
    assert any("user_id" in request for request in requests)


def secrets(stack, desk):
    """Whatever of this desk must not be told, by kind."""
    mails = [mail["BodyText"] for mail in stack.emulator.mails()]
    table = stack.emulator.client("dynamodb").get_paginator("scan").paginate(TableName=desk.outputs["TableName"])
    keys = [item[name]["S"] for page in table for item in page["Items"] for name in ("pk", "sk")]
    ssm = stack.emulator.client("ssm")
    documents = [
        ssm.get_parameter(Name=f"{KEYS}/{kind}", WithDecryption=True)["Parameter"]["Value"]
        for kind in ("licence-signing", "audit", "links", "webhooks", "codes", "code-peppers")
    ]
    return {
        "access tokens": desk.issuer.signed,
        "links": [token for mail in mails for token in re.findall(r"#token=(\S+)", mail)],
        "activation codes": [code for mail in mails for code in re.findall(r"\b(?:[0-9A-Z]{5}-){4}[0-9A-Z]{5}\b", mail)],
        "mails": [line for mail in mails for line in mail.splitlines() if len(line) > 30],
        "hardware key codes": [key.removeprefix("HKC#") for key in keys if key.startswith("HKC#")],
        "software key codes": [key.removeprefix("LICENCE#") for key in keys if key.startswith("LICENCE#")],
        # 32 bytes, base64url.
        "keys": [key for document in documents for key in re.findall(r'"([\w-]{43})"', document)],
    }


def test_no_secret_is_logged(stack, desk, logs):
    told = "\n".join(line for lines in logs.values() for line in lines)
    for kind, known in secrets(stack, desk).items():
        assert known, f"no {kind} were used"
        assert not [secret for secret in known if secret in told], kind


def test_the_sweep_is_called_every_minute(stack, desk):
    def calls():
        return [line for line in stack.log("sweep") if line.startswith("START ")]

    # Once by the walk's own test; what is more is the schedule's.
    wait_for("the schedule's call", lambda: len(calls()) > 1, 90)
