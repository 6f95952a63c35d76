//! Activated once, for good, however often and however many ask.

use crate::{at_once, call, succeeded};
use api::{ProblemCode, operations::*};
use domain::id::LocationId;
use serde_json::{Value, json};
use std::sync::{Arc, atomic::Ordering::SeqCst};
use tests::{Answer, Desk};

async fn attached(desk: &Desk) -> (LocationId, Vec<String>) {
    let dealer = &desk.people.dealer;
    let order = desk.ship_manual_order(desk.organisations.dealer).await;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let location = desk.location(dealer, customer, "Location A", "191000343919").await;
    let codes = desk
        .attach(dealer, location, &order, &[("BE107582", 5), ("BE107585", 20)])
        .await;
    (location, codes)
}

fn chosen(codes: &[String]) -> Value {
    json!({ "software_key_codes": codes, "terms_accepted": true })
}

async fn hundred_times(key: impl Fn(u32) -> Option<String>, conflict_every: u32) -> (Arc<Desk>, Vec<Answer>) {
    let desk = Arc::new(Desk::start().await);
    let (location, codes) = attached(&desk).await;
    desk.faults.conflict_every.store(conflict_every, SeqCst);
    let calls = (0..100)
        .map(|number| call::<ActivateLicences>(&desk, &desk.people.dealer, &[&location], chosen(&codes), key(number)));
    let answers = at_once(calls).await;
    (desk, answers)
}

async fn is_activated_once(desk: &Desk) {
    let ledger = desk.ledger().await;
    assert_eq!((ledger.count("licences-activated"), ledger.licence_files()), (1, 1));
    assert!(ledger.licences().iter().all(|licence| licence.activated));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_request_sent_a_hundred_times_is_one_activation_with_one_answer() {
    for conflict_every in [0, 2] {
        let (desk, answers) = hundred_times(|_| Some("the same".to_owned()), conflict_every).await;
        for answer in &answers {
            assert_eq!(answer.ok(), answers[0].ok());
        }
        is_activated_once(&desk).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_requests_are_one_activation() {
    for conflict_every in [0, 2] {
        let (desk, answers) = hundred_times(|number| Some(format!("key {number}")), conflict_every).await;
        assert_eq!(succeeded(&answers, ProblemCode::AlreadyActivated), 1);
        is_activated_once(&desk).await;
    }
    let (desk, answers) = hundred_times(|_| None, 0).await;
    assert_eq!(succeeded(&answers, ProblemCode::AlreadyActivated), 1);
    is_activated_once(&desk).await;
}

/// What became of a licence that was detached and activated at once.
fn settled(detached: &Answer, activated: &Answer) {
    match (detached.status.is_success(), activated.status.is_success()) {
        (true, false) => drop(activated.refused(ProblemCode::NotAttached)),
        (false, true) => drop(detached.refused(ProblemCode::AlreadyActivated)),
        both => panic!("detached, activated: {both:?}\n{detached:#?}\n{activated:#?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_licence_is_detached_or_activated_and_never_both() {
    for conflict_every in [0, 3] {
        let desk = Arc::new(Desk::start().await);
        let dealer = &desk.people.dealer;
        let order = desk.ship(desk.organisations.dealer, "PO-1", &[("BE107585", 40)]).await;
        let customer = desk.customer(dealer, "Riverside Clinic").await;
        let location = desk.location(dealer, customer, "Location A", "191000343919").await;
        let mut codes = Vec::new();
        for _ in 0..20 {
            codes.extend(desk.attach(dealer, location, &order, &[("BE107585", 1)]).await);
        }
        desk.faults.conflict_every.store(conflict_every, SeqCst);
        let calls = codes.iter().flat_map(|code| {
            let one = std::slice::from_ref(code);
            [
                tokio::spawn(call::<DetachLicences>(
                    &desk,
                    dealer,
                    &[&location],
                    json!({ "software_key_codes": one }),
                    None,
                )),
                tokio::spawn(call::<ActivateLicences>(&desk, dealer, &[&location], chosen(one), None)),
                tokio::spawn(call::<AttachLicences>(
                    &desk,
                    dealer,
                    &[&location],
                    json!({ "order_id": order, "lines": [{ "part": "BE107585", "quantity": 1 }] }),
                    None,
                )),
            ]
        });
        let calls: Vec<_> = calls.collect();
        let answers: Vec<_> = at_once(calls).await.into_iter().map(Result::unwrap).collect();
        for three in answers.chunks(3) {
            settled(&three[0], &three[1]);
            three[2].ok();
        }
        let activated = answers.chunks(3).filter(|three| three[1].status.is_success()).count();
        let ledger = desk.ledger().await;
        let licences = ledger.licences();
        assert_eq!(licences.iter().filter(|licence| licence.activated).count(), activated);
        assert_eq!(licences.iter().filter(|licence| !licence.activated).count(), 20);
        assert_eq!(ledger.available(&order) as usize, 20 - activated);
        println!("{activated} of 20 were activated, the others detached");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_made_anew_at_once_are_numbered_without_a_gap() {
    let desk = Arc::new(Desk::start().await);
    let (location, codes) = attached(&desk).await;
    let dealer = &desk.people.dealer;
    desk.call::<ActivateLicences>(dealer, &[&location], chosen(&codes))
        .await
        .ok();
    let calls = (0..30).map(|_| call::<RegenerateLicenceFile>(&desk, dealer, &[&location], json!({}), None));
    let mut sequences: Vec<_> = at_once(calls)
        .await
        .iter()
        .map(|answer| answer.ok()["sequence"].as_u64().unwrap())
        .collect();
    sequences.sort_unstable();
    assert_eq!(sequences, (2..=31).collect::<Vec<_>>());
    assert_eq!(desk.ledger().await.licence_files(), 31);
}
