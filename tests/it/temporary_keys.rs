//! Locations that have a temporary key: an SV9500 Standard Server until its hardware key code is made,
//! an SR-MGC under its SV8500 for good (spec chapter 4, "System types").

use crate::saved::{claims, entries};
use api::{ProblemCode, operations::*};
use domain::id::{CustomerId, LocationId};
use serde_json::{Value, json};
use tests::{Answer, Desk, location_body};

struct Scene {
    desk: Desk,
    customer: CustomerId,
    order: String,
}

const VIRTUALIZATION: (&str, u32) = ("BE114234", 1);

impl Scene {
    async fn new() -> Self {
        let desk = Desk::start().await;
        let customer = desk.customer(&desk.people.dealer, "Orchard Hotel").await;
        let lines = [
            ("BE114234", 3),
            ("BE114511", 1),
            ("BE114263", 1_000),
            ("LK390010", 5),
            ("EU900074", 2),
            ("EU900050", 500),
            ("LK220006", 1),
            ("LK220011", 4),
        ];
        let order = desk.ship(desk.organisations.dealer, "PO-SSM", &lines).await;
        Self { desk, customer, order }
    }

    async fn make(&self, body: Value) -> Answer {
        let dealer = &self.desk.people.dealer;
        self.desk.call::<CreateLocation>(dealer, &[&self.customer], body).await
    }

    /// A location of a system type without a code; returns its id.
    async fn location(&self, system_type: &str, name: &str) -> LocationId {
        let made = self.make(location_body(system_type, "", name)).await;
        made.ok()["location_id"].as_str().unwrap().parse().unwrap()
    }

    /// An SV8500.
    async fn main(&self) -> LocationId {
        let body = location_body("sv8500", "22CC538207AFD058020640CD57xO", "Main");
        self.make(body).await.ok()["location_id"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap()
    }

    /// A child of it.
    async fn child(&self, system_type: &str, parent: LocationId) -> Answer {
        let mut body = location_body(system_type, "", "Gateway");
        body["parent"] = json!(parent);
        self.make(body).await
    }

    async fn view(&self, id: LocationId) -> Value {
        self.desk.seen(&self.desk.people.dealer, id).await
    }

    async fn ask(&self, id: LocationId, lines: &[(&str, u32)]) -> Answer {
        let line = |(part, quantity): &(&str, u32)| json!({ "part": part, "quantity": quantity });
        let lines: Vec<Value> = lines.iter().map(line).collect();
        let body = json!({ "order_id": self.order, "lines": lines });
        self.desk
            .call::<AttachLicences>(&self.desk.people.dealer, &[&id], body)
            .await
    }

    async fn attach(&self, id: LocationId, lines: &[(&str, u32)]) -> Vec<String> {
        self.desk.attach(&self.desk.people.dealer, id, &self.order, lines).await
    }

    async fn activate(&self, id: LocationId, codes: &[String]) -> Answer {
        self.desk.activate(&self.desk.people.dealer, id, codes).await
    }

    async fn make_hkc(&self, id: LocationId, address: &str) -> Answer {
        let body = json!({ "made_from": address, "terms_accepted": true });
        self.desk.call::<MakeHkc>(&self.desk.people.dealer, &[&id], body).await
    }

    async fn file(&self, id: LocationId, sequence: u32) -> Answer {
        self.desk.licence_file(&self.desk.people.dealer, id, sequence).await
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_standard_server_gets_its_hardware_key_code_with_the_virtualization_option() {
    let scene = Scene::new().await;
    let server = scene.location("sv9500-standard", "Server").await;
    let before = scene.view(server).await;
    assert_eq!(before["hkc"].as_str().unwrap().len(), 28);
    assert!(
        text(&before["hkc"]).starts_with("35-260105090000-"),
        "{}",
        before["hkc"]
    );
    assert_eq!(before["awaits_hkc"]["ready"], false);
    assert_eq!(
        before["awaits_hkc"]["parts"],
        json!(["SV9500 Lic Virtualization Option"])
    );
    let client: LocationId = text(&before["family"][0]["location_id"]).parse().unwrap();
    assert_eq!(before["family"][0]["hkc"], format!("LM{}", text(&before["hkc"])));

    // Nothing else comes before it, neither here nor at the client.
    for (at, lines) in [
        (server, &[("BE114511", 1)][..]),
        (server, &[VIRTUALIZATION, ("BE114511", 1)]),
        (server, &[("BE114234", 2)]),
        (client, &[("LK390010", 1)]),
    ] {
        scene.ask(at, lines).await.refused(ProblemCode::HkcAwaited);
    }
    scene
        .make_hkc(server, "192.0.2.105")
        .await
        .refused(ProblemCode::HkcAwaited);
    let attached = scene.attach(server, &[VIRTUALIZATION]).await;
    scene
        .ask(server, &[VIRTUALIZATION])
        .await
        .refused(ProblemCode::HkcAwaited);
    scene.activate(server, &attached).await.refused(ProblemCode::HkcAwaited);
    assert_eq!(scene.view(server).await["awaits_hkc"]["ready"], true);

    let made = scene.make_hkc(server, " 192.0.2.105 ").await;
    let hkc = text(&made.ok()["hkc"]);
    assert!(hkc.len() == 28 && hkc.starts_with("35"), "{hkc}");
    assert_eq!(made.body["activated"]["software_key_code"], attached[0]);
    let after = scene.view(server).await;
    assert_eq!(
        (&after["hkc"], &after["details"]["made_from"]),
        (&json!(hkc), &json!("192.0.2.105"))
    );
    assert_eq!(after["awaits_hkc"], Value::Null);
    assert_eq!(after["activated"][0]["software_key_code"], attached[0]);
    assert_eq!(after["family"][0]["hkc"], format!("LM{hkc}"));
    assert_eq!(scene.view(client).await["hkc"], format!("LM{hkc}"));
    let recent = scene
        .desk
        .call::<ListRecentlyActivated>(&scene.desk.people.dealer, &[], Value::Null)
        .await;
    assert_eq!(recent.ok()["items"][0]["licence"]["software_key_code"], attached[0]);
    // The rest goes on as everywhere, at both.
    let rest = scene.attach(server, &[("BE114511", 1), ("BE114263", 1_000)]).await;
    scene.activate(server, &rest).await.ok();
    let clients = scene.attach(client, &[("LK390010", 1)]).await;
    scene.activate(client, &clients).await.ok();

    // The file comes in a zip, with an activation code that is mailed too, and is another for another file.
    let files = scene.view(server).await["licence_files"].clone();
    let codes: Vec<String> = (0..2).map(|n| text(&files[n]["activation_code"])).collect();
    assert_ne!(codes[0], codes[1]);
    assert!(codes.iter().all(|code| code.len() == 19));
    assert_eq!(files[0]["file_name"], format!("{hkc}-svi.zip"));
    let file = scene.file(server, 2).await;
    assert_eq!(file.ok()["media_type"], "application/zip");
    let [(inside, _)] = entries(&file).try_into().unwrap();
    assert_eq!(inside, format!("{hkc}.lic"));
    let mails = scene.desk.mails().await;
    let mail = mails.iter().rfind(|mail| mail.text.contains(&codes[0])).unwrap();
    assert_eq!(
        (mail.to[0].as_str(), mail.subject.as_str()),
        ("dora@example.com", "Activation code for Server")
    );
    assert!(mail.text.contains(&hkc));
    // The client's files have none.
    assert_eq!(
        scene.view(client).await["licence_files"][0]["activation_code"],
        Value::Null
    );
    scene.desk.ledger().await;
}

#[tokio::test]
async fn a_hardware_key_code_is_made_once_however_many_ask() {
    let scene = Scene::new().await;
    let server = scene.location("sv9500-standard", "Server").await;
    scene.attach(server, &[VIRTUALIZATION]).await;
    let temporary = text(&scene.view(server).await["hkc"]);
    let ask = |address| scene.make_hkc(server, address);
    let answers = tokio::join!(ask("192.0.2.1"), ask("192.0.2.2"), ask("192.0.2.3"), ask("192.0.2.4"));
    let answers = <[Answer; 4]>::from(answers);
    let made: Vec<_> = answers.iter().filter(|answer| answer.status.is_success()).collect();
    assert_eq!(made.len(), 1);
    for lost in answers.iter().filter(|answer| !answer.status.is_success()) {
        lost.refused(ProblemCode::HkcAwaited);
    }
    assert_eq!(scene.view(server).await["hkc"], made[0].body["hkc"]);
    scene
        .make_hkc(server, "192.0.2.9")
        .await
        .refused(ProblemCode::HkcAwaited);
    // The temporary key is nobody's any more, and never again somebody's.
    let body = location_body("sv9500-standard", &temporary, "Other");
    let refused = scene.make(body).await;
    assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["hkc"]);
    // Another system in another network has the same address, and another code.
    let other = scene.location("sv9500-standard", "Other").await;
    scene.attach(other, &[VIRTUALIZATION]).await;
    scene.desk.chance.next([7; 16]);
    let first = scene.make_hkc(other, "192.0.2.1").await;
    let third = scene.location("sv9500-standard", "Third").await;
    scene.attach(third, &[VIRTUALIZATION]).await;
    scene.desk.chance.next([7; 16]);
    assert_ne!(scene.make_hkc(third, "192.0.2.1").await.ok()["hkc"], first.ok()["hkc"]);
    scene.desk.ledger().await;
}

#[tokio::test]
async fn the_same_request_makes_one_hardware_key_code() {
    let scene = Scene::new().await;
    let server = scene.location("sv9500-standard", "Server").await;
    scene.attach(server, &[VIRTUALIZATION]).await;
    let dealer = &scene.desk.people.dealer;
    let body = json!({ "made_from": "192.0.2.105", "terms_accepted": true });
    let twice = async || {
        let body = body.clone();
        scene
            .desk
            .call_with_key::<MakeHkc>(dealer, &[&server], body, Some("once"))
            .await
    };
    let first = twice().await;
    assert_eq!(twice().await.ok(), first.ok());
}

#[tokio::test]
async fn what_is_no_address_or_not_accepted_makes_nothing() {
    let scene = Scene::new().await;
    let server = scene.location("sv9500-standard", "Server").await;
    scene.attach(server, &[VIRTUALIZATION]).await;
    let ordinary = scene.main().await;
    let table = scene.desk.table().await;
    for address in [
        "",
        "server",
        "192.0.2",
        "192.0.2.256",
        "127.0.0.1",
        "224.0.0.1",
        "10.0.0.1/24",
    ] {
        let refused = scene.make_hkc(server, address).await;
        assert_eq!(
            refused.refused_fields(ProblemCode::InvalidFields),
            ["made_from"],
            "{address}"
        );
    }
    let dealer = &scene.desk.people.dealer;
    let body = json!({ "made_from": "192.0.2.105", "terms_accepted": false });
    let refused = scene.desk.call::<MakeHkc>(dealer, &[&server], body).await;
    assert_eq!(
        refused.refused_fields(ProblemCode::TermsNotAccepted),
        ["terms_accepted"]
    );
    scene
        .make_hkc(ordinary, "192.0.2.105")
        .await
        .refused(ProblemCode::HkcAwaited);
    // At first nothing is entered.
    for (hkc, made_from, field) in [
        ("35G00N360103F0S0007490B6E0yQ", "", "hkc"),
        ("", "192.0.2.105", "details/made_from"),
    ] {
        let mut body = location_body("sv9500-standard", hkc, "Server");
        body["details"]["made_from"] = json!(made_from);
        assert_eq!(
            scene.make(body).await.refused_fields(ProblemCode::InvalidFields),
            [field]
        );
    }
    assert_eq!(scene.desk.table().await, table);
}

#[tokio::test]
async fn a_hundred_locations_get_temporary_keys_in_one_second() {
    let scene = Scene::new().await;
    let mut keys = std::collections::BTreeSet::new();
    for _ in 0..100 {
        let made = scene.make(location_body("sv9500-standard", "", "Server")).await;
        keys.insert(text(&made.ok()["hkc"]));
    }
    assert_eq!(keys.len(), 100);
}

#[tokio::test]
async fn a_child_has_a_temporary_key_for_good_and_its_parent_shows_its_licences() {
    let scene = Scene::new().await;
    let main = scene.main().await;
    let kinds: Vec<String> = scene.view(main).await["children"]
        .as_array()
        .unwrap()
        .iter()
        .map(|kind| text(&kind["system_type"]))
        .collect();
    assert_eq!(kinds, ["sr-mgc-e", "sr-mgc-s"]);
    let made = scene.child("sr-mgc-e", main).await;
    let child: LocationId = text(&made.ok()["location_id"]).parse().unwrap();
    let hkc = text(&made.body["hkc"]);
    assert!(
        hkc.starts_with("22-260105090000-") && hkc.ends_with("-TEMP-KEY"),
        "{hkc}"
    );
    assert_eq!(made.body["family"][0]["relation"], "parent");
    assert_eq!(scene.view(child).await, made.body);
    let codes = scene.attach(child, &[("EU900074", 1), ("EU900050", 500)]).await;
    scene.activate(child, &codes).await.ok();
    let file = scene.file(child, 1).await;
    assert_eq!(file.ok()["licence_file"]["file_name"], format!("{hkc}-svi.zip"));
    let code = text(&file.body["licence_file"]["activation_code"]);
    assert!(scene.desk.mails().await.iter().any(|mail| mail.text.contains(&code)));
    let family = scene.view(main).await["family"].clone();
    // The client came with it, the child was added.
    assert_eq!(family.as_array().unwrap().len(), 2);
    assert_eq!(
        (&family[1]["relation"], &family[1]["hkc"]),
        (&json!("child"), &json!(hkc))
    );
    let shown: Vec<_> = family[1]["activated"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| text(&one["part"]))
        .collect();
    assert_eq!(shown, ["EU900050", "EU900074"]);
    assert_eq!(scene.view(main).await["activated"], json!([]));
    let events = scene
        .desk
        .call::<ListLocationEvents>(&scene.desk.people.dealer, &[&main], Value::Null)
        .await;
    assert_eq!(events.ok()["items"][0]["operation"], "location-child-added");
    scene.desk.ledger().await;
}

#[tokio::test]
async fn a_system_has_one_agent_option_at_whichever_of_its_children() {
    let scene = Scene::new().await;
    let main = scene.main().await;
    let mut children: Vec<LocationId> = Vec::new();
    for kind in ["sr-mgc-e", "sr-mgc-s", "sr-mgc-e"] {
        let made = scene.child(kind, main).await;
        children.push(text(&made.ok()["location_id"]).parse().unwrap());
    }
    let option = [("LK220011", 1)];
    let refused = scene.ask(children[0], &[("LK220011", 2)]).await;
    assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["lines/0/part"]);
    let ask = |at: usize| scene.ask(children[at], &option);
    let answers = <[Answer; 3]>::from(tokio::join!(ask(0), ask(1), ask(2)));
    let (got, lost): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status.is_success());
    assert_eq!(got.len(), 1);
    for lost in lost {
        assert_eq!(lost.refused_fields(ProblemCode::LocationFull), ["lines"]);
    }
    // Detached it is free again, activated it is not.
    let at = answers.iter().position(|answer| answer.status.is_success()).unwrap();
    let code = answers[at].body["attached"][0]["software_key_code"].clone();
    let body = json!({ "software_key_codes": [code] });
    scene
        .desk
        .call::<DetachLicences>(&scene.desk.people.dealer, &[&children[at]], body)
        .await
        .ok();
    let codes = scene.attach(children[2], &option).await;
    scene.activate(children[2], &codes).await.ok();
    assert_eq!(
        scene
            .ask(children[1], &option)
            .await
            .refused_fields(ProblemCode::LocationFull),
        ["lines"]
    );
    scene.desk.ledger().await;
}

#[tokio::test]
async fn a_child_needs_a_parent_that_can_have_it() {
    let scene = Scene::new().await;
    let main = scene.main().await;
    let gateway: LocationId = text(&scene.child("sr-mgc-e", main).await.ok()["location_id"])
        .parse()
        .unwrap();
    let dealer = &scene.desk.people.dealer;
    let other = scene
        .desk
        .location(dealer, scene.customer, "Reception", "191000343919")
        .await;
    let elsewhere = scene.desk.customer(dealer, "Other Hotel").await;
    let table = scene.desk.table().await;
    let mut orphan = location_body("sr-mgc-e", "", "Gateway");
    assert_eq!(
        scene
            .make(orphan.clone())
            .await
            .refused_fields(ProblemCode::InvalidFields),
        ["parent"]
    );
    for (kind, parent) in [("sr-mgc-e", other), ("sr-mgc-e", gateway), ("sv9500-standard", main)] {
        let refused = scene.child(kind, parent).await;
        assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["parent"], "{kind}");
    }
    orphan["parent"] = json!(main);
    let refused = scene
        .desk
        .call::<CreateLocation>(dealer, &[&elsewhere], orphan.clone())
        .await;
    assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["parent"]);
    // Somebody else's is as none.
    let others = &scene.desk.people.other_dealer;
    assert_eq!(scene.desk.table().await, table);
    let theirs = scene.desk.customer(others, "Corner Shop").await;
    let refused = scene
        .desk
        .call::<CreateLocation>(others, &[&theirs], orphan.clone())
        .await;
    refused.refused(ProblemCode::NotFound);
    // As many as stand on a page.
    for _ in 1..20 {
        scene.child("sr-mgc-s", main).await.ok();
    }
    let full = scene.child("sr-mgc-s", main).await;
    assert_eq!(full.refused_fields(ProblemCode::InvalidFields), ["parent"]);
    assert_eq!(scene.view(main).await["children"], Value::Null);
    scene.desk.ledger().await;
}

#[tokio::test]
async fn the_file_says_the_code_that_was_made() {
    let scene = Scene::new().await;
    let server = scene.location("sv9500-standard", "Server").await;
    scene.attach(server, &[VIRTUALIZATION]).await;
    let made = scene.make_hkc(server, "2001:DB8::5").await;
    let file = scene.file(server, 1).await;
    let claims = claims(&file);
    assert_eq!(claims["sub"], made.ok()["hkc"]);
    assert_eq!(claims["licences"].as_array().unwrap().len(), 1);
    let view = scene.view(server).await;
    assert_eq!(view["details"]["made_from"], "2001:db8::5");
}
