//! Reading a catalogue and checking that it is whole.

use super::{Catalogue, system_type::SystemTypes};
use std::collections::BTreeSet;

/// Why catalogue data cannot be used. For those who edit the data.
#[derive(Debug, thiserror::Error)]
pub enum BrokenCatalogue {
    /// Not JSON of the expected shape, or a value in it that is not allowed.
    #[error("{file}: {error}")]
    Json {
        /// The file's name.
        file: &'static str,
        /// What is wrong, with line and column.
        error: serde_json::Error,
    },
    /// Two entries have the same id or number.
    #[error("{0} is there twice")]
    Twice(String),
    /// An entry names another that is not there.
    #[error("{from} names {to}, which is not there")]
    Dangling {
        /// The entry that names.
        from: String,
        /// What it names.
        to: String,
    },
}

impl Catalogue {
    /// Reads a catalogue from its three files and checks that it is whole: every id
    /// and number once, everything named there.
    pub fn read(system_types: &str, applications: &str, parts: &str) -> Result<Self, BrokenCatalogue> {
        let json = |file| move |error| BrokenCatalogue::Json { file, error };
        let system_types: SystemTypes = serde_json::from_str(system_types).map_err(json("system-types.json"))?;
        let mut catalogue = Self {
            system_types: system_types.resolve()?,
            applications: serde_json::from_str(applications).map_err(json("applications.json"))?,
            parts: serde_json::from_str(parts).map_err(json("parts.json"))?,
        };
        catalogue.parts.sort_by(|a, b| a.number.cmp(&b.number));
        catalogue.check()?;
        Ok(catalogue)
    }

    fn check(&self) -> Result<(), BrokenCatalogue> {
        once(self.system_types.iter().map(|system_type| system_type.id.as_str()))?;
        once(self.applications.iter().map(|application| application.id.as_str()))?;
        // An agreement number names its application by its characters.
        once(
            self.applications
                .iter()
                .map(|application| application.characters.as_str()),
        )?;
        once(self.parts.iter().map(|part| part.number.as_str()))?;
        for part in &self.parts {
            let dangling = |to: &str| BrokenCatalogue::Dangling {
                from: part.number.to_string(),
                to: to.to_owned(),
            };
            self.application(&part.application)
                .ok_or_else(|| dangling(&part.application))?;
            for id in &part.fits {
                self.system_type(id.as_str()).ok_or_else(|| dangling(id.as_str()))?;
            }
        }
        Ok(())
    }
}

fn once<'a>(mut names: impl Iterator<Item = &'a str>) -> Result<(), BrokenCatalogue> {
    let mut seen = BTreeSet::new();
    match names.find(|name| !seen.insert(*name)) {
        Some(name) => Err(BrokenCatalogue::Twice(name.to_owned())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_data_is_refused_by_name() {
        let types = |pattern: &str, terms: &str| {
            let hkc = format!(r#"{{"format": "An A is a", "example": "a", "pattern": "{pattern}"}}"#);
            format!(
                r#"{{"terms": {{"t": "Terms."}}, "system_types": [
                {{"id": "a", "name": "A", "characters": "AA", "hkc": {hkc}, "origin": "entered", "terms": "{terms}"}}]}}"#
            )
        };
        let part = |number: &str, application: &str, fits: &str| {
            format!(
                r#"{{"number": "{number}", "name": "P", "kind": "licence", "application": "{application}", "fits": ["{fits}"], "grants": {{"feature": "f", "amount": 1}}}}"#
            )
        };
        let applications = r#"[{"id": "b", "name": "B", "characters": "BB"}]"#;
        let good = types("^a$", "t");
        assert!(Catalogue::read(&good, applications, &format!("[{}]", part("P1", "b", "a"))).is_ok());
        let twice = format!("[{},{}]", part("P1", "b", "a"), part("p1", "b", "a"));
        for (types, parts, said) in [
            (types("^a$", "u"), "[]".to_owned(), "a names u, which is not there"),
            (types("^(a$", "t"), "[]".to_owned(), "system-types.json"),
            (
                good.clone(),
                format!("[{}]", part("P1", "c", "a")),
                "P1 names c, which is not there",
            ),
            (
                good.clone(),
                format!("[{}]", part("P1", "b", "z")),
                "P1 names z, which is not there",
            ),
            (good.clone(), twice, "P1 is there twice"),
            (good.clone(), format!("[{}]", part("P 1", "b", "a")), "parts.json"),
        ] {
            let refusal = Catalogue::read(&types, applications, &parts).unwrap_err().to_string();
            assert!(refusal.starts_with(said), "{refusal}");
        }
    }
}
