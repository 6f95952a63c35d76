//! Activation codes, the devices they are assigned to, and packages, as people handle them.

use crate::{Answer, Desk, Person};
use api::operations::*;
use domain::{code, organisation::Role};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The SKUs of a package, with quantities: 10 agents and 50 assets.
pub fn package_body(name: &str) -> Value {
    json!({
        "name": name,
        "description": "Everything that a small plant needs.",
        "items": [{ "sku": crate::AGENTS, "quantity": 2 }, { "sku": crate::ASSETS, "quantity": 1 }],
    })
}

/// The body of an activation request.
pub fn activation_body(code: &str) -> Value {
    json!({
        "code": code, "company": "Orchard Works Ltd", "contact": "Bea, +31 35 000 0000",
        "reference": "PO-77", "terms_accepted": true,
    })
}

/// A code that is well formed, and nobody's.
pub fn wrong_code(number: u32) -> String {
    let version = code::KeyVersion::FIRST;
    let bits = u128::from(number) << 40;
    (0..64)
        .find_map(|more| code::Code::of(version, bits | more))
        .unwrap()
        .shown()
}

impl Desk {
    /// The tenant's buyer.
    pub fn buyer(&self) -> &Person {
        self.tenant(Role::Buyer)
    }

    /// The tenant's operator.
    pub fn operator(&self) -> &Person {
        self.tenant(Role::Operator)
    }

    /// Issues a subscription code as the dealer; returns the batch's id and the code from the mail.
    pub async fn issue(&self, plan: &str, months: u32, seats: u32) -> (String, String) {
        let body = json!({ "plan": plan, "months": months, "seats": seats, "email": "purchasing@example.com" });
        let issued = self.call::<IssueSubscriptionCode>(&self.people.dealer, &[], body).await;
        let batch = issued.ok()["batch_id"].as_str().unwrap().to_owned();
        (batch, self.mailed_code("purchasing@example.com").await)
    }

    /// The code in the newest mail to this address that has one.
    pub async fn mailed_code(&self, address: &str) -> String {
        let mails = self.mails_to(address, 0).await;
        let found = mails.iter().rev().find_map(|mail| code::find(&mail.text));
        found.expect("a code was mailed").shown()
    }

    /// A device of the tenant.
    pub async fn device(&self, name: &str) -> String {
        let body = json!({ "name": name, "serial": format!("SN-{}", name.replace(' ', "")), "model": "AP9640" });
        let made = self.call::<CreateDevice>(self.buyer(), &[], body).await;
        made.ok()["device_id"].as_str().unwrap().to_owned()
    }

    /// What the devices would get from a code.
    pub async fn preview(&self, code: &str, devices: &[String]) -> Answer {
        let body = json!({ "code": code, "device_ids": devices });
        self.call::<PreviewRedemption>(self.buyer(), &[], body).await
    }

    /// Previews and confirms.
    pub async fn redeem(&self, code: &str, devices: &[String]) -> Answer {
        let preview = self.preview(code, devices).await;
        let body = json!({ "code": code, "devices": confirmed(preview.ok()) });
        self.call::<RedeemCode>(self.buyer(), &[], body).await
    }

    /// The plans and dates that a device has, as `standard 2026-01-05 2027-01-05`.
    pub async fn periods(&self, device: &str) -> Vec<String> {
        let view = self.call::<GetDevice>(self.buyer(), &[&device], Value::Null).await;
        let text = |period: &Value, name: &str| period[name].as_str().unwrap().to_owned();
        let line = |period: &Value| {
            let [plan, start, end] = ["plan", "starts_on", "ends_on"].map(|name| text(period, name));
            format!("{plan} {start} {end}")
        };
        view.ok()["periods"].as_array().unwrap().iter().map(line).collect()
    }

    /// A package of the tenant's operator that is activated; returns its id.
    pub async fn package(&self, name: &str) -> String {
        let built = self
            .call::<CreatePackage>(self.operator(), &[], package_body(name))
            .await;
        let id = built.ok()["package_id"].as_str().unwrap().to_owned();
        self.call::<ActivatePackage>(self.operator(), &[&id], json!({}))
            .await
            .ok();
        id
    }

    /// Generates codes for a package; returns the batch's id.
    pub async fn generate(&self, package: &str, count: u32) -> String {
        let body = json!({ "delivery": { "by": "csv", "count": count } });
        let batch = self.call::<GenerateCodes>(self.operator(), &[&package], body).await;
        batch.ok()["batch_id"].as_str().unwrap().to_owned()
    }

    /// The codes of a batch that are unused, by export.
    pub async fn export(&self, who: &Person, batch: &str) -> Vec<String> {
        let file = self.call::<ExportCodes>(who, &[&batch], json!({})).await;
        let content = file.ok()["content"].as_str().unwrap().to_owned();
        let rows = content.lines().skip(1);
        rows.map(|row| row.split(',').nth(1).unwrap().to_owned()).collect()
    }

    /// A code of a package of the tenant's operator.
    pub async fn package_code(&self) -> String {
        let package = self.package("Plant Starter").await;
        let batch = self.generate(&package, 1).await;
        self.export(self.operator(), &batch).await.remove(0)
    }

    /// Asks to activate the package of a code; returns the request's id.
    pub async fn ask_to_activate(&self, code: &str) -> String {
        let asked = self
            .call::<SubmitActivation>(self.buyer(), &[], activation_body(code))
            .await;
        asked.ok()["activation_id"].as_str().unwrap().to_owned()
    }

    /// The operator's decision in the app.
    pub async fn decide_activation(&self, id: &str, verdict: &str) -> Answer {
        let body = json!({ "verdict": verdict, "comment": "As agreed." });
        self.call::<DecideActivation>(self.operator(), &[&id], body).await
    }

    /// The token in the newest activation link that was mailed to this address.
    pub async fn activation_token(&self, address: &str) -> String {
        let mails = self.mails_to(address, 0).await;
        let token = mails.iter().rev().find_map(|mail| {
            let (_, rest) = mail.text.split_once("/activation#token=")?;
            rest.split_whitespace().next().map(str::to_owned)
        });
        token.expect("an activation link was mailed")
    }

    /// So many other tenants, with a buyer each, that can activate packages.
    pub async fn other_tenants(&self, count: usize) -> Vec<Person> {
        let vendor = &self.people.vendor;
        let address = |number: usize| format!("other-{number}@example.com");
        for number in 0..count {
            let body = json!({ "kind": "tenant", "name": format!("Tenant {number}") });
            let made = self.call::<CreateOrganisation>(vendor, &[], body).await;
            let id = made.ok()["organisation_id"].as_str().unwrap().to_owned();
            self.call::<SetTenant>(vendor, &[&id], crate::terms()).await.ok();
            let body = json!({ "name": "Buyer", "email": address(number), "roles": ["buyer"] });
            self.call::<InviteUser>(vendor, &[&id], body).await.ok();
        }
        let invitations: BTreeMap<String, String> = self
            .mails()
            .await
            .into_iter()
            .filter_map(|mail| {
                let (_, rest) = mail.text.split_once("/invitation#token=")?;
                let token = rest.split_whitespace().next()?;
                Some((mail.to[0].clone(), token.to_owned()))
            })
            .collect();
        let mut buyers = Vec::with_capacity(count);
        for number in 0..count {
            let person = self.stranger(&format!("other-{number}"));
            let body = json!({ "token": invitations[&address(number)] });
            let session = self.call::<AcceptInvitation>(&person, &[], body).await;
            let user = &session.ok()["user"];
            let id = |name: &str| user[name].as_str().unwrap();
            buyers.push(Person {
                user_id: Some(id("user_id").parse().unwrap()),
                organisation_id: Some(id("organisation_id").parse().unwrap()),
                roles: vec![Role::Buyer],
                ..person
            });
        }
        buyers
    }

    /// Uses an activation link, as somebody who is not signed in: `read` or `decide`.
    pub async fn send_activation(&self, what: &str, body: Value) -> Answer {
        let path = format!("/api/activation-links/{what}");
        self.send(reqwest::Method::POST, &path, None, body, None).await
    }
}

/// What a preview showed of its devices, to be confirmed.
pub fn confirmed(preview: &Value) -> Value {
    let dates = |period: &Value| json!({ "plan": period["plan"], "starts_on": period["starts_on"], "ends_on": period["ends_on"] });
    let device = |device: &Value| {
        let periods: Vec<Value> = device["periods"].as_array().unwrap().iter().map(dates).collect();
        json!({ "device_id": device["device_id"], "periods": periods })
    };
    preview["devices"].as_array().unwrap().iter().map(device).collect()
}
