//! A code is redeemed once, however many redeem it at once; a seat goes to one device, a serial
//! number to one, a request gets one decision.

use crate::{at_once, call, succeeded};
use api::{Endpoint, ProblemCode, operations::*};
use serde_json::{Value, json};
use std::{
    sync::{Arc, atomic::Ordering::SeqCst},
    time::Instant,
};
use tests::{Answer, Desk, Person, activation_body, confirmed};
use tokio::sync::Semaphore;

/// Attempts that are under way at once.
const AT_ONCE: usize = 400;

/// How many organisations try one code, each ten times. `LATCHKEY_LONG=1` asks for a thousand.
fn organisations() -> usize {
    if std::env::var_os("LATCHKEY_LONG").is_some() {
        1000
    } else {
        20
    }
}

/// An attempt: when it began and ended, whose it was, and the answer.
struct Attempt {
    began: Instant,
    ended: Instant,
    who: Person,
    key: String,
    answer: Answer,
}

/// Ten attempts of each buyer on one thing.
async fn attempts<E: Endpoint>(desk: &Arc<Desk>, buyers: &[Person], body: &Value) -> Vec<Attempt> {
    let places = Arc::new(Semaphore::new(AT_ONCE));
    // Those of one organisation are apart.
    let tries = (0..10).flat_map(|attempt| buyers.iter().map(move |who| (attempt, who)));
    let calls = tries.map(|(attempt, who)| {
        let key = format!("{} {attempt}", who.subject);
        let call = call::<E>(desk, who, &[], body.clone(), Some(key.clone()));
        let (places, who) = (places.clone(), who.clone());
        async move {
            let _place = places.acquire().await.unwrap();
            let began = Instant::now();
            let answer = call.await;
            Attempt {
                began,
                ended: Instant::now(),
                who,
                key,
                answer,
            }
        }
    });
    let calls: Vec<_> = calls.collect();
    at_once(calls).await
}

/// Of all attempts one won; its organisation is told so, others are told nothing.
fn the_winner(attempts: &[Attempt]) -> &Attempt {
    let won: Vec<_> = attempts.iter().filter(|one| one.answer.status.is_success()).collect();
    assert_eq!(won.len(), 1, "one success");
    let winner = won[0];
    for one in attempts.iter().filter(|one| !one.answer.status.is_success()) {
        let code = one.answer.body["code"].as_str().unwrap();
        if code == ProblemCode::CodeUsed.code() {
            assert_eq!(one.who.organisation_id, winner.who.organisation_id);
            assert!(one.ended > winner.began, "used before the winner began");
        } else {
            // Ten wrong ones, and there is a wait.
            let told = [ProblemCode::CodeUnknown.code(), ProblemCode::TooManyAttempts.code()];
            assert!(told.contains(&code), "{}", one.answer.text);
            assert_ne!(one.who.organisation_id, winner.who.organisation_id);
        }
    }
    winner
}

/// The winner's retry gets its success again, and nothing more happens.
async fn retried<E: Endpoint>(desk: &Arc<Desk>, winner: &Attempt, body: &Value) {
    let table = desk.table().await;
    let again = desk
        .call_with_key::<E>(&winner.who, &[], body.clone(), Some(&winner.key))
        .await;
    assert_eq!(again.ok(), winner.answer.ok());
    assert_eq!(desk.table().await, table);
}

async fn package_race(conflict_every: u32, throttle_every: u32) {
    let desk = Arc::new(Desk::with_tenant().await);
    let buyers = desk.other_tenants(organisations()).await;
    let code = desk.package_code().await;
    let sent = desk.mails().await.len();
    let before = desk.ledger().await;
    desk.faults.conflict_every.store(conflict_every, SeqCst);
    desk.faults.throttle_every.store(throttle_every, SeqCst);
    let body = activation_body(&code);
    let attempts = attempts::<SubmitActivation>(&desk, &buyers, &body).await;
    desk.faults.conflict_every.store(0, SeqCst);
    desk.faults.throttle_every.store(0, SeqCst);
    let winner = the_winner(&attempts);
    retried::<SubmitActivation>(&desk, winner, &body).await;
    assert_eq!(desk.mails().await.len() - sent, 1, "one mail");
    let after = desk.ledger().await;
    assert_eq!(
        after.count("activation-submitted") - before.count("activation-submitted"),
        1
    );
    println!("{} attempts of {} organisations", attempts.len(), buyers.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_all_organisations_that_redeem_a_package_code_one_does() {
    package_race(0, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_all_organisations_that_redeem_a_package_code_under_conflicts_one_does() {
    package_race(3, 5).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_all_organisations_that_redeem_a_subscription_code_one_does() {
    let desk = Arc::new(Desk::with_tenant().await);
    let buyers = desk.other_tenants(organisations()).await;
    let (_, code) = desk.issue("standard", 12, 5).await;
    let body = json!({ "code": code, "devices": [] });
    let attempts = attempts::<RedeemCode>(&desk, &buyers, &body).await;
    let winner = the_winner(&attempts);
    retried::<RedeemCode>(&desk, winner, &body).await;
    let ledger = desk.ledger().await;
    assert_eq!(ledger.subscriptions().len(), 1, "one entitlement");
    assert_eq!(
        ledger.subscriptions()[0].organisation_id,
        winner.who.organisation_id.unwrap()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_revoked_and_redeemed_at_once_is_one_of_both() {
    let desk = Arc::new(Desk::with_tenant().await);
    let (buyer, dealer) = (desk.buyer().clone(), desk.people.dealer.clone());
    for _ in 0..5 {
        let (batch, code) = desk.issue("standard", 12, 5).await;
        let redeem = json!({ "code": code, "devices": [] });
        let numbers = json!({ "numbers": [1] });
        let redeeming = tokio::spawn(call::<RedeemCode>(&desk, &buyer, &[], redeem, None));
        let revoking = tokio::spawn(call::<RevokeCodes>(&desk, &dealer, &[&batch], numbers, None));
        let (redeemed, revoked) = (redeeming.await.unwrap(), revoking.await.unwrap());
        assert_ne!(redeemed.status.is_success(), revoked.status.is_success());
        if revoked.status.is_success() {
            redeemed.refused(ProblemCode::CodeUnknown);
        } else {
            revoked.refused(ProblemCode::CodesNotUnused);
        }
        desk.ledger().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_codes_on_one_device_at_once_give_what_was_shown_or_nothing() {
    let desk = Arc::new(Desk::with_tenant().await);
    let buyer = desk.buyer().clone();
    for number in 0..5 {
        let device = [desk.device(&format!("Rack {number}")).await];
        let mut calls = Vec::new();
        for plan in ["standard", "advanced"] {
            let (_, code) = desk.issue(plan, 12, 1).await;
            let shown = confirmed(desk.preview(&code, &device).await.ok());
            let body = json!({ "code": code, "devices": shown });
            calls.push(call::<RedeemCode>(&desk, &buyer, &[], body, None));
        }
        let answers = at_once(calls).await;
        assert_eq!(succeeded(&answers, ProblemCode::PreviewOutdated), 1);
        assert_eq!(desk.periods(&device[0]).await.len(), 1);
        desk.ledger().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn seats_go_to_as_many_devices_as_there_are() {
    let desk = Arc::new(Desk::with_tenant().await);
    let buyer = desk.buyer().clone();
    let (_, code) = desk.issue("standard", 12, 5).await;
    let redeemed = desk.redeem(&code, &[]).await;
    let id = redeemed.ok()["subscription_id"].as_str().unwrap().to_owned();
    let mut calls = Vec::new();
    for number in 0..20 {
        let device = desk.device(&format!("Rack {number}")).await;
        let preview = json!({ "device_ids": [device] });
        let preview = desk.call::<PreviewAssignment>(&buyer, &[&id], preview).await;
        let body = json!({ "devices": confirmed(preview.ok()) });
        calls.push(call::<AssignSeats>(&desk, &buyer, &[&id], body, None));
    }
    desk.faults.conflict_every.store(4, SeqCst);
    let answers = at_once(calls).await;
    desk.faults.conflict_every.store(0, SeqCst);
    assert_eq!(succeeded(&answers, ProblemCode::NotEnoughSeats), 5);
    assert_eq!(desk.ledger().await.subscriptions()[0].unassigned, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_serial_number_that_many_add_at_once_is_added_once() {
    let desk = Arc::new(Desk::with_tenant().await);
    let buyer = desk.buyer().clone();
    let calls = (0..20).map(|number| {
        let serial = if number % 2 == 0 { "ab-1" } else { "AB-1" };
        let body = json!({ "name": format!("Rack {number}"), "serial": serial, "model": "AP9640" });
        call::<CreateDevice>(&desk, &buyer, &[], body, None)
    });
    let calls: Vec<_> = calls.collect();
    assert_eq!(succeeded(&at_once(calls).await, ProblemCode::SerialTaken), 1);
    desk.ledger().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_gets_one_decision_and_one_replacement() {
    let desk = Arc::new(Desk::with_tenant().await);
    let operator = desk.operator().clone();
    let package = desk.package("Plant Starter").await;
    let batch = desk.generate(&package, 4).await;
    let (mut approved, before) = (0, desk.limit("agents").await.1);
    for code in desk.export(&operator, &batch).await {
        let id = desk.ask_to_activate(&code).await;
        let token = desk.activation_token("tenant-operator@example.com").await;
        let decide = |number: usize| {
            let verdict = ["approve", "decline"][number % 2];
            json!({ "verdict": verdict, "comment": "x" })
        };
        let in_app = (0..10)
            .map(|number| tokio::spawn(call::<DecideActivation>(&desk, &operator, &[&id], decide(number), None)));
        let by_link = (0..10).map(|number| {
            let (desk, mut body) = (desk.clone(), decide(number));
            body["token"] = json!(token);
            tokio::spawn(async move {
                loop {
                    let answer = desk.send_activation("decide", body.clone()).await;
                    if answer.body["code"] != ProblemCode::TooBusy.code() {
                        return answer;
                    }
                }
            })
        });
        let calls: Vec<_> = in_app.chain(by_link).collect();
        let answers: Vec<Answer> = at_once(calls).await.into_iter().map(Result::unwrap).collect();
        assert_eq!(succeeded(&answers, ProblemCode::AlreadyDecided), 1);
        let sent = desk.mails().await.len();
        let replace = (0..10).map(|_| call::<ReplaceCode>(&desk, &operator, &[&id], json!({}), None));
        let replaced = at_once(replace.collect::<Vec<_>>()).await;
        let view = desk.call::<GetActivation>(&operator, &[&id], Value::Null).await;
        let declined = view.ok()["status"] == "declined";
        approved += usize::from(!declined);
        assert_eq!(succeeded(&replaced, ProblemCode::NoReplacement), usize::from(declined));
        assert_eq!(desk.mails().await.len() - sent, usize::from(declined));
    }
    assert_eq!(desk.limit("agents").await.1 - before, 10 * approved as u64);
    desk.ledger().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_is_asked_for_many_times_at_once_is_made_once() {
    let desk = Arc::new(Desk::with_tenant().await);
    let operator = desk.operator().clone();
    let package = desk.package("Plant Starter").await;
    let body = json!({ "delivery": { "by": "csv", "count": 150 } });
    let calls = (0..6).map(|_| {
        let key = Some("batch".to_owned());
        call::<GenerateCodes>(&desk, &operator, &[&package], body.clone(), key)
    });
    let calls: Vec<_> = calls.collect();
    let answers = at_once(calls).await;
    assert!(answers.iter().all(|answer| answer.ok() == answers[0].ok()));
    let listed = desk.call::<ListCodeBatches>(&operator, &[], Value::Null).await;
    assert_eq!(listed.ok()["items"].as_array().unwrap().len(), 1);
    let batch = answers[0].ok()["batch_id"].as_str().unwrap();
    assert_eq!(desk.export(&operator, batch).await.len(), 150);
    desk.ledger().await;
}

/// What each change is, by whom, on what.
async fn changes(desk: &Desk) -> Vec<(Person, api::Operation, String, Value)> {
    fn change<E: Endpoint>(
        who: &Person,
        ids: &[&dyn ToString],
        body: Value,
    ) -> (Person, api::Operation, String, Value) {
        (who.clone(), E::OPERATION, tests::path(E::OPERATION.path, ids), body)
    }
    let (buyer, operator, dealer) = (desk.buyer(), desk.operator(), &desk.people.dealer);
    let package = desk.package("Plant Starter").await;
    let batch = desk.generate(&package, 4).await;
    let codes = desk.export(operator, &batch).await;
    let (subscription_batch, seats) = desk.issue("standard", 12, 5).await;
    let device = [desk.device("Rack 1").await];
    let shown = confirmed(desk.preview(&seats, &device).await.ok());
    let approved = desk.ask_to_activate(&codes[0]).await;
    let declined = desk.ask_to_activate(&codes[1]).await;
    desk.decide_activation(&declined, "decline").await.ok();
    let decide = json!({ "verdict": "approve", "comment": "Yes." });
    let issue = json!({ "plan": "standard", "months": 1, "seats": 1, "email": "a@example.com" });
    let device = json!({ "name": "Rack 2", "serial": "SN-2", "model": "AP9640" });
    vec![
        change::<IssueSubscriptionCode>(dealer, &[], issue),
        change::<MailCodes>(dealer, &[&subscription_batch], json!({ "numbers": [1] })),
        change::<RedeemCode>(buyer, &[], json!({ "code": seats, "devices": shown })),
        change::<SubmitActivation>(buyer, &[], activation_body(&codes[2])),
        change::<RevokeCodes>(operator, &[&batch], json!({ "numbers": [4] })),
        change::<DecideActivation>(operator, &[&approved], decide),
        change::<ReplaceCode>(operator, &[&declined], json!({})),
        change::<CreateDevice>(buyer, &[], device),
        change::<CreatePackage>(operator, &[], tests::package_body("Another")),
    ]
}

#[tokio::test]
async fn a_crash_before_or_after_the_write_and_a_retry_come_to_the_same() {
    for after_writing in [false, true] {
        let desk = Desk::with_tenant().await;
        for (who, operation, path, body) in changes(&desk).await {
            let name = operation.name;
            let method: reqwest::Method = operation.method.as_str().parse().unwrap();
            let send = async || {
                let token = Some(who.token.as_str());
                desk.send(method.clone(), &path, token, body.clone(), Some(name)).await
            };
            desk.mails().await;
            let before = desk.ledger().await.events().len();
            desk.faults.die_at(1, after_writing);
            send().await.refused(ProblemCode::Internal);
            desk.faults.die_at(0, false);
            let first = send().await;
            let events = desk.ledger().await.events().len() - before;
            // A replacement is an event of the request, and the first of its batch.
            assert_eq!(events, if name == "replace-code" { 2 } else { 1 }, "{name}");
            let table = desk.table().await;
            assert_eq!(send().await.ok(), first.ok(), "{name}");
            assert_eq!(desk.table().await, table, "{name}");
        }
    }
}
