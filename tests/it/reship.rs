//! To which dealer SWA units are shipped on, where an address is users' of several.

use api::{ProblemCode, operations::*};
use domain::id::OrganisationId;
use serde_json::{Value, json};
use tests::{Answer, Desk};

const SHARED: &str = "sam@example.com";

async fn allow(desk: &Desk, dealer: OrganisationId, allowed: bool) {
    let ids: [&dyn ToString; 2] = [&desk.organisations.distributor, &dealer];
    desk.call::<SetShippingAllowance>(&desk.people.vendor, &ids, json!({ "allowed": allowed }))
        .await
        .ok();
}

/// A distributor with units; the address is a user's of one dealer, and somebody's who is invited to another.
async fn two_dealers() -> Desk {
    let desk = Desk::start().await;
    let organisations = desk.organisations;
    let units = json!({
        "organisation_id": organisations.distributor, "purchase_order": "U1", "sales_order": "U1",
        "lines": [{ "part": "BE112031", "quantity": 100 }],
    });
    desk.call::<ShipOrder>(&desk.people.vendor, &[], units).await.ok();
    let invited = json!({ "name": "Sam", "email": "Sam@Example.com", "roles": ["swa-user"] });
    desk.call::<InviteUser>(&desk.people.vendor, &[&organisations.other_dealer], invited)
        .await
        .ok();
    desk.mails().await;
    desk
}

fn reshipment(number: &str) -> Value {
    json!({ "dealer_email": SHARED, "purchase_order": number, "sales_order": number, "quantity": 7 })
}

async fn reship(desk: &Desk, body: Value) -> Answer {
    desk.call::<ReshipSwaUnits>(&desk.people.distributor_swa, &[], body)
        .await
}

fn to(dealer: impl ToString, number: &str) -> Value {
    let mut body = reshipment(number);
    body["dealer_id"] = json!(dealer.to_string());
    body
}

#[tokio::test]
async fn the_sender_chooses_among_the_dealers_whose_user_has_the_address() {
    let desk = two_dealers().await;
    let (fenwick, alder) = (desk.organisations.dealer, desk.organisations.other_dealer);
    allow(&desk, fenwick, true).await;
    allow(&desk, alder, true).await;
    let table = desk.table().await;
    for dry_run in [true, false] {
        let mut body = reshipment("P");
        body["dry_run"] = json!(dry_run);
        let which = reship(&desk, body).await;
        assert_eq!(which.refused_fields(ProblemCode::DealerAmbiguous), ["dealer_id"]);
        let choices = json!([
            { "organisation_id": alder, "name": "Alder Networks" },
            { "organisation_id": fenwick, "name": "Fenwick Telecom" },
        ]);
        assert_eq!(which.body["choices"], choices);
    }
    assert_eq!(desk.table().await, table);
    for (dealer, name) in [(fenwick, "Fenwick Telecom"), (alder, "Alder Networks")] {
        let shipped = reship(&desk, to(dealer, "P")).await;
        assert_eq!(shipped.ok()["shipment"], "shipped");
        assert_eq!(shipped.body["order"]["organisation_name"], name);
        assert_eq!(reship(&desk, to(dealer, "P")).await.ok()["shipment"], "already_shipped");
    }
    desk.ledger().await;
}

#[tokio::test]
async fn a_dealer_whom_the_vendor_does_not_allow_is_no_choice_and_is_not_told_of() {
    let desk = two_dealers().await;
    let (fenwick, alder) = (desk.organisations.dealer, desk.organisations.other_dealer);
    let unknown = OrganisationId::new(9, &[9; 10]);
    let none = reship(&desk, reshipment("P0")).await;
    assert_eq!(none.refused_fields(ProblemCode::NoAllowance), ["dealer_email"]);
    allow(&desk, alder, true).await;
    allow(&desk, alder, false).await;
    allow(&desk, fenwick, true).await;
    let shipped = reship(&desk, reshipment("P1")).await;
    assert_eq!(shipped.ok()["order"]["organisation_name"], "Fenwick Telecom");
    reship(&desk, to(fenwick, "P2")).await.ok();
    // One that may not be shipped to, one that there is not, and one that has no such user are all one.
    let table = desk.table().await;
    let said = |answer: &Answer| {
        assert_eq!(answer.refused_fields(ProblemCode::NoAllowance), ["dealer_id"]);
        answer.body["detail"].clone()
    };
    let refused = said(&reship(&desk, to(alder, "P3")).await);
    assert_eq!(said(&reship(&desk, to(unknown, "P3")).await), refused);
    let mut body = to(alder, "P3");
    body["dealer_email"] = json!("dora@example.com");
    allow(&desk, alder, true).await;
    assert_eq!(said(&reship(&desk, body).await), refused);
    allow(&desk, alder, false).await;
    let odd = reship(&desk, to("none", "P3")).await;
    assert_eq!(odd.refused_fields(ProblemCode::InvalidFields), ["dealer_id"]);
    assert_eq!(desk.table().await.len(), table.len() + 2, "the two events of allowing");
}

#[tokio::test]
async fn users_of_before_addresses_were_keys_are_found() {
    let desk = two_dealers().await;
    let (fenwick, alder) = (desk.organisations.dealer, desk.organisations.other_dealer);
    allow(&desk, fenwick, true).await;
    allow(&desk, alder, true).await;
    desk.forget_addresses(fenwick).await;
    let which = reship(&desk, reshipment("P")).await;
    which.refused(ProblemCode::DealerAmbiguous);
    desk.forget_addresses(alder).await;
    assert_eq!(
        reship(&desk, reshipment("P")).await.body["choices"],
        which.body["choices"]
    );
    let shipped = reship(&desk, to(alder, "P")).await;
    assert_eq!(shipped.ok()["order"]["organisation_name"], "Alder Networks");
    desk.ledger().await;
}
