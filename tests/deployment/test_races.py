"""Races through the deployed API: a hundred callers at once, each its own run of a
function. Nothing is given out twice, and the chains hold afterwards."""

from collections import Counter

from api import at_once
from desk import operate

CALLERS = 100
UNITS = 50
LOCATIONS = 10
PART = "BE107585"


def outcomes(answers):
    return Counter("ok" if answer.status == 200 else answer.body["code"] for answer in answers)


def available(desk, order):
    [line] = desk.call("get-order", desk.dora, order).ok()["lines"]
    return line["available"]


def attach(desk, location, order, key):
    body = {"order_id": order, "lines": [{"part": PART, "quantity": 1}]}
    return lambda: desk.call("attach-licences", desk.dora, location, body=body, key=key)


def test_a_hundred_share_fifty_units(desk):
    order = desk.ship("PO-RACE-1", {PART: UNITS})
    customer = desk.customer("Race")
    # Hardware key codes of a test's own.
    locations = [desk.location(customer, f"Race {number}", f"1920{number:08}") for number in range(LOCATIONS)]
    answers = at_once(
        attach(desk, locations[caller % LOCATIONS], order, f"attach {caller}") for caller in range(CALLERS)
    )
    assert outcomes(answers) == {"ok": UNITS, "not_enough_units": CALLERS - UNITS}
    assert available(desk, order) == 0
    attached = [desk.call("get-location", desk.dora, location).ok()["attached"] for location in locations]
    assert sum(map(len, attached)) == UNITS


def test_a_hundred_requests_are_one_activation(desk):
    order = desk.ship("PO-RACE-2", {PART: 1})
    location = desk.location(desk.customer("Once"), "Once", "192100000001")
    codes = desk.attach(location, order, {PART: 1})
    body = {"software_key_codes": codes, "terms_accepted": True}

    def activate(key):
        return lambda: desk.call("activate-licences", desk.dora, location, body=body, key=key)

    answers = at_once(activate(f"activate {caller}") for caller in range(CALLERS))
    assert outcomes(answers) == {"ok": 1, "already_activated": CALLERS - 1}
    assert len(desk.call("get-location", desk.dora, location).ok()["licence_files"]) == 1


def test_one_request_a_hundred_times_is_one_change_with_one_answer(desk):
    body = {"name": "Once and for all", "address": {"country": "NL"}}
    answers = at_once([lambda: desk.call("create-customer", desk.dora, body=body, key="a hundred times")] * CALLERS)
    assert len({answer.ok()["customer_id"] for answer in answers}) == 1


def test_every_chain_of_events_holds(desk):
    """As the operator verifies it, over all that was done here."""
    operate(desk.emulator, desk.outputs, "verify-audit")
