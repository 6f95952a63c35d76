//! Text that has rules is a type of its own with a private field and a `parse`.
//!
//! All of them are trimmed and hold no control characters, so that none can break a
//! mail's subject, a log line or a CSV cell. Markup is allowed: whoever shows the
//! text escapes it.

use crate::mail_domain;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a text was refused. The sentence is shown at the field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextRefusal {
    /// Nothing but white space.
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
    /// A control character such as a line break, tab, NUL or a text-direction override.
    #[error("Remove line breaks, tabs and other invisible characters.")]
    ControlCharacter,
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

/// Characters that change how the text around them is read without being seen:
/// control characters and the bidirectional overrides.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn plain(text: &str, max: usize) -> Result<&str, TextRefusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(TextRefusal::Empty);
    }
    let actual = text.chars().count();
    if actual > max {
        return Err(TextRefusal::TooLong { max, actual });
    }
    if text.chars().any(is_invisible) {
        return Err(TextRefusal::ControlCharacter);
    }
    Ok(text)
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident: $parse:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(try_from = "String", into = "String")]
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        pub struct $name(String);

        impl $name {
            /// Trims and checks.
            pub fn parse(text: &str) -> Result<Self, TextRefusal> {
                let parse: fn(&str) -> Result<String, TextRefusal> = $parse;
                parse(text).map(Self)
            }

            /// As it is shown and stored.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = TextRefusal;
            fn try_from(text: String) -> Result<Self, TextRefusal> {
                Self::parse(&text)
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

texts! {
    /// The name of a person, organisation, customer or location, up to 100 characters.
    Name: |text| plain(text, 100).map(str::to_owned);
    /// A line of an address, a reference, a version: up to 100 characters.
    Line: |text| plain(text, 100).map(str::to_owned);
    /// A purchase or sales order number as its issuer writes it, up to 40 characters.
    OrderNumber: |text| plain(text, 40).map(str::to_owned);
    /// An e-mail address. It says where mail goes; it identifies nobody. A domain in another script
    /// is kept in ASCII, as mail carries it.
    EmailAddress: email;
    /// The number a part is ordered by, upper case: `BE107573`.
    PartNumber: part_number;
    /// A device's serial number, as its maker writes it: up to 64 characters.
    Serial: serial;
    /// What an upgrade is ordered by, upper case: `MS15M1002`.
    Sku: |text| letters_and_digits(text, 32, TextRefusal::NotASku);
    /// The account that a tenant's upgrades are charged to: `30012345`.
    SoldToId: |text| letters_and_digits(text, 20, TextRefusal::NotASoldToId);
    /// Why somebody decided as they did: 1 to 250 characters. Line breaks are kept, and
    /// what joins the parts of an emoji.
    Comment: comment;
}

impl Name {
    /// The same for every way of writing it in capital and small letters.
    pub fn folded(&self) -> String {
        self.0.to_lowercase()
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
        unified(text).chars().count()
    }
}

/// Without white space around, and with one kind of line break.
fn unified(text: &str) -> String {
    text.trim().replace("\r\n", "\n")
}

fn comment(text: &str) -> Result<String, TextRefusal> {
    let text = unified(text);
    if text.is_empty() {
        return Err(TextRefusal::Empty);
    }
    let actual = text.chars().count();
    if actual > Comment::MAX {
        return Err(TextRefusal::TooLong {
            max: Comment::MAX,
            actual,
        });
    }
    if text.chars().any(|c| !matches!(c, '\n' | '\u{200d}') && is_invisible(c)) {
        return Err(TextRefusal::ControlCharacter);
    }
    Ok(text)
}

fn serial(text: &str) -> Result<String, TextRefusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(TextRefusal::Empty);
    }
    let known = |c: char| c.is_ascii_alphanumeric() || "-._:/".contains(c);
    if text.len() <= 64 && text.chars().all(known) {
        Ok(text.to_owned())
    } else {
        Err(TextRefusal::NotASerial)
    }
}

fn letters_and_digits(text: &str, max: usize, refusal: TextRefusal) -> Result<String, TextRefusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(TextRefusal::Empty);
    }
    if text.len() <= max && text.chars().all(|c| c.is_ascii_alphanumeric()) {
        Ok(text.to_ascii_uppercase())
    } else {
        Err(refusal)
    }
}

fn email(text: &str) -> Result<String, TextRefusal> {
    let text = plain(text, 254)?;
    let refused = Err(TextRefusal::NotAnEmailAddress);
    let Some((local, domain)) = text.rsplit_once('@') else {
        return refused;
    };
    if !local.is_ascii() {
        return Err(TextRefusal::NotAnAsciiMailbox);
    }
    let local_ok = !local.is_empty()
        && local.len() <= 64
        && local
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c))
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..");
    match mail_domain::ascii(domain) {
        Some(domain) if local_ok && local.len() + 1 + domain.len() <= 254 => Ok(format!("{local}@{domain}")),
        _ => refused,
    }
}

fn part_number(text: &str) -> Result<String, TextRefusal> {
    let text = plain(text, 32).map_err(|refusal| match refusal {
        TextRefusal::Empty => TextRefusal::Empty,
        _ => TextRefusal::NotAPartNumber,
    })?;
    if text.chars().all(|c| c.is_ascii_alphanumeric() || "-./".contains(c)) {
        Ok(text.to_ascii_uppercase())
    } else {
        Err(TextRefusal::NotAPartNumber)
    }
}

/// Free text of several lines, up to 1,000 characters; line breaks are kept, other
/// control characters refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "openapi", schema(value_type = String))]
pub struct Notes(String);

impl Notes {
    /// The most characters that notes hold.
    pub const MAX: usize = 1000;

    /// Trims and checks.
    pub fn parse(text: &str) -> Result<Self, TextRefusal> {
        let text = text.trim().replace("\r\n", "\n");
        if text.is_empty() {
            return Err(TextRefusal::Empty);
        }
        let actual = text.chars().count();
        if actual > Self::MAX {
            return Err(TextRefusal::TooLong { max: Self::MAX, actual });
        }
        if text.chars().any(|c| c != '\n' && is_invisible(c)) {
            return Err(TextRefusal::ControlCharacter);
        }
        Ok(Self(text))
    }

    /// As it is shown and stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Notes {
    type Error = TextRefusal;
    fn try_from(text: String) -> Result<Self, TextRefusal> {
        Self::parse(&text)
    }
}

impl From<Notes> for String {
    fn from(notes: Notes) -> String {
        notes.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_trimmed_and_hold_no_invisible_characters() {
        assert_eq!(
            Name::parse("  Müller & <b>Sons</b> ").unwrap().as_str(),
            "Müller & <b>Sons</b>"
        );
        for bad in ["a\nb", "a\tb", "a\0b", "a\u{202e}b", "a\u{7f}b", "a\u{200b}b"] {
            assert_eq!(Name::parse(bad), Err(TextRefusal::ControlCharacter), "{bad:?}");
        }
        assert_eq!(Name::parse(" \t "), Err(TextRefusal::Empty));
        assert_eq!(
            Name::parse(&"é".repeat(101)),
            Err(TextRefusal::TooLong { max: 100, actual: 101 })
        );
        assert!(Name::parse(&"é".repeat(100)).is_ok());
    }

    #[test]
    fn an_email_address_has_a_local_part_and_a_dotted_domain() {
        assert_eq!(
            EmailAddress::parse("Pat.Lee+x@Example.COM").unwrap().as_str(),
            "Pat.Lee+x@example.com"
        );
        for bad in [
            "",
            "a",
            "a@b",
            "@example.com",
            "a@",
            "a b@example.com",
            "a@exa mple.com",
            "a@-x.com",
            "a..b@example.com",
            "a@example..com",
            "<a@example.com>",
        ] {
            assert!(EmailAddress::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_mail_domain_may_be_in_any_script_and_a_mailbox_in_ascii() {
        for typed in ["info@Müller.example", "info@xn--mller-kva.example"] {
            assert_eq!(
                EmailAddress::parse(typed).unwrap().as_str(),
                "info@xn--mller-kva.example"
            );
        }
        for typed in ["müller@example.com", "用户@example.com"] {
            assert_eq!(EmailAddress::parse(typed), Err(TextRefusal::NotAnAsciiMailbox));
        }
        // What is kept is read again as it is.
        let kept = EmailAddress::parse("info@例え.example").unwrap();
        assert_eq!(EmailAddress::parse(kept.as_str()), Ok(kept));
        let long = format!(
            "{}@{}.example",
            "a".repeat(64),
            ["ü".repeat(40), "ü".repeat(40), "ü".repeat(40), "ü".repeat(40)].join(".")
        );
        assert_eq!(EmailAddress::parse(&long), Err(TextRefusal::NotAnEmailAddress));
    }

    #[test]
    fn part_numbers_are_upper_case() {
        assert_eq!(PartNumber::parse("be107573").unwrap().as_str(), "BE107573");
        assert_eq!(PartNumber::parse("BE 107573"), Err(TextRefusal::NotAPartNumber));
    }

    #[test]
    fn a_sku_and_a_sold_to_id_are_letters_and_digits() {
        assert_eq!(Sku::parse(" ms15m1002 ").unwrap().as_str(), "MS15M1002");
        for bad in ["MS 15", "MS-15", "é", &"1".repeat(33)] {
            assert_eq!(Sku::parse(bad), Err(TextRefusal::NotASku), "{bad}");
        }
        assert_eq!(SoldToId::parse("30012345").unwrap().as_str(), "30012345");
        assert_eq!(SoldToId::parse(&"1".repeat(21)), Err(TextRefusal::NotASoldToId));
        assert_eq!(SoldToId::parse(""), Err(TextRefusal::Empty));
    }

    #[test]
    fn a_serial_number_is_kept_as_it_is_written() {
        assert_eq!(
            Serial::parse(" ap-9640/EU_1.2:x ").unwrap().as_str(),
            "ap-9640/EU_1.2:x"
        );
        assert_eq!(Serial::parse(" "), Err(TextRefusal::Empty));
        for bad in ["a b", "é", "=1", &"1".repeat(65)] {
            assert_eq!(Serial::parse(bad), Err(TextRefusal::NotASerial), "{bad}");
        }
    }

    #[test]
    fn a_comment_is_counted_in_characters() {
        // An emoji of three people is five characters: three and two that join them.
        let family = "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}";
        assert_eq!(Comment::length(family), 5);
        assert_eq!(Comment::parse(&family.repeat(50)).unwrap().as_str(), family.repeat(50));
        for (text, length) in [
            ("\u{1f600}".repeat(250), 250),
            ("é".repeat(250), 250),
            (format!(" {} \n", "a".repeat(250)), 250),
            ("a\r\nb".to_owned(), 3),
        ] {
            assert_eq!(Comment::length(&text), length);
            assert_eq!(Comment::parse(&text).unwrap().as_str().chars().count(), length);
        }
        for text in ["\u{1f600}".repeat(251), "a".repeat(251), family.repeat(51)] {
            let actual = Comment::length(&text);
            assert_eq!(Comment::parse(&text), Err(TextRefusal::TooLong { max: 250, actual }));
        }
        for text in ["", " ", "\n", "\u{3000}"] {
            assert_eq!(
                (Comment::length(text), Comment::parse(text)),
                (0, Err(TextRefusal::Empty))
            );
        }
        for text in ["a\0b", "a\tb", "a\u{202e}b"] {
            assert_eq!(Comment::parse(text), Err(TextRefusal::ControlCharacter));
        }
    }

    #[test]
    fn notes_keep_their_lines() {
        assert_eq!(Notes::parse(" a\r\nb ").unwrap().as_str(), "a\nb");
        assert_eq!(Notes::parse("a\u{1b}b"), Err(TextRefusal::ControlCharacter));
    }
}
