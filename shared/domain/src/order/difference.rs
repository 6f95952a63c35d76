//! What an order that is shipped again says otherwise than the one of its numbers that was shipped.

use super::{Order, ShipOrder, UnitsEnd, usual_end};
use crate::{
    assurance::RateCards,
    day::Day,
    text::{Notes, PartNumber},
};
use std::{collections::BTreeMap, fmt};

/// One thing that two orders of the same numbers disagree on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// How many of a part.
    Units {
        /// The part.
        part: PartNumber,
        /// Units in the order that was shipped; 0 for none.
        shipped: u32,
        /// Units in this one; 0 for none.
        given: u32,
    },
    /// The last day of the SWA units.
    UnitsEnd {
        /// Of those that were shipped.
        shipped: Day,
        /// Of these; where this order names none, the usual one on the day when it was shipped.
        given: Day,
    },
    /// The months of software assurance asked for.
    SwaMonths {
        /// With the order that was shipped.
        shipped: Option<u32>,
        /// With this one.
        given: Option<u32>,
    },
    /// The notes.
    Notes {
        /// Those of the order that was shipped.
        shipped: Option<Notes>,
        /// Whether this one has notes.
        given: bool,
    },
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Units { part, shipped, given } => {
                write!(f, "{part} x {shipped} were shipped, here it is {given}")
            }
            Self::UnitsEnd { shipped, given } => {
                let [shipped, given] = [shipped, given].map(|day| day.format("%-d %b %Y"));
                write!(f, "SWA units up to {shipped} were shipped, here it is {given}")
            }
            Self::SwaMonths { shipped, given } => {
                let [shipped, given] = [shipped, given].map(|months| match months {
                    Some(months) => months.to_string(),
                    None => "none".to_owned(),
                });
                write!(
                    f,
                    "months of software assurance asked for: {shipped} when it was shipped, here {given}"
                )
            }
            Self::Notes { shipped: None, .. } => f.write_str("it was shipped without notes"),
            Self::Notes {
                shipped: Some(notes),
                given,
            } => {
                let here = if *given { "here are others" } else { "here are none" };
                write!(f, "it was shipped with the notes “{}”, {here}", beginning(notes))
            }
        }
    }
}

/// Enough of them to know which are meant.
fn beginning(notes: &Notes) -> String {
    const SHOWN: usize = 60;
    let mut characters = notes.as_str().chars();
    let begin: String = characters.by_ref().take(SHOWN).collect();
    match characters.next() {
        Some(_) => format!("{begin}…"),
        None => begin,
    }
}

pub(super) fn sentence(differences: &[Difference]) -> String {
    let parts: Vec<String> = differences.iter().map(Difference::to_string).collect();
    parts.join("; ")
}

/// Everything that this one says otherwise.
pub(super) fn differences(order: &Order, command: &ShipOrder, cards: &RateCards) -> Vec<Difference> {
    let mut differences = units(order, command);
    differences.extend(units_end(order, command, cards));
    if order.swa_months != command.swa_months {
        differences.push(Difference::SwaMonths {
            shipped: order.swa_months,
            given: command.swa_months,
        });
    }
    if order.notes != command.notes {
        differences.push(Difference::Notes {
            shipped: order.notes.clone(),
            given: command.notes.is_some(),
        });
    }
    differences
}

fn units(order: &Order, command: &ShipOrder) -> Vec<Difference> {
    let mut shipped: BTreeMap<&PartNumber, u32> = BTreeMap::new();
    for (part, line) in &order.lines {
        *shipped.entry(part).or_default() += line.quantity;
    }
    for line in &order.swa {
        *shipped.entry(&line.part).or_default() += line.quantity;
    }
    let given: BTreeMap<&PartNumber, u32> = command
        .lines
        .iter()
        .chain(&command.swa)
        .map(|(part, quantity)| (part, quantity.get()))
        .collect();
    let mut parts: Vec<&PartNumber> = shipped.keys().chain(given.keys()).copied().collect();
    parts.sort();
    parts.dedup();
    let units = |of: &BTreeMap<&PartNumber, u32>, part| of.get(part).copied().unwrap_or(0);
    parts
        .into_iter()
        .map(|part| (part, units(&shipped, part), units(&given, part)))
        .filter(|(_, shipped, given)| shipped != given)
        .map(|(part, shipped, given)| Difference::Units {
            part: part.clone(),
            shipped,
            given,
        })
        .collect()
}

/// Where both have units; else these are a difference by themselves.
fn units_end(order: &Order, command: &ShipOrder, cards: &RateCards) -> Option<Difference> {
    if command.swa.is_empty() {
        return None;
    }
    let given = match command.swa_ends {
        UnitsEnd::On(day) => day,
        UnitsEnd::Usual => usual_end(Day::of(order.shipped_at), cards),
        UnitsEnd::AsBefore => return None,
    };
    let other = order.swa.iter().find(|line| line.expires != given)?;
    Some(Difference::UnitsEnd {
        shipped: other.expires,
        given,
    })
}
