//! Organisations, users, invitations and roles.

use api::{ProblemCode, operations::*};
use chrono::TimeDelta;
use domain::{
    id::{OrganisationId, UserId},
    organisation::Role,
};
use serde_json::{Value, json};
use tests::{Answer, Desk, Person};

async fn invite(desk: &Desk, to: OrganisationId, name: &str, roles: &[&str]) -> Answer {
    let body = json!({ "name": name, "email": format!("{name}@example.com"), "roles": roles });
    desk.call::<InviteUser>(&desk.people.vendor, &[&to], body).await
}

fn id(user: &Answer) -> UserId {
    user.ok()["user_id"].as_str().unwrap().parse().unwrap()
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
async fn an_invitation_is_mailed_with_a_link_that_makes_its_reader_a_user() {
    let desk = Desk::start().await;
    let dealer = desk.organisations.dealer;
    let before = desk.mails().await.len();
    let invited = invite(&desk, dealer, "ines", &["licence-user", "swa-user"]).await;
    assert_eq!(invited.ok()["state"], "invited");
    assert_eq!(invited.body["roles"], json!(["licence-user", "swa-user"]));
    let mails = desk.mails().await.split_off(before);
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, ["ines@example.com"]);
    assert_eq!(mails[0].subject, "You are invited to Latchkey for Fenwick Telecom");
    let token = desk.invitation_token().await;
    let link = format!("https://latchkey.example.com/invitation#token={token}");
    assert!(
        mails[0].text.contains(&link) && mails[0].html.contains(&link),
        "{:?}",
        mails[0]
    );

    let ines = desk.stranger("ines");
    desk.call::<GetSession>(&ines, &[], json!(null))
        .await
        .refused(ProblemCode::NoUser);
    let session = accept(&desk, &ines, &token).await;
    assert_eq!(session.ok()["user"]["state"], "active");
    assert_eq!(session.body["user"]["user_id"], invited.body["user_id"]);
    assert_eq!(session.body["organisation"]["name"], "Fenwick Telecom");
    assert_eq!(session.body["now"], "2026-01-05T09:00:00Z");
    assert_eq!(
        desk.call::<GetSession>(&ines, &[], json!(null)).await.ok(),
        &session.body
    );
    // The link again, by the same person, is the same answer and no other change.
    let table = desk.table().await;
    assert_eq!(accept(&desk, &ines, &token).await.ok(), &session.body);
    // By another it is too late, whoever that is.
    accept(&desk, &desk.stranger("eve"), &token)
        .await
        .refused(ProblemCode::AlreadyActive);
    accept(&desk, &desk.people.dealer, &token)
        .await
        .refused(ProblemCode::AlreadyActive);
    let ids: [&dyn ToString; 2] = [&dealer, &id(&invited)];
    desk.call::<InviteAgain>(&desk.people.vendor, &ids, json!({}))
        .await
        .refused(ProblemCode::AlreadyActive);
    assert_eq!(desk.table().await, table);
    let users = desk
        .call::<ListUsers>(&desk.people.vendor, &[&dealer], json!(null))
        .await;
    assert_eq!(users.ok()["items"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn a_token_that_is_not_ours_does_nothing() {
    let desk = Desk::start().await;
    invite(&desk, desk.organisations.dealer, "ines", &["licence-user"])
        .await
        .ok();
    let token = desk.invitation_token().await;
    let elsewhere = Desk::start().await;
    invite(&elsewhere, elsewhere.organisations.dealer, "ines", &["licence-user"])
        .await
        .ok();
    let foreign = elsewhere.invitation_token().await;
    let table = desk.table().await;
    let ines = desk.stranger("ines");
    let (body, tag) = token.split_once('.').unwrap();
    let (_, other_tag) = foreign.split_once('.').unwrap();
    for wrong in [
        String::new(),
        "x".to_owned(),
        ".".to_owned(),
        body.to_owned(),
        format!("{body}."),
        format!("{body}.{other_tag}"),
        format!("{body}.{}", &tag[1..]),
        format!("{body}.{tag}x"),
        format!("{}.{tag}", &body[..body.len() - 4]),
        foreign.clone(),
    ] {
        let refused = accept(&desk, &ines, &wrong).await;
        assert_eq!(
            refused.refused_fields(ProblemCode::InvitationInvalid),
            ["token"],
            "{wrong}"
        );
    }
    assert_eq!(desk.table().await, table);
    accept(&desk, &ines, &format!(" {token}\n")).await.ok();
}

#[tokio::test]
async fn every_altered_bit_of_a_token_makes_it_worthless() {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let desk = Desk::start().await;
    invite(&desk, desk.organisations.dealer, "ines", &["licence-user"])
        .await
        .ok();
    let token = desk.invitation_token().await;
    let links = desk.app.keys.links().await.unwrap();
    assert!(runtime::invitation::read(&links, &token).is_some());
    let parts: Vec<Vec<u8>> = token
        .split('.')
        .map(|part| URL_SAFE_NO_PAD.decode(part).unwrap())
        .collect();
    for part in 0..parts.len() {
        for bit in 0..parts[part].len() * 8 {
            let mut altered = parts.clone();
            altered[part][bit / 8] ^= 1 << (bit % 8);
            let altered: Vec<String> = altered.iter().map(|part| URL_SAFE_NO_PAD.encode(part)).collect();
            assert!(
                runtime::invitation::read(&links, &altered.join(".")).is_none(),
                "{part} {bit}"
            );
        }
    }
}

#[tokio::test]
async fn an_invitation_works_for_fourteen_days() {
    let desk = Desk::start().await;
    let invited = invite(&desk, desk.organisations.dealer, "ines", &["licence-user"]).await;
    let token = desk.invitation_token().await;
    desk.forward(TimeDelta::days(15));
    let table = desk.table().await;
    let ines = desk.stranger("ines");
    accept(&desk, &ines, &token)
        .await
        .refused(ProblemCode::InvitationInvalid);
    assert_eq!(desk.table().await, table);
    // A new one works, and counts its days from now.
    let ids: [&dyn ToString; 2] = [&desk.organisations.dealer, &id(&invited)];
    desk.call::<InviteAgain>(&desk.people.vendor, &ids, json!({}))
        .await
        .ok();
    let token = desk.invitation_token().await;
    desk.forward(TimeDelta::days(14));
    accept(&desk, &ines, &token).await.ok();
}

#[tokio::test]
async fn a_new_invitation_kills_the_one_before() {
    let desk = Desk::start().await;
    let invited = invite(&desk, desk.organisations.dealer, "ines", &["licence-user"]).await;
    let old = desk.invitation_token().await;
    let ids: [&dyn ToString; 2] = [&desk.organisations.dealer, &id(&invited)];
    desk.call::<InviteAgain>(&desk.people.vendor, &ids, json!({}))
        .await
        .ok();
    let new = desk.invitation_token().await;
    assert_ne!(old, new);
    let ines = desk.stranger("ines");
    accept(&desk, &ines, &old).await.refused(ProblemCode::InvitationInvalid);
    accept(&desk, &ines, &new).await.ok();
}

#[tokio::test]
async fn an_invitation_that_was_overtaken_before_it_was_mailed_is_not_mailed() {
    let desk = Desk::start().await;
    let invited = invite(&desk, desk.organisations.dealer, "ines", &["licence-user"]).await;
    let ids: [&dyn ToString; 2] = [&desk.organisations.dealer, &id(&invited)];
    desk.call::<InviteAgain>(&desk.people.vendor, &ids, json!({}))
        .await
        .ok();
    let mails = desk.mails().await;
    assert_eq!(mails.iter().filter(|mail| mail.to == ["ines@example.com"]).count(), 1);
    accept(&desk, &desk.stranger("ines"), &desk.invitation_token().await)
        .await
        .ok();
}

#[tokio::test]
async fn a_link_key_that_was_rotated_leaves_sent_links_working() {
    let desk = Desk::start().await;
    invite(&desk, desk.organisations.dealer, "ines", &["licence-user"])
        .await
        .ok();
    let token = desk.invitation_token().await;
    desk.keys.rotate(runtime::keys::KeyKind::Links).unwrap();
    accept(&desk, &desk.stranger("ines"), &token).await.ok();
}

#[tokio::test]
async fn one_sign_in_is_one_user() {
    let desk = Desk::start().await;
    invite(&desk, desk.organisations.tenant, "ines", &["buyer"]).await.ok();
    let token = desk.invitation_token().await;
    let table = desk.table().await;
    accept(&desk, &desk.people.dealer, &token)
        .await
        .refused(ProblemCode::IdentityTaken);
    assert_eq!(desk.table().await, table);
    // The invitation is as good as before.
    accept(&desk, &desk.stranger("ines"), &token).await.ok();
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
