//! Assigning terms of a quote (spec chapter 5, "Assign, cool off, activate").

use super::{
    Agreement, AgreementRefusal, Deal, Lot, LotRefusal, Outdated, Quote, RateCard, Taken, lot::MOST_LOTS, merge, take,
    validity,
};
use crate::{
    day::Day,
    text::{Line, Name},
};
use chrono::{DateTime, Utc};

/// The most applications of one assignment: each is pending with lots of its own, in one
/// transaction.
pub const MOST_CHOICES: usize = 10;

/// Why a choice of a quote is not assigned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AssignRefusal {
    /// The quote has no such application.
    #[error("This quote has nothing for {0}.")]
    NotQuoted(String),
    /// The quote has no such term.
    #[error("This quote has no term of {months} months. It has {}.", in_words(.offered))]
    NoSuchTerm {
        /// Asked for.
        months: u32,
        /// What it has.
        offered: Vec<u32>,
    },
    /// The quote does not hold.
    #[error("{0} Get a new one.")]
    Outdated(#[from] Outdated),
    /// The agreement is not free.
    #[error(transparent)]
    Agreement(#[from] AgreementRefusal),
    /// The units are not there.
    #[error(transparent)]
    Lots(#[from] LotRefusal),
}

fn in_words(months: &[u32]) -> String {
    let months: Vec<String> = months.iter().map(u32::to_string).collect();
    months.join(", ")
}

/// Assigns chosen terms of a quote, all or none: each agreement as it will be, in the
/// order of the choices, or why not, by index. The lots are left with what remains.
#[expect(clippy::too_many_arguments, reason = "all of it decides")]
pub fn assign(
    quote: &Quote,
    choices: &[(String, u32)],
    agreements: &[Agreement],
    lots: &mut [Lot],
    card: &RateCard,
    reference: Option<&Line>,
    by: &Name,
    now: DateTime<Utc>,
) -> Result<Vec<Agreement>, Vec<(usize, AssignRefusal)>> {
    let mut assigned = Vec::with_capacity(choices.len());
    let mut refusals = Vec::new();
    for (index, (application, months)) in choices.iter().enumerate() {
        let one = assign_one(quote, application, *months, agreements, lots, card, now)
            .and_then(|(agreement, deal, lots)| Ok(agreement.assign(deal, lots, reference.cloned(), by, now)?));
        match one {
            Ok(agreement) => assigned.push(agreement),
            Err(refusal) => refusals.push((index, refusal)),
        }
    }
    // All of it is one transaction.
    let pending = assigned
        .iter()
        .filter_map(|agreement: &Agreement| agreement.pending.as_ref());
    if merge(pending.flat_map(|pending| &pending.lots)).len() > MOST_LOTS {
        refusals.push((choices.len() - 1, LotRefusal::TooManyLots(MOST_LOTS).into()));
    }
    if refusals.is_empty() {
        Ok(assigned)
    } else {
        Err(refusals)
    }
}

fn assign_one<'a>(
    quote: &Quote,
    application: &str,
    months: u32,
    agreements: &'a [Agreement],
    lots: &mut [Lot],
    card: &RateCard,
    now: DateTime<Utc>,
) -> Result<(&'a Agreement, Deal, Vec<Taken>), AssignRefusal> {
    let today = Day::of(now);
    let line = quote.lines.iter().find(|line| line.application == application);
    let line = line.ok_or_else(|| AssignRefusal::NotQuoted(application.to_owned()))?;
    let deal = line.options.iter().find(|option| option.months == months);
    let deal = deal.ok_or_else(|| AssignRefusal::NoSuchTerm {
        months,
        offered: line.options.iter().map(|option| option.months).collect(),
    })?;
    let agreement = agreements.iter().find(|agreement| agreement.application == application);
    let agreement = agreement.ok_or(AgreementRefusal::NoAgreement)?;
    agreement.check_free()?;
    validity(quote, line, Some(agreement), card, today)?;
    let taken = take(lots, deal.total(), today, today)?;
    Ok((agreement, deal.clone(), taken))
}
