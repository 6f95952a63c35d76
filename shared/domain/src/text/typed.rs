//! Codes, as people type and paste them.

use super::{is_invisible, normal::nfkc};

/// A code as it was meant: NFKC (full-width digits and letters are plain ones), one kind of dash
/// and space, no space around, nothing that cannot be seen.
pub fn typed(text: &str) -> String {
    let text: String = nfkc(text)
        // What controls is no slip of the keyboard: it stays, and is refused.
        .filter(|c| c.is_control() || !is_invisible(*c))
        .map(|c| match c {
            c if is_dash(c) => '-',
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .collect();
    text.trim().to_owned()
}

/// Every character that is taken for a dash: dashes, hyphens, minus, the long vowel of a
/// Japanese keyboard.
const fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{2010}'
            ..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{2e3a}' | '\u{2e3b}' | '\u{301c}' | '\u{30a0}' | '\u{30fc}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_it_was_meant() {
        for (text, meant) in [
            ("１９１０００３４３９１９", "191000343919"),
            ("ＡＢ\u{30fc}１２", "AB-12"),
            ("AB\u{ff70}12", "AB-12"),
            ("AB\u{2013}12", "AB-12"),
            ("AB\u{ff0d}12", "AB-12"),
            ("\u{feff}AB\u{200b}12\u{200f}", "AB12"),
            ("A\u{2060}B\u{ad}1\u{200c}2\u{200d}", "AB12"),
            (" \u{a0}AB 12\t\r\n", "AB 12"),
            ("AB\u{3000}12", "AB 12"),
            ("AB\u{0}12", "AB\u{0}12"),
        ] {
            assert_eq!(typed(text), meant, "{text:?}");
        }
    }
}
