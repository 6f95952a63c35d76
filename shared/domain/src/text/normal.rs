//! Unicode's normal forms (UAX 15).
//!
//! Their tables are 48 kB of a page's module, compressed, and every browser has them. So the
//! service is built with the feature `normal-forms`, and the site without: there, text is taken
//! to be normal, since a page has the browser make it so before it asks for a rule.

#[cfg(feature = "normal-forms")]
use unicode_normalization::UnicodeNormalization;

/// Composed.
#[cfg(feature = "normal-forms")]
pub(super) fn nfc(text: &str) -> impl Iterator<Item = char> {
    text.nfc()
}

/// Composed, with what is only another form of a character in its place.
#[cfg(feature = "normal-forms")]
pub(super) fn nfkc(text: &str) -> impl Iterator<Item = char> {
    text.nfkc()
}

/// The same: the text is NFC.
#[cfg(not(feature = "normal-forms"))]
pub(super) fn nfc(text: &str) -> impl Iterator<Item = char> {
    text.chars()
}

/// The same: the text is NFKC.
#[cfg(not(feature = "normal-forms"))]
pub(super) fn nfkc(text: &str) -> impl Iterator<Item = char> {
    text.chars()
}
