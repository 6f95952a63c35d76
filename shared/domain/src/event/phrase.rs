//! Words that sentences of several families share.

use crate::catalogue::Catalogue;

/// How many of what.
pub(super) fn count(n: u32, noun: &str) -> String {
    if n == 1 {
        format!("1 {noun}")
    } else {
        format!("{n} {noun}s")
    }
}

/// How many of what were dealt with.
pub(super) fn were(n: u32, noun: &str) -> String {
    format!("{} {}", count(n, noun), if n == 1 { "was" } else { "were" })
}

/// By which way somebody decided.
pub(super) const fn link(by_link: bool) -> &'static str {
    if by_link { " by the link in the mail" } else { "" }
}

/// An application's name.
pub(super) fn product<'a>(catalogue: &'a Catalogue, id: &'a str) -> &'a str {
    catalogue.application(id).map_or(id, |application| &application.name)
}
