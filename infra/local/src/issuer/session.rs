//! The issuer's own session: a signed cookie, so that a reload goes straight through.

use super::key::IssuerKey;
use axum::http::{HeaderMap, header::COOKIE};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

const TYPE: &str = "session+jwt";
const LIFETIME: TimeDelta = TimeDelta::hours(12);

/// Who is signed in at the issuer in this browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    iss: String,
    aud: String,
    exp: i64,
    /// Who.
    pub sub: String,
    /// When the person signed in, in seconds since the epoch.
    pub iat: i64,
}

/// The cookie's name. Cookies know no ports, two stacks have two of them.
fn name(port: u16) -> String {
    format!("latchkey_issuer_{port}")
}

/// The cookie that begins a session, as a `Set-Cookie` header has it.
pub fn begin(key: &IssuerKey, port: u16, subject: &str, now: DateTime<Utc>) -> anyhow::Result<String> {
    let session = Session {
        iss: key.identifier.clone(),
        aud: key.identifier.clone(),
        exp: (now + LIFETIME).timestamp(),
        sub: subject.to_owned(),
        iat: now.timestamp(),
    };
    let value = key.sign(TYPE, &session)?;
    Ok(format!(
        "{}={value}; Path=/issuer; HttpOnly; SameSite=Lax; Max-Age={}",
        name(port),
        LIFETIME.num_seconds()
    ))
}

/// The cookie that ends it.
pub fn end(port: u16) -> String {
    format!("{}=; Path=/issuer; HttpOnly; SameSite=Lax; Max-Age=0", name(port))
}

/// The session that the request's cookies tell of.
pub fn of(key: &IssuerKey, port: u16, headers: &HeaderMap) -> Option<Session> {
    let name = name(port);
    let cookies = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|cookies| cookies.to_str().ok());
    cookies
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .filter(|(other, _)| *other == name)
        .find_map(|(_, value)| key.verify(TYPE, &key.identifier, value))
}
