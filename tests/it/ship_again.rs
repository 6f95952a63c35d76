//! An order shipped again under its numbers: the same in all that it says, or every difference named.

use api::{ProblemCode, operations::*};
use chrono::TimeDelta;
use serde_json::{Value, json};
use tests::{Answer, Desk};

/// 5 January 2026, and a year on.
const USUAL_END: &str = "2027-01-05";

fn order(desk: &Desk) -> Value {
    json!({
        "organisation_id": desk.organisations.dealer, "purchase_order": "PO1", "sales_order": "SO1",
        "lines": [{ "part": "BE107573", "quantity": 1 }, { "part": "BE112031", "quantity": 100 }],
        "swa_expires": "2026-12-31", "swa_months": 12, "notes": "Fragile",
    })
}

/// The same order without what it may leave out.
fn plain(desk: &Desk) -> Value {
    let mut body = order(desk);
    for name in ["swa_expires", "swa_months", "notes"] {
        body.as_object_mut().unwrap().remove(name);
    }
    body
}

/// The order with something else at some places; null takes it away.
fn with(mut body: Value, other: &[(&str, Value)]) -> Value {
    for (pointer, value) in other {
        match body.pointer_mut(pointer) {
            Some(place) => *place = value.clone(),
            None => body[&pointer[1..]] = value.clone(),
        }
    }
    body
}

async fn ship(desk: &Desk, body: Value) -> Answer {
    desk.call::<ShipOrder>(&desk.people.vendor, &[], body).await
}

/// What is otherwise, and where and how it is said.
type Row<'a> = (Vec<(&'a str, Value)>, Vec<(&'a str, &'a str)>);

async fn all_differ(desk: &Desk, base: &Value, rows: &[Row<'_>]) {
    ship(desk, base.clone()).await.ok();
    let table = desk.table().await;
    for (other, expected) in rows {
        let body = with(base.clone(), other);
        for body in [body.clone(), with(body.clone(), &[("/dry_run", json!(true))])] {
            let refused = ship(desk, body).await;
            assert_eq!(refused.status, 409);
            let fields = refused.refused_fields(ProblemCode::OrderDiffers);
            let named: Vec<&str> = expected.iter().map(|(field, _)| *field).collect();
            assert_eq!(fields, named, "{other:?}");
            for ((_, said), error) in expected.iter().zip(refused.body["errors"].as_array().unwrap()) {
                let message = error["message"].as_str().unwrap();
                assert!(message.contains(said), "{other:?}: {message}");
                assert!(refused.body["detail"].as_str().unwrap().contains(said), "{refused:?}");
            }
        }
        let file = json!({ "format": "json", "content": json!([body]).to_string() });
        let report = desk.call::<ImportOrders>(&desk.people.vendor, &[], file).await;
        let row = &report.ok()["rows"][0];
        assert_eq!(row["outcome"], "refused");
        let fields: Vec<&str> = row["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| error["field"].as_str().unwrap())
            .collect();
        let named: Vec<&str> = expected.iter().map(|(field, _)| *field).collect();
        assert_eq!(fields, named, "{other:?}");
    }
    assert_eq!(desk.table().await, table);
}

#[tokio::test]
async fn whatever_differs_is_named_at_its_field() {
    let desk = Desk::start().await;
    let third = json!({ "part": "BE107576", "quantity": 3 });
    let (first, units) = (
        json!({ "part": "BE107573", "quantity": 1 }),
        json!({ "part": "BE112031", "quantity": 100 }),
    );
    let rows = [
        (
            vec![("/lines/0/quantity", json!(2))],
            vec![("lines/0/quantity", "BE107573 x 1 were shipped, here it is 2")],
        ),
        (
            vec![("/lines/1/quantity", json!(99))],
            vec![("lines/1/quantity", "BE112031 x 100 were shipped, here it is 99")],
        ),
        (
            vec![("/lines", json!([first, third, units]))],
            vec![("lines/1/part", "BE107576 x 0 were shipped, here it is 3")],
        ),
        (
            vec![("/lines", json!([units]))],
            vec![("lines", "BE107573 x 1 were shipped, here it is 0")],
        ),
        (
            vec![("/lines", json!([first]))],
            vec![("lines", "BE112031 x 100 were shipped, here it is 0")],
        ),
        (
            vec![("/swa_expires", json!("2027-06-30"))],
            vec![("swa_expires", "up to 31 Dec 2026 were shipped, here it is 30 Jun 2027")],
        ),
        (
            vec![("/swa_expires", Value::Null)],
            vec![("swa_expires", "up to 31 Dec 2026 were shipped, here it is 5 Jan 2027")],
        ),
        (
            vec![("/swa_months", json!(24))],
            vec![("swa_months", "12 when it was shipped, here 24")],
        ),
        (
            vec![("/swa_months", Value::Null)],
            vec![("swa_months", "12 when it was shipped, here none")],
        ),
        (
            vec![("/notes", json!("Heavy"))],
            vec![("notes", "the notes “Fragile”, here are others")],
        ),
        (
            vec![("/notes", json!(" "))],
            vec![("notes", "the notes “Fragile”, here are none")],
        ),
        (
            vec![("/notes", Value::Null)],
            vec![("notes", "the notes “Fragile”, here are none")],
        ),
        (
            vec![
                ("/lines", json!([third, units])),
                ("/swa_expires", json!("2027-06-30")),
                ("/swa_months", json!(24)),
                ("/notes", json!("Heavy")),
            ],
            vec![
                ("lines", "BE107573 x 1"),
                ("lines/0/part", "BE107576 x 0"),
                ("swa_expires", "31 Dec 2026"),
                ("swa_months", "here 24"),
                ("notes", "Fragile"),
            ],
        ),
    ];
    all_differ(&desk, &order(&desk), &rows).await;
    let more = [
        (
            vec![("/swa_expires", json!("2026-12-31"))],
            vec![("swa_expires", "up to 5 Jan 2027 were shipped")],
        ),
        (
            vec![("/swa_months", json!(12))],
            vec![("swa_months", "none when it was shipped, here 12")],
        ),
        (
            vec![("/notes", json!("Fragile"))],
            vec![("notes", "was shipped without notes")],
        ),
    ];
    let plain = with(plain(&desk), &[("/sales_order", json!("SO2"))]);
    all_differ(&desk, &plain, &more).await;
}

#[tokio::test]
async fn what_says_the_same_in_other_words_is_the_same() {
    let desk = Desk::start().await;
    let lines = json!([{ "part": " be112031 ", "quantity": 100.0 }, { "part": "be107573", "quantity": 1 }]);
    let body = with(order(&desk), &[("/notes", json!("Fragile\nGlass"))]);
    let shipped = ship(&desk, body.clone()).await.ok()["order"].clone();
    let table = desk.table().await;
    for same in [
        body.clone(),
        with(body.clone(), &[("/lines", lines)]),
        with(body.clone(), &[("/notes", json!(" Fragile\r\nGlass "))]),
        with(body.clone(), &[("/purchase_order", json!(" PO1 "))]),
    ] {
        let again = ship(&desk, same).await;
        assert_eq!(again.ok()["shipment"], "already_shipped");
        assert_eq!(again.body["order"], shipped);
    }
    assert_eq!(desk.table().await, table);
    // Who names no end means the one that is usual on the day when the order was shipped.
    let plain = with(plain(&desk), &[("/sales_order", json!("SO2"))]);
    ship(&desk, plain.clone()).await.ok();
    desk.forward(TimeDelta::days(400));
    for same in [plain.clone(), with(plain, &[("/swa_expires", json!(USUAL_END))])] {
        assert_eq!(ship(&desk, same).await.ok()["shipment"], "already_shipped");
    }
}

#[tokio::test]
async fn a_files_row_is_told_what_differs_in_which_column() {
    let desk = Desk::start().await;
    ship(&desk, order(&desk)).await.ok();
    let to = desk.organisations.dealer;
    let head = "organisation_id,purchase_order,sales_order,part,quantity,swa_months,swa_expires,notes";
    let row = |part: &str, quantity: u32, rest: &str| format!("{to},PO1,SO1,{part},{quantity},{rest}");
    let same = "12,2026-12-31,Fragile";
    for (rows, expected) in [
        (vec![row("BE107573", 1, same), row("BE112031", 100, same)], vec![]),
        (vec![row("BE107573", 1, ",,"), row("BE112031", 100, same)], vec![]),
        (
            vec![row("BE107573", 1, same), row("BE112031", 99, same)],
            vec![(3, "quantity")],
        ),
        (vec![row("BE112031", 100, same)], vec![(2, "part")]),
        (
            vec![
                row("BE107573", 1, same),
                row("BE107576", 1, same),
                row("BE112031", 100, same),
            ],
            vec![(3, "part")],
        ),
        (
            vec![row("BE107573", 1, "24,2026-12-30,Heavy"), row("BE112031", 100, ",,")],
            vec![(2, "swa_expires"), (2, "swa_months"), (2, "notes")],
        ),
    ] {
        let content = format!("{head}\n{}\n", rows.join("\n"));
        let file = json!({ "format": "csv", "content": content });
        let report = desk.call::<ImportOrders>(&desk.people.vendor, &[], file).await;
        let mut found = Vec::new();
        for row in report.ok()["rows"].as_array().unwrap() {
            assert_eq!(row["outcome"] == "already_shipped", expected.is_empty(), "{rows:?}");
            for error in row["errors"].as_array().into_iter().flatten() {
                found.push((
                    row["row"].as_u64().unwrap(),
                    error["field"].as_str().unwrap().to_owned(),
                ));
            }
        }
        let expected: Vec<_> = expected
            .iter()
            .map(|(row, field)| (*row, (*field).to_owned()))
            .collect();
        assert_eq!(found, expected, "{rows:?}");
    }
}
