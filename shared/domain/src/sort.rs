//! The order in which names are listed.

use icu_normalizer::DecomposingNormalizerBorrowed;

/// The most bytes of a sort name. An index's sort key holds 1,024, and a character can be
/// taken apart into eighteen.
const MOST: usize = 400;

/// What a name is listed by, so that `Ä` stands beside `A` and `müller` beside `Muller`: taken
/// apart by compatibility (NFKD), without marks, in small letters, letters that are not made of
/// another as they are commonly written in its place.
pub fn sort_name(name: &str) -> String {
    let apart = DecomposingNormalizerBorrowed::new_nfkd().normalize(name);
    let mut sorted = String::with_capacity(apart.len());
    for c in apart.chars().filter(|c| !is_mark(*c)).flat_map(char::to_lowercase) {
        let before = sorted.len();
        match c {
            'ß' => sorted.push_str("ss"),
            'æ' => sorted.push_str("ae"),
            'œ' => sorted.push_str("oe"),
            'þ' => sorted.push_str("th"),
            'ø' => sorted.push('o'),
            'đ' | 'ð' => sorted.push('d'),
            'ł' => sorted.push('l'),
            'ı' => sorted.push('i'),
            // A mark that the small letter brings.
            c if is_mark(c) => {}
            c => sorted.push(c),
        }
        if sorted.len() > MOST {
            sorted.truncate(before);
            break;
        }
    }
    sorted
}

/// The combining marks of letters.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_accent_changes_no_place() {
        for (name, sorted) in [
            ("Ärzte", "arzte"),
            ("Arzt", "arzt"),
            ("MÜLLER & Sons", "muller & sons"),
            ("Mu\u{308}ller", "muller"),
            ("Straße", "strasse"),
            ("Øresund", "oresund"),
            ("Łódź", "lodz"),
            ("İstanbul", "istanbul"),
            ("Ｆｕｌｌ ｗｉｄｔｈ", "full width"),
            ("株式会社", "株式会社"),
            ("", ""),
        ] {
            assert_eq!(sort_name(name), sorted, "{name}");
        }
    }

    #[test]
    fn names_stand_in_the_order_that_a_reader_expects() {
        let mut names = ["Zeta", "Ärzte", "Azur", "apfel", "Åland", "Beta", "Éclair", "Echo"];
        names.sort_by_key(|name| sort_name(name));
        assert_eq!(
            names,
            ["Åland", "apfel", "Ärzte", "Azur", "Beta", "Echo", "Éclair", "Zeta"]
        );
    }

    #[test]
    fn a_key_has_room_for_it() {
        // A character of eighteen, and one of four bytes.
        for c in ["\u{fdfa}", "\u{10400}"] {
            let bytes = sort_name(&c.repeat(100)).len();
            assert!((MOST - 3..=MOST).contains(&bytes), "{bytes}");
        }
    }

    proptest! {
        #[test]
        fn it_is_stable_and_short(name in ".{0,100}") {
            let sorted = sort_name(&name);
            prop_assert!(sorted.len() <= MOST);
            prop_assert_eq!(sort_name(&sorted), sorted);
        }
    }
}
