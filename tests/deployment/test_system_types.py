"""System types with a way of their own (spec chapter 4), through the deployed API with the real functions."""

import base64

import pytest

from api import at_once
from desk import verified


@pytest.fixture(scope="module")
def customer(desk):
    return desk.customer("Harbour Hotel")


def made(desk, customer, system_type, name, hkc="", made_from="", **other):
    """A location of this system type, as it is answered."""
    details = {
        "name": name,
        "made_from": made_from,
        "address": {"city": "Hilversum", "country": "NL"},
        "customer_email": "customer@example.com",
        "dealer_email": "dealer@example.com",
    }
    body = {"system_type": system_type, "hkc": hkc, "details": details, **other}
    return desk.call("create-location", desk.dora, customer, body=body).ok()


def activated(desk, location, number, parts):
    """Has these parts of an order of their own activated; returns order and answer."""
    order = desk.ship(number, parts)
    codes = desk.attach(location, order, parts)
    body = {"software_key_codes": codes, "terms_accepted": True}
    return order, desk.call("activate-licences", desk.dora, location, body=body).ok()


def claims(desk, location, sequence):
    file = desk.call("get-licence-file", desk.dora, location, sequence).ok()
    _, claims = verified(desk, base64.b64decode(file["content"]).decode("ascii"))
    return claims


def test_of_a_hundred_who_make_a_hardware_key_code_one_does(desk, customer):
    server = made(desk, customer, "sv9500-standard", "Server")
    assert server["hkc"].endswith("-TEMP-KEY")
    location = server["location_id"]
    part = {"BE114234": 1}
    desk.attach(location, desk.ship("PO-VIRTUAL", part), part)

    def make(number):
        body = {"made_from": f"192.0.2.{number}", "terms_accepted": True}
        return desk.call("make-hardware-key-code", desk.dora, location, body=body, key=f"make-{number}")

    answers = at_once(lambda number=number: make(number) for number in range(1, 101))
    codes = [answer.body["hkc"] for answer in answers if answer.status == 200]
    assert len(codes) == 1, {answer.status for answer in answers}
    there = desk.call("get-location", desk.dora, location).ok()
    assert (there["hkc"], len(there["licence_files"])) == (codes[0], 1)
    assert there["family"][0]["hkc"] == f"LM{codes[0]}"


def test_an_installed_system_is_imported_once(desk, customer):
    location = made(desk, customer, "ip-dect", "Wards", "1009FFFE")["location_id"]
    content = "PARI 1009FFFE\nMADE 2014-11-04T09:30:00Z\nEU917017 50\nEU917027 50\nEU917029 50\n"
    body = {"content": content, "dry_run": True}
    assert len(desk.call("import-licences", desk.dora, location, body=body).ok()["features"]) == 3

    def load(number):
        body = {"content": content, "dry_run": False}
        return desk.call("import-licences", desk.dora, location, body=body, key=f"import-{number}")

    answers = at_once(lambda number=number: load(number) for number in range(20))
    assert [answer.status for answer in answers].count(200) == 1
    assert claims(desk, location, 1)["sub"] == "1009FFFE"


def test_a_child_is_added_to_its_parent_and_shown_there(desk, customer):
    main = made(desk, customer, "sv8500", "Main", "22CC538207AFD058020640CD57xO")["location_id"]
    child = made(desk, customer, "sr-mgc-e", "Gateway", parent=main)
    assert (child["family"][0]["relation"], child["family"][0]["location_id"]) == ("parent", main)
    activated(desk, child["location_id"], "PO-CHILD", {"EU900074": 1})
    family = desk.call("get-location", desk.dora, main).ok()["family"]
    assert child["location_id"] in [one["location_id"] for one in family if one.get("activated")]


def test_a_licence_file_from_elsewhere_is_awaited_and_sent(desk, customer):
    location = made(desk, customer, "expense-management", "Costs", "66045123")["location_id"]
    order, answer = activated(desk, location, "PO-ELSEWHERE", {"LK660100": 1})
    assert "licence_file" not in answer
    content = base64.b64encode(b"of the customer").decode()
    body = {"file_name": "protect.dat", "content_base64": content}
    desk.call("send-request-file", desk.dora, location, order, body=body).ok()
    waits = desk.call("list-awaited-files", desk.vendor).ok()["items"]
    assert order in [one["order_id"] for one in waits]
    assert desk.call("get-request-file", desk.vendor, order).ok()["content"] == content
    body = {"file_name": "made.lic", "content_base64": content}
    desk.call("send-external-file", desk.vendor, order, body=body).ok()
    desk.mail("dora@example.com", "SO-PO-ELSEWHERE")
    assert desk.call("get-external-file", desk.dora, location, order, 1).ok()["content"] == content
    waits = desk.call("list-awaited-files", desk.vendor).ok()["items"]
    assert order not in [one["order_id"] for one in waits]


def test_a_system_becomes_another_with_what_has_a_counterpart(desk, customer):
    location = made(desk, customer, "sv9100-cp10", "Switch", "341006761783")["location_id"]
    activated(desk, location, "PO-CP10", {"BE114063": 8, "BE114044": 1})
    shown = desk.call("migrate-location", desk.dora, location, body={"hkc": "441018029547", "dry_run": True}).ok()
    assert (len(shown["moves"]), len(shown["stays"])) == (1, 1)
    desk.call("migrate-location", desk.dora, location, body={"hkc": "441018029547", "dry_run": False}).ok()
    after = claims(desk, location, 2)
    assert (after["sub"], after["sys"], len(after["licences"])) == ("441018029547", "sv9100-cp20", 1)
    former = desk.call("get-former-systems", desk.dora, location).ok()["systems"]
    assert [system["hkc"] for system in former] == ["341006761783"]


def test_hardware_is_replaced_and_what_it_was_is_nobodys_again(desk, customer):
    location = made(desk, customer, "sv8100", "Board", "190400324400")["location_id"]
    activated(desk, location, "PO-BOARD", {"BE107585": 5})
    body = {"hkc": "190400324401", "reason": "Lightning"}
    desk.call("replace-hardware", desk.dora, location, body=body).ok()
    assert claims(desk, location, 2)["sub"] == "190400324401"
    body = {"before": "190400324401", "hkc": "190400324402", "reason": "Asked by telephone"}
    desk.call("replace-any-hardware", desk.vendor, body=body).ok()
    body = {"before": "190400324400", "hkc": "190400324403", "reason": "Again"}
    desk.call("replace-any-hardware", desk.vendor, body=body).refused(422, "invalid_fields")
    demo = desk.call("issue-limited-licence", desk.dora, location, body={"kind": "demo"}).ok()
    assert claims(desk, location, demo["sequence"])["limited"] == "demo"
    assert desk.call("list-due-replacements", desk.vendor).ok()["items"] == []
