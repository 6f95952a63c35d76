//! `ship-order`, `list-orders`, `get-order`.

use api::{ProblemCode, operations::*};
use chrono::TimeDelta;
use domain::id::{OrderId, OrganisationId};
use serde_json::{Value, json};
use tests::{Answer, Desk};

fn line(part: &str, quantity: impl Into<Value>) -> Value {
    json!({ "part": part, "quantity": quantity.into() })
}

fn body(to: OrganisationId, lines: &[Value]) -> Value {
    json!({ "organisation_id": to, "purchase_order": "PO1", "sales_order": "SO1", "lines": lines })
}

fn with(mut body: Value, name: &str, value: Value) -> Value {
    body[name] = value;
    body
}

async fn ship(desk: &Desk, body: Value) -> Answer {
    desk.call::<ShipOrder>(&desk.people.vendor, &[], body).await
}

#[tokio::test]
async fn the_same_order_again_is_the_same_order() {
    let desk = Desk::start().await;
    let order = body(desk.organisations.dealer, &[line("BE107573", 1), line("BE107582", 5)]);
    let first = ship(&desk, order.clone()).await;
    assert_eq!(first.ok()["shipment"], "shipped");
    let mails = desk.mails().await.len();
    let table = desk.table().await;
    // Whatever the order of its lines and the case of its parts.
    let same = body(
        desk.organisations.dealer,
        &[line(" be107582 ", 5.0), line("BE107573", 1)],
    );
    for again in [order, same] {
        let again = ship(&desk, again).await;
        assert_eq!(again.ok()["shipment"], "already_shipped");
        assert_eq!(again.body["order"], first.body["order"]);
    }
    assert_eq!(desk.table().await, table);
    assert_eq!(desk.mails().await.len(), mails);
}

#[tokio::test]
async fn an_order_shipped_again_is_shown_as_it_stands() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let order = desk.ship(desk.organisations.dealer, "PO1", &[("BE107582", 5)]).await;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let location = desk.location(dealer, customer, "A", "191000343919").await;
    desk.attach(dealer, location, &order, &[("BE107582", 2)]).await;
    let again = json!({ "organisation_id": desk.organisations.dealer, "purchase_order": "PO1", "sales_order": "SO-PO1",
        "lines": [line("BE107582", 5)] });
    let again = ship(&desk, again).await;
    assert_eq!(again.ok()["shipment"], "already_shipped");
    assert_eq!(again.body["order"]["lines"][0]["quantity"], 5);
    assert_eq!(again.body["order"]["lines"][0]["available"], 3);
}

#[tokio::test]
async fn other_lines_under_the_same_numbers_are_refused_and_named() {
    let desk = Desk::start().await;
    let dealer = desk.organisations.dealer;
    ship(&desk, body(dealer, &[line("BE107573", 1), line("BE107582", 5)]))
        .await
        .ok();
    let table = desk.table().await;
    let other = body(dealer, &[line("BE107573", 1), line("BE107582", 6), line("BE107576", 2)]);
    for other in [other.clone(), with(other, "dry_run", json!(true))] {
        let problem = ship(&desk, other).await.refused(ProblemCode::OrderDiffers);
        assert!(
            problem.detail.contains("BE107582 x 5 were shipped, here it is 6"),
            "{problem}"
        );
        assert!(
            problem.detail.contains("BE107576 x 0 were shipped, here it is 2"),
            "{problem}"
        );
        assert!(!problem.detail.contains("BE107573"), "{problem}");
    }
    assert_eq!(desk.table().await, table);
    // Another sales order, and another holder, make another order.
    ship(
        &desk,
        with(body(dealer, &[line("BE107582", 6)]), "sales_order", json!("SO2")),
    )
    .await
    .ok();
    let there = ship(&desk, body(desk.organisations.other_dealer, &[line("BE107582", 6)])).await;
    assert_eq!(there.ok()["shipment"], "shipped");
}

#[tokio::test]
async fn a_dry_run_says_what_would_happen_and_changes_nothing() {
    let desk = Desk::start().await;
    let order = body(desk.organisations.dealer, &[line("BE107573", 1)]);
    let dry = with(order.clone(), "dry_run", json!(true));
    let table = desk.table().await;
    let would = ship(&desk, dry.clone()).await;
    assert_eq!(would.ok()["shipment"], "would_ship");
    assert_eq!(desk.table().await, table);
    let shipped = ship(&desk, order).await;
    assert_eq!(shipped.ok()["order"], would.body["order"]);
    assert_eq!(ship(&desk, dry).await.ok()["shipment"], "already_shipped");
}

#[tokio::test]
async fn orders_go_to_distributors_and_dealers_only() {
    let desk = Desk::start().await;
    let organisations = desk.organisations;
    ship(&desk, body(organisations.distributor, &[line("BE107573", 1)]))
        .await
        .ok();
    let table = desk.table().await;
    let unknown = OrganisationId::new(7, &[7; 10]);
    for to in [organisations.vendor, organisations.tenant, unknown] {
        let refused = ship(&desk, body(to, &[line("BE107573", 1)])).await;
        assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["organisation_id"]);
    }
    assert_eq!(desk.table().await, table);
}

#[tokio::test]
async fn a_line_that_breaks_a_rule_is_named() {
    let desk = Desk::start().await;
    let good = line("BE107573", 1);
    let table = desk.table().await;
    for (lines, field) in [
        (vec![good.clone(), line("BE999999", 1)], "lines/1/part"),
        (vec![line("BE112031", 1), line("be112031", 1)], "lines/1/part"),
        (vec![good.clone(), line("BE 107573", 1)], "lines/1/part"),
        (vec![good.clone(), line("", 1)], "lines/1/part"),
        (vec![good.clone(), line("be107573", 2)], "lines/1/part"),
        (vec![line("BE107573", 0)], "lines/0/quantity"),
        (vec![line("BE107573", -1)], "lines/0/quantity"),
        (vec![line("BE107573", 1.5)], "lines/0/quantity"),
        (vec![line("BE107573", 1e9)], "lines/0/quantity"),
        (vec![line("BE107573", 1_000_001)], "lines/0/quantity"),
        (vec![line("BE107573", "abc")], "lines/0/quantity"),
        (vec![line("BE107573", "1")], "lines/0/quantity"),
        (vec![line("BE107573", Value::Null)], "lines/0/quantity"),
        (vec![], "lines"),
    ] {
        let refused = ship(&desk, body(desk.organisations.dealer, &lines)).await;
        assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), [field], "{lines:?}");
    }
    let lines: Vec<Value> = (0..201).map(|n| line(&format!("X{n}"), 1)).collect();
    let refused = ship(&desk, body(desk.organisations.dealer, &lines)).await;
    let fields = refused.refused_fields(ProblemCode::InvalidFields);
    assert!(fields.contains(&"lines".to_owned()), "{fields:?}");
    assert_eq!(desk.table().await, table);
    ship(&desk, body(desk.organisations.dealer, &[line("BE107573", 1_000_000)]))
        .await
        .ok();
}

#[tokio::test]
async fn everything_that_is_wrong_is_named_at_once() {
    let desk = Desk::start().await;
    let wrong = json!({
        "organisation_id": desk.organisations.dealer, "purchase_order": " ", "sales_order": "x".repeat(41),
        "lines": [line("BE999999", 0)], "swa_months": 61, "notes": "x".repeat(1001),
    });
    assert_eq!(
        ship(&desk, wrong).await.refused_fields(ProblemCode::InvalidFields),
        [
            "purchase_order",
            "sales_order",
            "lines/0/part",
            "lines/0/quantity",
            "swa_months",
            "notes"
        ]
    );
}

#[tokio::test]
async fn notes_and_months_of_software_assurance_are_shown() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let plain = body(desk.organisations.dealer, &[line("BE107573", 1)]);
    let noted = with(
        with(plain.clone(), "notes", json!(" For the clinic.\r\nCall first. ")),
        "swa_months",
        json!(36),
    );
    let order = ship(&desk, noted.clone()).await.ok()["order"].clone();
    let got = desk
        .call::<GetOrder>(dealer, &[&order["order_id"].as_str().unwrap()], json!(null))
        .await;
    let bin = desk.call::<GetBin>(dealer, &[], json!(null)).await;
    for shown in [&order, got.ok(), &bin.ok()["items"][0]] {
        assert_eq!(shown["notes"], "For the clinic.\nCall first.");
        assert_eq!(shown["swa_months"], 36);
    }
    for months in [json!(0), json!(61), json!(-1), json!(1.5), json!("12")] {
        let refused = ship(&desk, with(noted.clone(), "swa_months", months)).await;
        assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["swa_months"]);
    }
    let without = ship(&desk, with(plain, "sales_order", json!("SO2"))).await;
    assert!(without.ok()["order"].get("notes").is_none());
    assert!(without.body["order"].get("swa_months").is_none());
}

#[tokio::test]
async fn the_holders_licence_users_are_mailed_and_nobody_else() {
    let desk = Desk::start().await;
    let before = desk.mails().await.len();
    let order = desk.ship_manual_order(desk.organisations.dealer).await;
    let mails = desk.mails().await.split_off(before);
    let mut to: Vec<&str> = mails
        .iter()
        .flat_map(|mail| mail.to.iter().map(String::as_str))
        .collect();
    to.sort_unstable();
    assert_eq!(to, ["dora@example.com", "sam@example.com"]);
    for mail in &mails {
        assert_eq!(mail.subject, "Order PO123456 is in your licence bin");
        for body in [&mail.text, &mail.html] {
            assert!(
                body.contains(&format!("https://latchkey.example.com/bin/{order}/attach")),
                "{body}"
            );
            for said in [
                "PO123456",
                "SO-PO123456",
                "BE107582",
                "LK-SYS-IP-TRUNK1-LIC",
                "Fenwick Telecom",
            ] {
                assert!(body.contains(said), "{said}: {body}");
            }
        }
    }
}

#[tokio::test]
async fn who_was_only_invited_is_not_mailed_about_orders() {
    let desk = Desk::start().await;
    let invited = json!({ "name": "Ines", "email": "ines@example.com", "roles": ["licence-user"] });
    desk.call::<InviteUser>(&desk.people.vendor, &[&desk.organisations.dealer], invited)
        .await
        .ok();
    let before = desk.mails().await.len();
    desk.ship_manual_order(desk.organisations.dealer).await;
    let mails = desk.mails().await.split_off(before);
    assert!(mails.iter().all(|mail| mail.to != ["ines@example.com"]));
}

#[tokio::test]
async fn shipped_orders_are_listed_newest_first_and_seen_by_who_shipped_and_who_holds() {
    let desk = Desk::start().await;
    let (vendor, organisations) = (&desk.people.vendor, desk.organisations);
    let first = desk.ship(organisations.dealer, "PO1", &[("BE107573", 1)]).await;
    desk.forward(TimeDelta::seconds(1));
    let second = desk.ship(organisations.other_dealer, "PO2", &[("BE107573", 1)]).await;
    let listed = desk.call::<ListOrders>(vendor, &[], json!(null)).await;
    let ids: Vec<&str> = listed.ok()["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|order| order["order_id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, [second.as_str(), first.as_str()]);
    for (who, sees) in [
        (vendor, true),
        (&desk.people.dealer, true),
        (&desk.people.dealer_swa, true),
        (&desk.people.other_dealer, false),
        (&desk.people.distributor, false),
    ] {
        let got = desk.call::<GetOrder>(who, &[&first], json!(null)).await;
        if sees {
            assert_eq!(got.ok()["organisation_name"], "Fenwick Telecom");
        } else {
            got.refused(ProblemCode::NotFound);
        }
    }
    desk.call::<GetOrder>(vendor, &[&OrderId::new(7, &[7; 10])], json!(null))
        .await
        .refused(ProblemCode::NotFound);
}
