//! The token in an invitation's link. It is made from the user, the invitation's number
//! and a key outside the table whenever it is needed, so that it is kept nowhere, in
//! clear or otherwise. The user's item says which number is the newest and since when.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    id::{OrganisationId, UserId},
    organisation::User,
};
use hmac::{Hmac, KeyInit, Mac};
use runtime::keys::MacKeys;
use sha2::Sha256;

/// Whom a token invites.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Invited {
    /// The user's organisation.
    pub organisation_id: OrganisationId,
    /// The user.
    pub user_id: UserId,
    /// The invitation's number.
    pub number: u32,
}

fn mac(keys: &MacKeys, id: &str, body: &str) -> Option<Hmac<Sha256>> {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&keys.key(id)?).ok()?;
    mac.update(b"invitation\0");
    mac.update(body.as_bytes());
    Some(mac)
}

/// The token of a user's newest invitation; `None` where the keys are damaged.
pub fn token(keys: &MacKeys, user: &User) -> Option<String> {
    let body = format!(
        "{}.{}.{}.{}",
        user.organisation_id, user.user_id, user.invitation, keys.current
    );
    let tag = mac(keys, &keys.current, &body)?.finalize().into_bytes();
    Some(format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(body),
        URL_SAFE_NO_PAD.encode(tag)
    ))
}

/// Whom the token invites, if we made it.
pub fn read(keys: &MacKeys, token: &str) -> Option<Invited> {
    let (body, tag) = token.trim().split_once('.')?;
    let body = String::from_utf8(URL_SAFE_NO_PAD.decode(body).ok()?).ok()?;
    let mut parts = body.splitn(4, '.');
    let (organisation_id, user_id, number, id) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    mac(keys, id, &body)?
        .verify_slice(&URL_SAFE_NO_PAD.decode(tag).ok()?)
        .ok()?;
    Some(Invited {
        organisation_id: organisation_id.parse().ok()?,
        user_id: user_id.parse().ok()?,
        number: number.parse().ok()?,
    })
}
