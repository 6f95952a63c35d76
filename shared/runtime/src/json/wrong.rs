//! What serde finds wrong, as a sentence for who wrote the JSON.

use serde::de::{self, Expected, Unexpected, Visitor};
use std::fmt;

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrong {
    /// For people.
    pub(super) sentence: String,
    /// The member of the object that is missing or stands twice.
    pub(super) member: Option<String>,
}

impl Wrong {
    pub(super) fn new(sentence: impl Into<String>) -> Self {
        Self {
            sentence: sentence.into(),
            member: None,
        }
    }

    pub(super) fn twice(member: &str) -> Self {
        Self {
            sentence: "This stands here twice. Send it once.".to_owned(),
            member: Some(member.to_owned()),
        }
    }

    /// Another kind of value stands where this visitor's would.
    pub(super) fn instead(given: &str, wanted: &str) -> Self {
        Self::new(format!("Send {wanted} here, not {given}."))
    }

    pub(super) fn no_choice(given: &str, choices: &[&str]) -> Self {
        let choices: Vec<String> = choices.iter().map(|choice| format!("`{choice}`")).collect();
        match choices.as_slice() {
            [] => Self::new("Nothing can be chosen here."),
            [one] => Self::new(format!("Send {one} here, not {given}.")),
            many => Self::new(format!("Send one of {} here, not {given}.", many.join(", "))),
        }
    }
}

/// What a visitor takes, in words of JSON.
pub(super) fn wanted<'de>(visitor: &impl Visitor<'de>) -> &'static str {
    struct Expecting<'a, V>(&'a V);
    impl<'de, V: Visitor<'de>> fmt::Display for Expecting<'_, V> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.expecting(f)
        }
    }
    in_words(&Expecting(visitor).to_string())
}

/// serde and the crates that read by it say what they expect in words of Rust.
fn in_words(expected: &str) -> &'static str {
    match expected {
        "a boolean" => "true or false",
        "a string" | "a borrowed string" | "a character" | "field identifier" | "variant identifier" => "text",
        "u8" => "a whole number from 0 to 255",
        "u16" => "a whole number from 0 to 65535",
        "u32" => "a whole number from 0 to 4294967295",
        "u64" | "usize" => "a whole number from 0",
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number",
        "f32" | "f64" => "a number",
        "unit" => "null",
        DAY => DAY,
        "an RFC 3339 formatted date and time string" | "a formatted date and time string or a unix timestamp" => {
            INSTANT
        }
        "a UUID string" | "a formatted UUID string" => ID,
        "a sequence" => "an array",
        _ if expected.starts_with("an array") || expected.starts_with("a tuple") || expected.starts_with("tuple") => {
            "an array"
        }
        "a map" => "an object",
        _ if expected.starts_with("struct ") || expected.starts_with(TAGGED) => "an object",
        _ => "another kind of value",
    }
}

const TAGGED: &str = "internally tagged enum ";
/// What [`domain::day::Day`] expects; of a wrong text it says more itself.
const DAY: &str = "a day such as 2027-12-31";
const INSTANT: &str = "an instant such as 2026-01-31T09:00:00Z";
const ID: &str = "an id such as 019a9c3e-0000-7000-8000-000000000000";

/// What a text should look like that this visitor reads, if it has a form of its own. The
/// crates that read it say of a wrong one that "input contains invalid characters".
pub(super) fn form<'de>(visitor: &impl Visitor<'de>) -> Option<&'static str> {
    let wanted = wanted(visitor);
    [INSTANT, ID].into_iter().find(|form| *form == wanted)
}

fn given(unexpected: &Unexpected<'_>, text: &str) -> String {
    match unexpected {
        Unexpected::Bool(value) => value.to_string(),
        Unexpected::Unsigned(number) => number.to_string(),
        Unexpected::Signed(number) => number.to_string(),
        Unexpected::Float(number) => number.to_string(),
        Unexpected::Char(_) | Unexpected::Str(_) | Unexpected::Bytes(_) => text.to_owned(),
        Unexpected::Unit | Unexpected::Option => "null".to_owned(),
        Unexpected::Seq | Unexpected::TupleVariant => "an array".to_owned(),
        Unexpected::Map | Unexpected::StructVariant => "an object".to_owned(),
        _ => "this".to_owned(),
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl std::error::Error for Wrong {}

impl de::Error for Wrong {
    /// What a type of ours says of a value that breaks its rule: a sentence already.
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message.to_string())
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::instead(&given(&unexpected, "text"), in_words(&expected.to_string()))
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::instead(&given(&unexpected, "this text"), in_words(&expected.to_string()))
    }

    fn invalid_length(length: usize, _: &dyn Expected) -> Self {
        Self::new(format!(
            "An array of another length has to stand here; this one has {length}."
        ))
    }

    fn unknown_variant(variant: &str, choices: &'static [&'static str]) -> Self {
        Self::no_choice(&format!("`{variant}`"), choices)
    }

    fn unknown_field(field: &str, known: &'static [&'static str]) -> Self {
        let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
        Self {
            sentence: match known.as_slice() {
                [] => "There is no such field here; the object is empty.".to_owned(),
                known => format!("There is no such field here. There is {}.", known.join(", ")),
            },
            member: Some(field.to_owned()),
        }
    }

    fn missing_field(field: &'static str) -> Self {
        Self {
            sentence: "This is missing.".to_owned(),
            member: Some(field.to_owned()),
        }
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::twice(field)
    }
}
