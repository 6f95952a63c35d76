//! What a renewal takes, and why an agreement is left out of one (spec chapter 5,
//! "Renewal").

use super::{
    Agreement, ApplicationRates, AssignmentKind, Deal, Lot, LotRefusal, Rate, RateCard, RenewalAsk, RenewalFailure,
    RenewalLimit, RenewalLine, RenewalMoment, RenewalRefusal, Standing, Taken, available, end_of_month,
    is_end_of_month, lot::MOST_LOTS, merge, month::first_of_month, months_begun, quote::reinstate, take,
};
use crate::day::Day;

/// Why an agreement cannot be renewed on this day, whatever the end.
pub fn failure_today(agreement: &Agreement, card: &RateCard, today: Day) -> Option<RenewalFailure> {
    if agreement.held.is_some() {
        return Some(RenewalFailure::BeingRenewed);
    }
    if agreement.pending.is_some() {
        return Some(RenewalFailure::Pending);
    }
    if agreement.next.is_some() {
        return Some(RenewalFailure::AlreadyRenewed);
    }
    if agreement.terms.is_empty() {
        return Some(RenewalFailure::NeverActivated);
    }
    // A renewal covers every licence from its own start: what was added would be assured until
    // then without units, or be quoted past it twice.
    let added = card.monthly_rate(&agreement.application, &agreement.uncovered());
    if agreement.standing(today) == Standing::Active && added != Rate::default() {
        return Some(RenewalFailure::LicencesAdded);
    }
    let (latest, _) = limit(card, agreement, today);
    starts(agreement, today)
        .is_none_or(|starts| end_of_month(starts, 0) > latest)
        .then_some(RenewalFailure::TooLong)
}

/// The first day of the new term; `None` where that is beyond the last day that there is.
fn starts(agreement: &Agreement, today: Day) -> Option<Day> {
    match agreement.standing(today) {
        Standing::Active => first_of_month(agreement.expires(), 1),
        _ => first_of_month(today, 1),
    }
}

fn limit(card: &RateCard, agreement: &Agreement, today: Day) -> (Day, RenewalLimit) {
    let rates = card.application(&agreement.application);
    let five_years = end_of_month(today, card.renewal.most_months);
    let of = |rates: &ApplicationRates| end_of_month(today, rates.most_months);
    [
        (Some(five_years), RenewalLimit::FiveYears),
        (rates.map(of), RenewalLimit::ApplicationMaximum),
        (
            rates.and_then(|rates| rates.maintenance_ends),
            RenewalLimit::Maintenance,
        ),
    ]
    .into_iter()
    .filter_map(|(end, limit)| Some((end?, limit)))
    .min_by_key(|(end, _)| *end)
    .unwrap_or((five_years, RenewalLimit::FiveYears))
}

/// Quotes a renewal: the common end, and a line for each agreement. What cannot be
/// quoted says why; the rest goes on.
pub fn quote_renewal(
    agreements: &[Agreement],
    card: &RateCard,
    moment: RenewalMoment,
    ask: RenewalAsk,
    today: Day,
) -> Result<(Day, Vec<RenewalLine>), RenewalRefusal> {
    let can = |agreement: &&Agreement| failure_today(agreement, card, today).is_none();
    let ends = match ask {
        RenewalAsk::Months(months) => {
            let first = agreements
                .iter()
                .filter(can)
                .filter_map(|agreement| starts(agreement, today))
                .min();
            // The months are counted to the end, so that one which the last day cuts short takes less.
            end_of_month(first.ok_or(RenewalRefusal::Nothing)?, months.saturating_sub(1))
        }
        RenewalAsk::Ends(ends) if is_end_of_month(ends) => ends,
        RenewalAsk::Ends(ends) => return Err(RenewalRefusal::NotAMonthEnd(end_of_month(ends, 0))),
    };
    let mut lines: Vec<RenewalLine> = agreements
        .iter()
        .map(|agreement| line(agreement, card, moment, ends, today))
        .collect();
    if lines.is_empty() {
        return Err(RenewalRefusal::Nothing);
    }
    let longest = lines.iter().filter_map(|line| Some(line.deal.as_ref()?.months)).max();
    if longest.is_some_and(|months| months < card.renewal.least_months) {
        for line in lines.iter_mut().filter(|line| line.failure.is_none()) {
            line.deal = None;
            line.failure = Some(RenewalFailure::TwelveMonths);
        }
    }
    Ok((ends, lines))
}

fn line(agreement: &Agreement, card: &RateCard, moment: RenewalMoment, ends: Day, today: Day) -> RenewalLine {
    // Without a first day it has failed.
    let starts = starts(agreement, today).unwrap_or(Day::LAST);
    let (latest_end, limited_by) = limit(card, agreement, today);
    let running = agreement.standing(today) == Standing::Active;
    let failure = failure_today(agreement, card, today).or_else(|| {
        if ends < starts {
            Some(RenewalFailure::EndBeforeStart)
        } else {
            (ends > latest_end).then_some(RenewalFailure::TooLong)
        }
    });
    let rate = card.monthly_rate(&agreement.application, &agreement.licences);
    let deal = || {
        let months = months_begun(starts, ends);
        let reinstatement = (!running).then(|| reinstate(agreement.expires(), card, rate, today));
        Deal {
            kind: AssignmentKind::Renewal,
            months,
            starts,
            ends,
            units: card.units(rate, months),
            reinstatement_months: reinstatement.map_or(0, |it| it.months),
            reinstatement_units: reinstatement.map_or(0, |it| it.units),
            version: card.version.clone(),
        }
    };
    RenewalLine {
        location_id: agreement.location_id,
        application: agreement.application.clone(),
        number: agreement.stem.after(agreement.terms_counted() + 1),
        starts,
        deal: failure.is_none().then(deal),
        taken_on: (running && moment == RenewalMoment::EndOfTerm).then_some(starts),
        latest_end,
        limited_by,
        failure,
        basis: agreement.basis(),
    }
}

/// The last day on which a renewal can be done as it was quoted.
pub fn valid_until(lines: &[RenewalLine], card: &RateCard, today: Day) -> Day {
    let mut until = today.later(u64::from(card.quote_days));
    for (line, deal) in lines.iter().filter_map(|line| Some((line, line.deal.as_ref()?))) {
        until = until.min(if deal.reinstatement_months > 0 {
            end_of_month(today, 0)
        } else {
            // Until the agreement's own end: the day before the new term.
            line.starts.previous().unwrap_or(line.starts)
        });
    }
    until
}

/// Takes the units of every line, in lots that are good when they are spent; by line.
/// The lots are left with what remains.
pub fn take_all(lines: &[RenewalLine], lots: &mut [Lot], today: Day) -> Result<Vec<Vec<Taken>>, LotRefusal> {
    let total: u32 = lines.iter().filter_map(|line| Some(line.deal.as_ref()?.total())).sum();
    let there = available(lots, today);
    if u64::from(total) > there {
        return Err(LotRefusal::NotEnough {
            asked: total,
            available: there,
            on: None,
        });
    }
    // What is spent first takes what expires first, and leaves the rest the longer lots.
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by_key(|index| lines[*index].taken_on.unwrap_or(today));
    let mut taken = vec![Vec::new(); lines.len()];
    for index in order {
        let line = &lines[index];
        if let Some(deal) = &line.deal {
            taken[index] = take(lots, deal.total(), line.taken_on.unwrap_or(today), today)?;
        }
    }
    let distinct = merge(taken.iter().flatten()).len();
    if distinct > MOST_LOTS {
        return Err(LotRefusal::TooManyLots(MOST_LOTS));
    }
    Ok(taken)
}
