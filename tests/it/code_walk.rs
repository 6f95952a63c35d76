//! The walk of activation codes (spec chapter 2): a batch is issued and exported, and redeemed
//! by script over HTTP until no code is left. Every figure is right then.

use api::operations::*;
use chrono::TimeDelta;
use reqwest::Method;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use tests::{Desk, Person, activation_body};

/// The most codes of a batch. `LATCHKEY_LONG=1` redeems all of them.
const BATCH: u32 = 1000;

/// How many of them are redeemed.
fn redeemed() -> usize {
    if std::env::var_os("LATCHKEY_LONG").is_some() {
        1000
    } else {
        200
    }
}

/// Everything that a list shows, page by page.
async fn all(desk: &Desk, who: &Person, path: &str) -> Vec<Value> {
    let (mut items, mut next) = (Vec::new(), path.to_owned());
    loop {
        let page = desk.send(Method::GET, &next, Some(&who.token), Value::Null, None).await;
        items.extend(page.ok()["items"].as_array().unwrap().iter().cloned());
        match page.body["next"].as_str() {
            Some(after) => next = format!("{path}?after={after}"),
            None => return items,
        }
    }
}

/// How many of these are there of each text.
fn counted<'a>(texts: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, usize> {
    let mut counts = BTreeMap::new();
    for text in texts {
        *counts.entry(text).or_default() += 1;
    }
    counts
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap()
}

#[tokio::test]
async fn a_batch_of_a_thousand_is_exported_and_redeemed_by_script() {
    let desk = Desk::with_tenant().await;
    let operator = desk.operator().clone();
    let mut buyers = desk.other_tenants(3).await;
    buyers.push(desk.buyer().clone());
    let package = desk.package("Plant Starter").await;
    let batch = desk.generate(&package, BATCH).await;
    let codes = desk.export(&operator, &batch).await;
    let distinct: BTreeSet<_> = codes.iter().collect();
    assert_eq!((codes.len(), distinct.len()), (1000, 1000));
    let agents = desk.limit("agents").await.1;
    let sent = desk.mails().await.len();

    // Buyers of four tenants by turns; the operator approves every second request.
    let (mut approved, mut own) = (0, 0);
    for (index, code) in codes.iter().take(redeemed()).enumerate() {
        let buyer = &buyers[index % buyers.len()];
        let asked = desk.call::<SubmitActivation>(buyer, &[], activation_body(code)).await;
        let id = text(asked.ok(), "activation_id").to_owned();
        if index / 4 % 2 == 0 {
            let decided = desk.decide_activation(&id, "approve").await;
            assert_eq!(text(decided.ok(), "status"), "approved");
            approved += 1;
            own += u64::from(buyer.organisation_id == desk.buyer().organisation_id);
        }
    }

    let count = redeemed();
    let left = 1000 - count;
    let detail = desk.call::<GetCodeBatch>(&operator, &[&batch], Value::Null).await;
    let figures = ["unused", "used", "revoked", "expired"].map(|name| detail.ok()[name].as_u64().unwrap());
    assert_eq!(figures, [left as u64, count as u64, 0, 0]);
    let rows = detail.body["codes"].as_array().unwrap();
    let used = rows.iter().filter_map(|row| row["used_by"].as_str());
    let each = count / 4;
    let by = [
        ("Orchard Works", each),
        ("Tenant 0", each),
        ("Tenant 1", each),
        ("Tenant 2", each),
    ];
    assert_eq!(counted(used), BTreeMap::from(by));
    assert_eq!(desk.export(&operator, &batch).await, codes[count..], "what is left");
    for buyer in &buyers {
        assert_eq!(all(&desk, buyer, "/api/activations").await.len(), each);
    }
    let requests = all(&desk, &operator, "/api/package-activations").await;
    let waiting = ("submitted", count - approved);
    let statuses = BTreeMap::from([("approved", approved), waiting]);
    assert_eq!(counted(requests.iter().map(|one| text(one, "status"))), statuses);
    // 10 agents a package.
    assert_eq!(desk.limit("agents").await.1 - agents, 10 * own);
    // Long enough for the outbox to see that no code is missing.
    desk.forward(TimeDelta::minutes(2));
    let mails = desk.mails().await.split_off(sent);
    let to_operator = mails.iter().filter(|mail| mail.to[0] == "tenant-operator@example.com");
    // The mails are written now: who decides sooner needs none, and its buyer is told.
    assert_eq!(
        to_operator.count(),
        count - approved,
        "one mail for each request that waits"
    );
    assert_eq!(mails.len(), count, "and one for each decision");
    let ledger = desk.ledger().await;
    assert_eq!(ledger.count("activation-submitted"), count);
    assert_eq!(ledger.due(), 0);
}
