//! What is wrong with a document: every fault, each with where it stands.

mod bounds;

use super::{Document, HkcOrigin, Link, SECTIONS, SystemType, temporary_key};
use crate::limited::Allowance;
use chrono::DateTime;
use std::collections::{BTreeMap, BTreeSet};

/// What is wrong with a document, or with a version that follows another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The section, as in `parts`.
    pub section: String,
    /// What the entry is told apart by, as in `BE107573`; empty where it is about the section.
    pub entry: String,
    /// The field, as in `fits/1`; empty where it is about the whole entry.
    pub field: String,
    /// A sentence or two: what is wrong and what to do.
    pub message: String,
}

impl Fault {
    pub(super) fn new(section: &str, entry: &str, field: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            section: section.to_owned(),
            entry: entry.to_owned(),
            field: field.into(),
            message: message.into(),
        }
    }
}

/// Everything that is wrong with the document: entries twice, names of what is not there, what
/// could not be sold or would grant nothing.
pub fn faults(document: &Document) -> Vec<Fault> {
    let mut faults = Vec::new();
    twice(document, &mut faults);
    desk(document, &mut faults);
    applications(document, &mut faults);
    system_types(document, &mut faults);
    parts(document, &mut faults);
    rate_cards(document, &mut faults);
    upgrades(document, &mut faults);
    plans(document, &mut faults);
    bounds::bounds(document, &mut faults);
    faults
}

fn twice(document: &Document, faults: &mut Vec<Fault>) {
    for section in SECTIONS {
        let mut seen = BTreeSet::new();
        for key in document.keys(section.name) {
            if !seen.insert(key) {
                let message = format!("There are two of this {}. Keep one.", section.one);
                faults.push(Fault::new(section.name, key, section.key, message));
            }
            if key.is_empty() || key.chars().count() > 40 {
                let message = format!("A {}'s {} has 1 to 40 characters.", section.one, section.key);
                faults.push(Fault::new(section.name, key, section.key, message));
            }
        }
    }
}

fn desk(document: &Document, faults: &mut Vec<Fault>) {
    if let Some(fault) = document.desk.logo.as_ref().and_then(super::Logo::fault) {
        faults.push(Fault::new("desk", "", "logo", fault));
    }
    if let Some(fault) = document.desk.office_hours.as_ref().and_then(|hours| hours.fault()) {
        faults.push(Fault::new("desk", "", "office_hours", fault));
    }
    if let Some(link) = document.links.get(Link::MOST) {
        let message = format!("A menu has up to {} links. Take others out first.", Link::MOST);
        faults.push(Fault::new("links", &link.name, "", message));
    }
    for link in &document.links {
        if let Some(fault) = link.fault() {
            faults.push(Fault::new("links", &link.name, "address", fault));
        }
    }
}

fn applications(document: &Document, faults: &mut Vec<Fault>) {
    // An agreement number names its application by its characters.
    let mut seen = BTreeMap::new();
    for application in &document.applications {
        if let Some(other) = seen.insert(&application.characters, &application.id) {
            let message = format!("{other} has these two characters already. Choose others.");
            faults.push(Fault::new("applications", &application.id, "characters", message));
        }
    }
}

fn system_types(document: &Document, faults: &mut Vec<Fault>) {
    let ids: BTreeSet<_> = document.system_types.iter().map(|kind| &kind.id).collect();
    for kind in &document.system_types {
        let mut fault = |field: &str, message: String| {
            faults.push(Fault::new("system_types", kind.id.as_str(), field, message));
        };
        if let Some(message) = kind.hkc.fault() {
            fault("hkc", message);
        }
        if let Some(generation) = &kind.generation {
            if kind.origin != HkcOrigin::Generated {
                fault(
                    "generation",
                    "Only hardware key codes that are made here have a form.".to_owned(),
                );
            }
            if let (None, Some(message)) = (kind.hkc.fault(), generation.fault(&kind.hkc)) {
                fault("generation/form", message);
            }
            match (&generation.with, kind.temporary) {
                (None, true) => fault(
                    "generation/with",
                    "Say which feature's licence is attached before the temporary key gives way.".to_owned(),
                ),
                (Some(_), false) => fault(
                    "generation/with",
                    "Without a temporary key no licence can be attached before the code is made.".to_owned(),
                ),
                _ => {}
            }
        }
        let temporary = temporary_key(&kind.characters, DateTime::UNIX_EPOCH, &[0; 16]);
        if kind.temporary && kind.hkc.fault().is_none() && kind.parse_hkc(&temporary).is_err() {
            fault(
                "temporary",
                format!("A temporary key such as {temporary} is not of the format."),
            );
        }
        if let Some(name) = &kind.file_name {
            let safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '*' | '-' | '_');
            if name.matches('*').count() != 1 || name.len() > 40 || !name.chars().all(safe) {
                fault(
                    "file_name",
                    "A file's name has up to 40 letters, digits, dashes and underscores, and one * in the place of the product key.".to_owned(),
                );
            }
            if kind.product_key.is_none() {
                fault(
                    "product_key",
                    "Files that are called by a product key need one.".to_owned(),
                );
            }
        }
        for (field, allowance) in [("demo", kind.demo), ("service", kind.service)] {
            let right = |number: u32| (1..=Allowance::MOST).contains(&number);
            if allowance.is_some_and(|allowance| !right(allowance.number) || !right(allowance.days)) {
                fault(
                    field,
                    format!(
                        "Enter how many there are and for how many days, 1 to {} of each.",
                        Allowance::MOST
                    ),
                );
            }
            if allowance.is_some() && kind.origin == HkcOrigin::External {
                fault(
                    field,
                    "Licence files of this system type come from elsewhere, and none is made here.".to_owned(),
                );
            }
        }
        if let Some(becomes) = &kind.becomes {
            let to = document.system_types.iter().find(|to| to.id == becomes.system_type);
            match to {
                None => fault("becomes", format!("There is no system type {}.", becomes.system_type)),
                Some(to) => {
                    let simple = |kind: &SystemType| {
                        matches!(kind.origin, HkcOrigin::Entered)
                            && !kind.temporary
                            && kind.child_lmc.is_none()
                            && kind.parents.is_empty()
                    };
                    if to.id == kind.id || !simple(kind) || !simple(to) {
                        fault(
                            "becomes",
                            "A system becomes one of another type; both have hardware key codes that are entered, and no clients, children or parents.".to_owned(),
                        );
                    }
                    for (from, other) in &becomes.counterparts {
                        let fits = document
                            .parts
                            .iter()
                            .any(|part| part.number == *other && part.fits(&to.id));
                        if !fits {
                            fault(
                                "becomes/counterparts",
                                format!("{other}, the counterpart of {from}, is no part that fits {}.", to.id),
                            );
                        }
                    }
                }
            }
        }
        if kind.redundant && !kind.parents.contains(&kind.id) {
            fault(
                "redundant",
                "The second location of a pair is added to the first: name the system type among its own parents."
                    .to_owned(),
            );
        }
        for (index, parent) in kind
            .parents
            .iter()
            .enumerate()
            .filter(|(_, parent)| !ids.contains(parent))
        {
            fault(
                &format!("parents/{index}"),
                format!("There is no system type {parent}."),
            );
        }
        if !document.terms.contains_key(&kind.terms) {
            fault(
                "terms",
                format!("There are no terms {}. Add them, or name others.", kind.terms),
            );
        }
        if let Some(child) = kind.child_lmc.as_ref().filter(|child| !ids.contains(child)) {
            fault("child_lmc", format!("There is no system type {child}."));
        }
    }
}

fn parts(document: &Document, faults: &mut Vec<Fault>) {
    let applications: BTreeSet<_> = document
        .applications
        .iter()
        .map(|application| &application.id)
        .collect();
    let types: BTreeSet<_> = document.system_types.iter().map(|kind| &kind.id).collect();
    // A feature adds up or has versions, and never both.
    let mut adds_up = BTreeMap::new();
    for part in &document.parts {
        let mut fault = |field: String, message: String| {
            faults.push(Fault::new("parts", part.number.as_str(), field, message));
        };
        if !applications.contains(&part.application) {
            fault(
                "application".to_owned(),
                format!("There is no application {}.", part.application),
            );
        }
        for (index, fit) in part.fits.iter().enumerate().filter(|(_, fit)| !types.contains(fit)) {
            fault(format!("fits/{index}"), format!("There is no system type {fit}."));
        }
        let is_licence = part.kind == super::PartKind::Licence;
        match &part.grants {
            None if is_licence => fault("grants".to_owned(), "A licence grants a feature. Say which.".to_owned()),
            Some(_) if !is_licence => fault("grants".to_owned(), "A SWA unit grants nothing.".to_owned()),
            Some(grant) if grant.units() == 0 => {
                fault("grants".to_owned(), "This grants nothing: enter 1 or more.".to_owned());
            }
            _ => {}
        }
        if is_licence && part.fits.is_empty() {
            fault(
                "fits".to_owned(),
                "Name the system types that it can be attached at.".to_owned(),
            );
        }
        if let Some(grant) = &part.grants {
            let quantity = matches!(grant, super::Grant::Quantity { .. });
            if *adds_up.entry(grant.feature()).or_insert(quantity) != quantity {
                let message = format!(
                    "Other parts grant {} otherwise: it adds up or has versions.",
                    grant.feature()
                );
                fault("grants".to_owned(), message);
            }
        }
    }
}

fn rate_cards(document: &Document, faults: &mut Vec<Fault>) {
    let parts: BTreeMap<_, _> = document
        .parts
        .iter()
        .map(|part| (&part.number, &part.application))
        .collect();
    let mut days = BTreeMap::new();
    for card in &document.rate_cards {
        let mut fault = |field: String, message: String| {
            faults.push(Fault::new("rate_cards", &card.version, field, message));
        };
        if let Some(message) = card.terms_fault() {
            fault("terms".to_owned(), message.to_owned());
        }
        if let Some(other) = days.insert(card.valid_from, &card.version) {
            fault(
                "valid_from".to_owned(),
                format!("{other} counts from this day on already."),
            );
        }
        for (id, application) in &card.applications {
            if !document.applications.iter().any(|known| known.id == *id) {
                fault(format!("applications/{id}"), format!("There is no application {id}."));
            }
            let rates = application.rates.keys().map(|part| (format!("rates/{part}"), part));
            let free = application.free.iter().enumerate();
            let free = free.map(|(index, part)| (format!("free/{index}"), part));
            for (field, part) in rates.chain(free) {
                let message = match parts.get(part) {
                    None => format!("There is no part {part}."),
                    Some(of) if *of != id => format!("Part {part} is of {of}, not of {id}."),
                    Some(_) => continue,
                };
                fault(format!("applications/{id}/{field}"), message);
            }
        }
    }
}

fn upgrades(document: &Document, faults: &mut Vec<Fault>) {
    let metrics: BTreeSet<_> = document.metrics.iter().map(|metric| &metric.id).collect();
    let plans: BTreeSet<_> = document.upgrade_plans.iter().map(|plan| &plan.id).collect();
    for plan in &document.upgrade_plans {
        for metric in plan.quota.keys().filter(|metric| !metrics.contains(metric)) {
            let message = format!("There is no metric {metric}.");
            faults.push(Fault::new(
                "upgrade_plans",
                &plan.id,
                format!("quota/{metric}"),
                message,
            ));
        }
    }
    if !document.upgrade_items.is_empty() && document.upgrade_conditions.is_none() {
        let message = "Say how upgrades are billed, paid, how long they last and who provides them.";
        faults.push(Fault::new("upgrade_conditions", "", "", message));
    }
    for item in &document.upgrade_items {
        let mut fault = |field: &str, message: String| {
            faults.push(Fault::new("upgrade_items", item.sku.as_str(), field, message));
        };
        if !metrics.contains(&item.metric) {
            fault("metric", format!("There is no metric {}.", item.metric));
        }
        for (index, plan) in item
            .prerequisites
            .iter()
            .enumerate()
            .filter(|(_, plan)| !plans.contains(plan))
        {
            fault(&format!("prerequisites/{index}"), format!("There is no plan {plan}."));
        }
        for (field, count) in [("amount", item.amount), ("maximum_quantity", item.maximum_quantity)] {
            if count == 0 {
                fault(field, "Enter 1 or more.".to_owned());
            }
        }
        for (field, price) in [
            ("price_per_year", item.price_per_year),
            ("price_per_month", item.price_per_month),
        ] {
            if price.minor_units == 0 {
                fault(
                    field,
                    "Nothing is sold for nothing: enter a price of a cent or more.".to_owned(),
                );
            }
        }
    }
}

fn plans(document: &Document, faults: &mut Vec<Fault>) {
    // The higher rank is in effect where two plans cover the same day.
    let mut ranks = BTreeMap::new();
    for plan in &document.subscription_plans {
        if let Some(other) = ranks.insert(plan.rank, &plan.id) {
            let message = format!("{other} has this rank already. Every plan has one of its own.");
            faults.push(Fault::new("subscription_plans", &plan.id, "rank", message));
        }
    }
}
