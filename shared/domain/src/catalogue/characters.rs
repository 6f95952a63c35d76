//! The two characters of a system type or application.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Two digits or capital letters, such as `19` or `IS`. A system type's stand in
/// its software key codes, an application's in its agreement numbers.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "openapi", schema(value_type = String, pattern = "^[0-9A-Z]{2}$"))]
pub struct Characters(String);

/// Not two digits or capital letters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not two digits or capital letters")]
pub struct NotCharacters(String);

impl Characters {
    /// Checks.
    pub fn parse(text: &str) -> Result<Self, NotCharacters> {
        if text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotCharacters(text.to_owned()))
        }
    }

    /// As they are shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Characters {
    type Error = NotCharacters;
    fn try_from(text: String) -> Result<Self, NotCharacters> {
        Self::parse(&text)
    }
}

impl From<Characters> for String {
    fn from(characters: Characters) -> String {
        characters.0
    }
}

impl fmt::Display for Characters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_two_digits_or_capital_letters() {
        for good in ["19", "IS", "3C", "00"] {
            assert_eq!(Characters::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", "1", "191", "is", "1 ", "é", "É9"] {
            assert!(Characters::parse(bad).is_err(), "{bad:?}");
        }
    }
}
