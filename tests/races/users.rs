//! What there can be only one of: the user of an invitation, the user of an identity,
//! the last admin, the location of a hardware key code.

use crate::{at_once, call, succeeded};
use api::{ProblemCode, operations::*};
use domain::organisation::Role;
use serde_json::{Value, json};
use std::sync::{Arc, atomic::Ordering::SeqCst};
use tests::{Desk, location_body};

/// The tokens of the invitations mailed to these.
async fn tokens(desk: &Desk, emails: &[String]) -> Vec<String> {
    let mails = desk.mails().await;
    let mailed = |email: &String| {
        let mail = mails.iter().rev().find(|mail| mail.to.contains(email)).unwrap();
        let (_, rest) = mail.text.split_once("#token=").unwrap();
        rest.split_whitespace().next().unwrap().to_owned()
    };
    emails.iter().map(mailed).collect()
}

async fn invite(desk: &Desk, how_many: usize) -> Vec<String> {
    let mut emails = Vec::new();
    for number in 0..how_many {
        let email = format!("newcomer-{number}@example.com");
        let body = json!({ "name": format!("Newcomer {number}"), "email": email, "roles": ["licence-user"] });
        // Half of them in one organisation, half in another.
        let to = [desk.organisations.dealer, desk.organisations.other_dealer][number % 2];
        desk.call::<InviteUser>(&desk.people.vendor, &[&to], body).await.ok();
        emails.push(email);
    }
    tokens(desk, &emails).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_invited_twenty_times_at_once_is_one_users() {
    for (conflict_every, from_before) in [(0, false), (2, false), (0, true), (2, true)] {
        let desk = Arc::new(Desk::start().await);
        let dealer = desk.organisations.dealer;
        if from_before {
            desk.forget_addresses(dealer).await;
        }
        let sent = desk.mails().await.len();
        desk.faults.conflict_every.store(conflict_every, SeqCst);
        let calls = (0..20).map(|number| {
            let email = ["ines@example.com", "Ines@Example.com"][number % 2];
            let body = json!({ "name": format!("Ines {number}"), "email": email, "roles": ["licence-user"] });
            call::<InviteUser>(&desk, &desk.people.vendor, &[&dealer], body, None)
        });
        let answers = at_once(calls).await;
        desk.faults.conflict_every.store(0, SeqCst);
        assert_eq!(succeeded(&answers, ProblemCode::AddressTaken), 1);
        let winner = answers.iter().find(|answer| answer.status.is_success()).unwrap();
        let name = winner.ok()["name"].as_str().unwrap();
        for answer in answers.iter().filter(|answer| !answer.status.is_success()) {
            let detail = answer.body["detail"].as_str().unwrap();
            assert!(detail.starts_with(&format!("{name} has")), "{detail}");
        }
        assert_eq!(desk.mails().await.len() - sent, 1, "one invitation is mailed");
        desk.ledger().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_accepted_by_twenty_at_once_is_one_users() {
    let desk = Arc::new(Desk::start().await);
    let token = invite(&desk, 1).await.remove(0);
    let strangers: Vec<_> = (0..20).map(|n| desk.stranger(&format!("stranger-{n}"))).collect();
    let calls = strangers
        .iter()
        .map(|who| call::<AcceptInvitation>(&desk, who, &[], json!({ "token": token }), None));
    let answers = at_once(calls).await;
    assert_eq!(succeeded(&answers, ProblemCode::AlreadyActive), 1);
    desk.ledger().await;
    for (who, answer) in strangers.iter().zip(&answers) {
        let session = desk.call::<GetSession>(who, &[], json!(null)).await;
        if answer.status.is_success() {
            assert_eq!(session.ok()["user"], answer.ok()["user"]);
        } else {
            session.refused(ProblemCode::NoUser);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_identity_accepting_twenty_invitations_at_once_is_one_user() {
    let desk = Arc::new(Desk::start().await);
    let tokens = invite(&desk, 20).await;
    let stranger = desk.stranger("somebody");
    let calls = tokens
        .iter()
        .map(|token| call::<AcceptInvitation>(&desk, &stranger, &[], json!({ "token": token }), None));
    let answers = at_once(calls).await;
    assert_eq!(succeeded(&answers, ProblemCode::IdentityTaken), 1);
    desk.ledger().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_identity_accepting_one_invitation_twenty_times_at_once_is_one_user_and_one_event() {
    let desk = Arc::new(Desk::start().await);
    let before = desk.ledger().await.count("invitation-accepted");
    let token = invite(&desk, 1).await.remove(0);
    let stranger = desk.stranger("somebody");
    let calls = (0..20).map(|_| call::<AcceptInvitation>(&desk, &stranger, &[], json!({ "token": token }), None));
    for answer in at_once(calls).await {
        answer.ok();
    }
    assert_eq!(desk.ledger().await.count("invitation-accepted"), before + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_last_admins_who_lose_the_role_at_once_one_stays() {
    let desk = Arc::new(Desk::start().await);
    let vendor = desk.organisations.vendor;
    let first = desk.people.vendor.clone();
    let second = desk.invite(vendor, "viktor", Role::VendorAdmin).await;
    let no_roles: Value = json!({ "roles": [] });
    for round in 0..10 {
        let admins = [&first, &second];
        // In turns each takes the role from the other, and each gives up its own.
        let calls = (0..2).map(|n| {
            let loses = admins[(n + round) % 2].user_id.unwrap();
            call::<SetRoles>(&desk, admins[n], &[&vendor, &loses], no_roles.clone(), None)
        });
        let answers = at_once(calls).await;
        let lost: Vec<usize> = (0..2).filter(|&n| answers[n].status.is_success()).collect();
        assert_eq!(lost.len(), 1, "{answers:#?}");
        let (winner, loser) = (lost[0], 1 - lost[0]);
        let code = answers[loser].body["code"].as_str().unwrap();
        // Who lost the role before the call was let in may not even ask.
        assert!(["last_admin", "role_missing"].contains(&code), "{code}");
        desk.ledger().await;
        let (without, with) = if round % 2 == 0 {
            (winner, loser)
        } else {
            (loser, winner)
        };
        let id = admins[without].user_id.unwrap();
        desk.call::<SetRoles>(admins[with], &[&vendor, &id], json!({ "roles": ["vendor-admin"] }))
            .await
            .ok();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_fifty_locations_with_one_hardware_key_code_at_once_one_is_made() {
    let desk = Arc::new(Desk::start().await);
    let people = [&desk.people.dealer, &desk.people.other_dealer];
    let mut customers = Vec::new();
    for who in people {
        customers.push(desk.customer(who, "Riverside Clinic").await);
    }
    let written = ["3810004626ad", "3810004626AD", " 3810004626Ad ", "3810004626aD\n"];
    let calls = (0..50).map(|number| {
        let body = location_body("sl2100", written[number % 4], &format!("Location {number}"));
        call::<CreateLocation>(&desk, people[number % 2], &[&customers[number % 2]], body, None)
    });
    let answers = at_once(calls).await;
    assert_eq!(succeeded(&answers, ProblemCode::HkcTaken), 1);
    assert_eq!(desk.ledger().await.count("location-created"), 1);
}
