//! How a code is written: 24 symbols of Crockford's base32 and a check symbol modulo 37,
//! shown as 5 groups of 5.

use crate::text::{is_invisible, typed};
use std::fmt;

/// The symbols by value. `I`, `L`, `O` and `U` are not among them.
pub const SYMBOLS: [u8; 32] = *b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Symbols without the check symbol.
const LENGTH: usize = 24;

/// The check symbol is the number that the others write, modulo this. It is prime and
/// larger than the base, so that one wrong symbol, or two neighbours swapped, never leave
/// the remainder as it was.
const MODULUS: u32 = 37;

/// Which key a code was made with: the value of its first symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyVersion(u8);

impl KeyVersion {
    /// The first version.
    pub const FIRST: Self = Self(0);

    /// The version of this symbol.
    pub fn of_symbol(symbol: char) -> Option<Self> {
        value(symbol).map(Self)
    }

    /// Its symbol.
    pub fn symbol(self) -> char {
        char::from(SYMBOLS[usize::from(self.0)])
    }

    /// The one after; `None` after the last, of which there are 32.
    pub fn next(self) -> Option<Self> {
        (usize::from(self.0) + 1 < SYMBOLS.len()).then_some(Self(self.0 + 1))
    }
}

/// An activation code, check symbol included. Whoever knows it can redeem it, so it is
/// shown only where it is given out, and its debug form does not tell it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Code([u8; LENGTH + 1]);

/// Why a text is not a code. The sentence is shown at the field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotACode {
    /// Nothing was entered.
    #[error("Enter the activation code: 25 letters and digits in 5 groups.")]
    Empty,
    /// Too few or too many symbols.
    #[error("An activation code has 25 letters and digits; this has {0}. Check that all 5 groups are there.")]
    Length(usize),
    /// A character that no code has.
    #[error("{} does not occur in activation codes. They have digits and letters, without I, L, O and U.", shown(*.0))]
    Character(char),
    /// The check symbol belongs to another code.
    #[error("One of the characters is wrong, or two are swapped. Compare it with the code that you were sent.")]
    Check,
}

/// A symbol's value; `O` counts as 0, `I` and `L` as 1, whatever their case.
fn value(symbol: char) -> Option<u8> {
    let symbol = match symbol.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let position = SYMBOLS.iter().position(|known| char::from(*known) == symbol)?;
    u8::try_from(position).ok()
}

/// What may stand between symbols.
fn separates(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '_')
}

/// A character in a sentence.
fn shown(c: char) -> String {
    if is_invisible(c) {
        "A character that cannot be seen".to_owned()
    } else {
        format!("“{c}”")
    }
}

/// The number that these values write, modulo 37.
fn check(values: &[u8]) -> u32 {
    values
        .iter()
        .fold(0, |sum, value| (sum * 32 + u32::from(*value)) % MODULUS)
}

impl Code {
    /// The code of a key version and 115 bits, the lowest of `bits`. `None` where the check
    /// symbol would be none of the 32.
    pub fn of(version: KeyVersion, bits: u128) -> Option<Self> {
        let mut values = [0; LENGTH + 1];
        values[0] = version.0;
        for (index, value) in values[1..LENGTH].iter_mut().enumerate() {
            // Masked to five bits.
            *value = ((bits >> (5 * (LENGTH - 2 - index))) & 31) as u8;
        }
        let check = u8::try_from(check(&values[..LENGTH])).ok()?;
        values[LENGTH] = (usize::from(check) < SYMBOLS.len()).then_some(check)?;
        Some(Self(values))
    }

    /// Reads a code as people type it: case, width, dashes and white space do not matter, `O` is
    /// 0, `I` and `L` are 1.
    pub fn parse(text: &str) -> Result<Self, NotACode> {
        Self::of_typed(&typed(text))
    }

    fn of_typed(text: &str) -> Result<Self, NotACode> {
        let symbols: Vec<char> = text.chars().filter(|c| !separates(*c)).collect();
        if symbols.is_empty() {
            return Err(NotACode::Empty);
        }
        let mut values = Vec::with_capacity(symbols.len());
        for symbol in &symbols {
            values.push(value(*symbol).ok_or(NotACode::Character(*symbol))?);
        }
        let values: [u8; LENGTH + 1] = values.try_into().map_err(|_| NotACode::Length(symbols.len()))?;
        if check(&values[..LENGTH]) == u32::from(values[LENGTH]) {
            Ok(Self(values))
        } else {
            Err(NotACode::Check)
        }
    }

    /// Which key it was made with.
    pub const fn version(&self) -> KeyVersion {
        KeyVersion(self.0[0])
    }

    /// Its symbols without the check symbol: what is digested.
    pub fn symbols(&self) -> [u8; LENGTH] {
        std::array::from_fn(|index| SYMBOLS[usize::from(self.0[index])])
    }

    /// As it is shown: 5 groups of 5.
    pub fn shown(&self) -> String {
        let groups: Vec<String> = self
            .0
            .chunks(5)
            .map(|group| {
                group
                    .iter()
                    .map(|value| char::from(SYMBOLS[usize::from(*value)]))
                    .collect()
            })
            .collect();
        groups.join("-")
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Code({}...)", self.version().symbol())
    }
}

/// The first code in a text, such as a whole mail that was pasted. A code stands apart from
/// other letters and digits, whole or in groups of 5; groups apart by white space alone
/// count only with a digit among them, since five words of five letters can look like a code.
pub fn find(text: &str) -> Option<Code> {
    let text = typed(text);
    if let Ok(code) = Code::of_typed(&text) {
        return Some(code);
    }
    let tokens = tokens(&text);
    (0..tokens.len()).find_map(|first| {
        if let Ok(code) = Code::of_typed(tokens[first].text) {
            return Some(code);
        }
        let groups = tokens.get(first..first + 5)?;
        if groups.iter().any(|group| group.text.len() != 5) {
            return None;
        }
        let joined: String = groups.iter().map(|group| group.text).collect();
        let apart = groups[1..].iter().any(|group| !group.dashed);
        if apart && !joined.contains(|c: char| c.is_ascii_digit()) {
            return None;
        }
        Code::of_typed(&joined).ok()
    })
}

/// A run of letters and digits, and whether a dash joins it to the run before.
struct Token<'a> {
    text: &'a str,
    dashed: bool,
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut between = true;
    let mut dashed = false;
    let mut start = 0;
    for (index, c) in text.char_indices().chain([(text.len(), '\n')]) {
        if c.is_alphanumeric() {
            if between {
                (between, start) = (false, index);
            }
            continue;
        }
        if !between {
            tokens.push(Token {
                text: &text[start..index],
                dashed,
            });
            (between, dashed) = (true, false);
        }
        dashed |= separates(c) && !c.is_whitespace();
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Codes worked out by hand and by another program: value of the first symbol, the 115
    /// bits, and what is shown.
    const KNOWN: [(u8, u128, &str); 5] = [
        (0, 0, "00000-00000-00000-00000-00000"),
        (0, 1, "00000-00000-00000-00000-00011"),
        (0, 31, "00000-00000-00000-00000-000ZZ"),
        (1, 0x0123_4567_89ab_cdef_0123_4567_89ab, "100J6-HB7H6-NWVVR-14D2P-F2DBW"),
        (
            31,
            0x7_ffff_ffff_ffff_ffff_ffff_ffff_fff0,
            "ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ-ZZZGA",
        ),
    ];

    fn any_code() -> impl Strategy<Value = Code> {
        (0_u8..32, any::<u128>())
            .prop_filter_map("no check symbol", |(version, bits)| Code::of(KeyVersion(version), bits))
    }

    #[test]
    fn known_codes_are_written_as_known() {
        for (version, bits, shown) in KNOWN {
            let code = Code::of(KeyVersion(version), bits).unwrap();
            assert_eq!(code.shown(), shown);
            assert_eq!(Code::parse(shown).unwrap(), code);
        }
    }

    #[test]
    fn typing_is_forgiven() {
        let code = Code::parse("100J6-HB7H6-NWVVR-14D2P-F2DBW").unwrap();
        for typed in [
            "100j6hb7h6nwvvr14d2pf2dbw",
            " 1ooj6 hb7h6 nwvvr l4d2p f2dbw\n",
            "IO0J6-HB7H6-NWVVR-i4D2P-F2DBW",
            "l00J6\u{2013}HB7H6\u{2014}NWVVR_14D2P\u{a0}F2DBW",
            "1-0-0-J-6-HB7H6NWVVR14D2PF2DBW-",
            "１００Ｊ６－ＨＢ７Ｈ６－ｎｗｖｖｒ－１４Ｄ２Ｐ－Ｆ２ＤＢＷ",
            "100J6\u{30fc}HB7H6\u{2212}NWVVR\u{2012}14D2P\u{ff70}F2DBW",
            "\u{feff}100J6-HB\u{200b}7H6-NWV\u{2060}VR-14D2P\u{ad}-F2DBW\u{200f}",
        ] {
            assert_eq!(Code::parse(typed).as_ref(), Ok(&code), "{typed}");
        }
    }

    #[test]
    fn what_is_no_code_says_why() {
        for (typed, why) in [
            ("", NotACode::Empty),
            (" -- ", NotACode::Empty),
            ("100J6", NotACode::Length(5)),
            ("100J6-HB7H6-NWVVR-14D2P-F2DBW-0", NotACode::Length(26)),
            ("100J6-HB7H6-NWVVR-14D2P-F2DBU", NotACode::Character('U')),
            ("100J6-HB7H6-NWVVR-14D2P-F2DB*", NotACode::Character('*')),
            ("100J6-HB7H6-NWVVR-14D2P-F2DB\u{661}", NotACode::Character('\u{661}')),
            ("100J6-HB7H6-NWVVR-14D2P-F2DBJ", NotACode::Check),
        ] {
            assert_eq!(Code::parse(typed), Err(why), "{typed}");
        }
        for (typed, said) in [
            ("\u{661}", "“\u{661}” does not occur"),
            ("\u{0}", "A character that cannot be seen does not occur"),
        ] {
            let refusal = Code::parse(typed).unwrap_err().to_string();
            assert!(refusal.starts_with(said) && !refusal.contains('\\'), "{refusal}");
        }
        let code = Code::parse(KNOWN[3].2).unwrap();
        assert!(!format!("{code:?}").contains("HB7H6"), "a log never tells a code");
    }

    #[test]
    fn a_code_is_found_in_a_mail() {
        let code = Code::parse("100J6-HB7H6-NWVVR-14D2P-F2DBW").unwrap();
        for mail in [
            "Good morning,\n\nyour activation code is:\n\n    100J6-HB7H6-NWVVR-14D2P-F2DBW\n\nIt works once.",
            "Code: 100j6hb7h6nwvvr14d2pf2dbw.",
            "> > *100J6-HB7H6-NWVVR-\n> > 14D2P-F2DBW* thanks",
            "(100J6 HB7H6 NWVVR 14D2P F2DBW)",
            "There where those these among 100J6 HB7H6 NWVVR 14D2P F2DBW",
            "\u{feff}Code: １００Ｊ６\u{2013}HB7H6\u{2013}NWVVR\u{2013}14D2P\u{2013}F2DBW\u{200b}.",
            "Not 100J6-HB7H6-NWVVR-14D2P-F2DBJ but 100J6-HB7H6-NWVVR-14D2P-F2DBW",
        ] {
            assert_eq!(find(mail).as_ref(), Some(&code), "{mail}");
        }
        for mail in [
            "",
            "Nothing here.",
            "100J6-HB7H6-NWVVR-14D2P-F2DBJ",
            "A100J6HB7H6NWVVR14D2PF2DBW",
            "100J6-HB7H6-NWVVR-14D2P",
        ] {
            assert_eq!(find(mail), None, "{mail}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read(code in any_code()) {
            prop_assert_eq!(Code::parse(&code.shown()), Ok(code.clone()));
            prop_assert_eq!(find(&format!("Dear buyer, {} it is.", code.shown())), Some(code));
        }

        #[test]
        fn one_wrong_symbol_is_caught(code in any_code(), at in 0_usize..25, by in 1_u8..32) {
            let mut wrong = code.0;
            wrong[at] = (wrong[at] + by) % 32;
            prop_assert_eq!(Code::parse(&Code(wrong).shown()), Err(NotACode::Check));
        }

        #[test]
        fn swapped_neighbours_are_caught(code in any_code(), at in 0_usize..24) {
            let mut wrong = code.0;
            wrong.swap(at, at + 1);
            if wrong == code.0 {
                prop_assert!(Code::parse(&Code(wrong).shown()).is_ok());
            } else {
                prop_assert_eq!(Code::parse(&Code(wrong).shown()), Err(NotACode::Check));
            }
        }

        #[test]
        fn no_text_makes_it_fail(text in "\\PC{0,120}") {
            let _ = Code::parse(&text);
            let _ = find(&text);
        }
    }
}
