//! What is taken, what is kept, and what happens at the ends.

use super::*;
use crate::{assurance::LotId, order::SwaLine, tenant::Contract, upgrade::Grants};
use chrono::TimeDelta;
use proptest::prelude::*;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

#[test]
fn days_of_three_centuries_are_taken() {
    for text in ["1900-01-01", "2028-02-29", "2199-12-31", " 2027-12-31 "] {
        assert_eq!(day(text).to_string(), text.trim());
    }
    for text in [
        "",
        "1899-12-31",
        "2200-01-01",
        "+12345-12-31",
        "12345-12-31",
        "-2027-12-31",
        "2027-2-29",
        "2027-02-29",
        "20271231",
        "31.12.2027",
        "2027-12-31T00:00:00Z",
    ] {
        assert_eq!(Day::parse(text), Err(NotADay), "{text}");
    }
    assert_eq!(
        NotADay.to_string(),
        "Enter a day from 1900-01-01 to 2199-12-31, such as 2027-12-31."
    );
}

#[test]
fn a_field_is_read_and_written_by_the_same_rule() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Request {
        day: Day,
        #[serde(default)]
        end: Option<Day>,
    }
    let read = serde_json::from_str::<Request>;
    let last = day("2027-12-31");
    let request = read(r#"{"day":"2027-12-31"}"#).unwrap();
    assert_eq!(request, Request { day: last, end: None });
    let text = r#"{"day":"2027-12-31","end":"2027-12-31"}"#;
    let request = read(text).unwrap();
    assert_eq!(request.end, Some(last));
    assert_eq!(serde_json::to_string(&request).unwrap(), text);
    for bad in [
        r#"{"day":"+12345-12-31"}"#,
        r#"{"day":"2027-12-31","end":"2200-01-01"}"#,
    ] {
        let said = read(bad).unwrap_err().to_string();
        assert!(said.starts_with(&NotADay.to_string()), "{bad}: {said}");
    }
}

#[test]
fn a_kept_day_beyond_the_range_is_read_as_its_end() {
    #[derive(Deserialize)]
    struct Kept {
        #[serde(deserialize_with = "kept")]
        day: Day,
        #[serde(default, deserialize_with = "kept_optional")]
        end: Option<Day>,
    }
    for (text, read) in [
        ("1899-12-31", Day::FIRST),
        ("2027-12-31", day("2027-12-31")),
        ("2200-01-01", Day::LAST),
        ("+12345-12-31", Day::LAST),
    ] {
        let json = format!(r#"{{"day":"{text}","end":"{text}"}}"#);
        let kept: Kept = serde_json::from_str(&json).unwrap();
        assert_eq!((kept.day, kept.end), (read, Some(read)), "{text}");
        let named: KeptDay = text.parse().unwrap();
        assert_eq!((named.day(), named.to_string()), (read, text.to_owned()));
    }
    assert!(serde_json::from_str::<Kept>(r#"{"day":"soon"}"#).is_err());
    let without = serde_json::from_str::<Kept>(r#"{"day":"2027-12-31"}"#).unwrap();
    assert_eq!(without.end, None);
}

#[test]
fn every_way_to_a_day_says_what_it_does_at_the_ends() {
    let (first, last) = (Day::FIRST, Day::LAST);
    assert_eq!((first.previous(), last.next()), (None, None));
    assert_eq!(
        (first.next(), last.previous()),
        (Some(day("1900-01-02")), Some(day("2199-12-30")))
    );
    assert_eq!((first.earlier(1), last.later(1)), (first, last));
    assert_eq!((first.later(u64::MAX), last.earlier(u64::MAX)), (last, first));
    assert_eq!(last.after_months(1), None);
    assert_eq!(last.after_months(u32::MAX), None);
    assert_eq!(day("2199-11-30").after_months(1), Some(day("2199-12-30")));
    assert_eq!(day("2028-01-31").after_months(1), Some(day("2028-02-29")));
    assert_eq!(Day::of(last.begins() + TimeDelta::hours(23)), last);
    assert_eq!(Day::of(last.begins() + TimeDelta::hours(24)), last);
    assert_eq!(Day::of(first.begins() - TimeDelta::seconds(1)), first);
    assert_eq!(Day::new(NaiveDate::MAX), None);
    assert_eq!((Day::ymd(2200, 1, 1), Day::ymd(2027, 2, 29)), (None, None));
}

/// What a table kept before there was a range is read, and its keys are still the same.
#[test]
fn what_was_named_before_there_was_a_range_is_still_read() {
    let contract: Contract = serde_json::from_str(r#"{"first_day":"1815-12-10","last_day":"+12345-12-31"}"#).unwrap();
    assert_eq!((contract.first_day, contract.last_day), (Day::FIRST, Day::LAST));
    let line: SwaLine = serde_json::from_str(r#"{"part":"BE1","quantity":3,"expires":"2345-06-30"}"#).unwrap();
    assert_eq!(line.expires, Day::LAST);
    let lot = "2345-06-30#019a9c3e-0000-7000-8000-000000000000#BE1";
    let read: LotId = lot.parse().unwrap();
    assert_eq!((read.expires.day(), read.to_string()), (Day::LAST, lot.to_owned()));
    let grants: Grants = serde_json::from_str(r#"{"agents +12345-12-31":5}"#).unwrap();
    assert_eq!(grants.on("agents", day("2027-01-01")), 5);
}

proptest! {
    #[test]
    fn days_sort_as_their_text_and_count_there_and_back(from in 0..110_000_u64, to in 0..110_000_u64) {
        let (from, to) = (Day::FIRST.later(from), Day::FIRST.later(to));
        prop_assert_eq!(from.cmp(&to), from.to_string().cmp(&to.to_string()));
        let days = from.days_until(to);
        prop_assert_eq!(days, -to.days_until(from));
        let there = if days < 0 { from.earlier(days.unsigned_abs()) } else { from.later(days.unsigned_abs()) };
        prop_assert_eq!(there, to);
        prop_assert_eq!(Day::of(to.begins()), to);
    }
}
