//! `migrate-location`, `get-former-systems`: an SV9100 CP10 becomes a CP20 (spec chapter 4, "Migration").

use crate::{saved::claims, scene::made_up};
use api::{ProblemCode, operations::*};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::id::LocationId;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tests::{Answer, Desk, location_body};

const CP20: &str = "441018029547";

struct Scene {
    desk: Desk,
    location: LocationId,
    order: String,
}

impl Scene {
    async fn new() -> Self {
        let desk = Desk::start().await;
        let dealer = &desk.people.dealer;
        let customer = desk.customer(dealer, "Orchard Hotel").await;
        let body = location_body("sv9100-cp10", "341006761783", "SV9100-4");
        let made = desk.call::<CreateLocation>(dealer, &[&customer], body).await;
        let location = made.ok()["location_id"].as_str().unwrap().parse().unwrap();
        let lines = [
            ("BE114044", 1),
            ("BE114063", 3_000),
            ("BE114065", 60),
            ("960026180000", 1),
        ];
        let order = desk.ship(desk.organisations.dealer, "SV91-4", &lines).await;
        Self { desk, location, order }
    }

    async fn attach(&self, lines: &[(&str, u32)]) -> Vec<String> {
        self.desk
            .attach(&self.desk.people.dealer, self.location, &self.order, lines)
            .await
    }

    async fn activate(&self, codes: &[String]) {
        self.desk
            .activate(&self.desk.people.dealer, self.location, codes)
            .await
            .ok();
    }

    /// The licences of the manual's kind: one has no counterpart.
    async fn activated(&self) -> Vec<String> {
        let lines = [("BE114044", 1), ("BE114063", 8), ("BE114065", 60), ("960026180000", 1)];
        let codes = self.attach(&lines).await;
        self.activate(&codes).await;
        codes
    }

    /// So many licences of one unit each, as if each had been attached and activated by itself.
    async fn fill(&self, count: usize) {
        let codes = self.attach(&[("BE114063", 1)]).await;
        self.activate(&codes).await;
        let table = self.desk.table().await;
        let key = format!("LICENCE#{}", codes[0]);
        let (_, licence) = table.iter().find(|((_, sk), _)| *sk == key).unwrap();
        let more = made_up(count - 1).into_iter().map(|code| {
            let mut item = licence.clone();
            item.insert("sk".to_owned(), AttributeValue::S(format!("LICENCE#{code}")));
            item.insert("software_key_code".to_owned(), AttributeValue::S(code));
            item
        });
        self.desk.put_items(more).await;
        let key = store::keys::location(self.location);
        let mut location = table[&(key.pk, key.sk)].clone();
        location.insert("licences".to_owned(), AttributeValue::N(count.to_string()));
        self.desk.put_item(location).await;
        let key = store::keys::order(self.order.parse().unwrap());
        let mut order = table[&(key.pk, key.sk)].clone();
        let left = AttributeValue::N((3_000 - count).to_string());
        let AttributeValue::M(lines) = order.get_mut("lines").unwrap() else {
            panic!("lines")
        };
        let AttributeValue::M(line) = lines.get_mut("BE114063").unwrap() else {
            panic!("a line")
        };
        line.insert("available".to_owned(), left);
        let AttributeValue::N(available) = &order["available"] else {
            panic!("a number")
        };
        let available = available.parse::<usize>().unwrap() + 1 - count;
        order.insert("available".to_owned(), AttributeValue::N(available.to_string()));
        self.desk.put_item(order).await;
    }

    async fn migrate(&self, hkc: &str, dry_run: bool) -> Answer {
        let body = json!({ "hkc": hkc, "dry_run": dry_run });
        self.desk
            .call::<MigrateLocation>(&self.desk.people.dealer, &[&self.location], body)
            .await
    }

    async fn view(&self) -> Value {
        self.desk.seen(&self.desk.people.dealer, self.location).await
    }

    async fn former(&self) -> Value {
        let got = self
            .desk
            .call::<GetFormerSystems>(&self.desk.people.dealer, &[&self.location], Value::Null)
            .await;
        got.ok().clone()
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

fn codes(licences: &Value) -> BTreeSet<String> {
    let licences = licences.as_array().unwrap().iter();
    licences
        .map(|one| one["software_key_code"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_cp10_becomes_a_cp20_and_its_history_stays() {
    let scene = Scene::new().await;
    assert_eq!(scene.view().await["becomes"], Value::Null, "nothing is activated");
    let before = scene.activated().await;
    let was = scene.view().await;
    assert_eq!(was["becomes"]["system_type_name"], "SV9100 CP20");
    let table = scene.desk.table().await;
    let shown = scene.migrate(CP20, true).await;
    assert_eq!(shown.ok()["moves"].as_array().unwrap().len(), 3);
    assert_eq!(shown.body["stays"][0]["licence"]["part"], "BE114044");
    assert_eq!(shown.body["stays"][0]["why"], "It has no counterpart in SV9100 CP20.");
    assert_eq!(scene.desk.table().await, table);
    let swa = &scene.desk.people.dealer_swa;
    let agreed = scene
        .desk
        .call::<GetLocationSwa>(swa, &[&scene.location], Value::Null)
        .await;
    let number = agreed.ok()["agreements"][0]["number"].clone();

    let done = scene.migrate(CP20, false).await;
    assert_eq!(done.ok()["moves"], shown.body["moves"]);
    let order = done.body["order"].as_str().unwrap().to_owned();
    assert!(order.starts_with("MIGSU_20260105"), "{order}");
    let view = scene.view().await;
    assert_eq!(
        (&view["system_type"], &view["hkc"]),
        (&json!("sv9100-cp20"), &json!(CP20))
    );
    assert_eq!((&view["becomes"], &view["was_migrated"]), (&Value::Null, &json!(true)));
    assert!(codes(&view["activated"]).is_disjoint(&before.iter().cloned().collect()));
    for licence in view["activated"].as_array().unwrap() {
        assert_eq!(
            (&licence["purchase_order"], &licence["sales_order"]),
            (&json!(order), &json!(order))
        );
        assert_eq!(
            licence["original"],
            json!({ "purchase_order": "SV91-4", "sales_order": "SO-SV91-4" })
        );
        assert_eq!(&licence["software_key_code"].as_str().unwrap()[2..4], "44");
    }
    let (old, new) = (scene.file(1).await, scene.file(2).await);
    assert_eq!((&old["sub"], &new["sub"]), (&json!("341006761783"), &json!(CP20)));
    assert_eq!(new["licences"].as_array().unwrap().len(), 3);
    let agreed = scene
        .desk
        .call::<GetLocationSwa>(swa, &[&scene.location], Value::Null)
        .await;
    assert_eq!(agreed.ok()["agreements"][0]["number"], number);
    // What it was is for the record, and changes no more.
    let former = scene.former().await;
    assert_eq!(former["systems"][0]["hkc"], "341006761783");
    assert_eq!(former["systems"][0]["order"], order);
    assert_eq!(codes(&former["systems"][0]["licences"]), codes(&was["activated"]));
    // It is found by what it is, and the old code is nobody's again.
    scene.desk.indexed().await;
    let find = async |text: &str| {
        let found = scene
            .desk
            .call::<FindLocations>(&scene.desk.people.dealer, &[], json!({ "text": text }))
            .await;
        found.ok()["items"].as_array().unwrap().len()
    };
    assert_eq!((find(CP20).await, find("341006761783").await), (1, 0));
    let customer = view["customer_id"].as_str().unwrap().to_owned();
    let body = location_body("sv9100-cp10", "341006761783", "Again");
    let again = scene
        .desk
        .call::<CreateLocation>(&scene.desk.people.dealer, &[&customer], body)
        .await;
    again.refused(ProblemCode::HkcTaken);
    // It goes on as any other.
    let more = scene.attach(&[("BE114063", 2)]).await;
    scene.activate(&more).await;
    assert_eq!(scene.file(3).await["licences"].as_array().unwrap().len(), 4);
    scene.desk.ledger().await;
}

#[tokio::test]
async fn what_is_pending_or_wrong_is_refused_and_changes_nothing() {
    let scene = Scene::new().await;
    scene.migrate(CP20, true).await.refused(ProblemCode::NotMigrated);
    scene.activated().await;
    let dealer = &scene.desk.people.dealer;
    let customer = scene.desk.customer(dealer, "Other").await;
    let body = location_body("sv9100-cp20", "4410011575A6", "Taken");
    scene.desk.call::<CreateLocation>(dealer, &[&customer], body).await.ok();
    for (hkc, code) in [
        ("", ProblemCode::InvalidFields),
        ("341006761783", ProblemCode::InvalidFields),
        ("44101802954", ProblemCode::InvalidFields),
        ("4410011575a6", ProblemCode::HkcTaken),
    ] {
        for dry_run in [true, false] {
            assert_eq!(scene.migrate(hkc, dry_run).await.refused_fields(code), ["hkc"], "{hkc}");
        }
    }
    let waits = scene.attach(&[("BE114063", 2)]).await;
    scene.migrate(CP20, false).await.refused(ProblemCode::NotMigrated);
    let body = json!({ "software_key_codes": waits });
    scene
        .desk
        .call::<DetachLicences>(dealer, &[&scene.location], body)
        .await
        .ok();
    // Software assurance that cools off.
    let swa = &scene.desk.people.dealer_swa;
    scene
        .desk
        .ship(scene.desk.organisations.dealer, "SWA", &[("BE112031", 900)])
        .await;
    let quote = scene
        .desk
        .call::<MakeSwaQuote>(swa, &[&scene.location], json!({}))
        .await;
    let choices: Vec<Value> = quote.ok()["applications"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| json!({ "application": one["application"], "months": 12 }))
        .collect();
    let body = json!({ "quote_id": quote.body["quote_id"], "choices": choices, "authorised": true });
    scene.desk.call::<AssignSwa>(swa, &[&scene.location], body).await.ok();
    let refused = scene.migrate(CP20, false).await;
    assert!(
        refused.refused(ProblemCode::NotMigrated).detail.contains("is pending"),
        "{}",
        refused.text
    );
    scene.desk.forward(chrono::TimeDelta::hours(25));
    scene.desk.travel_to(scene.desk.now()).await;
    scene.migrate(CP20, false).await.ok();
    scene.desk.ledger().await;
    // A location of another type becomes nothing.
    let other = scene.desk.location(dealer, customer, "Other", "191000343919").await;
    let body = json!({ "hkc": CP20 });
    let refused = scene.desk.call::<MigrateLocation>(dealer, &[&other], body).await;
    refused.refused(ProblemCode::NotMigrated);
}

#[tokio::test]
async fn of_many_at_once_one_migrates() {
    let scene = Scene::new().await;
    scene.activated().await;
    let ask = |hkc| scene.migrate(hkc, false);
    let answers = tokio::join!(
        ask("441018029547"),
        ask("441018029548"),
        ask("441018029549"),
        ask("441018029547")
    );
    let answers = <[Answer; 4]>::from(answers);
    let (done, lost): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status.is_success());
    assert_eq!(done.len(), 1);
    for lost in lost {
        assert_eq!(lost.status, 409, "{}", lost.text);
    }
    assert_eq!(scene.view().await["hkc"], done[0].body["hkc"]);
    scene.desk.ledger().await;
}

#[tokio::test]
async fn a_migration_that_is_sent_twice_is_one() {
    let scene = Scene::new().await;
    scene.activated().await;
    let body = json!({ "hkc": "441018029547", "dry_run": false });
    let dealer = &scene.desk.people.dealer;
    scene
        .desk
        .once::<MigrateLocation>(dealer, &[&scene.location], body)
        .await;
    scene.desk.ledger().await;
}

/// 200 licences take four writes: what is begun, two steps, and the last.
#[tokio::test]
async fn a_large_location_is_migrated_in_steps_and_whole_wherever_it_crashes() {
    const LICENCES: usize = 200;
    for (at, after_writing) in (1..=4).flat_map(|at| [(at, false), (at, true)]) {
        let scene = Scene::new().await;
        scene.fill(LICENCES).await;
        let old = codes(&scene.view().await["activated"]);
        scene.desk.faults.die_at(at, after_writing);
        let dead = scene.migrate(CP20, false).await;
        scene.desk.faults.die_at(0, false);
        assert!(!dead.status.is_success(), "it dies at {at}");
        // It is as it was, or all of it is done; there is a file for what it is, at every moment.
        let done = at == 4 && after_writing;
        let view = scene.view().await;
        assert_eq!(view["hkc"], if done { CP20 } else { "341006761783" });
        let now = codes(&view["activated"]);
        assert_eq!(now.len(), LICENCES);
        assert_eq!(now == old, !done);
        let newest = u32::try_from(view["licence_files"][0]["sequence"].as_u64().unwrap()).unwrap();
        assert_eq!(scene.file(newest).await["sub"], view["hkc"]);
        scene.desk.ledger().await;
        // Whoever comes again on another day goes on with what was begun.
        scene.desk.forward(chrono::TimeDelta::days(1));
        if !done {
            scene.migrate(CP20, false).await.ok();
        }
        let view = scene.view().await;
        let now = codes(&view["activated"]);
        assert!(view["hkc"] == CP20 && now.len() == LICENCES && now.is_disjoint(&old));
        let begun = at > 1 || after_writing;
        let day = if begun { "MIGSU_20260105" } else { "MIGSU_20260106" };
        let orders: BTreeSet<_> = view["activated"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["purchase_order"].as_str().unwrap().to_owned())
            .collect();
        assert!(
            orders.len() == 1 && orders.first().unwrap().starts_with(day),
            "{orders:?}"
        );
        assert_eq!(codes(&scene.former().await["systems"][0]["licences"]), old);
        scene.desk.ledger().await;
    }
}
