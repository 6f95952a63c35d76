//! Civil days in UTC: last days, and the first and last days of terms.
//!
//! A [`Day`] lies in 1900 to 2199, whoever names or works it out: there is no other. All of
//! them sort as text as they do as days, so that a list in a table's index finds each.
//!
//! What happens at the end of 2199 is a choice of each rule. What stands for a limit or a
//! deadline ends with the last day ([`Day::later`], [`Day::of`]); what would be shorter than
//! what was paid for is refused ([`Day::after_months`]).

use chrono::{
    DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, Utc,
    format::{DelayedFormat, StrftimeItems},
};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error, Visitor},
};
use std::{fmt, str::FromStr};

/// A day from 1900-01-01 to 2199-12-31, in UTC. It is written and kept as `2027-12-31`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
pub struct Day(NaiveDate);

/// Not a day that anything can begin or end on. The sentence is shown at the field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Enter a day from {} to {}, such as 2027-12-31.", Day::FIRST, Day::LAST)]
pub struct NotADay;

const fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(date) => date,
        None => NaiveDate::MIN,
    }
}

impl Day {
    /// The first day that there is.
    pub const FIRST: Self = Self(date(1900, 1, 1));
    /// The last day that there is. It ends a month.
    pub const LAST: Self = Self(date(2199, 12, 31));

    /// Reads a day as it is written everywhere.
    ///
    /// # Errors
    /// The text is no day, is written otherwise, or the day is out of range.
    pub fn parse(text: &str) -> Result<Self, NotADay> {
        let text = text.trim();
        let written = text.len() == "2027-12-31".len() && text.starts_with(|c: char| c.is_ascii_digit());
        let date = text.parse().ok().filter(|_| written);
        date.and_then(Self::new).ok_or(NotADay)
    }

    /// The day of a date; `None` where it is out of range.
    pub fn new(date: NaiveDate) -> Option<Self> {
        let day = Self(date);
        (Self::FIRST..=Self::LAST).contains(&day).then_some(day)
    }

    /// The day of a year, a month (1 to 12) and a day of it; `None` where there is none.
    pub fn ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).and_then(Self::new)
    }

    /// The day of an instant. A clock that goes beyond the range stays at its end.
    pub fn of(at: DateTime<Utc>) -> Self {
        Self::nearest(at.date_naive())
    }

    /// The day itself, or the end of the range that it lies beyond.
    fn nearest(date: NaiveDate) -> Self {
        Self(date).clamp(Self::FIRST, Self::LAST)
    }

    /// When it begins, at midnight UTC.
    pub fn begins(self) -> DateTime<Utc> {
        self.0.and_time(NaiveTime::MIN).and_utc()
    }

    /// The year, 1900 to 2199.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u32 {
        self.0.month()
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> u32 {
        self.0.day()
    }

    /// The day after it; `None` after the last.
    pub fn next(self) -> Option<Self> {
        self.0.succ_opt().and_then(Self::new)
    }

    /// The day before it; `None` before the first.
    pub fn previous(self) -> Option<Self> {
        self.0.pred_opt().and_then(Self::new)
    }

    /// So many days later; the last day where that lies beyond.
    #[must_use]
    pub fn later(self, days: u64) -> Self {
        let date = self.0.checked_add_days(Days::new(days));
        date.map_or(Self::LAST, Self::nearest)
    }

    /// So many days earlier; the first day where that lies beyond.
    #[must_use]
    pub fn earlier(self, days: u64) -> Self {
        let date = self.0.checked_sub_days(Days::new(days));
        date.map_or(Self::FIRST, Self::nearest)
    }

    /// The same day so many calendar months later, or that month's last where it has no such
    /// day; `None` where that lies beyond the last day.
    pub fn after_months(self, months: u32) -> Option<Self> {
        self.0.checked_add_months(Months::new(months)).and_then(Self::new)
    }

    /// How many days lie between it and a later one; negative for an earlier one.
    pub fn days_until(self, other: Self) -> i64 {
        (other.0 - self.0).num_days()
    }

    /// For people, by chrono's pattern: `%-d %b %Y` is `31 Dec 2027`.
    pub fn format(self, pattern: &str) -> DelayedFormat<StrftimeItems<'_>> {
        self.0.format(pattern)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Day {
    type Err = NotADay;
    fn from_str(text: &str) -> Result<Self, NotADay> {
        Self::parse(text)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Written;
        impl Visitor<'_> for Written {
            type Value = Day;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a day such as 2027-12-31")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Day, E> {
                Day::parse(text).map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Written)
    }
}

/// Reads a day that somebody named and that a table keeps (`deserialize_with`). Tables are
/// older than the range: a day beyond is read as the end of the range, so that what is kept
/// stays readable and compares as it did with every day of the range. It is written so when it next
/// changes.
pub fn kept<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
    NaiveDate::deserialize(deserializer).map(Day::nearest)
}

/// The same, of a day that may be left out.
pub fn kept_optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Day>, D::Error> {
    let date = Option::<NaiveDate>::deserialize(deserializer)?;
    Ok(date.map(Day::nearest))
}

/// A day in a name that a table keeps. It stays as it is written there, since the name is part
/// of a key; what it means is [`KeptDay::day`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeptDay(NaiveDate);

impl KeptDay {
    /// The day, or the end of the range that it lies beyond.
    pub fn day(self) -> Day {
        Day::nearest(self.0)
    }
}

impl From<Day> for KeptDay {
    fn from(day: Day) -> Self {
        Self(day.0)
    }
}

impl fmt::Display for KeptDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for KeptDay {
    type Err = NotADay;
    fn from_str(text: &str) -> Result<Self, NotADay> {
        text.parse().map(Self).map_err(|_| NotADay)
    }
}

#[cfg(test)]
mod tests;
