"""Software assurance on the deployed stack: units are shipped on under an allowance, an
assignment cools off under a schedule that the stream makes, and the schedule ends it.

Nobody waits a day: what cools off is moved a day into the past in the table, and its
schedule to this minute. The schedule's name, input, role and target stay as they were
made."""

from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError

from api import at_once
from desk import MAIL_SECONDS
from emulator import wait_for

APPLICATION = "sv8100"
# One-shot schedules are looked through every 10 seconds here; a function has to start too.
SCHEDULE_SECONDS = 60


@pytest.fixture(scope="module")
def people(desk):
    """A distributor whom the vendor lets ship to the dealer, and both's SWA users."""
    distributor = desk.organisation("distributor", "Lindqvist Distribution")
    desk.call("set-shipping-allowance", desk.vendor, distributor, desk.dealer, body={"allowed": True}).ok()
    return {
        "distributor": desk.invite(distributor, "dev", "swa-user"),
        "dealer": desk.invite(desk.dealer, "sid", "swa-user"),
    }


@pytest.fixture(scope="module")
def bin_of_dealer(desk, people):
    """The dealer has SWA units, shipped on by the distributor."""
    body = {
        "organisation_id": people["distributor"].organisation_id,
        "purchase_order": "SWA-1",
        "sales_order": "SO-SWA-1",
        "lines": [{"part": "BE112031", "quantity": 2000}],
    }
    desk.call("ship-order", desk.vendor, body=body).ok()
    order = {
        "dealer_email": "sid@example.com",
        "purchase_order": "R-1",
        "sales_order": "SO-R-1",
        "quantity": 1500,
    }
    desk.call("reship-swa-units", people["distributor"], body=order).ok()
    return lambda: desk.call("get-swa-bin", people["dealer"]).ok()


def installed(desk, name, hkc):
    """A location with an activated licence that SWA covers; returns its id."""
    order = desk.ship(f"PO-{name}", {"BE107582": 5})
    location = desk.location(desk.customer(name), name, hkc)
    codes = desk.attach(location, order, {"BE107582": 5})
    body = {"software_key_codes": codes, "terms_accepted": True}
    desk.call("activate-licences", desk.dora, location, body=body).ok()
    return location


def assigned(desk, people, location):
    """Assigns a year; returns what cools off."""
    quote = desk.call("make-swa-quote", people["dealer"], location, body={}).ok()["quote_id"]
    choices = [{"application": APPLICATION, "months": 12}]
    body = {"quote_id": quote, "choices": choices, "authorised": True}
    [pending] = desk.call("assign-swa", people["dealer"], location, body=body).ok()["pending"]
    return pending


def schedule_of(stack, location, assignment):
    """The one-shot schedule of the assignment, once the stream has made it."""
    scheduler, group = stack.emulator.client("scheduler"), stack.resources()["Schedules"]
    name = f"swa-{location.replace('-', '')}-{APPLICATION}-{assignment}"

    def find():
        try:
            return scheduler.get_schedule(Name=name, GroupName=group)
        except ClientError as error:
            assert error.response["Error"]["Code"] == "ResourceNotFoundException", error
            return None

    return find


def fire_now(stack, schedule):
    """Has the schedule fire at once, with all else as it was made."""
    kept = ("Name", "GroupName", "FlexibleTimeWindow", "Target", "ActionAfterCompletion", "ScheduleExpressionTimezone")
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    scheduler = stack.emulator.client("scheduler")
    scheduler.update_schedule(ScheduleExpression=f"at({now})", **{name: schedule[name] for name in kept})


def let_a_day_pass(stack, desk, location):
    """What cools off at the location is a day older."""
    table = stack.emulator.client("dynamodb")
    key = {"pk": {"S": f"LOCATION#{location}"}, "sk": {"S": f"SWA#{APPLICATION}"}}
    pending = table.get_item(TableName=desk.outputs["TableName"], Key=key)["Item"]["pending"]["M"]
    until = datetime.fromisoformat(pending["until"]["S"]) - timedelta(days=1)
    table.update_item(
        TableName=desk.outputs["TableName"],
        Key=key,
        UpdateExpression="SET #pending.#until = :until",
        ExpressionAttributeNames={"#pending": "pending", "#until": "until"},
        ExpressionAttributeValues={":until": {"S": until.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}},
    )


def agreement(desk, people, location):
    [agreement] = desk.call("get-location-swa", people["dealer"], location).ok()["agreements"]
    return agreement



def test_a_cooling_off_ends_by_its_schedule(desk, stack, people, bin_of_dealer):
    before = bin_of_dealer()
    location = installed(desk, "Brook Surgery", "191000343931")
    pending = assigned(desk, people, location)
    units = pending["units"]
    find = schedule_of(stack, location, pending["assignment"])
    schedule = wait_for("the assignment's schedule", find, MAIL_SECONDS)

    # As it is made: once, in a day or up to a second later, as a role that may call just that.
    at = datetime.strptime(schedule["ScheduleExpression"], "at(%Y-%m-%dT%H:%M:%S)").replace(tzinfo=UTC)
    activates = datetime.fromisoformat(pending["activates_at"])
    assert timedelta(0) <= at - activates <= timedelta(seconds=1)
    assert activates - datetime.fromisoformat(pending["assigned_at"]) == timedelta(hours=24)
    assert schedule["ActionAfterCompletion"] == "DELETE"
    assert schedule["FlexibleTimeWindow"] == {"Mode": "OFF"}
    resources = stack.resources()
    role = stack.emulator.client("iam").get_role(RoleName=resources["TimersRole"])["Role"]["Arn"]
    assert schedule["Target"]["RoleArn"] == role
    assert schedule["Target"]["Arn"].endswith(f":function:{resources['SwaTimer']}")

    # Called too early, it does nothing.
    answer = stack.emulator.client("lambda").invoke(
        FunctionName=resources["SwaTimer"], Payload=schedule["Target"]["Input"]
    )
    assert b"too_early" in answer["Payload"].read()
    held = bin_of_dealer()
    assert held["allocated"] == before["allocated"] + units
    assert held["available"] == before["available"] - units

    let_a_day_pass(stack, desk, location)
    fire_now(stack, schedule)
    wait_for(
        "the assignment's activation",
        lambda: agreement(desk, people, location)["standing"] == "active",
        SCHEDULE_SECONDS,
    )
    wait_for("the end of the schedule", lambda: find() is None, SCHEDULE_SECONDS)
    after = bin_of_dealer()
    assert after["allocated"] == before["allocated"]
    assert after["unallocated"] == before["unallocated"] - units
    desk.mail("sid@example.com", agreement(desk, people, location)["number"])

    # Called again, late, it finds that it was done.
    again = stack.emulator.client("lambda").invoke(
        FunctionName=resources["SwaTimer"], Payload=schedule["Target"]["Input"]
    )
    assert b"nothing_to_do" in again["Payload"].read()
    assert bin_of_dealer() == after


def test_of_a_hundred_cancels_and_pushes_one_takes_effect(desk, people, bin_of_dealer):
    before = bin_of_dealer()
    location = installed(desk, "Weir Garage", "191000343932")
    pending = assigned(desk, people, location)
    one = {"application": APPLICATION, "assignment": pending["assignment"]}

    def call(number):
        name = ("cancel-swa", "process-swa")[number % 2]
        body = one if name == "cancel-swa" else {**one, "reason": "The engineer is on site."}
        return lambda: desk.call(name, people["dealer"], location, body=body, key=f"{name} {number}")

    answers = at_once([call(number) for number in range(100)])
    [won] = [number for number, answer in enumerate(answers) if answer.status == 200]
    for number, answer in enumerate(answers):
        if number != won:
            answer.refused(409, "not_pending")
    terms = won % 2
    after, now = bin_of_dealer(), agreement(desk, people, location)
    assert after["unallocated"] == before["unallocated"] - terms * pending["units"]
    assert after["allocated"] == before["allocated"]
    assert len(now["terms"]) == terms


def test_without_an_allowance_nothing_is_shipped_on(desk, people, bin_of_dealer):
    bin_of_dealer()
    other = desk.organisation("dealer", "Kestrel Comms")
    desk.invite(other, "kim", "swa-user")
    order = {"dealer_email": "kim@example.com", "purchase_order": "K-1", "sales_order": "SO-K-1", "quantity": 1}
    desk.call("reship-swa-units", people["distributor"], body=order).refused(409, "no_allowance")
