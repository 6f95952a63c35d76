//! How long texts and how large numbers of a document are: whatever they make of each other is counted
//! without overflow, and fits where it is shown.

use super::Fault;
use crate::{
    assurance::Rate,
    catalogue::{Document, Grant, SECTIONS},
    text::{Name, Notes, TextRefusal},
};
use std::fmt::Display;

/// The most months that anything lasts.
const MOST_MONTHS: u32 = 600;

/// The most days that a quote holds.
const MOST_DAYS: u32 = 3_660;

/// The largest factor and rate, in thousandths.
const MOST_THOUSANDTHS: u64 = 1_000_000_000;

/// The most units that one of something stands for.
const MOST_UNITS: u32 = 1_000_000;

/// The most units that as many of an item as can be bought at a time stand for.
const MOST_AT_A_TIME: u64 = 100_000_000;

/// The highest price of one, in minor units.
const MOST_PRICE: u64 = 100_000_000_000;

/// The most characters of terms.
const LONGEST_TERMS: usize = 20_000;

/// Everything that is too long, too large, or no text.
pub(super) fn bounds(document: &Document, faults: &mut Vec<Fault>) {
    let mut bounds = Bounds { faults };
    bounds.ids(document);
    bounds.names(document);
    bounds.rate_cards(document);
    bounds.upgrades(document);
    for part in &document.parts {
        if let Some(Grant::Quantity { amount, .. }) = part.grants {
            bounds.most("parts", part.number.as_str(), "grants/amount", amount, MOST_UNITS);
        }
    }
}

struct Bounds<'a> {
    faults: &'a mut Vec<Fault>,
}

impl Bounds<'_> {
    fn refuse(&mut self, section: &str, entry: &str, field: &str, message: impl Into<String>) {
        self.faults.push(Fault::new(section, entry, field, message));
    }

    fn most<T: PartialOrd + Display>(&mut self, section: &str, entry: &str, field: &str, number: T, most: T) {
        if number > most {
            self.refuse(section, entry, field, format!("Enter {most} or less."));
        }
    }

    fn thousandths(&mut self, card: &str, field: &str, rate: Rate) {
        if rate.thousandths() > MOST_THOUSANDTHS {
            let message = format!("Enter {} or less.", MOST_THOUSANDTHS / 1_000);
            self.refuse("rate_cards", card, field, message);
        }
    }

    fn text<T>(&mut self, (section, entry, field): (&str, &str, &str), parsed: Result<T, TextRefusal>) {
        if let Err(refusal) = parsed {
            self.refuse(section, entry, field, refusal.to_string());
        }
    }

    /// What other entries, and addresses of pages, name entries by.
    fn ids(&mut self, document: &Document) {
        let kebab = |id: &str| {
            id.bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        let sections = [
            (
                "applications",
                document.applications.iter().map(|one| &one.id).collect::<Vec<_>>(),
            ),
            ("metrics", document.metrics.iter().map(|one| &one.id).collect()),
            (
                "upgrade_plans",
                document.upgrade_plans.iter().map(|one| &one.id).collect(),
            ),
            (
                "subscription_plans",
                document.subscription_plans.iter().map(|one| &one.id).collect(),
            ),
        ];
        for (section, ids) in sections {
            for id in ids.into_iter().filter(|id| !kebab(id)) {
                let one = SECTIONS.iter().find(|known| known.name == section);
                let one = one.map_or("entry", |known| known.one);
                let message = format!("A {one}'s id has small letters, digits and dashes, such as lift-200.");
                self.refuse(section, id, "id", message);
            }
        }
        for card in &document.rate_cards {
            self.text(("rate_cards", &card.version, "version"), Name::parse(&card.version));
        }
    }

    fn names(&mut self, document: &Document) {
        for link in &document.links {
            self.text(("links", &link.name, "name"), Name::parse(&link.name));
        }
        for application in &document.applications {
            self.text(
                ("applications", &application.id, "name"),
                Name::parse(&application.name),
            );
        }
        for kind in &document.system_types {
            let id = kind.id.as_str();
            self.text(("system_types", id, "name"), Name::parse(&kind.name));
            self.text(("system_types", id, "hkc/format"), Notes::parse(&kind.hkc.format));
            if let Some(with) = kind.generation.as_ref().and_then(|generation| generation.with.as_ref()) {
                self.text(("system_types", id, "generation/with"), Name::parse(with));
            }
            for feature in kind.quantities.iter().flat_map(|quantities| quantities.features()) {
                self.text(("system_types", id, "quantities"), Name::parse(feature));
            }
            if let Some(file) = &kind.request_file {
                self.text(("system_types", id, "request_file"), Name::parse(file));
            }
            if let Some(needs) = &kind.needs {
                self.text(("system_types", id, "needs/warning"), Notes::parse(&needs.warning));
                self.text(("system_types", id, "needs/feature"), Name::parse(&needs.feature));
            }
        }
        for part in &document.parts {
            self.text(("parts", part.number.as_str(), "name"), Name::parse(&part.name));
            if let Some(grant) = &part.grants {
                self.text(
                    ("parts", part.number.as_str(), "grants/feature"),
                    Name::parse(grant.feature()),
                );
            }
        }
        for metric in &document.metrics {
            self.text(("metrics", &metric.id, "name"), Name::parse(&metric.name));
            self.text(("metrics", &metric.id, "unit"), Name::parse(&metric.unit));
        }
        for plan in &document.upgrade_plans {
            self.text(("upgrade_plans", &plan.id, "name"), Name::parse(&plan.name));
        }
        for plan in &document.subscription_plans {
            self.text(("subscription_plans", &plan.id, "name"), Name::parse(&plan.name));
        }
        for (name, terms) in &document.terms {
            let characters = terms.chars().count();
            let is_text = terms.chars().all(|c| !c.is_control() || c == '\n');
            if !(1..=LONGEST_TERMS).contains(&characters) || !is_text {
                let message = format!("Terms have 1 to {LONGEST_TERMS} characters; these have {characters}.");
                self.refuse("terms", "", name, message);
            }
        }
    }

    fn rate_cards(&mut self, document: &Document) {
        for card in &document.rate_cards {
            let name = card.version.as_str();
            let months = [
                ("grace_months", card.grace_months),
                ("unit_months", card.unit_months),
                ("renewal/least_months", card.renewal.least_months),
                ("renewal/most_months", card.renewal.most_months),
                (
                    "chosen_end/least_months",
                    card.chosen_end.map_or(0, |ends| ends.least_months),
                ),
            ];
            for (field, months) in months {
                self.most("rate_cards", name, field, months, MOST_MONTHS);
            }
            self.most("rate_cards", name, "quote_days", card.quote_days, MOST_DAYS);
            for (index, term) in card.terms.iter().enumerate() {
                let at = format!("terms/{index}");
                self.most("rate_cards", name, &format!("{at}/months"), term.months, MOST_MONTHS);
                self.thousandths(name, &format!("{at}/factor"), term.factor);
            }
            for (id, application) in &card.applications {
                let field = format!("applications/{id}/most_months");
                self.most("rate_cards", name, &field, application.most_months, MOST_MONTHS);
                for (part, rate) in &application.rates {
                    self.thousandths(name, &format!("applications/{id}/rates/{part}"), *rate);
                }
            }
        }
    }

    fn upgrades(&mut self, document: &Document) {
        for plan in &document.upgrade_plans {
            for (metric, units) in &plan.quota {
                let most = u32::try_from(MOST_AT_A_TIME).unwrap_or(u32::MAX);
                self.most("upgrade_plans", &plan.id, &format!("quota/{metric}"), *units, most);
            }
        }
        for item in &document.upgrade_items {
            let sku = item.sku.as_str();
            self.text(("upgrade_items", sku, "name"), Name::parse(&item.name));
            self.text(("upgrade_items", sku, "description"), Notes::parse(&item.description));
            self.most("upgrade_items", sku, "amount", item.amount, MOST_UNITS);
            let at_a_time = u64::from(item.amount) * u64::from(item.maximum_quantity);
            if at_a_time > MOST_AT_A_TIME {
                let message = format!("So many of it would stand for {at_a_time} units; the most is {MOST_AT_A_TIME}.");
                self.refuse("upgrade_items", sku, "maximum_quantity", message);
            }
            for (field, price) in [
                ("price_per_year", item.price_per_year),
                ("price_per_month", item.price_per_month),
            ] {
                self.most("upgrade_items", sku, field, price.minor_units, MOST_PRICE);
            }
        }
    }
}
