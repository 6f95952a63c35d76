//! E-mail addresses.

use super::{
    TextRefusal,
    plain::{Lines, plain},
};
use crate::mail_domain;

/// An address with a local part in ASCII and a dotted domain, whose letters are small. A domain in
/// another script is kept in ASCII, as mail carries it.
pub(super) fn email(text: &str) -> Result<String, TextRefusal> {
    let text = plain(text, 254, Lines::One)?;
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
