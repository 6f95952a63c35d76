//! A write that was done and whose answer was lost: the retry with the same idempotency
//! key gets the success, and nothing is done twice.

use api::{ProblemCode, operations::*};
use serde_json::{Value, json};
use std::sync::atomic::Ordering::SeqCst;
use tests::{Answer, Desk, Ledger, location_body, path};

/// How often the SDK sends one write until it gives up.
const SENDS: u32 = 3;

/// What is counted before and after.
fn count(ledger: &Ledger) -> (usize, usize, usize) {
    (ledger.events().len(), ledger.licences().len(), ledger.orders())
}

struct Change {
    operation: api::Operation,
    path: String,
    body: Value,
    by_vendor: bool,
}

fn change<E: api::Endpoint>(ids: &[&dyn ToString], by_vendor: bool, body: Value) -> Change {
    Change {
        operation: E::OPERATION,
        path: path(E::OPERATION.path, ids),
        body,
        by_vendor,
    }
}

impl Change {
    async fn send(&self, desk: &Desk, key: Option<&str>) -> Answer {
        let who = if self.by_vendor {
            &desk.people.vendor
        } else {
            &desk.people.dealer
        };
        let method = self.operation.method.as_str().parse().unwrap();
        desk.send(method, &self.path, Some(&who.token), self.body.clone(), key)
            .await
    }
}

/// One change of every kind, and the number of events that it makes.
async fn changes(desk: &Desk) -> Vec<(Change, usize)> {
    let dealer = &desk.people.dealer;
    let order = desk.ship(desk.organisations.dealer, "PO-1", &[("BE107585", 50)]).await;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let location = desk.location(dealer, customer, "Location A", "191000343919").await;
    let mut codes = Vec::new();
    for _ in 0..2 {
        codes.extend(desk.attach(dealer, location, &order, &[("BE107585", 1)]).await);
    }
    let lines = json!([{ "part": "BE107585", "quantity": 2 }]);
    let shipment = json!({
        "organisation_id": desk.organisations.dealer, "purchase_order": "PO-2", "sales_order": "SO-2", "lines": lines,
    });
    let user = json!({ "name": "Ines", "email": "ines@example.com", "roles": ["licence-user"] });
    let organisation = json!({ "kind": "dealer", "name": "Larch Voice" });
    let attach = json!({ "order_id": order, "lines": lines });
    let activate = json!({ "software_key_codes": [codes[1]], "terms_accepted": true });
    let customer_body = json!({ "name": "Quay Museum", "address": { "country": "NL" } });
    let new_location = location_body("sv8100", "190400324412", "Location B");
    vec![
        (change::<ShipOrder>(&[], true, shipment), 1),
        (change::<CreateOrganisation>(&[], true, organisation), 1),
        (change::<InviteUser>(&[&desk.organisations.dealer], true, user), 1),
        (change::<CreateCustomer>(&[], false, customer_body), 1),
        (change::<CreateLocation>(&[&customer], false, new_location), 1),
        (change::<AttachLicences>(&[&location], false, attach), 1),
        (
            change::<DetachLicences>(&[&location], false, json!({ "software_key_codes": [codes[0]] })),
            1,
        ),
        (change::<ActivateLicences>(&[&location], false, activate), 1),
        (change::<RegenerateLicenceFile>(&[&location], false, json!({})), 1),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_whose_answers_were_all_lost_is_found_done() {
    let desk = Desk::start().await;
    for (change, events) in changes(&desk).await {
        let name = change.operation.name;
        let before = count(&desk.ledger().await);
        desk.faults.lost_answers.store(SENDS, SeqCst);
        let first = change.send(&desk, Some(name)).await;
        assert_eq!(
            desk.faults.lost_answers.load(SeqCst),
            0,
            "{name}: every answer was lost"
        );
        first.ok();
        let after = count(&desk.ledger().await);
        assert_eq!(after.0, before.0 + events, "{name} is done once");
        assert_eq!(change.send(&desk, Some(name)).await.ok(), first.ok(), "{name}");
        assert_eq!(count(&desk.ledger().await), after, "{name}: the retry does nothing");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_who_is_told_nothing_certain_asks_again_with_the_same_key() {
    let desk = Desk::start().await;
    let (change, _) = changes(&desk).await.swap_remove(5);
    assert_eq!(change.operation.name, "attach-licences");
    let before = count(&desk.ledger().await);
    desk.faults.lost_answers.store(u32::MAX, SeqCst);
    let first = change.send(&desk, Some("key")).await;
    first.refused(ProblemCode::Internal);
    desk.faults.lost_answers.store(0, SeqCst);
    change.send(&desk, Some("key")).await.ok();
    let after = count(&desk.ledger().await);
    assert_eq!(after, (before.0 + 1, before.1 + 1, before.2), "attached once");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_key_nothing_is_done_twice_either() {
    let desk = Desk::start().await;
    for (change, events) in changes(&desk).await {
        let name = change.operation.name;
        let before = count(&desk.ledger().await);
        desk.faults.lost_answers.store(SENDS, SeqCst);
        change.send(&desk, None).await.ok();
        assert_eq!(
            desk.faults.lost_answers.load(SeqCst),
            0,
            "{name}: every answer was lost"
        );
        let after = count(&desk.ledger().await);
        assert_eq!(after.0, before.0 + events, "{name} is done once");
    }
}
