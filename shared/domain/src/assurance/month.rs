//! Months of the calendar. Terms are whole months; every end is the last day of one.

use crate::day::Day;

fn index(day: Day) -> i64 {
    i64::from(day.year()) * 12 + i64::from(day.month())
}

/// The first day of the month that lies so many months after the day's own; `None` where that
/// is beyond the last day.
pub fn first_of_month(day: Day, later: u32) -> Option<Day> {
    Day::ymd(day.year(), day.month(), 1)?.after_months(later)
}

/// The last day of the month that lies so many months after the day's own. It stands for
/// limits and deadlines, which end with the last day that there is.
pub fn end_of_month(day: Day, later: u32) -> Day {
    first_of_month(day, later.saturating_add(1))
        .and_then(Day::previous)
        .unwrap_or(Day::LAST)
}

/// Whether the day is the last of its month.
pub fn is_end_of_month(day: Day) -> bool {
    day == end_of_month(day, 0)
}

/// Months begun from one day to another, both months included; 0 where the other lies in
/// an earlier month.
pub fn months_begun(from: Day, to: Day) -> u32 {
    u32::try_from(index(to) - index(from) + 1).unwrap_or(0)
}

/// The last day of a term of so many months, the first of which is the day's own; `None` where
/// the term would be cut short by the last day that there is.
pub fn end_of_term(starts: Day, months: u32) -> Option<Day> {
    let ends = end_of_month(starts, months.saturating_sub(1));
    (months_begun(starts, ends) == months.max(1)).then_some(ends)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn months_end_on_their_last_day() {
        for (from, later, end) in [
            ("2013-03-26", 3, "2013-06-30"),
            ("2014-12-15", 3, "2015-03-31"),
            ("2013-11-30", 3, "2014-02-28"),
            ("2015-11-01", 3, "2016-02-29"),
            ("2024-02-29", 12, "2025-02-28"),
            ("2024-02-29", 0, "2024-02-29"),
        ] {
            assert_eq!(end_of_month(day(from), later), day(end), "{from} + {later}");
        }
        assert_eq!(months_begun(day("2015-04-01"), day("2015-06-30")), 3);
        assert_eq!(months_begun(day("2015-04-30"), day("2015-05-01")), 2);
        assert_eq!(months_begun(day("2015-04-30"), day("2015-03-01")), 0);
    }

    #[test]
    fn a_limit_stops_at_the_last_day_and_a_term_is_not_cut_short() {
        for (from, months, end, term) in [
            ("2199-10-15", 2, "2199-11-30", Some("2199-11-30")),
            ("2199-10-15", 3, "2199-12-31", Some("2199-12-31")),
            ("2199-10-15", 4, "2199-12-31", None),
            ("2199-12-31", 1, "2199-12-31", Some("2199-12-31")),
            ("2199-12-31", u32::MAX, "2199-12-31", None),
        ] {
            assert_eq!(end_of_month(day(from), months - 1), day(end), "{from} + {months}");
            assert_eq!(end_of_term(day(from), months), term.map(day), "{from} + {months}");
        }
        assert_eq!(first_of_month(day("2199-11-15"), 1), Some(day("2199-12-01")));
        assert_eq!(first_of_month(day("2199-12-15"), 1), None);
    }

    proptest! {
        #[test]
        fn a_term_of_n_months_ends_n_months_begun_later(days in 0..60_000_u64, months in 1..120_u32) {
            let from = day("1970-01-01").later(days);
            let end = end_of_term(from, months).unwrap();
            prop_assert!(is_end_of_month(end));
            prop_assert_eq!(months_begun(from, end), months);
            // The day after is the first of a month, so that terms follow each other without a gap.
            prop_assert_eq!(end.next().unwrap().day(), 1);
            prop_assert_eq!(end_of_term(end.next().unwrap(), 1), Some(end_of_month(from, months)));
        }
    }
}
