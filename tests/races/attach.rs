//! Never more than the line holds, however many attach at once; nothing made, nothing lost.

use crate::{at_once, call, succeeded};
use api::{ProblemCode, operations::*};
use domain::id::LocationId;
use serde_json::{Value, json};
use std::sync::{Arc, atomic::Ordering::SeqCst};
use tests::Desk;

const PART: &str = "BE107585";
const ROOM: u32 = 50;

fn one_unit(order: &str) -> Value {
    json!({ "order_id": order, "lines": [{ "part": PART, "quantity": 1 }] })
}

async fn locations(desk: &Desk, how_many: u64) -> Vec<LocationId> {
    let dealer = &desk.people.dealer;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let mut locations = Vec::new();
    for number in 0..how_many {
        let hkc = format!("19{number:010}");
        locations.push(
            desk.location(dealer, customer, &format!("Location {number}"), &hkc)
                .await,
        );
    }
    locations
}

/// Four times as many callers as there are units want one each; the faults are injected
/// meanwhile.
async fn race(units: u32, how_many_locations: u64, conflict_every: u32, throttle_every: u32) {
    let desk = Arc::new(Desk::start().await);
    let order = desk.ship(desk.organisations.dealer, "PO-1", &[(PART, units)]).await;
    let locations = locations(&desk, how_many_locations).await;
    desk.faults.conflict_every.store(conflict_every, SeqCst);
    desk.faults.throttle_every.store(throttle_every, SeqCst);
    let answers = at_once((0..units as usize * 4).map(|caller| {
        let location = locations[caller % locations.len()];
        call::<AttachLicences>(&desk, &desk.people.dealer, &[&location], one_unit(&order), None)
    }))
    .await;
    let units = units as usize;
    assert_eq!(succeeded(&answers, ProblemCode::NotEnoughUnits), units);
    let ledger = desk.ledger().await;
    assert_eq!((ledger.available(&order), ledger.licences().len()), (0, units));
    assert_eq!(ledger.count("licences-attached"), units);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_at_twenty_locations_share_fifty_units() {
    race(ROOM, 20, 0, 0).await;
}

// At one location every winner makes all others decide again: the work grows with the
// square of the callers, so there are fewer.
#[tokio::test(flavor = "multi_thread")]
async fn eighty_at_one_location_share_twenty_units() {
    race(20, 1, 0, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_share_fifty_units_under_conflicts_and_throttles() {
    race(ROOM, 20, 3, 5).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn eighty_at_one_location_share_twenty_units_under_conflicts_and_throttles() {
    race(20, 1, 3, 5).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn units_that_come_back_meanwhile_are_given_out_once() {
    for (conflict_every, throttle_every) in [(0, 0), (3, 5)] {
        let desk = Arc::new(Desk::start().await);
        let dealer = &desk.people.dealer;
        let order = desk.ship(desk.organisations.dealer, "PO-1", &[(PART, ROOM)]).await;
        let locations = locations(&desk, 10).await;
        let mut attached = Vec::new();
        for number in 0..ROOM as usize {
            let location = locations[number % locations.len()];
            let codes = desk.attach(dealer, location, &order, &[(PART, 1)]).await;
            attached.push((location, codes));
        }
        desk.faults.conflict_every.store(conflict_every, SeqCst);
        desk.faults.throttle_every.store(throttle_every, SeqCst);
        let detaching = attached.into_iter().take(30).map(|(location, codes)| {
            let body = json!({ "software_key_codes": codes });
            tokio::spawn(call::<DetachLicences>(&desk, dealer, &[&location], body, None))
        });
        let attaching = (0..120).map(|caller| {
            let location = locations[caller % locations.len()];
            tokio::spawn(call::<AttachLicences>(
                &desk,
                dealer,
                &[&location],
                one_unit(&order),
                None,
            ))
        });
        let calls: Vec<_> = detaching.chain(attaching).collect();
        let answers: Vec<_> = at_once(calls).await.into_iter().map(Result::unwrap).collect();
        let (detached, tried) = answers.split_at(30);
        assert_eq!(
            succeeded(detached, ProblemCode::NotAttached),
            30,
            "everything could be detached"
        );
        let again = succeeded(tried, ProblemCode::NotEnoughUnits);
        let ledger = desk.ledger().await;
        let left = ledger.available(&order);
        assert_eq!(ledger.licences().len(), 20 + again);
        assert_eq!(left as usize + 20 + again, ROOM as usize);
        println!("{again} of 30 units that came back were taken again, {left} are in the bin");
    }
}
