//! How the desk presents itself: its name, its logo and its sender, and the vendor's pages elsewhere.

use api::operations::*;
use chrono::TimeDelta;
use domain::{
    catalogue::{Document, Link, Logo},
    organisation::Role,
    text::Name,
};
use local::catalogue;
use serde_json::{Value, json};
use tests::{Desk, Person};

/// The least that is a PNG: its signature and the sides of 1 by 1.
const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB";

async fn published(change: impl FnOnce(&mut Document)) -> Desk {
    let desk = Desk::start().await;
    let mut document = catalogue::demo().document();
    change(&mut document);
    desk.publish(&document, None).await;
    desk.forward(TimeDelta::seconds(61));
    desk
}

async fn links(desk: &Desk, who: &Person) -> Vec<Value> {
    let session = desk.call::<GetSession>(who, &[], json!(null)).await;
    session.ok()["links"].as_array().unwrap().clone()
}

#[tokio::test]
async fn whoever_comes_to_the_door_is_told_what_the_desk_is_called() {
    let desk = published(|document| {
        document.desk.name = Some(Name::parse("Press Desk").unwrap());
        document.desk.logo = serde_json::from_value(json!({ "media_type": "image/png", "data": PNG })).ok();
        assert_eq!(document.desk.logo.as_ref().and_then(Logo::fault), None);
    });
    let desk = desk.await;
    let answer = desk.call::<GetDesk>(&desk.people.nobody, &[], json!(null)).await;
    let logo = format!("data:image/png;base64,{PNG}");
    assert_eq!(answer.ok(), &json!({ "name": "Press Desk", "logo": logo }));
}

#[tokio::test]
async fn links_are_told_to_those_whom_they_are_for_in_their_order() {
    let link = |name: &str, roles: &[Role]| Link {
        name: name.to_owned(),
        address: format!("https://{name}.example.com/"),
        roles: roles.to_vec(),
    };
    let desk = published(|document| {
        document.links = vec![
            link("store", &[]),
            link("prices", &[Role::LicenceUser, Role::Buyer]),
            link("about", &[]),
        ];
    });
    let desk = desk.await;
    let shown = |name: &str| json!({ "name": name, "address": format!("https://{name}.example.com/") });
    let people = &desk.people;
    assert_eq!(links(&desk, &people.vendor).await, [shown("store"), shown("about")]);
    let all = [shown("store"), shown("prices"), shown("about")];
    assert_eq!(links(&desk, &people.dealer).await, all);
}

#[tokio::test]
async fn mails_are_from_the_desk_and_speak_of_it() {
    let desk = published(|document| {
        document.desk.name = Some(Name::parse("Press Desk").unwrap());
        document.desk.sender = Some(Name::parse("Süd Press").unwrap());
    });
    let desk = desk.await;
    let before = desk.mails().await.len();
    let body = json!({ "name": "Ines", "email": "ines@example.com", "roles": ["licence-user"] });
    let dealer = desk.organisations.dealer;
    desk.call::<InviteUser>(&desk.people.vendor, &[&dealer], body)
        .await
        .ok();
    let mails = desk.mails().await.split_off(before);
    let [mail] = &mails[..] else { panic!("{mails:?}") };
    assert_eq!(mail.from, "=?UTF-8?B?U8O8ZCBQcmVzcw==?= <no-reply@example.com>");
    assert_eq!(mail.subject, "You are invited to Press Desk for Fenwick Telecom");
    for body in [&mail.text, &mail.html] {
        assert!(body.contains("Press Desk") && !body.contains("Latchkey"), "{body}");
    }
}
