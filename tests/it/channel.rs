//! `reship-licences`, `recall-licences`, `return-licences`, and the lists of what was shipped on and what
//! went back (spec chapter 4, "Roles in the channel").

use api::{Endpoint, ProblemCode, operations::*};
use domain::id::{LocationId, OrganisationId};
use serde_json::{Value, json};
use tests::{Answer, Desk, Person};

/// A distributor with an order of the vendor's in its bin, who may ship to the dealer.
struct Scene {
    desk: Desk,
    order: String,
}

const SEATS: &str = "BE107582";
const LINES: [(&str, u32); 2] = [(SEATS, 20), ("BE107573", 3)];

async fn allow(desk: &Desk, dealer: OrganisationId, allowed: bool) {
    let ids: [&dyn ToString; 2] = [&desk.organisations.distributor, &dealer];
    desk.call::<SetShippingAllowance>(&desk.people.vendor, &ids, json!({ "allowed": allowed }))
        .await
        .ok();
}

fn line(order: &str, part: &str, quantity: u32) -> Value {
    json!({ "order_id": order, "part": part, "quantity": quantity })
}

fn back(part: &str, quantity: u32) -> Value {
    json!({ "lines": [{ "part": part, "quantity": quantity }] })
}

fn reshipment(number: &str, lines: &[Value]) -> Value {
    json!({ "dealer_email": "dora@example.com", "purchase_order": number, "sales_order": number, "lines": lines })
}

impl Scene {
    async fn new() -> Self {
        let desk = Desk::start().await;
        let order = desk.ship(desk.organisations.distributor, "PO1", &LINES).await;
        allow(&desk, desk.organisations.dealer, true).await;
        desk.mails().await;
        Self { desk, order }
    }

    async fn reship(&self, body: Value) -> Answer {
        self.desk
            .call::<ReshipLicences>(&self.desk.people.distributor, &[], body)
            .await
    }

    /// An order of the dealer's with these units out of the first.
    async fn reshipped(&self, number: &str, units: u32) -> String {
        let shipped = self
            .reship(reshipment(number, &[line(&self.order, SEATS, units)]))
            .await;
        assert_eq!(shipped.ok()["shipment"], "shipped");
        shipped.body["order"]["order_id"].as_str().unwrap().to_owned()
    }

    async fn recall(&self, order: &str, body: Value) -> Answer {
        self.desk
            .call::<RecallLicences>(&self.desk.people.distributor, &[&order], body)
            .await
    }

    async fn give_back(&self, who: &Person, order: &str, body: Value) -> Answer {
        self.desk.call::<ReturnLicences>(who, &[&order], body).await
    }

    /// A line of an order: shipped, in the bin, shipped on, went back.
    async fn line(&self, who: &Person, order: &str, part: &str) -> [u64; 4] {
        let seen = self.desk.call::<GetOrder>(who, &[&order], json!(null)).await;
        let lines = seen.ok()["lines"].as_array().unwrap().clone();
        let line = lines.iter().find(|line| line["part"] == part).unwrap();
        ["quantity", "available", "reshipped", "returned"].map(|name| line[name].as_u64().unwrap())
    }

    async fn listed<E: Endpoint>(&self, who: &Person) -> Vec<Value> {
        let listed = self.desk.call::<E>(who, &[], json!(null)).await;
        listed.ok()["items"].as_array().unwrap().clone()
    }

    async fn attach(&self, location: LocationId, order: &str, units: u32) -> Answer {
        let body = json!({ "order_id": order, "lines": [{ "part": SEATS, "quantity": units }] });
        let dealer = &self.desk.people.dealer;
        self.desk.call::<AttachLicences>(dealer, &[&location], body).await
    }

    async fn detach(&self, location: LocationId, code: &str) -> Answer {
        let body = json!({ "software_key_codes": [code] });
        let dealer = &self.desk.people.dealer;
        self.desk.call::<DetachLicences>(dealer, &[&location], body).await
    }

    async fn activate(&self, location: LocationId, code: &str) -> Answer {
        let dealer = &self.desk.people.dealer;
        self.desk.activate(dealer, location, &[code.to_owned()]).await
    }

    async fn location(&self) -> LocationId {
        let dealer = &self.desk.people.dealer;
        let customer = self.desk.customer(dealer, "Riverside Clinic").await;
        self.desk.location(dealer, customer, "A", "191000343919").await
    }
}

#[tokio::test]
async fn licences_are_shipped_on_recalled_and_returned() {
    let scene = Scene::new().await;
    let people = &scene.desk.people;
    let second = scene
        .desk
        .ship(scene.desk.organisations.distributor, "PO2", &[(SEATS, 5)])
        .await;
    let lines = [
        line(&scene.order, SEATS, 18),
        line(&second, SEATS, 5),
        line(&scene.order, "BE107573", 1),
    ];
    let mut preview = reshipment("R1", &lines);
    preview["dry_run"] = json!(true);
    let table = scene.desk.table().await;
    assert_eq!(scene.reship(preview).await.ok()["shipment"], "would_ship");
    assert_eq!(scene.desk.table().await, table);
    let shipped = scene.reship(reshipment("R1", &lines)).await;
    let order = &shipped.ok()["order"];
    assert_eq!(order["organisation_name"], "Fenwick Telecom");
    let got = order["order_id"].as_str().unwrap();
    assert_eq!(scene.line(&people.dealer, got, SEATS).await, [23, 23, 0, 0]);
    assert_eq!(
        scene.line(&people.distributor, &scene.order, SEATS).await,
        [20, 2, 18, 0]
    );
    // The same again is the same; other lines are another order; so is the same of others.
    assert_eq!(
        scene.reship(reshipment("R1", &lines)).await.ok()["shipment"],
        "already_shipped"
    );
    let others = [line(&scene.order, SEATS, 23), line(&scene.order, "BE107573", 1)];
    for lines in [&lines[..2], &others] {
        let differs = scene.reship(reshipment("R1", lines)).await;
        assert_eq!(differs.refused_fields(ProblemCode::OrderDiffers), ["lines"]);
    }
    let mails = scene.desk.mails().await;
    assert!(
        mails
            .iter()
            .any(|mail| mail.subject == "Order R1 is in your licence bin")
    );
    // Two seats are attached: the others can be recalled, and no more.
    let location = scene.location().await;
    scene.desk.attach(&people.dealer, location, got, &[(SEATS, 2)]).await;
    let much = scene.recall(got, back(SEATS, 22)).await;
    assert_eq!(much.refused_fields(ProblemCode::NotEnoughUnits), ["lines/0/quantity"]);
    let mut preview = back(SEATS, 6);
    preview["dry_run"] = json!(true);
    let table = scene.desk.table().await;
    let would = scene.recall(got, preview).await;
    assert_eq!(would.ok()["order"]["lines"][1]["available"], 15);
    assert_eq!(scene.desk.table().await, table);
    let recalled = scene.recall(got, back(SEATS, 6)).await;
    assert_eq!(recalled.ok()["went_back"]["kind"], "recalled");
    assert_eq!(recalled.body["order"], would.body["order"]);
    assert_eq!(scene.line(&people.dealer, got, SEATS).await, [23, 15, 0, 6]);
    let mails = scene.desk.mails().await;
    let told = mails
        .iter()
        .filter(|mail| mail.subject == "Licences of order R1 were recalled");
    let mut told: Vec<_> = told.map(|mail| mail.to[0].as_str()).collect();
    told.sort_unstable();
    assert_eq!(told, ["dora@example.com", "sam@example.com"]);
    // The dealer gives all back that is left, and the distributor gives it back to the vendor.
    let returned = scene.give_back(&people.dealer, got, back(SEATS, 15)).await;
    assert_eq!(returned.ok()["went_back"]["vendor_name"], "Harbour Distribution");
    let [_, first, ..] = scene.line(&people.distributor, &scene.order, SEATS).await;
    let [_, other, ..] = scene.line(&people.distributor, &second, SEATS).await;
    assert_eq!(first + other, 2 + 21);
    for (order, units) in [(&scene.order, first), (&second, other)] {
        let units = u32::try_from(units).unwrap();
        let returned = scene.give_back(&people.distributor, order, back(SEATS, units)).await;
        returned.ok();
    }
    let left = scene.listed::<ListLicenceReturns>(&people.dealer).await;
    let kinds: Vec<_> = left.iter().map(|one| one["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["returned", "recalled"]);
    assert_eq!(scene.listed::<ListReturnedParts>(&people.distributor).await, left);
    assert_eq!(scene.listed::<ListLicenceReturns>(&people.distributor).await.len(), 2);
    let vendor = scene.listed::<ListReturnedParts>(&people.vendor).await;
    assert_eq!(vendor.len(), 2);
    assert_eq!(vendor[0]["lines"][0]["part_name"], "LK-SYS-IP-TRUNK1-LIC");
    let resold = scene.listed::<ListResoldOrders>(&people.distributor).await;
    assert_eq!(resold[0]["lines"][1]["returned"], 21);
    assert!(scene.listed::<ListReturnedParts>(&people.dealer).await.is_empty());
    scene.desk.ledger().await;
}

#[tokio::test]
async fn what_is_not_ones_own_is_refused_and_changes_nothing() {
    let scene = Scene::new().await;
    let people = &scene.desk.people;
    let order = scene.reshipped("R1", 5).await;
    let table = scene.desk.table().await;
    let seats = |units| line(&scene.order, SEATS, units);
    let unknown = "0199f3a0-0000-7000-8000-000000000000";
    for (lines, code, fields) in [
        (vec![], ProblemCode::InvalidFields, vec!["lines"]),
        (vec![seats(0)], ProblemCode::InvalidFields, vec!["lines/0/quantity"]),
        (
            vec![seats(1), seats(1)],
            ProblemCode::InvalidFields,
            vec!["lines/1/part"],
        ),
        (vec![seats(16)], ProblemCode::NotEnoughUnits, vec!["lines/0/quantity"]),
        (
            vec![line(unknown, SEATS, 1)],
            ProblemCode::InvalidFields,
            vec!["lines/0/order_id"],
        ),
        // What the dealer holds is not the distributor's any more.
        (
            vec![line(&order, SEATS, 1)],
            ProblemCode::InvalidFields,
            vec!["lines/0/order_id"],
        ),
        (
            vec![seats(1), line(&scene.order, "BE107585", 1)],
            ProblemCode::InvalidFields,
            vec!["lines/1/part"],
        ),
    ] {
        let refused = scene.reship(reshipment("R2", &lines)).await;
        assert_eq!(refused.refused_fields(code), fields, "{lines:?}");
    }
    for email in ["dirk@example.com", "nobody@example.com", "vera@example.com"] {
        let mut body = reshipment("R2", &[seats(1)]);
        body["dealer_email"] = json!(email);
        let refused = scene.reship(body).await;
        assert_eq!(refused.refused_fields(ProblemCode::NoAllowance), ["dealer_email"]);
    }
    // Who ships it on recalls it, and who holds it returns it.
    scene
        .desk
        .call::<RecallLicences>(&people.dealer, &[&order], back(SEATS, 1))
        .await
        .refused(ProblemCode::NotFound);
    scene
        .give_back(&people.distributor, &order, back(SEATS, 1))
        .await
        .refused(ProblemCode::NotFound);
    scene
        .desk
        .call::<RecallLicences>(&people.vendor, &[&order], back(SEATS, 1))
        .await
        .refused(ProblemCode::NotFound);
    // The vendor sees where its units are.
    assert_eq!(scene.line(&people.vendor, &order, SEATS).await, [5, 5, 0, 0]);
    assert_eq!(scene.desk.table().await, table);
    allow(&scene.desk, scene.desk.organisations.dealer, false).await;
    let refused = scene.reship(reshipment("R2", &[seats(1)])).await;
    assert_eq!(refused.refused_fields(ProblemCode::NoAllowance), ["dealer_email"]);
    // What was shipped before can be recalled all the same.
    scene.recall(&order, back(SEATS, 5)).await.ok();
    scene.desk.ledger().await;
}

#[tokio::test]
async fn the_vendor_recalls_what_it_shipped_wrongly() {
    let scene = Scene::new().await;
    let people = &scene.desk.people;
    let recalled = scene
        .desk
        .call::<RecallLicences>(&people.vendor, &[&scene.order], back(SEATS, 20))
        .await;
    assert_eq!(recalled.ok()["went_back"]["holder_name"], "Harbour Distribution");
    let mails = scene.desk.mails().await;
    assert!(
        mails
            .iter()
            .any(|mail| mail.subject.starts_with("Licences of order PO1 were recalled"))
    );
    assert_eq!(
        scene.line(&people.distributor, &scene.order, SEATS).await,
        [20, 0, 0, 20]
    );
    scene.desk.ledger().await;
}

#[tokio::test]
async fn what_is_sent_twice_is_done_once() {
    let scene = Scene::new().await;
    let people = &scene.desk.people;
    let body = reshipment("R1", &[line(&scene.order, SEATS, 9)]);
    let shipped = scene.desk.once::<ReshipLicences>(&people.distributor, &[], body).await;
    let order = shipped.body["order"]["order_id"].as_str().unwrap().to_owned();
    scene
        .desk
        .once::<RecallLicences>(&people.distributor, &[&order], back(SEATS, 3))
        .await;
    scene
        .desk
        .once::<ReturnLicences>(&people.dealer, &[&order], back(SEATS, 3))
        .await;
    assert_eq!(scene.line(&people.dealer, &order, SEATS).await, [9, 3, 0, 6]);
    scene.desk.ledger().await;
}

/// Shipping, shipping on, recalling, returning, attaching, detaching and activating, many at once: of
/// every line, what was shipped is in a bin, at a location, went on or went back. The ledger adds it up.
#[tokio::test]
async fn units_are_conserved_whatever_is_done_at_once() {
    let scene = Scene::new().await;
    let people = &scene.desk.people;
    let location = scene.location().await;
    let order = scene.reshipped("R0", 10).await;
    let (scene, order) = (&scene, order.as_str());
    for round in 0..6 {
        let number = format!("R{}", round + 1);
        let ship = reshipment(&number, &[line(&scene.order, SEATS, 3)]);
        let (_, _, _, shipped, again) = tokio::join!(
            scene.recall(order, back(SEATS, 2)),
            scene.give_back(&people.dealer, order, back(SEATS, 2)),
            scene.attach(location, order, 1 + round % 2),
            scene.reship(ship.clone()),
            scene.reship(ship),
        );
        // One of the two who ship the same is told that it was, or both that there is not enough.
        assert_eq!(shipped.status, again.status);
        let seen = scene.desk.seen(&people.dealer, location).await;
        if let Some(code) = seen["attached"][0]["software_key_code"].as_str() {
            let (detached, activated, _) = tokio::join!(
                scene.detach(location, code),
                scene.activate(location, code),
                scene.give_back(&people.dealer, order, back(SEATS, 1)),
            );
            assert!(
                !(detached.status.is_success() && activated.status.is_success()),
                "one licence was both detached and activated"
            );
        }
        scene.desk.ledger().await;
    }
}

#[tokio::test]
async fn of_many_who_take_the_last_one_does() {
    let scene = Scene::new().await;
    let people = &scene.desk.people;
    let order = scene.reshipped("R1", 1).await;
    let location = scene.location().await;
    let (recalled, returned, attached) = tokio::join!(
        scene.recall(&order, back(SEATS, 1)),
        scene.give_back(&people.dealer, &order, back(SEATS, 1)),
        scene.attach(location, &order, 1),
    );
    let all = [recalled, returned, attached];
    assert_eq!(all.iter().filter(|answer| answer.status.is_success()).count(), 1);
    for lost in all.iter().filter(|answer| !answer.status.is_success()) {
        lost.refused(ProblemCode::NotEnoughUnits);
    }
    scene.desk.ledger().await;
}
