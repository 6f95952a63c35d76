//! Action links, mailed and followed. The token in a link is bound to what it is about, to one user,
//! and to the time when it was mailed. It is made from these and a key outside the table whenever it
//! is needed, so that it is kept nowhere, in clear or otherwise, and whoever reads the table can make
//! none.
//!
//! It says who may, not whether: that the request is still to be decided, and that the user is
//! still one who may decide, is read from the table whenever the link is followed.

use crate::{outbox, view};
use api::upgrades::PersonView;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use domain::{
    action_link::{ActionLink, DeadLink, Purpose},
    day::Day,
    organisation::User,
    upgrade::Person,
};
use hmac::{Hmac, KeyInit, Mac};
use runtime::{App, Call, Error, keys::MacKeys};
use sha2::Sha256;
use uuid::Uuid;

/// A link as it stands in a mail.
pub(crate) struct Mailed {
    pub(crate) url: String,
    /// Its last day, in words.
    pub(crate) expires: String,
}

/// A new link to a request for this user; it works from now on for its days.
pub(crate) async fn mail(app: &App, purpose: Purpose, addressee: &User, about: Uuid) -> Result<Mailed, outbox::Error> {
    let link = ActionLink::new(purpose, addressee, about, app.clock.now());
    let keys = app.keys.links().await?;
    let token = token(&keys, &link).ok_or(outbox::Error::Missing("link key"))?;
    Ok(Mailed {
        url: format!("{}{}#token={token}", app.settings.public_url, purpose.page()),
        expires: Day::of(link.expires_at()).format("%-d %B %Y").to_string(),
    })
}

/// A link that works, and whoever follows it.
pub struct Followed {
    /// The addressee, with the roles of this moment. What is done is done in their name.
    pub addressee: User,
    /// The request.
    pub about: Uuid,
    /// When the link stops working.
    pub expires_at: DateTime<Utc>,
}

impl Followed {
    /// The addressee, as they are shown.
    pub fn person(&self) -> PersonView {
        view::upgrades::person(&Person::of(&self.addressee))
    }
}

/// Follows the link of this token. It changes nothing, however often and by whatever program it is
/// done.
///
/// # Errors
/// All alike: we did not make the token, or not for this purpose; it has expired; its addressee may
/// not decide any more.
pub async fn follow(call: &Call<()>, purpose: Purpose, token: &str) -> Result<Followed, Error> {
    let keys = call.app.keys.links().await?;
    let link = read(&keys, purpose, token).filter(|link| !link.has_expired(call.now));
    let link = link.ok_or(DeadLink(purpose))?;
    let user = call.app.store.user(link.organisation_id, link.user_id).await?;
    let addressee = user.filter(|user| purpose.is_for(user)).ok_or(DeadLink(purpose))?;
    Ok(Followed {
        addressee,
        about: link.about,
        expires_at: link.expires_at(),
    })
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
fn token(keys: &MacKeys, link: &ActionLink) -> Option<String> {
    let body = format!(
        "{}.{}.{}.{}.{}",
        link.organisation_id,
        link.user_id,
        link.about,
        link.issued_at.timestamp(),
        keys.current
    );
    let tag = mac(keys, &keys.current, link.purpose, &body)?.finalize().into_bytes();
    Some(format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(body),
        URL_SAFE_NO_PAD.encode(tag)
    ))
}

/// The link of this token, if we made it for this purpose.
fn read(keys: &MacKeys, purpose: Purpose, token: &str) -> Option<ActionLink> {
    let (body, tag) = token.trim().split_once('.')?;
    let body = String::from_utf8(URL_SAFE_NO_PAD.decode(body).ok()?).ok()?;
    let mut parts = body.splitn(5, '.');
    let mut part = || parts.next();
    let (organisation_id, user_id, about, issued_at, id) = (part()?, part()?, part()?, part()?, part()?);
    mac(keys, id, purpose, &body)?
        .verify_slice(&URL_SAFE_NO_PAD.decode(tag).ok()?)
        .ok()?;
    Some(ActionLink {
        purpose,
        organisation_id: organisation_id.parse().ok()?,
        user_id: user_id.parse().ok()?,
        about: about.parse().ok()?,
        issued_at: DateTime::from_timestamp(issued_at.parse().ok()?, 0)?,
    })
}
