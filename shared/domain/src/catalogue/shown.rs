//! What somebody was shown of the catalogue and agreed to, and what has become of it (spec chapter
//! 7, "Versions": what was agreed holds).

use super::{Catalogue, Change, Difference, SECTIONS, SystemType, difference::fields};
use crate::{
    assurance::{Agreement, ApplicationRates, RateCard},
    day::Day,
    upgrade::UpgradeItem,
};
use serde::Serialize;
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// How many fields of an entry a sentence names.
const SAID: usize = 3;

/// The entries that an agreement stands on, each with what of it matters, as one version has them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shown(BTreeMap<(&'static str, String), Value>);

impl Shown {
    /// What whoever buys an upgrade, or asks for it, is shown: the item, its metric and the conditions.
    /// Its price is agreed to by itself, as an amount.
    pub fn of_upgrade(catalogue: &Catalogue, item: &UpgradeItem) -> Self {
        let upgrades = catalogue.upgrades();
        let mut shown = Self::default();
        let mut unpriced = upgrades
            .item(&item.sku)
            .and_then(|item| serde_json::to_value(item).ok());
        if let Some(fields) = unpriced.as_mut().and_then(Value::as_object_mut) {
            fields.retain(|field, _| !field.starts_with("price_"));
        }
        shown.add("upgrade_items", item.sku.as_str(), unpriced.as_ref());
        shown.add("metrics", &item.metric, upgrades.metric(&item.metric));
        shown.add("upgrade_conditions", "", Some(upgrades.conditions()));
        shown
    }

    /// The terms that are accepted when licences are activated at such a location.
    pub fn of_terms(catalogue: &Catalogue, system_type: &SystemType) -> Self {
        let mut shown = Self::default();
        let kind = catalogue.system_type(system_type.id.as_str());
        let terms = kind.map(|kind| json!({ "terms": catalogue.terms(kind) }));
        shown.add("system_types", system_type.id.as_str(), terms.as_ref());
        shown
    }

    /// What a quote for these agreements stands on: the rate card of the day, as far as it is about
    /// their applications and licences, and whether what was never assured still can be.
    pub fn of_rates<'a>(catalogue: &Catalogue, day: Day, agreements: impl IntoIterator<Item = &'a Agreement>) -> Self {
        let card = catalogue.rate_cards().on(day);
        let mut shown = Self::default();
        let mut rates = RateCard {
            applications: BTreeMap::new(),
            ..card.clone()
        };
        for agreement in agreements {
            let Some(all) = card.application(&agreement.application) else {
                continue;
            };
            let of_licences = all
                .rates
                .iter()
                .filter(|(part, _)| agreement.licences.contains_key(*part));
            let of_licences = of_licences.map(|(part, rate)| (part.clone(), *rate));
            let entry = rates.applications.entry(agreement.application.clone());
            let of_card = entry.or_insert_with(|| ApplicationRates {
                rates: BTreeMap::new(),
                free: Vec::new(),
                ..all.clone()
            });
            of_card.rates.extend(of_licences);
            if agreement.terms.is_empty() {
                let offered = json!({ "retired": all.retired });
                shown.add("applications", &agreement.application, Some(&offered));
            }
        }
        shown.add("rate_cards", "", Some(&rates));
        shown
    }

    fn add(&mut self, section: &'static str, entry: &str, value: Option<&impl Serialize>) {
        // Text, numbers, lists and objects with text as keys.
        let value = value.and_then(|value| serde_json::to_value(value).ok());
        self.0.insert((section, entry.to_owned()), value.unwrap_or_default());
    }

    /// What is different by now, entry by entry; empty where it is as it was shown.
    pub fn changes(&self, now: &Self) -> Vec<Difference> {
        let entries: BTreeSet<_> = self.0.keys().chain(now.0.keys()).collect();
        let differences = entries.into_iter().filter_map(|key| {
            let of = |shown: &Self| shown.0.get(key).cloned().unwrap_or_default();
            let (before, after) = (of(self), of(now));
            let fields = fields(&before, &after);
            (!fields.is_empty()).then(|| Difference {
                section: key.0,
                entry: key.1.clone(),
                change: match (before.is_null(), after.is_null()) {
                    (true, _) => Change::Added,
                    (_, true) => Change::Removed,
                    _ => Change::Changed,
                },
                fields,
            })
        });
        differences.collect()
    }
}

impl fmt::Display for Difference {
    /// In a sentence without its end, as in `upgrade MS15M1002: amount was 50 and is 60`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let section = SECTIONS.iter().find(|section| section.name == self.section);
        let one = section.map_or_else(|| self.section.replace('_', " "), |section| section.one.to_owned());
        write!(f, "{}", format!("{one} {}", self.entry).trim_end())?;
        for (index, field) in self.fields.iter().take(SAID).enumerate() {
            let said = |value: &Option<Value>| match value {
                None => "nothing".to_owned(),
                Some(Value::String(text)) => format!("“{text}”"),
                Some(other) => other.to_string(),
            };
            let (before, after) = (said(&field.before), said(&field.after));
            let separator = if index == 0 { ": " } else { ", " };
            write!(f, "{separator}{} was {before} and is {after}", field.field)?;
        }
        match self.fields.len().saturating_sub(SAID) {
            0 => Ok(()),
            more => write!(f, ", and {more} more"),
        }
    }
}
