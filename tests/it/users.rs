//! Organisations, users and roles.

use api::{ProblemCode, operations::*};
use domain::{id::OrganisationId, organisation::Role};
use serde_json::{Value, json};
use tests::{Answer, Desk, Person};

async fn invite(desk: &Desk, to: OrganisationId, name: &str, roles: &[&str]) -> Answer {
    let body = json!({ "name": name, "email": format!("{name}@example.com"), "roles": roles });
    desk.call::<InviteUser>(&desk.people.vendor, &[&to], body).await
}

async fn accept(desk: &Desk, who: &Person, token: &str) -> Answer {
    desk.call::<AcceptInvitation>(who, &[], json!({ "token": token })).await
}

async fn set_roles(desk: &Desk, who: &Person, roles: &[Role]) -> Answer {
    let ids: [&dyn ToString; 2] = [&who.organisation_id.unwrap(), &who.user_id.unwrap()];
    desk.call::<SetRoles>(&desk.people.vendor, &ids, json!({ "roles": roles }))
        .await
}

#[tokio::test]
async fn organisations_are_made_renamed_and_listed_by_name() {
    let desk = Desk::start().await;
    let vendor = &desk.people.vendor;
    for kind in ["distributor", "dealer", "tenant"] {
        let made = desk
            .call::<CreateOrganisation>(vendor, &[], json!({ "kind": kind, "name": format!("zz {kind}") }))
            .await;
        assert_eq!(made.ok()["kind"], kind);
        assert_eq!(made.body["created_at"], "2026-01-05T09:00:00Z");
    }
    let renamed = desk
        .call::<RenameOrganisation>(vendor, &[&desk.organisations.dealer], json!({ "name": " ZZ top " }))
        .await;
    assert_eq!(renamed.ok()["name"], "ZZ top");
    let page = desk.call::<ListOrganisations>(vendor, &[], json!(null)).await;
    let rows = page.ok()["items"].as_array().unwrap();
    let names: Vec<&str> = rows.iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(
        names,
        [
            "Alder Networks",
            "Harbour Distribution",
            "Northbell Systems",
            "Orchard Works",
            "zz dealer",
            "zz distributor",
            "zz tenant",
            "ZZ top"
        ]
    );
    let table = desk.table().await;
    let body = json!({ "name": "ZZ top" });
    desk.call::<RenameOrganisation>(vendor, &[&desk.organisations.dealer], body)
        .await
        .ok();
    let second = desk
        .call::<CreateOrganisation>(vendor, &[], json!({ "kind": "vendor", "name": "" }))
        .await;
    assert_eq!(second.refused_fields(ProblemCode::InvalidFields), ["name", "kind"]);
    let odd = desk
        .call::<CreateOrganisation>(vendor, &[], json!({ "kind": "bank", "name": "B" }))
        .await;
    assert_eq!(odd.refused_fields(ProblemCode::InvalidFields), ["kind"]);
    assert_eq!(desk.table().await, table);
    let events = desk
        .call::<ListOrganisationEvents>(vendor, &[&desk.organisations.dealer], json!(null))
        .await;
    assert_eq!(
        events.ok()["items"][0]["summary"],
        "Fenwick Telecom was renamed to ZZ top."
    );
}

#[tokio::test]
async fn roles_belong_to_kinds_of_organisations() {
    let desk = Desk::start().await;
    let organisations = desk.organisations;
    let table = desk.table().await;
    for (organisation, kind) in [
        (organisations.vendor, "vendor"),
        (organisations.distributor, "distributor"),
        (organisations.dealer, "dealer"),
        (organisations.tenant, "tenant"),
    ] {
        let kind = serde_json::from_value(json!(kind)).unwrap();
        for role in Role::ALL.into_iter().filter(|role| !role.held_by(kind)) {
            let refused = invite(&desk, organisation, "ines", &[role.word()]).await;
            assert_eq!(
                refused.refused_fields(ProblemCode::InvalidFields),
                ["roles"],
                "{role:?} {kind:?}"
            );
        }
    }
    let refused = invite(&desk, organisations.dealer, "ines", &[]).await;
    assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["roles"]);
    let refused = set_roles(&desk, &desk.people.dealer, &[Role::LicenceUser, Role::VendorAdmin]).await;
    assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["roles"]);
    let refused = invite(&desk, organisations.dealer, "ines", &["king"]).await;
    assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["roles/0"]);
    assert_eq!(desk.table().await, table);
}

#[tokio::test]
async fn a_role_that_is_taken_is_gone_with_the_next_call() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    desk.call::<GetBin>(dealer, &[], json!(null)).await.ok();
    let changed = set_roles(&desk, dealer, &[]).await;
    assert_eq!(changed.ok()["roles"], json!([]));
    desk.call::<GetBin>(dealer, &[], json!(null))
        .await
        .refused(ProblemCode::RoleMissing);
    let session = desk.call::<GetSession>(dealer, &[], json!(null)).await;
    assert_eq!(session.ok()["user"]["roles"], json!([]));
    // Nor is the user mailed about orders any more.
    let before = desk.mails().await.len();
    desk.ship_manual_order(desk.organisations.dealer).await;
    let mails = desk.mails().await.split_off(before);
    let to: Vec<&Vec<String>> = mails.iter().map(|mail| &mail.to).collect();
    assert_eq!(to, [&["sam@example.com"]]);
    set_roles(&desk, dealer, &[Role::LicenceUser]).await.ok();
    desk.call::<GetBin>(dealer, &[], json!(null)).await.ok();
    // The same roles again are no change.
    let table = desk.table().await;
    set_roles(&desk, dealer, &[Role::LicenceUser, Role::LicenceUser])
        .await
        .ok();
    assert_eq!(desk.table().await, table);
}

#[tokio::test]
async fn the_last_admin_stays() {
    let desk = Desk::start().await;
    let (vendor, organisations) = (&desk.people.vendor, desk.organisations);
    let tenant = desk
        .people
        .tenant
        .iter()
        .find(|person| person.roles == [Role::TenantAdmin])
        .unwrap();
    let table = desk.table().await;
    set_roles(&desk, vendor, &[]).await.refused(ProblemCode::LastAdmin);
    set_roles(&desk, tenant, &[Role::Buyer])
        .await
        .refused(ProblemCode::LastAdmin);
    assert_eq!(desk.table().await, table);
    // Somebody who was only invited cannot sign in, and does not count.
    invite(&desk, organisations.vendor, "val", &["vendor-admin"]).await.ok();
    set_roles(&desk, vendor, &[]).await.refused(ProblemCode::LastAdmin);
    let val = desk.stranger("val");
    accept(&desk, &val, &desk.invitation_token().await).await.ok();
    set_roles(&desk, vendor, &[]).await.ok();
    desk.call::<ListOrganisations>(vendor, &[], json!(null))
        .await
        .refused(ProblemCode::RoleMissing);
    desk.call::<ListOrganisations>(&val, &[], json!(null)).await.ok();
}

#[tokio::test]
async fn the_history_of_an_organisation_says_who_did_what() {
    let desk = Desk::start().await;
    let (vendor, dealer) = (&desk.people.vendor, &desk.people.dealer);
    set_roles(&desk, dealer, &[Role::LicenceUser, Role::SwaUser]).await.ok();
    let events = desk
        .call::<ListOrganisationEvents>(vendor, &[&desk.organisations.dealer], json!(null))
        .await;
    let rows: Vec<[&str; 3]> = events.ok()["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| ["operation", "by", "summary"].map(|name| row[name].as_str().unwrap()))
        .collect();
    assert_eq!(
        rows,
        [
            ["roles-set", "Vera Admin", "dora is now licence-user, swa-user."],
            ["invitation-accepted", "sam", "The invitation was accepted."],
            ["user-invited", "Vera Admin", "sam was invited as swa-user."],
            ["invitation-accepted", "dora", "The invitation was accepted."],
            ["user-invited", "Vera Admin", "dora was invited as licence-user."],
            [
                "organisation-created",
                "Vera Admin",
                "The dealer Fenwick Telecom was added."
            ],
        ]
    );
    let none: Value = desk
        .call::<ListOrganisationEvents>(dealer, &[&desk.organisations.dealer], json!(null))
        .await
        .body;
    assert_eq!(none["code"], "role_missing");
}
