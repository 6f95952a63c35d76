//! The catalogue of upgrades: plans, metrics and items. It is data, compiled in.

use crate::{money::Money, text::Sku};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

/// A plan that a tenant can be on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Kebab-case, as in `iot-value-plan`.
    pub id: String,
    /// As it is shown.
    pub name: String,
    /// What it grants, by metric; metrics that are not named are granted by upgrades alone.
    pub quota: BTreeMap<String, u32>,
    /// What of it is of our choosing.
    #[serde(default)]
    pub invented: BTreeSet<Invented>,
}

/// Something that a quota limits.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metric {
    /// Kebab-case, as in `asset-instances`.
    pub id: String,
    /// As it is shown.
    pub name: String,
    /// What is counted.
    pub unit: String,
}

/// What a value stands for that no manual prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
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
    #[serde(default)]
    pub invented: BTreeSet<Invented>,
}

/// Every plan, metric and item.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UpgradeCatalogue {
    conditions: Conditions,
    plans: Vec<Plan>,
    metrics: Vec<Metric>,
    items: Vec<UpgradeItem>,
}

/// Why catalogue data cannot be used. For those who edit the data.
#[derive(Debug, thiserror::Error)]
pub enum BrokenUpgrades {
    /// Not JSON of the expected shape.
    #[error("upgrades.json: {0}")]
    Json(#[from] serde_json::Error),
    /// Two entries have the same id or SKU.
    #[error("{0} is there twice")]
    Twice(String),
    /// An entry names another that is not there.
    #[error("{from} names {to}, which is not there")]
    Dangling {
        /// The entry that names.
        from: String,
        /// What it names.
        to: String,
    },
    /// Nobody could buy any of it, or it would bring nothing.
    #[error("{0} has a maximum, an amount or a price of 0")]
    Nothing(String),
}

impl UpgradeCatalogue {
    /// The catalogue that is compiled in.
    pub fn seed() -> &'static Self {
        static SEED: LazyLock<UpgradeCatalogue> = LazyLock::new(|| {
            #[expect(clippy::expect_used, reason = "the data is part of the program, and a test reads it")]
            UpgradeCatalogue::read(include_str!("../../data/upgrades.json"))
                .expect("the catalogue that is compiled in is whole")
        });
        &SEED
    }

    /// Reads a catalogue and checks that it is whole: every id and SKU once, everything named
    /// there.
    pub fn read(json: &str) -> Result<Self, BrokenUpgrades> {
        let catalogue: Self = serde_json::from_str(json)?;
        once(catalogue.plans.iter().map(|plan| plan.id.as_str()))?;
        once(catalogue.metrics.iter().map(|metric| metric.id.as_str()))?;
        once(catalogue.items.iter().map(|item| item.sku.as_str()))?;
        for plan in &catalogue.plans {
            for metric in plan.quota.keys() {
                catalogue.named(&plan.id, metric, catalogue.metric(metric).is_some())?;
            }
        }
        for item in &catalogue.items {
            let sku = item.sku.as_str();
            catalogue.named(sku, &item.metric, catalogue.metric(&item.metric).is_some())?;
            for plan in &item.prerequisites {
                catalogue.named(sku, plan, catalogue.plan(plan).is_some())?;
            }
            if item.maximum_quantity == 0 || item.amount == 0 || item.price_per_year.minor_units == 0 {
                return Err(BrokenUpgrades::Nothing(sku.to_owned()));
            }
        }
        Ok(catalogue)
    }

    fn named(&self, from: &str, to: &str, there: bool) -> Result<(), BrokenUpgrades> {
        if there {
            return Ok(());
        }
        Err(BrokenUpgrades::Dangling {
            from: from.to_owned(),
            to: to.to_owned(),
        })
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

    /// Every item, in the manual's order.
    pub fn items(&self) -> &[UpgradeItem] {
        &self.items
    }

    /// The item of this SKU.
    pub fn item(&self, sku: &Sku) -> Option<&UpgradeItem> {
        self.items.iter().find(|item| item.sku == *sku)
    }
}

fn once<'a>(mut names: impl Iterator<Item = &'a str>) -> Result<(), BrokenUpgrades> {
    let mut seen = BTreeSet::new();
    match names.find(|name| !seen.insert(*name)) {
        Some(name) => Err(BrokenUpgrades::Twice(name.to_owned())),
        None => Ok(()),
    }
}
