//! Each mail once, however many deliver at once.

use crate::{at_once, call};
use api::operations::TryAgain;
use chrono::TimeDelta;
use serde_json::json;
use std::{collections::BTreeMap, sync::Arc};
use tests::Desk;

const ORDERS: usize = 50;

/// How many mails everybody got of each order.
async fn mailed(desk: &Desk) -> BTreeMap<(String, String), usize> {
    let mut mailed = BTreeMap::new();
    for mail in desk.mails().await {
        let Some(order) = mail
            .text
            .split(|c: char| !c.is_ascii_alphanumeric())
            .find(|word| word.starts_with("RACE"))
        else {
            continue;
        };
        for to in mail.to {
            *mailed.entry((order.to_owned(), to)).or_default() += 1;
        }
    }
    mailed
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_deliverers_at_once_send_each_mail_once() {
    let desk = Arc::new(Desk::start().await);
    for number in 0..ORDERS {
        let order = format!("RACE{number:02}");
        desk.ship(desk.organisations.dealer, &order, &[("BE107585", 1)]).await;
    }
    assert_eq!(desk.ledger().await.due(), ORDERS);
    let delivering = (0..8).map(|_| {
        let app = desk.app.clone();
        async move { desk::outbox::sweep(&app).await.unwrap() }
    });
    let finished = at_once(delivering).await;
    assert_eq!(
        finished.iter().sum::<usize>(),
        ORDERS,
        "each finished by one: {finished:?}"
    );
    assert_eq!(desk.ledger().await.due(), 0);
    desk.forward(TimeDelta::hours(2));
    let mailed = mailed(&desk).await;
    assert_eq!(mailed.len(), ORDERS * 2, "two users each");
    assert!(mailed.values().all(|times| *times == 1), "{mailed:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_who_ask_for_another_try_at_once_get_one() {
    let desk = Arc::new(Desk::start().await);
    desk.mails().await;
    desk.ship(desk.organisations.dealer, "RACE00", &[("BE107585", 1)]).await;
    // Whoever was to send its mails could not.
    let (store, now) = (&desk.app.store, desk.now());
    let mut failed = Vec::new();
    for shard in store::keys::due_shards() {
        for key in store.due(&shard, now).await.unwrap() {
            let due = store.claim(&key, now).await.unwrap().unwrap();
            store.release(&due, "The mail was not accepted.", now).await.unwrap();
            failed.push(due.event.envelope);
        }
    }
    let [event] = failed.as_slice() else {
        panic!("one event asks for mails: {failed:?}")
    };
    let request = json!({ "aggregate": event.aggregate, "sequence": event.sequence });
    let asking = (0..100).map(|_| call::<TryAgain>(&desk, &desk.people.vendor, &[], request.clone(), None));
    for answer in at_once(asking).await {
        assert_eq!(answer.ok()["next_at"], json!(now));
    }
    let mailed = mailed(&desk).await;
    assert_eq!(mailed.into_values().collect::<Vec<_>>(), [1, 1], "two users, once each");
    assert_eq!(desk.ledger().await.due(), 0);
}
