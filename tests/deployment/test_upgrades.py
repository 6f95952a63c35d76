"""Upgrades on the deployed stack: a request is made, decided by the link in the buyer's
mail, and provisioned by the stream."""

import pytest

from api import at_once
from desk import MAIL_SECONDS
from emulator import wait_for

# 5 agents a unit, at most 10 units.
AGENTS = "MS15M9006"


@pytest.fixture(scope="module")
def tenant(desk):
    """A tenant that may buy, with a standard user, a buyer and an admin."""
    tenant = desk.organisation("tenant", "Orchard Works")
    terms = {
        "plan": "iot-value-plan",
        "sold_to_id": "30012345",
        "contract_first_day": "2026-01-01",
        "contract_last_day": "2030-12-31",
        "commercial_contact": "orders@orchard.example.com",
    }
    revision = desk.call("get-tenant", desk.vendor, tenant).ok()["revision"]
    desk.call("set-tenant", desk.vendor, tenant, body={**terms, "revision": revision}).ok()
    roles = {"una": "standard-user", "bram": "buyer", "tara": "tenant-admin"}
    return {subject: desk.invite(tenant, subject, role) for subject, role in roles.items()}


def limit_of_agents(desk, tenant):
    quota = desk.call("get-quota", tenant["tara"]).ok()["metrics"]
    [agents] = [metric["limit"] for metric in quota if metric["metric"] == "agents"]
    return agents


def asked_for(desk, tenant):
    """Una asks for a unit; returns the request's id and the token of Bram's action link."""
    items = desk.call("list-upgrade-items", tenant["una"]).ok()["items"]
    [item] = [item for item in items if item["sku"] == AGENTS]
    price = {"pro_rata": item["pro_rata"], "days": item["remaining_days"], "last_day": item["last_day"]}
    body = {"sku": AGENTS, "quantity": 1, "price": price, "terms_accepted": True}
    summary = desk.call("submit-upgrade", tenant["una"], body=body).ok()["upgrade"]["summary"]
    mail = desk.mail("bram@example.com", summary["request_number"])
    token = mail["BodyText"].split("/action#token=", 1)[1].split()[0]
    return summary["upgrade_id"], token


def shown(view):
    """The price of an upgrade, as who approves it agrees to it."""
    return {name: view["price"][name] for name in ("pro_rata", "days", "last_day")}


def provisioned(desk, tenant, upgrade):
    def status():
        summary = desk.call("get-upgrade", tenant["una"], upgrade).ok()["summary"]
        return summary["status"] == "provisioned"

    wait_for("the upgrade is provisioned", status, MAIL_SECONDS)


def test_a_request_is_decided_from_the_mail_and_provisioned(desk, tenant):
    before = limit_of_agents(desk, tenant)
    upgrade, token = asked_for(desk, tenant)
    # Opening the link decides nothing, however often.
    for _ in range(3):
        seen = desk.api.call("read-action-link", None, body={"token": token}).ok()
    approval = {"verdict": "approve", "comment": "For the new line.", "terms_accepted": True}
    body = {"token": token, "price": shown(seen["upgrade"]), **approval}
    # The price goes along, and another one is answered with both.
    cheaper = {**body, "price": {**body["price"], "days": 1}}
    desk.api.call("decide-by-action-link", None, body=cheaper).refused(409, "price_changed")
    decided = desk.api.call("decide-by-action-link", None, body=body).ok()
    assert seen != decided
    provisioned(desk, tenant, upgrade)
    assert limit_of_agents(desk, tenant) == before + 5
    desk.mail("una@example.com", "provisioned")
    # It was decided once and for all.
    again = {**body, "verdict": "decline"}
    desk.api.call("decide-by-action-link", None, body=again).refused(409, "already_decided")


def test_a_link_that_nobody_made_is_not_there(desk):
    desk.api.call("read-action-link", None, body={"token": "bm90aGluZw.bm90aGluZw"}).refused(404, "not_found")


def test_of_a_hundred_decisions_one_is_made(desk, tenant):
    before = limit_of_agents(desk, tenant)
    upgrade, token = asked_for(desk, tenant)
    price = shown(desk.call("get-upgrade", tenant["bram"], upgrade).ok())

    def decision(number):
        verdict = ("approve", "decline")[number % 2]
        return {"verdict": verdict, "comment": f"{number}", "price": price, "terms_accepted": True}

    def by_link(number):
        body = {"token": token, **decision(number)}
        return lambda: desk.api.call("decide-by-action-link", None, body=body, key=f"link {number}")

    def in_the_app(number):
        body = decision(number)
        return lambda: desk.call("decide-upgrade", tenant["bram"], upgrade, body=body, key=f"app {number}")

    answers = at_once([by_link(number) for number in range(50)] + [in_the_app(number) for number in range(50)])
    [won] = [number for number, answer in enumerate(answers) if answer.status == 200]
    for number, answer in enumerate(answers):
        if number != won:
            answer.refused(409, "already_decided")
    if won % 2 == 0:
        provisioned(desk, tenant, upgrade)
    raised = 5 if won % 2 == 0 else 0
    assert limit_of_agents(desk, tenant) == before + raised
