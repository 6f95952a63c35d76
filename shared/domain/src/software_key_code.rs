//! Software key codes (spec chapter 4, "Software key code").

use crate::{catalogue::Characters, text::typed};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What identifies a licence: 20 symbols, of which the third and fourth are the
/// system type's two characters and the others come from [`SoftwareKeyCode::SYMBOLS`].
/// No two licences share one: whoever keeps it checks that.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "openapi", schema(value_type = String))]
pub struct SoftwareKeyCode(String);

/// Not a software key code. The sentence is shown at the field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("A software key code has 20 digits and letters without I, O, Q, S, Y and Z, such as HV19BBXB9E9CVDK52N0W.")]
pub struct NotASoftwareKeyCode;

impl SoftwareKeyCode {
    /// How many symbols a code has.
    pub const LENGTH: usize = 20;
    /// The symbols besides the system type's: digits and letters that are not taken
    /// for one another.
    pub const SYMBOLS: &'static [u8; 30] = b"0123456789ABCDEFGHJKLMNPRTUVWX";

    /// A code for a licence of the system type with these characters.
    ///
    /// The 32 bytes are read as one number, whose remainder by 30^18 is the 18 symbols.
    /// With uniform bytes no code is likelier than another by more than a factor of
    /// 1 + 2^-167, since 30^18 < 2^89 and the number has 256 bits.
    pub fn new(characters: &Characters, random: &[u8; 32]) -> Self {
        let mut number = *random;
        let mut drawn = || char::from(symbol(divide(&mut number)));
        let mut code = String::with_capacity(Self::LENGTH);
        code.push(drawn());
        code.push(drawn());
        code.push_str(characters.as_str());
        code.extend(std::iter::repeat_with(drawn).take(Self::LENGTH - 4));
        Self(code)
    }

    /// Reads a code as people type it; small letters are taken as capitals.
    pub fn parse(text: &str) -> Result<Self, NotASoftwareKeyCode> {
        let code = typed(text).to_ascii_uppercase();
        let right = |(index, byte): (usize, u8)| match index {
            2 | 3 => byte.is_ascii_digit() || byte.is_ascii_uppercase(),
            _ => Self::SYMBOLS.contains(&byte),
        };
        if code.len() == Self::LENGTH && code.bytes().enumerate().all(right) {
            Ok(Self(code))
        } else {
            Err(NotASoftwareKeyCode)
        }
    }

    /// As it is shown and stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Divides the big-endian number by the number of symbols and returns the remainder.
fn divide(number: &mut [u8; 32]) -> u32 {
    const BASE: u32 = SoftwareKeyCode::SYMBOLS.len() as u32;
    number.iter_mut().fold(0, |remainder, byte| {
        let dividend = remainder * 256 + u32::from(*byte);
        // At most 255, since the remainder is less than the divisor.
        *byte = (dividend / BASE) as u8;
        dividend % BASE
    })
}

fn symbol(remainder: u32) -> u8 {
    SoftwareKeyCode::SYMBOLS[remainder as usize % SoftwareKeyCode::SYMBOLS.len()]
}

impl TryFrom<String> for SoftwareKeyCode {
    type Error = NotASoftwareKeyCode;
    fn try_from(text: String) -> Result<Self, NotASoftwareKeyCode> {
        Self::parse(&text)
    }
}

impl From<SoftwareKeyCode> for String {
    fn from(code: SoftwareKeyCode) -> String {
        code.0
    }
}

impl fmt::Display for SoftwareKeyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;
    use proptest::prelude::*;

    fn characters(text: &str) -> Characters {
        Characters::parse(text).unwrap()
    }

    #[test]
    fn symbols_are_digits_and_letters_but_six() {
        let expected: Vec<u8> = (b'0'..=b'9')
            .chain((b'A'..=b'Z').filter(|b| !b"IOQSYZ".contains(b)))
            .collect();
        assert_eq!(SoftwareKeyCode::SYMBOLS.as_slice(), expected);
    }

    #[test]
    fn a_number_is_written_in_base_30_lowest_symbol_first() {
        let mut random = [0; 32];
        assert_eq!(
            SoftwareKeyCode::new(&characters("19"), &random).as_str(),
            "00190000000000000000"
        );
        random[31] = 29;
        assert_eq!(
            SoftwareKeyCode::new(&characters("IS"), &random).as_str(),
            "X0IS0000000000000000"
        );
        // 1 * 256 + 254 = 17 * 30 + 0
        random[30] = 1;
        random[31] = 254;
        assert_eq!(
            SoftwareKeyCode::new(&characters("DE"), &random).as_str(),
            "0HDE0000000000000000"
        );
    }

    #[test]
    fn what_the_manual_prints_is_accepted() {
        for code in [
            "HV19BBXB9E9CVDK52N0W",
            "AA19MXCH1TN7A43ML65B",
            "1V191JTEBJGFV57KNTE9",
            "N81964JPN9E6JNFAFA2V",
            "H0229DG04P36G6LME898",
            "BR35UGVFH309LPTVGNA2",
            "4AIS05XPJV4PVX8FG5CG",
            "3CDEJUN0DJ4BR3DLLGAA",
            "MM3440NEDH392FR549M1",
            "GK448TG9MXF4BN36ATXL",
        ] {
            assert_eq!(
                SoftwareKeyCode::parse(&format!(" {} ", code.to_lowercase()))
                    .unwrap()
                    .as_str(),
                code
            );
        }
    }

    #[test]
    fn typing_is_forgiven() {
        for typed in [
            "\u{feff}HV19BBXB9E9CVDK52N0W\u{200b}",
            "ＨＶ１９bbxb\u{2060}9e9cvdk52n0w\u{200f}\r\n",
        ] {
            assert_eq!(SoftwareKeyCode::parse(typed).unwrap().as_str(), "HV19BBXB9E9CVDK52N0W");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for bad in [
            "",
            "HV19BBXB9E9CVDK52N0",
            "HV19BBXB9E9CVDK52N0WW",
            "HV19BBXB9E9CVDK52NOW",
            "IV19BBXB9E9CVDK52N0W",
            "HV19BBXB9E9CVDK52N-W",
            "HV19BBXB9E9CVDK52Né",
        ] {
            assert_eq!(SoftwareKeyCode::parse(bad), Err(NotASoftwareKeyCode), "{bad:?}");
        }
        assert!(serde_json::from_str::<SoftwareKeyCode>("\"x\"").is_err());
    }

    proptest! {
        #[test]
        fn a_made_code_is_of_its_system_type_and_reads_back(random: [u8; 32]) {
            for system_type in Catalogue::seed().system_types() {
                let code = SoftwareKeyCode::new(&system_type.characters, &random);
                prop_assert_eq!(&code.as_str()[2..4], system_type.characters.as_str());
                prop_assert_eq!(SoftwareKeyCode::parse(code.as_str()).unwrap(), code.clone());
                let json = serde_json::to_string(&code).unwrap();
                prop_assert_eq!(serde_json::from_str::<SoftwareKeyCode>(&json).unwrap(), code);
            }
        }

        // 18 symbols are fewer than 2^89 codes, so that random bytes never meet by chance.
        #[test]
        fn other_bytes_make_another_code(a: [u8; 32], b: [u8; 32]) {
            prop_assume!(a != b);
            let of = characters("19");
            prop_assert_ne!(SoftwareKeyCode::new(&of, &a), SoftwareKeyCode::new(&of, &b));
        }
    }

    #[test]
    fn every_symbol_is_as_likely_as_any_other() {
        // A fixed generator (SplitMix64), so that the test says the same every time.
        let mut state = 1u64;
        let mut next = || {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        };
        let rounds = 30_000;
        let mut seen = vec![[0u32; 30]; SoftwareKeyCode::LENGTH];
        for _ in 0..rounds {
            let mut random = [0; 32];
            for chunk in random.chunks_mut(8) {
                chunk.copy_from_slice(&next().to_be_bytes());
            }
            let code = SoftwareKeyCode::new(&characters("19"), &random);
            for (position, byte) in code.as_str().bytes().enumerate() {
                seen[position][SoftwareKeyCode::SYMBOLS
                    .iter()
                    .position(|symbol| *symbol == byte)
                    .unwrap()] += 1;
            }
        }
        for (position, counts) in seen
            .iter()
            .enumerate()
            .filter(|(position, _)| !(2..4).contains(position))
        {
            // 1,000 expected, standard deviation 31.
            assert!(
                counts.iter().all(|count| (840..1160).contains(count)),
                "{position}: {counts:?}"
            );
        }
    }
}
