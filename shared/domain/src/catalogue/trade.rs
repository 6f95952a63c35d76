//! How the vendor's desk names itself, and where else the vendor is found (spec chapter 7,
//! "What is in it").

use super::Logo;
use crate::{organisation::Role, replacement::OfficeHours, text::Name};
use serde::{Deserialize, Serialize};

/// What the desk calls itself on pages, in mails and on certificates.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
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
    /// When somebody can be asked: outside of it emergency licences are given; at any time where it is not
    /// said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office_hours: Option<OfficeHours>,
}

impl Trade {
    /// What the desk is called.
    pub fn called(&self) -> &str {
        self.name.as_ref().map_or("Latchkey", Name::as_str)
    }

    /// Who mails are from: the sender, else the desk; nobody where neither is named.
    pub fn sends_as(&self) -> Option<&str> {
        self.sender.as_ref().or(self.name.as_ref()).map(Name::as_str)
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A page of the vendor's elsewhere, shown in the menu and opened in a new tab.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// As it is shown; no two links share it.
    pub name: String,
    /// An address that begins with `https://`.
    #[cfg_attr(feature = "openapi", schema(pattern = "^https://"))]
    pub address: String,
    /// Who sees it; everybody where nobody is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Role>,
}

impl Link {
    /// How many links a menu has at most.
    pub const MOST: usize = 20;

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
    fn the_desk_is_called_and_sends_as_it_says() {
        let name = |text: &str| Some(Name::parse(text).unwrap());
        let none = Trade::default();
        assert_eq!((none.called(), none.sends_as()), ("Latchkey", None));
        let named = Trade {
            name: name("Northbell"),
            ..Trade::default()
        };
        assert_eq!((named.called(), named.sends_as()), ("Northbell", Some("Northbell")));
        let both = Trade {
            sender: name("Northbell Orders"),
            ..named
        };
        assert_eq!(
            (both.called(), both.sends_as()),
            ("Northbell", Some("Northbell Orders"))
        );
    }
}
