//! Countries and territories by ISO 3166-1, with their everyday names in English.

use crate::text::{Line, TextRefusal};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A line a country: its code, its name, other names it goes by, those in its own languages among
/// them; in the order of the names.
const COUNTRIES: &str = include_str!("../data/countries.tsv");

/// A country or territory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Country {
    code: &'static str,
    name: &'static str,
}

/// Why a country was refused. The sentence is shown at the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CountryRefusal {
    /// Nothing but white space.
    #[error("Choose a country.")]
    Empty,
    /// Neither a code nor, where names are taken, a name.
    #[error(
        "There is no such country here. Give its code of two letters, such as NL; on a page or in a file also its name, in English or its own language."
    )]
    Unknown,
}

impl Country {
    /// All of them, by name.
    pub fn all() -> impl Iterator<Item = Self> {
        rows().map(|(country, _)| country)
    }

    /// The country of a code of two letters, in whatever case.
    ///
    /// # Errors
    /// ISO 3166-1 has no such code.
    pub fn of_code(text: &str) -> Result<Self, CountryRefusal> {
        let text = not_empty(text)?;
        Self::all()
            .find(|country| country.code.eq_ignore_ascii_case(text))
            .ok_or(CountryRefusal::Unknown)
    }

    /// The country of a code, of one of its English names or of its own, in whatever case.
    ///
    /// # Errors
    /// No country has this code or goes by this name.
    pub fn of_code_or_name(text: &str) -> Result<Self, CountryRefusal> {
        let text = not_empty(text)?;
        let folded = text.to_lowercase();
        rows()
            .find(|(country, names)| {
                country.code.eq_ignore_ascii_case(text) || names.split('\t').any(|name| name.to_lowercase() == folded)
            })
            .map(|(country, _)| country)
            .ok_or(CountryRefusal::Unknown)
    }

    /// The code for a code or name; what is neither stays as it is written, for who checks it
    /// to refuse.
    pub fn code_or_text(text: &str) -> String {
        Self::of_code_or_name(text).map_or_else(|_| text.to_owned(), |country| country.code.to_owned())
    }

    /// The name for a code as it is kept; what is none stays as it is written.
    pub fn name_or_text(kept: &str) -> String {
        Self::all()
            .find(|country| country.code == kept)
            .map_or_else(|| kept.to_owned(), |country| country.name.to_owned())
    }

    /// ISO 3166-1 alpha-2: `NL`.
    pub const fn code(self) -> &'static str {
        self.code
    }

    /// As it is called in English: `Netherlands`.
    pub const fn name(self) -> &'static str {
        self.name
    }
}

fn not_empty(text: &str) -> Result<&str, CountryRefusal> {
    let text = text.trim();
    if text.is_empty() {
        Err(CountryRefusal::Empty)
    } else {
        Ok(text)
    }
}

/// Every country with its names, separated by tabs.
fn rows() -> impl Iterator<Item = (Country, &'static str)> {
    COUNTRIES.lines().filter_map(|line| {
        let (code, names) = line.split_once('\t')?;
        let name = names.split('\t').next()?;
        Some((Country { code, name }, names))
    })
}

/// The country of an address, as it is kept: chosen, or, from before countries were chosen, as
/// somebody wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum KeptCountry {
    /// One of the list.
    Chosen(Country),
    /// Free text.
    Written(Line),
}

impl KeptCountry {
    /// The code, or the text.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Chosen(country) => country.code(),
            Self::Written(text) => text.as_str(),
        }
    }
}

impl TryFrom<String> for KeptCountry {
    type Error = TextRefusal;

    /// What is kept as a code is a code: small letters were free text.
    fn try_from(kept: String) -> Result<Self, TextRefusal> {
        match Country::all().find(|country| country.code == kept) {
            Some(country) => Ok(Self::Chosen(country)),
            None => Line::parse(&kept).map(Self::Written),
        }
    }
}

impl From<KeptCountry> for String {
    fn from(kept: KeptCountry) -> Self {
        kept.as_str().to_owned()
    }
}

impl fmt::Display for KeptCountry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_list_is_that_of_iso_3166() {
        let codes: HashSet<_> = Country::all().map(Country::code).collect();
        assert_eq!(codes.len(), 249);
        assert_eq!(Country::all().count(), 249);
        for code in codes {
            assert!(
                code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()),
                "{code}"
            );
        }
    }

    #[test]
    fn no_two_countries_go_by_the_same_name() {
        let mut seen = HashSet::new();
        for (country, names) in rows() {
            for name in names.split('\t') {
                assert!(seen.insert(name.to_lowercase()), "{name} of {}", country.code);
                assert_eq!(name.trim(), name);
            }
        }
    }

    #[test]
    fn a_country_is_found_by_code_or_name() {
        for (text, code) in [
            ("NL", "NL"),
            (" nl ", "NL"),
            ("Netherlands", "NL"),
            ("the netherlands", "NL"),
            ("Türkiye", "TR"),
            ("TÜRKIYE", "TR"),
            ("Turkey", "TR"),
            ("Côte d’Ivoire", "CI"),
            ("Ivory Coast", "CI"),
            ("UK", "GB"),
            ("United States", "US"),
            ("Saint Lucia", "LC"),
            ("Deutschland", "DE"),
            ("ÖSTERREICH", "AT"),
            ("Suisse", "CH"),
        ] {
            assert_eq!(Country::of_code_or_name(text).map(Country::code), Ok(code), "{text}");
        }
        for (text, refusal) in [
            ("", CountryRefusal::Empty),
            (" \t", CountryRefusal::Empty),
            ("XX", CountryRefusal::Unknown),
            ("NLD", CountryRefusal::Unknown),
            ("Netherland", CountryRefusal::Unknown),
            ("Atlantis", CountryRefusal::Unknown),
        ] {
            assert_eq!(Country::of_code_or_name(text), Err(refusal), "{text:?}");
            assert_eq!(Country::of_code(text), Err(refusal), "{text:?}");
        }
        assert_eq!(Country::of_code("Netherlands"), Err(CountryRefusal::Unknown));
        assert_eq!(Country::of_code("nl").map(Country::name), Ok("Netherlands"));
    }

    #[test]
    fn what_is_no_country_stays_as_it_is_written() {
        assert_eq!(Country::code_or_text("netherlands"), "NL");
        assert_eq!(Country::code_or_text("Atlantis"), "Atlantis");
        assert_eq!(Country::name_or_text("NL"), "Netherlands");
        assert_eq!(Country::name_or_text("Holland (NL)"), "Holland (NL)");
    }

    #[test]
    fn what_was_written_before_is_kept_as_it_is() {
        for (kept, chosen) in [
            ("\"NL\"", true),
            ("\"Netherlands\"", false),
            ("\"nl\"", false),
            ("\"Holland (NL)\"", false),
        ] {
            let country: KeptCountry = serde_json::from_str(kept).unwrap();
            assert_eq!(matches!(country, KeptCountry::Chosen(_)), chosen, "{kept}");
            assert_eq!(serde_json::to_string(&country).unwrap(), kept);
        }
    }
}
