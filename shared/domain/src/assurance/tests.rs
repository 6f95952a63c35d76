//! Laws over sequences of commands: no unit is made or lost, dates follow each other
//! without a gap.

mod last_day;

use super::*;
use crate::{
    catalogue::Catalogue,
    day::Day,
    event::Actor,
    id::{CustomerId, LocationId, OrderId, OrganisationId, QuoteId, RenewalId, UserId},
    text::{Name, Notes, OrderNumber, PartNumber},
};
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn at(day: Day, hour: i64) -> DateTime<Utc> {
    day.begins() + TimeDelta::hours(hour)
}

fn part(text: &str) -> PartNumber {
    PartNumber::parse(text).unwrap()
}

fn name() -> Name {
    Name::parse("Sam").unwrap()
}

fn organisation(n: u8) -> OrganisationId {
    OrganisationId::new(1, &[n; 10])
}

/// An SV8300's agreement with a monthly rate of 22, in grace from this day on.
pub(crate) fn in_grace(location: u8, started: Day) -> Agreement {
    let card = Catalogue::seed().rate_cards().on(started);
    let characters = crate::catalogue::Catalogue::seed().application("sv8300").unwrap();
    Agreement {
        application: "sv8300".to_owned(),
        location_id: LocationId::new(1, &[location; 10]),
        customer_id: CustomerId::new(1, &[1; 10]),
        organisation_id: organisation(2),
        stem: AgreementStem::new(&characters.characters, &[location; 16]),
        started,
        grace_ends: card.grace_ends(started),
        licences: BTreeMap::from([(part("LK180007"), 1), (part("LK180064"), 1), (part("LK180001"), 40)]),
        licensed: 1,
        covered: BTreeMap::new(),
        assignments: 0,
        pending: None,
        terms: Vec::new(),
        next: None,
        held: None,
        revision: 1,
    }
}

fn lot(holder: OrganisationId, order: u8, quantity: u32, expires: Day) -> Lot {
    Lot {
        lot_id: LotId {
            expires: expires.into(),
            order_id: OrderId::new(1, &[order; 10]),
            part: part("BE112031"),
        },
        holder,
        purchase_order: OrderNumber::parse("PO1").unwrap(),
        sales_order: OrderNumber::parse("SO1").unwrap(),
        quantity,
        available: quantity,
        allocated: 0,
        spent: 0,
        reshipped: 0,
    }
}

#[test]
fn units_are_taken_from_what_expires_first_and_never_from_what_has_expired() {
    let holder = organisation(2);
    let lots = [
        lot(holder, 1, 112, day("2013-05-18")),
        lot(holder, 2, 29, day("2013-05-22")),
        lot(holder, 3, 820, day("2013-05-25")),
        lot(holder, 4, 999, day("2013-03-25")),
    ];
    let today = day("2013-03-26");
    let taken = |units| -> Vec<u32> {
        let taken = take(&mut lots.clone(), units, today, today).unwrap();
        taken.iter().map(|taken| taken.units).collect()
    };
    assert_eq!(taken(264), [112, 29, 123]);
    assert_eq!(taken(112), [112]);
    assert_eq!(taken(961), [112, 29, 820]);
    assert_eq!(
        take(&mut lots.clone(), 962, today, today),
        Err(LotRefusal::NotEnough {
            asked: 962,
            available: 961,
            on: None
        })
    );
    let later = take(&mut lots.clone(), 900, day("2013-05-23"), today).unwrap_err();
    assert!(
        later
            .to_string()
            .contains("820 are available that do not expire before 23 May 2013")
    );
    let text = lots[0].lot_id.to_string();
    assert_eq!(text.parse::<LotId>().unwrap(), lots[0].lot_id);
    for bad in ["", "2013-05-18", "2013-05-18#x#BE112031", "x#y#z"] {
        assert!(bad.parse::<LotId>().is_err(), "{bad}");
    }
}

#[test]
fn the_suffix_rises_with_every_term_and_standing_follows_the_days() {
    let mut agreement = in_grace(1, day("2013-03-26"));
    let rows = [
        ("2013-06-30", Standing::InGrace, "-W"),
        ("2013-07-01", Standing::GraceOver, "-W"),
    ];
    for (on, standing, suffix) in rows {
        assert_eq!(agreement.standing(day(on)), standing, "{on}");
        assert!(agreement.number().ends_with(suffix));
    }
    for (assigned, expires, suffix) in [
        ("2013-06-30", "2014-06-30", "-N"),
        ("2014-07-01", "2015-07-31", "-R01"),
        ("2016-02-29", "2017-02-28", "-R02"),
    ] {
        let now = at(day(assigned), 9);
        let card = Catalogue::seed().rate_cards().on(Day::of(now));
        let quote = quote(
            QuoteId::new(1, &[1; 10]),
            agreement.location_id,
            std::slice::from_ref(&agreement),
            card,
            None,
            now,
        )
        .unwrap();
        let deal = quote.lines[0].options[0].clone();
        let pending = agreement.assign(deal, Vec::new(), None, &name(), now).unwrap();
        let until = now + TimeDelta::hours(24);
        let early = until - TimeDelta::milliseconds(1);
        assert_eq!(
            pending
                .activate(pending.assignments, WhyNow::CoolingOffOver, early)
                .unwrap_err(),
            AgreementRefusal::CoolingOff(until)
        );
        assert_eq!(
            pending.cancel(pending.assignments, until).unwrap_err(),
            AgreementRefusal::CoolingOffOver(until)
        );
        assert!(pending.cancel(pending.assignments, early).is_ok());
        assert!(pending.cancel(pending.assignments + 1, early).is_err());
        agreement = pending
            .activate(pending.assignments, WhyNow::CoolingOffOver, until)
            .unwrap()
            .0;
        assert_eq!(agreement.expires(), day(expires));
        assert!(agreement.number().ends_with(suffix), "{}", agreement.number());
    }
}

#[test]
fn what_was_quoted_before_there_were_versions_belongs_to_the_first() {
    let agreement = in_grace(1, day("2013-03-26"));
    let now = at(day("2013-03-26"), 9);
    let card = Catalogue::seed().rate_cards().on(Day::of(now));
    let alone = std::slice::from_ref(&agreement);
    let quoted = quote(QuoteId::new(1, &[1; 10]), agreement.location_id, alone, card, None, now).unwrap();
    let mut kept = serde_json::to_value(&quoted).unwrap();
    assert_eq!(kept.get("catalogue"), None, "as it was kept then");
    assert_eq!(serde_json::from_value::<Quote>(kept.clone()).unwrap(), quoted);
    kept["catalogue"] = serde_json::json!(2);
    assert_eq!(serde_json::from_value::<Quote>(kept).unwrap().catalogue, 2);
}

#[test]
fn maintenance_that_ends_shortens_terms_and_renewals() {
    // RCC is maintained until the end of 2027, and assured for 36 months at most.
    let mut agreement = in_grace(1, day("2026-01-05"));
    agreement.application = "rcc".to_owned();
    agreement.licences = BTreeMap::from([(part("LK886010"), 2)]);
    let now = at(day("2026-01-05"), 9);
    let card = Catalogue::seed().rate_cards().on(Day::of(now));
    let quoted = quote(
        QuoteId::new(1, &[1; 10]),
        agreement.location_id,
        std::slice::from_ref(&agreement),
        card,
        None,
        now,
    )
    .unwrap();
    let months: Vec<u32> = quoted.lines[0].options.iter().map(|option| option.months).collect();
    assert_eq!(months, [12], "from May 2026");
    let deal = quoted.lines[0].options[0].clone();
    let pending = agreement.assign(deal, Vec::new(), None, &name(), now).unwrap();
    let reason = WhyNow::Reason(Notes::parse("Now.").unwrap());
    let active = pending.activate(1, reason, now).unwrap().0;
    let ask = RenewalAsk::Months(12);
    let (ends, lines) = quote_renewal(
        std::slice::from_ref(&active),
        card,
        RenewalMoment::Today,
        ask,
        day("2027-01-10"),
    )
    .unwrap();
    assert_eq!(ends, day("2028-04-30"));
    assert_eq!(lines[0].failure, Some(RenewalFailure::TooLong));
    assert_eq!(
        (lines[0].latest_end, lines[0].limited_by),
        (day("2027-12-31"), RenewalLimit::Maintenance)
    );
    assert!(lines[0].failure_sentence(ends).unwrap().contains("maintenance ends"));
}

/// One of the counts of a lot.
type Count = fn(&mut Lot) -> &mut u32;

/// What an organisation and a dealer hold, changed by the same decisions that the
/// functions commit.
struct World {
    today: Day,
    lots: Vec<Lot>,
    agreements: Vec<Agreement>,
    /// Units that came into each of the distributor's lots, by expiry.
    arrived: BTreeMap<Day, u32>,
    orders: u8,
    renewals: u8,
}

const DISTRIBUTOR: u8 = 1;
const DEALER: u8 = 2;

#[derive(Debug, Clone)]
enum Command {
    Ship { to_dealer: bool, units: u32, days: u64 },
    Reship { units: u32 },
    Activate { at: usize, units: u32 },
    Assign { at: usize, option: usize },
    Cancel { at: usize, hours: i64 },
    Push { at: usize },
    Timer { at: usize, hours: i64 },
    Renew { later: bool, months: u32, decided: bool },
    Begin { at: usize },
    Pass { days: u64 },
}

fn command() -> impl Strategy<Value = Command> {
    let at = || 0..4_usize;
    prop_oneof![
        2 => (any::<bool>(), 1..800_u32, 0..900_u64).prop_map(|(to_dealer, units, days)| Command::Ship { to_dealer, units, days }),
        2 => (1..500_u32).prop_map(|units| Command::Reship { units }),
        1 => (at(), 1..20_u32).prop_map(|(at, units)| Command::Activate { at, units }),
        4 => (at(), 0..4_usize).prop_map(|(at, option)| Command::Assign { at, option }),
        2 => (at(), 0..30_i64).prop_map(|(at, hours)| Command::Cancel { at, hours }),
        2 => at().prop_map(|at| Command::Push { at }),
        3 => (at(), 20..60_i64).prop_map(|(at, hours)| Command::Timer { at, hours }),
        2 => (any::<bool>(), 1..37_u32, any::<bool>()).prop_map(|(later, months, decided)| Command::Renew { later, months, decided }),
        2 => at().prop_map(|at| Command::Begin { at }),
        4 => (0..200_u64).prop_map(|days| Command::Pass { days }),
    ]
}

impl World {
    fn new() -> Self {
        let today = day("2013-03-26");
        Self {
            today,
            lots: Vec::new(),
            agreements: (0..4).map(|n| in_grace(n, today)).collect(),
            arrived: BTreeMap::new(),
            orders: 0,
            renewals: 0,
        }
    }

    fn now(&self) -> DateTime<Utc> {
        at(self.today, 9)
    }

    fn card(&self) -> &'static RateCard {
        Catalogue::seed().rate_cards().on(self.today)
    }

    fn dealers(&self) -> Vec<Lot> {
        let lots = self.lots.iter().filter(|lot| lot.holder == organisation(DEALER));
        lots.cloned().collect()
    }

    /// What the store's updates do to a lot's counts, under the same condition.
    fn move_units(&mut self, holder: u8, taken: &[Taken], (from, to): (Count, Count)) {
        for Taken { lot, units } in taken {
            let found = self.lots.iter_mut();
            let found = found
                .into_iter()
                .find(|one| one.holder == organisation(holder) && one.lot_id == *lot);
            let lot = found.expect("units come from a lot that is there");
            let count = from(lot);
            *count = count.checked_sub(*units).expect("no count goes below nothing");
            *to(lot) += units;
        }
    }

    fn allocate(&mut self, taken: &[Taken]) {
        self.move_units(DEALER, taken, (|lot| &mut lot.available, |lot| &mut lot.allocated));
    }

    fn spend(&mut self, taken: &[Taken]) {
        self.move_units(DEALER, taken, (|lot| &mut lot.allocated, |lot| &mut lot.spent));
    }

    fn give_back(&mut self, taken: &[Taken]) {
        self.move_units(DEALER, taken, (|lot| &mut lot.allocated, |lot| &mut lot.available));
    }

    fn ship(&mut self, holder: u8, units: u32, expires: Day) {
        self.orders = self.orders.wrapping_add(1);
        self.lots.push(lot(organisation(holder), self.orders, units, expires));
    }

    fn run(&mut self, command: Command) {
        let now = self.now();
        match command {
            Command::Ship { to_dealer, units, days } => {
                let holder = if to_dealer { DEALER } else { DISTRIBUTOR };
                self.ship(holder, units, self.today.later(days));
            }
            Command::Reship { units } => self.reship(units),
            Command::Activate { at, units } => {
                let agreement = &mut self.agreements[at];
                *agreement.licences.entry(part("LK180001")).or_default() += units;
                agreement.licensed += 1;
            }
            Command::Assign { at, option } => self.assign(at, option),
            Command::Cancel { at, hours } => {
                let before = self.agreements[at].clone();
                if let Ok((after, pending)) = before.cancel(before.assignments, now + TimeDelta::hours(hours)) {
                    self.give_back(&pending.lots);
                    self.agreements[at] = after;
                }
            }
            Command::Push { at } => self.activate(at, WhyNow::Reason(Notes::parse("Now.").unwrap()), now),
            Command::Timer { at, hours } => self.activate(at, WhyNow::CoolingOffOver, now + TimeDelta::hours(hours)),
            Command::Renew { later, months, decided } => self.renew(later, months, decided),
            Command::Begin { at } => {
                let before = self.agreements[at].clone();
                if let Some((after, next)) = before.begin_next(now) {
                    self.spend(&next.lots);
                    self.agreements[at] = after;
                }
            }
            Command::Pass { days } => self.today = self.today.later(days),
        }
    }

    fn reship(&mut self, units: u32) {
        let mut lots: Vec<Lot> = self.lots.clone();
        lots.retain(|lot| lot.holder == organisation(DISTRIBUTOR));
        let Ok(taken) = take(&mut lots, units, self.today, self.today) else {
            return;
        };
        self.move_units(
            DISTRIBUTOR,
            &taken,
            (|lot| &mut lot.available, |lot| &mut lot.reshipped),
        );
        let mut by_expiry: BTreeMap<Day, u32> = BTreeMap::new();
        for taken in taken {
            *by_expiry.entry(taken.lot.expires.day()).or_default() += taken.units;
        }
        for (expires, units) in by_expiry {
            self.ship(DEALER, units, expires);
            *self.arrived.entry(expires).or_default() += units;
        }
    }

    fn assign(&mut self, at: usize, option: usize) {
        let (now, card) = (self.now(), self.card());
        let agreement = self.agreements[at].clone();
        let (id, alone) = (QuoteId::new(1, &[1; 10]), std::slice::from_ref(&agreement));
        let Ok(quote) = quote(id, agreement.location_id, alone, card, None, now) else {
            return;
        };
        let Some(deal) = quote.lines[0].options.get(option) else {
            return;
        };
        let choice = [("sv8300".to_owned(), deal.months)];
        let mut lots = self.dealers();
        if let Ok(mut assigned) = assign(&quote, &choice, alone, &mut lots, card, None, &name(), now) {
            let after = assigned.remove(0);
            self.allocate(&after.pending.as_ref().unwrap().lots);
            self.agreements[at] = after;
        }
    }

    fn activate(&mut self, at: usize, why: WhyNow, now: DateTime<Utc>) {
        let before = self.agreements[at].clone();
        if let Ok((after, pending)) = before.activate(before.assignments, why, now) {
            self.spend(&pending.lots);
            self.agreements[at] = after;
        }
    }

    /// All stages of a renewal; where it is not decided, everything is let go.
    fn renew(&mut self, later: bool, months: u32, decided: bool) {
        let (now, card) = (self.now(), self.card());
        let moment = if later {
            RenewalMoment::EndOfTerm
        } else {
            RenewalMoment::Today
        };
        let Ok((ends, lines)) = quote_renewal(&self.agreements, card, moment, RenewalAsk::Months(months), self.today)
        else {
            return;
        };
        let Ok(taken) = take_all(&lines, &mut self.dealers(), self.today) else {
            return;
        };
        self.renewals = self.renewals.wrapping_add(1);
        let renewal = Renewal {
            renewal_id: RenewalId::new(1, &[self.renewals; 10]),
            customer_id: CustomerId::new(1, &[1; 10]),
            organisation_id: organisation(DEALER),
            state: RenewalState::Preparing,
            made_at: now,
            version: card.version.clone(),
            catalogue: card.catalogue,
            valid_until: valid_until(&lines, card, self.today),
            moment,
            ends,
            started: Some((
                now,
                Actor::named(organisation(DEALER), UserId::new(1, &[1; 10]), name()),
            )),
            reference: None,
            holds: merge(taken.iter().flatten()),
            spends: Vec::new(),
        };
        self.allocate(&renewal.holds);
        for (at, (line, lots)) in lines.iter().zip(taken).enumerate() {
            if line.deal.is_none() {
                continue;
            }
            let held = self.agreements[at].hold(renewal.renewal_id, lots.clone());
            // Nobody else gets at it meanwhile.
            assert_eq!(held.check_free(), Err(AgreementRefusal::BeingRenewed));
            if decided {
                let renewed = held.renew(&renewal, line).unwrap();
                assert_eq!(renewed.renew(&renewal, line), None, "renewed once");
                if line.taken_on.is_none() {
                    self.spend(&lots);
                }
                self.agreements[at] = renewed;
            } else {
                let free = held.let_go(renewal.renewal_id).unwrap();
                assert_eq!(free, self.agreements[at]);
                self.give_back(&lots);
            }
        }
    }

    fn check(&self) -> Result<(), TestCaseError> {
        let mut held: BTreeMap<&LotId, u32> = BTreeMap::new();
        let mut paid = 0;
        for agreement in &self.agreements {
            let pending = agreement.pending.iter().flat_map(|pending| &pending.lots);
            let next = agreement.next.iter().flat_map(|next| &next.lots);
            for taken in pending.chain(next) {
                *held.entry(&taken.lot).or_default() += taken.units;
            }
            paid += agreement.terms.iter().map(|term| term.deal.total()).sum::<u32>();
            Self::check_terms(agreement)?;
        }
        for lot in &self.lots {
            let (mut available, mut expired) = (lot.available, 0);
            if !lot.is_good_on(self.today) {
                (available, expired) = (0, available);
            }
            prop_assert_eq!(
                lot.quantity,
                available + lot.allocated + lot.spent + expired + lot.reshipped,
                "{:?}",
                lot
            );
            let by_agreements = if lot.holder == organisation(DEALER) {
                held.remove(&lot.lot_id).unwrap_or(0)
            } else {
                0
            };
            prop_assert_eq!(lot.allocated, by_agreements, "{:?}", lot);
        }
        prop_assert!(held.is_empty());
        let spent: u32 = self.lots.iter().map(|lot| lot.spent).sum();
        prop_assert_eq!(spent, paid, "what is spent paid for terms");
        let reshipped: u32 = self.lots.iter().map(|lot| lot.reshipped).sum();
        prop_assert_eq!(reshipped, self.arrived.values().sum::<u32>());
        Ok(())
    }

    /// Terms begin on the first of a month, end on the last of one, and never overlap.
    fn check_terms(agreement: &Agreement) -> Result<(), TestCaseError> {
        let terms = agreement.terms.iter().map(|term| &term.deal);
        let terms = terms.chain(agreement.next.iter().map(|next| &next.deal));
        let mut covered_until = agreement.grace_ends;
        for deal in terms {
            prop_assert!(is_end_of_month(deal.ends));
            if deal.kind == AssignmentKind::Expansion {
                prop_assert!(deal.ends <= covered_until, "it co-terminates");
                continue;
            }
            prop_assert_eq!(deal.starts.day(), 1);
            prop_assert_eq!(end_of_term(deal.starts, deal.months), Some(deal.ends));
            prop_assert!(deal.starts > covered_until, "{:?}", agreement);
            let gap = months_begun(covered_until, deal.starts).saturating_sub(2);
            prop_assert_eq!(
                deal.reinstatement_months,
                gap,
                "every month without assurance, and no other"
            );
            covered_until = deal.ends;
        }
        Ok(())
    }
}

/// How many sequences: a hundred times as many by `LATCHKEY_LONG=1`.
fn cases() -> u32 {
    if std::env::var_os("LATCHKEY_LONG").is_some() {
        200_000
    } else {
        2000
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn no_unit_is_made_or_lost_whatever_is_done(commands in prop::collection::vec(command(), 1..60)) {
        let mut world = World::new();
        for command in commands {
            world.run(command);
            world.check()?;
        }
    }

    #[test]
    fn grace_and_terms_follow_each_other_around_every_month_end(
        activated in 0..20_000_u64, waited in 0..800_u64, term in 0..3_usize,
    ) {
        let started = day("2000-01-01").later(activated);
        let agreement = in_grace(1, started);
        let today = started.later(waited);
        let now = at(today, 23);
        let card = Catalogue::seed().rate_cards().on(today);
        let alone = std::slice::from_ref(&agreement);
        let quote = quote(QuoteId::new(1, &[1; 10]), agreement.location_id, alone, card, None, now).unwrap();
        let line = &quote.lines[0];
        prop_assert!(is_end_of_month(agreement.grace_ends));
        prop_assert_eq!(months_begun(started, agreement.grace_ends), 4, "three months, then to the end of that one");
        let deal = &line.options[term.min(line.options.len() - 1)];
        prop_assert_eq!(deal.starts.day(), 1);
        if today <= agreement.grace_ends {
            prop_assert_eq!(deal.starts, agreement.grace_ends.next().unwrap());
            prop_assert_eq!(deal.reinstatement_months, 0);
            prop_assert!(line.valid_until <= agreement.grace_ends);
        } else {
            prop_assert_eq!(deal.starts.previous().unwrap(), end_of_month(today, 0));
            // From the first day after grace to this month, both included.
            let first = agreement.grace_ends.next().unwrap();
            prop_assert_eq!(deal.reinstatement_months, months_begun(first, today));
            prop_assert!(line.valid_until <= end_of_month(today, 0));
        }
        prop_assert!(line.valid_until >= today);
        prop_assert_eq!(Some(deal.ends), end_of_term(deal.starts, deal.months));
    }
}
