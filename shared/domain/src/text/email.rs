//! E-mail addresses.

use super::{
    TextRefusal,
    plain::{Lines, plain},
};

/// An address with a local part and a dotted domain, whose letters are small.
pub(super) fn email(text: &str) -> Result<String, TextRefusal> {
    let text = plain(text, 254, Lines::One)?;
    let refused = Err(TextRefusal::NotAnEmailAddress);
    let Some((local, domain)) = text.rsplit_once('@') else {
        return refused;
    };
    let local_ok = !local.is_empty()
        && local.len() <= 64
        && local
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c))
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..");
    let domain_ok = domain.contains('.')
        && domain.split('.').all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        });
    if local_ok && domain_ok {
        Ok(format!("{local}@{}", domain.to_ascii_lowercase()))
    } else {
        refused
    }
}
