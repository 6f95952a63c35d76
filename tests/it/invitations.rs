//! Invitations: their mail, their link, who accepts them and until when.

use api::{ProblemCode, operations::*};
use chrono::TimeDelta;
use domain::id::{OrganisationId, UserId};
use serde_json::json;
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
    assert_eq!(
        mails[0].subject,
        "You are invited to Northbell Systems for Fenwick Telecom"
    );
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
    let elsewhere = Desk::of_another_deployment().await;
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
    assert!(desk::invitation::read(&links, &token).is_some());
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
                desk::invitation::read(&links, &altered.join(".")).is_none(),
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
    desk.rotate(runtime::keys::KeyKind::Links);
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
