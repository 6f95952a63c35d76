//! What each rule does at the end of 2199: what stands for a limit stops there, and nothing that
//! is paid for is cut short.

use super::*;

/// The rates without an end of maintenance, so that the last day is what limits.
fn card() -> RateCard {
    let mut card = Catalogue::seed().rate_cards().on(day("2198-01-01")).clone();
    let rates = card.applications.get_mut("sv8300").unwrap();
    (rates.maintenance_ends, rates.most_months) = (None, 60);
    card
}

fn quoted(agreement: &Agreement, today: Day) -> Result<Quote, QuoteRefusal> {
    let (quote_id, location_id) = (QuoteId::new(1, &[7; 10]), agreement.location_id);
    let agreements = std::slice::from_ref(agreement);
    quote(quote_id, location_id, agreements, &card(), None, at(today, 9))
}

/// With its first term of 12 months activated.
fn active(started: &str) -> Agreement {
    let agreement = in_grace(1, day(started));
    let now = at(agreement.started, 9);
    let deal = quoted(&agreement, agreement.started).unwrap().lines[0].options[0].clone();
    assert_eq!(deal.months, 12);
    let pending = agreement.assign(deal, Vec::new(), None, &name(), now).unwrap();
    let reason = WhyNow::Reason(Notes::parse("Now.").unwrap());
    pending.activate(1, reason, now).unwrap().0
}

#[test]
fn no_term_is_offered_that_the_last_day_would_cut_short() {
    for (started, grace_ends, months) in [
        ("2194-09-30", "2194-12-31", vec![12, 24, 36, 48, 60]),
        ("2194-10-01", "2195-01-31", vec![12, 24, 36, 48]),
        ("2198-09-30", "2198-12-31", vec![12]),
        ("2198-10-01", "2199-01-31", vec![]),
        ("2199-11-15", "2199-12-31", vec![]),
    ] {
        let agreement = in_grace(1, day(started));
        assert_eq!(agreement.grace_ends, day(grace_ends), "{started}");
        let quoted = quoted(&agreement, agreement.started);
        let offered: Vec<u32> = quoted
            .iter()
            .flat_map(|quote| &quote.lines[0].options)
            .map(|option| option.months)
            .collect();
        assert_eq!(offered, months, "{started}");
        if months.is_empty() {
            assert_eq!(quoted, Err(QuoteRefusal::Nothing), "{started}");
        }
    }
}

#[test]
fn a_renewal_ends_with_the_last_day_and_takes_the_months_up_to_it() {
    let card = card();
    for (started, today, ends, months, failure) in [
        ("2197-09-30", "2198-12-01", "2199-12-31", Some(12), None),
        // Six months are left, and a renewal has at least twelve.
        (
            "2198-03-10",
            "2199-06-01",
            "2199-12-31",
            None,
            Some(RenewalFailure::TwelveMonths),
        ),
    ] {
        let agreements = [active(started)];
        let (moment, ask) = (RenewalMoment::Today, RenewalAsk::Months(24));
        let (end, lines) = quote_renewal(&agreements, &card, moment, ask, day(today)).unwrap();
        assert_eq!(end, day(ends), "{started}");
        assert_eq!(lines[0].deal.as_ref().map(|deal| deal.months), months, "{started}");
        assert_eq!(lines[0].failure, failure, "{started}");
    }
    // What runs to the last day has no day after it to start on.
    let whole = active("2198-09-30");
    assert_eq!(whole.expires(), Day::LAST);
    let failure = failure_today(&whole, &card, day("2199-06-01"));
    assert_eq!(failure, Some(RenewalFailure::TooLong));
}
