//! The token in an action link: a link in a mail that lets its addressee do one thing, once.
//! It is bound to what it is about, to one user, and to the time when it was mailed. It is
//! made from these and a key outside the table whenever it is needed, so that it is kept
//! nowhere, in clear or otherwise, and whoever reads the table can make none.
//!
//! It says who may, not whether: that the thing is still to be done, and that the user is
//! still one who may do it, is read from the table whenever the link is used.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use domain::id::{OrganisationId, UserId};
use hmac::{Hmac, KeyInit, Mac};
use runtime::keys::MacKeys;
use sha2::Sha256;
use uuid::Uuid;

/// What an action link lets its addressee do. A token of one purpose is none of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Decide on an upgrade request.
    DecideUpgrade,
    /// Decide on a request to activate a package.
    DecideActivation,
}

impl Purpose {
    const fn word(self) -> &'static str {
        match self {
            Self::DecideUpgrade => "decide-upgrade",
            Self::DecideActivation => "decide-activation",
        }
    }
}

/// An action link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActionLink {
    /// The addressee's organisation.
    pub organisation_id: OrganisationId,
    /// The addressee.
    pub user_id: UserId,
    /// What it is about.
    pub about: Uuid,
    /// When it was mailed, to the second.
    pub issued_at: DateTime<Utc>,
}

impl ActionLink {
    /// When a link that works for so many days stops working.
    pub fn expires_at(&self, days: i64) -> DateTime<Utc> {
        self.issued_at + TimeDelta::days(days)
    }
}

fn mac(keys: &MacKeys, id: &str, purpose: Purpose, body: &str) -> Option<Hmac<Sha256>> {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&keys.key(id)?).ok()?;
    mac.update(b"action\0");
    mac.update(purpose.word().as_bytes());
    mac.update(b"\0");
    mac.update(body.as_bytes());
    Some(mac)
}

/// The link's token; `None` where the keys are damaged.
pub fn token(keys: &MacKeys, purpose: Purpose, link: &ActionLink) -> Option<String> {
    let body = format!(
        "{}.{}.{}.{}.{}",
        link.organisation_id,
        link.user_id,
        link.about,
        link.issued_at.timestamp(),
        keys.current
    );
    let tag = mac(keys, &keys.current, purpose, &body)?.finalize().into_bytes();
    Some(format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(body),
        URL_SAFE_NO_PAD.encode(tag)
    ))
}

/// The link of this token, if we made it for this purpose.
pub fn read(keys: &MacKeys, purpose: Purpose, token: &str) -> Option<ActionLink> {
    let (body, tag) = token.trim().split_once('.')?;
    let body = String::from_utf8(URL_SAFE_NO_PAD.decode(body).ok()?).ok()?;
    let mut parts = body.splitn(5, '.');
    let mut part = || parts.next();
    let (organisation_id, user_id, about, issued_at, id) = (part()?, part()?, part()?, part()?, part()?);
    mac(keys, id, purpose, &body)?
        .verify_slice(&URL_SAFE_NO_PAD.decode(tag).ok()?)
        .ok()?;
    Some(ActionLink {
        organisation_id: organisation_id.parse().ok()?,
        user_id: user_id.parse().ok()?,
        about: about.parse().ok()?,
        issued_at: DateTime::from_timestamp(issued_at.parse().ok()?, 0)?,
    })
}
