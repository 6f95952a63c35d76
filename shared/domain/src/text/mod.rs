//! Text that has rules is a type of its own with a private field and a `parse`.
//!
//! There is one kind of text, so that what looks the same is the same: NFC, with plain spaces
//! and nothing that cannot be seen but where a script or an emoji needs it ([`plain`]). What is
//! looked for or compared is folded ([`folded`]); codes are read as they were meant ([`typed`]).
//! No text holds control characters, so that none can break a mail's subject, a log line or a
//! CSV cell. Markup is allowed: whoever shows the text escapes it.
//!
//! Whoever reads text that is kept takes it as it stands: it was checked by the version that
//! wrote it, and a rule that has become stricter since must not hide it.

mod email;
mod fold;
mod normal;
mod plain;
mod typed;

pub use fold::folded;
pub use plain::is_invisible;
pub use typed::typed;

use plain::{Lines, plain};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a text was refused. The sentence is shown at the field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextRefusal {
    /// Nothing that can be seen.
    #[error("Enter a value.")]
    Empty,
    /// More characters than the field holds.
    #[error("Use at most {max} characters; this has {actual}.")]
    TooLong {
        /// The most that is allowed.
        max: usize,
        /// What was given.
        actual: usize,
    },
    /// A character that cannot be seen, such as a line break, tab, NUL or a text-direction
    /// override.
    #[error("Remove line breaks, tabs and other invisible characters.")]
    ControlCharacter,
    /// The character that stands for one that could not be read.
    #[error("A character was lost where “\u{fffd}” stands. Type it anew.")]
    LostCharacter,
    /// A number as a spreadsheet shortens it.
    #[error("“{0}” is what a spreadsheet makes of a long number. {KEEP_AS_TEXT}")]
    ShortenedNumber(String),
    /// Not an e-mail address.
    #[error("Enter an e-mail address such as name@example.com.")]
    NotAnEmailAddress,
    /// An e-mail address with letters before the @ that mail does not carry everywhere.
    #[error(
        "Before the @, use letters without accents (a to z), digits and signs such as . - + _. What stands after it may \
         be in any script."
    )]
    NotAnAsciiMailbox,
    /// Not a Sold-To-ID.
    #[error("A Sold-To-ID has up to 20 letters and digits, such as 30012345.")]
    NotASoldToId,
    /// Not a SKU.
    #[error("A SKU has up to 32 letters and digits, such as MS15M1002.")]
    NotASku,
    /// Not a serial number.
    #[error("A serial number has up to 64 letters, digits, dots, dashes, underscores, colons and slashes.")]
    NotASerial,
    /// Not a part number.
    #[error("A part number has up to 32 letters, digits, dots, dashes and slashes, such as BE107573.")]
    NotAPartNumber,
}

/// How a number in a spreadsheet keeps its digits.
const KEEP_AS_TEXT: &str = "Give the column the format “Text”, enter the whole number again, and save the file anew.";

macro_rules! texts {
    ($($(#[$attribute:meta])* $name:ident: $parse:expr;)+) => {$(
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        $(#[$attribute])*
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        pub struct $name(String);

        impl $name {
            /// Checks what a person entered, and makes it the one kind of text.
            pub fn parse(text: &str) -> Result<Self, TextRefusal> {
                let parse: fn(&str) -> Result<String, TextRefusal> = $parse;
                parse(text).map(Self)
            }

            /// As it is shown and stored.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> String {
                text.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

/// Texts that people write: what is kept is taken as it stands.
macro_rules! kept {
    ($($name:ident),+) => {$(
        impl From<String> for $name {
            fn from(kept: String) -> Self {
                Self(kept)
            }
        }
    )+};
}

/// Codes and addresses: what is kept is checked, and so is what stands in the catalogue's data.
macro_rules! checked {
    ($($name:ident),+) => {$(
        impl TryFrom<String> for $name {
            type Error = TextRefusal;
            fn try_from(text: String) -> Result<Self, TextRefusal> {
                Self::parse(&text)
            }
        }
    )+};
}

texts! {
    /// The name of a person, organisation, customer or location, up to 100 characters.
    #[serde(from = "String", into = "String")]
    Name: |text| plain(text, 100, Lines::One);
    /// A line of an address, a reference, a version: up to 100 characters.
    #[serde(from = "String", into = "String")]
    Line: |text| plain(text, 100, Lines::One);
    /// A purchase or sales order number as its issuer writes it, up to 40 characters.
    #[serde(from = "String", into = "String")]
    OrderNumber: order_number;
    /// Why somebody decided as they did: 1 to 250 characters. Line breaks are kept.
    #[serde(from = "String", into = "String")]
    Comment: |text| plain(text, Comment::MAX, Lines::Several);
    /// Free text of several lines, up to 1,000 characters. Line breaks are kept.
    #[serde(from = "String", into = "String")]
    Notes: |text| plain(text, Notes::MAX, Lines::Several);
    /// An e-mail address. It says where mail goes; it identifies nobody.
    #[serde(try_from = "String", into = "String")]
    EmailAddress: email::email;
    /// The number a part is ordered by, upper case: `BE107573`.
    #[serde(try_from = "String", into = "String")]
    PartNumber: |text| capitals(text, 32, "-./", TextRefusal::NotAPartNumber);
    /// A device's serial number, as its maker writes it: up to 64 characters.
    #[serde(try_from = "String", into = "String")]
    Serial: |text| code(text, 64, "-._:/", TextRefusal::NotASerial);
    /// What an upgrade is ordered by, upper case: `MS15M1002`.
    #[serde(try_from = "String", into = "String")]
    Sku: |text| capitals(text, 32, "", TextRefusal::NotASku);
    /// The account that a tenant's upgrades are charged to: `30012345`.
    #[serde(try_from = "String", into = "String")]
    SoldToId: |text| capitals(text, 20, "", TextRefusal::NotASoldToId);
}

kept!(Name, Line, OrderNumber, Comment, Notes);
checked!(EmailAddress, PartNumber, Serial, Sku, SoldToId);

impl Name {
    /// The same for every way of writing it in capital and small letters.
    pub fn folded(&self) -> String {
        folded(&self.0)
    }
}

impl EmailAddress {
    /// The same for every way of writing it in upper and lower case: hardly any mailbox tells
    /// them apart, though RFC 5321 (2.4) lets it.
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

impl Serial {
    /// The same for every way of writing it in upper and lower case.
    pub fn folded(&self) -> String {
        self.0.to_ascii_uppercase()
    }
}

impl Comment {
    /// The most characters (Unicode scalar values) that a comment holds.
    pub const MAX: usize = 250;

    /// How many characters of a comment the text has: what a page's counter shows.
    pub fn length(text: &str) -> usize {
        plain::length(text, Lines::Several)
    }
}

impl Notes {
    /// The most characters that notes hold.
    pub const MAX: usize = 1000;
}

fn order_number(text: &str) -> Result<String, TextRefusal> {
    let text = plain(text, 40, Lines::One)?;
    if is_shortened_number(&text) {
        Err(TextRefusal::ShortenedNumber(text))
    } else {
        Ok(text)
    }
}

/// Whether a spreadsheet has made this of a long number, as in `4.50001E+11`: its last digits
/// are lost.
pub fn is_shortened_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let mantissa = match mantissa.split_once(['.', ',']) {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(mantissa),
    };
    mantissa && exponent.strip_prefix('+').is_some_and(digits)
}

/// A code of ASCII letters, digits and these marks, as it was meant.
fn code(text: &str, max: usize, marks: &str, refusal: TextRefusal) -> Result<String, TextRefusal> {
    let text = typed(text);
    if text.is_empty() {
        return Err(TextRefusal::Empty);
    }
    let known = |c: char| c.is_ascii_alphanumeric() || marks.contains(c);
    if text.len() <= max && text.chars().all(known) {
        Ok(text)
    } else {
        Err(refusal)
    }
}

/// A code that is written in capitals.
fn capitals(text: &str, max: usize, marks: &str, refusal: TextRefusal) -> Result<String, TextRefusal> {
    code(text, max, marks, refusal).map(|code| code.to_ascii_uppercase())
}

#[cfg(test)]
mod tests;
