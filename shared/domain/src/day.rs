//! Civil days: last days, and the first and last days of terms, in UTC.
//!
//! Whoever names a day, in a form, a file or a call, names one from [`FIRST_YEAR`] to
//! [`LAST_YEAR`], written `2027-12-31`. All of them sort as text as they do as days, so that a
//! list in a table's index finds each.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Deserializer, de::Error};

/// The first year of which days are taken.
pub const FIRST_YEAR: i32 = 1900;
/// The last year of which days are taken.
pub const LAST_YEAR: i32 = 2199;

/// Not a day that anything can begin or end on. The sentence is shown at the field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Enter a day from {FIRST_YEAR}-01-01 to {LAST_YEAR}-12-31, such as 2027-12-31.")]
pub struct NotADay;

/// Reads a day as it is written everywhere.
pub fn parse(text: &str) -> Result<NaiveDate, NotADay> {
    let text = text.trim();
    let written = text.len() == "2027-12-31".len() && text.starts_with(|c: char| c.is_ascii_digit());
    text.parse()
        .ok()
        .filter(|day: &NaiveDate| written && (FIRST_YEAR..=LAST_YEAR).contains(&day.year()))
        .ok_or(NotADay)
}

/// Reads the day of a request's field.
pub fn required<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
}

/// Reads the day of a request's field that may be left out.
pub fn optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    text.map(|text| parse(&text)).transpose().map_err(D::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_three_centuries_are_taken() {
        for text in ["1900-01-01", "2028-02-29", "2199-12-31", " 2027-12-31 "] {
            assert_eq!(parse(text).unwrap().to_string(), text.trim());
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
            assert_eq!(parse(text), Err(NotADay), "{text}");
        }
    }

    #[test]
    fn a_field_of_a_request_is_read_by_the_same_rule() {
        #[derive(Debug, PartialEq, Deserialize)]
        struct Request {
            #[serde(deserialize_with = "required")]
            day: NaiveDate,
            #[serde(default, deserialize_with = "optional")]
            end: Option<NaiveDate>,
        }
        let read = serde_json::from_str::<Request>;
        let day = parse("2027-12-31").unwrap();
        assert_eq!(read(r#"{"day":"2027-12-31"}"#).unwrap(), Request { day, end: None });
        assert_eq!(
            read(r#"{"day":"2027-12-31","end":"2027-12-31"}"#).unwrap().end,
            Some(day)
        );
        for bad in [
            r#"{"day":"+12345-12-31"}"#,
            r#"{"day":"2027-12-31","end":"2200-01-01"}"#,
        ] {
            assert!(
                read(bad).unwrap_err().to_string().starts_with(&NotADay.to_string()),
                "{bad}"
            );
        }
    }
}
