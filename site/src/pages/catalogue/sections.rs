//! The sections of a catalogue as they are shown.

use super::{
    forms::{APPLICATION, Ask, CONDITIONS, DESK, LINK, METRIC, PART, SUBSCRIPTION_PLAN, UPGRADE_ITEM, UPGRADE_PLAN},
    rate_card::RATE_CARD,
    system_type::SYSTEM_TYPE,
};
use js_sys::encode_uri_component;
use serde_json::Value;

/// A section.
#[derive(Debug, PartialEq, Eq)]
pub struct Section {
    /// As it stands in the document.
    pub name: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// The field that names an entry; empty where there is one of it.
    pub key: &'static str,
    /// One of its entries, in words.
    pub one: &'static str,
    /// Its form; empty where it is another one for every entry.
    pub asked: &'static [Ask],
    /// Whether entries are retired.
    pub retires: bool,
}

/// Every section, in the order of the tabs. What there is one of stands last.
pub const SECTIONS: [Section; 12] = [
    Section {
        name: "applications",
        title: "Applications",
        key: "id",
        one: "application",
        asked: APPLICATION,
        retires: true,
    },
    Section {
        name: "system_types",
        title: "System types",
        key: "id",
        one: "system type",
        asked: SYSTEM_TYPE,
        retires: true,
    },
    Section {
        name: "parts",
        title: "Parts",
        key: "number",
        one: "part",
        asked: PART,
        retires: true,
    },
    Section {
        name: "rate_cards",
        title: "Rate cards",
        key: "version",
        one: "rate card",
        asked: RATE_CARD,
        retires: false,
    },
    Section {
        name: "metrics",
        title: "Metrics",
        key: "id",
        one: "metric",
        asked: METRIC,
        retires: true,
    },
    Section {
        name: "upgrade_plans",
        title: "Plans",
        key: "id",
        one: "plan",
        asked: UPGRADE_PLAN,
        retires: true,
    },
    Section {
        name: "upgrade_items",
        title: "Upgrades",
        key: "sku",
        one: "upgrade",
        asked: UPGRADE_ITEM,
        retires: true,
    },
    Section {
        name: "subscription_plans",
        title: "Subscription plans",
        key: "id",
        one: "subscription plan",
        asked: SUBSCRIPTION_PLAN,
        retires: true,
    },
    Section {
        name: "links",
        title: "Links",
        key: "name",
        one: "link",
        asked: LINK,
        retires: false,
    },
    Section {
        name: "desk",
        title: "The desk's name",
        key: "",
        one: "desk's name",
        asked: DESK,
        retires: false,
    },
    Section {
        name: "terms",
        title: "Terms to accept",
        key: "",
        one: "terms to accept",
        asked: &[],
        retires: false,
    },
    Section {
        name: "upgrade_conditions",
        title: "Conditions of upgrades",
        key: "",
        one: "conditions of upgrades",
        asked: CONDITIONS,
        retires: false,
    },
];

/// The section of a name.
pub fn section(name: &str) -> Option<&'static Section> {
    SECTIONS.iter().find(|section| section.name == name)
}

/// The heading of a section, by its name.
pub fn title(name: &str) -> String {
    section(name).map_or(name, |section| section.title).to_owned()
}

/// A field in words: its label, where the section has a form, else as it stands in the document.
pub fn field_words(name: &str, field: &str) -> String {
    let asked = section(name).map(|section| section.asked).unwrap_or_default();
    match asked.iter().find(|ask| ask.field == field) {
        Some(ask) => ask.label.to_owned(),
        None if field == "retired" => "Retired".to_owned(),
        None => field.to_owned(),
    }
}

impl Section {
    /// Whether there is one of it.
    pub const fn is_single(&self) -> bool {
        self.key.is_empty()
    }

    /// What an entry is told apart by.
    pub fn id(&self, entry: &Value) -> String {
        entry[self.key].as_str().unwrap_or_default().to_owned()
    }

    /// The page of an entry; of a new one without.
    pub fn page(&self, entry: Option<&str>) -> String {
        let section = self.name;
        match entry {
            Some(entry) => {
                let entry = String::from(encode_uri_component(entry));
                format!("/catalogue/entry?section={section}&entry={entry}")
            }
            None => format!("/catalogue/entry?section={section}"),
        }
    }

    /// Where its entries are listed.
    pub fn list(&self) -> String {
        let tab = if self.is_single() { "desk" } else { self.name };
        format!("/catalogue?section={tab}")
    }
}

/// `Part BE107573`, `The desk's name`.
pub fn named(section: &Section, entry: &str) -> String {
    if section.is_single() {
        return section.title.to_owned();
    }
    let mut one = section.one.to_owned();
    if let Some(first) = one.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    format!("{one} {entry}")
}

/// Whether an entry is retired.
pub fn is_retired(entry: &Value) -> bool {
    entry["retired"] == Value::Bool(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_of_a_document_is_shown_by_its_key() {
        for of_the_document in domain::catalogue::SECTIONS {
            let shown = section(of_the_document.name).unwrap();
            assert_eq!(shown.key, of_the_document.key, "{}", shown.name);
        }
        let lists = SECTIONS.iter().filter(|section| !section.is_single()).count();
        assert_eq!(lists, domain::catalogue::SECTIONS.len());
    }

    #[test]
    fn an_entry_is_named_in_words() {
        assert_eq!(named(section("parts").unwrap(), "BE107573"), "Part BE107573");
        assert_eq!(named(section("desk").unwrap(), ""), "The desk's name");
        assert_eq!(field_words("parts", "grants/amount"), "Units of the feature");
        assert_eq!(field_words("parts", "made_up"), "made_up");
    }
}
