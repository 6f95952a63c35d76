//! Months of the calendar. Terms are whole months; every end is the last day of one.

use chrono::{Datelike, Months, NaiveDate};

fn index(day: NaiveDate) -> i64 {
    i64::from(day.year()) * 12 + i64::from(day.month0())
}

/// The first day of the month that lies so many months after the day's own.
pub fn first_of_month(day: NaiveDate, later: u32) -> NaiveDate {
    day.with_day(1)
        .and_then(|first| first.checked_add_months(Months::new(later)))
        .unwrap_or(NaiveDate::MAX)
}

/// The last day of the month that lies so many months after the day's own.
pub fn end_of_month(day: NaiveDate, later: u32) -> NaiveDate {
    first_of_month(day, later.saturating_add(1))
        .pred_opt()
        .unwrap_or(NaiveDate::MAX)
}

/// Whether the day is the last of its month.
pub fn is_end_of_month(day: NaiveDate) -> bool {
    day == end_of_month(day, 0)
}

/// Months begun from one day to another, both months included; 0 where the other lies in
/// an earlier month.
pub fn months_begun(from: NaiveDate, to: NaiveDate) -> u32 {
    u32::try_from(index(to) - index(from) + 1).unwrap_or(0)
}

/// The last day of a term of so many months, the first of which is the day's own.
pub fn end_of_term(starts: NaiveDate, months: u32) -> NaiveDate {
    end_of_month(starts, months.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
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

    proptest! {
        #[test]
        fn a_term_of_n_months_ends_n_months_begun_later(days in 0..60_000_u64, months in 1..120_u32) {
            let from = day("1970-01-01") + chrono::Days::new(days);
            let end = end_of_term(from, months);
            prop_assert!(is_end_of_month(end));
            prop_assert_eq!(months_begun(from, end), months);
            // The day after is the first of a month, so that terms follow each other without a gap.
            prop_assert_eq!(end.succ_opt().unwrap().day(), 1);
            prop_assert_eq!(end_of_term(end.succ_opt().unwrap(), 1), end_of_month(from, months));
        }
    }
}
