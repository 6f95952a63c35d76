//! The rules as tables, and properties against a second formulation.

use super::*;
use proptest::prelude::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn id(number: u8) -> SubscriptionId {
    SubscriptionId::new(u64::from(number), &[number; 10])
}

const STANDARD: (&str, u8) = ("standard", 1);
const ADVANCED: (&str, u8) = ("advanced", 2);

fn period(plan: (&str, u8), start: &str, months: u32) -> Period {
    Period {
        plan: plan.0.to_owned(),
        rank: plan.1,
        months,
        start: day(start),
        end: day(start).after_months(months).unwrap(),
        subscription_id: id(1),
    }
}

/// Plan, start and end of every period.
fn dates(periods: &[Period]) -> Vec<String> {
    periods
        .iter()
        .map(|period| format!("{} {} {}", period.plan, period.start, period.end))
        .collect()
}

fn added(periods: &[Period], plan: (&str, u8), months: u32, today: &str) -> (Effect, Vec<String>) {
    let placed = place(periods, plan, months, id(2), day(today)).unwrap();
    assert!(placed.periods.contains(&placed.added));
    (placed.effect, dates(&placed.periods))
}

#[test]
fn the_manuals_three_cases_and_a_first_period() {
    assert_eq!(
        added(&[], STANDARD, 12, "2026-01-05"),
        (Effect::First, vec!["standard 2026-01-05 2027-01-05".to_owned()])
    );
    let standard = [period(STANDARD, "2025-06-10", 12)];
    assert_eq!(
        added(&standard, STANDARD, 12, "2026-01-05"),
        (
            Effect::Extension,
            vec![
                "standard 2025-06-10 2026-06-10".to_owned(),
                "standard 2026-06-10 2027-06-10".to_owned()
            ]
        )
    );
    assert_eq!(
        added(&standard, ADVANCED, 3, "2026-01-05"),
        (
            Effect::Upgrade,
            vec![
                "standard 2025-06-10 2026-06-10".to_owned(),
                "advanced 2026-01-05 2026-04-05".to_owned()
            ]
        )
    );
    let advanced = [period(ADVANCED, "2025-06-10", 12)];
    assert_eq!(
        added(&advanced, STANDARD, 12, "2026-01-05"),
        (
            Effect::Deferred,
            vec![
                "advanced 2025-06-10 2026-06-10".to_owned(),
                "standard 2026-06-10 2027-06-10".to_owned()
            ]
        )
    );
}

#[test]
fn a_running_lower_period_keeps_its_dates_and_comes_back() {
    let standard = [period(STANDARD, "2025-06-10", 12)];
    let placed = place(&standard, ADVANCED, 3, id(2), day("2026-01-05")).unwrap().periods;
    for (on, plan) in [
        ("2026-01-04", Some("standard")),
        ("2026-01-05", Some("advanced")),
        ("2026-04-04", Some("advanced")),
        ("2026-04-05", Some("standard")),
        ("2026-06-09", Some("standard")),
        ("2026-06-10", None),
    ] {
        assert_eq!(
            in_effect(&placed, day(on)).map(|period| period.plan.as_str()),
            plan,
            "{on}"
        );
    }
    assert_eq!(covered_until(&placed, day("2026-01-05")), Some(day("2026-06-10")));
    assert_eq!(covered_until(&placed, day("2026-06-10")), None);
}

#[test]
fn what_has_not_begun_moves_behind_with_its_length() {
    // Advanced runs, two Standards wait; another Advanced moves both.
    let row = [
        period(ADVANCED, "2025-06-30", 8),
        period(STANDARD, "2026-02-28", 1),
        period(STANDARD, "2026-03-28", 12),
    ];
    assert_eq!(
        added(&row, ADVANCED, 1, "2026-01-05").1,
        [
            "advanced 2025-06-30 2026-02-28",
            "advanced 2026-02-28 2026-03-28",
            "standard 2026-03-28 2026-04-28",
            "standard 2026-04-28 2027-04-28",
        ]
    );
    // A Standard runs beyond the Advanced and another waits behind it: it is behind already.
    let row = [period(STANDARD, "2025-12-01", 12), period(STANDARD, "2026-12-01", 12)];
    assert_eq!(
        added(&row, ADVANCED, 1, "2026-01-05").1,
        [
            "standard 2025-12-01 2026-12-01",
            "advanced 2026-01-05 2026-02-05",
            "standard 2026-12-01 2027-12-01",
        ]
    );
    // It does not run as far as the Advanced: the one that waits begins when that ends.
    assert_eq!(
        added(&row, ADVANCED, 24, "2026-01-05").1,
        [
            "standard 2025-12-01 2026-12-01",
            "advanced 2026-01-05 2028-01-05",
            "standard 2028-01-05 2029-01-05",
        ]
    );
    // A third plan between them: behind the highest, before the lowest.
    let row = [
        period(("premium", 3), "2025-12-01", 3),
        period(STANDARD, "2026-03-01", 12),
    ];
    assert_eq!(
        added(&row, ADVANCED, 2, "2026-01-05"),
        (
            Effect::Deferred,
            vec![
                "premium 2025-12-01 2026-03-01".to_owned(),
                "advanced 2026-03-01 2026-05-01".to_owned(),
                "standard 2026-05-01 2027-05-01".to_owned(),
            ]
        )
    );
}

#[test]
fn a_period_that_ends_today_is_over() {
    let row = [period(ADVANCED, "2025-01-05", 12)];
    assert_eq!(added(&row, STANDARD, 1, "2026-01-05").0, Effect::First);
    assert_eq!(added(&row, STANDARD, 1, "2026-01-04").0, Effect::Deferred);
}

#[test]
fn months_end_where_the_month_does() {
    for (start, months, end) in [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-01-31", 2, "2026-03-31"),
        ("2026-01-30", 13, "2027-02-28"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 48, "2032-02-29"),
        ("2096-02-29", 48, "2100-02-28"),
        ("2026-08-31", 1, "2026-09-30"),
        ("2026-12-15", 1, "2027-01-15"),
    ] {
        assert_eq!(day(start).after_months(months), Some(day(end)), "{start} + {months}");
    }
}

#[test]
fn no_period_is_cut_short_by_the_last_day() {
    let placed = |periods: &[Period], plan, months, today| place(periods, plan, months, id(2), day(today)).is_some();
    assert!(placed(&[], STANDARD, 12, "2198-12-31"));
    assert!(!placed(&[], STANDARD, 12, "2199-01-01"));
    // An extension starts where the last one ends, and a waiting one moves behind a higher one.
    let running = [period(STANDARD, "2198-06-01", 12)];
    assert!(placed(&running, STANDARD, 6, "2199-01-01"));
    assert!(!placed(&running, STANDARD, 7, "2199-01-01"));
    let waiting = [period(STANDARD, "2198-06-01", 6), period(STANDARD, "2198-12-01", 12)];
    assert!(placed(&waiting, ADVANCED, 5, "2198-06-30"));
    assert!(!placed(&waiting, ADVANCED, 7, "2198-06-30"));
}

/// Months by the calendar's own table, without the date library's arithmetic.
fn later_by_hand(start: Day, months: u32) -> Day {
    let counted = start.year() * 12 + start.month() as i32 - 1 + months as i32;
    let (year, month) = (counted.div_euclid(12), counted.rem_euclid(12) + 1);
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let last = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    Day::ymd(year, month as u32, start.day().min(last)).unwrap()
}

/// The second formulation: what was assigned when, replayed. Whatever has begun stays; of the
/// rest a schedule is made from nothing, highest rank first, in the order of assignment.
#[derive(Debug, Clone, Copy)]
struct Bought {
    rank: u8,
    months: u32,
    after_days: u64,
}

fn schedule(bought: &[(Bought, Day)]) -> Vec<(u8, Day, Day)> {
    let mut fixed: Vec<(u8, Day, Day)> = Vec::new();
    let mut waiting: Vec<(u8, u32)> = Vec::new();
    for (one, today) in bought {
        // Those that have begun by today begin as they were scheduled before.
        let (mut still, mut planned) = (Vec::new(), fixed.clone());
        for (rank, months) in std::mem::take(&mut waiting) {
            let start = latest_end(&planned, rank).unwrap();
            let entry = (rank, start, later_by_hand(start, months));
            planned.push(entry);
            if start <= *today {
                fixed.push(entry);
            } else {
                still.push((rank, months));
            }
        }
        let blocked = latest_end(&fixed, one.rank).is_some_and(|end| end > *today)
            || still.iter().any(|(rank, _)| *rank >= one.rank);
        if blocked {
            // Behind every one of its rank or higher, before every lower one.
            let at = still
                .iter()
                .position(|(rank, _)| *rank < one.rank)
                .unwrap_or(still.len());
            still.insert(at, (one.rank, one.months));
        } else {
            fixed.push((one.rank, *today, later_by_hand(*today, one.months)));
        }
        waiting = still;
    }
    let mut all = fixed;
    for (rank, months) in waiting {
        let start = latest_end(&all, rank).unwrap();
        all.push((rank, start, later_by_hand(start, months)));
    }
    all.sort();
    all
}

fn latest_end(entries: &[(u8, Day, Day)], rank: u8) -> Option<Day> {
    entries
        .iter()
        .filter(|entry| entry.0 >= rank)
        .map(|entry| entry.2)
        .max()
}

fn any_bought() -> impl Strategy<Value = Vec<Bought>> {
    let one = (1_u8..4, 1_u32..26, 0_u64..500).prop_map(|(rank, months, after_days)| Bought {
        rank,
        months,
        after_days,
    });
    proptest::collection::vec(one, 1..12)
}

proptest! {
    #[test]
    fn months_are_the_calendars(start in 0_u64..60_000, months in 0_u32..=120) {
        let start = day("1999-12-31").later(start);
        prop_assert_eq!(start.after_months(months), Some(later_by_hand(start, months)));
    }

    #[test]
    fn periods_are_as_the_second_formulation_schedules_them(first in 0_u64..3000, bought in any_bought()) {
        let mut today = day("2023-12-31").later(first);
        let (mut row, mut dated) = (Vec::new(), Vec::new());
        for (number, one) in (0..).zip(&bought) {
            today = today.later(one.after_days);
            dated.push((*one, today));
            let before = row.clone();
            let placed = place(&before, ("p", one.rank), one.months, id(number), today).unwrap();
            row = placed.periods.clone();
            laws(&before, &placed, today)?;
            let mut found: Vec<_> = row.iter().map(|period: &Period| (period.rank, period.start, period.end)).collect();
            found.sort();
            prop_assert_eq!(found, schedule(&dated));
        }
    }
}

/// What holds whatever was there before.
fn laws(before: &[Period], placed: &Placed, today: Day) -> Result<(), TestCaseError> {
    let Placed { periods, added, .. } = placed;
    prop_assert_eq!(periods.len(), before.len() + 1);
    prop_assert!(added.start >= today);
    for period in periods {
        prop_assert_eq!(Some(period.end), period.start.after_months(period.months));
    }
    for period in before {
        let begun = period.start <= today;
        prop_assert!(!begun || periods.contains(period), "what has begun keeps its dates");
        prop_assert!(
            period.rank < added.rank || periods.contains(period),
            "only lower ones move"
        );
        let after = periods
            .iter()
            .find(|after| after.subscription_id == period.subscription_id)
            .unwrap();
        prop_assert!(
            after.start >= period.start && after.months == period.months,
            "nothing starts earlier or is cut"
        );
    }
    for (index, one) in periods.iter().enumerate() {
        for other in &periods[index + 1..] {
            let apart = one.end <= other.start || other.end <= one.start;
            prop_assert!(apart || one.rank != other.rank, "a plan is paid for once a day");
        }
    }
    for ahead in [0, 1, 40, 400] {
        let on = today.later(ahead);
        let rank = |row: &[Period]| in_effect(row, on).map_or(0, |period| period.rank);
        prop_assert!(rank(periods) >= rank(before) || before.iter().any(|period| period.start > today));
    }
    Ok(())
}
