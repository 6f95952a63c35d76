//! Quotes (spec chapter 5, "Quote"): what SWA of a location takes, by application, and
//! how long that holds.

use super::{
    Agreement, ApplicationRates, AssignmentKind, Basis, Deal, Fee, Rate, RateCard, Standing, end_of_month, end_of_term,
    is_end_of_month, month::first_of_month, months_begun,
};
use crate::{
    catalogue::Version,
    day::Day,
    id::{LocationId, QuoteId},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A quote for a location.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// Its id.
    pub quote_id: QuoteId,
    /// The location.
    pub location_id: LocationId,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// The version of the rate card that it was made with.
    pub version: String,
    /// The version of the catalogue that the rate card stood in.
    #[serde(
        default = "crate::catalogue::first",
        skip_serializing_if = "crate::catalogue::is_first"
    )]
    pub catalogue: Version,
    /// By application; at least one.
    pub lines: Vec<QuoteLine>,
}

/// A quote for one application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteLine {
    /// The application's id.
    pub application: String,
    /// The agreement's number then.
    pub number: String,
    /// What it is for.
    pub kind: AssignmentKind,
    /// Units a month.
    pub rate: Rate,
    /// The first day covered.
    pub starts: Day,
    /// What can be chosen, shortest first.
    pub options: Vec<Deal>,
    /// What went by without SWA.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reinstatement: Option<Reinstatement>,
    /// The first and the last end that may be chosen instead of a term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choosable: Option<(Day, Day)>,
    /// The last day on which it can be assigned.
    pub valid_until: Day,
    /// What it stands on.
    pub basis: Basis,
}

/// The months that went by without SWA.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reinstatement {
    /// Months begun, that of the quote included.
    pub months: u32,
    /// Units for them; 0 where waived.
    pub units: u32,
    /// Whether the fee is waived.
    pub waived: bool,
}

/// Why there is no quote.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QuoteRefusal {
    /// Nothing can be assigned.
    #[error("Everything at this location is covered or pending, or takes no software assurance.")]
    Nothing,
    /// No application of the location may choose its end.
    #[error("The end cannot be chosen for this location. Choose one of the terms.")]
    NoChosenEnd,
    /// Not the end of a month.
    #[error("Software assurance ends on the last day of a month, such as {0}.")]
    NotAMonthEnd(Day),
    /// Too near or too far.
    #[error("Choose an end from {earliest} to {latest}.")]
    EndOutOfRange {
        /// The first possible.
        earliest: Day,
        /// The last possible.
        latest: Day,
    },
}

impl Quote {
    /// The last day on which all of it can be assigned.
    pub fn valid_until(&self) -> Day {
        let days = self.lines.iter().map(|line| line.valid_until);
        days.min().unwrap_or(Day::of(self.made_at))
    }
}

/// Makes a quote over a location's agreements; with `ends`, beside the terms, for an end.
pub fn quote(
    quote_id: QuoteId,
    location_id: LocationId,
    agreements: &[Agreement],
    card: &RateCard,
    ends: Option<Day>,
    now: DateTime<Utc>,
) -> Result<Quote, QuoteRefusal> {
    let today = Day::of(now);
    let mut lines: Vec<QuoteLine> = agreements
        .iter()
        .filter_map(|agreement| line(agreement, card, today))
        .collect();
    if lines.is_empty() {
        return Err(QuoteRefusal::Nothing);
    }
    if let Some(ends) = ends {
        add_chosen_end(&mut lines, card, ends)?;
    }
    Ok(Quote {
        quote_id,
        location_id,
        made_at: now,
        version: card.version.clone(),
        catalogue: card.catalogue,
        lines,
    })
}

/// Whether a quote has something to offer for the agreement today.
pub fn has_offer(agreement: &Agreement, card: &RateCard, today: Day) -> bool {
    line(agreement, card, today).is_some()
}

/// What can be assigned to one agreement today, if anything. A term that the last day that there is
/// would cut short cannot, and what was never assured is not any more once its application is
/// retired.
fn line(agreement: &Agreement, card: &RateCard, today: Day) -> Option<QuoteLine> {
    agreement.check_free().ok()?;
    let rates = card.application(&agreement.application)?;
    if rates.retired && agreement.terms.is_empty() {
        return None;
    }
    let whole = card.monthly_rate(&agreement.application, &agreement.licences);
    let mut valid_until = today.later(u64::from(card.quote_days));
    let (kind, rate, starts, reinstatement) = match agreement.standing(today) {
        Standing::InGrace => {
            valid_until = valid_until.min(agreement.grace_ends);
            (
                AssignmentKind::New,
                whole,
                first_of_month(agreement.grace_ends, 1)?,
                None,
            )
        }
        Standing::GraceOver | Standing::Lapsed => {
            valid_until = valid_until.min(end_of_month(today, 0));
            let reinstatement = reinstate(agreement.expires(), card, whole, today);
            (
                AssignmentKind::Reinstatement,
                whole,
                first_of_month(today, 1)?,
                Some(reinstatement),
            )
        }
        Standing::Active => {
            // The months to the running end are fewer in the next month.
            valid_until = valid_until.min(end_of_month(today, 0)).min(agreement.expires());
            let added = card.monthly_rate(&agreement.application, &agreement.uncovered());
            (AssignmentKind::Expansion, added, today, None)
        }
    };
    if rate == Rate::default() {
        return None;
    }
    let deal = |months: u32, ends: Day| Deal {
        kind,
        months,
        starts,
        ends,
        units: card.units(rate, months),
        reinstatement_months: reinstatement.map_or(0, |it: Reinstatement| it.months),
        reinstatement_units: reinstatement.map_or(0, |it| it.units),
        version: card.version.clone(),
    };
    let latest = latest_end(rates, starts);
    let options: Vec<Deal> = if kind == AssignmentKind::Expansion {
        let ends = agreement.expires();
        vec![deal(months_begun(today, ends), ends)]
    } else {
        let terms = card
            .terms
            .iter()
            .filter_map(|term| Some((term.months, end_of_term(starts, term.months)?)));
        terms
            .filter(|(_, ends)| *ends <= latest)
            .map(|(months, ends)| deal(months, ends))
            .collect()
    };
    let choosable = card
        .chosen_end
        .filter(|rule| agreement.started < rule.activated_before && kind != AssignmentKind::Expansion)
        .and_then(|rule| end_of_term(today, rule.least_months.saturating_add(1)))
        .map(|least| (least.max(end_of_month(starts, 0)), latest))
        .filter(|(earliest, latest)| earliest <= latest);
    (!options.is_empty() || choosable.is_some()).then(|| QuoteLine {
        application: agreement.application.clone(),
        number: agreement.number(),
        kind,
        rate,
        starts,
        options,
        reinstatement,
        choosable,
        valid_until,
        basis: agreement.basis(),
    })
}

/// The last end of a term that starts on this day.
fn latest_end(rates: &ApplicationRates, starts: Day) -> Day {
    let most = end_of_month(starts, rates.most_months.saturating_sub(1));
    rates.maintenance_ends.map_or(most, |ends| most.min(ends))
}

/// What went by since what was agreed ended, this month included.
pub(super) fn reinstate(ended: Day, card: &RateCard, rate: Rate, today: Day) -> Reinstatement {
    let months = first_of_month(ended, 1).map_or(0, |from| months_begun(from, today));
    Reinstatement {
        months,
        units: card.reinstatement_units(rate, months),
        waived: card.reinstatement == Fee::Waived,
    }
}

fn add_chosen_end(lines: &mut [QuoteLine], card: &RateCard, ends: Day) -> Result<(), QuoteRefusal> {
    let mut refusal = QuoteRefusal::NoChosenEnd;
    let mut chosen = false;
    for line in lines {
        let Some((earliest, latest)) = line.choosable else {
            continue;
        };
        if ends < earliest || ends > latest {
            refusal = QuoteRefusal::EndOutOfRange { earliest, latest };
            continue;
        }
        if !is_end_of_month(ends) {
            return Err(QuoteRefusal::NotAMonthEnd(end_of_month(ends, 0)));
        }
        chosen = true;
        let months = months_begun(line.starts, ends);
        if line.options.iter().any(|option| option.months == months) {
            continue;
        }
        let reinstatement = line.reinstatement;
        line.options.push(Deal {
            kind: line.kind,
            months,
            starts: line.starts,
            ends,
            units: card.units(line.rate, months),
            reinstatement_months: reinstatement.map_or(0, |it| it.months),
            reinstatement_units: reinstatement.map_or(0, |it| it.units),
            version: card.version.clone(),
        });
        line.options.sort_by_key(|option| option.months);
    }
    if chosen { Ok(()) } else { Err(refusal) }
}

/// Why a quote does not hold any more.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Outdated {
    /// Its last day is over.
    #[error("This quote was valid until {}.", .0.format("%-d %b %Y"))]
    Expired(Day),
    /// The rates are others.
    #[error("The rates have changed since this quote was made.")]
    RateCard,
    /// The licences, or what is agreed, are others.
    #[error("Licences or terms of this location have changed since this quote was made.")]
    Agreement,
}

/// Whether one line of a quote still holds.
pub fn validity(
    quote: &Quote,
    line: &QuoteLine,
    agreement: Option<&Agreement>,
    card: &RateCard,
    today: Day,
) -> Result<(), Outdated> {
    if agreement.is_none_or(|agreement| agreement.basis() != line.basis) {
        return Err(Outdated::Agreement);
    }
    if card.version != quote.version {
        return Err(Outdated::RateCard);
    }
    if today > line.valid_until {
        return Err(Outdated::Expired(line.valid_until));
    }
    Ok(())
}
