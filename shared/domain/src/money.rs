//! Money: whole minor units of a currency, never a fraction.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A currency's ISO 4217 code. All in use have two digits after the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Currency {
    /// The euro.
    #[serde(rename = "EUR")]
    Eur,
}

impl Currency {
    /// The code, as in `EUR`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Eur => "EUR",
        }
    }
}

/// An amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// Minor units of the currency: cents.
    pub minor_units: u64,
    /// The currency.
    pub currency: Currency,
}

impl Money {
    /// So many times the amount.
    pub const fn times(self, count: u32) -> Self {
        Self {
            minor_units: self.minor_units * count as u64,
            ..self
        }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (major, minor) = (self.minor_units / 100, self.minor_units % 100);
        write!(f, "{}.{minor:02} {}", grouped(major), self.currency.code())
    }
}

/// Digits in groups of three, as in `1,234,567`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let first = digits.len() % 3;
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index != 0 && index % 3 == first {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_written_with_two_digits_and_its_currency() {
        for (minor_units, text) in [
            (0, "0.00 EUR"),
            (5, "0.05 EUR"),
            (18_000, "180.00 EUR"),
            (100_000, "1,000.00 EUR"),
            (123_456_789, "1,234,567.89 EUR"),
        ] {
            let money = Money {
                minor_units,
                currency: Currency::Eur,
            };
            assert_eq!(money.to_string(), text);
        }
    }
}
