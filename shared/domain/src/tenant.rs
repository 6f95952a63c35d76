//! Tenants: what the vendor has agreed with them (spec chapter 1, "Catalogue").

use crate::{
    day::Day,
    organisation::{Role, User},
    text::{EmailAddress, SoldToId},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The most days that a price pro rata is for: a year.
pub const MOST_DAYS: u32 = 365;

/// A contract's days, civil dates in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contract {
    /// The first day; it counts.
    #[serde(deserialize_with = "crate::day::kept")]
    pub first_day: Day,
    /// The last day; it counts, and upgrades end with it.
    #[serde(deserialize_with = "crate::day::kept")]
    pub last_day: Day,
}

/// A contract ends before it begins.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("The last day lies before the first. Enter a later one.")]
pub struct EndsBeforeItBegins;

impl Contract {
    /// A contract from the first day to the last.
    pub fn new(first_day: Day, last_day: Day) -> Result<Self, EndsBeforeItBegins> {
        if last_day < first_day {
            return Err(EndsBeforeItBegins);
        }
        Ok(Self { first_day, last_day })
    }

    /// The days that remain: today and the last day both count, days before the contract do
    /// not, and there are at most 365. None once the contract has ended.
    pub fn remaining_days(&self, now: DateTime<Utc>) -> u32 {
        let from = self.first_day.max(Day::of(now));
        let days = from.days_until(self.last_day) + 1;
        // Between 0 and 365.
        days.clamp(0, i64::from(MOST_DAYS)) as u32
    }
}

/// What the vendor has agreed with a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tenant {
    /// The plan's id.
    pub plan: String,
    /// Whose account upgrades are charged to; without it there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sold_to_id: Option<SoldToId>,
    /// From when to when.
    pub contract: Contract,
    /// Where order forms go.
    pub commercial_contact: EmailAddress,
}

/// Whether a user sees the Sold-To-ID: the vendor, who enters it, and buyers, who charge it
/// (spec, "Organisations and roles").
pub fn sees_sold_to_id(user: &User) -> bool {
    user.has_any(&[Role::VendorAdmin, Role::Buyer])
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;
    use proptest::prelude::*;

    fn day(year: i32, month: u32, day: u32) -> Day {
        Day::ymd(year, month, day).unwrap()
    }

    #[test]
    fn the_first_and_the_last_day_both_count() {
        let contract = Contract::new(day(2026, 1, 1), day(2026, 12, 31)).unwrap();
        for (now, days) in [
            ((2026, 1, 1, 0, 0), 365),
            ((2026, 1, 5, 9, 0), 361),
            ((2026, 1, 5, 23, 59), 361),
            ((2026, 12, 30, 12, 0), 2),
            ((2026, 12, 31, 23, 59), 1),
            ((2027, 1, 1, 0, 0), 0),
            ((2030, 1, 1, 0, 0), 0),
            // Days before the contract are nobody's.
            ((2025, 6, 1, 0, 0), 365),
        ] {
            let at = Utc.with_ymd_and_hms(now.0, now.1, now.2, now.3, now.4, 0).unwrap();
            assert_eq!(contract.remaining_days(at), days, "{at}");
        }
        // A leap year has a day more than a price is for.
        let leap = Contract::new(day(2028, 1, 1), day(2028, 12, 31)).unwrap();
        assert_eq!(
            leap.remaining_days(Utc.with_ymd_and_hms(2028, 1, 1, 0, 0, 0).unwrap()),
            365
        );
        let short = Contract::new(day(2026, 3, 1), day(2026, 3, 1)).unwrap();
        assert_eq!(
            short.remaining_days(Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap()),
            1
        );
        assert_eq!(Contract::new(day(2026, 3, 2), day(2026, 3, 1)), Err(EndsBeforeItBegins));
    }

    proptest! {
        #[test]
        fn a_later_day_never_leaves_more_days(first in 0_u64..2000, length in 0_u64..2000, at in 0_u64..5000) {
            let zero = day(2024, 1, 1);
            let contract = Contract::new(
                zero.later(first),
                zero.later(first + length),
            ).unwrap();
            let now = zero.later(at).begins() + chrono::TimeDelta::hours(12);
            let today = contract.remaining_days(now);
            let tomorrow = contract.remaining_days(now + chrono::TimeDelta::days(1));
            prop_assert!(tomorrow <= today && today - tomorrow <= 1);
            prop_assert_eq!(today == 0, Day::of(now) > contract.last_day);
        }
    }
}
