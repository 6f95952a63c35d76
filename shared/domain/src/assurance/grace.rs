//! How grace begins, and licences are added (spec chapter 5, "Grace and term").

use super::{Agreement, AgreementStem, Rate, RateCard};
use crate::{
    catalogue::{Application, Catalogue},
    customer::Location,
    day::Day,
    licence::Licence,
    text::PartNumber,
};
use std::collections::BTreeMap;

/// What activating licences does to a location's agreements: the first licence of an
/// application that SWA covers begins its grace, further ones are noted. Each agreement
/// that changes, as it will be, beside what it was.
pub fn activate_licences<'a>(
    card: &RateCard,
    catalogue: &Catalogue,
    location: &Location,
    agreements: &'a [Agreement],
    activated: &[&Licence],
    mut new_stem: impl FnMut(&Application) -> AgreementStem,
    today: Day,
) -> Vec<(Option<&'a Agreement>, Agreement)> {
    let mut by_application: BTreeMap<&str, BTreeMap<PartNumber, u32>> = BTreeMap::new();
    for licence in activated {
        let Some(part) = catalogue.part(&licence.part) else {
            continue;
        };
        let rated = card
            .application(&part.application)
            .is_some_and(|rates| rates.rates.contains_key(&part.number));
        if rated {
            let units = by_application.entry(&part.application).or_default();
            *units.entry(part.number.clone()).or_default() += licence.quantity.get();
        }
    }
    let mut changes = Vec::new();
    for (id, added) in by_application {
        let before = agreements.iter().find(|agreement| agreement.application == id);
        // What takes no units begins no grace.
        if before.is_none() && card.monthly_rate(id, &added) == Rate::default() {
            continue;
        }
        let Some(application) = catalogue.application(id) else {
            continue;
        };
        let mut after = match before {
            Some(agreement) => agreement.changed(),
            None => Agreement {
                application: id.to_owned(),
                location_id: location.location_id,
                customer_id: location.customer_id,
                organisation_id: location.organisation_id,
                stem: new_stem(application),
                started: today,
                grace_ends: card.grace_ends(today),
                licences: BTreeMap::new(),
                licensed: 0,
                covered: BTreeMap::new(),
                assignments: 0,
                pending: None,
                terms: Vec::new(),
                next: None,
                held: None,
                revision: 1,
            },
        };
        after.licensed += 1;
        for (part, units) in added {
            *after.licences.entry(part).or_default() += units;
        }
        changes.push((before, after));
    }
    changes
}
