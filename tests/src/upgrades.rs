//! A tenant that can have upgrades, and what its people do.

use crate::{Answer, Desk, Person};
use api::{
    operations::*,
    upgrades::{PriceView, UpgradeItemView},
};
use call_webhook::Caller;
use chrono::{TimeZone, Utc};
use domain::{
    organisation::Role,
    tenant::Contract,
    text::Sku,
    upgrade::{AgreedPrice, Price},
};
use local::{catalogue, mail::Mail};
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

/// What is agreed to by whoever buys on 5 January 2026, the day on which a desk's clock begins.
pub fn agreed(sku: &str, quantity: u32) -> Value {
    let terms = terms();
    let day = |name: &str| terms[name].as_str().unwrap().parse().unwrap();
    let contract = Contract::new(day("contract_first_day"), day("contract_last_day")).unwrap();
    let item = catalogue::demo().upgrades().item(&Sku::parse(sku).unwrap()).unwrap();
    let begin = Utc.with_ymd_and_hms(2026, 1, 5, 9, 0, 0).unwrap();
    json!(AgreedPrice::of(&Price::of(item, quantity, &contract, begin).unwrap()))
}

/// The body of a submission on the day on which a desk's clock begins. The price is the one of
/// a unit of [`AGENTS`] where there is none: the catalogue does not have it, or not so many.
pub fn submission(sku: &str, quantity: impl Into<Value>) -> Value {
    let quantity = quantity.into();
    let count = quantity.as_u64().and_then(|count| u32::try_from(count).ok());
    let known = Sku::parse(sku).is_ok_and(|sku| catalogue::demo().upgrades().item(&sku).is_some());
    let price = match count.filter(|_| known) {
        Some(count) => agreed(sku, count),
        None => agreed(AGENTS, 1),
    };
    json!({ "sku": sku, "quantity": quantity, "price": price, "terms_accepted": true })
}

/// The body of a decision on a request for a unit of [`AGENTS`], on the day on which a desk's
/// clock begins.
pub fn decision(verdict: &str, comment: &str) -> Value {
    json!({ "verdict": verdict, "comment": comment, "price": agreed(AGENTS, 1), "terms_accepted": true })
}

/// What is agreed to by whoever sees this upgrade's price.
pub fn agreed_of(view: &Value) -> Value {
    let price: PriceView = serde_json::from_value(view["price"].clone()).expect("a price is shown");
    json!(price.agreed())
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

    /// What this person is shown of a price now.
    pub async fn shown(&self, who: &Person, sku: &str, quantity: u32) -> Value {
        let items = self.call::<ListUpgradeItems>(who, &[], Value::Null).await;
        let items: Vec<UpgradeItemView> = serde_json::from_value(items.ok()["items"].clone()).unwrap();
        let item = items.iter().find(|item| item.sku == sku).expect("an item");
        json!(item.price(quantity).agreed())
    }

    /// Submits for the price that is shown; returns the upgrade's id.
    pub async fn submit(&self, who: &Person, sku: &str, quantity: u32) -> String {
        let mut body = submission(sku, quantity);
        body["price"] = self.shown(who, sku, quantity).await;
        let answer = self.call::<SubmitUpgrade>(who, &[], body).await;
        let id = &answer.ok()["upgrade"]["summary"]["upgrade_id"];
        id.as_str().unwrap().to_owned()
    }

    /// Asks for something as the standard user; returns the upgrade's id.
    pub async fn ask(&self, sku: &str, quantity: u32) -> String {
        self.submit(self.tenant(Role::StandardUser), sku, quantity).await
    }

    /// The buyer's decision in the app, for the price that is shown, where one is.
    pub async fn decide(&self, upgrade: &str, verdict: &str) -> Answer {
        let buyer = self.tenant(Role::Buyer);
        let mut body = decision(verdict, "As agreed.");
        let seen = self.call::<GetUpgrade>(buyer, &[&upgrade], Value::Null).await.body;
        if seen["price"].is_object() {
            body["price"] = agreed_of(&seen);
        }
        self.call::<DecideUpgrade>(buyer, &[&upgrade], body).await
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
