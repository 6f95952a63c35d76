//! The rules as tables.

use super::*;
use crate::{
    assurance::{AssignmentKind, Deal, LotId, RenewalAsk, Term, quote_renewal, tests::in_grace},
    catalogue::Catalogue,
    id::{CustomerId, OrderId, OrganisationId, UserId},
    text::{Name, PartNumber},
};
use RenewalState::{Preparing, Quoted, Renewed, Renewing, Withdrawing, Withdrawn};
use chrono::TimeDelta;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn nine(on: &str) -> DateTime<Utc> {
    day(on).begins() + TimeDelta::hours(9)
}

fn card() -> &'static RateCard {
    Catalogue::seed().rate_cards().on(day("2013-04-02"))
}

fn id(number: u8) -> RenewalId {
    RenewalId::new(1, &[number; 10])
}

fn renewal(state: RenewalState) -> Renewal {
    Renewal {
        renewal_id: id(7),
        customer_id: CustomerId::new(1, &[1; 10]),
        organisation_id: OrganisationId::new(1, &[2; 10]),
        state,
        made_at: nine("2013-04-02"),
        version: card().version.clone(),
        catalogue: card().catalogue,
        valid_until: day("2013-05-02"),
        moment: RenewalMoment::Today,
        ends: day("2014-06-30"),
        started: None,
        reference: None,
        holds: Vec::new(),
        spends: Vec::new(),
    }
}

/// An agreement whose SWA has been activated, and its line in a quote.
fn quoted(location: u8) -> (Agreement, RenewalLine) {
    let mut agreement = in_grace(location, day("2013-03-26"));
    agreement.terms.push(Term {
        deal: Deal {
            kind: AssignmentKind::New,
            months: 12,
            starts: day("2013-04-01"),
            ends: day("2014-03-31"),
            units: 264,
            reinstatement_months: 0,
            reinstatement_units: 0,
            version: card().version.clone(),
        },
        assignment: Some(1),
        reference: None,
        assigned_at: nine("2013-03-30"),
        assigned_by: Name::parse("Sam").unwrap(),
        activated_at: nine("2013-03-31"),
        reason: None,
    });
    agreement.covered = agreement.licences.clone();
    let (moment, ask) = (RenewalMoment::Today, RenewalAsk::Months(12));
    let agreements = std::slice::from_ref(&agreement);
    let (_, lines) = quote_renewal(agreements, card(), moment, ask, day("2013-04-02")).unwrap();
    (agreement, lines[0].clone())
}

fn taken(order: u8, units: u32) -> Taken {
    Taken {
        lot: LotId {
            expires: day("2014-12-31").into(),
            order_id: OrderId::new(1, &[order; 10]),
            part: PartNumber::parse("BE112031").unwrap(),
        },
        units,
    }
}

#[test]
fn what_follows_each_state() {
    use RenewalTask::{CarryOut, Nothing, Renew, Withdraw};
    let (_, line) = quoted(1);
    for (state, asked, left, decided) in [
        (Quoted, Ok(Renew), Nothing, false),
        (Preparing, Err(RenewalRefusal::UnderWay), Withdraw, false),
        (Renewing, Ok(CarryOut), CarryOut, true),
        (Renewed, Ok(Nothing), Nothing, true),
        (Withdrawing, Err(RenewalRefusal::Withdrawn), Withdraw, false),
        (Withdrawn, Err(RenewalRefusal::Withdrawn), Nothing, false),
    ] {
        assert_eq!(renewal(state).asked(std::slice::from_ref(&line)), asked, "{state:?}");
        assert_eq!((state.left(), state.is_decided()), (left, decided), "{state:?}");
        assert_eq!(state.check_quoted().is_ok(), state == Quoted);
        assert_eq!(state.check_preparing().is_ok(), state == Preparing);
        let unquoted = RenewalLine {
            deal: None,
            ..line.clone()
        };
        for lines in [vec![], vec![unquoted.clone()]] {
            assert_eq!(renewal(state).asked(&lines), Err(RenewalRefusal::NothingQuoted));
        }
        assert_eq!(renewal(state).asked(&[unquoted, line.clone()]), asked);
    }
}

#[test]
fn a_quote_holds_until_its_last_day_and_with_its_rate_card() {
    let by = || Actor {
        user_id: Some(UserId::new(1, &[3; 10])),
        organisation_id: OrganisationId::new(1, &[2; 10]),
        name: Name::parse("Sam").unwrap(),
        acting_for: None,
    };
    let other = RateCard {
        version: "another".to_owned(),
        ..card().clone()
    };
    for (on, card, holds) in [
        ("2013-04-02", card(), true),
        ("2013-05-02", card(), true),
        ("2013-05-03", card(), false),
        ("2013-04-02", &other, false),
    ] {
        let begun = renewal(Quoted).begin(by(), None, card, nine(on));
        assert_eq!(begun.is_ok(), holds, "{on} {}", card.version);
        match begun {
            Ok(begun) => assert_eq!((begun.state, begun.started), (Preparing, Some((nine(on), by())))),
            Err(refusal) => assert!(
                refusal
                    .to_string()
                    .starts_with("This quote was valid until 2 May 2013 with")
            ),
        }
    }
}

#[test]
fn an_agreement_is_renewed_as_it_was_quoted_or_not_at_all() {
    let (agreement, line) = quoted(1);
    let all = std::slice::from_ref(&agreement);
    assert_eq!(line.check(all), Ok(&agreement));
    let licensed = Agreement {
        licensed: agreement.licensed + 1,
        ..agreement.clone()
    };
    let changed = RenewalRefusal::Changed(agreement.number());
    assert_eq!(line.check(&[licensed]), Err(changed));
    let held = agreement.hold(id(8), Vec::new());
    let busy = RenewalRefusal::Agreement(AgreementRefusal::BeingRenewed);
    assert_eq!(line.check(&[held]), Err(busy));
    assert_eq!(line.check(&[]), Err(RenewalRefusal::Changed(line.number.clone())));
}

#[test]
fn agreements_are_held_once_and_by_one_renewal() {
    let ((first, line), (second, other)) = (quoted(1), quoted(2));
    let lines = [(&line, vec![taken(1, 264)]), (&other, vec![taken(2, 10)])];
    let agreements = [first.clone(), second.clone()];
    let held = hold(id(7), &lines, &agreements).unwrap();
    assert!(
        held.iter()
            .all(|(before, after)| before.held.is_none() && after.is_held_by(id(7)))
    );
    assert_eq!(held[0].1.held.as_ref().unwrap().lots, [taken(1, 264)]);
    // What was written by an earlier try stays, and is no refusal.
    let agreements = [held[0].1.clone(), second.clone()];
    let again = hold(id(7), &lines, &agreements).unwrap();
    assert_eq!(again.iter().map(|(before, _)| *before).collect::<Vec<_>>(), [&second]);
    assert!(hold(id(8), &lines, &agreements).is_err());
}

#[test]
fn what_waits_for_the_end_of_a_term_is_held_and_not_spent() {
    let (_, at_once) = quoted(1);
    let later = RenewalLine {
        taken_on: Some(day("2014-04-01")),
        ..at_once.clone()
    };
    let units = [vec![taken(1, 5)], vec![taken(1, 7), taken(2, 1)]];
    let renewal = renewal(Preparing).holding(&[at_once, later], &units);
    assert_eq!(renewal.holds, [taken(1, 12), taken(2, 1)]);
    assert_eq!(renewal.spends, [taken(1, 5)]);
}
