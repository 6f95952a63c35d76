//! A tenant that can have upgrades, and what its people do.

use crate::{Answer, Desk, Person};
use api::operations::*;
use call_webhook::Caller;
use domain::organisation::Role;
use local::mail::Mail;
use serde_json::{Value, json};

/// The SKU of the Asset Instances Upgrade: 180.00 EUR a year, 50 assets, at most 100.
pub const ASSETS: &str = "MS15M1002";

/// The SKU of the Agents Upgrade: 360.00 EUR a year, 5 agents, at most 10.
pub const AGENTS: &str = "MS15M9006";

/// What the tenant has agreed: the year 2026.
pub fn terms() -> Value {
    json!({
        "plan": "iot-value-plan",
        "sold_to_id": "30012345",
        "contract_first_day": "2026-01-01",
        "contract_last_day": "2026-12-31",
        "commercial_contact": "orders@orchard.example.com",
    })
}

/// The body of a submission.
pub fn submission(sku: &str, quantity: impl Into<Value>) -> Value {
    json!({ "sku": sku, "quantity": quantity.into(), "terms_accepted": true })
}

/// The body of a decision.
pub fn decision(verdict: &str, comment: &str) -> Value {
    json!({ "verdict": verdict, "comment": comment, "terms_accepted": true })
}

impl Desk {
    /// A desk whose tenant can have upgrades.
    pub async fn with_tenant() -> Self {
        let desk = Self::start().await;
        desk.set_terms(terms()).await.ok();
        desk.mails().await;
        desk
    }

    /// The tenant's user with this role.
    pub fn tenant(&self, role: Role) -> &Person {
        let holds = |person: &&Person| person.roles == [role];
        self.people.tenant.iter().find(holds).expect("a role of tenants")
    }

    /// Sets what the tenant has agreed.
    pub async fn set_terms(&self, terms: Value) -> Answer {
        let tenant = self.organisations.tenant;
        self.call::<SetTenant>(&self.people.vendor, &[&tenant], terms).await
    }

    /// Replaces a tenant's user's roles.
    pub async fn set_tenant_roles(&self, who: &Person, roles: &[Role]) -> Answer {
        let ids: [&dyn ToString; 2] = [&self.organisations.tenant, &who.user_id.unwrap()];
        self.call::<SetRoles>(&self.people.vendor, &ids, json!({ "roles": roles }))
            .await
    }

    /// Submits; returns the upgrade's id.
    pub async fn submit(&self, who: &Person, sku: &str, quantity: u32) -> String {
        let answer = self.call::<SubmitUpgrade>(who, &[], submission(sku, quantity)).await;
        let id = &answer.ok()["upgrade"]["summary"]["upgrade_id"];
        id.as_str().unwrap().to_owned()
    }

    /// Asks for something as the standard user; returns the upgrade's id.
    pub async fn ask(&self, sku: &str, quantity: u32) -> String {
        self.submit(self.tenant(Role::StandardUser), sku, quantity).await
    }

    /// The buyer's decision in the app.
    pub async fn decide(&self, upgrade: &str, verdict: &str) -> Answer {
        let buyer = self.tenant(Role::Buyer);
        self.call::<DecideUpgrade>(buyer, &[&upgrade], decision(verdict, "As agreed."))
            .await
    }

    /// An upgrade, as the tenant sees it.
    pub async fn upgrade(&self, id: &str) -> Value {
        let who = self.tenant(Role::StandardUser);
        self.call::<GetUpgrade>(who, &[&id], Value::Null).await.ok().clone()
    }

    /// Where an upgrade stands.
    pub async fn status(&self, id: &str) -> String {
        self.upgrade(id).await["summary"]["status"].as_str().unwrap().to_owned()
    }

    /// What a metric's limit is made of: by the plan, by upgrades.
    pub async fn limit(&self, metric: &str) -> (u64, u64) {
        let admin = self.tenant(Role::TenantAdmin);
        let quota = self.call::<GetQuota>(admin, &[], Value::Null).await;
        let metrics = quota.ok()["metrics"].as_array().unwrap().clone();
        let found = metrics.iter().find(|row| row["metric"] == metric).expect("a metric");
        let of = |name: &str| found[name].as_u64().unwrap();
        assert_eq!(of("limit"), of("plan") + of("upgrades"));
        (of("plan"), of("upgrades"))
    }

    /// The mails to an address since so many had been sent.
    pub async fn mails_to(&self, address: &str, since: usize) -> Vec<Mail> {
        let mails = self.mails().await.split_off(since);
        mails
            .into_iter()
            .filter(|mail| mail.to.iter().any(|to| to == address))
            .collect()
    }

    /// The token in the newest action link that was mailed to this address.
    pub async fn action_token(&self, address: &str) -> String {
        let mails = self.mails_to(address, 0).await;
        let tokens = mails.iter().rev().find_map(|mail| action_tokens(mail).pop());
        tokens.expect("an action link was mailed")
    }

    /// Uses an action link, as somebody who is not signed in: `read` or `decide`.
    pub async fn send_action(&self, what: &str, body: Value) -> Answer {
        let path = format!("/api/action-links/{what}");
        self.send(reqwest::Method::POST, &path, None, body, None).await
    }

    /// Calls the vendor's endpoint about everything that is due.
    pub async fn call_endpoint(&self) -> usize {
        let caller = Caller::new(self.app.settings.webhook_reach).unwrap();
        call_webhook::call_due(&self.app, &caller).await.unwrap()
    }
}

/// The tokens of the action links in a mail.
pub fn action_tokens(mail: &Mail) -> Vec<String> {
    let parts = mail.text.split("/action#token=").skip(1);
    parts
        .map(|rest| rest.split_whitespace().next().unwrap().to_owned())
        .collect()
}
