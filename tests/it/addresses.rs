//! A mail address is one user's of each organisation, in whatever case it is written.

use api::{ProblemCode, operations::*};
use domain::{id::OrganisationId, organisation::Role};
use serde_json::{Value, json};
use tests::{Answer, Desk, Person};

fn somebody(email: &str, role: &str) -> Value {
    json!({ "name": "Somebody", "email": email, "roles": [role] })
}

async fn invite(desk: &Desk, to: OrganisationId, email: &str) -> Answer {
    desk.call::<InviteUser>(&desk.people.vendor, &[&to], somebody(email, "licence-user"))
        .await
}

/// Refused at the address, with who has it.
#[track_caller]
fn taken(answer: &Answer, by: &str) {
    assert_eq!(answer.refused_fields(ProblemCode::AddressTaken), ["email"]);
    let detail = answer.body["detail"].as_str().unwrap();
    assert!(detail.starts_with(by), "{detail}");
}

#[tokio::test]
async fn an_address_is_one_users_of_an_organisation_in_whatever_case() {
    let desk = Desk::start().await;
    let (dealer, other) = (desk.organisations.dealer, desk.organisations.other_dealer);
    invite(&desk, dealer, "Ines@Example.com").await.ok();
    let table = desk.table().await;
    for (email, by) in [
        ("dora@example.com", "dora has this address and is a user already."),
        ("DORA@EXAMPLE.COM", "dora has this address and is a user already."),
        (" Dora@Example.com ", "dora has this address and is a user already."),
        ("ines@example.com", "Somebody has this address and is invited already."),
        ("INES@example.com", "Somebody has this address and is invited already."),
    ] {
        taken(&invite(&desk, dealer, email).await, by);
    }
    assert_eq!(desk.table().await, table);
    // Elsewhere it is somebody else's matter.
    invite(&desk, other, "dora@example.com").await.ok();
    invite(&desk, dealer, "dora.b@example.com").await.ok();
    desk.ledger().await;
}

#[tokio::test]
async fn every_way_to_become_a_user_takes_the_address() {
    let desk = Desk::with_tenant().await;
    let (vendor, tenant) = (desk.organisations.vendor, desk.organisations.tenant);
    // Who started the deployment, and whom a tenant's admin has invited.
    let body = somebody("Vera@northbell.example.com", "vendor-admin");
    let again = desk.call::<InviteUser>(&desk.people.vendor, &[&vendor], body).await;
    taken(&again, "Vera Admin");
    let admin: &Person = desk.tenant(Role::TenantAdmin);
    let body = somebody("ivo@example.com", "standard-user");
    desk.call::<InviteUser>(admin, &[&tenant], body.clone()).await.ok();
    for who in [admin, &desk.people.vendor] {
        taken(
            &desk.call::<InviteUser>(who, &[&tenant], body.clone()).await,
            "Somebody",
        );
    }
}

#[tokio::test]
async fn an_invitation_sent_again_is_answered_as_it_was() {
    let desk = Desk::start().await;
    let (vendor, dealer) = (&desk.people.vendor, desk.organisations.dealer);
    let body = somebody("ines@example.com", "licence-user");
    let send = async || {
        desk.call_with_key::<InviteUser>(vendor, &[&dealer], body.clone(), Some("ines"))
            .await
    };
    let first = send().await;
    assert_eq!(send().await.ok(), first.ok());
}

#[tokio::test]
async fn in_an_organisation_from_before_addresses_were_keys_it_is_all_the_same() {
    let desk = Desk::start().await;
    let dealer = desk.organisations.dealer;
    desk.forget_addresses(dealer).await;
    taken(&invite(&desk, dealer, "Dora@example.com").await, "dora");
    invite(&desk, dealer, "ines@example.com").await.ok();
    taken(&invite(&desk, dealer, "INES@example.com").await, "Somebody");
    taken(&invite(&desk, dealer, "sam@example.com").await, "sam");
    desk.ledger().await;
}
