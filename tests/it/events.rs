//! Histories in an old table: what this version cannot read, and texts that were good when
//! they were written.

use api::operations::*;
use domain::organisation::Role;
use serde_json::{Value, json};
use store::keys::{self, Key};
use tests::{Desk, Item, terms};

fn text(item: &Item, name: &str) -> String {
    item[name].as_s().unwrap().clone()
}

/// Makes a chain as another version would have: each event's body is edited, and the whole
/// chain made anew over what came of it.
async fn rewrite(desk: &Desk, aggregate: &Key, edit: impl Fn(u32, &mut Value)) {
    let audit = desk.app.keys.audit().await.unwrap();
    let table = desk.table().await;
    let item = |key: &Key| table[&(key.pk.clone(), key.sk.clone())].clone();
    let mut head = item(aggregate);
    let length: u32 = head["chain_length"].as_n().unwrap().parse().unwrap();
    let mut previous = String::new();
    for sequence in 1..=length {
        let mut event = item(&aggregate.event(sequence));
        let mut body: Value = serde_json::from_str(&text(&event, "body")).unwrap();
        edit(sequence, &mut body);
        body["previous"] = json!(previous);
        let body = body.to_string();
        previous = audit.sign(&body).unwrap();
        for (name, value) in [("body", &body), ("mac", &previous)] {
            event.insert(name.to_owned(), text_value(value));
        }
        desk.put_item(event).await;
    }
    head.insert("chain_head".to_owned(), text_value(&previous));
    desk.put_item(head).await;
}

fn text_value(text: &str) -> aws_sdk_dynamodb::types::AttributeValue {
    aws_sdk_dynamodb::types::AttributeValue::S(text.to_owned())
}

fn summaries(history: &Value) -> Vec<&str> {
    let items = history["items"].as_array().unwrap().iter();
    items.map(|event| event["summary"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn what_this_version_cannot_read_is_listed_and_verifies() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let order = desk.ship_manual_order(desk.organisations.dealer).await;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let location = desk.location(dealer, customer, "Location A", "191000343919").await;
    let first = desk.attach(dealer, location, &order, &[("BE107573", 1)]).await;
    desk.attach(dealer, location, &order, &[("BE107585", 2)]).await;
    let body = json!({ "software_key_codes": first });
    desk.call::<DetachLicences>(dealer, &[&location], body).await.ok();
    desk.mails().await;
    let aggregate = keys::location(location);
    rewrite(&desk, &aggregate, |sequence, body| match sequence {
        // A name, of the location and of who made it, that no rule takes any more: what is kept is
        // read as it stands.
        1 => {
            body["happening"]["name"] = json!("Location\n\u{200b}A");
            body["actor"]["name"] = json!("x".repeat(300));
        }
        // A version to come knows how licences are lent, and puts more into the envelope.
        2 => {
            body["happening"] = json!({ "what": "licences-lent", "to": { "somebody": "else" } });
            body["tenancy"] = json!(7);
        }
        _ => {}
    })
    .await;

    let report = desk
        .app
        .store
        .verify(&desk.app.keys.audit().await.unwrap())
        .await
        .unwrap();
    assert_eq!(report.tampering, []);

    let history = desk.call::<ListLocationEvents>(dealer, &[&location], Value::Null).await;
    let unreadable = "Something that this version cannot show.";
    assert_eq!(
        summaries(history.ok()),
        [
            "Detached: BE107573 x 1.",
            "Attached from PO123456: BE107585 x 2.",
            unreadable,
            "The location Location\n\u{200b}A was added: SV8100 with hardware key code 191000343919."
        ]
    );
    let rows = history.ok()["items"].as_array().unwrap();
    assert_eq!(rows[3]["by"], "x".repeat(300));
    assert_eq!((&rows[2]["by"], &rows[2]["sequence"]), (&json!("dora"), &json!(2)));
    assert_eq!(rows[2]["operation"], "unreadable", "not even its name is told");
    assert_eq!(rows[3]["operation"], "location-created");

    // What stands beside it goes on: lists of what was attached, and the chain.
    let recent = desk.call::<ListRecentlyAttached>(dealer, &[], Value::Null).await;
    assert_eq!(recent.ok()["items"].as_array().unwrap().len(), 1);
    desk.attach(dealer, location, &order, &[("BE107573", 1)]).await;
    let audit = desk.app.keys.audit().await.unwrap();
    assert_eq!(desk.app.store.verify(&audit).await.unwrap().tampering, []);
}

#[tokio::test]
async fn what_an_unreadable_event_asks_for_is_done() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    desk.mails().await;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let location = desk.location(dealer, customer, "Location A", "191000343919").await;
    rewrite(&desk, &keys::location(location), |_, body| {
        body["happening"] = json!({ "what": "location-dreamt-of" });
    })
    .await;
    let mails = desk.mails().await;
    assert!(
        mails.iter().any(|mail| mail.subject.contains("Location A")),
        "the licence agreement"
    );
    assert_eq!(desk.ledger().await.due(), 0);
}

#[tokio::test]
async fn the_account_of_upgrades_is_in_the_history_of_buyers_alone() {
    let desk = Desk::start().await;
    let tenant = desk.organisations.tenant;
    desk.set_terms(terms()).await.ok();
    let both = "The terms are now: IoT Value Plan, Sold-To-ID 30012345, contract from 2026-01-01 to 2026-12-31.";
    let less = "The terms are now: IoT Value Plan, contract from 2026-01-01 to 2026-12-31.";
    for (who, sentence) in [(&desk.people.vendor, both), (desk.tenant(Role::TenantAdmin), less)] {
        let history = desk.call::<ListOrganisationEvents>(who, &[&tenant], Value::Null).await;
        assert_eq!(summaries(history.ok())[0], sentence);
    }
}
