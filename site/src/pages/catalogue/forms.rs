//! What is asked for in an entry's form.

use leptos::prelude::RwSignal;
use std::borrow::Cow;

/// A field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Where it stands in the entry, as in `grants/feature`.
    pub field: Cow<'static, str>,
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
    /// A picture, as the address that holds it.
    Picture,
    /// Yes or no.
    Yes,
    /// A day: `2026-01-31`.
    Day,
    /// Texts, one a line.
    Lines,
    /// The same, left out where there is none.
    List,
    /// Whole numbers, one a line, left out where there is none.
    Numbers,
    /// Numbers by name, one a line: `asset-instances: 100`.
    Counts,
    /// Texts by name, one a line: `LK340001: LK440001`.
    Pairs,
    /// Decimals by name, one a line: `BE107573: 0.55`.
    Rates,
    /// Months with a factor, one a line: `24: 0.97`.
    Terms,
    /// One of several: value and words.
    OneOf(&'static [(&'static str, &'static str)]),
    /// An entry of a section, by its id.
    In(&'static str),
    /// The name of terms to accept.
    OfTerms,
}

/// A field with what stands in it as it is typed.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The field.
    pub ask: Ask,
    /// What stands in it.
    pub value: RwSignal<String>,
}

/// Something that has to be said.
pub const fn ask(field: &'static str, label: &'static str, note: &'static str, kind: Kind) -> Ask {
    Ask {
        field: Cow::Borrowed(field),
        label,
        note,
        kind,
        optional: false,
    }
}

/// Something that may be said.
pub const fn maybe(field: &'static str, label: &'static str, note: &'static str, kind: Kind) -> Ask {
    Ask {
        field: Cow::Borrowed(field),
        label,
        note,
        kind,
        optional: true,
    }
}

/// What an entry is told apart by.
pub const ID: Ask = ask(
    "id",
    "Id",
    "Small letters, digits and dashes. It stays for good.",
    Kind::Text,
);
/// What an entry is called.
pub const NAME: Ask = ask("name", "Name", "As it is shown.", Kind::Text);

/// An application.
pub const APPLICATION: &[Ask] = &[
    ID,
    NAME,
    ask(
        "characters",
        "Characters",
        "Two digits or capital letters, such as IS: agreement numbers begin with them. They stay for good.",
        Kind::Text,
    ),
];

/// A part.
pub const PART: &[Ask] = &[
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
        "The ids, one a line, such as press-12. More can be added later, none taken away. Empty for SWA units.",
        Kind::List,
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
    maybe(
        "one_per_system",
        "A system has one unit of it, at whichever of its locations",
        "It stays for good.",
        Kind::Yes,
    ),
];

/// A metric.
pub const METRIC: &[Ask] = &[
    ID,
    NAME,
    ask(
        "unit",
        "Unit",
        "What is counted, such as instances. It stays for good.",
        Kind::Text,
    ),
];

/// A plan of tenants.
pub const UPGRADE_PLAN: &[Ask] = &[
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

/// An upgrade.
pub const UPGRADE_ITEM: &[Ask] = &[
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

/// A plan of devices.
pub const SUBSCRIPTION_PLAN: &[Ask] = &[
    ID,
    NAME,
    ask(
        "rank",
        "Rank",
        "0 to 255. The higher one is in effect where two plans cover the same day. It stays for good.",
        Kind::Number,
    ),
];

/// A page elsewhere.
pub const LINK: &[Ask] = &[
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
        "One a line, of vendor-admin, catalogue-editor, licence-user, swa-user, tenant-admin, standard-user, subtenant-user, requester, buyer and operator. Empty for everybody.",
        Kind::List,
    ),
];

/// How the desk presents itself.
pub const DESK: &[Ask] = &[
    maybe("name", "Name of the desk", "Latchkey where it stays empty.", Kind::Text),
    maybe(
        "sender",
        "Sender of mails",
        "Stands beside the address that this deployment sends from. The name of the desk where it stays empty.",
        Kind::Text,
    ),
    maybe(
        "logo",
        "Logo",
        "PNG, JPEG or WebP, up to 32 kB and 1,024 by 1,024 pixels. It is shown 28 pixels high, on light and on dark.",
        Kind::Picture,
    ),
    maybe(
        "office_hours/from",
        "Office hours from",
        "The hour in UTC, 0 to 23. Outside of office hours, dealers make emergency licences for hardware that died; at any time where they stay empty.",
        Kind::Number,
    ),
    maybe(
        "office_hours/to",
        "Office hours to",
        "The hour in UTC, 1 to 24.",
        Kind::Number,
    ),
    maybe(
        "office_hours/days",
        "Days of office hours",
        "One a line, from 1 for Monday to 7 for Sunday.",
        Kind::Numbers,
    ),
];

/// What is the same for every upgrade.
pub const CONDITIONS: &[Ask] = &[
    ask("billing_term", "Billing", "When upgrades are charged.", Kind::Text),
    ask("payment_method", "Payment", "How they are paid.", Kind::Text),
    ask("subscription_term", "Term", "How long they last.", Kind::Text),
    ask("provider", "Provider", "Who provides them.", Kind::Text),
];
