//! The document of a catalogue: what a version is, in one piece (spec chapter 7, "What is in
//! it"). It is what the vendor imports and exports, and what the table keeps.

use super::{Application, Link, Part, SystemType, Trade};
use crate::{
    assurance::RateCard,
    subscription::SubscriptionPlan,
    upgrade::{Conditions, Metric, Plan, UpgradeItem},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
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

/// An entry of a section that is a list.
pub trait Entry: Serialize + DeserializeOwned {
    /// What it is told apart by: the text of the section's [`Section::key`].
    fn key(&self) -> &str;

    /// What keeps it from being read, and at which field; what is wrong with it beside others is
    /// among [`super::faults`].
    fn unreadable(&self) -> Option<(&'static str, String)> {
        None
    }
}

/// Entries whose key is one of their texts.
macro_rules! entries {
    ($($entry:ty => $key:ident,)*) => {
        $(impl Entry for $entry {
            fn key(&self) -> &str {
                &self.$key
            }
        })*
    };
}

entries! {
    Link => name,
    Application => id,
    RateCard => version,
    Metric => id,
    Plan => id,
    SubscriptionPlan => id,
}

impl Entry for SystemType {
    fn key(&self) -> &str {
        self.id.as_str()
    }

    fn unreadable(&self) -> Option<(&'static str, String)> {
        Some(("hkc", self.hkc.fault()?))
    }
}

impl Entry for Part {
    fn key(&self) -> &str {
        self.number.as_str()
    }
}

impl Entry for UpgradeItem {
    fn key(&self) -> &str {
        self.sku.as_str()
    }
}

impl Document {
    /// Reads what [`Document::to_json`] wrote. All of the reading is compiled here, with this crate,
    /// which is built for speed.
    ///
    /// # Errors
    /// It is no document.
    pub fn from_json(json: &[u8]) -> serde_json::Result<Self> {
        serde_json::from_slice(json)
    }

    /// The document as JSON: the same for the same document.
    ///
    /// # Errors
    /// None that a document can cause.
    pub fn to_json(&self) -> serde_json::Result<Vec<u8>> {
        serde_json::to_vec(self)
    }

    /// An entry of a section as it stands in the document; `terms` have one for each name, and of what
    /// there is one it is the whole.
    pub fn entry(&self, section: &str, id: &str) -> Option<serde_json::Value> {
        fn found<T: Entry>(list: &[T], id: &str) -> Option<serde_json::Value> {
            serde_json::to_value(list.iter().find(|entry| entry.key() == id)?).ok()
        }
        match section {
            "desk" => serde_json::to_value(&self.desk).ok(),
            "upgrade_conditions" => serde_json::to_value(self.upgrade_conditions.as_ref()?).ok(),
            "terms" => serde_json::to_value(self.terms.get(id)?).ok(),
            "links" => found(&self.links, id),
            "applications" => found(&self.applications, id),
            "system_types" => found(&self.system_types, id),
            "parts" => found(&self.parts, id),
            "rate_cards" => found(&self.rate_cards, id),
            "metrics" => found(&self.metrics, id),
            "upgrade_plans" => found(&self.upgrade_plans, id),
            "upgrade_items" => found(&self.upgrade_items, id),
            "subscription_plans" => found(&self.subscription_plans, id),
            _ => None,
        }
    }

    /// What the entries of a section that is a list are told apart by, in their order.
    pub(super) fn keys(&self, section: &str) -> Vec<&str> {
        fn of<T: Entry>(list: &[T]) -> Vec<&str> {
            list.iter().map(Entry::key).collect()
        }
        match section {
            "links" => of(&self.links),
            "applications" => of(&self.applications),
            "system_types" => of(&self.system_types),
            "parts" => of(&self.parts),
            "rate_cards" => of(&self.rate_cards),
            "metrics" => of(&self.metrics),
            "upgrade_plans" => of(&self.upgrade_plans),
            "upgrade_items" => of(&self.upgrade_items),
            "subscription_plans" => of(&self.subscription_plans),
            _ => Vec::new(),
        }
    }
}
