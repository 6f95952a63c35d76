//! The part of a mail address after the @, in every script.
//!
//! It is kept as mail carries it and as a browser's field of the type `email` hands it over: in
//! ASCII (IDNA, UTS 46). So what is typed on a page and what is sent to the API is one address.

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use std::borrow::Cow;

/// The domain in ASCII and small letters. None where it is none.
pub(crate) fn ascii(domain: &str) -> Option<Cow<'_, str>> {
    let plain = domain.is_ascii() && !domain.to_ascii_lowercase().contains("xn--");
    let domain = if plain {
        Cow::Owned(domain.to_ascii_lowercase())
    } else {
        Uts46::new()
            .to_ascii(
                domain.as_bytes(),
                AsciiDenyList::STD3,
                Hyphens::CheckFirstLast,
                DnsLength::Verify,
            )
            .ok()?
    };
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    (domain.contains('.') && domain.split('.').all(label)).then_some(domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_any_script_is_one_in_ascii() {
        for (typed, kept) in [
            ("Example.COM", "example.com"),
            ("müller.example", "xn--mller-kva.example"),
            ("MÜLLER.example", "xn--mller-kva.example"),
            ("mu\u{308}ller.example", "xn--mller-kva.example"),
            ("xn--mller-kva.example", "xn--mller-kva.example"),
            ("XN--MLLER-KVA.example", "xn--mller-kva.example"),
            ("例え。example", "xn--r8jz45g.example"),
            ("straße.example", "xn--strae-oqa.example"),
        ] {
            assert_eq!(ascii(typed).as_deref(), Some(kept), "{typed}");
        }
    }

    #[test]
    fn what_is_no_domain_is_refused() {
        let long = format!("{}.example", "ü".repeat(63));
        for typed in [
            "",
            "example",
            "müller",
            "-ü.example",
            "ü-.example",
            "ü..example",
            ".ü.example",
            "ü_x.example",
            "ü x.example",
            "xn--\u{fc}.example",
            "xn--a.example",
            &long,
        ] {
            assert_eq!(ascii(typed), None, "{typed}");
        }
    }
}
