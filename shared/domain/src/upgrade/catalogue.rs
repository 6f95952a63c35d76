//! What of the catalogue can be bought as upgrades: plans, metrics and items.

use crate::{catalogue::Document, money::Money, text::Sku};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A plan that a tenant can be on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Kebab-case, as in `iot-value-plan`.
    pub id: String,
    /// As it is shown.
    pub name: String,
    /// What it grants, by metric; metrics that are not named are granted by upgrades alone.
    pub quota: BTreeMap<String, u32>,
    /// Whether tenants on it may activate packages (spec chapter 2).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub activates_packages: bool,
    /// What of it is of our choosing.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub invented: BTreeSet<Invented>,
    /// Not offered and not accepted for anything new; what exists of it goes on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
}

/// Something that a quota limits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Metric {
    /// Kebab-case, as in `asset-instances`.
    pub id: String,
    /// As it is shown.
    pub name: String,
    /// What is counted.
    pub unit: String,
    /// Not offered and not accepted for anything new; what exists of it goes on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
}

/// What a value stands for that no manual prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Invented {
    /// The SKU.
    Sku,
    /// Both prices.
    Price,
    /// By how much one of it raises the metric.
    Amount,
    /// The plans of which one is needed.
    Prerequisites,
    /// What a plan grants.
    Quota,
}

/// What is the same for every item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Conditions {
    /// When it is charged.
    pub billing_term: String,
    /// How it is paid.
    pub payment_method: String,
    /// How long it lasts.
    pub subscription_term: String,
    /// Who provides it.
    pub provider: String,
}

/// Something that can be bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct UpgradeItem {
    /// What it is ordered by.
    pub sku: Sku,
    /// As it is shown.
    pub name: String,
    /// What one of it brings, in a sentence.
    pub description: String,
    /// The metric that it raises.
    pub metric: String,
    /// By how much one of it raises the metric.
    pub amount: u32,
    /// How many can be bought at a time.
    pub maximum_quantity: u32,
    /// The price of one for a year.
    pub price_per_year: Money,
    /// The price of one for a month.
    pub price_per_month: Money,
    /// The plans of which the tenant needs one, by id.
    pub prerequisites: Vec<String>,
    /// What of it is of our choosing.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub invented: BTreeSet<Invented>,
    /// Not offered and not accepted for anything new; what exists of it goes on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
}

/// Every plan, metric and item.
#[derive(Debug, Clone)]
pub struct UpgradeCatalogue {
    conditions: Conditions,
    plans: Vec<Plan>,
    metrics: Vec<Metric>,
    items: Vec<UpgradeItem>,
}

impl UpgradeCatalogue {
    /// The upgrades of a document.
    pub fn of(document: &Document) -> Self {
        Self {
            conditions: document.upgrade_conditions.clone().unwrap_or_default(),
            plans: document.upgrade_plans.clone(),
            metrics: document.metrics.clone(),
            items: document.upgrade_items.clone(),
        }
    }

    /// What is the same for every item.
    pub const fn conditions(&self) -> &Conditions {
        &self.conditions
    }

    /// Every plan.
    pub fn plans(&self) -> &[Plan] {
        &self.plans
    }

    /// The plan of this id.
    pub fn plan(&self, id: &str) -> Option<&Plan> {
        self.plans.iter().find(|plan| plan.id == id)
    }

    /// The plan's name; its id where the catalogue has dropped it.
    pub fn plan_name<'a>(&'a self, id: &'a str) -> &'a str {
        self.plan(id).map_or(id, |plan| plan.name.as_str())
    }

    /// The plans' names.
    pub fn plan_names(&self, ids: &[String]) -> Vec<String> {
        ids.iter().map(|id| self.plan_name(id).to_owned()).collect()
    }

    /// Every metric, by name.
    pub fn metrics(&self) -> &[Metric] {
        &self.metrics
    }

    /// The metric of this id.
    pub fn metric(&self, id: &str) -> Option<&Metric> {
        self.metrics.iter().find(|metric| metric.id == id)
    }

    /// Whether the item can be bought: neither it nor its metric is retired.
    pub fn offers(&self, item: &UpgradeItem) -> bool {
        !item.retired && self.metric(&item.metric).is_some_and(|metric| !metric.retired)
    }

    /// Every item, in the manual's order.
    pub fn items(&self) -> &[UpgradeItem] {
        &self.items
    }

    /// The item of this SKU.
    pub fn item(&self, sku: &Sku) -> Option<&UpgradeItem> {
        self.items.iter().find(|item| item.sku == *sku)
    }
}
