//! `replace-hardware`, `replace-any-hardware`, `issue-emergency-licence`, `list-due-replacements` (spec
//! chapter 4, "Roles in the channel").

use crate::saved::{self, claims};
use api::{ProblemCode, operations::*};
use domain::id::{CustomerId, LocationId};
use serde_json::{Value, json};
use tests::{Answer, Desk, Person, location_body};

struct Scene {
    desk: Desk,
    customer: CustomerId,
}

impl Scene {
    async fn new() -> Self {
        // A Sunday: nobody is in the office.
        let desk = Desk::start_at("2026-01-04T09:00:00Z").await;
        let customer = desk.customer(&desk.people.dealer, "Orchard Hotel").await;
        Self { desk, customer }
    }

    async fn make(&self, body: Value) -> LocationId {
        let made = self
            .desk
            .call::<CreateLocation>(&self.desk.people.dealer, &[&self.customer], body)
            .await;
        made.ok()["location_id"].as_str().unwrap().parse().unwrap()
    }

    /// A location with an activated licence.
    async fn activated(&self, system_type: &str, hkc: &str, part: &str) -> LocationId {
        let location = self.make(location_body(system_type, hkc, "Reception")).await;
        self.activate(location, part).await;
        location
    }

    async fn activate(&self, location: LocationId, part: &str) {
        let dealer = &self.desk.people.dealer;
        let order = self
            .desk
            .ship(self.desk.organisations.dealer, &format!("PO-{part}"), &[(part, 5)])
            .await;
        let codes = self.desk.attach(dealer, location, &order, &[(part, 5)]).await;
        self.desk.activate(dealer, location, &codes).await.ok();
    }

    async fn view(&self, id: LocationId) -> Value {
        self.desk.seen(&self.desk.people.dealer, id).await
    }

    async fn replace(&self, id: LocationId, hkc: &str) -> Answer {
        let body = json!({ "hkc": hkc, "reason": "Lightning" });
        self.desk
            .call::<ReplaceHardware>(&self.desk.people.dealer, &[&id], body)
            .await
    }

    async fn by_vendor(&self, before: &str, hkc: &str, made_from: &str) -> Answer {
        let body = json!({ "before": before, "hkc": hkc, "made_from": made_from, "reason": "Asked by telephone" });
        self.desk
            .call::<ReplaceAnyHardware>(&self.desk.people.vendor, &[], body)
            .await
    }

    async fn emergency(&self, id: LocationId, hkc: &str) -> Answer {
        let body = json!({ "hkc": hkc, "reason": "Dead board" });
        self.desk
            .call::<IssueEmergency>(&self.desk.people.dealer, &[&id], body)
            .await
    }

    async fn due(&self, who: &Person) -> Vec<Value> {
        let list = self.desk.call::<ListDueReplacements>(who, &[], Value::Null).await;
        list.ok()["items"].as_array().unwrap().clone()
    }

    async fn file(&self, id: LocationId, sequence: u32) -> Value {
        claims(&self.desk.licence_file(&self.desk.people.dealer, id, sequence).await)
    }
}

#[tokio::test]
async fn everything_moves_to_the_new_hardware_twice_in_a_year_and_the_vendor_always() {
    let scene = Scene::new().await;
    let location = scene.activated("sv8100", "190400000001", "BE107585").await;
    assert_eq!(scene.view(location).await["replaceable"]["left"], 2);
    let done = scene.replace(location, "190400000002").await;
    assert_eq!(done.ok()["licence_file"]["sequence"], 2);
    let view = scene.view(location).await;
    assert_eq!(
        (&view["hkc"], &view["replaceable"]["left"]),
        (&json!("190400000002"), &json!(1))
    );
    assert_eq!(view["activated"].as_array().unwrap().len(), 1);
    assert_eq!(scene.file(location, 2).await["sub"], "190400000002");
    scene.replace(location, "190400000003").await.ok();
    scene
        .replace(location, "190400000004")
        .await
        .refused(ProblemCode::NotReplaced);
    scene.by_vendor("190400000003", "190400000004", "").await.ok();
    // What was replaced is nobody's again, for nobody.
    let table = scene.desk.table().await;
    for old in ["190400000001", "190400000002", "190400000003"] {
        let body = location_body("sv8100", old, "Other");
        let dealer = &scene.desk.people.other_dealer;
        let customer = scene.desk.customer(dealer, old).await;
        let refused = scene.desk.call::<CreateLocation>(dealer, &[&customer], body).await;
        refused.refused(ProblemCode::HkcTaken);
        let refused = scene.by_vendor(old, "190400000009", "").await;
        assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["before"]);
    }
    drop(table);
    scene.desk.indexed().await;
    let found = scene
        .desk
        .call::<FindLocations>(&scene.desk.people.dealer, &[], json!({ "text": "190400000004" }))
        .await;
    assert_eq!(found.ok()["items"].as_array().unwrap().len(), 1);
    // A year after the first it can be replaced again.
    scene.desk.forward(chrono::TimeDelta::days(366));
    scene.replace(location, "190400000005").await.ok();
    scene.desk.ledger().await;
}

#[tokio::test]
async fn a_client_follows_with_a_licence_file_of_its_own() {
    let scene = Scene::new().await;
    let main = scene
        .activated("sv8500", "22CC538207AFD058020640CD57xO", "BE107635")
        .await;
    let client: LocationId = scene.view(main).await["family"][0]["location_id"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    scene.activate(client, "LK390010").await;
    scene.replace(main, "22AA538207AFD058020640CD57xO").await.ok();
    assert_eq!(scene.view(client).await["hkc"], "LM22AA538207AFD058020640CD57xO");
    assert_eq!(scene.file(client, 2).await["sub"], "LM22AA538207AFD058020640CD57xO");
    assert_eq!(scene.view(main).await["family"][0]["location_id"], json!(client));
    // By itself it is not replaced.
    scene
        .replace(client, "LM22BB538207AFD058020640CD57xO")
        .await
        .refused(ProblemCode::NotReplaced);
    scene.desk.ledger().await;
}

#[tokio::test]
async fn codes_that_are_made_are_made_anew_for_other_hardware_or_by_the_vendor() {
    let scene = Scene::new().await;
    let mut body = location_body("sv9500-se", "", "Small");
    body["details"]["made_from"] = json!("6CE4DA01378C");
    let small = scene.make(body).await;
    let dealer = &scene.desk.people.dealer;
    let body = json!({ "made_from": "6CE4DA01378D", "reason": "Other card" });
    let done = scene.desk.call::<ReplaceHardware>(dealer, &[&small], body).await;
    assert_eq!(
        (&done.ok()["hkc"].as_str().unwrap()[..2], &done.body["licence_file"]),
        ("35", &Value::Null)
    );
    assert_eq!(scene.view(small).await["details"]["made_from"], "6CE4DA01378D");

    let server = scene.make(location_body("sv9500-standard", "", "Server")).await;
    let order = scene
        .desk
        .ship(scene.desk.organisations.dealer, "PO-V", &[("BE114234", 1)])
        .await;
    scene.desk.attach(dealer, server, &order, &[("BE114234", 1)]).await;
    let body = json!({ "made_from": "192.0.2.105", "terms_accepted": true });
    let made = scene.desk.call::<MakeHkc>(dealer, &[&server], body).await;
    let before = made.ok()["hkc"].as_str().unwrap().to_owned();
    let body = json!({ "made_from": "192.0.2.106", "reason": "Moved" });
    let refused = scene.desk.call::<ReplaceHardware>(dealer, &[&server], body).await;
    refused.refused(ProblemCode::NotReplaced);
    let anew = scene.by_vendor(&before, "", "192.0.2.106").await;
    assert_ne!(anew.ok()["hkc"], json!(before));
    assert_eq!(scene.file(server, 2).await["sub"], anew.body["hkc"]);

    let mut body = location_body("is3000-dongle-less", "", "PBX");
    body["details"]["made_from"] = json!("pbx.example.com");
    let named = scene.make(body).await;
    assert_eq!(scene.view(named).await["replaceable"], Value::Null);
    let body = json!({ "made_from": "pbx2.example.com", "reason": "New server" });
    scene
        .desk
        .call::<ReplaceHardware>(dealer, &[&named], body)
        .await
        .refused(ProblemCode::NotReplaced);
    scene.desk.ledger().await;
}

#[tokio::test]
async fn what_is_wrong_is_refused_at_its_field_and_changes_nothing() {
    let scene = Scene::new().await;
    let location = scene.activated("sv8100", "190400000001", "BE107585").await;
    scene.make(location_body("sv8100", "190400000009", "Other")).await;
    let table = scene.desk.table().await;
    for (hkc, code) in [
        ("", ProblemCode::InvalidFields),
        ("1904", ProblemCode::InvalidFields),
        ("190400000001", ProblemCode::InvalidFields),
        ("22CC538207AFD058020640CD57xO", ProblemCode::InvalidFields),
        ("190400000009", ProblemCode::HkcTaken),
    ] {
        assert_eq!(
            scene.replace(location, hkc).await.refused_fields(code),
            ["hkc"],
            "{hkc}"
        );
        assert_eq!(
            scene.emergency(location, hkc).await.refused_fields(code),
            ["hkc"],
            "{hkc}"
        );
    }
    let dealer = &scene.desk.people.dealer;
    let body = json!({ "hkc": "190400000002", "reason": " " });
    let refused = scene.desk.call::<ReplaceHardware>(dealer, &[&location], body).await;
    assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["reason"]);
    let body = json!({ "hkc": "190400000002", "made_from": "x.example.com", "reason": "x" });
    let refused = scene.desk.call::<ReplaceHardware>(dealer, &[&location], body).await;
    assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["made_from"]);
    assert_eq!(scene.desk.table().await, table);
    // Of several at once two get through, as in a year.
    let ask = |hkc| scene.replace(location, hkc);
    let answers = tokio::join!(
        ask("190400000002"),
        ask("190400000003"),
        ask("190400000004"),
        ask("190400000005")
    );
    let answers = <[Answer; 4]>::from(answers);
    assert_eq!(answers.iter().filter(|answer| answer.status.is_success()).count(), 2);
    scene.desk.ledger().await;
}

#[tokio::test]
async fn at_night_a_system_goes_on_until_its_hardware_is_replaced() {
    let scene = Scene::new().await;
    let location = scene.activated("sv8100", "190400000001", "BE107585").await;
    let given = scene.emergency(location, "190400000002").await;
    assert_eq!(given.ok()["file_name"], "190400000002-emergency.lic");
    assert_eq!(
        given.body["limited"],
        json!({ "kind": "emergency", "ends": "2026-01-18T09:00:00Z" })
    );
    let file = scene.file(location, 2).await;
    assert_eq!(
        (&file["sub"], &file["limited"]),
        (&json!("190400000002"), &json!("emergency"))
    );
    assert_eq!(file["licences"], scene.file(location, 1).await["licences"]);
    // It is on everybody's list, and its code is nobody else's.
    let people = &scene.desk.people;
    for who in [&people.dealer, &people.vendor] {
        let due = scene.due(who).await;
        assert_eq!((due.len(), &due[0]["new_hkc"]), (1, &json!("190400000002")));
    }
    assert!(scene.due(&people.other_dealer).await.is_empty());
    assert_eq!(scene.view(location).await["emergency"]["hkc"], "190400000002");
    let theirs = scene.desk.customer(&people.other_dealer, "Corner Shop").await;
    let body = location_body("sv8100", "190400000002", "Theirs");
    let taken = scene
        .desk
        .call::<CreateLocation>(&people.other_dealer, &[&theirs], body)
        .await;
    taken.refused(ProblemCode::HkcTaken);
    scene
        .emergency(location, "190400000003")
        .await
        .refused(ProblemCode::NoLimitedLicence);
    // Whoever has to do it is told again before the end.
    scene.desk.travel_to_day("2026-01-16").await;
    let mails = scene.desk.mails().await;
    let told: Vec<_> = mails.iter().filter(|mail| mail.subject.contains("ends on")).collect();
    assert_eq!(told.len(), 1);
    assert_eq!(
        told[0].subject,
        "Emergency licence of Reception ends on 18 January 2026 at 09:00 UTC"
    );
    assert!(
        told[0].text.contains("190400000002") && told[0].text.contains("/replace"),
        "{}",
        told[0].text
    );
    // It is listed by the name that it has.
    let mut details = scene.view(location).await["details"].clone();
    details["name"] = json!("Night desk");
    let body = json!({ "details": details });
    let renamed = scene
        .desk
        .call::<UpdateLocation>(&people.dealer, &[&location], body)
        .await;
    renamed.ok();
    assert_eq!(scene.due(&people.vendor).await[0]["location_name"], "Night desk");
    scene.desk.ledger().await;
    scene.replace(location, "190400000002").await.ok();
    assert_eq!(scene.view(location).await["emergency"], Value::Null);
    assert!(scene.due(&people.vendor).await.is_empty());
    scene.desk.ledger().await;

    // Other hardware than it was for can come too.
    // A Sunday again.
    scene.desk.travel_to_day("2027-02-07").await;
    scene.emergency(location, "190400000006").await.ok();
    scene.replace(location, "190400000007").await.ok();
    scene.desk.ledger().await;
    let nothing = scene.make(location_body("sv8100", "190400000008", "New")).await;
    scene
        .emergency(nothing, "190400000010")
        .await
        .refused(ProblemCode::NoLimitedLicence);
}

#[tokio::test]
async fn what_an_emergency_licence_is_out_for_is_not_migrated() {
    let scene = Scene::new().await;
    let location = scene.activated("sv9100-cp10", "341006761783", "BE114044").await;
    scene.emergency(location, "341006761784").await.ok();
    let body = json!({ "hkc": "441018029549" });
    let dealer = &scene.desk.people.dealer;
    let refused = scene.desk.call::<MigrateLocation>(dealer, &[&location], body).await;
    let problem = refused.refused(ProblemCode::NotMigrated);
    assert!(problem.detail.contains("Replace its hardware first"), "{problem:?}");
    scene.desk.ledger().await;
}

#[tokio::test]
async fn what_is_sent_twice_is_done_once() {
    let scene = Scene::new().await;
    let location = scene.activated("sv8100", "190400000001", "BE107585").await;
    let people = &scene.desk.people;
    let body = json!({ "hkc": "190400000002", "reason": "Dead board" });
    scene
        .desk
        .once::<IssueEmergency>(&people.dealer, &[&location], body.clone())
        .await;
    scene
        .desk
        .once::<ReplaceHardware>(&people.dealer, &[&location], body)
        .await;
    let body = json!({ "before": "190400000002", "hkc": "190400000003", "reason": "Again" });
    scene.desk.once::<ReplaceAnyHardware>(&people.vendor, &[], body).await;
    let left = scene.view(location).await["replaceable"]["left"].clone();
    assert_eq!(left, 1);
    scene.desk.ledger().await;
}

#[tokio::test]
async fn of_many_who_ask_at_night_one_gets_an_emergency_licence() {
    let scene = Scene::new().await;
    let location = scene.activated("sv8100", "190400000001", "BE107585").await;
    let ask = |hkc| scene.emergency(location, hkc);
    let answers = tokio::join!(
        ask("190400000002"),
        ask("190400000003"),
        ask("190400000002"),
        ask("190400000004")
    );
    let answers = <[Answer; 4]>::from(answers);
    let (done, lost): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status.is_success());
    assert_eq!(done.len(), 1);
    assert!(lost.iter().all(|lost| lost.status == 409), "{lost:?}");
    assert_eq!(scene.due(&scene.desk.people.vendor).await.len(), 1);
    scene.desk.ledger().await;
}

#[tokio::test]
async fn a_mac_address_is_used_once_for_good() {
    let scene = Scene::new().await;
    let small = async |mac: &str| {
        let mut body = location_body("sv9500-se", "", mac);
        body["details"]["made_from"] = json!(mac);
        let dealer = &scene.desk.people.dealer;
        scene
            .desk
            .call::<CreateLocation>(dealer, &[&scene.customer], body)
            .await
    };
    let one: LocationId = small("6CE4DA01378C").await.ok()["location_id"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    small("6CE4DA01378E").await.ok();
    let replace = async |mac: &str| {
        let body = json!({ "made_from": mac, "reason": "Other card" });
        let dealer = &scene.desk.people.dealer;
        scene.desk.call::<ReplaceHardware>(dealer, &[&one], body).await
    };
    let table = scene.desk.table().await;
    // Another system's, and its own: of each one code was made.
    for mac in ["6CE4DA01378E", "6CE4DA01378C"] {
        assert_eq!(replace(mac).await.refused_fields(ProblemCode::HkcTaken), ["made_from"]);
    }
    assert_eq!(
        replace("01CE4DA01378").await.refused_fields(ProblemCode::InvalidFields),
        ["made_from"]
    );
    assert_eq!(scene.desk.table().await, table);
    replace("6CE4DA01378F").await.ok();
    for mac in ["6CE4DA01378C", "6CE4DA01378F"] {
        assert_eq!(
            small(mac).await.refused_fields(ProblemCode::HkcTaken),
            ["details/made_from"]
        );
    }
    scene.desk.ledger().await;
}

#[tokio::test]
async fn a_clients_code_is_not_that_of_other_hardware() {
    let scene = Scene::new().await;
    let location = scene
        .activated("lmc-sv7000", "LM01PZPC3500000000H2TRP62357gM", "LK390010")
        .await;
    let theirs = "LM22CC538207AFD058020640CD57xO";
    for refused in [
        scene.replace(location, theirs).await,
        scene.emergency(location, theirs).await,
    ] {
        assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["hkc"]);
    }
}

#[tokio::test]
async fn hardware_with_a_product_key_is_replaced_with_both() {
    let scene = Scene::new().await;
    let mut body = location_body("bx-hardware", "9551484", "Gateway");
    body["product_key"] = json!("DT2729220");
    let location = scene.make(body).await;
    scene.activate(location, "LK955010").await;
    let dealer = &scene.desk.people.dealer;
    let ask = async |key: &str| {
        let body = json!({ "hkc": "9551485", "product_key": key, "reason": "Dead board" });
        scene.desk.call::<ReplaceHardware>(dealer, &[&location], body).await
    };
    assert_eq!(
        ask("").await.refused_fields(ProblemCode::InvalidFields),
        ["product_key"]
    );
    scene
        .emergency(location, "9551485")
        .await
        .refused(ProblemCode::NoLimitedLicence);
    let done = ask("DT2729221").await;
    assert_eq!(done.ok()["licence_file"]["file_name"], "AA_DT2729221_out.zip");
    assert_eq!(scene.view(location).await["product_key"], "DT2729221");
    scene.desk.ledger().await;
}

#[tokio::test]
async fn the_first_of_a_pair_gets_a_file_for_the_seconds_new_hardware() {
    let scene = Scene::new().await;
    let first = scene
        .make(location_body("bx-software", "234567890123456", "First"))
        .await;
    let mut body = location_body("bx-software", "234567890123457", "Second");
    body["parent"] = json!(first);
    let second = scene.make(body).await;
    scene.activate(first, "LK955010").await;
    let done = scene.replace(second, "234567890123458").await;
    assert_eq!(done.ok()["licence_file"], Value::Null);
    let ids: [&dyn ToString; 2] = [&first, &2];
    let dealer = &scene.desk.people.dealer;
    let file = scene.desk.call::<GetLicenceFile>(dealer, &ids, Value::Null).await;
    let subs: Vec<_> = saved::entries(&file)
        .iter()
        .filter(|(name, _)| name.ends_with(".lic"))
        .map(|(_, jws)| saved::claims_of(jws)["sub"].clone())
        .collect();
    assert_eq!(subs, [json!("234567890123456"), json!("234567890123458")]);
    scene.desk.ledger().await;
}

#[tokio::test]
async fn a_code_is_looked_up_whoever_has_or_had_it() {
    let scene = Scene::new().await;
    let location = scene.activated("sv8100", "190400000001", "BE107585").await;
    scene.replace(location, "190400000002").await.ok();
    scene.emergency(location, "190400000003").await.ok();
    let mut body = location_body("sv9500-appliance", "3565A9C3084267EF2E44A4736DI2", "Rack");
    body["second_hkc"] = json!("35G00N470108E0S0A8832EF2d3Po");
    scene.make(body).await;
    let asked = [
        "190400000001",
        "190400000002",
        " 190400000003 ",
        "190400000004",
        "A_3565-A9C3-0842-67EF-2E44-A473-6DI2",
        "35g00n470108e0s0a8832ef2d3po",
        "190400000001",
    ];
    let people = &scene.desk.people;
    let ask = async |who: &Person, hkcs: Value| scene.desk.call::<LookUpHkcs>(who, &[], json!({ "hkcs": hkcs })).await;
    let states = |answer: &Answer| -> Vec<String> {
        let items = answer.ok()["items"].as_array().unwrap();
        items
            .iter()
            .map(|item| item["state"].as_str().unwrap().to_owned())
            .collect()
    };
    let known = [
        "retired",
        "live",
        "emergency",
        "unknown",
        "live",
        "secondary",
        "retired",
    ];
    let own = ask(&people.dealer, json!(asked)).await;
    assert_eq!(states(&own), known);
    assert_eq!(own.body["items"][0]["location"]["hkc"], "190400000002");
    assert_eq!(own.body["items"][0]["location"]["customer_name"], "Orchard Hotel");
    let all = ask(&people.vendor, json!(asked)).await;
    assert_eq!(states(&all), known);
    let at = &all.body["items"][0]["location"];
    assert_eq!(
        (at["customer_name"].is_null(), &at["organisation_name"]),
        (true, &json!("Fenwick Telecom"))
    );
    // Whose it is not cannot tell it from what nobody has.
    let others = ask(&people.other_dealer, json!(["190400000002", "190400000004"])).await;
    assert_eq!(others.ok()["items"][0]["location"], others.body["items"][1]["location"]);
    assert_eq!(states(&others), ["unknown", "unknown"]);
    for (hkcs, field) in [
        (json!([]), "hkcs"),
        (json!(vec!["190400000001"; 51]), "hkcs"),
        (json!(["190400000001", " "]), "hkcs/1"),
        (json!(["no code!"]), "hkcs/0"),
    ] {
        let refused = ask(&people.dealer, hkcs).await;
        assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), [field]);
    }
    // As many as there are are looked up as a few.
    let answers = ask(&people.dealer, json!(vec!["A_1904-0000-0001"; 50])).await;
    assert_eq!(states(&answers), vec!["retired"; 50]);
}

#[tokio::test]
async fn within_office_hours_there_is_no_emergency() {
    let scene = Scene::new().await;
    let location = scene.activated("sv8100", "190400000001", "BE107585").await;
    // Monday, nine o'clock: the demo vendor's office is open.
    scene.desk.forward(chrono::TimeDelta::days(1));
    let refused = scene.emergency(location, "190400000002").await;
    let problem = refused.refused(ProblemCode::NoLimitedLicence);
    assert!(
        problem
            .detail
            .starts_with("Within office hours (Mon, Tue, Wed, Thu, Fri from 8:00 to 17:00 UTC)"),
        "{problem:?}"
    );
    scene.desk.forward(chrono::TimeDelta::hours(9));
    scene.emergency(location, "190400000002").await.ok();
}
