//! Systems whose licence files come from elsewhere (spec chapter 4, "External systems"): orders that cannot
//! be split, the vendor's files, the customer's file, what waits.

use api::{ProblemCode, operations::*};
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::id::{CustomerId, LocationId};
use serde_json::{Value, json};
use tests::{Answer, Desk, Person, location_body};

struct Scene {
    desk: Desk,
    customer: CustomerId,
}

impl Scene {
    async fn new() -> Self {
        let desk = Desk::start().await;
        let customer = desk.customer(&desk.people.dealer, "Orchard Hotel").await;
        Self { desk, customer }
    }

    async fn location(&self, system_type: &str, hkc: &str) -> LocationId {
        let body = location_body(system_type, hkc, system_type);
        let made = self
            .desk
            .call::<CreateLocation>(&self.desk.people.dealer, &[&self.customer], body)
            .await;
        made.ok()["location_id"].as_str().unwrap().parse().unwrap()
    }

    async fn ship(&self, number: &str, lines: &[(&str, u32)]) -> String {
        self.desk.ship(self.desk.organisations.dealer, number, lines).await
    }

    async fn view(&self, id: LocationId) -> Value {
        self.desk.seen(&self.desk.people.dealer, id).await
    }

    async fn ask(&self, id: LocationId, order: &str, lines: &[(&str, u32)]) -> Answer {
        let line = |(part, quantity): &(&str, u32)| json!({ "part": part, "quantity": quantity });
        let body = json!({ "order_id": order, "lines": lines.iter().map(line).collect::<Vec<_>>() });
        self.desk
            .call::<AttachLicences>(&self.desk.people.dealer, &[&id], body)
            .await
    }

    async fn activate(&self, id: LocationId, codes: &[String]) -> Answer {
        self.desk.activate(&self.desk.people.dealer, id, codes).await
    }

    /// Attaches an order as a whole and activates it.
    async fn activated(&self, id: LocationId, order: &str, lines: &[(&str, u32)]) {
        let codes = self.desk.attach(&self.desk.people.dealer, id, order, lines).await;
        self.activate(id, &codes).await.ok();
    }

    async fn waiting(&self) -> Vec<Value> {
        let list = self
            .desk
            .call::<ListAwaitedFiles>(&self.desk.people.vendor, &[], Value::Null)
            .await;
        list.ok()["items"].as_array().unwrap().clone()
    }

    async fn send(&self, order: &str, name: &str, bytes: &[u8]) -> Answer {
        let body = json!({ "file_name": name, "content_base64": STANDARD.encode(bytes) });
        self.desk
            .call::<SendExternalFile>(&self.desk.people.vendor, &[&order], body)
            .await
    }

    async fn file(&self, who: &Person, id: LocationId, order: &str, number: u32) -> Answer {
        let ids: [&dyn ToString; 3] = [&id, &order, &number];
        self.desk.call::<GetExternalFile>(who, &ids, Value::Null).await
    }
}

#[tokio::test]
async fn a_file_that_comes_later_is_mailed_of_and_saved() {
    let scene = Scene::new().await;
    let location = scene.location("um4730", "11-10465697").await;
    let order = scene.ship("1280677", &[("LK473010", 2)]).await;
    let before = scene.view(location).await;
    assert_eq!(
        (&before["is_external"], &before["external"]),
        (&json!(true), &Value::Null)
    );
    let codes = scene
        .desk
        .attach(&scene.desk.people.dealer, location, &order, &[("LK473010", 2)])
        .await;
    let activated = scene.activate(location, &codes).await;
    assert_eq!(activated.ok()["licence_file"], Value::Null);
    let view = scene.view(location).await;
    assert_eq!(view["licence_files"], json!([]));
    assert_eq!(view["external"][0]["files"], json!([]));
    let dealer = &scene.desk.people.dealer;
    let refused = scene
        .desk
        .call::<RegenerateLicenceFile>(dealer, &[&location], json!({}))
        .await;
    refused.refused(ProblemCode::NothingActivated);
    scene
        .file(dealer, location, &order, 1)
        .await
        .refused(ProblemCode::FileNotThere);
    // Its software assurance can begin as everywhere.
    let swa = scene
        .desk
        .call::<GetLocationSwa>(&scene.desk.people.dealer_swa, &[&location], Value::Null)
        .await;
    assert_eq!(swa.ok()["agreements"][0]["application"], "um4730");

    // The vendor sees who waits, since when, and sends the file.
    let waiting = scene.waiting().await;
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0]["sales_order"], "SO-1280677");
    assert_eq!(waiting[0]["locations"][0]["hkc"], "11-10465697");
    let mails = scene.desk.mails().await.len();
    let sent = scene.send(&order, "UM-1280677.lic", b"first").await;
    assert_eq!(sent.ok()["files"][0]["size"], 5);
    assert!(scene.waiting().await.is_empty());
    let mail = scene.desk.mails().await.split_off(mails);
    assert_eq!(mail.len(), 1);
    assert_eq!(
        mail[0].subject,
        "Your licence file for sales order SO-1280677 is available"
    );
    assert!(
        mail[0].text.contains(&format!("/locations/{location}")),
        "{}",
        mail[0].text
    );
    let file = scene.file(dealer, location, &order, 1).await;
    assert_eq!(
        STANDARD.decode(file.ok()["content"].as_str().unwrap()).unwrap(),
        b"first"
    );
    assert_eq!(file.body["file_name"], "UM-1280677.lic");
    // What was wrong is replaced by another one; both can be had.
    scene.send(&order, "UM-1280677b.lic", b"second").await.ok();
    let files = scene.view(location).await["external"][0]["files"].clone();
    assert_eq!(files.as_array().unwrap().len(), 2);
    let file = scene.file(dealer, location, &order, 2).await;
    assert_eq!(
        STANDARD.decode(file.ok()["content"].as_str().unwrap()).unwrap(),
        b"second"
    );
    // Nobody else's.
    let other = &scene.desk.people.other_dealer;
    scene
        .file(other, location, &order, 1)
        .await
        .refused(ProblemCode::NotFound);
    let ordinary = scene
        .desk
        .location(dealer, scene.customer, "Other", "191000343919")
        .await;
    scene
        .file(dealer, ordinary, &order, 1)
        .await
        .refused(ProblemCode::FileNotThere);
    scene.desk.ledger().await;
}

#[tokio::test]
async fn a_file_can_be_there_when_the_order_is_activated() {
    let scene = Scene::new().await;
    let location = scene.location("rcc", "aa0014SA2792886419AA").await;
    let order = scene.ship("PO-RCC", &[("LK886010", 3)]).await;
    scene.desk.mails().await;
    let before = scene.desk.mails().await.len();
    scene.send(&order, "RCC.lic", b"early").await.ok();
    assert_eq!(scene.desk.mails().await.len(), before, "nobody waits for it yet");
    scene.activated(location, &order, &[("LK886010", 3)]).await;
    assert!(scene.waiting().await.is_empty());
    assert_eq!(
        scene.view(location).await["external"][0]["files"][0]["file_name"],
        "RCC.lic"
    );
    scene.file(&scene.desk.people.dealer, location, &order, 1).await.ok();
    scene.desk.ledger().await;
}

#[tokio::test]
async fn an_order_is_attached_detached_and_activated_whole() {
    let scene = Scene::new().await;
    let dealer = &scene.desk.people.dealer;
    let master = scene.location("mobicall-master", "1A2F").await;
    let supervisor = scene.location("mobicall-supervisor", "1A30").await;
    let order = scene.ship("PO-MC", &[("LK120010", 4), ("LK120010-M", 2)]).await;
    let table = scene.desk.table().await;
    // What ends with -M is the Supervisor's, and neither is split.
    let refused = scene.ask(master, &order, &[("LK120010", 4), ("LK120010-M", 2)]).await;
    assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["lines/1/part"]);
    scene
        .ask(master, &order, &[("LK120010", 3)])
        .await
        .refused(ProblemCode::OrderNotWhole);
    scene
        .ask(supervisor, &order, &[("LK120010-M", 1)])
        .await
        .refused(ProblemCode::OrderNotWhole);
    assert_eq!(scene.desk.table().await, table);
    scene.activated(master, &order, &[("LK120010", 4)]).await;
    scene.activated(supervisor, &order, &[("LK120010-M", 2)]).await;
    assert_eq!(scene.waiting().await[0]["locations"].as_array().unwrap().len(), 2);
    scene.send(&order, "MobiCall.zip", b"for both").await.ok();
    for location in [master, supervisor] {
        scene.file(dealer, location, &order, 1).await.ok();
    }

    let rcc = scene.location("rcc", "aa0014SA2792886419AA").await;
    let (one, two) = (
        scene.ship("PO-1", &[("LK886010", 3)]).await,
        scene.ship("PO-2", &[("LK886010", 1)]).await,
    );
    let first = scene.desk.attach(dealer, rcc, &one, &[("LK886010", 3)]).await;
    let second = scene.desk.attach(dealer, rcc, &two, &[("LK886010", 1)]).await;
    scene.activate(rcc, &first).await.ok();
    let detach = json!({ "software_key_codes": second });
    scene.desk.call::<DetachLicences>(dealer, &[&rcc], detach).await.ok();
    assert_eq!(scene.waiting().await.len(), 1);
    scene.desk.ledger().await;
}

#[tokio::test]
async fn the_customers_file_goes_along_and_the_vendor_fetches_it() {
    let scene = Scene::new().await;
    let location = scene.location("expense-management", "66045123").await;
    let order = scene.ship("PO-ME", &[("LK660100", 1)]).await;
    scene.activated(location, &order, &[("LK660100", 1)]).await;
    assert_eq!(scene.view(location).await["request_file"], "protect.dat");
    assert_eq!(scene.waiting().await[0]["needs_request"], true);
    let vendor = &scene.desk.people.vendor;
    let fetch = async || scene.desk.call::<GetRequestFile>(vendor, &[&order], Value::Null).await;
    fetch().await.refused(ProblemCode::FileNotThere);
    let dealer = &scene.desk.people.dealer;
    let send = async |name: &str, bytes: &[u8]| {
        let ids: [&dyn ToString; 2] = [&location, &order];
        let body = json!({ "file_name": name, "content_base64": STANDARD.encode(bytes) });
        scene.desk.call::<SendRequestFile>(dealer, &ids, body).await
    };
    send("protect.dat", b"of the customer").await.ok();
    let ids: [&dyn ToString; 2] = [&location, &order];
    let body = json!({ "file_name": "protect.dat", "content_base64": STANDARD.encode(b"the right one") });
    scene.desk.once::<SendRequestFile>(dealer, &ids, body).await;
    assert_eq!(scene.waiting().await[0]["request"]["file_name"], "protect.dat");
    let fetched = fetch().await;
    assert_eq!(
        STANDARD.decode(fetched.ok()["content"].as_str().unwrap()).unwrap(),
        b"the right one"
    );
    scene.send(&order, "ME.lic", b"licence").await.ok();
    let late = send("protect.dat", b"too late").await;
    assert_eq!(late.refused_fields(ProblemCode::InvalidFields), ["file_name"]);
    let events = scene
        .desk
        .call::<ListLocationEvents>(dealer, &[&location], Value::Null)
        .await;
    assert_eq!(events.ok()["items"][0]["operation"], "request-file-sent");
    scene.desk.ledger().await;
}

#[tokio::test]
async fn what_is_no_file_that_is_taken_is_refused_at_its_field() {
    let scene = Scene::new().await;
    let order = scene.ship("PO-RCC", &[("LK886010", 1)]).await;
    let ordinary = scene.ship("PO-1", &[("BE107585", 1)]).await;
    let table = scene.desk.table().await;
    let large = vec![0; (256 << 10) + 1];
    for (order, name, bytes, field) in [
        (&order, "RCC.exe", &b"x"[..], "file_name"),
        (&order, "RCC.html", b"x", "file_name"),
        (&order, "../RCC.lic", b"x", "file_name"),
        (&order, "", b"x", "file_name"),
        (&order, "RCC.lic", b"", "content_base64"),
        (&order, "RCC.lic", &large, "content_base64"),
        (&ordinary, "RCC.lic", b"x", "file_name"),
    ] {
        let refused = scene.send(order, name, bytes).await;
        assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), [field], "{name}");
    }
    let body = json!({ "file_name": "RCC.lic", "content_base64": "?" });
    let refused = scene
        .desk
        .call::<SendExternalFile>(&scene.desk.people.vendor, &[&order], body)
        .await;
    assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["content_base64"]);
    assert_eq!(scene.desk.table().await, table);
    scene.send(&order, "RCC.lic", &large[1..]).await.ok();
    for number in 2..=10 {
        scene.send(&order, &format!("RCC-{number}.lic"), b"x").await.ok();
    }
    let full = scene.send(&order, "RCC-11.lic", b"x").await;
    assert_eq!(full.refused_fields(ProblemCode::InvalidFields), ["file_name"]);
}

#[tokio::test]
async fn of_many_who_send_at_once_each_file_has_its_number() {
    let scene = Scene::new().await;
    let location = scene.location("rcc", "aa0014SA2792886419AA").await;
    let order = scene.ship("PO-RCC", &[("LK886010", 1)]).await;
    let codes = scene
        .desk
        .attach(&scene.desk.people.dealer, location, &order, &[("LK886010", 1)])
        .await;
    let (sent, _, _, activated) = tokio::join!(
        scene.send(&order, "A.lic", b"a"),
        scene.send(&order, "B.lic", b"b"),
        scene.send(&order, "C.lic", b"c"),
        scene.activate(location, &codes),
    );
    sent.ok();
    activated.ok();
    let files = scene.view(location).await["external"][0]["files"].clone();
    let numbers: Vec<_> = files
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["number"].as_u64().unwrap())
        .collect();
    assert_eq!(numbers, [1, 2, 3]);
    assert!(scene.waiting().await.is_empty());
    scene.desk.ledger().await;
}
