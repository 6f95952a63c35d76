//! `get-bin`, `get-bin-by-part`, `list-parts`, `list-system-types`.

use api::{ProblemCode, operations::*};
use chrono::TimeDelta;
use domain::{catalogue::PartKind, order::MAX_CARD_LINES};
use local::catalogue;
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Desk, Person};

async fn purchase_orders(desk: &Desk, who: &Person) -> Vec<String> {
    let bin = desk.call::<GetBin>(who, &[], json!(null)).await;
    let orders = bin.ok()["items"].as_array().unwrap();
    orders
        .iter()
        .map(|order| order["purchase_order"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn the_bin_holds_ones_own_orders_oldest_first() {
    let desk = Desk::start().await;
    for number in ["PO9", "PO1", "PO5"] {
        desk.ship(desk.organisations.dealer, number, &[("BE107573", 1)]).await;
        desk.forward(TimeDelta::milliseconds(1));
    }
    desk.ship(desk.organisations.other_dealer, "PO7", &[("BE107573", 1)])
        .await;
    assert_eq!(purchase_orders(&desk, &desk.people.dealer).await, ["PO9", "PO1", "PO5"]);
    assert_eq!(
        purchase_orders(&desk, &desk.people.dealer_swa).await,
        ["PO9", "PO1", "PO5"]
    );
    assert_eq!(purchase_orders(&desk, &desk.people.other_dealer).await, ["PO7"]);
    assert!(purchase_orders(&desk, &desk.people.distributor).await.is_empty());
}

#[tokio::test]
async fn an_order_leaves_the_bin_with_its_last_unit_and_comes_back_with_the_first() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let order = desk
        .ship(desk.organisations.dealer, "PO1", &[("BE107573", 1), ("BE107582", 5)])
        .await;
    desk.forward(TimeDelta::seconds(1));
    desk.ship(desk.organisations.dealer, "PO2", &[("BE107573", 1)]).await;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let location = desk.location(dealer, customer, "A", "191000343919").await;
    let first = desk
        .attach(dealer, location, &order, &[("BE107573", 1), ("BE107582", 4)])
        .await;
    assert_eq!(purchase_orders(&desk, dealer).await, ["PO1", "PO2"]);
    let last = desk.attach(dealer, location, &order, &[("BE107582", 1)]).await;
    assert_eq!(purchase_orders(&desk, dealer).await, ["PO2"]);
    desk.call::<DetachLicences>(dealer, &[&location], json!({ "software_key_codes": last }))
        .await
        .ok();
    assert_eq!(purchase_orders(&desk, dealer).await, ["PO1", "PO2"]);
    // It stands where it stood, and holds what came back.
    let bin = desk.call::<GetBin>(dealer, &[], json!(null)).await;
    assert_eq!(bin.ok()["items"][0]["lines"][0]["available"], 0);
    assert_eq!(bin.body["items"][0]["lines"][1]["available"], 1);
    // What is activated does not come back.
    desk.call::<ActivateLicences>(
        dealer,
        &[&location],
        json!({ "software_key_codes": first, "terms_accepted": true }),
    )
    .await
    .ok();
    let again = desk.attach(dealer, location, &order, &[("BE107582", 1)]).await;
    assert_eq!(again.len(), 1);
    assert_eq!(purchase_orders(&desk, dealer).await, ["PO2"]);
}

#[tokio::test]
async fn the_bin_by_part_adds_up_over_orders() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let one = desk
        .ship(desk.organisations.dealer, "PO1", &[("BE107573", 1), ("BE107582", 5)])
        .await;
    desk.forward(TimeDelta::seconds(1));
    let two = desk
        .ship(desk.organisations.dealer, "PO2", &[("BE107582", 1_000_000)])
        .await;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let location = desk.location(dealer, customer, "A", "191000343919").await;
    desk.attach(dealer, location, &one, &[("BE107573", 1), ("BE107582", 2)])
        .await;
    let parts = desk.call::<GetBinByPart>(dealer, &[], json!(null)).await;
    assert_eq!(
        parts.ok()["items"],
        json!([{
            "part": "BE107582", "part_name": "LK-SYS-IP-TRUNK1-LIC", "available": 1_000_003,
            "orders": [
                { "order_id": one, "purchase_order": "PO1", "available": 3 },
                { "order_id": two, "purchase_order": "PO2", "available": 1_000_000 },
            ],
        }])
    );
}

#[tokio::test]
async fn a_long_bin_comes_in_pages_and_every_order_once() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let mut expected = Vec::new();
    for n in 0..53 {
        expected.push(
            desk.ship(desk.organisations.dealer, &format!("PO{n}"), &[("BE107573", 1)])
                .await,
        );
        desk.forward(TimeDelta::milliseconds(1));
    }
    let mut found: Vec<String> = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let query = after.map(|after| format!("?after={after}")).unwrap_or_default();
        let page = desk
            .send(
                reqwest::Method::GET,
                &format!("/api/bin{query}"),
                Some(&dealer.token),
                Value::Null,
                None,
            )
            .await;
        let items = page.ok()["items"].as_array().unwrap();
        found.extend(items.iter().map(|order| order["order_id"].as_str().unwrap().to_owned()));
        after = page.body["next"].as_str().map(str::to_owned);
        if after.is_none() {
            break;
        }
        // Somebody else's cursor is no place in this bin.
        let theirs = desk
            .send(
                reqwest::Method::GET,
                &format!("/api/bin?after={}", after.as_ref().unwrap()),
                Some(&desk.people.other_dealer.token),
                Value::Null,
                None,
            )
            .await;
        assert_eq!(theirs.refused_fields(ProblemCode::InvalidFields), ["after"]);
    }
    assert_eq!(found, expected);
    let parts = desk.call::<GetBinByPart>(dealer, &[], json!(null)).await;
    assert_eq!(parts.ok()["items"][0]["available"], 53);
}

#[tokio::test]
async fn the_catalogue_is_listed_whole() {
    let desk = Desk::start().await;
    let parts = desk.call::<ListParts>(&desk.people.dealer, &[], json!(null)).await;
    let licences = catalogue::demo().parts().filter(|part| part.kind == PartKind::Licence);
    assert_eq!(parts.ok()["items"].as_array().unwrap().len(), licences.count());
    let types = desk
        .call::<ListSystemTypes>(&desk.people.vendor, &[], json!(null))
        .await;
    let types = types.ok()["items"].as_array().unwrap();
    assert_eq!(types.len(), catalogue::demo().system_types().len());
    assert!(
        types
            .iter()
            .all(|kind| kind["terms"].as_str().is_some_and(|terms| !terms.is_empty()))
    );
}

/// The purchase orders of the page that a query asks for, and what more the page says.
async fn asked(desk: &Desk, who: &Person, path: &str) -> (Vec<String>, Value) {
    let answer = desk.send(Method::GET, path, Some(&who.token), Value::Null, None).await;
    let rows = answer.ok()["items"].as_array().unwrap().iter();
    let numbers = rows.map(|row| row["purchase_order"].as_str().unwrap().to_owned());
    (numbers.collect(), answer.body.clone())
}

#[tokio::test]
async fn orders_are_found_by_what_they_say_and_go_either_way() {
    let desk = Desk::start().await;
    let (dealer, vendor) = (&desk.people.dealer, &desk.people.vendor);
    for (number, part) in [
        ("PO-ALPHA", "BE107573"),
        ("PO-BETA", "BE107582"),
        ("PO-GAMMA", "BE107573"),
    ] {
        desk.ship(desk.organisations.dealer, number, &[(part, 2)]).await;
        desk.forward(TimeDelta::milliseconds(1));
    }
    for (who, path, expected) in [
        (
            dealer,
            "/api/bin?order=descending",
            vec!["PO-GAMMA", "PO-BETA", "PO-ALPHA"],
        ),
        (dealer, "/api/bin?text=beta", vec!["PO-BETA"]),
        (dealer, "/api/bin?text=be107573", vec!["PO-ALPHA", "PO-GAMMA"]),
        (dealer, "/api/bin?text=delta", vec![]),
        (vendor, "/api/orders", vec!["PO-GAMMA", "PO-BETA", "PO-ALPHA"]),
        (
            vendor,
            "/api/orders?order=descending",
            vec!["PO-ALPHA", "PO-BETA", "PO-GAMMA"],
        ),
        (vendor, "/api/orders?text=be107573", vec!["PO-GAMMA", "PO-ALPHA"]),
        (vendor, "/api/orders?text=po-b", vec!["PO-BETA"]),
    ] {
        assert_eq!(asked(&desk, who, path).await.0, expected, "{path}");
    }
}

#[tokio::test]
async fn what_is_attached_of_an_order_is_gone_from_its_row_at_once() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let small = desk
        .ship(desk.organisations.dealer, "PO1", &[("BE107573", 3), ("BE107582", 5)])
        .await;
    desk.forward(TimeDelta::milliseconds(1));
    // An order of many lines has no card in the index.
    let parts: Vec<String> = catalogue::demo()
        .parts()
        .filter(|part| part.kind == PartKind::Licence)
        .map(|part| part.number.as_str().to_owned())
        .take(MAX_CARD_LINES + 1)
        .collect();
    let mut lines: Vec<(&str, u32)> = parts.iter().map(|part| (part.as_str(), 1)).collect();
    if !parts.iter().any(|part| part == "BE107582") {
        lines[0] = ("BE107582", 1);
    }
    lines
        .iter_mut()
        .filter(|line| line.0 == "BE107582")
        .for_each(|line| line.1 = 4);
    let large = desk.ship(desk.organisations.dealer, "PO2", &lines).await;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let location = desk.location(dealer, customer, "A", "191000343919").await;
    for order in [&small, &large] {
        let attached = desk.attach(dealer, location, order, &[("BE107582", 2)]).await;
        let shown = desk.call::<GetOrder>(dealer, &[order], json!(null)).await;
        assert!(in_bin(&desk, dealer).await.contains(shown.ok()));
        desk.call::<DetachLicences>(dealer, &[&location], json!({ "software_key_codes": attached }))
            .await
            .ok();
        let back = desk.call::<GetOrder>(dealer, &[order], json!(null)).await;
        assert_ne!(back.ok(), shown.ok());
        assert!(in_bin(&desk, dealer).await.contains(back.ok()));
    }
}

async fn in_bin(desk: &Desk, who: &Person) -> Vec<Value> {
    let bin = desk.call::<GetBin>(who, &[], json!(null)).await;
    bin.ok()["items"].as_array().unwrap().clone()
}
