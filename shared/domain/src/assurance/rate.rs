//! Units a month, in exact decimals.

use serde::{Deserialize, Serialize};
use std::{fmt, iter::Sum};

/// A decimal with up to three places, not negative: a monthly rate in units, or a factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "openapi", schema(value_type = String, pattern = r"^[0-9]{1,9}(\.[0-9]{1,3})?$"))]
pub struct Rate(u64);

/// Not a decimal of this kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a decimal such as 4.9, with up to three places")]
pub struct NotARate(String);

impl Rate {
    /// 1.
    pub const ONE: Self = Self(1000);

    /// Thousandths of a unit.
    pub const fn thousandths(self) -> u64 {
        self.0
    }

    /// So many times as much.
    pub const fn times(self, quantity: u32) -> Self {
        Self(self.0 * quantity as u64)
    }

    /// What is left when the other is taken away; none where it is more.
    pub const fn without(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// Reads a decimal.
    pub fn parse(text: &str) -> Result<Self, NotARate> {
        let refused = || NotARate(text.to_owned());
        let (whole, places) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str| (1..=9).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(places) || places.len() > 3 {
            return Err(refused());
        }
        let whole: u64 = whole.parse().map_err(|_| refused())?;
        let places: u64 = format!("{places:0<3}").parse().map_err(|_| refused())?;
        Ok(Self(whole * 1000 + places))
    }
}

impl Sum for Rate {
    fn sum<I: Iterator<Item = Self>>(rates: I) -> Self {
        Self(rates.map(|rate| rate.0).sum())
    }
}

impl TryFrom<String> for Rate {
    type Error = NotARate;
    fn try_from(text: String) -> Result<Self, NotARate> {
        Self::parse(&text)
    }
}

impl From<Rate> for String {
    fn from(rate: Rate) -> String {
        rate.to_string()
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, places) = (self.0 / 1000, self.0 % 1000);
        if places == 0 {
            return write!(f, "{whole}");
        }
        write!(f, "{whole}.{}", format!("{places:03}").trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact() {
        for (text, thousandths, shown) in [
            ("4.9", 4900, "4.9"),
            ("0.05", 50, "0.05"),
            ("22", 22_000, "22"),
            ("4.875", 4875, "4.875"),
            ("1.10", 1100, "1.1"),
        ] {
            let rate = Rate::parse(text).unwrap();
            assert_eq!((rate.thousandths(), rate.to_string().as_str()), (thousandths, shown));
        }
        for bad in ["", ".", "1.", ".5", "-1", "1e3", "1.0001", "1,5", "0x1", "12345678901"] {
            assert!(Rate::parse(bad).is_err(), "{bad:?}");
        }
        assert_eq!(Rate::parse("0.25").unwrap().times(40), Rate::parse("10").unwrap());
    }
}
