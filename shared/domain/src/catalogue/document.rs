//! The document of a catalogue: what a version is, in one piece (spec chapter 7, "What is in
//! it"). It is what the vendor imports and exports, and what the table keeps.

use super::{Application, Link, Part, SystemType, Trade};
use crate::{
    assurance::RateCard,
    subscription::SubscriptionPlan,
    upgrade::{Conditions, Metric, Plan, UpgradeItem},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// All that a vendor sells, by section. A section that is left out is empty.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Where the JSON Schema of such files is: for editors.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// What the desk calls itself.
    #[serde(default, skip_serializing_if = "Trade::is_empty")]
    pub desk: Trade,
    /// Pages of the vendor's elsewhere, in the order of the menu.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// The terms that are accepted at activation, by the name that system types have for them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub terms: BTreeMap<String, String>,
    /// Applications.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub applications: Vec<Application>,
    /// System types, in the order in which they are shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub system_types: Vec<SystemType>,
    /// Parts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// Rate cards, each from its day on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rate_cards: Vec<RateCard>,
    /// What is the same for every upgrade.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upgrade_conditions: Option<Conditions>,
    /// What quotas limit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub metrics: Vec<Metric>,
    /// The plans that tenants can be on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub upgrade_plans: Vec<Plan>,
    /// The upgrades that can be bought, in the order in which they are shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub upgrade_items: Vec<UpgradeItem>,
    /// The plans that devices can have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subscription_plans: Vec<SubscriptionPlan>,
}

/// A section of the document that is a list, and what its entries are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Section {
    /// As it stands in the document.
    pub name: &'static str,
    /// The field that names an entry.
    pub key: &'static str,
    /// One of its entries, in words: `part`.
    pub one: &'static str,
}

/// Every section that is a list of entries.
pub const SECTIONS: [Section; 9] = [
    section("links", "name", "link"),
    section("applications", "id", "application"),
    section("system_types", "id", "system type"),
    section("parts", "number", "part"),
    section("rate_cards", "version", "rate card"),
    section("metrics", "id", "metric"),
    section("upgrade_plans", "id", "plan"),
    section("upgrade_items", "sku", "upgrade"),
    section("subscription_plans", "id", "subscription plan"),
];

const fn section(name: &'static str, key: &'static str, one: &'static str) -> Section {
    Section { name, key, one }
}

impl Document {
    /// An entry of a section as it stands in the document; `terms` have one for each name, and of what
    /// there is one it is the whole.
    pub fn entry(&self, section: &str, id: &str) -> Option<serde_json::Value> {
        fn found<T: Serialize>(list: &[T], is: impl Fn(&T) -> bool) -> Option<serde_json::Value> {
            serde_json::to_value(list.iter().find(|entry| is(entry))?).ok()
        }
        match section {
            "desk" => serde_json::to_value(&self.desk).ok(),
            "upgrade_conditions" => serde_json::to_value(self.upgrade_conditions.as_ref()?).ok(),
            "terms" => serde_json::to_value(self.terms.get(id)?).ok(),
            "links" => found(&self.links, |one| one.name == id),
            "applications" => found(&self.applications, |one| one.id == id),
            "system_types" => found(&self.system_types, |one| one.id.as_str() == id),
            "parts" => found(&self.parts, |one| one.number.as_str() == id),
            "rate_cards" => found(&self.rate_cards, |one| one.version == id),
            "metrics" => found(&self.metrics, |one| one.id == id),
            "upgrade_plans" => found(&self.upgrade_plans, |one| one.id == id),
            "upgrade_items" => found(&self.upgrade_items, |one| one.sku.as_str() == id),
            "subscription_plans" => found(&self.subscription_plans, |one| one.id == id),
            _ => None,
        }
    }

    /// What the entries of a section that is a list are told apart by, in their order.
    pub(super) fn keys(&self, section: &str) -> Vec<&str> {
        match section {
            "links" => self.links.iter().map(|one| one.name.as_str()).collect(),
            "applications" => self.applications.iter().map(|one| one.id.as_str()).collect(),
            "system_types" => self.system_types.iter().map(|one| one.id.as_str()).collect(),
            "parts" => self.parts.iter().map(|one| one.number.as_str()).collect(),
            "rate_cards" => self.rate_cards.iter().map(|one| one.version.as_str()).collect(),
            "metrics" => self.metrics.iter().map(|one| one.id.as_str()).collect(),
            "upgrade_plans" => self.upgrade_plans.iter().map(|one| one.id.as_str()).collect(),
            "upgrade_items" => self.upgrade_items.iter().map(|one| one.sku.as_str()).collect(),
            "subscription_plans" => self.subscription_plans.iter().map(|one| one.id.as_str()).collect(),
            _ => Vec::new(),
        }
    }
}
