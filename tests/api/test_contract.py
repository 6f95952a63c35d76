"""The OpenAPI document against the desk: every operation with what its schema allows and what
it forbids, as the people who may call it. Nothing answers 5xx or what is not documented, no
answer breaks its schema, and nothing is done that the schema refuses."""

import base64
import hashlib
import json
import os
import subprocess
import sys
import urllib.parse
from pathlib import Path

import pytest
import requests

URL = os.environ["LATCHKEY_URL"]
DOCUMENT = Path(__file__).parents[2] / "shared" / "api" / "openapi.json"

# Demo people, with the roles whose operations each calls.
PEOPLE = {
    "vendor": ("demo-nora-bell", {"vendor-admin"}),
    "dealer": ("demo-freya-lind", {"licence-user", "swa-user"}),
    "tenant": ("demo-bram-osei", {"requester", "buyer"}),
    "operator": ("demo-olga-petrov", {"operator"}),
}

# Every bound of every field is met from both sides, the same way each time: some 5,000 calls in
# two minutes. To search for faults beside: PHASES=coverage,fuzzing MAX_EXAMPLES=200 SEED=2.
PHASES = os.environ.get("PHASES", "coverage")
MAX_EXAMPLES = os.environ.get("MAX_EXAMPLES", "4")
SEED = os.environ.get("SEED", "1")

# What a rule beyond the schema refuses is refused rightly, and other methods are the gateway's.
EXCLUDED_CHECKS = "positive_data_acceptance,unsupported_method,allow_header_conformance"


def sign_in(subject):
    """An access token, by the authorization code flow."""
    verifier = "v" * 64
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    site = {"client_id": "latchkey-site", "redirect_uri": f"{URL}/signed-in"}
    asked = site | {
        "response_type": "code",
        "scope": "openid",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    chosen = requests.post(
        f"{URL}/issuer/authorize", params=asked, data={"subject": subject}, allow_redirects=False, timeout=10
    )
    code = urllib.parse.parse_qs(urllib.parse.urlsplit(chosen.headers["location"]).query)["code"][0]
    redeemed = site | {"grant_type": "authorization_code", "code": code, "code_verifier": verifier}
    return requests.post(f"{URL}/issuer/token", data=redeemed, timeout=10).json()["access_token"]


def as_oneself(operation):
    """The operation without the header of an impersonation: nobody began those that would be made up,
    and whatever else were wrong would be refused for that alone."""
    parameters = operation.get("parameters", [])
    return operation | {"parameters": [one for one in parameters if one["name"] != "latchkey-acting-as"]}


def operations_of(roles):
    """The document with the operations of these roles alone."""
    document = json.loads(DOCUMENT.read_text())
    paths = {}
    for path, methods in document["paths"].items():
        mine = {method: one for method, one in methods.items() if roles & set(one.get("x-roles", []))}
        kept = {method: as_oneself(one) for method, one in mine.items()}
        if kept:
            paths[path] = kept
    return document | {"paths": paths}


def begin(name, folder):
    """Begins to call every operation of a person."""
    subject, roles = PEOPLE[name]
    document = folder / "openapi.json"
    document.write_text(json.dumps(operations_of(roles)))
    command = [
        str(Path(sys.executable).with_name("st")),
        "run",
        str(document),
        "--url",
        URL,
        "--header",
        f"Authorization: Bearer {sign_in(subject)}",
        "--phases",
        PHASES,
        "--max-examples",
        MAX_EXAMPLES,
        "--seed",
        SEED,
        "--exclude-checks",
        EXCLUDED_CHECKS,
        "--continue-on-failure",
        "--no-shrink",
        "--no-color",
    ]
    with (folder / "outcome").open("w") as outcome:
        return subprocess.Popen(command, cwd=folder, stdout=outcome, stderr=subprocess.STDOUT)


@pytest.fixture(scope="module")
def calling(tmp_path_factory):
    """All of them at once: what each waits for is the answer to its last call."""
    folders = {name: tmp_path_factory.mktemp(name) for name in PEOPLE}
    processes = {name: begin(name, folder) for name, folder in folders.items()}
    yield {name: (processes[name], folders[name] / "outcome") for name in PEOPLE}
    for process in processes.values():
        process.kill()
        process.wait()


@pytest.mark.parametrize("name", PEOPLE)
def test_every_operation_keeps_its_word(name, calling):
    process, outcome = calling[name]
    assert process.wait() == 0, outcome.read_text()
