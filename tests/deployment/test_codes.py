"""Activation codes on the deployed stack: a dealer's code is mailed and redeemed onto a
device; an operator's are exported, a hundred redeem one of them at once, and the package is
in the quota by the link in the operator's mail."""

from collections import Counter

import pytest

from api import at_once

# 5 agents a unit.
AGENTS = "MS15M9006"

# Tenants whose buyers race for a code; who loses has to wait, and two others need not.
RACERS = 4
CALLERS = 100


@pytest.fixture(scope="module")
def tenants(desk):
    """Tenants with a buyer each; the first has an operator and an admin, too."""

    def tenant(number):
        organisation = desk.organisation("tenant", f"Plant {number}")
        terms = {
            "plan": "iot-value-plan",
            "sold_to_id": "30012345",
            "contract_first_day": "2026-01-01",
            "contract_last_day": "2030-12-31",
            "commercial_contact": "orders@plant.example.com",
        }
        revision = desk.call("get-tenant", desk.vendor, organisation).ok()["revision"]
        desk.call("set-tenant", desk.vendor, organisation, body={**terms, "revision": revision}).ok()
        return organisation, desk.invite(organisation, f"buyer-{number}", "buyer")

    (first, buyer), *others = [tenant(number) for number in range(RACERS + 2)]
    return {
        "operator": desk.invite(first, "olga", "operator"),
        "admin": desk.invite(first, "anouk", "tenant-admin"),
        "buyer": buyer,
        "buyers": [buyer, *(each for _, each in others)],
    }


@pytest.fixture(scope="module")
def package(desk, tenants):
    """A package of two units of agents that codes can be generated for; its id."""
    body = {"name": "Plant Starter", "description": "Agents.", "items": [{"sku": AGENTS, "quantity": 2}]}
    package = desk.call("create-package", tenants["operator"], body=body).ok()["package_id"]
    desk.call("activate-package", tenants["operator"], package, body={}).ok()
    return package


def generated(desk, operator, package, count):
    """A batch, and its codes as the file has them."""
    body = {"delivery": {"by": "csv", "count": count}}
    batch = desk.call("generate-codes", operator, package, body=body).ok()["batch_id"]
    file = desk.call("export-codes", operator, batch, body={}).ok()["content"]
    return batch, [row.split(",")[1] for row in file.splitlines()[1:]]


def request_for(code):
    return {"code": code, "company": "Plant", "contact": "Bea", "reference": "", "terms_accepted": True}


def agents_of_upgrades(desk, tenants):
    quota = desk.call("get-quota", tenants["admin"]).ok()["metrics"]
    [agents] = [metric["upgrades"] for metric in quota if metric["metric"] == "agents"]
    return agents


def test_a_dealers_code_is_mailed_and_redeemed_onto_a_device(desk, tenants):
    body = {"plan": "standard", "months": 12, "seats": 5, "email": "purchasing@example.com"}
    batch = desk.call("issue-subscription-code", desk.dora, body=body).ok()["batch_id"]
    mail = desk.mail("purchasing@example.com", "Standard")["BodyText"]
    [code] = [word for word in mail.split() if word.count("-") == 4 and len(word) == 29]
    device = {"name": "Rack 1", "serial": "SN-1", "model": "AP9640"}
    device = desk.call("create-device", tenants["buyer"], body=device).ok()["device_id"]
    body = {"code": code, "device_ids": [device]}
    [shown] = desk.call("preview-redemption", tenants["buyer"], body=body).ok()["devices"]
    # As the page does: what was shown is confirmed.
    periods = [{name: period[name] for name in ("plan", "starts_on", "ends_on")} for period in shown["periods"]]
    body = {"code": code, "devices": [{"device_id": device, "periods": periods}]}
    redeemed = desk.call("redeem-code", tenants["buyer"], body=body, key="redeem").ok()
    assert redeemed["unassigned"] == 4
    assert desk.call("redeem-code", tenants["buyer"], body=body, key="redeem").ok() == redeemed
    effect = desk.call("get-device", tenants["buyer"], device).ok()["in_effect"]
    assert (effect["plan"], effect["ends_on"]) == ("standard", periods[0]["ends_on"])
    detail = desk.call("get-code-batch", desk.dora, batch).ok()
    assert (detail["unused"], detail["used"]) == (0, 1)
    again = {"code": code, "devices": []}
    desk.call("redeem-code", tenants["buyer"], body=again).refused(409, "code_used")
    desk.call("redeem-code", tenants["buyers"][1], body=again).refused(404, "code_unknown")


def test_of_a_hundred_who_redeem_a_code_one_does_and_an_operator_approves_from_the_mail(desk, tenants, package):
    before = agents_of_upgrades(desk, tenants)
    batch, [code] = generated(desk, tenants["operator"], package, 1)

    def redeem(number):
        buyer, key = tenants["buyers"][number % RACERS], f"redeem {number}"
        return lambda: desk.call("submit-activation", buyer, body=request_for(code), key=key)

    answers = at_once([redeem(number) for number in range(CALLERS)])
    outcomes = Counter("ok" if answer.status == 200 else answer.body["code"] for answer in answers)
    assert outcomes.pop("ok") == 1
    # The winner's organisation is told that it was used, the others are told nothing.
    assert set(outcomes) <= {"code_used", "code_unknown", "too_many_attempts"}
    [won] = [number for number, answer in enumerate(answers) if answer.status == 200]
    assert redeem(won)().ok() == answers[won].body
    for number, answer in enumerate(answers):
        if number != won:
            assert (answer.body["code"] == "code_used") == (number % RACERS == won % RACERS), answer.text
    detail = desk.call("get-code-batch", tenants["operator"], batch).ok()
    assert (detail["unused"], detail["used"]) == (0, 1)

    activation = answers[won].body["activation_id"]
    token = desk.mail("olga@example.com", "/activation#token=")["BodyText"].split("/activation#token=", 1)[1].split()[0]
    seen = desk.api.call("read-activation-link", None, body={"token": token}).ok()
    assert seen["activation"]["activation_id"] == activation
    body = {"token": token, "verdict": "approve", "comment": "As agreed."}
    desk.api.call("decide-by-activation-link", None, body=body).ok()
    desk.mail(f"buyer-{won % RACERS}@example.com", "As agreed.")
    raised = 10 if won % RACERS == 0 else 0
    assert agents_of_upgrades(desk, tenants) == before + raised
    again = {"verdict": "decline", "comment": "Too late."}
    desk.call("decide-activation", tenants["operator"], activation, body=again).refused(409, "already_decided")


def test_a_declined_request_gets_one_replacement_by_mail(desk, tenants, package):
    _, [code] = generated(desk, tenants["operator"], package, 1)
    stranger, buyer = tenants["buyers"][RACERS:]
    activation = desk.call("submit-activation", buyer, body=request_for(code)).ok()["activation_id"]
    body = {"verdict": "decline", "comment": "Not this plant."}
    desk.call("decide-activation", tenants["operator"], activation, body=body).ok()

    def replace(number):
        return lambda: desk.call("replace-code", tenants["operator"], activation, body={}, key=f"replace {number}")

    answers = at_once([replace(number) for number in range(10)])
    assert sorted(answer.status for answer in answers) == [200] + [409] * 9
    mail = desk.mail(f"buyer-{RACERS + 1}@example.com", "/activation-code")["BodyText"]
    [replacement] = [word for word in mail.split() if word.count("-") == 4 and len(word) == 29]
    # It is that tenant's alone.
    desk.call("submit-activation", stranger, body=request_for(replacement)).refused(404, "code_unknown")
    desk.call("submit-activation", buyer, body=request_for(replacement)).ok()


def test_a_thousand_codes_are_made_in_time(desk, tenants, package):
    batch, codes = generated(desk, tenants["operator"], package, 1000)
    assert len(set(codes)) == 1000
    assert desk.call("get-code-batch", tenants["operator"], batch).ok()["unused"] == 1000


def test_what_is_entered_wrong_too_often_has_to_wait(desk, tenants):
    nobodys = {"code": "00000-00000-00000-00000-00000"}
    stranger = tenants["buyers"][RACERS]
    answers = [desk.call("preview-code", stranger, body=nobodys) for _ in range(12)]
    answers[0].refused(404, "code_unknown")
    assert answers[-1].refused(429, "too_many_attempts")["retry_at"]
