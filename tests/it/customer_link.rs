//! `give-customer-link`, `list-customer-links`, `revoke-customer-link`, and what whoever has such a link sees:
//! `read-customer-link`, `read-linked-system`, `save-linked-file` (spec chapter 4, "Moving on").

use crate::saved::claims;
use api::{ProblemCode, operations::*};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::TimeDelta;
use domain::id::{CustomerId, LocationId};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::{Answer, Desk, Person, location_body};

struct Scene {
    desk: Desk,
    customer: CustomerId,
    location: LocationId,
}

impl Scene {
    /// A customer with a location that has activated licences and software assurance, and others attached.
    async fn new() -> Self {
        let desk = Desk::start().await;
        let dealer = &desk.people.dealer;
        let customer = desk.customer(dealer, "Riverside Clinic").await;
        let mut body = location_body("sv8100", "191000343919", "Reception");
        body["details"]["reference"] = json!("Owes us 300");
        let made = desk.call::<CreateLocation>(dealer, &[&customer], body).await;
        let location = made.ok()["location_id"].as_str().unwrap().parse().unwrap();
        let lines = [("BE107582", 5), ("BE107585", 20), ("BE112031", 900)];
        let order = desk.ship(desk.organisations.dealer, "PO-SECRET", &lines).await;
        let codes = desk
            .attach(dealer, location, &order, &[("BE107582", 5), ("BE107585", 20)])
            .await;
        desk.activate(dealer, location, &codes[1..]).await.ok();
        let swa = &desk.people.dealer_swa;
        let quote = desk.call::<MakeSwaQuote>(swa, &[&location], json!({})).await;
        let quote = quote.ok()["quote_id"].as_str().unwrap().to_owned();
        let choices = json!([{ "application": "sv8100", "months": 12 }]);
        let body = json!({ "quote_id": quote, "choices": choices, "authorised": true });
        desk.call::<AssignSwa>(swa, &[&location], body).await.ok();
        let body = json!({ "application": "sv8100", "assignment": 1, "reason": "Hush." });
        desk.call::<ProcessSwa>(swa, &[&location], body).await.ok();
        Self {
            desk,
            customer,
            location,
        }
    }

    async fn give(&self) -> (u32, String) {
        let dealer = &self.desk.people.dealer;
        self.desk.customer_link(dealer, self.customer, "2026-03-31").await
    }

    async fn read(&self, token: &str) -> Answer {
        self.desk.by_link::<ReadCustomerLink>(json!({ "token": token })).await
    }

    async fn system(&self, token: &str, location: LocationId) -> Answer {
        let body = json!({ "token": token, "location_id": location });
        self.desk.by_link::<ReadLinkedSystem>(body).await
    }

    async fn save(&self, token: &str, location: LocationId, number: u32) -> Answer {
        let body = json!({ "token": token, "location_id": location, "number": number });
        self.desk.by_link::<SaveLinkedFile>(body).await
    }

    async fn revoke(&self, who: &Person, number: u32) -> Answer {
        let ids: [&dyn ToString; 2] = [&self.customer, &number];
        self.desk.call::<RevokeCustomerLink>(who, &ids, json!({})).await
    }

    async fn links(&self) -> Vec<Value> {
        let dealer = &self.desk.people.dealer;
        let listed = self
            .desk
            .call::<ListCustomerLinks>(dealer, &[&self.customer], Value::Null)
            .await;
        listed.ok()["items"].as_array().unwrap().clone()
    }

    /// What stands in the customer's history, newest first: by whom and what.
    async fn history(&self) -> Vec<(String, String)> {
        let dealer = &self.desk.people.dealer;
        let events = self
            .desk
            .call::<ListCustomerEvents>(dealer, &[&self.customer], Value::Null)
            .await;
        let text = |event: &Value, name: &str| event[name].as_str().unwrap().to_owned();
        let items = events.ok()["items"].as_array().unwrap();
        items
            .iter()
            .map(|event| (text(event, "by"), text(event, "summary")))
            .collect()
    }
}

fn without_request_id(answer: &Answer) -> String {
    let id = answer.body["request_id"].as_str().unwrap();
    format!("{} {}", answer.status, answer.text.replace(id, ""))
}

#[tokio::test]
async fn a_customer_sees_its_systems_by_the_link_in_the_mail_and_saves_their_files() {
    let scene = Scene::new().await;
    let (_, token) = scene.give().await;
    let mails = scene.desk.mails_to("customer@example.com", 0).await;
    let mail = mails.iter().find(|mail| mail.text.contains("/systems#")).unwrap();
    assert_eq!(
        mail.subject,
        "Fenwick Telecom shows you the systems of Riverside Clinic"
    );
    assert!(mail.text.contains(&format!("/systems#token={token}")), "{}", mail.text);
    assert!(mail.text.contains("31 March 2026"), "{}", mail.text);

    let read = scene.read(&token).await;
    assert_eq!(read.ok()["customer_name"], "Riverside Clinic");
    assert_eq!(read.body["dealer"], "Fenwick Telecom");
    assert_eq!(read.body["ends"], "2026-03-31");
    assert_eq!(read.body["systems"][0]["hkc"], "191000343919");
    assert_eq!(read.body["systems"].as_array().unwrap().len(), 1);
    let system = scene.system(&token, scene.location).await;
    let seen = system.ok();
    assert_eq!(
        seen["activated"].as_array().unwrap().len(),
        1,
        "not what is only attached"
    );
    assert_eq!(seen["activated"][0]["part"], "BE107585");
    assert_eq!(seen["features"][0]["quantity"], 20);
    assert_eq!(seen["assurance"][0]["expires"], "2027-04-30");
    let history = seen["history"].as_array().unwrap();
    let told: Vec<_> = history.iter().map(|event| event["summary"].as_str().unwrap()).collect();
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told[0].starts_with("Software assurance of ") && told[0].ends_with(" runs until 30 Apr 2027."));
    for hidden in [
        "PO-SECRET",
        "Owes",
        "Hush",
        "order_id\":\"",
        "reference",
        "software_key_code",
        "Dora",
    ] {
        assert!(!system.text.contains(hidden), "{hidden}: {}", system.text);
        assert!(!read.text.contains(hidden), "{hidden}: {}", read.text);
    }
    let file = scene.save(&token, scene.location, 1).await;
    assert_eq!(file.ok()["file_name"], "191000343919.lic");
    let dealers = scene
        .desk
        .licence_file(&scene.desk.people.dealer, scene.location, 1)
        .await;
    assert_eq!(file.body["content"], dealers.ok()["content"]);
    assert!(
        !STANDARD
            .decode(file.body["content"].as_str().unwrap())
            .unwrap()
            .is_empty()
    );
    assert_eq!(claims(&dealers)["sub"], "191000343919");
    scene.desk.ledger().await;
}

#[tokio::test]
async fn every_use_is_noted_once_a_day_however_often_it_is_done_and_by_how_many() {
    let scene = Scene::new().await;
    let (number, token) = scene.give().await;
    let look = || scene.read(&token);
    let save = || scene.save(&token, scene.location, 1);
    let answers = tokio::join!(
        look(),
        save(),
        look(),
        save(),
        scene.system(&token, scene.location),
        look()
    );
    for answer in <[Answer; 6]>::from(answers) {
        answer.ok();
    }
    let table = scene.desk.table().await;
    look().await.ok();
    save().await.ok();
    assert_eq!(scene.desk.table().await, table, "what is noted is not noted again");
    let mut noted = scene.history().await;
    noted.truncate(2);
    noted.sort();
    let of = format!("by link {number} of customer@example.com.");
    let clinic = "Riverside Clinic".to_owned();
    assert_eq!(
        noted,
        [
            (
                clinic.clone(),
                format!("The licence file 191000343919.lic of Reception was saved {of}")
            ),
            (clinic, format!("The systems were looked at {of}")),
        ]
    );
    assert_eq!(scene.links().await[0]["used_at"], "2026-01-05T09:00:00Z");
    scene.desk.forward(TimeDelta::days(1));
    look().await.ok();
    assert_eq!(scene.links().await[0]["used_at"], "2026-01-06T09:00:00Z");
    assert_eq!(scene.history().await.len(), 5);
    scene.desk.ledger().await;
}

#[tokio::test]
async fn a_link_that_was_taken_back_has_ended_or_was_never_given_is_answered_alike() {
    let scene = Scene::new().await;
    let (number, revoked) = scene.give().await;
    let (_, good) = scene.give().await;
    assert_ne!(revoked, good);
    scene.read(&revoked).await.ok();
    let dealer = &scene.desk.people.dealer;
    let others = &scene.desk.people.other_dealer;
    scene.revoke(others, number).await.refused(ProblemCode::NotFound);
    scene.revoke(dealer, 99).await.refused(ProblemCode::NotFound);
    assert!(scene.revoke(dealer, number).await.ok()["url"].is_null());
    scene.revoke(dealer, number).await.ok();
    assert_eq!(scene.links().await.len(), 2);
    scene.desk.mails().await;
    let table = scene.desk.table().await;
    let first = without_request_id(&scene.read("none").await);
    let (body, tag) = good.split_once('.').unwrap();
    let wrong = [
        String::new(),
        "a.b".to_owned(),
        "é.é".to_owned(),
        body.to_owned(),
        format!("{body}."),
        format!("{body}.{}", &tag[..tag.len() - 1]),
        format!("{}.{tag}", revoked.split_once('.').unwrap().0),
        "a".repeat(100_000),
        revoked,
    ];
    for token in &wrong {
        for answer in [
            scene.read(token).await,
            scene.system(token, scene.location).await,
            scene.save(token, scene.location, 1).await,
        ] {
            answer.refused(ProblemCode::NotFound);
            assert_eq!(without_request_id(&answer), first, "{token}");
        }
    }
    // It works through its last day.
    scene.desk.travel_to_day("2026-03-31").await;
    scene.read(&good).await.ok();
    let noted = scene.desk.table().await;
    scene.desk.forward(TimeDelta::days(1));
    assert_eq!(without_request_id(&scene.read(&good).await), first);
    assert_eq!(scene.desk.table().await, noted);
    assert_ne!(noted, table);
    assert!(scene.links().await.iter().all(|link| link["url"].is_null()));
    scene.desk.ledger().await;
}

#[tokio::test]
async fn nothing_of_another_customer_is_seen_or_saved() {
    let scene = Scene::new().await;
    let (_, token) = scene.give().await;
    let dealer = &scene.desk.people.dealer;
    let other = scene.desk.customer(dealer, "Corner Shop").await;
    let theirs = scene.desk.location(dealer, other, "Counter", "191000343920").await;
    let nobodys = LocationId::new(9, &[9; 10]);
    let hidden = without_request_id(&scene.system(&token, nobodys).await);
    assert_eq!(without_request_id(&scene.system(&token, theirs).await), hidden);
    scene.save(&token, theirs, 1).await.refused(ProblemCode::NotFound);
    scene
        .save(&token, scene.location, 2)
        .await
        .refused(ProblemCode::NotFound);
    let body = json!({ "token": token, "location_id": scene.location, "number": 1, "order_id": nobodys });
    let refused = scene.desk.by_link::<SaveLinkedFile>(body).await;
    refused.refused(ProblemCode::NotFound);
    assert!(scene.history().await.iter().all(|(_, what)| !what.contains("saved")));
    scene.desk.ledger().await;
}

#[tokio::test]
async fn mail_scanners_see_nothing_and_nothing_is_noted_of_them() {
    let scene = Scene::new().await;
    let (_, token) = scene.give().await;
    scene.desk.mails().await;
    let table = scene.desk.table().await;
    for page in ["/systems", "/api/customer-links/read", "/api/customer-links/file"] {
        for method in [Method::HEAD, Method::GET] {
            let path = format!("{page}?token={token}");
            let answer = scene.desk.send(method, &path, None, Value::Null, None).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
        }
    }
    assert_eq!(scene.desk.table().await, table);
    assert!(!format!("{table:?}").contains(&token), "the table holds no link");
}

#[tokio::test]
async fn who_looks_while_it_is_taken_back_sees_it_noted_or_nothing() {
    let scene = Scene::new().await;
    for _ in 0..5 {
        let (number, token) = scene.give().await;
        let (seen, revoked) = tokio::join!(scene.read(&token), scene.revoke(&scene.desk.people.dealer, number));
        revoked.ok();
        let noted = scene
            .history()
            .await
            .iter()
            .any(|(_, what)| what.contains(&format!("link {number} of")) && what.contains("looked at"));
        if seen.status.is_success() {
            assert!(noted);
        } else {
            seen.refused(ProblemCode::NotFound);
        }
        scene.read(&token).await.refused(ProblemCode::NotFound);
    }
    scene.desk.ledger().await;
}

#[tokio::test]
async fn what_is_wrong_is_refused_at_its_field_and_what_is_sent_twice_is_one_link() {
    let scene = Scene::new().await;
    let dealer = &scene.desk.people.dealer;
    let body = json!({ "email": "nobody", "ends": "2026-01-04" });
    let refused = scene
        .desk
        .call::<GiveCustomerLink>(dealer, &[&scene.customer], body)
        .await;
    assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["email", "ends"]);
    let body = json!({ "email": "customer@example.com", "ends": "2026-01-05" });
    scene
        .desk
        .once::<GiveCustomerLink>(dealer, &[&scene.customer], body)
        .await;
    let links = scene.links().await;
    assert_eq!(links.len(), 1);
    let ids: [&dyn ToString; 2] = [&scene.customer, &links[0]["number"]];
    scene.desk.once::<RevokeCustomerLink>(dealer, &ids, json!({})).await;
    assert!(!format!("{:?}", scene.desk.table().await).contains("#token="));
    scene.desk.ledger().await;
}

#[tokio::test]
async fn many_systems_come_in_pages() {
    let scene = Scene::new().await;
    let dealer = &scene.desk.people.dealer;
    for number in 0..110 {
        let (name, hkc) = (format!("Ward {number:03}"), format!("1920000{number:05}"));
        scene.desk.location(dealer, scene.customer, &name, &hkc).await;
    }
    let (_, token) = scene.give().await;
    let first = scene.read(&token).await;
    assert_eq!(first.ok()["systems"].as_array().unwrap().len(), 100);
    let body = json!({ "token": token, "after": first.body["next"] });
    let second = scene.desk.by_link::<ReadCustomerLink>(body).await;
    assert_eq!(second.ok()["systems"].as_array().unwrap().len(), 11);
    assert_eq!(second.body["next"], Value::Null);
}
