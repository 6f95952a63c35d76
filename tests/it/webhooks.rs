//! The vendor's endpoint: signed, retried over a day, given up, sent again; and whatever the
//! receiver does, nothing is lost and nothing else stops.

use api::{ProblemCode, operations::*};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::TimeDelta;
use domain::organisation::Role;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use std::{
    cell::Cell,
    time::{Duration, Instant},
};
use tests::{AGENTS, Answer, Desk, Manner, Received, Receiver};

async fn set(desk: &Desk, body: Value) -> Answer {
    desk.call::<SetEndpoint>(&desk.people.vendor, &[], body).await
}

/// A desk whose vendor has this endpoint, and its secret.
async fn with_endpoint(receiver: &Receiver) -> (Desk, String) {
    let desk = Desk::with_tenant().await;
    let set = set(&desk, json!({ "url": receiver.url })).await;
    let secret = set.ok()["secret"].as_str().unwrap().to_owned();
    (desk, secret)
}

/// Buys five agents as the tenant's buyer; the message is on its way when this returns.
async fn buy(desk: &Desk) -> String {
    let id = desk.submit(desk.tenant(Role::Buyer), AGENTS, 1).await;
    desk.mails().await;
    id
}

async fn deliveries(desk: &Desk) -> Vec<Value> {
    let page = desk.call::<ListDeliveries>(&desk.people.vendor, &[], Value::Null).await;
    page.ok()["items"].as_array().unwrap().clone()
}

async fn delivery(desk: &Desk) -> Value {
    let all = deliveries(desk).await;
    assert_eq!(all.len(), 1);
    all[0].clone()
}

/// Whether the message is signed as the Standard Webhooks convention says.
fn is_signed(received: &Received, secret: &str) -> bool {
    let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    let of = |name: &str| received.headers[name].clone();
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&key).unwrap();
    mac.update(format!("{}.{}.{}", of("webhook-id"), of("webhook-timestamp"), received.body).as_bytes());
    of("webhook-signature") == format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

/// Makes attempts as they fall due until nothing waits; says at how many minutes each was.
async fn attempts(desk: &Desk) -> Vec<i64> {
    let start = desk.now();
    let mut at = Vec::new();
    loop {
        assert_eq!(desk.call_endpoint().await, 1);
        at.push((desk.now() - start).num_minutes());
        let Some(next) = delivery(desk).await["next_at"].as_str().map(str::to_owned) else {
            return at;
        };
        let next: chrono::DateTime<chrono::Utc> = next.parse().unwrap();
        desk.forward(next - desk.now() - TimeDelta::seconds(1));
        assert_eq!(desk.call_endpoint().await, 0, "too early");
        desk.forward(TimeDelta::seconds(1));
    }
}

#[tokio::test]
async fn the_quota_rises_once_the_receiver_has_taken_the_message() {
    let receiver = Receiver::start(Manner::Answers(204)).await;
    let (desk, secret) = with_endpoint(&receiver).await;
    let sent = desk.mails().await.len();
    let id = buy(&desk).await;
    assert_eq!(desk.status(&id).await, "in-progress");
    assert_eq!(desk.limit("agents").await, (5, 0));
    assert_eq!(desk.mails().await.len(), sent, "nothing to say yet");
    assert_eq!(desk.call_endpoint().await, 1);
    assert_eq!(desk.status(&id).await, "provisioned");
    assert_eq!(desk.limit("agents").await, (5, 5));
    assert_eq!(desk.mails().await.len(), sent + 2);
    assert_eq!(desk.call_endpoint().await, 0);

    let received = receiver.received();
    let [message] = received.as_slice() else {
        panic!("{received:?}")
    };
    assert_eq!(message.line, "POST /upgrades?from=latchkey HTTP/1.1");
    assert_eq!(message.headers["content-type"], "application/json");
    assert_eq!(message.headers["webhook-id"], format!("upgrade_{id}"));
    assert_eq!(message.headers["webhook-timestamp"], desk.now().timestamp().to_string());
    assert!(is_signed(message, &secret));
    let body: Value = serde_json::from_str(&message.body).unwrap();
    assert_eq!(
        body,
        json!({
            "type": "upgrade.bought",
            "timestamp": "2026-01-05T09:00:00Z",
            "data": {
                "upgrade_id": id,
                "upgrade_number": "IPP-1",
                "tenant_id": desk.organisations.tenant,
                "tenant_name": "Orchard Works",
                "sold_to_id": "30012345",
                "sku": AGENTS,
                "quantity": 1,
                "metric": "agents",
                "units": 5,
                "price": { "minor_units": 35605, "currency": "EUR" },
                "last_day": "2026-12-31",
            },
        })
    );
    let delivery = delivery(&desk).await;
    assert_eq!(delivery["status"], "delivered");
    assert_eq!(delivery["outcome"], "The receiver answered 204.");
    assert_eq!(delivery.get("next_at"), None);
    desk.ledger().await;
}

#[tokio::test]
async fn whatever_a_receiver_does_wrong_is_tried_again_under_the_same_id() {
    let receiver = Receiver::start(Manner::Answers(500)).await;
    let (desk, secret) = with_endpoint(&receiver).await;
    let id = buy(&desk).await;
    let manners = [
        (Manner::Answers(500), "The receiver answered 500."),
        (Manner::Answers(404), "The receiver answered 404."),
        (Manner::Redirects, "The receiver answered 307."),
        (Manner::Closes, "The receiver closed the connection before it answered."),
        (
            Manner::Babbles,
            "The receiver closed the connection before it answered.",
        ),
    ];
    for (attempt, (manner, outcome)) in (1..).zip(manners) {
        receiver.be(manner);
        assert_eq!(desk.call_endpoint().await, 1);
        let delivery = delivery(&desk).await;
        assert_eq!(delivery["status"], "waiting");
        assert_eq!(delivery["outcome"], outcome, "{manner:?}");
        assert_eq!(delivery["attempts"], attempt);
        assert_eq!(desk.status(&id).await, "in-progress");
        desk.forward(TimeDelta::hours(8));
    }
    receiver.be(Manner::Answers(200));
    desk.call_endpoint().await;
    assert_eq!(desk.status(&id).await, "provisioned");
    let received = receiver.received();
    assert_eq!(received.len(), 6);
    for message in &received {
        assert_eq!(message.headers["webhook-id"], format!("upgrade_{id}"));
        assert_eq!(message.body, received[0].body);
        assert!(is_signed(message, &secret));
    }
    // Nothing that the receiver wrote is kept.
    assert!(!format!("{:?}", desk.table().await).contains("<leak/>"));
    desk.ledger().await;
}

#[tokio::test]
async fn what_is_not_taken_for_a_day_fails_with_the_reason_and_says_so() {
    let receiver = Receiver::start(Manner::Answers(503)).await;
    let (desk, _) = with_endpoint(&receiver).await;
    let id = desk.ask(AGENTS, 1).await;
    desk.decide(&id, "approve").await.ok();
    let sent = desk.mails().await.len();
    let at = attempts(&desk).await;
    assert_eq!(at, [0, 0, 1, 6, 36, 156, 456, 936, 1416]);
    let view = desk.upgrade(&id).await;
    assert_eq!(view["summary"]["status"], "failed");
    assert_eq!(view["summary"]["failure"], "The receiver answered 503.");
    assert_eq!(desk.limit("agents").await, (5, 0));
    assert_eq!(delivery(&desk).await["status"], "failed");
    // The reminders are of a request that is decided: nothing is left to say of it.
    let mails = desk.mails().await.split_off(sent);
    let mut said: Vec<(&str, &str)> = mails
        .iter()
        .map(|mail| (mail.to[0].as_str(), mail.subject.as_str()))
        .collect();
    said.sort_unstable();
    assert_eq!(
        said,
        [
            ("tenant-buyer@example.com", "IPP-1 could not be provisioned"),
            (
                "tenant-standard-user@example.com",
                "REQ-1 was approved, and could not be provisioned"
            ),
        ]
    );
    assert!(
        mails
            .iter()
            .all(|mail| mail.text.contains("The receiver answered 503."))
    );
    desk.ledger().await;

    // The vendor repairs the endpoint and sends it again: it goes on where it stopped.
    receiver.be(Manner::Answers(200));
    let vendor = &desk.people.vendor;
    let again = desk.call::<SendAgain>(vendor, &[&id], json!({})).await;
    assert_eq!(again.ok()["status"], "waiting");
    assert_eq!(again.ok()["attempts"], 0);
    assert_eq!(desk.status(&id).await, "in-progress");
    assert_eq!(desk.call_endpoint().await, 1);
    assert_eq!(desk.status(&id).await, "provisioned");
    assert_eq!(desk.limit("agents").await, (5, 5));
    desk.ledger().await;
}

#[tokio::test]
async fn nobody_there_loses_nothing() {
    let receiver = Receiver::start(Manner::Answers(200)).await;
    let (desk, _) = with_endpoint(&receiver).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nobody = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    set(&desk, json!({ "url": nobody })).await.ok();
    let id = buy(&desk).await;
    desk.call_endpoint().await;
    assert_eq!(
        delivery(&desk).await["outcome"],
        "There is no connection to the endpoint."
    );
    // The endpoint moves: the next attempt goes where it is now.
    set(&desk, json!({ "url": receiver.url })).await.ok();
    desk.forward(TimeDelta::minutes(1));
    desk.call_endpoint().await;
    assert_eq!(desk.status(&id).await, "provisioned");
}

#[tokio::test]
async fn a_receiver_that_hangs_is_given_5_seconds_and_holds_up_nothing_else() {
    let receiver = Receiver::start(Manner::Hangs).await;
    let (desk, _) = with_endpoint(&receiver).await;
    for _ in 0..20 {
        desk.submit(desk.tenant(Role::Buyer), AGENTS, 1).await;
    }
    desk.mails().await;
    let started = Instant::now();
    let called = Cell::new(None);
    let calling = async {
        assert_eq!(desk.call_endpoint().await, 20);
        called.set(Some(started.elapsed()));
    };
    let mailing = async {
        let sent = desk.mails().await.len();
        desk.ask(AGENTS, 1).await;
        assert_eq!(desk.mails().await.len(), sent + 1);
        assert_eq!(called.get(), None, "mailed while the receiver hangs");
    };
    tokio::join!(calling, mailing);
    // 16 at a time, so twice 5 seconds.
    let called = called.get().unwrap();
    assert!(called >= Duration::from_secs(10), "{called:?}");
    for delivery in deliveries(&desk).await {
        assert_eq!(delivery["status"], "waiting");
        assert_eq!(delivery["outcome"], "The receiver did not answer within 5 seconds.");
    }
    receiver.be(Manner::Answers(200));
    desk.forward(TimeDelta::minutes(1));
    assert_eq!(desk.call_endpoint().await, 20);
    assert_eq!(desk.limit("agents").await, (5, 100));
    desk.ledger().await;
}

#[tokio::test]
async fn who_dies_while_calling_leaves_it_due_again() {
    let receiver = Receiver::start(Manner::Answers(200)).await;
    let (desk, _) = with_endpoint(&receiver).await;
    let id = buy(&desk).await;
    let key = store::keys::delivery(id.parse().unwrap());
    let claimed = desk.app.store.claim_delivery(&key, desk.now()).await.unwrap();
    assert!(claimed.is_some());
    assert_eq!(desk.call_endpoint().await, 0, "somebody is at it");
    desk.forward(TimeDelta::seconds(90));
    assert_eq!(desk.call_endpoint().await, 1);
    assert_eq!(desk.status(&id).await, "provisioned");
    // Who was thought dead has no say any more.
    let claimed = claimed.unwrap();
    let tried = claimed
        .delivery
        .tried(&domain::webhook::Attempt::Refused("Late.".to_owned()), desk.now());
    desk.app.store.note_attempt(&claimed, &tried).await.unwrap();
    assert_eq!(delivery(&desk).await["status"], "delivered");
}

#[tokio::test]
async fn what_was_delivered_can_be_sent_again_and_changes_nothing_here() {
    let receiver = Receiver::start(Manner::Answers(200)).await;
    let (desk, _) = with_endpoint(&receiver).await;
    let id = buy(&desk).await;
    desk.call_endpoint().await;
    let sent = desk.mails().await.len();
    let vendor = &desk.people.vendor;
    desk.call::<SendAgain>(vendor, &[&id], json!({})).await.ok();
    assert_eq!(desk.call_endpoint().await, 1);
    let received = receiver.received();
    assert_eq!(received.len(), 2);
    assert_eq!(received[0].headers["webhook-id"], received[1].headers["webhook-id"]);
    assert_eq!(received[0].body, received[1].body);
    assert_eq!(desk.limit("agents").await, (5, 5));
    assert_eq!(desk.mails().await.len(), sent);
    // Nor does giving up what had been delivered.
    receiver.be(Manner::Answers(500));
    desk.call::<SendAgain>(vendor, &[&id], json!({})).await.ok();
    attempts(&desk).await;
    assert_eq!(delivery(&desk).await["status"], "failed");
    assert_eq!(desk.status(&id).await, "provisioned");
    let asked = desk.ask(AGENTS, 1).await;
    desk.call::<SendAgain>(vendor, &[&asked], json!({}))
        .await
        .refused(ProblemCode::NotFound);
    desk.call::<SendAgain>(desk.tenant(Role::Buyer), &[&id], json!({}))
        .await
        .refused(ProblemCode::RoleMissing);
    desk.ledger().await;
}

#[tokio::test]
async fn without_an_endpoint_what_waits_is_provisioned_here() {
    let receiver = Receiver::start(Manner::Answers(500)).await;
    let (desk, _) = with_endpoint(&receiver).await;
    let id = buy(&desk).await;
    desk.call_endpoint().await;
    set(&desk, json!({ "url": null })).await.ok();
    desk.forward(TimeDelta::minutes(1));
    desk.call_endpoint().await;
    assert_eq!(desk.status(&id).await, "provisioned");
    let second = buy(&desk).await;
    assert_eq!(desk.status(&second).await, "provisioned");
    assert_eq!(deliveries(&desk).await.len(), 1);
    assert_eq!(receiver.received().len(), 1);
}

#[tokio::test]
async fn the_secret_is_shown_once_and_kept_nowhere() {
    let receiver = Receiver::start(Manner::Answers(200)).await;
    let (desk, first) = with_endpoint(&receiver).await;
    let vendor = &desk.people.vendor;
    let same = set(&desk, json!({ "url": receiver.url })).await;
    assert_eq!(same.ok().get("secret"), None);
    let other = format!("{}&x=1", receiver.url);
    let moved = set(&desk, json!({ "url": other })).await;
    assert_eq!(moved.ok().get("secret"), None, "another address keeps the secret");
    let body = json!({ "url": other, "new_secret": true });
    let renewed = desk
        .call_with_key::<SetEndpoint>(vendor, &[], body.clone(), Some("k"))
        .await;
    let second = renewed.ok()["secret"].as_str().unwrap().to_owned();
    assert_ne!(first, second);
    // The same key gets the first answer again.
    let again = desk.call_with_key::<SetEndpoint>(vendor, &[], body, Some("k")).await;
    assert_eq!(again.ok(), renewed.ok());
    let shown = desk.call::<GetEndpoint>(vendor, &[], Value::Null).await;
    assert_eq!(shown.ok()["url"], other);
    assert!(!shown.text.contains("whsec_"));
    let table = format!("{:?}", desk.table().await);
    for secret in [&first, &second] {
        assert!(!table.contains(secret.strip_prefix("whsec_").unwrap()));
    }
    // A new key of ours leaves the endpoint's secret as it is.
    desk.rotate(runtime::keys::KeyKind::Webhooks);
    buy(&desk).await;
    desk.call_endpoint().await;
    let received = receiver.received();
    assert!(is_signed(&received[0], &second));
    assert!(!is_signed(&received[0], &first));
}

#[tokio::test]
async fn an_endpoint_that_may_not_be_called_is_refused() {
    let desk = Desk::with_tenant().await;
    let table = desk.table().await;
    let long = format!("https://example.com/{}", "x".repeat(500));
    for url in [
        "",
        "x",
        "http://example.com/",
        "http://10.0.0.1/",
        "https://127.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://localhost/",
        "https://example.com:8443/",
        "https://user:password@example.com/",
        "https://example.com/#part",
        "javascript:alert(1)",
        &long,
    ] {
        let refused = set(&desk, json!({ "url": url })).await;
        assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["url"], "{url}");
    }
    assert_eq!(desk.table().await, table);
    let set = set(&desk, json!({ "url": "https://provisioning.example.com/upgrades" })).await;
    assert_eq!(set.ok()["endpoint"]["url"], "https://provisioning.example.com/upgrades");
}
