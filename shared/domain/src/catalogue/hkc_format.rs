//! What hardware key codes look like (spec chapter 4, "System types").

use super::Hkc;
use crate::text::typed;
use regex_lite::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, OnceLock};

/// How the hardware key codes of a system type come about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum HkcOrigin {
    /// Read off the hardware or its client, and entered.
    Entered,
    /// Made with a child location, from its parent.
    Child,
    /// Made here, from a domain, computer name, MAC or IP address.
    Generated,
    /// Entered, with licences that the installed system already has and that are
    /// imported once.
    Imported,
    /// Entered, for a product whose licence files come from elsewhere.
    External,
}

/// A rule about a hardware key code that a pattern cannot state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum HkcCheck {
    /// The pattern's group `length` is the number of characters in its group `body`
    /// and the two of the closing `AA`, which a License Manager Client leaves away.
    Is3000Length,
}

/// What the hardware key codes of a system type look like. One that [`HkcFormat::fault`] finds
/// something wrong with takes no code.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(from = "Row", into = "Row")]
pub struct HkcFormat {
    /// In words: a sentence without its full stop, as in "A press hardware key code
    /// is 12 digits and starts with 19".
    pub format: String,
    /// One of the right format.
    pub example: String,
    patterns: Vec<String>,
    check: Option<HkcCheck>,
    /// What the patterns are as expressions, once they are asked for: of 500 formats, a call uses
    /// one or two. Clones share it.
    read: Arc<OnceLock<Result<Vec<Pattern>, BrokenFormat>>>,
}

/// An expression for the whole of a code: `[0-9A-Z]` is a place for capital letters,
/// `[0-9A-Za-z]` one where a letter stays as it was typed.
#[derive(Debug, Clone)]
struct Pattern {
    exact: Regex,
    in_any_case: Regex,
}

/// As it stands in the document. A format is widened by one more pattern: what was a code stays
/// one.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", schema(as = HkcFormat))]
pub(super) struct Row {
    format: String,
    example: String,
    patterns: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    check: Option<HkcCheck>,
}

/// Why a format cannot be used. The sentence is shown at the field.
#[derive(Debug, thiserror::Error)]
enum BrokenFormat {
    #[error("Write at least one pattern, and not more than {}.", HkcFormat::MOST_PATTERNS)]
    HowMany,
    #[error("A pattern begins with ^ and ends with $, so that it stands for the whole code: {0}")]
    NotAnchored(String),
    #[error("A pattern has up to {} characters.", HkcFormat::LONGEST_PATTERN)]
    TooLong,
    #[error("{0} cannot be read as a pattern, or takes too much room: {1}")]
    Pattern(String, regex_lite::Error),
    #[error("The example {0} is not of the format.")]
    Example(String),
}

impl Pattern {
    /// Reads one. The engine's time grows with the code's length times the pattern's and never
    /// faster; the bounds keep both small.
    fn read(text: &str) -> Result<Self, BrokenFormat> {
        if !(text.starts_with('^') && text.ends_with('$')) {
            return Err(BrokenFormat::NotAnchored(text.to_owned()));
        }
        if text.chars().count() > HkcFormat::LONGEST_PATTERN {
            return Err(BrokenFormat::TooLong);
        }
        let build = |any_case: bool| {
            let mut builder = RegexBuilder::new(text);
            let built = builder
                .case_insensitive(any_case)
                .size_limit(HkcFormat::PATTERN_BYTES)
                .build();
            built.map_err(|error| BrokenFormat::Pattern(text.to_owned(), error))
        };
        Ok(Self {
            exact: build(false)?,
            in_any_case: build(true)?,
        })
    }
}

impl From<Row> for HkcFormat {
    fn from(row: Row) -> Self {
        Self {
            format: row.format,
            example: row.example,
            patterns: row.patterns,
            check: row.check,
            read: Arc::default(),
        }
    }
}

impl From<HkcFormat> for Row {
    fn from(format: HkcFormat) -> Self {
        Self {
            patterns: format.patterns,
            format: format.format,
            example: format.example,
            check: format.check,
        }
    }
}

impl PartialEq for HkcFormat {
    fn eq(&self, other: &Self) -> bool {
        self.format == other.format
            && self.example == other.example
            && self.patterns == other.patterns
            && self.check == other.check
    }
}

/// Why a text is not a hardware key code of the system type. The sentence is shown
/// at the field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{format}, such as {example}.")]
pub struct HkcRefusal {
    /// The format in words, a sentence without its full stop.
    pub format: String,
    /// A code of the right format.
    pub example: String,
}

impl HkcFormat {
    /// How many patterns a format has at most.
    pub const MOST_PATTERNS: usize = 20;
    /// How many characters a pattern has at most.
    pub const LONGEST_PATTERN: usize = 300;
    /// How much room a pattern takes at most, in bytes, once it is read.
    const PATTERN_BYTES: usize = 1 << 18;

    /// What is wrong with it, if anything: a sentence that is shown at the field.
    pub fn fault(&self) -> Option<String> {
        self.expressions().as_ref().err().map(ToString::to_string)
    }

    fn expressions(&self) -> &Result<Vec<Pattern>, BrokenFormat> {
        self.read.get_or_init(|| {
            if self.patterns.is_empty() || self.patterns.len() > Self::MOST_PATTERNS {
                return Err(BrokenFormat::HowMany);
            }
            let texts = self.patterns.iter();
            let patterns = texts.map(|text| Pattern::read(text)).collect::<Result<Vec<_>, _>>()?;
            if self.spelled(&patterns, &self.example).as_ref() != Some(&self.example) {
                return Err(BrokenFormat::Example(self.example.clone()));
            }
            Ok(patterns)
        })
    }

    /// Reads a code as people type it; one that is scanned loses what the label adds.
    pub fn read(&self, text: &str, scanned: bool) -> Result<Hkc, HkcRefusal> {
        let text = typed(text);
        if scanned {
            self.parse(&without_label_marks(&text))
        } else {
            self.parse(&text)
        }
    }

    /// Checks a code that is trimmed. Letters are accepted in whatever case, and stand in the
    /// result as the pattern has them; where it has both, as they were typed.
    fn parse(&self, text: &str) -> Result<Hkc, HkcRefusal> {
        let patterns = self.expressions().as_deref().unwrap_or(&[]);
        self.spelled(patterns, text)
            .and_then(|code| Hkc::try_from(code).ok())
            .ok_or_else(|| HkcRefusal {
                format: self.format.clone(),
                example: self.example.clone(),
            })
    }

    /// The code as the pattern spells it. A pattern may begin with small letters (`aa`) and has
    /// capital ones after them: of these spellings one fits, and from it every letter that was
    /// typed small is small again where the pattern takes it so.
    fn spelled(&self, patterns: &[Pattern], text: &str) -> Option<String> {
        let hkc = Hkc::try_from(text.to_owned()).ok()?;
        let text = hkc.as_str();
        let pattern = patterns.iter().find(|pattern| self.matches(pattern, text))?;
        let fits = |spelling: &String| pattern.exact.is_match(spelling);
        let small_up_to = |end: usize| text[..end].to_ascii_lowercase() + &text[end..].to_ascii_uppercase();
        let mut spelling = (0..=text.len()).map(small_up_to).find(fits)?;
        for (at, typed) in text.char_indices().filter(|(_, typed)| typed.is_ascii_lowercase()) {
            let mut small = spelling.clone();
            small.replace_range(at..at + 1, typed.encode_utf8(&mut [0; 4]));
            if fits(&small) {
                spelling = small;
            }
        }
        Some(spelling)
    }

    fn matches(&self, pattern: &Pattern, text: &str) -> bool {
        pattern
            .in_any_case
            .captures(text)
            .is_some_and(|groups| match self.check {
                None => true,
                Some(HkcCheck::Is3000Length) => {
                    let length = groups
                        .name("length")
                        .and_then(|digits| digits.as_str().parse::<usize>().ok());
                    length == groups.name("body").map(|body| body.len() + "AA".len())
                }
            })
    }
}

/// A scanned code without its leading `A_`, dashes and underscores.
pub(super) fn without_label_marks(scanned: &str) -> String {
    let code = scanned
        .strip_prefix("A_")
        .or_else(|| scanned.strip_prefix("a_"))
        .unwrap_or(scanned);
    code.replace(['-', '_'], "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{Catalogue, SystemType};
    use proptest::prelude::*;

    fn parse(id: &str, text: &str) -> Result<Hkc, HkcRefusal> {
        Catalogue::seed().system_type(id).unwrap().parse_hkc(text)
    }

    #[test]
    fn what_the_manuals_print_is_accepted() {
        for (id, hkc) in [
            ("sl1000", "280001451316"),
            ("sl2100", "3810004626AD"),
            ("sv8100", "190400324412"),
            ("sv8100", "191000343919"),
            ("sv9100-cp10", "340209224568"),
            ("sv9100-cp10", "341006761783"),
            ("sv9100-cp20", "4410011575A6"),
            ("sv9100-cp20", "441018029547"),
            ("sv8300", "18CYG-IPS-00000000BJZ02319QK"),
            ("sv8300", "18CYG-IPS-00000000BJ300643sE"),
            ("sv9300", "36LYRAABK000000000CP10A087HY"),
            ("sv8500", "22CC538207AFD058020640CD57xO"),
            ("sv8500", "22E76E11299790CBCA0724859BI4"),
            ("sr-mgc-e", "22-121126064636-613-TEMP-KEY"),
            ("sv9500-standard", "35G00N360103F0S0007490B6E0yQ"),
            ("sv9500-appliance", "35G00N470108E0S0A8832EF2d3Po"),
            ("sv9500-se", "351A488E8B068683DFC26C7DDCKe"),
            ("is3000", "aa0014SA2792883418AA"),
            ("is3000", "aa0024IC960002104009xxx12345AA"),
            ("is3000", "aa0024IA956215554211xxx12345AA"),
            ("is3000-dongle-less", "aa0016HN242703562600AA"),
            ("umobility", "53A4AA19110F"),
            ("3c", "3CB6CE81EECE"),
            ("3c-cat2", "3CE9A629C0A6"),
            ("ip-dect", "1009FFFE"),
            ("ip-dect", "1FFFFFF9"),
            ("dect-ns", "1FF0022F"),
            ("lmc-sv8300", "LM18CYG-IPS-00000000BJZ12329QK"),
            ("lmc-sv8500", "LM22CC528207AFC059020340CD57xO"),
            ("lmc-sv9300", "LM36LYRAABK000000000CP10A087HY"),
            ("lmc-sv9500", "LM35G00N470108E0S0A8832EF2d3Po"),
            ("lmc-sv7000", "LM01PZPC3500000000H2TRP62357gM"),
            ("lmc-is3000", "LMIS0014SA2792885418"),
            ("lmc-is3000", "LMIS0024IC960002104011xxx12345"),
            ("lmc-is3000", "LMIS0024IA956215554213xxx12345"),
            ("lmc-is3000", "LMIS0016HN242703562600"),
            ("uip", "LM16717688D912171C3E3E603E1836"),
            ("bct-dongle", "aa0014SA2792889418AA"),
            ("bx-hardware", "9551484"),
            ("bx-software", "358744541284567"),
            ("bx-software", "23345678901234"),
            ("ovoc", "66E55234A97A"),
            ("rcc", "aa0014SA2792886419AA"),
            ("um4730", "11-10465697"),
            ("expense-management", "66045123"),
            ("mobicall-master", "1A2F"),
        ] {
            assert_eq!(parse(id, hkc).as_ref().map(Hkc::as_str), Ok(hkc), "{id}");
        }
    }

    #[test]
    fn letters_stand_as_the_pattern_has_them() {
        for (id, typed, spelled) in [
            ("sv8300", "18cyg-ips-00000000bj300643sE", "18CYG-IPS-00000000BJ300643sE"),
            ("sv8300", "18CYG-IPS-00000000BJ300643Se", "18CYG-IPS-00000000BJ300643Se"),
            ("sv8500", "22cc538207afd058020640cd57xO", "22CC538207AFD058020640CD57xO"),
            ("sl2100", "3810004626ad", "3810004626AD"),
            ("is3000", "AA0014sa2792883418aa", "aa0014SA2792883418AA"),
            (
                "is3000",
                "aa0024IC960002104009xxx12345AA",
                "aa0024IC960002104009xxx12345AA",
            ),
            ("is3000-dongle-less", "AA0016hn242703562600aa", "aa0016HN242703562600AA"),
            (
                "sr-mgc-e",
                "22-121126064636-613-temp-key",
                "22-121126064636-613-TEMP-KEY",
            ),
            (
                "uip",
                "lm16717688d912171c3e3e603e1836",
                "LM16717688D912171C3E3E603E1836",
            ),
        ] {
            assert_eq!(parse(id, typed).as_ref().map(Hkc::as_str), Ok(spelled), "{id}");
        }
    }

    #[test]
    fn a_code_of_another_format_is_refused() {
        for (id, hkc) in [
            ("sv8100", ""),
            ("sv8100", "19100034391"),
            ("sv8100", "1910003439190"),
            ("sv8100", "19100034391X"),
            ("sv8100", "280001451316"),
            ("sv8100", "191000 343919"),
            ("sv8100", "19100034391\u{0669}"),
            ("sv9100-cp10", "4410011575A6"),
            ("sv9100-cp20", "340209224568"),
            ("sl2100", "3810004626AG"),
            ("sv8300", "18CYG_IPS_00000000BJZ02319QK"),
            ("sv8500", "22CC538207AFD058020640CD57x"),
            ("is3000", "aa0013SA2792883418AA"),
            ("is3000", "aa0014SA279288341AA"),
            ("is3000", "bb0014SA2792883418AA"),
            ("is3000-dongle-less", "aa0014SA2792883418AA"),
            ("lmc-is3000", "LMIS0012SA2792885418"),
            ("lmc-is3000", "LMIS0014SA2792885418AA"),
            ("ip-dect", "2009FFFE"),
            ("mobibox", "1A2"),
        ] {
            assert!(parse(id, hkc).is_err(), "{id} {hkc:?}");
        }
    }

    #[test]
    fn typing_is_forgiven() {
        for (id, typed, read) in [
            ("sv8100", "191000343919\u{200b}", "191000343919"),
            ("sv8100", "\u{feff}１９１０００３４３９１９\u{200f}", "191000343919"),
            ("sv8100", "191000\u{2060}343919", "191000343919"),
            (
                "sv8300",
                "18CYG\u{2013}IPS\u{30fc}00000000BJZ02319QK",
                "18CYG-IPS-00000000BJZ02319QK",
            ),
            // A long s is an s: codes are ASCII.
            ("is3000", "aa0014\u{017f}A2792883418AA", "aa0014SA2792883418AA"),
        ] {
            assert_eq!(parse(id, typed).as_ref().map(Hkc::as_str), Ok(read), "{typed:?}");
        }
    }

    #[test]
    fn a_refusal_says_what_is_expected() {
        assert_eq!(
            parse("sv8100", "1234").unwrap_err().to_string(),
            "An SV8100 hardware key code is 12 digits and starts with 19, such as 190400324412."
        );
        for system_type in Catalogue::seed().system_types() {
            let refusal = system_type.parse_hkc("?").unwrap_err();
            assert_eq!(
                (&refusal.format, &refusal.example),
                (&system_type.hkc.format, &system_type.hkc.example)
            );
            assert!(refusal.format.contains(" hardware key code is "), "{}", refusal.format);
            assert!(!refusal.format.ends_with('.'));
        }
    }

    fn any_system_type() -> impl Strategy<Value = &'static SystemType> {
        proptest::sample::select(Catalogue::seed().system_types())
            .prop_map(|system_type| Catalogue::seed().system_type(system_type.id.as_str()).unwrap())
    }

    proptest! {
        #[test]
        fn examples_pass_in_whatever_case(
            system_type in any_system_type(),
            upper in proptest::collection::vec(any::<bool>(), Hkc::MAX),
            space in "[ \t\r\n\u{a0}]{0,3}",
        ) {
            let example = &system_type.hkc.example;
            let mixed: String = example.chars().zip(upper).map(|(c, upper)| {
                if upper { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }
            }).collect();
            let hkc = system_type.parse_hkc(&format!("{space}{mixed}{space}")).unwrap();
            let patterns = system_type.hkc.expressions().as_ref().unwrap();
            prop_assert!(patterns[0].exact.is_match(hkc.as_str()));
            prop_assert_eq!(hkc.as_str().to_ascii_lowercase(), mixed.to_ascii_lowercase());
            prop_assert_eq!(hkc, system_type.parse_hkc(example).unwrap());
        }

        #[test]
        fn whatever_is_accepted_is_accepted_again_as_it_is(system_type in any_system_type(), text in "\\PC{0,70}|[0-9A-Fa-f]{4,30}") {
            if let Ok(hkc) = system_type.parse_hkc(&text) {
                prop_assert!(hkc.as_str().bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'));
                let again = system_type.parse_hkc(hkc.as_str()).unwrap();
                prop_assert_eq!(again.as_str(), hkc.as_str());
            }
        }

        #[test]
        fn an_is3000_code_counts_its_own_characters(body in "[0-9A-Z]{1,50}", length in 0usize..70) {
            let right = body.len() + 2;
            let parsed = |n: usize| parse("is3000", &format!("aa{n:04}{body}AA")).is_ok();
            let client = |n: usize| parse("lmc-is3000", &format!("LMIS{n:04}{body}")).is_ok();
            prop_assert!(parsed(right) && client(right));
            prop_assert_eq!(parsed(length), length == right);
            prop_assert_eq!(client(length), length == right);
        }
    }
}
