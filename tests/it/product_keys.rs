//! Systems with a product key, redundant pairs, and a second hardware key code (spec chapter 4, "System
//! types": BX / OVOC, SV9500 Appliance).

use crate::saved::{claims_of, entries};
use api::{ProblemCode, operations::*};
use domain::id::{CustomerId, LocationId};
use serde_json::{Value, json};
use tests::{Answer, Desk, location_body};

struct Scene {
    desk: Desk,
    customer: CustomerId,
    order: String,
}

impl Scene {
    async fn new() -> Self {
        let desk = Desk::start().await;
        let customer = desk.customer(&desk.people.dealer, "Orchard Hotel").await;
        let lines = [("LK955010", 9), ("LK955100", 9), ("BE114263", 10)];
        let order = desk.ship(desk.organisations.dealer, "PO-BX", &lines).await;
        Self { desk, customer, order }
    }

    async fn make(&self, system_type: &str, hkc: &str, more: Value) -> Answer {
        let mut body = location_body(system_type, hkc, "Session border");
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.desk
            .call::<CreateLocation>(&self.desk.people.dealer, &[&self.customer], body)
            .await
    }

    async fn view(&self, id: LocationId) -> Value {
        self.desk.seen(&self.desk.people.dealer, id).await
    }

    async fn activate(&self, id: LocationId, part: &str) -> Answer {
        let dealer = &self.desk.people.dealer;
        let codes = self.desk.attach(dealer, id, &self.order, &[(part, 1)]).await;
        self.desk.activate(dealer, id, &codes).await
    }

    async fn file(&self, id: LocationId, sequence: u32) -> Answer {
        self.desk.licence_file(&self.desk.people.dealer, id, sequence).await
    }
}

fn id(answer: &Answer) -> LocationId {
    answer.ok()["location_id"].as_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn hardware_has_the_product_key_that_was_entered_and_its_file_is_called_by_it() {
    let scene = Scene::new().await;
    let made = scene
        .make("bx-hardware", "9551484", json!({ "product_key": " dt2729220" }))
        .await;
    let location = id(&made);
    assert_eq!(made.body["product_key"], "DT2729220");
    let file = scene.activate(location, "LK955010").await;
    assert_eq!(file.ok()["licence_file"]["file_name"], "AA_DT2729220_out.zip");
    let files = entries(&scene.file(location, 1).await);
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["AA_DT2729220_out.lic", "AA_DT2729220_out.log"]);
    assert_eq!(claims_of(&files[0].1)["sub"], "9551484");
    let log = String::from_utf8(files[1].1.clone()).unwrap();
    assert!(log.starts_with("Licence file 1, made 2026-01-05T09:00:00Z\n"), "{log}");
    assert!(
        log.contains(&format!("AA_DT2729220_out.lic: {} bytes\n", files[0].1.len())),
        "{log}"
    );
    let dealer = &scene.desk.people.dealer;
    let again = scene
        .desk
        .call::<RegenerateLicenceFile>(dealer, &[&location], json!({}))
        .await;
    assert_eq!(again.ok()["file_name"], "AA_DT2729220_out.zip");
    scene.desk.ledger().await;
}

#[tokio::test]
async fn software_gets_its_product_key_with_the_first_activation() {
    let scene = Scene::new().await;
    for (kind, hkc, part) in [
        ("bx-software", "358744541284567", "LK955010"),
        ("ovoc", "66E55234A97A", "LK955100"),
    ] {
        let made = scene.make(kind, hkc, json!({})).await;
        let location = id(&made);
        assert_eq!(made.body["product_key"], Value::Null);
        let file = scene.activate(location, part).await;
        let key = scene.view(location).await["product_key"].as_str().unwrap().to_owned();
        assert_eq!(key.len(), 15);
        assert_eq!(file.ok()["licence_file"]["file_name"], format!("AA_{key}_out.zip"));
        assert_eq!(entries(&scene.file(location, 1).await).len(), 2);
    }
    scene.desk.ledger().await;
}

#[tokio::test]
async fn a_redundant_pair_has_two_files_of_the_first_ones_licences() {
    let scene = Scene::new().await;
    let first = id(&scene.make("bx-software", "23345678901234", json!({})).await);
    assert_eq!(scene.view(first).await["children"][0]["system_type"], "bx-software");
    let made = scene
        .make("bx-software", "23345678901235", json!({ "parent": first }))
        .await;
    let second = id(&made);
    assert_eq!(made.body["family"][0]["relation"], "parent");
    assert_eq!(scene.view(first).await["children"], Value::Null);
    // Licences go to the first alone.
    let dealer = &scene.desk.people.dealer;
    let body = json!({ "order_id": scene.order, "lines": [{ "part": "LK955010", "quantity": 1 }] });
    let refused = scene.desk.call::<AttachLicences>(dealer, &[&second], body).await;
    assert_eq!(refused.refused_fields(ProblemCode::LocationFull), ["lines"]);
    scene.activate(first, "LK955010").await.ok();
    let files = entries(&scene.file(first, 1).await);
    assert_eq!(files.len(), 3);
    let claims: Vec<Value> = files[..2].iter().map(|(_, jws)| claims_of(jws)).collect();
    assert_eq!(
        (&claims[0]["sub"], &claims[1]["sub"]),
        (&json!("23345678901234"), &json!("23345678901235"))
    );
    assert_eq!(claims[0]["licences"], claims[1]["licences"]);
    assert_eq!(claims[1]["jti"], format!("{second}/1"));
    assert_ne!(files[0].0, files[1].0);
    assert_eq!(files[2].0, files[0].0.replace(".lic", ".log"));
    scene.desk.ledger().await;
}

#[tokio::test]
async fn the_second_of_a_pair_comes_before_anything_is_activated_and_a_pair_is_two() {
    let scene = Scene::new().await;
    let first = id(&scene.make("ovoc", "66E55234A97A", json!({})).await);
    // Of several at once one is its second.
    let ask = |hkc| scene.make("ovoc", hkc, json!({ "parent": first }));
    let answers = <[Answer; 3]>::from(tokio::join!(
        ask("66E55234A97B"),
        ask("66E55234A97C"),
        ask("66E55234A97D")
    ));
    assert_eq!(answers.iter().filter(|answer| answer.status.is_success()).count(), 1);
    for lost in answers.iter().filter(|answer| !answer.status.is_success()) {
        assert_eq!(lost.refused_fields(ProblemCode::InvalidFields), ["parent"]);
    }
    let alone = id(&scene.make("ovoc", "66E55234A97E", json!({})).await);
    scene.activate(alone, "LK955100").await.ok();
    let table = scene.desk.table().await;
    for (kind, hkc, parent) in [
        ("ovoc", "66E55234A97F", alone),
        ("bx-software", "23345678901234", first),
    ] {
        let refused = scene.make(kind, hkc, json!({ "parent": parent })).await;
        assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["parent"], "{kind}");
    }
    assert_eq!(scene.desk.table().await, table);
    scene.desk.ledger().await;
}

#[tokio::test]
async fn a_product_key_is_entered_where_there_is_one_and_nowhere_else() {
    let scene = Scene::new().await;
    let table = scene.desk.table().await;
    for (kind, hkc, key) in [
        ("bx-hardware", "9551484", ""),
        ("bx-hardware", "9551484", "DT-1"),
        ("bx-software", "358744541284567", "DT2729220"),
        ("sv8100", "191000343919", "DT2729220"),
    ] {
        let refused = scene.make(kind, hkc, json!({ "product_key": key })).await;
        assert_eq!(
            refused.refused_fields(ProblemCode::InvalidFields),
            ["product_key"],
            "{kind} {key}"
        );
    }
    assert_eq!(scene.desk.table().await, table);
}

#[tokio::test]
async fn an_appliance_has_a_second_code_that_is_as_unique_as_the_first() {
    let scene = Scene::new().await;
    let (first, second) = (
        "A_3565-A9C3-0842-67EF-2E44-A473-6DI2",
        "A_3565-ACE3-4C8C-5745-F647-08D3-63FK",
    );
    let made = scene
        .make("sv9500-appliance", first, json!({ "second_hkc": second }))
        .await;
    let location = id(&made);
    assert_eq!(made.body["hkc"], "3565A9C3084267EF2E44A4736DI2");
    assert_eq!(made.body["second_hkc"], "3565ACE34C8C5745F64708D363FK");
    scene.activate(location, "BE114263").await.ok();
    let files = entries(&scene.file(location, 1).await);
    let claims = claims_of(&files[0].1);
    assert_eq!(claims["second"], "3565ACE34C8C5745F64708D363FK");
    // It is found by either, and both are taken.
    scene.desk.indexed().await;
    for part in ["A9C30842", "ACE34C8C"] {
        let found = scene
            .desk
            .call::<FindLocations>(&scene.desk.people.dealer, &[], json!({ "text": part }))
            .await;
        let items = found.ok()["items"].as_array().unwrap();
        assert!(
            items.iter().any(|item| item["location_id"] == json!(location)),
            "{part}"
        );
    }
    let other = "3565AAAAAAAAAAAAAAAAAAAAAAAA";
    for (one, two, field) in [
        (second, "", "hkc"),
        (other, first, "second_hkc"),
        (other, second, "second_hkc"),
    ] {
        let refused = scene.make("sv9500-appliance", one, json!({ "second_hkc": two })).await;
        assert_eq!(refused.refused_fields(ProblemCode::HkcTaken), [field], "{one} {two}");
    }
    for (kind, one, two, field) in [
        ("sv9500-appliance", other, other, "second_hkc"),
        ("sv9500-appliance", "", other, "hkc"),
        ("sv9500-appliance", other, "3565", "second_hkc"),
        ("sv8100", "191000343919", "191000343920", "second_hkc"),
    ] {
        let refused = scene.make(kind, one, json!({ "second_hkc": two })).await;
        assert_eq!(
            refused.refused_fields(ProblemCode::InvalidFields),
            [field],
            "{one} {two}"
        );
    }
    scene.desk.ledger().await;
}
