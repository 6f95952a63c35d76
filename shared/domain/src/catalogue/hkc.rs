//! Hardware key codes (spec chapter 4, "System types").

use super::hkc_format::without_label_marks;
use crate::text::typed;
use serde::{Deserialize, Serialize};
use std::{
    fmt,
    hash::{Hash, Hasher},
};

/// What identifies the hardware that a licence is bound to. Its letters stand as the system
/// type's pattern has them; case is ignored in comparison. ASCII letters, digits and dashes only.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "openapi", schema(value_type = String))]
pub struct Hkc(String);

/// What became of a hardware key code since a location took it (spec chapter 4, "Replace
/// hardware").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HkcState {
    /// The hardware runs there.
    #[default]
    Live,
    /// The hardware was replaced. The code can never be used again, by nobody.
    Retired,
}

/// Not a hardware key code of any system type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("A hardware key code has up to {} letters, digits and dashes.", Hkc::MAX)]
pub struct NotAnHkc;

impl Hkc {
    /// The most characters that one has.
    pub const MAX: usize = 64;

    /// What a code can be that people type, scan or paste without saying of which system type: as it
    /// stands, and without what a scanned label adds.
    ///
    /// # Errors
    /// No system type has such a code.
    pub fn readings(text: &str) -> Result<Vec<Self>, NotAnHkc> {
        let text = typed(text);
        let bare = without_label_marks(&text);
        let readings = [text, bare].into_iter().filter_map(|text| Self::try_from(text).ok());
        let mut readings: Vec<Self> = readings.collect();
        readings.dedup();
        if readings.is_empty() {
            Err(NotAnHkc)
        } else {
            Ok(readings)
        }
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same for every way of writing it in capital and small letters: what
    /// uniqueness is checked by.
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

impl PartialEq for Hkc {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for Hkc {}

impl Hash for Hkc {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.folded().hash(state);
    }
}

impl fmt::Display for Hkc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// For codes that were checked before, when they come back from where they are kept.
impl TryFrom<String> for Hkc {
    type Error = NotAnHkc;
    fn try_from(text: String) -> Result<Self, NotAnHkc> {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        if (1..=Self::MAX).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text))
        } else {
            Err(NotAnHkc)
        }
    }
}

impl From<Hkc> for String {
    fn from(hkc: Hkc) -> String {
        hkc.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;

    fn parse(id: &str, text: &str) -> Hkc {
        Catalogue::seed().system_type(id).unwrap().parse_hkc(text).unwrap()
    }

    #[test]
    fn case_is_ignored_in_comparison() {
        let written = parse("sv8500", "22CC538207AFD058020640CD57xO");
        let typed = parse("sv8500", "22cc538207afd058020640cd57XO");
        assert_eq!(typed.as_str(), "22CC538207AFD058020640CD57XO");
        assert_eq!(written, typed);
        assert_eq!(written.folded(), typed.folded());
    }

    #[test]
    fn a_kept_code_comes_back_as_it_was() {
        let hkc = parse("is3000", "aa0014SA2792883418AA");
        let json = serde_json::to_string(&hkc).unwrap();
        assert_eq!(serde_json::from_str::<Hkc>(&json).unwrap().as_str(), hkc.as_str());
        for bad in ["\"\"", "\"a b\"", "\"../x\"", &format!("\"{}\"", "1".repeat(65))] {
            assert!(serde_json::from_str::<Hkc>(bad).is_err(), "{bad}");
        }
    }
}
