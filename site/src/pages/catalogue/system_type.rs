//! The form of a system type, whose hardware key codes are tried out while their format is written.

use super::{
    fields,
    forms::{Ask, Asked, ID, Kind, NAME, ask, maybe},
};
use crate::components::dynamic::{on, text};
use api::FieldError;
use domain::catalogue::HkcFormat;
use leptos::prelude::*;
use serde_json::{Value, json};

/// A system type.
pub const SYSTEM_TYPE: &[Ask] = &[
    ID,
    NAME,
    ask(
        "characters",
        "Characters",
        "Two digits or capital letters, such as 19: the software key codes of its licences have them in the third and fourth place. They stay for good.",
        Kind::Text,
    ),
    ask(
        "origin",
        "Where its hardware key codes come from",
        "It stays for good.",
        Kind::OneOf(&[
            ("entered", "Read off the hardware and entered"),
            ("child", "Made with a child location, from its parent's"),
            ("generated", "Made here, from what its users enter"),
            ("imported", "Entered, with licences that are imported once"),
            ("external", "Entered, for licence files that come from elsewhere"),
        ]),
    ),
    ask(
        HKC_FORMAT,
        "Hardware key code in words",
        "A sentence without its full stop, such as: A press code is P and 6 digits. It is shown beside the field, and when a code is refused.",
        Kind::Text,
    ),
    ask(
        HKC_EXAMPLE,
        "Hardware key code as an example",
        "One of the right format, such as P123456.",
        Kind::Text,
    ),
    ask(
        HKC_PATTERNS,
        "Patterns of the hardware key code",
        "Regular expressions for the whole of a code, one a line, such as ^P[0-9]{6}$. More can be added later, none taken away.",
        Kind::Lines,
    ),
    maybe(
        HKC_CHECK,
        "Further check",
        "Whether a part of the code counts another one. It stays for good.",
        Kind::OneOf(&[(
            "is3000-length",
            "The group \"length\" counts the characters of the group \"body\" and 2",
        )]),
    ),
    maybe(
        "generation/from",
        "What hardware key codes are made from",
        "Where they are made here.",
        Kind::OneOf(&[
            ("computer-name", "The full computer name, which can be changed later"),
            ("domain", "A domain name, which several systems can have"),
            ("mac-address", "A MAC address, which is used once"),
            ("ip-address", "An IP address, which several systems can have"),
        ]),
    ),
    maybe(
        "generation/form",
        "Form of the codes that are made",
        "With # for a digit and % for a hexadecimal digit, 10 to 26 of them, such as P-##########. The last two check the others.",
        Kind::Text,
    ),
    maybe(
        "generation/with",
        "Feature that comes before the code is made",
        "Where a location has a temporary key first: one unit of a part that grants this feature is attached alone, and activated when the code is made.",
        Kind::Text,
    ),
    maybe(
        "temporary",
        "A new location has a temporary key that is made here",
        "Its characters, date, time, a number and TEMP-KEY, such as 22-121126064636-613-TEMP-KEY: for good, or until the code is made. It stays for good.",
        Kind::Yes,
    ),
    maybe(
        "parents",
        "System types that one is added to, as a child",
        "The ids, one a line. More can be added later, none taken away.",
        Kind::List,
    ),
    maybe(
        "activation_code",
        "Each licence file comes with an activation code, which is mailed",
        "It stays for good.",
        Kind::Yes,
    ),
    ask(
        "terms",
        "Terms to accept",
        "What is accepted when licences are activated.",
        Kind::OfTerms,
    ),
    maybe(
        "special",
        "Making a location of it takes more than this desk knows: nobody can make one here",
        "",
        Kind::Yes,
    ),
    maybe(
        "product_key",
        "Product key",
        "What names a product apart from its hardware key code. It stays for good.",
        Kind::OneOf(&[
            ("entered", "Read off the hardware and entered"),
            ("filled", "Filled in with the first activation"),
        ]),
    ),
    maybe(
        "file_name",
        "Name of its licence files",
        "In a zip with a log, such as AA_*_out, where * stands for the product key. Empty: they are called by the hardware key code. It stays for good.",
        Kind::Text,
    ),
    maybe(
        "redundant",
        "Two of its locations can be a redundant pair",
        "The second is added to the first, so name the system type among its own parents. It stays for good.",
        Kind::Yes,
    ),
    maybe(
        "second_hkc",
        "A location can have a second hardware key code, of hardware that takes over",
        "It stays for good.",
        Kind::Yes,
    ),
    maybe(
        "one_licence",
        "One licence of one unit stands at a location of it, and no other",
        "",
        Kind::Yes,
    ),
    maybe(
        "quantities/base",
        "Feature of which a licence file has at least one",
        "And by which the two below are measured.",
        Kind::Text,
    ),
    maybe(
        "quantities/as_many",
        "Features of which there are as many",
        "One a line.",
        Kind::List,
    ),
    maybe(
        "quantities/none_or_more",
        "Features of which there are none, or at least as many",
        "One a line.",
        Kind::List,
    ),
    maybe(
        SCANNED,
        "Its codes are scanned from labels that add A_, dashes and underscores",
        "",
        Kind::Yes,
    ),
    maybe("zipped", "Its licence file is delivered in a zip", "", Kind::Yes),
    maybe(
        "child_lmc",
        "System type of a child location",
        "A location of that type is made with each location of this one. It stays for good.",
        Kind::In("system_types"),
    ),
    maybe("demo/number", "Demo licences for each location", "", Kind::Number),
    maybe("demo/days", "Days that a demo licence holds", "", Kind::Number),
    maybe("service/number", "Service licences for each location", "", Kind::Number),
    maybe("service/days", "Days that a service licence holds", "", Kind::Number),
    maybe(
        "becomes/system_type",
        "System type that one can become",
        "With another hardware key code; licences that fit both move.",
        Kind::In("system_types"),
    ),
    maybe(
        "becomes/counterparts",
        "Parts that are others there",
        "A line each: the number here and there, such as LK340001: LK440001.",
        Kind::Pairs,
    ),
    maybe(
        "request_file",
        "The customer's file that a licence file is made of",
        "What it is called, such as protect.dat, where licence files come from elsewhere and are made of one.",
        Kind::Text,
    ),
    maybe(
        "needs/feature",
        "Feature that it needs to run",
        "A location without it is warned about.",
        Kind::Text,
    ),
    maybe(
        "needs/warning",
        "Warning where the feature is missing",
        "A sentence.",
        Kind::Text,
    ),
];

/// Where the format of hardware key codes stands: it is tried out while it is written.
pub const HKC_FORMAT: &str = "hkc/format";
/// See [`HKC_FORMAT`].
pub const HKC_EXAMPLE: &str = "hkc/example";
/// See [`HKC_FORMAT`].
pub const HKC_PATTERNS: &str = "hkc/patterns";
/// See [`HKC_FORMAT`].
pub const HKC_CHECK: &str = "hkc/check";
/// See [`HKC_FORMAT`].
pub const SCANNED: &str = "scanned";

/// Where the format stands in the entry.
const HKC: [&str; 4] = [HKC_FORMAT, HKC_EXAMPLE, HKC_PATTERNS, HKC_CHECK];

/// The format, or what is wrong with it.
fn read(hkc: &Value) -> Result<HkcFormat, String> {
    let format: HkcFormat = serde_json::from_value(hkc.clone()).map_err(|wrong| wrong.to_string())?;
    match format.fault() {
        Some(wrong) => Err(wrong),
        None => Ok(format),
    }
}

/// What is wrong with the format of an entry, at the field that it is about.
pub fn fault(entry: &Value) -> Option<FieldError> {
    let wrong = read(&entry["hkc"]).err()?;
    let field = if wrong.starts_with("The example") {
        HKC_EXAMPLE
    } else {
        HKC_PATTERNS
    };
    Some(FieldError {
        field: fields::name(field),
        message: wrong,
    })
}

/// What becomes of a code under a format that is being written: a sentence.
fn judged(hkc: &Value, scanned: bool, code: &str) -> String {
    if code.trim().is_empty() {
        return String::new();
    }
    match read(hkc) {
        Err(wrong) => format!("The format cannot be used yet. {wrong}"),
        Ok(format) => match format.read(code, scanned) {
            Ok(hkc) => format!("It is accepted, and stands as {hkc}."),
            Err(refusal) => format!("It is refused: {refusal}"),
        },
    }
}

/// A field that tries a code.
pub fn trial(asked: &[Asked]) -> AnyView {
    let typed = |field: &str| asked.iter().find(|asked| asked.ask.field == field).cloned();
    let of_the_format: Vec<_> = HKC.iter().filter_map(|field| typed(field)).collect();
    let scanned = typed(SCANNED).map(|asked| asked.value);
    let code = RwSignal::new(String::new());
    let sentence = move || {
        let mut entry = json!({});
        for asked in &of_the_format {
            // What is missing is told by the format.
            let _ = fields::write(&mut entry, &asked.ask, &asked.value.get());
        }
        let scanned = scanned.is_some_and(|scanned| !scanned.get().is_empty());
        judged(&entry["hkc"], scanned, &code.get())
    };
    view! {
        <div class="field">
            <label class="form-label" for="hkc-trial">"Try a hardware key code"</label>
            <input
                id="hkc-trial"
                class="form-control"
                type="text"
                autocomplete="off"
                aria-describedby="hkc-trial-about"
                prop:value=code
                on:input=on(move |event| code.set(event_target_value(&event)))
            />
            <div id="hkc-trial-about">
                <p class="form-hint">"What a user would be told who enters it. It is not kept."</p>
                <p class="mb-0" role="status">{text(sentence)}</p>
            </div>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_judged_as_the_desk_would() {
        let hkc =
            json!({"format": "A press code is P and 6 digits", "example": "P123456", "patterns": ["^P[0-9]{6}$"]});
        for (hkc, scanned, code, said) in [
            (&hkc, false, " ", ""),
            (&hkc, false, "p654321", "It is accepted, and stands as P654321."),
            (
                &hkc,
                false,
                "P6543",
                "It is refused: A press code is P and 6 digits, such as P123456.",
            ),
            (
                &hkc,
                false,
                "A_P65-4321",
                "It is refused: A press code is P and 6 digits, such as P123456.",
            ),
            (&hkc, true, "A_P65-4321", "It is accepted, and stands as P654321."),
        ] {
            assert_eq!(judged(hkc, scanned, code), said, "{code}");
        }
        for (field, value, said) in [
            ("patterns", json!(["P"]), "A pattern begins with ^"),
            ("example", json!("P1"), "The example P1 is not of the format."),
        ] {
            let mut broken = hkc.clone();
            broken[field] = value;
            let judged = judged(&broken, false, "P654321");
            assert!(
                judged.starts_with("The format cannot be used yet.") && judged.contains(said),
                "{judged}"
            );
            let wrong = fault(&json!({ "hkc": broken })).unwrap();
            assert_eq!(wrong.field, format!("changes/0/put/hkc/{field}"));
        }
        assert!(fault(&json!({ "hkc": hkc })).is_none());
    }
}
