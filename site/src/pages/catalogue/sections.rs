//! The sections of a catalogue as they are shown, and what is asked for in an entry's form.

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
    /// Its form; empty where an entry is edited as text.
    pub asked: &'static [Ask],
    /// Whether entries are retired.
    pub retires: bool,
}

/// A field of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask {
    /// Where it stands in the entry, as in `grants/feature`.
    pub field: &'static str,
    /// Its label.
    pub label: &'static str,
    /// What to know before filling it in.
    pub note: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it may stay empty.
    pub optional: bool,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One line of text.
    Text,
    /// A whole number.
    Number,
    /// Yes or no.
    Yes,
    /// Texts, one a line.
    Lines,
    /// Numbers by name, one a line: `asset-instances: 100`.
    Counts,
    /// One of several: value and words.
    OneOf(&'static [(&'static str, &'static str)]),
    /// An entry of a section, by its id.
    In(&'static str),
}

const fn ask(field: &'static str, label: &'static str, note: &'static str, kind: Kind) -> Ask {
    Ask {
        field,
        label,
        note,
        kind,
        optional: false,
    }
}

const fn maybe(field: &'static str, label: &'static str, note: &'static str, kind: Kind) -> Ask {
    Ask {
        field,
        label,
        note,
        kind,
        optional: true,
    }
}

const ID: Ask = ask(
    "id",
    "Id",
    "Small letters, digits and dashes. It stays for good.",
    Kind::Text,
);
const NAME: Ask = ask("name", "Name", "As it is shown.", Kind::Text);

const APPLICATION: &[Ask] = &[
    ID,
    NAME,
    ask(
        "characters",
        "Characters",
        "Two digits or capital letters, such as IS: agreement numbers begin with them. They stay for good.",
        Kind::Text,
    ),
];

const PART: &[Ask] = &[
    ask(
        "number",
        "Number",
        "What it is ordered by. It stays for good.",
        Kind::Text,
    ),
    NAME,
    ask(
        "kind",
        "Kind",
        "It stays for good.",
        Kind::OneOf(&[("licence", "Licence"), ("swa-unit", "SWA unit")]),
    ),
    ask(
        "application",
        "Application",
        "It stays for good.",
        Kind::In("applications"),
    ),
    maybe(
        "fits",
        "System types that it fits",
        "The ids, one a line, such as sv8100. More can be added later, none taken away. Empty for SWA units.",
        Kind::Lines,
    ),
    maybe(
        "grants/feature",
        "Feature that it grants",
        "Small letters, digits and dashes. Empty for SWA units.",
        Kind::Text,
    ),
    maybe(
        "grants/amount",
        "Units of the feature",
        "For features that add up.",
        Kind::Number,
    ),
    maybe(
        "grants/version",
        "Version of the feature",
        "For features of which the highest version counts.",
        Kind::Number,
    ),
];

const METRIC: &[Ask] = &[
    ID,
    NAME,
    ask(
        "unit",
        "Unit",
        "What is counted, such as instances. It stays for good.",
        Kind::Text,
    ),
];

const UPGRADE_PLAN: &[Ask] = &[
    ID,
    NAME,
    maybe(
        "quota",
        "Quota",
        "What the plan grants: a metric and a number a line, such as asset-instances: 100.",
        Kind::Counts,
    ),
    maybe(
        "activates_packages",
        "Tenants on this plan may activate packages",
        "",
        Kind::Yes,
    ),
];

const CURRENCY: Kind = Kind::Text;

const UPGRADE_ITEM: &[Ask] = &[
    ask("sku", "SKU", "What it is ordered by. It stays for good.", Kind::Text),
    NAME,
    ask(
        "description",
        "Description",
        "What one of it brings, in a sentence.",
        Kind::Text,
    ),
    ask(
        "metric",
        "Metric",
        "What it raises. It stays for good.",
        Kind::In("metrics"),
    ),
    ask(
        "amount",
        "Amount",
        "By how much one of it raises the metric. It stays for good.",
        Kind::Number,
    ),
    ask(
        "maximum_quantity",
        "Most at a time",
        "How many can be bought at a time.",
        Kind::Number,
    ),
    ask(
        "price_per_year/minor_units",
        "Price of a year",
        "In cents.",
        Kind::Number,
    ),
    ask(
        "price_per_year/currency",
        "Currency of the price of a year",
        "Three capital letters, such as USD. It stays for good.",
        CURRENCY,
    ),
    ask(
        "price_per_month/minor_units",
        "Price of a month",
        "In cents.",
        Kind::Number,
    ),
    ask(
        "price_per_month/currency",
        "Currency of the price of a month",
        "Three capital letters, such as USD. It stays for good.",
        CURRENCY,
    ),
    maybe(
        "prerequisites",
        "Plans of which a tenant needs one",
        "The ids, one a line.",
        Kind::Lines,
    ),
];

const SUBSCRIPTION_PLAN: &[Ask] = &[
    ID,
    NAME,
    ask(
        "rank",
        "Rank",
        "0 to 255. The higher one is in effect where two plans cover the same day. It stays for good.",
        Kind::Number,
    ),
];

const LINK: &[Ask] = &[
    ask("name", "Name", "As it is shown in the menu.", Kind::Text),
    ask(
        "address",
        "Address",
        "It begins with https:// and opens in a new tab.",
        Kind::Text,
    ),
    maybe(
        "roles",
        "Roles that see it",
        "One a line, such as licence-user. Empty for everybody.",
        Kind::Lines,
    ),
];

const DESK: &[Ask] = &[
    maybe("name", "Name of the desk", "Latchkey where it stays empty.", Kind::Text),
    maybe("sender", "Sender of mails", "Stands beside the address.", Kind::Text),
];

const CONDITIONS: &[Ask] = &[
    ask("billing_term", "Billing", "When upgrades are charged.", Kind::Text),
    ask("payment_method", "Payment", "How they are paid.", Kind::Text),
    ask("subscription_term", "Term", "How long they last.", Kind::Text),
    ask("provider", "Provider", "Who provides them.", Kind::Text),
];

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
        asked: &[],
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
        asked: &[],
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
