//! Mail that comes back: who is not mailed any more because of it, and from when on again.

use api::{ProblemCode, operations::*};
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::TimeDelta;
use local::{
    bounces::{self, Event},
    mail::Mail,
};
use receive_bounce::{Outcome, receive};
use serde_json::{Value, json};
use store::keys;
use tests::{Answer, Desk, Person};

/// The newest mail to a person of the desk.
async fn mail_to(desk: &Desk, subject: &str) -> Mail {
    let address = format!("{subject}@example.com");
    let mails = desk.mails().await;
    let newest = mails.into_iter().rev().find(|mail| mail.to == [address.as_str()]);
    newest.expect("there is such a mail")
}

/// How many mails went to a person of the desk so far.
async fn mailed(desk: &Desk, subject: &str) -> usize {
    let address = format!("{subject}@example.com");
    let mails = desk.mails().await;
    mails.iter().filter(|mail| mail.to == [address.as_str()]).count()
}

fn message(desk: &Desk, mail: &Mail, event: Event) -> Value {
    bounces::message(mail, event, desk.now())
}

async fn tell(desk: &Desk, message: &Value) -> Outcome {
    receive(&desk.app, &message.to_string()).await.unwrap()
}

async fn user(desk: &Desk, who: &Person) -> Value {
    let users = desk
        .call::<ListUsers>(&desk.people.vendor, &[&who.organisation_id.unwrap()], json!(null))
        .await;
    let id = json!(who.user_id.unwrap());
    let rows = users.ok()["items"].as_array().unwrap();
    rows.iter().find(|row| row["user_id"] == id).unwrap().clone()
}

async fn confirm(desk: &Desk, who: &Person) -> Answer {
    let ids: [&dyn ToString; 2] = [&who.organisation_id.unwrap(), &who.user_id.unwrap()];
    desk.call::<ConfirmAddress>(&desk.people.vendor, &ids, json!({})).await
}

/// The newest event of the dealer.
async fn newest_event(desk: &Desk) -> Value {
    let dealer = desk.organisations.dealer;
    let events = desk
        .call::<ListOrganisationEvents>(&desk.people.vendor, &[&dealer], json!(null))
        .await;
    events.ok()["items"][0].clone()
}

#[tokio::test]
async fn a_mail_to_a_user_says_whose_it_is_and_one_to_an_address_alone_does_not() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let tag = |name: &str, value: String| (name.to_owned(), value);
    let to_dora = mail_to(&desk, "dora").await;
    // Without it SES would tell nobody.
    assert_eq!(to_dora.configuration_set.as_deref(), Some("latchkey"));
    assert_eq!(
        to_dora.tags,
        [
            tag("organisation_id", desk.organisations.dealer.to_string()),
            tag("user_id", dealer.user_id.unwrap().to_string()),
        ]
    );
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    desk.location(dealer, customer, "A", "191000343919").await;
    let to_customer = mail_to(&desk, "customer").await;
    assert_eq!(to_customer.tags, []);
    // Nor does anything come of it when it comes back, whoever may have the same address.
    let table = desk.table().await;
    for event in [Event::Bounce, Event::Complaint] {
        let outcome = tell(&desk, &message(&desk, &to_customer, event)).await;
        assert_eq!(outcome, Outcome::NoUser);
    }
    assert_eq!(desk.table().await, table);
}

#[tokio::test]
async fn who_cannot_be_mailed_is_shown_and_not_mailed_until_the_address_is_confirmed() {
    let desk = Desk::start().await;
    let (dealer, to) = (&desk.people.dealer, desk.organisations.dealer);
    desk.ship_manual_order(to).await;
    let mail = mail_to(&desk, "dora").await;
    assert_eq!(user(&desk, dealer).await.get("undeliverable"), None);
    desk.forward(TimeDelta::minutes(5));
    let bounced = message(&desk, &mail, Event::Bounce);
    assert_eq!(tell(&desk, &bounced).await, Outcome::Marked);
    let mark = json!({ "since": "2026-01-05T09:05:00Z", "kind": "bounced" });
    assert_eq!(user(&desk, dealer).await["undeliverable"], mark);
    let session = desk.call::<GetSession>(dealer, &[], json!(null)).await;
    assert_eq!(session.ok()["user"]["undeliverable"], mark);
    let event = newest_event(&desk).await;
    assert_eq!(event["operation"], "mail-bounced");
    assert_eq!(event["by"], "Latchkey");
    assert_eq!(
        event["summary"],
        "Mail to dora (dora@example.com) came back. No more is sent until the address is confirmed."
    );

    // Orders are mailed to everybody else, and the outbox has nothing left.
    let before = (mailed(&desk, "dora").await, mailed(&desk, "sam").await);
    desk.ship(to, "PO2", &[("BE107573", 1)]).await;
    assert_eq!(mailed(&desk, "sam").await, before.1 + 1);
    assert_eq!(mailed(&desk, "dora").await, before.0);
    assert_eq!(desk.ledger().await.due(), 0);

    desk.forward(TimeDelta::minutes(5));
    let confirmed = confirm(&desk, dealer).await;
    assert_eq!(confirmed.ok().get("undeliverable"), None);
    assert_eq!(user(&desk, dealer).await, confirmed.body);
    let event = newest_event(&desk).await;
    assert_eq!(event["operation"], "address-confirmed");
    assert_eq!(event["by"], "Vera Admin");
    assert_eq!(
        event["summary"],
        "The address of dora was confirmed. Mail goes to dora@example.com again."
    );
    // What was left out stays so; what comes now is mailed.
    assert_eq!(mailed(&desk, "dora").await, before.0);
    desk.forward(TimeDelta::minutes(5));
    desk.ship(to, "PO3", &[("BE107573", 1)]).await;
    assert_eq!(mailed(&desk, "dora").await, before.0 + 1);
    // Confirmed again: there is nothing to confirm, and nothing changes.
    let table = desk.table().await;
    confirm(&desk, dealer).await.ok();
    assert_eq!(desk.table().await, table);
    // And when mail comes back again, all of it again.
    let again = message(&desk, &mail_to(&desk, "dora").await, Event::Bounce);
    assert_eq!(tell(&desk, &again).await, Outcome::Marked);
    desk.ledger().await;
}

#[tokio::test]
async fn a_complaint_marks_and_what_may_pass_does_not() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let mail = mail_to(&desk, "dora").await;
    let table = desk.table().await;
    let passing = message(&desk, &mail, Event::TransientBounce);
    assert_eq!(tell(&desk, &passing).await, Outcome::NotForGood);
    let mut other = message(&desk, &mail, Event::Bounce);
    other["eventType"] = json!("Delivery");
    assert_eq!(tell(&desk, &other).await, Outcome::NotForGood);
    assert_eq!(desk.table().await, table);

    let complaint = message(&desk, &mail, Event::Complaint);
    assert_eq!(tell(&desk, &complaint).await, Outcome::Marked);
    assert_eq!(user(&desk, dealer).await["undeliverable"]["kind"], "complained");
    assert_eq!(
        newest_event(&desk).await["summary"],
        "dora (dora@example.com) reported mail as unwanted. No more is sent until the address is confirmed."
    );
}

#[tokio::test]
async fn the_same_message_again_changes_nothing() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let mail = mail_to(&desk, "dora").await;
    let bounced = message(&desk, &mail, Event::Bounce);
    assert_eq!(tell(&desk, &bounced).await, Outcome::Marked);
    let table = desk.table().await;
    desk.forward(TimeDelta::hours(1));
    assert_eq!(tell(&desk, &bounced).await, Outcome::NothingNew);
    let complaint = message(&desk, &mail, Event::Complaint);
    assert_eq!(tell(&desk, &complaint).await, Outcome::NothingNew);
    assert_eq!(desk.table().await, table);
    // Not even when somebody has confirmed the address in between.
    confirm(&desk, dealer).await.ok();
    let table = desk.table().await;
    assert_eq!(tell(&desk, &bounced).await, Outcome::NothingNew);
    assert_eq!(desk.table().await, table);
}

#[tokio::test]
async fn many_messages_at_once_mark_once() {
    let desk = Desk::start().await;
    let mail = mail_to(&desk, "dora").await;
    let bounced = message(&desk, &mail, Event::Bounce).to_string();
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (app, bounced) = (desk.app.clone(), bounced.clone());
        all.spawn(async move { receive(&app, &bounced).await.unwrap() });
    }
    let outcomes = all.join_all().await;
    let marked = outcomes.iter().filter(|outcome| **outcome == Outcome::Marked).count();
    assert_eq!(marked, 1, "{outcomes:?}");
    assert_eq!(desk.ledger().await.count("mail-bounced"), 1);
}

#[tokio::test]
async fn what_is_no_message_of_ours_does_no_harm() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let mail = mail_to(&desk, "dora").await;
    let good = message(&desk, &mail, Event::Bounce);
    let with = |pointer: &str, value: Value| {
        let mut message = good.clone();
        *message.pointer_mut(pointer).unwrap() = value;
        message
    };
    let recipients = "/bounce/bouncedRecipients";
    let elsewhere = Desk::of_another_deployment().await;
    let foreign = message(&elsewhere, &mail_to(&elsewhere, "dora").await, Event::Bounce);
    let table = desk.table().await;
    for (message, outcome) in [
        // A user of another organisation, nobody's, and another desk's.
        (
            with("/mail/tags/organisation_id", json!([desk.organisations.other_dealer])),
            Outcome::NoUser,
        ),
        (
            with("/mail/tags/user_id", json!(["019a9c3e-0000-7000-8000-000000000000"])),
            Outcome::NoUser,
        ),
        (with("/mail/tags/user_id", json!(["USER#1"])), Outcome::NoUser),
        (with("/mail/tags", json!({})), Outcome::NoUser),
        (foreign, Outcome::NoUser),
        // Another user's address.
        (
            with("/mail/tags/user_id", json!([desk.people.dealer_swa.user_id])),
            Outcome::NothingNew,
        ),
        (
            with(recipients, json!([{ "emailAddress": "otto@example.com" }])),
            Outcome::NothingNew,
        ),
        (with(recipients, json!([])), Outcome::NothingNew),
        (with(recipients, json!(["dora@example.com"])), Outcome::Unreadable),
        (with("/mail", json!(null)), Outcome::Unreadable),
        (with("/mail/messageId", json!(7)), Outcome::Unreadable),
    ] {
        assert_eq!(tell(&desk, &message).await, outcome, "{message}");
    }
    for text in [
        "",
        "{",
        "null",
        "Successfully validated SNS topic for Amazon SES event publishing.",
    ] {
        assert_eq!(receive(&desk.app, text).await.unwrap(), Outcome::Unreadable, "{text}");
    }
    assert_eq!(desk.table().await, table);
    // The good one still does what it says.
    assert_eq!(tell(&desk, &good).await, Outcome::Marked);
    assert!(user(&desk, dealer).await["undeliverable"].is_object());
}

#[tokio::test]
async fn what_is_said_of_an_address_that_the_user_had_is_not_said_of_the_new_one() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let mail = mail_to(&desk, "dora").await;
    let key = keys::user(dealer.organisation_id.unwrap(), dealer.user_id.unwrap());
    let mut item = desk.table().await[&(key.pk, key.sk)].clone();
    item.insert(
        "email".to_owned(),
        AttributeValue::S("dora.klein@example.com".to_owned()),
    );
    desk.put_item(item).await;
    let table = desk.table().await;
    let bounced = message(&desk, &mail, Event::Bounce);
    assert_eq!(tell(&desk, &bounced).await, Outcome::NothingNew);
    assert_eq!(desk.table().await, table);
}

#[tokio::test]
async fn an_invitation_is_not_sent_to_where_mail_came_back_from() {
    let desk = Desk::start().await;
    let (vendor, dealer) = (&desk.people.vendor, desk.organisations.dealer);
    let body = json!({ "name": "ines", "email": "ines@example.com", "roles": ["licence-user"] });
    let invited = desk.call::<InviteUser>(vendor, &[&dealer], body).await;
    let user_id = invited.ok()["user_id"].as_str().unwrap().to_owned();
    let ids: [&dyn ToString; 2] = [&dealer, &user_id];
    let mail = mail_to(&desk, "ines").await;
    // One is on its way when the first comes back.
    desk.call::<InviteAgain>(vendor, &ids, json!({})).await.ok();
    let bounced = message(&desk, &mail, Event::Bounce);
    assert_eq!(tell(&desk, &bounced).await, Outcome::Marked);
    assert_eq!(mailed(&desk, "ines").await, 1);
    assert_eq!(desk.ledger().await.due(), 0);
    let table = desk.table().await;
    let refused = desk.call::<InviteAgain>(vendor, &ids, json!({})).await;
    assert_eq!(
        refused.refused(ProblemCode::AddressUndeliverable).detail,
        "Mail to this user's address came back. Confirm the address first, then send the invitation."
    );
    assert_eq!(desk.table().await, table);

    desk.forward(TimeDelta::minutes(1));
    let confirmed = desk.call::<ConfirmAddress>(vendor, &ids, json!({})).await;
    assert_eq!(confirmed.ok()["state"], "invited");
    desk.call::<InviteAgain>(vendor, &ids, json!({})).await.ok();
    assert_eq!(mailed(&desk, "ines").await, 2);
    let token = json!({ "token": desk.invitation_token().await });
    let session = desk.call::<AcceptInvitation>(&desk.stranger("ines"), &[], token).await;
    assert_eq!(session.ok()["user"]["user_id"], user_id);
}
