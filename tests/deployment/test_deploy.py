"""`latchkey deploy` from nothing to a site that says where to sign in, and again."""

import json
import platform
import re

import pytest

from latchkey import latchkey, succeeds
from package import folders, package

WHO = ["--vendor", "Northbell Systems", "--admin", "Nora Bell", "--admin-email", "nora@example.com"]
FROM = ["--mail-from", "no-reply@example.com"]
STAGE = ["--stage", "new"]


@pytest.fixture(scope="module")
def programs(tmp_path_factory):
    """The functions' programs as they are deployed here, where they need not be built again."""
    folder = tmp_path_factory.mktemp("programs")
    for function in folders():
        package(function, into=folder / function)
    architecture = {"x86_64": "x86_64", "aarch64": "arm64"}[platform.machine()]
    return ["--programs", folder, "--architecture", architecture]


def body(emulator, bucket, key):
    return emulator.client("s3").get_object(Bucket=bucket, Key=key)


def test_the_first_deployment_asks_for_who_begins(emulator, programs):
    done = latchkey(emulator, "deploy", *STAGE, "--yes", *programs)
    assert done.returncode != 0
    assert "--mail-from" in done.stderr and "--vendor" in done.stderr


def test_deploying_prints_the_address_and_the_first_invitation_and_can_be_done_again(emulator, programs):
    said = succeeds(emulator, "deploy", *STAGE, "--yes", *FROM, *WHO, *programs)
    [url] = re.findall(r"^Latchkey is at (https://\S+)$", said, re.M)
    [invitation] = re.findall(r"Nora Bell: (\S+)$", said, re.M)
    assert invitation.startswith(f"{url}/invitation#token=")
    uploads = re.findall(r"^upload: \S+/(\S+)-[0-9a-f]{32}\.zip to ", said, re.M)
    assert sorted(uploads) == folders()

    cloudformation = emulator.client("cloudformation")
    [stack] = cloudformation.describe_stacks(StackName="latchkey-new")["Stacks"]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
    bucket = outputs["SiteBucket"]
    configuration = json.loads(body(emulator, bucket, "config.json")["Body"].read())
    assert configuration["client_id"] == outputs["ClientId"]
    assert configuration["licence_issuer"] == url
    assert configuration["token_endpoint"] == f"{outputs['SignInUrl']}/oauth2/token"

    listed = emulator.client("s3").list_objects_v2(Bucket=bucket)["Contents"]
    document = {"index.html", "config.json", "openapi.json", "catalogue.schema.json"}
    for name in (one["Key"] for one in listed):
        head = body(emulator, bucket, name)
        expected = "no-cache" if name in document else "public, max-age=31536000, immutable"
        assert head["CacheControl"] == expected, name
    assert document < {one["Key"] for one in listed}
    # The main module, and those that come with a page.
    wasm = [one["Key"] for one in listed if one["Key"].endswith(".wasm")]
    assert len(wasm) > 1
    for name in wasm:
        assert body(emulator, bucket, name)["ContentType"] == "application/wasm", name

    # What is not said again stays as it was, and nothing is made twice.
    again = succeeds(emulator, "deploy", *STAGE, *programs)
    assert "The stack latchkey-new is as it should be." in again
    assert "upload: " not in again and ": made" not in again
    assert f"Latchkey is at {url}" in again


def test_the_audit_of_a_deployment_is_verified_and_written_down(emulator, tmp_path):
    # That the organisation was made, and that its catalogue was begun.
    said = succeeds(emulator, "audit", "verify", *STAGE)
    assert "2 events in 2 chains, 0 chains broken" in said
    file = tmp_path / "checkpoint.jsonl"
    said = succeeds(emulator, "audit", "checkpoint", str(file), *STAGE)
    assert "2 events in 2 chains, 0 chains broken" in said
    head, *chains, end = (json.loads(line) for line in file.read_text().splitlines())
    assert head["latchkey_audit_checkpoint"] == 1
    assert any(chain["chain"].startswith("ORG#") for chain in chains)
    assert [chain["length"] for chain in chains] == [1, 1]
    assert "." in end["mac"]
    assert "0 chains broken" in succeeds(emulator, "audit", "verify", "--against", str(file), *STAGE)
    # What is there is not written over, and what was changed is not gone by.
    assert latchkey(emulator, "audit", "checkpoint", str(file), *STAGE).returncode != 0
    file.write_text(file.read_text().replace('"length":1', '"length":2'))
    refused = latchkey(emulator, "audit", "verify", "--against", str(file), *STAGE)
    assert refused.returncode != 0 and "its MAC does not fit" in refused.stderr


def test_keys_of_a_deployment_are_rotated_and_the_old_ones_stay(emulator):
    ssm = emulator.client("ssm")

    def document(kind):
        parameter = ssm.get_parameter(Name=f"/latchkey/new/keys/{kind}", WithDecryption=True)["Parameter"]
        return json.loads(parameter["Value"])

    for kind in ["audit", "links"]:
        before = document(kind)
        succeeds(emulator, "keys", "rotate", kind, *STAGE)
        after = document(kind)
        assert after["current"] != before["current"]
        assert before["keys"].items() < after["keys"].items()
    # Codes name their key's version, and a key comes with its pepper.
    before = {kind: document(kind) for kind in ["codes", "code-peppers"]}
    succeeds(emulator, "keys", "rotate", "codes", "--now", *STAGE)
    for kind, old in before.items():
        assert (old["current"], document(kind)["current"]) == ("0", "1")
        assert old["keys"].items() < document(kind)["keys"].items()
    signing = document("licence-signing")["kid"]
    succeeds(emulator, "keys", "rotate", "licence", "--now", *STAGE)
    assert document("licence-signing")["kid"] != signing
    assert {signing, document("licence-signing")["kid"]} == set(document("licence-public")["keys"])
    # A licence key is published first and signs later; who rotates need not wait for it.
    signing = document("licence-signing")["kid"]
    said = succeeds(emulator, "keys", "rotate", "licence", *STAGE)
    following = document("licence-signing")
    assert following["kid"] == signing and following["next"]["kid"] in document("licence-public")["keys"]
    assert f"key {following['next']['kid']} is published, and signs from" in said
    assert "0 chains broken" in succeeds(emulator, "audit", "verify", *STAGE)


def test_a_deployment_that_is_not_there_is_said_so(emulator):
    done = latchkey(emulator, "audit", "verify", "--stage", "nowhere")
    assert done.returncode != 0
    assert "there is no deployment" in done.stderr and "deploy --stage nowhere" in done.stderr


def test_it_is_removed_with_its_data_when_that_is_said(emulator):
    succeeds(emulator, "destroy", "--with-data", "--yes", *STAGE)
    assert "latchkey-new" not in emulator.client("dynamodb").list_tables()["TableNames"]
    pools = emulator.client("cognito-idp").list_user_pools(MaxResults=60)["UserPools"]
    assert "latchkey-new" not in [pool["Name"] for pool in pools]
