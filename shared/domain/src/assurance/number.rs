//! Agreement numbers (spec chapter 5, "Assign, cool off, activate").

use crate::catalogue::Characters;
use serde::{Deserialize, Serialize};
use std::fmt;

/// An agreement's number without its suffix, as in `50180-EVGY45796`. It never changes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AgreementStem(String);

impl AgreementStem {
    /// The number of a new agreement: `50`, the application's two characters, `0-`, four
    /// letters and five digits drawn from the random bytes.
    pub fn new(application: &Characters, random: &[u8; 16]) -> Self {
        let drawn = u128::from_be_bytes(*random);
        let mut letters = drawn / 100_000;
        let mut text = format!("50{application}0-");
        for _ in 0..4 {
            // The remainder is below 26.
            text.push(char::from(b'A' + (letters % 26) as u8));
            letters /= 26;
        }
        Self(format!("{text}{:05}", drawn % 100_000))
    }

    /// As it is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// With the suffix after so many terms: `-W` before the first, `-N` from it on, then
    /// `-R01`, `-R02`, ...
    pub fn after(&self, terms: usize) -> String {
        match terms {
            0 => format!("{}-W", self.0),
            1 => format!("{}-N", self.0),
            more => format!("{}-R{:02}", self.0, more - 1),
        }
    }
}

impl fmt::Display for AgreementStem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use regex_lite::Regex;

    #[test]
    fn the_suffix_rises_and_the_rest_stays() {
        let stem = AgreementStem::new(&Characters::parse("18").unwrap(), &[7; 16]);
        let form = Regex::new("^50180-[A-Z]{4}[0-9]{5}$").unwrap();
        assert!(form.is_match(stem.as_str()), "{stem}");
        let suffixes: Vec<String> = (0..5)
            .map(|terms| stem.after(terms).strip_prefix(stem.as_str()).unwrap().to_owned())
            .collect();
        assert_eq!(suffixes, ["-W", "-N", "-R01", "-R02", "-R03"]);
        assert!(stem.after(13).ends_with("-R12"));
    }

    #[test]
    fn other_bytes_make_another_number() {
        let characters = Characters::parse("BC").unwrap();
        let numbers: std::collections::BTreeSet<_> =
            (0..=255).map(|n| AgreementStem::new(&characters, &[n; 16])).collect();
        assert_eq!(numbers.len(), 256);
        assert!(numbers.iter().all(|number| number.as_str().starts_with("50BC0-")));
    }
}
