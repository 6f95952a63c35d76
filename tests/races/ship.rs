//! The same order shipped many times at once is one order.

use crate::{at_once, call};
use api::{ProblemCode, operations::*};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, atomic::Ordering::SeqCst},
};
use tests::Desk;

fn order(desk: &Desk, quantity: u32) -> Value {
    json!({
        "organisation_id": desk.organisations.dealer,
        "purchase_order": "PO-1",
        "sales_order": "SO-1",
        "lines": [{ "part": "BE107585", "quantity": quantity }],
    })
}

/// How many mails of this order everybody got.
async fn mailed(desk: &Desk) -> BTreeMap<String, usize> {
    let mut mailed = BTreeMap::new();
    for mail in desk.mails().await {
        if mail.subject.contains("PO-1") || mail.text.contains("PO-1") {
            for to in mail.to {
                *mailed.entry(to).or_default() += 1;
            }
        }
    }
    mailed
}

fn once_each() -> BTreeMap<String, usize> {
    ["dora@example.com", "sam@example.com"]
        .map(|to| (to.to_owned(), 1))
        .into()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_shipped_fifty_times_at_once_is_one_order_and_one_mail_each() {
    for conflict_every in [0, 2] {
        let desk = Arc::new(Desk::start().await);
        desk.faults.conflict_every.store(conflict_every, SeqCst);
        let calls = (0..50).map(|_| call::<ShipOrder>(&desk, &desk.people.vendor, &[], order(&desk, 20), None));
        let answers = at_once(calls).await;
        let outcome = |word: &str| answers.iter().filter(|answer| answer.ok()["shipment"] == word).count();
        assert_eq!((outcome("shipped"), outcome("already_shipped")), (1, 49));
        let ledger = desk.ledger().await;
        assert_eq!((ledger.orders(), ledger.count("order-shipped")), (1, 1));
        assert_eq!(mailed(&desk).await, once_each());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_sets_of_lines_under_the_same_numbers_one_wins() {
    let desk = Arc::new(Desk::start().await);
    let calls = (0..50).map(|number| {
        call::<ShipOrder>(
            &desk,
            &desk.people.vendor,
            &[],
            order(&desk, 20 + number % 2),
            Some(format!("key {number}")),
        )
    });
    let answers = at_once(calls).await;
    let winner = answers
        .iter()
        .position(|answer| answer.body["shipment"] == "shipped")
        .unwrap();
    for (number, answer) in answers.iter().enumerate() {
        if number == winner {
            continue;
        }
        if number % 2 == winner % 2 {
            assert_eq!(answer.ok()["shipment"], "already_shipped");
        } else {
            let problem = answer.refused(ProblemCode::OrderDiffers);
            assert!(problem.detail.contains("BE107585"), "{}", problem.detail);
        }
    }
    let ledger = desk.ledger().await;
    assert_eq!((ledger.orders(), ledger.count("order-shipped")), (1, 1));
    assert_eq!(mailed(&desk).await, once_each());
}
