//! Idempotency keys: the same request again gets the first answer.

use api::{ProblemCode, operations::*};
use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use tests::{AGENTS, Answer, Desk, Person, decision, location_body};

fn customer(name: &str) -> Value {
    json!({ "name": name, "address": { "country": "NL" } })
}

async fn create(desk: &Desk, who: &Person, name: &str, key: &str) -> Answer {
    desk.call_with_key::<CreateCustomer>(who, &[], customer(name), Some(key))
        .await
}

#[tokio::test]
async fn the_same_key_and_body_get_the_first_answer() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let first = create(&desk, dealer, "Riverside Clinic", "k1").await;
    let table = desk.table().await;
    desk.forward(TimeDelta::hours(1));
    let again = create(&desk, dealer, "Riverside Clinic", "k1").await;
    assert_eq!(again.ok(), first.ok());
    assert_eq!(desk.table().await, table);
    // Without a key it is another customer; with another key too.
    let other = create(&desk, dealer, "Riverside Clinic", "k2").await;
    assert_ne!(other.ok()["customer_id"], first.body["customer_id"]);
}

#[tokio::test]
async fn the_first_answer_comes_again_after_the_state_has_changed() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let order = desk.ship(desk.organisations.dealer, "PO1", &[("BE107582", 5)]).await;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let hkc = location_body("sv8100", "191000343919", "A");
    let made = desk
        .call_with_key::<CreateLocation>(dealer, &[&customer], hkc.clone(), Some("k"))
        .await;
    let location = made.ok()["location_id"].as_str().unwrap().to_owned();
    let lines = json!({ "order_id": order, "lines": [{ "part": "BE107582", "quantity": 5 }] });
    let attached = desk
        .call_with_key::<AttachLicences>(dealer, &[&location], lines.clone(), Some("k"))
        .await;
    let codes = json!({ "software_key_codes": [attached.ok()["attached"][0]["software_key_code"]] });
    let detached = desk
        .call_with_key::<DetachLicences>(dealer, &[&location], codes.clone(), Some("k"))
        .await;
    detached.ok();
    let second = desk.call::<AttachLicences>(dealer, &[&location], lines.clone()).await;
    let mut activate = json!({ "software_key_codes": [second.ok()["attached"][0]["software_key_code"]] });
    activate["terms_accepted"] = json!(true);
    let activated = desk
        .call_with_key::<ActivateLicences>(dealer, &[&location], activate.clone(), Some("k"))
        .await;
    let details = json!({ "details": location_body("", "", "Renamed")["details"] });
    desk.call::<UpdateLocation>(dealer, &[&location], details).await.ok();
    desk.forward(TimeDelta::hours(23));
    let table = desk.table().await;
    // By now the hardware key code is taken, the line is empty, the licence is gone or
    // activated: each answer is still the first.
    let again = desk
        .call_with_key::<CreateLocation>(dealer, &[&customer], hkc, Some("k"))
        .await;
    assert_eq!(again.ok(), made.ok());
    let again = desk
        .call_with_key::<AttachLicences>(dealer, &[&location], lines, Some("k"))
        .await;
    assert_eq!(again.ok(), attached.ok());
    let again = desk
        .call_with_key::<DetachLicences>(dealer, &[&location], codes, Some("k"))
        .await;
    assert_eq!(again.ok(), detached.ok());
    let again = desk
        .call_with_key::<ActivateLicences>(dealer, &[&location], activate, Some("k"))
        .await;
    assert_eq!(again.ok(), activated.ok());
    assert_eq!(desk.table().await, table);
}

#[tokio::test]
async fn the_same_key_with_another_request_is_refused() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let first = create(&desk, dealer, "Riverside Clinic", "k").await;
    let id = first.ok()["customer_id"].as_str().unwrap().to_owned();
    let other = desk.customer(dealer, "Riverside Clinic").await;
    let update = async |id: &str, name: &str| {
        desk.call_with_key::<UpdateCustomer>(dealer, &[&id], customer(name), Some("k"))
            .await
    };
    update(&id, "Renamed").await.ok();
    let table = desk.table().await;
    create(&desk, dealer, "Riverside clinic", "k")
        .await
        .refused(ProblemCode::IdempotencyKeyReused);
    update(&id, "Otherwise")
        .await
        .refused(ProblemCode::IdempotencyKeyReused);
    // Also where there would be nothing to change, and where another thing is meant.
    let same = update(&other.to_string(), "Riverside Clinic").await;
    same.refused(ProblemCode::IdempotencyKeyReused);
    update(&other.to_string(), "Renamed")
        .await
        .refused(ProblemCode::IdempotencyKeyReused);
    assert_eq!(desk.table().await, table);
}

#[tokio::test]
async fn a_key_is_its_users_own() {
    let desk = Desk::start().await;
    let people = &desk.people;
    let mut ids: Vec<String> = Vec::new();
    for who in [
        &people.dealer,
        &people.dealer_swa,
        &people.other_dealer,
        &people.distributor,
    ] {
        let made = create(&desk, who, "Riverside Clinic", "k").await;
        ids.push(made.ok()["customer_id"].as_str().unwrap().to_owned());
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 4);
}

#[tokio::test]
async fn a_key_is_its_links_own() {
    let desk = Desk::with_tenant().await;
    let links = async || {
        let request = desk.ask(AGENTS, 1).await;
        (request, desk.action_token("tenant-buyer@example.com").await)
    };
    let (first, second) = (links().await, links().await);
    let decide = async |token: &str, comment: &str| {
        let mut body = decision("decline", comment);
        body["token"] = json!(token);
        desk.send(Method::POST, "/api/action-links/decide", None, body, Some("k"))
            .await
    };
    let one = decide(&first.1, "No.").await;
    let other = decide(&second.1, "No.").await;
    assert_eq!(one.ok()["upgrade"]["summary"]["upgrade_id"], first.0);
    assert_eq!(other.ok()["upgrade"]["summary"]["upgrade_id"], second.0);
    let table = desk.table().await;
    assert_eq!(decide(&first.1, "No.").await.ok(), one.ok());
    assert_eq!(decide(&second.1, "No.").await.ok(), other.ok());
    decide(&first.1, "Not now.")
        .await
        .refused(ProblemCode::IdempotencyKeyReused);
    assert_eq!(desk.table().await, table);
    // Neither link stands in what is remembered of it.
    let text = format!("{table:?}");
    assert!(!text.contains(&first.1) && !text.contains(&second.1));
}

#[tokio::test]
async fn who_has_lost_the_role_gets_no_remembered_answer() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    create(&desk, dealer, "Riverside Clinic", "k").await.ok();
    let ids: [&dyn ToString; 2] = [&dealer.organisation_id.unwrap(), &dealer.user_id.unwrap()];
    desk.call::<SetRoles>(&desk.people.vendor, &ids, json!({ "roles": [] }))
        .await
        .ok();
    create(&desk, dealer, "Riverside Clinic", "k")
        .await
        .refused(ProblemCode::RoleMissing);
}

#[tokio::test]
async fn after_a_day_a_key_counts_anew() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let first = create(&desk, dealer, "Riverside Clinic", "k").await;
    desk.forward(TimeDelta::hours(24));
    let kept = create(&desk, dealer, "Riverside Clinic", "k").await;
    assert_eq!(kept.ok(), first.ok());
    desk.forward(TimeDelta::seconds(1));
    let second = create(&desk, dealer, "Another Clinic", "k").await;
    assert_ne!(second.ok()["customer_id"], first.body["customer_id"]);
    assert_eq!(create(&desk, dealer, "Another Clinic", "k").await.ok(), second.ok());
    create(&desk, dealer, "Riverside Clinic", "k")
        .await
        .refused(ProblemCode::IdempotencyKeyReused);
}

#[tokio::test]
async fn what_was_refused_is_not_remembered() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    create(&desk, dealer, "", "k").await.refused(ProblemCode::InvalidFields);
    create(&desk, dealer, "Riverside Clinic", "k").await.ok();
}

#[tokio::test]
async fn a_key_has_1_to_128_characters() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let table = desk.table().await;
    for wrong in ["", &"k".repeat(129)] {
        let refused = create(&desk, dealer, "Riverside Clinic", wrong).await;
        assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["idempotency-key"]);
    }
    assert_eq!(desk.table().await, table);
    create(&desk, dealer, "Riverside Clinic", &"k".repeat(128)).await.ok();
    // Reading takes no key, and minds none.
    desk.call_with_key::<ListCustomers>(dealer, &[], json!(null), Some(&"k".repeat(129)))
        .await
        .ok();
}
