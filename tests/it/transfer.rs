//! `ask-for-location`, `offer-location`, `accept-transfer`, `end-transfer`, `order-transfer`, `list-transfers`,
//! `get-transfer`; what the old dealer goes on reading: `list-handed-over`, `get-handed-over`,
//! `get-handed-over-file` (spec chapter 4, "Moving on").

use crate::saved::claims;
use api::{ProblemCode, operations::*};
use domain::id::{CustomerId, LocationId};
use serde_json::{Value, json};
use tests::{Answer, Desk, Person, location_body};

const HKC: &str = "191000343919";

struct Scene {
    desk: Desk,
    customer: CustomerId,
    location: LocationId,
}

impl Scene {
    /// A dealer's location with activated licences and software assurance that runs.
    async fn new() -> Self {
        let scene = Self::cooling().await;
        scene.process(&scene.desk.people.dealer_swa, 1).await.ok();
        scene
    }

    /// The same, whose software assurance cools off.
    async fn cooling() -> Self {
        let desk = Desk::start().await;
        let dealer = &desk.people.dealer;
        let customer = desk.customer(dealer, "Riverside Clinic").await;
        let location = desk.location(dealer, customer, "Reception", HKC).await;
        let scene = Self {
            desk,
            customer,
            location,
        };
        let lines = [("BE107582", 5), ("BE107585", 20), ("BE112031", 900)];
        let order = scene.desk.ship(scene.desk.organisations.dealer, "PO1", &lines).await;
        let dealer = &scene.desk.people.dealer;
        let codes = scene.desk.attach(dealer, location, &order, &[("BE107585", 20)]).await;
        scene.desk.activate(dealer, location, &codes).await.ok();
        scene.assign(&scene.desk.people.dealer_swa).await;
        scene
    }

    async fn assign(&self, swa: &Person) {
        let quote = self.desk.call::<MakeSwaQuote>(swa, &[&self.location], json!({})).await;
        let quote = quote.ok()["quote_id"].as_str().unwrap().to_owned();
        let choices = json!([{ "application": "sv8100", "months": 12 }]);
        let body = json!({ "quote_id": quote, "choices": choices, "authorised": true });
        self.desk.call::<AssignSwa>(swa, &[&self.location], body).await.ok();
    }

    async fn process(&self, swa: &Person, assignment: u32) -> Answer {
        let body = json!({ "application": "sv8100", "assignment": assignment, "reason": "Now." });
        self.desk.call::<ProcessSwa>(swa, &[&self.location], body).await
    }

    /// Units of a part attached at the location by its dealer.
    async fn attach_more(&self) -> Vec<String> {
        let order = self
            .desk
            .ship(self.desk.organisations.dealer, "PO-MORE", &[("BE107582", 5)])
            .await;
        self.desk
            .attach(&self.desk.people.dealer, self.location, &order, &[("BE107582", 5)])
            .await
    }

    async fn ask(&self, who: &Person, hkc: &str) -> Answer {
        let body = json!({ "hkc": hkc, "reason": "The clinic chose us." });
        self.desk.call::<AskForLocation>(who, &[], body).await
    }

    async fn asked(&self) -> String {
        let asked = self.ask(&self.desk.people.other_dealer, HKC).await;
        asked.ok()["transfer_id"].as_str().unwrap().to_owned()
    }

    async fn offer(&self, email: &str) -> Answer {
        let body = json!({ "email": email, "reason": "We stop." });
        let dealer = &self.desk.people.dealer;
        self.desk.call::<OfferLocation>(dealer, &[&self.location], body).await
    }

    async fn accept(&self, who: &Person, transfer: &str, body: Value) -> Answer {
        self.desk.call::<AcceptTransfer>(who, &[&transfer], body).await
    }

    async fn end(&self, who: &Person, transfer: &str) -> Answer {
        self.desk.call::<EndTransfer>(who, &[&transfer], json!({})).await
    }

    async fn order(&self, dry_run: bool) -> Answer {
        let body = json!({
            "hkc": HKC, "organisation_id": self.desk.organisations.other_dealer,
            "dealer_email": "otto@example.com", "reason": "Fenwick closed.", "dry_run": dry_run,
        });
        self.desk
            .call::<OrderTransfer>(&self.desk.people.vendor, &[], body)
            .await
    }

    async fn transfers(&self, who: &Person) -> Vec<Value> {
        let listed = self.desk.call::<ListTransfers>(who, &[], Value::Null).await;
        listed.ok()["items"].as_array().unwrap().clone()
    }

    async fn details(&self, who: &Person, transfer: &str) -> Value {
        let got = self.desk.call::<GetTransfer>(who, &[&transfer], Value::Null).await;
        got.ok().clone()
    }

    async fn get(&self, who: &Person) -> Answer {
        self.desk.call::<GetLocation>(who, &[&self.location], Value::Null).await
    }

    async fn handed_over(&self) -> Vec<Value> {
        let dealer = &self.desk.people.dealer;
        let listed = self.desk.call::<ListHandedOver>(dealer, &[], Value::Null).await;
        listed.ok()["items"].as_array().unwrap().clone()
    }

    async fn found(&self, who: &Person, text: &str) -> usize {
        let found = self.desk.call::<FindLocations>(who, &[], json!({ "text": text })).await;
        found.ok()["items"].as_array().unwrap().len()
    }
}

#[tokio::test]
async fn what_is_asked_for_and_accepted_is_the_new_dealers_with_all_that_it_has() {
    let scene = Scene::new().await;
    let people = &scene.desk.people;
    scene.desk.indexed().await;
    let before = scene.get(&people.dealer).await.ok().clone();
    let transfer = scene.asked().await;
    let mails = scene.desk.mails_to("dora@example.com", 0).await;
    assert!(
        mails
            .iter()
            .any(|mail| mail.subject == format!("A transfer of {HKC} waits for you"))
    );
    let waiting = &scene.transfers(&people.dealer).await[0];
    assert_eq!(
        (&waiting["is_yours_to_decide"], &waiting["to"]),
        (&json!(true), &json!("Alder Networks"))
    );
    let details = scene.details(&people.dealer, &transfer).await;
    assert_eq!(details["pending"], json!([]));
    assert_eq!(details["locations"][0]["licences"], 1);
    assert_eq!(details["locations"][0]["assurance"][0]["expires"], "2027-04-30");

    let done = scene.accept(&people.dealer, &transfer, json!({})).await;
    assert_eq!(
        (&done.ok()["status"], &done.body["location_id"]),
        (&json!("done"), &Value::Null)
    );
    scene.get(&people.dealer).await.refused(ProblemCode::NotFound);
    let after = scene.get(&people.other_dealer).await.ok().clone();
    for same in ["hkc", "activated", "features", "licence_files", "created_at"] {
        assert_eq!(after[same], before[same], "{same}");
    }
    assert_eq!(after["customer_name"], "Riverside Clinic");
    assert_eq!(after["details"]["dealer_email"], "otto@example.com");
    assert_ne!(after["customer_id"], before["customer_id"]);
    let swa = scene
        .desk
        .call::<GetLocationSwa>(&people.other_dealer_swa, &[&scene.location], Value::Null)
        .await;
    assert_eq!(swa.ok()["agreements"][0]["expires"], "2027-04-30");
    let file = scene.desk.licence_file(&people.other_dealer, scene.location, 1).await;
    assert_eq!(claims(&file)["sub"], HKC);
    let events = scene
        .desk
        .call::<ListLocationEvents>(&people.other_dealer_swa, &[&scene.location], Value::Null)
        .await;
    let events = events.ok()["items"].as_array().unwrap();
    assert_eq!(
        events[0]["summary"],
        "The location went from Fenwick Telecom to Alder Networks, with all that it has."
    );
    assert!(events.len() > 5);
    // It is listed and found where it is, and nowhere else.
    let customer: CustomerId = after["customer_id"].as_str().unwrap().parse().unwrap();
    let theirs = scene
        .desk
        .call::<ListLocations>(&people.other_dealer, &[&customer], Value::Null)
        .await;
    assert_eq!(theirs.ok()["items"].as_array().unwrap().len(), 1);
    let mine = scene
        .desk
        .call::<ListLocations>(&people.dealer, &[&scene.customer], Value::Null)
        .await;
    assert!(mine.ok()["items"].as_array().unwrap().is_empty());
    scene.desk.indexed().await;
    assert_eq!(scene.found(&people.other_dealer, "Reception").await, 1);
    assert_eq!(scene.found(&people.dealer, "Reception").await, 0);
    assert_eq!(scene.found(&people.dealer, "343919").await, 0);
    for (who, count) in [(&people.dealer_swa, 0), (&people.other_dealer_swa, 1)] {
        let id = if count == 1 { customer } else { scene.customer };
        let agreed = scene.desk.call::<GetCustomerSwa>(who, &[&id], Value::Null).await;
        assert_eq!(agreed.ok()["agreements"].as_array().unwrap().len(), count);
    }
    let recent = scene
        .desk
        .call::<ListRecentlyActivated>(&people.dealer, &[], Value::Null)
        .await;
    assert_eq!(
        recent.ok()["items"],
        json!([]),
        "what is another's by now is shown to nobody else"
    );
    // Who asked is told, and goes on with it.
    let mails = scene.desk.mails_to("otto@example.com", 0).await;
    assert!(
        mails
            .iter()
            .any(|mail| mail.subject == format!("The transfer of {HKC} is done"))
    );
    let asked = &scene.transfers(&people.other_dealer).await[0];
    assert_eq!(
        (&asked["from"], &asked["status"]),
        (&json!("Fenwick Telecom"), &json!("done"))
    );
    assert_eq!(asked["location_id"], json!(scene.location));
    let made = scene
        .desk
        .call::<RegenerateLicenceFile>(&people.other_dealer, &[&scene.location], json!({}))
        .await;
    assert_eq!(made.ok()["sequence"], 2);
    scene.desk.ledger().await;
}

#[tokio::test]
async fn the_old_dealer_goes_on_reading_what_was_until_then_and_nothing_since() {
    let scene = Scene::new().await;
    let people = &scene.desk.people;
    let before = scene.get(&people.dealer).await.ok().clone();
    let transfer = scene.asked().await;
    scene.accept(&people.dealer, &transfer, json!({})).await.ok();
    scene.desk.forward(chrono::TimeDelta::days(1));
    // The new dealer works on.
    let other = &people.other_dealer;
    let order = scene
        .desk
        .ship(scene.desk.organisations.other_dealer, "PO9", &[("BE107585", 7)])
        .await;
    let codes = scene
        .desk
        .attach(other, scene.location, &order, &[("BE107585", 7)])
        .await;
    scene.desk.activate(other, scene.location, &codes).await.ok();
    let mut details = scene.get(other).await.ok()["details"].clone();
    details["name"] = json!("Renamed since");
    let body = json!({ "details": details });
    scene
        .desk
        .call::<UpdateLocation>(other, &[&scene.location], body)
        .await
        .ok();

    let listed = scene.handed_over().await;
    assert_eq!((listed.len(), &listed[0]["name"]), (1, &json!("Reception")));
    assert_eq!(listed[0]["customer_name"], "Riverside Clinic");
    let ids: [&dyn ToString; 2] = [&scene.location, &transfer];
    let was = scene
        .desk
        .call::<GetHandedOver>(&people.dealer, &ids, Value::Null)
        .await;
    for same in ["hkc", "activated", "features", "licence_files", "details"] {
        assert_eq!(was.ok()["location"][same], before[same], "{same}");
    }
    assert_eq!(was.body["assurance"], Value::Null);
    assert!(!was.text.contains("Renamed since") && !was.text.contains("Alder") && !was.text.contains("PO9"));
    let was = scene
        .desk
        .call::<GetHandedOver>(&people.dealer_swa, &ids, Value::Null)
        .await;
    assert_eq!(was.ok()["assurance"][0]["expires"], "2027-04-30");
    let history = was.body["history"].as_array().unwrap();
    assert!(
        history[0]["summary"].as_str().unwrap().starts_with("SWA activated"),
        "{history:?}"
    );
    let file = async |who: &Person, sequence: u32| {
        let ids: [&dyn ToString; 3] = [&scene.location, &transfer, &sequence];
        scene.desk.call::<GetHandedOverFile>(who, &ids, Value::Null).await
    };
    assert_eq!(claims(&file(&people.dealer, 1).await)["sub"], HKC);
    file(&people.dealer, 2).await.refused(ProblemCode::NotFound);
    file(other, 1).await.refused(ProblemCode::NotFound);
    scene
        .desk
        .call::<GetHandedOver>(other, &ids, Value::Null)
        .await
        .refused(ProblemCode::NotFound);
    scene.desk.ledger().await;
}

#[tokio::test]
async fn what_is_pending_is_named_and_has_to_be_ended_first() {
    let scene = Scene::cooling().await;
    let people = &scene.desk.people;
    let transfer = scene.asked().await;
    let refused = scene.accept(&people.dealer, &transfer, json!({})).await;
    let said = refused.refused(ProblemCode::NotTransferable).detail;
    assert!(said.contains("cools off until"), "{said}");
    scene.process(&people.dealer_swa, 1).await.ok();
    let codes = scene.attach_more().await;
    let details = scene.details(&people.dealer, &transfer).await;
    let attached = "An attached licence of Reception is not activated: activate or detach it.";
    assert_eq!(details["pending"], json!([attached]));
    let table = scene.desk.table().await;
    let refused = scene.accept(&people.dealer, &transfer, json!({})).await;
    let said = refused.refused(ProblemCode::NotTransferable).detail;
    assert!(said.contains(attached), "{said}");
    assert_eq!(scene.desk.table().await, table);
    scene.desk.activate(&people.dealer, scene.location, &codes).await.ok();
    scene.accept(&people.dealer, &transfer, json!({})).await.ok();
    scene.desk.ledger().await;
}

#[tokio::test]
async fn an_emergency_licence_that_is_out_keeps_a_location_where_it_is() {
    let scene = Scene::new().await;
    let people = &scene.desk.people;
    // A Sunday.
    scene.desk.travel_to_day("2026-01-11").await;
    let body = json!({ "hkc": "191000343920", "reason": "Dead board" });
    let given = scene
        .desk
        .call::<IssueEmergency>(&people.dealer, &[&scene.location], body)
        .await;
    given.ok();
    let transfer = scene.asked().await;
    let refused = scene.accept(&people.dealer, &transfer, json!({})).await;
    assert!(
        refused
            .refused(ProblemCode::NotTransferable)
            .detail
            .contains("replace its hardware")
    );
    scene.desk.ledger().await;
}

#[tokio::test]
async fn neither_learns_of_what_the_other_has_by_asking_or_offering() {
    let scene = Scene::new().await;
    let people = &scene.desk.people;
    let without_ids = |answer: &Answer| {
        let mut body = answer.ok().clone();
        let id = body["transfer_id"].take();
        assert!(id.is_string());
        body["hkc"] = Value::Null;
        body["offered_to"] = Value::Null;
        body
    };
    let there = scene.ask(&people.other_dealer, HKC).await;
    let nowhere = scene.ask(&people.other_dealer, "191000999999").await;
    assert_eq!(without_ids(&there), without_ids(&nowhere));
    let theirs = scene.transfers(&people.other_dealer).await;
    assert_eq!(theirs.len(), 2);
    for one in &theirs {
        assert_eq!((&one["status"], &one["from"]), (&json!("waiting"), &Value::Null));
        let id = one["transfer_id"].as_str().unwrap();
        let details = scene.details(&people.other_dealer, id).await;
        assert_eq!((&details["locations"], &details["pending"]), (&json!([]), &json!([])));
        // Who asked does not accept.
        scene
            .accept(&people.other_dealer, id, json!({}))
            .await
            .refused(ProblemCode::NotTransferable);
    }
    let known = scene.offer("otto@example.com").await;
    let unknown = scene.offer("nobody@example.com").await;
    let vendors = scene.offer("vera@northbell.example.com").await;
    assert_eq!(without_ids(&known), without_ids(&unknown));
    assert_eq!(without_ids(&known), without_ids(&vendors));
    assert_eq!(scene.transfers(&people.other_dealer).await.len(), 3);
    assert!(scene.transfers(&people.distributor).await.is_empty());
    // What concerns somebody else does not exist.
    let id = known.body["transfer_id"].as_str().unwrap();
    for who in [&people.distributor, &people.vendor] {
        scene
            .end(who, id)
            .await
            .refused(if who.subject == people.vendor.subject {
                ProblemCode::RoleMissing
            } else {
                ProblemCode::NotFound
            });
    }
    let mine = scene.ask(&people.dealer, HKC).await;
    assert_eq!(mine.refused_fields(ProblemCode::NotTransferable), ["hkc"]);
    scene.desk.ledger().await;
}

#[tokio::test]
async fn what_is_offered_goes_to_a_customer_that_the_new_dealer_chooses() {
    let scene = Scene::new().await;
    let people = &scene.desk.people;
    let offered = scene.offer("olly@example.com").await;
    assert_eq!(offered.ok()["offered_to"], "olly@example.com");
    let id = offered.body["transfer_id"].as_str().unwrap();
    let waiting = &scene.transfers(&people.other_dealer).await[0];
    assert_eq!(
        (&waiting["from"], &waiting["offered_to"]),
        (&json!("Fenwick Telecom"), &Value::Null)
    );
    assert_eq!(
        scene.details(&people.other_dealer, id).await["locations"][0]["hkc"],
        HKC
    );
    let chosen = scene.desk.customer(&people.other_dealer, "Clinics Group").await;
    let not_theirs = json!({ "customer_id": scene.customer });
    let refused = scene.accept(&people.other_dealer, id, not_theirs).await;
    refused.refused(ProblemCode::NotFound);
    let body = json!({ "customer_id": chosen });
    scene.accept(&people.other_dealer, id, body).await.ok();
    let after = scene.get(&people.other_dealer_swa).await;
    assert_eq!(after.ok()["customer_id"], json!(chosen));
    assert_eq!(after.body["details"]["dealer_email"], "otto@example.com");
    let offered = &scene.transfers(&people.dealer).await[0];
    assert_eq!(
        (&offered["to"], &offered["status"]),
        (&json!("Alder Networks"), &json!("done"))
    );
    scene.desk.ledger().await;
}

#[tokio::test]
async fn a_transfer_is_declined_or_withdrawn_once() {
    let scene = Scene::new().await;
    let people = &scene.desk.people;
    let declined = scene.asked().await;
    assert_eq!(scene.end(&people.dealer, &declined).await.ok()["status"], "declined");
    let mails = scene.desk.mails_to("otto@example.com", 0).await;
    assert!(
        mails
            .iter()
            .any(|mail| mail.subject == format!("The transfer of {HKC} was declined"))
    );
    let withdrawn = scene.asked().await;
    assert_eq!(
        scene.end(&people.other_dealer, &withdrawn).await.ok()["status"],
        "withdrawn"
    );
    for transfer in [&declined, &withdrawn] {
        for who in [&people.dealer, &people.other_dealer] {
            let refused = scene.accept(who, transfer, json!({})).await;
            refused.refused(ProblemCode::AlreadyDecided);
            scene.end(who, transfer).await.refused(ProblemCode::AlreadyDecided);
        }
    }
    // Another dealer's request for what went elsewhere leads nowhere.
    let first = scene.asked().await;
    let late = scene.ask(&people.distributor, HKC).await.ok()["transfer_id"]
        .as_str()
        .unwrap()
        .to_owned();
    scene.accept(&people.dealer, &first, json!({})).await.ok();
    let refused = scene.accept(&people.dealer, &late, json!({})).await;
    refused.refused(ProblemCode::NotTransferable);
    scene.end(&people.dealer, &late).await.ok();
    scene.desk.ledger().await;
}

#[tokio::test]
async fn the_vendor_orders_it_with_a_reason_after_seeing_what_goes_along() {
    let scene = Scene::new().await;
    let people = &scene.desk.people;
    let table = scene.desk.table().await;
    let shown = scene.order(true).await;
    assert_eq!(shown.ok()["locations"][0]["licences"], 1);
    assert_eq!(scene.desk.table().await, table);
    let codes = scene.attach_more().await;
    assert_eq!(scene.order(true).await.ok()["pending"].as_array().unwrap().len(), 1);
    scene.order(false).await.refused(ProblemCode::NotTransferable);
    let body = json!({ "software_key_codes": codes });
    scene
        .desk
        .call::<DetachLicences>(&people.dealer, &[&scene.location], body)
        .await
        .ok();
    let ordered = scene.order(false).await;
    assert_eq!(ordered.ok()["transfer"]["status"], "done");
    assert_eq!(
        scene.get(&people.other_dealer).await.ok()["customer_name"],
        "Riverside Clinic"
    );
    assert_eq!(scene.handed_over().await.len(), 1);
    for (who, address) in [
        (&people.dealer, "dora@example.com"),
        (&people.other_dealer, "otto@example.com"),
    ] {
        assert_eq!(scene.transfers(who).await[0]["reason"], "Fenwick closed.");
        let mails = scene.desk.mails_to(address, 0).await;
        assert!(
            mails
                .iter()
                .any(|mail| mail.subject == format!("The transfer of {HKC} is done"))
        );
    }
    assert_eq!(scene.transfers(&people.vendor).await.len(), 1);
    for (field, value) in [
        ("hkc", json!("191000999999")),
        ("organisation_id", json!(scene.desk.organisations.tenant)),
        ("organisation_id", json!(scene.desk.organisations.other_dealer)),
        ("dealer_email", json!("x")),
        ("reason", json!(" ")),
    ] {
        let mut body = json!({
            "hkc": HKC, "organisation_id": scene.desk.organisations.distributor,
            "dealer_email": "dina@example.com", "reason": "Once more.",
        });
        body[field] = value;
        let refused = scene.desk.call::<OrderTransfer>(&people.vendor, &[], body).await;
        assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), [field]);
    }
    scene.desk.ledger().await;
}

#[tokio::test]
async fn a_client_and_what_was_added_go_along_with_their_system() {
    let scene = Scene::new().await;
    let people = &scene.desk.people;
    let body = location_body("sv8300", "18CYG-IPS-00000000BJZ02319QK", "Exchange");
    let made = scene
        .desk
        .call::<CreateLocation>(&people.dealer, &[&scene.customer], body)
        .await;
    let system: LocationId = made.ok()["location_id"].as_str().unwrap().parse().unwrap();
    let client: LocationId = made.body["family"][0]["location_id"].as_str().unwrap().parse().unwrap();
    // Asked for by the client's code, the whole goes.
    let asked = scene.ask(&people.other_dealer, "LM18CYG-IPS-00000000BJZ02319QK").await;
    let id = asked.ok()["transfer_id"].as_str().unwrap().to_owned();
    assert_eq!(
        scene.details(&people.dealer, &id).await["locations"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    scene.accept(&people.dealer, &id, json!({})).await.ok();
    let theirs = scene.desk.seen(&people.other_dealer, system).await;
    assert_eq!(theirs["family"][0]["location_id"], json!(client));
    let customer = &scene.desk.seen(&people.other_dealer, client).await["customer_id"];
    assert_eq!(customer, &theirs["customer_id"]);
    assert_eq!(scene.handed_over().await.len(), 2);
    scene.desk.ledger().await;
}

#[tokio::test]
async fn of_those_who_accept_withdraw_attach_and_renew_at_once_one_is_first() {
    for round in 0..4 {
        let scene = Scene::new().await;
        let people = &scene.desk.people;
        let transfer = scene.asked().await;
        let order = scene
            .desk
            .ship(scene.desk.organisations.dealer, "PO-RACE", &[("BE107582", 5)])
            .await;
        let lines = json!({ "order_id": order, "lines": [{ "part": "BE107582", "quantity": 5 }] });
        let accept = || scene.accept(&people.dealer, &transfer, json!({}));
        let accepted = match round {
            0 => {
                let (a, b) = tokio::join!(accept(), accept());
                assert!(a.status.is_success() != b.status.is_success());
                true
            }
            1 => {
                let (a, b) = tokio::join!(accept(), scene.end(&people.other_dealer, &transfer));
                assert!(a.status.is_success() != b.status.is_success());
                a.status.is_success()
            }
            2 => {
                let ids: [&dyn ToString; 1] = [&scene.location];
                let attach = scene.desk.call::<AttachLicences>(&people.dealer, &ids, lines);
                let (a, b) = tokio::join!(accept(), attach);
                assert!(a.status.is_success() != b.status.is_success(), "{} {}", a.text, b.text);
                a.status.is_success()
            }
            _ => {
                let (a, b) = tokio::join!(accept(), scene.order(false));
                assert!(a.status.is_success() != b.status.is_success(), "{} {}", a.text, b.text);
                true
            }
        };
        let (old, new) = (scene.get(&people.dealer).await, scene.get(&people.other_dealer).await);
        assert_eq!(
            (old.status.is_success(), new.status.is_success()),
            (!accepted, accepted)
        );
        scene.desk.ledger().await;
    }
}

#[tokio::test]
async fn what_is_sent_twice_is_one_transfer() {
    let scene = Scene::new().await;
    let people = &scene.desk.people;
    let body = json!({ "hkc": HKC, "reason": "The clinic chose us." });
    let asked = scene.desk.once::<AskForLocation>(&people.other_dealer, &[], body).await;
    let id = asked.body["transfer_id"].as_str().unwrap().to_owned();
    let body = json!({ "email": "otto@example.com", "reason": "We stop." });
    let offered = scene
        .desk
        .once::<OfferLocation>(&people.dealer, &[&scene.location], body)
        .await;
    let other = offered.body["transfer_id"].as_str().unwrap().to_owned();
    scene
        .desk
        .once::<EndTransfer>(&people.dealer, &[&other], json!({}))
        .await;
    scene
        .desk
        .once::<AcceptTransfer>(&people.dealer, &[&id], json!({}))
        .await;
    let body = json!({
        "hkc": HKC, "organisation_id": scene.desk.organisations.dealer,
        "dealer_email": "dora@example.com", "reason": "Back.",
    });
    scene.desk.once::<OrderTransfer>(&people.vendor, &[], body).await;
    // Back where it was, it is one's own again, and what the other had is read by the other.
    scene.get(&people.dealer).await.ok();
    scene.desk.ledger().await;
}

#[tokio::test]
async fn a_customers_link_shows_no_location_that_went_elsewhere_and_the_new_dealer_is_reminded() {
    let scene = Scene::new().await;
    let people = &scene.desk.people;
    let (_, token) = scene
        .desk
        .customer_link(&people.dealer, scene.customer, "2027-12-31")
        .await;
    let transfer = scene.asked().await;
    scene.accept(&people.dealer, &transfer, json!({})).await.ok();
    let read = scene.desk.by_link::<ReadCustomerLink>(json!({ "token": token })).await;
    assert_eq!(read.ok()["systems"], json!([]));
    let body = json!({ "token": token, "location_id": scene.location });
    let refused = scene.desk.by_link::<ReadLinkedSystem>(body).await;
    refused.refused(ProblemCode::NotFound);
    scene.desk.travel_to_day("2027-04-01").await;
    let about = |mail: &&local::mail::Mail| mail.text.contains("30 Apr 2027");
    let to = async |address| scene.desk.mails_to(address, 0).await.iter().filter(about).count();
    assert_eq!(to("olly@example.com").await, 3, "90, 60 and 30 days before");
    // The old dealer was told when it was assigned.
    assert_eq!(to("sam@example.com").await, 1);
    scene.desk.ledger().await;
}
