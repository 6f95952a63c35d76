//! Two who change the same details: the second is told what the first changed, and who it
//! was, and nothing of either is lost.

use api::{ProblemCode, operations::*};
use chrono::TimeDelta;
use domain::organisation::Role;
use serde_json::{Value, json};
use tests::{Answer, Desk, Person, location_body, package_body, terms};

/// One kind of details: how it is read and changed, and by whom.
struct Kind<'a> {
    first: &'a Person,
    second: &'a Person,
    path: String,
    /// What was there, without its revision.
    before: Value,
    /// Two changes of different members, and what the first changed.
    changes: [Value; 2],
    changed: &'a str,
    now: &'a str,
}

async fn put(desk: &Desk, kind: &Kind<'_>, who: &Person, mut body: Value, revision: &str) -> Answer {
    body["revision"] = json!(revision);
    desk.send(reqwest::Method::PUT, &kind.path, Some(&who.token), body, None)
        .await
}

async fn revision(desk: &Desk, kind: &Kind<'_>, who: &Person) -> String {
    let read = desk
        .send(reqwest::Method::GET, &kind.path, Some(&who.token), Value::Null, None)
        .await;
    read.ok()["revision"].as_str().unwrap().to_owned()
}

fn with(before: &Value, at: &str, text: &str) -> Value {
    let mut body = before.clone();
    *body.pointer_mut(at).unwrap() = json!(text);
    body
}

async fn the_second_is_told(desk: &Desk, kind: Kind<'_>) {
    let loaded = revision(desk, &kind, kind.first).await;
    assert!(!loaded.is_empty());
    // Without a revision nothing is changed at all.
    let without = desk
        .send(
            reqwest::Method::PUT,
            &kind.path,
            Some(&kind.first.token),
            kind.before.clone(),
            None,
        )
        .await;
    assert_eq!(without.refused_fields(ProblemCode::InvalidFields), ["revision"]);
    let [first, second] = &kind.changes;
    let saved = put(desk, &kind, kind.first, first.clone(), &loaded).await;
    let newer = saved.ok()["revision"].as_str().unwrap().to_owned();
    assert_ne!(newer, loaded);
    assert_eq!(revision(desk, &kind, kind.second).await, newer);
    desk.forward(TimeDelta::minutes(5));
    let table = desk.table().await;
    let refused = put(desk, &kind, kind.second, second.clone(), &loaded).await;
    let problem = refused.refused(ProblemCode::DetailsOutdated);
    assert_eq!(refused.status, reqwest::StatusCode::CONFLICT);
    let told: Vec<_> = problem
        .errors
        .iter()
        .map(|error| (error.field.as_str(), error.message.as_str()))
        .collect();
    assert_eq!(told, [(kind.changed, kind.now)]);
    assert!(
        problem.detail.contains("changed this on 5 January 2026 at 09:00 UTC"),
        "{}",
        problem.detail
    );
    assert_eq!(problem.revision.as_deref(), Some(newer.as_str()));
    // Who wants what is there already is not troubled.
    put(desk, &kind, kind.second, first.clone(), &loaded).await.ok();
    assert_eq!(desk.table().await, table);
    // Whoever has seen what is different replaces it.
    put(desk, &kind, kind.second, second.clone(), &newer).await.ok();
    desk.ledger().await;
}

#[tokio::test]
async fn of_a_customer() {
    let desk = Desk::start().await;
    let (first, second) = (&desk.people.dealer, &desk.people.dealer_swa);
    let id = desk.customer(first, "Riverside Clinic").await;
    let before =
        json!({ "name": "Riverside Clinic", "address": { "country": "NL", "city": "Delft" }, "reference": "R" });
    let kind = Kind {
        first,
        second,
        path: format!("/api/customers/{id}"),
        changes: [
            with(&before, "/address/city", "Utrecht"),
            with(&before, "/reference", "R2"),
        ],
        before: before.clone(),
        changed: "address/city",
        now: "It is now: Utrecht",
    };
    let loaded = revision(&desk, &kind, first).await;
    put(&desk, &kind, first, before, &loaded).await.ok();
    the_second_is_told(&desk, kind).await;
}

#[tokio::test]
async fn of_a_location() {
    let desk = Desk::start().await;
    let (first, second) = (&desk.people.dealer, &desk.people.dealer_swa);
    let customer = desk.customer(first, "Riverside Clinic").await;
    let id = desk.location(first, customer, "A", "191000343919").await;
    let before = json!({ "details": location_body("", "", "A")["details"] });
    let kind = Kind {
        first,
        second,
        path: format!("/api/locations/{id}"),
        changes: [
            with(&before, "/details/name", "B"),
            with(&before, "/details/dealer_email", "x@example.com"),
        ],
        before,
        changed: "details/name",
        now: "It is now: B",
    };
    the_second_is_told(&desk, kind).await;
}

#[tokio::test]
async fn of_what_is_agreed_with_a_tenant() {
    let desk = Desk::with_tenant().await;
    let vendor = &desk.people.vendor;
    let before = terms();
    let kind = Kind {
        first: vendor,
        second: vendor,
        path: format!("/api/organisations/{}/tenant", desk.organisations.tenant),
        changes: [
            with(&before, "/sold_to_id", "30099999"),
            with(&before, "/commercial_contact", "new@example.com"),
        ],
        before,
        changed: "sold_to_id",
        now: "It is now: 30099999",
    };
    the_second_is_told(&desk, kind).await;
}

#[tokio::test]
async fn of_a_package_and_of_a_device() {
    let desk = Desk::with_tenant().await;
    let operator = desk.operator();
    let built = desk
        .call::<CreatePackage>(operator, &[], package_body("Plant Starter"))
        .await;
    let id = built.ok()["package_id"].as_str().unwrap().to_owned();
    let before = package_body("Plant Starter");
    let kind = Kind {
        first: operator,
        second: operator,
        path: format!("/api/packages/{id}"),
        changes: [
            with(&before, "/name", "Plant Basics"),
            with(&before, "/description", "Another."),
        ],
        before,
        changed: "name",
        now: "It is now: Plant Basics",
    };
    the_second_is_told(&desk, kind).await;

    let desk = Desk::with_tenant().await;
    let (first, second) = (desk.buyer(), desk.tenant(Role::TenantAdmin));
    let id = desk.device("Rack 1").await;
    let device = desk.call::<GetDevice>(first, &[&id], Value::Null).await;
    let before = json!({ "name": "Rack 1", "model": device.ok()["model"] });
    let kind = Kind {
        first,
        second,
        path: format!("/api/devices/{id}"),
        changes: [with(&before, "/name", "Rack 2"), with(&before, "/model", "AP9641")],
        before,
        changed: "name",
        now: "It is now: Rack 2",
    };
    the_second_is_told(&desk, kind).await;
}

#[tokio::test]
async fn of_many_at_once_one_changes_it_and_the_others_are_told() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let id = desk.customer(dealer, "Riverside Clinic").await;
    let path = format!("/api/customers/{id}");
    let read = desk.call::<GetCustomer>(dealer, &[&id], Value::Null).await;
    let revision = read.ok()["revision"].clone();
    let change = async |number: u32| {
        let body = json!({ "name": format!("Name {number}"), "address": { "country": "NL" }, "revision": revision });
        desk.send(reqwest::Method::PUT, &path, Some(&dealer.token), body, None)
            .await
    };
    let (a, b, c, d) = tokio::join!(change(1), change(2), change(3), change(4));
    let answers = [a, b, c, d];
    let done = answers
        .iter()
        .filter(|answer| answer.status == reqwest::StatusCode::OK)
        .count();
    assert_eq!(done, 1);
    for refused in answers.iter().filter(|answer| answer.status != reqwest::StatusCode::OK) {
        assert_eq!(refused.refused_fields(ProblemCode::DetailsOutdated), ["name"]);
    }
    desk.ledger().await;
}
