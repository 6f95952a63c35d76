//! Times and numbers as people read them.

use chrono::{DateTime, Utc};
use domain::day::Day;
use js_sys::{Date, Object, Reflect};
use leptos::prelude::*;
use wasm_bindgen::JsValue;

fn date(at: DateTime<Utc>) -> Date {
    // Milliseconds of any date that a person meets are exact in a float.
    Date::new(&JsValue::from_f64(at.timestamp_millis() as f64))
}

fn options(pairs: &[(&str, &str)]) -> JsValue {
    let options = Object::new();
    for (name, value) in pairs {
        let _ = Reflect::set(&options, &JsValue::from_str(name), &JsValue::from_str(value));
    }
    options.into()
}

/// `2026-11-22T06:04:00.000Z`
pub fn iso(at: DateTime<Utc>) -> String {
    String::from(date(at).to_iso_string())
}

/// `22 Nov 2026, 06:04` in the reader's time zone.
pub fn time_text(at: DateTime<Utc>) -> String {
    String::from(date(at).to_locale_string("en-GB", &options(&[("dateStyle", "medium"), ("timeStyle", "short")])))
}

/// `06:04`: now, by the reader's clock.
pub fn time_of_day() -> String {
    String::from(Date::new_0().to_locale_string("en-GB", &options(&[("timeStyle", "short")])))
}

/// `22 November 2026`, in UTC as terms are counted.
pub fn day_text(at: DateTime<Utc>) -> String {
    String::from(date(at).to_locale_date_string("en-GB", &options(&[("dateStyle", "long"), ("timeZone", "UTC")])))
}

/// `22 November 2026`
pub fn date_text(day: Day) -> String {
    day_text(day.begins())
}
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// `30 Jun 2027`: a day of a term, the same everywhere.
pub fn day(day: Day) -> String {
    let month = MONTHS.get(day.month() as usize - 1).copied().unwrap_or_default();
    format!("{} {month} {}", day.day(), day.year())
}

/// `1 Jul 2026 to 30 Jun 2027`
pub fn days(starts: Day, ends: Day) -> String {
    format!("{} to {}", day(starts), day(ends))
}

/// The last days of months from the first to the last day.
pub fn month_ends(first: Day, last: Day) -> impl Iterator<Item = Day> {
    // The last day that there is ends the last month.
    let next = |end: &Day| Some(domain::assurance::end_of_month(*end, 1)).filter(|after| after > end);
    std::iter::successors(Some(domain::assurance::end_of_month(first, 0)), next).take_while(move |end| *end <= last)
}

/// The same, of a first day and the day after the last one.
pub fn days_before(starts: Day, after: Day) -> String {
    days(starts, last(after))
}

/// The last day, of the day after it.
pub fn last(after: Day) -> Day {
    after.previous().unwrap_or(after)
}

/// A time with its exact value for machines.
pub fn time(at: DateTime<Utc>) -> AnyView {
    view! { <time datetime=iso(at)>{time_text(at)}</time> }.into_any()
}

/// `1,250`
pub fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 line`, `2 lines`
pub fn count(number_of: usize, one: &str, many: &str) -> String {
    if number_of == 1 {
        format!("1 {one}")
    } else {
        format!("{} {many}", number(number_of as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        for (value, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn a_day_reads_the_same_everywhere() {
        let date = |year, month, day| Day::ymd(year, month, day).unwrap();
        assert_eq!(day(date(2027, 6, 30)), "30 Jun 2027");
        assert_eq!(days(date(2026, 12, 1), date(2027, 1, 31)), "1 Dec 2026 to 31 Jan 2027");
    }

    #[test]
    fn one_is_not_many() {
        assert_eq!(count(1, "line", "lines"), "1 line");
        assert_eq!(count(0, "line", "lines"), "0 lines");
    }
}
