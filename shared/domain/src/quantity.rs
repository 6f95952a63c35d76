//! Whole units of a part.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A whole number of units, 1 to 1,000,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(try_from = "u32", into = "u32")]
#[cfg_attr(feature = "openapi", schema(value_type = u32))]
pub struct Quantity(u32);

/// Why a number is not a quantity. The sentence is shown at the field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Enter a whole number from 1 to 1,000,000.")]
pub struct NotAQuantity;

impl Quantity {
    /// The most units in one line.
    pub const MAX: u32 = 1_000_000;

    /// One unit.
    pub const ONE: Self = Self(1);

    /// Checks a number as it came from a form or a file.
    pub fn parse(number: f64) -> Result<Self, NotAQuantity> {
        if number.fract() == 0.0 && number >= 1.0 && number <= f64::from(Self::MAX) {
            // Checked above: whole and in range.
            Ok(Self(number as u32))
        } else {
            Err(NotAQuantity)
        }
    }

    /// The number.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl TryFrom<u32> for Quantity {
    type Error = NotAQuantity;
    fn try_from(number: u32) -> Result<Self, NotAQuantity> {
        Self::parse(f64::from(number))
    }
}

impl From<Quantity> for u32 {
    fn from(quantity: Quantity) -> u32 {
        quantity.0
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_is_a_whole_positive_number() {
        assert_eq!(Quantity::parse(20.0).unwrap().get(), 20);
        assert_eq!(Quantity::parse(1_000_000.0).unwrap().get(), 1_000_000);
        for bad in [0.0, -1.0, 1.5, 1_000_001.0, f64::NAN, f64::INFINITY, -0.0] {
            assert!(Quantity::parse(bad).is_err(), "{bad}");
        }
    }
}
