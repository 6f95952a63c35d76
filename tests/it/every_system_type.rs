//! Every system type of the demo's catalogue, from its order to its licence file (spec chapter 4, "System
//! types"): what a location of it takes is read from the catalogue, as a dealer's form does.

use crate::saved::claims;
use api::operations::*;
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::{
    catalogue::{FirstHkc, HkcOrigin, HkcSource, ProductKeys, SystemType},
    id::{CustomerId, LocationId},
};
use local::catalogue;
use serde_json::{Value, json};
use tests::{Desk, location_body};

struct Dealer {
    desk: Desk,
    customer: CustomerId,
}

impl Dealer {
    async fn view(&self, id: LocationId) -> Value {
        self.desk.seen(&self.desk.people.dealer, id).await
    }

    async fn make(&self, body: Value) -> LocationId {
        let dealer = &self.desk.people.dealer;
        let made = self.desk.call::<CreateLocation>(dealer, &[&self.customer], body).await;
        made.ok()["location_id"].as_str().unwrap().parse().unwrap()
    }

    /// A location of this system type, made the way that such a location is made.
    async fn location(&self, kind: &SystemType) -> LocationId {
        let demo = catalogue::demo();
        let comes_with = demo
            .system_types()
            .iter()
            .find(|one| one.child_lmc.as_ref() == Some(&kind.id) && !one.temporary);
        if let Some(parent) = comes_with {
            let parent = Box::pin(self.location(parent)).await;
            let family = self.view(parent).await["family"].clone();
            let client = family
                .as_array()
                .unwrap()
                .iter()
                .find(|one| one["system_type_name"] == json!(kind.name));
            return client.unwrap()["location_id"].as_str().unwrap().parse().unwrap();
        }
        let mut body = location_body(kind.id.as_str(), "", &kind.name);
        match kind.first_hkc() {
            FirstHkc::Entered => body["hkc"] = json!(kind.hkc.example),
            FirstHkc::Made(generation) => body["details"]["made_from"] = json!(made_from(generation.from)),
            FirstHkc::Temporary => {}
        }
        if kind.product_key == Some(ProductKeys::Entered) {
            body["product_key"] = json!("DT2729220");
        }
        if kind.origin == HkcOrigin::Child {
            let parent = demo.system_type(kind.parents[0].as_str()).unwrap();
            body["parent"] = json!(Box::pin(self.location(parent)).await);
        }
        self.make(body).await
    }

    /// Attaches a unit of this part from an order of its own; the software key codes.
    async fn attached(&self, location: LocationId, part: &str) -> (String, Vec<String>) {
        let dealer = &self.desk.people.dealer;
        let lines = [(part, 1)];
        let order = self
            .desk
            .ship(self.desk.organisations.dealer, &format!("PO-{part}"), &lines)
            .await;
        let codes = self.desk.attach(dealer, location, &order, &lines).await;
        (order, codes)
    }

    async fn activate(&self, location: LocationId, codes: &[String]) {
        self.desk.activate(&self.desk.people.dealer, location, codes).await.ok();
    }

    /// The licence file of a system whose files come from elsewhere, which the vendor sends.
    async fn gets_from_elsewhere(&self, kind: &SystemType, location: LocationId, order: &str) {
        let people = &self.desk.people;
        let file = |name: &str| json!({ "file_name": name, "content_base64": STANDARD.encode(name) });
        if let Some(asked) = &kind.request_file {
            let ids: [&dyn ToString; 2] = [&location, &order];
            self.desk
                .call::<SendRequestFile>(&people.dealer, &ids, file(asked))
                .await
                .ok();
        }
        self.desk
            .call::<SendExternalFile>(&people.vendor, &[&order], file("made.lic"))
            .await
            .ok();
        let ids: [&dyn ToString; 3] = [&location, &order, &1];
        let saved = self
            .desk
            .call::<GetExternalFile>(&people.dealer, &ids, Value::Null)
            .await;
        assert!(
            saved.ok().to_string().contains(&STANDARD.encode("made.lic")),
            "{}",
            kind.id
        );
    }

    /// The newest licence file is for the location's hardware key code, and so is one that is made anew.
    async fn saves(&self, kind: &SystemType, location: LocationId) {
        let dealer = &self.desk.people.dealer;
        let anew = self
            .desk
            .call::<RegenerateLicenceFile>(dealer, &[&location], json!({}))
            .await;
        let newest = anew.ok()["sequence"].as_u64().unwrap();
        let hkc = self.view(location).await["hkc"].clone();
        for sequence in newest - 1..=newest {
            let ids: [&dyn ToString; 2] = [&location, &sequence];
            let file = self.desk.call::<GetLicenceFile>(dealer, &ids, Value::Null).await;
            let claims = claims(&file);
            assert_eq!((&claims["sub"], &claims["sys"]), (&hkc, &json!(kind.id)));
            assert_ne!(claims["licences"], json!([]), "{}", kind.id);
        }
    }
}

const fn made_from(source: HkcSource) -> &'static str {
    match source {
        HkcSource::ComputerName => "pbx.hotel.example.com",
        HkcSource::Domain => "hotel.example.com",
        HkcSource::MacAddress => "6CE4DA01378C",
        HkcSource::IpAddress => "192.0.2.105",
    }
}

/// A part that fits.
fn part_of(kind: &SystemType) -> &'static str {
    let mut parts = catalogue::demo().parts();
    let fits = parts.find(|part| part.fits(&kind.id));
    let fits = fits.unwrap_or_else(|| panic!("no part fits {}", kind.id));
    fits.number.as_str()
}

async fn from_order_to_file(kind: &SystemType) {
    let desk = Desk::start().await;
    let customer = desk.customer(&desk.people.dealer, "Orchard Hotel").await;
    let dealer = Dealer { desk, customer };
    let location = dealer.location(kind).await;
    if kind.origin == HkcOrigin::Imported {
        let content = format!(
            "PARI {}\nMADE 2014-11-04T09:30:00Z\nEU917017 50\nEU917027 50\nEU917029 50\n",
            kind.hkc.example
        );
        let body = json!({ "content": content, "dry_run": false });
        let who = &dealer.desk.people.dealer;
        dealer.desk.call::<ImportLicences>(who, &[&location], body).await.ok();
    } else if let Some(generation) = kind.later_hkc() {
        let first = catalogue::demo().parts().find(|part| {
            let feature = part.grants.as_ref().map(|grant| grant.feature());
            feature.is_some() && feature == generation.with.as_deref()
        });
        dealer.attached(location, first.unwrap().number.as_str()).await;
        let body = json!({ "made_from": made_from(generation.from), "terms_accepted": true });
        let who = &dealer.desk.people.dealer;
        dealer.desk.call::<MakeHkc>(who, &[&location], body).await.ok();
    } else {
        let (order, codes) = dealer.attached(location, part_of(kind)).await;
        dealer.activate(location, &codes).await;
        if kind.is_external() {
            dealer.gets_from_elsewhere(kind, location, &order).await;
            dealer.desk.ledger().await;
            return;
        }
    }
    dealer.saves(kind, location).await;
    dealer.desk.ledger().await;
}

#[tokio::test]
async fn every_system_type_goes_from_its_order_to_its_licence_file() {
    let kinds = catalogue::demo().system_types();
    assert_eq!(kinds.len(), 39);
    for kind in kinds {
        from_order_to_file(kind).await;
    }
}
