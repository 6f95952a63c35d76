//! `issue-limited-licence`: demo and service licences (spec chapter 4, "Roles in the channel").

use crate::saved::claims;
use api::{ProblemCode, operations::*};
use domain::id::LocationId;
use serde_json::{Value, json};
use tests::{Answer, Desk, location_body};

struct Scene {
    desk: Desk,
    location: LocationId,
}

impl Scene {
    async fn of(system_type: &str, hkc: &str) -> Self {
        let desk = Desk::start().await;
        let dealer = &desk.people.dealer;
        let customer = desk.customer(dealer, "Orchard Hotel").await;
        let body = location_body(system_type, hkc, "Reception");
        let made = desk.call::<CreateLocation>(dealer, &[&customer], body).await;
        let location = made.ok()["location_id"].as_str().unwrap().parse().unwrap();
        Self { desk, location }
    }

    async fn issue(&self, kind: &str) -> Answer {
        let body = json!({ "kind": kind });
        self.desk
            .call::<IssueLimited>(&self.desk.people.dealer, &[&self.location], body)
            .await
    }

    async fn view(&self) -> Value {
        self.desk.seen(&self.desk.people.dealer, self.location).await
    }

    async fn file(&self, sequence: u32) -> Value {
        claims(
            &self
                .desk
                .licence_file(&self.desk.people.dealer, self.location, sequence)
                .await,
        )
    }
}

#[tokio::test]
async fn a_demo_licence_grants_everything_says_what_it_is_and_ends() {
    let scene = Scene::of("sv8100", "191000343919").await;
    assert_eq!(
        scene.view().await["limited"],
        json!([
            { "kind": "demo", "left": 2, "number": 2, "days": 60 },
            { "kind": "service", "left": 1, "number": 1, "days": 30 },
        ])
    );
    let made = scene.issue("demo").await;
    assert_eq!(made.ok()["file_name"], "191000343919-demo.lic");
    assert_eq!(
        made.body["limited"],
        json!({ "kind": "demo", "ends": "2026-03-06T09:00:00Z" })
    );
    let file = scene.file(1).await;
    assert_eq!((&file["limited"], &file["licences"]), (&json!("demo"), &json!([])));
    assert_eq!(
        file["exp"].as_i64().unwrap() - file["iat"].as_i64().unwrap(),
        60 * 86_400
    );
    let features = file["features"].as_array().unwrap();
    assert!(
        features
            .iter()
            .any(|one| one["feature"] == "ip-terminals" && one["quantity"] == 9_999)
    );
    let view = scene.view().await;
    assert_eq!(view["limited"][0]["left"], 1);
    assert_eq!((&view["features"], &view["activated"]), (&json!([]), &json!([])));
    // It proves nothing of what the location has.
    let dealer = &scene.desk.people.dealer;
    let certificate = scene
        .desk
        .call::<GetCertificate>(dealer, &[&scene.location], Value::Null)
        .await;
    assert_eq!(certificate.ok()["licence_file"], Value::Null);
    // Before it ends its location's users are told, twice.
    let before = scene.desk.mails().await.len();
    scene.desk.travel_to_day("2026-03-10").await;
    let mails = scene.desk.mails().await.split_off(before);
    let told: Vec<_> = mails
        .iter()
        .map(|mail| (mail.to[0].as_str(), mail.subject.as_str()))
        .collect();
    let subject = "Demo licence of Reception ends on 6 March 2026 at 09:00 UTC";
    assert_eq!(told, [("dora@example.com", subject), ("dora@example.com", subject)]);
    scene.desk.ledger().await;
}

#[tokio::test]
async fn a_location_gets_as_many_as_the_vendor_says_however_many_ask() {
    let scene = Scene::of("sv8100", "191000343919").await;
    let ask = || scene.issue("demo");
    let answers = <[Answer; 5]>::from(tokio::join!(ask(), ask(), ask(), ask(), ask()));
    assert_eq!(answers.iter().filter(|answer| answer.status.is_success()).count(), 2);
    for lost in answers.iter().filter(|answer| !answer.status.is_success()) {
        lost.refused(ProblemCode::NoLimitedLicence);
    }
    scene.issue("service").await.ok();
    scene.issue("service").await.refused(ProblemCode::NoLimitedLicence);
    // An emergency is something else.
    scene.issue("emergency").await.refused(ProblemCode::NoLimitedLicence);
    scene.desk.ledger().await;

    let none = Scene::of("sl2100", "3810004626AD").await;
    assert_eq!(none.view().await["limited"], Value::Null);
    none.issue("demo").await.refused(ProblemCode::NoLimitedLicence);
}

#[tokio::test]
async fn a_file_of_ones_own_follows_a_demo_and_is_on_the_certificate() {
    let scene = Scene::of("sv8100", "191000343919").await;
    let desk = &scene.desk;
    let dealer = &desk.people.dealer;
    let order = desk.ship_manual_order(desk.organisations.dealer).await;
    let codes = desk.attach(dealer, scene.location, &order, &[("BE107585", 5)]).await;
    let body = json!({ "software_key_codes": codes, "terms_accepted": true });
    desk.call::<ActivateLicences>(dealer, &[&scene.location], body)
        .await
        .ok();
    scene.issue("service").await.ok();
    let certificate = desk
        .call::<GetCertificate>(dealer, &[&scene.location], Value::Null)
        .await;
    assert_eq!(certificate.ok()["licence_file"]["sequence"], 1);
    let again = desk
        .call::<RegenerateLicenceFile>(dealer, &[&scene.location], json!({}))
        .await;
    assert_eq!(
        (&again.ok()["sequence"], &again.body["limited"]),
        (&json!(3), &Value::Null)
    );
    desk.ledger().await;
}
