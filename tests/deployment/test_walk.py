"""The walk of spec chapter 4, through the deployed API with the real functions: from a
shipped order to a signed licence file. Mail is sent by the function that the table's
stream calls."""

import base64

import pytest

from desk import MAIL_SECONDS, MANUAL_ORDER, verified
from emulator import wait_for
from operations import OPERATIONS
from stack import LICENCE_ISSUER, MAIL_FROM

HKC = "191000343919"


def test_a_shipped_order_becomes_a_signed_licence_file(desk):
    order = desk.ship("PO123456", MANUAL_ORDER)
    shipped = desk.mail("dora@example.com", "PO123456")
    assert MAIL_FROM in shipped["Source"]

    held = desk.call("get-bin", desk.dora).ok()["items"]
    assert [(line["part"], line["available"]) for line in held[0]["lines"]] == sorted(MANUAL_ORDER.items())

    customer = desk.customer("Riverside Clinic")
    location = desk.location(customer, "Location A", HKC)
    desk.mail("customer@example.com", "Location A")
    found_soon(desk, "location a", location)
    there = desk.call("get-location", desk.dora, location).ok()
    changed = {"revision": there["revision"], "details": {**there["details"], "name": "Reception"}}
    desk.call("update-location", desk.dora, location, body=changed).ok()
    found_soon(desk, "reception", location)

    codes = desk.attach(location, order, MANUAL_ORDER)
    assert desk.call("get-bin", desk.dora).ok()["items"] == []
    body = {"software_key_codes": codes, "terms_accepted": True}
    activated = desk.call("activate-licences", desk.dora, location, body=body).ok()
    assert activated["licence_file"]["file_name"] == f"{HKC}.lic"

    file = desk.call("get-licence-file", desk.dora, location, 1).ok()
    header, claims = verified(desk, base64.b64decode(file["content"]).decode("ascii"))
    assert header["kid"] == file["licence_file"]["key_id"]
    assert (claims["iss"], claims["sub"], claims["seq"]) == (LICENCE_ISSUER, HKC, 1)
    assert {(licence["part"], licence["quantity"]) for licence in claims["licences"]} == set(MANUAL_ORDER.items())


def found_soon(desk, text, location):
    """Waits until this text finds the location: the table's stream has it written into the search index."""

    def found():
        items = desk.call("find-locations", desk.dora, body={"text": text}).ok()["items"]
        return location in [item["location_id"] for item in items]

    wait_for(f"{text!r} to find the location", found, MAIL_SECONDS)


def test_a_long_answer_comes_compressed_and_a_short_one_as_it_is(desk):
    dealer = desk.issuer.token("dora")
    parts = desk.api.call("list-parts", dealer)
    assert parts.encoding == "gzip"
    assert len(parts.ok()["items"]) > 50
    session = desk.api.call("get-session", dealer)
    assert session.encoding is None
    assert session.ok()["user"]


def test_a_customers_mail_says_where_it_comes_from(desk):
    mail = desk.mail("dora@example.com", "/invitation#token=")
    assert f"{desk.url}/invitation#token=" in mail["BodyText"]


def every_operation(desk, token):
    """Calls every operation with ids of nothing; the answers by operation."""
    for operation in OPERATIONS.values():
        ids = ["01990000-0000-7000-8000-000000000000"] * operation.path.count("{")
        body = None if operation.method == "GET" else {}
        yield operation, desk.api.call(operation.name, token, *ids, body=body)


@pytest.mark.parametrize("altered", [{"aud": "another-site"}, {"iss": "https://elsewhere.example.com"}, {"exp": 1}])
def test_a_token_that_vouches_for_nobody_is_answered_with_a_problem(desk, altered):
    for operation, answer in every_operation(desk, desk.issuer.token("dora", **altered)):
        if operation.public:
            asks_nobody_who_they_are(answer)
        else:
            answer.refused(401, "not_signed_in")


def asks_nobody_who_they_are(answer):
    """A public operation answers, or misses what is to be in the body."""
    if answer.status != 200:
        answer.refused(422, "invalid_fields")


def test_without_a_token_only_public_operations_answer(desk):
    # This 401 is the gateway's own: the authorizer is not asked.
    for operation, answer in every_operation(desk, None):
        if operation.public:
            asks_nobody_who_they_are(answer)
        else:
            assert answer.status == 401, operation


def test_a_stranger_is_told_that_no_user_is_bound(desk):
    desk.api.call("get-session", desk.issuer.token("nobody")).refused(403, "no_user")


def test_what_is_wrong_is_named_by_field(desk):
    body = {"organisation_id": desk.dealer, "purchase_order": "", "sales_order": "SO", "lines": []}
    problem = desk.call("ship-order", desk.vendor, body=body).refused(422, "invalid_fields")
    assert {"purchase_order", "lines"} <= {error["field"] for error in problem["errors"]}


def test_a_role_that_is_missing_is_forbidden_and_what_is_anothers_is_not_there(desk):
    desk.call("ship-order", desk.dora, body={}).refused(403, "role_missing")
    desk.call("get-bin", desk.vendor).refused(403, "role_missing")
    otto = desk.invite(desk.organisation("dealer", "Alder Networks"), "otto", "licence-user")
    customer = desk.customer("Elsewhere")
    desk.call("get-customer", otto, customer).refused(404, "not_found")


def test_the_same_request_again_is_the_same_change(desk):
    body = {"name": "Once", "address": {"country": "NL"}}
    answers = [desk.call("create-customer", desk.dora, body=body, key="once").ok() for _ in range(2)]
    assert answers[0] == answers[1]


def test_a_file_of_customers_and_locations_goes_in_once(desk):
    columns = "customer,country,location,system_type,hkc,customer_email,dealer_email"
    rows = [
        f"Imported,NL,L{row},sv8100,1910003470{row:02},customer@example.com,dealer@example.com" for row in range(20)
    ]
    body = {"format": "csv", "content": "\n".join([columns, *rows])}
    for outcome in ["added", "already_there"]:
        report = desk.call("import-customers", desk.dora, body=body).ok()
        assert {row["outcome"] for row in report["rows"]} == {outcome}, report


def test_what_the_stream_does_not_hand_over_the_sweep_finds(desk, stack):
    client, resources = stack.emulator.client("lambda"), stack.resources()
    mapping = {"UUID": resources["DeliverOutboxStream"]}
    client.update_event_source_mapping(**mapping, Enabled=False)
    wait_for("the stream's rest", lambda: client.get_event_source_mapping(**mapping)["State"] == "Disabled", 30)
    body = {"name": "Sam", "email": "sam@example.com", "roles": ["swa-user"]}
    desk.call("invite-user", desk.vendor, desk.dealer, body=body).ok()
    location = desk.location(desk.customer("Left to the sweep"), "Location S", "191000343947")
    answer = client.invoke(FunctionName=resources["Sweep"])
    assert "FunctionError" not in answer, answer["Payload"].read()
    desk.mail("sam@example.com", "/invitation#token=")
    found_soon(desk, "location s", location)
    client.update_event_source_mapping(**mapping, Enabled=True)
