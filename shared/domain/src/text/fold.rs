//! Text as it is compared and looked for.

use super::{is_invisible, normal::nfkc};
use caseless::Caseless;

/// The same for every way of writing a text in capital and small letters, composed or not, wide
/// or narrow: the full case folding of its NFKC, without what cannot be seen. The dotted capital
/// I and the dotless small one are an i, as they become in capitals elsewhere.
pub fn folded(text: &str) -> String {
    let text = nfkc(text).filter(|c| !is_invisible(*c) || *c == '\n');
    let text: String = text.default_case_fold().collect();
    let mut folded = String::with_capacity(text.len());
    for c in nfkc(&text) {
        match c {
            // What the folding of a dotted capital I leaves beside the i.
            '\u{307}' if folded.ends_with('i') => {}
            'ı' => folded.push('i'),
            c => folded.push(c),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_looked_for_is_found_however_it_is_written() {
        for (text, part) in [
            ("İstanbul Lojistik", "istanbul"),
            ("İstanbul Lojistik", "İSTANBUL"),
            ("Diyarbakır", "DIYARBAKIR"),
            ("Goethestraße 1", "STRASSE"),
            ("GOETHESTRASSE 1", "straße"),
            ("STRAẞE", "straße"),
            ("Ölmühle", "o\u{308}lmu\u{308}hle"),
            ("O\u{308}LMU\u{308}HLE", "ölmühle"),
            ("ΟΔΟΣ", "οδος"),
            ("οδός", "ΟΔΌΣ"),
            ("ＡＢＣ株式会社", "abc"),
            ("Caf\u{ad}é\u{a0}Nord", "café nord"),
            ("office", "oﬃce"),
        ] {
            assert!(folded(text).contains(&folded(part)), "{text} {part}");
        }
        assert!(!folded("Ölmühle").contains(&folded("olmuhle")));
    }

    proptest! {
        #[test]
        fn case_never_matters(text in "\\PC{0,20}") {
            prop_assert_eq!(folded(&folded(&text)), folded(&text));
            prop_assert_eq!(folded(&text.to_lowercase()), folded(&text));
        }
    }
}
