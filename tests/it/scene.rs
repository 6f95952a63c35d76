//! A desk with the manual's order in the dealer's bin and an SV8100 location to attach it to.

use api::operations::*;
use domain::id::{CustomerId, LocationId};
use serde_json::{Value, json};
use tests::{Answer, Desk};

/// The desk, and what is there.
pub struct Scene {
    pub desk: Desk,
    pub customer: CustomerId,
    pub location: LocationId,
    pub order: String,
}

impl Scene {
    pub async fn new() -> Self {
        let desk = Desk::start().await;
        let dealer = &desk.people.dealer;
        let order = desk.ship_manual_order(desk.organisations.dealer).await;
        let customer = desk.customer(dealer, "Riverside Clinic").await;
        let location = desk.location(dealer, customer, "Location A", "191000343919").await;
        Self {
            desk,
            customer,
            location,
            order,
        }
    }

    /// Attaches; returns the software key codes.
    pub async fn attach(&self, lines: &[(&str, u32)]) -> Vec<String> {
        let dealer = &self.desk.people.dealer;
        self.desk.attach(dealer, self.location, &self.order, lines).await
    }

    /// Asks to attach any lines.
    pub async fn ask_to_attach(&self, lines: Value) -> Answer {
        let body = json!({ "order_id": self.order, "lines": lines });
        self.call::<AttachLicences>(body).await
    }

    pub async fn detach(&self, codes: &[String]) -> Answer {
        self.call::<DetachLicences>(json!({ "software_key_codes": codes }))
            .await
    }

    pub async fn activate(&self, codes: &[String]) -> Answer {
        self.call::<ActivateLicences>(json!({ "software_key_codes": codes, "terms_accepted": true }))
            .await
    }

    pub async fn regenerate(&self) -> Answer {
        self.call::<RegenerateLicenceFile>(json!({})).await
    }

    pub async fn file(&self, sequence: u32) -> Answer {
        let dealer = &self.desk.people.dealer;
        self.desk
            .call::<GetLicenceFile>(dealer, &[&self.location, &sequence], json!(null))
            .await
    }

    /// The location.
    pub async fn view(&self) -> Value {
        self.call::<GetLocation>(json!(null)).await.ok().clone()
    }

    /// Parts and units that the order still holds, by part.
    pub async fn available(&self) -> Vec<(String, u64)> {
        let dealer = &self.desk.people.dealer;
        let order = self.desk.call::<GetOrder>(dealer, &[&self.order], json!(null)).await;
        parts(&order.ok()["lines"], "available")
    }

    /// Parts and units that are attached at the location, by part.
    pub async fn attached(&self) -> Vec<(String, u64)> {
        parts(&self.view().await["attached"], "quantity")
    }

    async fn call<E: api::Endpoint>(&self, body: Value) -> Answer {
        self.desk
            .call::<E>(&self.desk.people.dealer, &[&self.location], body)
            .await
    }
}

fn parts(rows: &Value, units: &str) -> Vec<(String, u64)> {
    let rows = rows.as_array().unwrap();
    rows.iter()
        .map(|row| (row["part"].as_str().unwrap().to_owned(), row[units].as_u64().unwrap()))
        .collect()
}

/// Codes that are well formed, and nobody's.
pub fn made_up(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("HV19{n:016}")).collect()
}
