//! How the vendor's desk names itself, and where else the vendor is found (spec chapter 7,
//! "What is in it").

use crate::{organisation::Role, text::Name};
use serde::{Deserialize, Serialize};

/// What the desk calls itself on pages, in mails and on certificates.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trade {
    /// The desk's name; Latchkey where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// Who mails are from, beside the address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender: Option<Name>,
    /// The picture beside the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<Logo>,
}

impl Trade {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A picture that browsers show as a picture and never run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Logo {
    /// Of which kind it is.
    pub media_type: LogoType,
    /// The picture, in base64.
    pub data: String,
}

/// The kinds of picture that hold no markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum LogoType {
    /// PNG.
    #[serde(rename = "image/png")]
    Png,
    /// WebP.
    #[serde(rename = "image/webp")]
    Webp,
}

impl Logo {
    /// The most characters of base64: 48 kB of picture.
    pub const MAX: usize = 65_536;

    /// What is wrong with it, if anything: a sentence.
    pub fn fault(&self) -> Option<&'static str> {
        if self.data.len() > Self::MAX {
            return Some("The picture is too large. Use one of at most 48 kB.");
        }
        // What files of these kinds begin with, in base64.
        let begins = match self.media_type {
            LogoType::Png => "iVBORw0KGgo",
            LogoType::Webp => "UklGR",
        };
        let base64 = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
        if !self.data.len().is_multiple_of(4) || !self.data.bytes().all(base64) || !self.data.starts_with(begins) {
            return Some("This is not a picture of that kind. Choose a PNG or WebP file.");
        }
        None
    }
}

/// A page of the vendor's elsewhere, shown in the menu and opened in a new tab.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// As it is shown; no two links share it.
    pub name: String,
    /// An address that begins with `https://`.
    pub address: String,
    /// Who sees it; everybody where nobody is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Role>,
}

impl Link {
    /// Whether somebody with these roles sees it.
    pub fn is_for(&self, roles: impl IntoIterator<Item = Role>) -> bool {
        self.roles.is_empty() || roles.into_iter().any(|role| self.roles.contains(&role))
    }

    /// What is wrong with the address, if anything: a sentence.
    pub fn fault(&self) -> Option<&'static str> {
        let rest = self.address.strip_prefix("https://").unwrap_or_default();
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let good = !host.is_empty()
            && !host.contains('@')
            && self.address.len() <= 500
            && self
                .address
                .bytes()
                .all(|b| b.is_ascii_graphic() && !matches!(b, b'"' | b'<' | b'>' | b'\\'));
        (!good).then_some("Enter an address that begins with https://, such as https://shop.example.com/.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_https_and_names_a_host() {
        let link = |address: &str| Link {
            name: "Store".to_owned(),
            address: address.to_owned(),
            roles: Vec::new(),
        };
        for good in ["https://shop.example.com", "https://shop.example.com/a?b=c#d"] {
            assert_eq!(link(good).fault(), None, "{good}");
        }
        for bad in [
            "",
            "http://shop.example.com",
            "javascript:alert(1)",
            "https://",
            "https:///a",
            "https://user@shop.example.com/",
            "https://shop.example.com/\"",
            "https://shop.example.com/ a",
        ] {
            assert!(link(bad).fault().is_some(), "{bad}");
        }
    }

    #[test]
    fn a_logo_is_a_picture_within_a_size() {
        let logo = |media_type, data: &str| Logo {
            media_type,
            data: data.to_owned(),
        };
        assert_eq!(logo(LogoType::Png, "iVBORw0KGgoA").fault(), None);
        for (media_type, data) in [
            (LogoType::Png, ""),
            (LogoType::Png, "PHN2Zz48L3N2Zz4="),
            (LogoType::Webp, "iVBORw0KGgoA"),
            (LogoType::Png, "iVBORw0KGgo"),
            (LogoType::Png, "iVBORw0KGgo\"><script>"),
        ] {
            assert!(logo(media_type, data).fault().is_some(), "{data}");
        }
        let large = format!("iVBORw0KGgo{}", "A".repeat(Logo::MAX));
        assert!(logo(LogoType::Png, &large).fault().is_some());
    }
}
