//! What an upgrade costs (spec chapter 1, "Catalogue"), and that it costs what was shown
//! (spec chapter 6, "Previews").

use super::{UpgradeItem, UpgradeRefusal};
use crate::{
    day::Day,
    money::Money,
    tenant::{Contract, MOST_DAYS},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The price of a quantity of an item on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// One, for a year.
    pub per_year: Money,
    /// One, for a month; for the reader.
    pub per_month: Money,
    /// The quantity, for the days: what is charged.
    pub pro_rata: Money,
    /// The days, that day and the contract's last both counted.
    pub days: u32,
    /// The contract's last day.
    #[serde(deserialize_with = "crate::day::kept")]
    pub last_day: Day,
}

impl Price {
    /// The price now; `None` once the contract has ended.
    pub fn of(item: &UpgradeItem, quantity: u32, contract: &Contract, now: DateTime<Utc>) -> Option<Self> {
        let days = contract.remaining_days(now);
        (days > 0).then(|| Self {
            per_year: item.price_per_year,
            per_month: item.price_per_month,
            pro_rata: pro_rata(item.price_per_year, quantity, days),
            days,
            last_day: contract.last_day,
        })
    }

    /// The price, where it is the one that somebody agrees to, who was shown it.
    pub fn agreed(self, quantity: u32, shown: AgreedPrice) -> Result<Self, UpgradeRefusal> {
        if AgreedPrice::of(&self) != shown {
            return Err(UpgradeRefusal::PriceChanged {
                shown,
                now: self,
                quantity,
            });
        }
        Ok(self)
    }
}

/// A price as somebody agrees to it: what is charged, and for which days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AgreedPrice {
    /// The quantity, for the days: what is charged.
    pub pro_rata: Money,
    /// The days, from today to the contract's end.
    pub days: u32,
    /// The last of them.
    pub last_day: Day,
}

impl AgreedPrice {
    /// What of a price is agreed to.
    pub const fn of(price: &Price) -> Self {
        Self {
            pro_rata: price.pro_rata,
            days: price.days,
            last_day: price.last_day,
        }
    }
}

impl fmt::Display for AgreedPrice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = if self.days == 1 { "day" } else { "days" };
        write!(f, "{} for {} {days}, until {}", self.pro_rata, self.days, self.last_day)
    }
}

/// Price per year x quantity x days / 365, rounded half up to the minor unit, once.
pub const fn pro_rata(per_year: Money, quantity: u32, days: u32) -> Money {
    let year = MOST_DAYS as u128;
    let exact = per_year.minor_units as u128 * quantity as u128 * days as u128;
    Money {
        // At most the price of a year for the quantity, which fits.
        minor_units: ((exact * 2 + year) / (year * 2)) as u64,
        currency: per_year.currency,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;
    use proptest::prelude::*;

    fn euro(minor_units: u64) -> Money {
        Money {
            minor_units,
            currency: Currency::Eur,
        }
    }

    #[test]
    fn it_is_rounded_half_up_once_at_the_end() {
        for (per_year, quantity, days, expected) in [
            (18_000, 1, 365, 18_000),
            (18_000, 100, 365, 1_800_000),
            (36_000, 2, 361, 71_211), // 71,210.96
            (18_000, 1, 1, 49),       // 49.3
            (18_000, 3, 1, 148),      // 147.9, where three times 49 would be 147
            (1, 1, 182, 0),           // 0.4986
            (1, 1, 183, 1),           // 0.5014: nothing over 365 is a half exactly
            (365, 1, 1, 1),
            (365, 1, 0, 0),
        ] {
            assert_eq!(
                pro_rata(euro(per_year), quantity, days),
                euro(expected),
                "{per_year} x {quantity} x {days} / 365"
            );
        }
    }

    proptest! {
        #[test]
        fn it_is_within_half_a_unit_of_the_exact_price(
            per_year in 0_u64..100_000_000, quantity in 1_u32..1000, days in 0_u32..=365,
        ) {
            let price = u128::from(pro_rata(euro(per_year), quantity, days).minor_units);
            let exact = u128::from(per_year) * u128::from(quantity) * u128::from(days);
            prop_assert!((price * 365).abs_diff(exact) * 2 <= 365);
        }

        #[test]
        fn a_whole_year_costs_the_price_of_a_year(per_year in 0_u64..100_000_000, quantity in 1_u32..1000) {
            prop_assert_eq!(pro_rata(euro(per_year), quantity, 365), euro(per_year).times(quantity));
        }

        #[test]
        fn a_day_less_never_costs_more(per_year in 0_u64..100_000_000, quantity in 1_u32..1000, days in 1_u32..=365) {
            prop_assert!(
                pro_rata(euro(per_year), quantity, days - 1).minor_units
                    <= pro_rata(euro(per_year), quantity, days).minor_units
            );
        }
    }
}
