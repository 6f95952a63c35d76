//! A location with as many licences as its licence file has room for, and one from before there
//! was a limit.

use crate::scene::{Scene, made_up};
use api::{ProblemCode, operations::*};
use aws_sdk_dynamodb::types::AttributeValue;
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use domain::licence::MAX_LICENCES;
use serde_json::{Value, json};
use tests::{Answer, Desk, Item, location_body};

/// What Lambda answers at most, in bytes.
const LAMBDA: usize = 6_000_000;

impl Scene {
    /// Puts so many licences beside the activated one of this code, all activated.
    async fn fill(&self, code: &str, count: usize) {
        let table = self.desk.table().await;
        let (_, licence) = table
            .iter()
            .find(|((_, sk), _)| *sk == format!("LICENCE#{code}"))
            .unwrap();
        let licences = made_up(count).into_iter().map(|code| {
            let mut item = licence.clone();
            item.insert("sk".to_owned(), AttributeValue::S(format!("LICENCE#{code}")));
            item.insert("software_key_code".to_owned(), AttributeValue::S(code));
            item
        });
        self.desk.put_items(licences).await;
    }

    async fn location_item(&self) -> Item {
        let key = store::keys::location(self.location);
        self.desk.table().await[&(key.pk, key.sk)].clone()
    }

    /// Makes the location one that nobody has counted the licences of.
    async fn uncounted(&self) {
        let mut location = self.location_item().await;
        location.remove("licences").unwrap();
        self.desk.put_item(location).await;
    }

    async fn counted(&self) -> usize {
        self.location_item().await["licences"].as_n().unwrap().parse().unwrap()
    }
}

fn lines(parts: &[&str]) -> Value {
    parts
        .iter()
        .map(|part| json!({ "part": part, "quantity": 1 }))
        .collect()
}

#[tokio::test]
async fn a_location_takes_as_many_licences_as_its_file_lists_and_is_told_of_the_limit_before() {
    let scene = Scene::new().await;
    let codes = scene.attach(&[("BE107585", 1)]).await;
    scene.activate(&codes).await.ok();
    assert_eq!(scene.counted().await, 1);
    scene.fill(&codes[0], MAX_LICENCES - 4).await;
    scene.uncounted().await;

    let table = scene.desk.table().await;
    let beyond = scene
        .ask_to_attach(lines(&["BE107573", "BE107576", "BE107582", "BE107585"]))
        .await;
    let problem = beyond.refused(ProblemCode::LocationFull);
    assert_eq!(problem.errors[0].field, "lines");
    assert!(
        problem
            .detail
            .contains("at most 2000 licences, and this location has 1997 of them: there are 3 left"),
        "{problem:?}"
    );
    assert_eq!(scene.desk.table().await, table);

    let codes = scene.attach(&[("BE107573", 1), ("BE107576", 1), ("BE107582", 1)]).await;
    assert_eq!(scene.counted().await, MAX_LICENCES);
    scene
        .ask_to_attach(lines(&["BE107585"]))
        .await
        .refused(ProblemCode::LocationFull);
    // What was detached makes room again.
    scene.detach(&codes[..1]).await.ok();
    assert_eq!(scene.counted().await, MAX_LICENCES - 1);
    let again = scene.attach(&[("BE107573", 1)]).await;

    scene.activate(&[&codes[1..], &again].concat()).await.ok();
    let answer = scene.file(2).await;
    assert!(answer.text.len() < LAMBDA / 10, "{}", answer.text.len());
    let file = String::from_utf8(STANDARD.decode(answer.ok()["content"].as_str().unwrap()).unwrap()).unwrap();
    let claims = URL_SAFE_NO_PAD.decode(file.split('.').nth(1).unwrap()).unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    assert_eq!(claims["licences"].as_array().unwrap().len(), MAX_LICENCES);
    scene.regenerate().await.ok();
    let location = scene
        .desk
        .call::<GetLocation>(&scene.desk.people.dealer, &[&scene.location], json!(null))
        .await;
    assert_eq!(location.ok()["activated"].as_array().unwrap().len(), MAX_LICENCES);
    assert!(location.text.len() < LAMBDA / 5, "{}", location.text.len());
}

#[tokio::test]
async fn a_location_from_before_there_was_a_limit_is_told_what_its_file_cannot_hold() {
    let scene = Scene::new().await;
    let codes = scene.attach(&[("BE107585", 1)]).await;
    scene.activate(&codes).await.ok();
    let attached = scene.attach(&[("BE107582", 1), ("BE107576", 1)]).await;
    scene.fill(&codes[0], 4_200).await;
    scene.uncounted().await;

    let full = scene.ask_to_attach(lines(&["BE107573"])).await;
    let problem = full.refused(ProblemCode::LocationFull);
    assert!(
        problem.detail.contains("has 4203 of them: there is none left"),
        "{problem:?}"
    );
    let table = scene.desk.table().await;
    let problem = scene.activate(&attached[..1]).await.refused(ProblemCode::LocationFull);
    assert!(problem.detail.contains("would list 4202 licences"), "{problem:?}");
    scene.regenerate().await.refused(ProblemCode::LocationFull);
    assert_eq!(scene.desk.table().await, table);
    scene.detach(&attached).await.ok();
    assert_eq!(scene.counted().await, 4_201);
}

#[tokio::test]
async fn a_system_that_takes_one_licence_takes_one_of_one_unit() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let body = location_body("dect-ns", "1FF0022F", "Ward");
    let location = desk.call::<CreateLocation>(dealer, &[&customer], body).await;
    let location = location.ok()["location_id"].as_str().unwrap().to_owned();
    let order = desk.ship(desk.organisations.dealer, "PO1", &[("EU910010", 5)]).await;
    let attach = async |quantity: u32| {
        let lines = json!([{ "part": "EU910010", "quantity": quantity }]);
        desk.call::<AttachLicences>(dealer, &[&location], json!({ "order_id": order, "lines": lines }))
            .await
    };
    let table = desk.table().await;
    assert_eq!(attach(2).await.refused_fields(ProblemCode::LocationFull), ["lines"]);
    assert_eq!(desk.table().await, table);
    // Of several at once one gets in.
    let answers = tokio::join!(attach(1), attach(1), attach(1));
    let answers = <[Answer; 3]>::from(answers);
    let mut attached = answers.iter().filter(|answer| answer.status.is_success());
    let code = attached.next().unwrap().body["attached"][0]["software_key_code"].clone();
    assert!(attached.next().is_none());
    assert_eq!(attach(1).await.refused_fields(ProblemCode::LocationFull), ["lines"]);
    let detach = json!({ "software_key_codes": [code] });
    desk.call::<DetachLicences>(dealer, &[&location], detach).await.ok();
    attach(1).await.ok();
    desk.ledger().await;
}
