//! The authorizer before every operation that is not public: says which identity a
//! token vouches for, and nothing else. A JWT of the configured issuer, signed by a key
//! of its key set, for this deployment's audience, in its time.

pub mod https;

use chrono::{DateTime, Utc};
use jsonwebtoken::{
    Algorithm, DecodingKey, Validation,
    jwk::{Jwk, JwkSet},
};
use runtime::Identity;
use serde::Deserialize;
use std::time::{Duration, Instant};
use tokio::sync::RwLock;

/// Why a token vouches for nobody. The caller is told only that it does not.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// There is no bearer token.
    #[error("no bearer token")]
    NoToken,
    /// Not a JWT, or its header is of no use here.
    #[error("malformed: {0}")]
    Malformed(#[from] jsonwebtoken::errors::Error),
    /// Signed by a key that the issuer does not have, or with an algorithm not allowed.
    #[error("unknown key")]
    UnknownKey,
    /// Too early, too late, or for somebody else.
    #[error("claims: {0}")]
    Claims(&'static str),
    /// The issuer's keys cannot be had.
    #[error("the issuer's key set: {0}")]
    KeySet(#[from] https::Unavailable),
}

/// Algorithms of signatures; never a symmetric one, never `none`.
const ALGORITHMS: [Algorithm; 3] = [Algorithm::EdDSA, Algorithm::RS256, Algorithm::ES256];

/// How far the issuer's clock may be off, in seconds.
const LEEWAY: i64 = 30;

/// An unknown key id makes us ask the issuer again, at most this often.
const ASK_AGAIN: Duration = Duration::from_secs(60);

/// Checks tokens of one issuer for one audience.
pub struct Authorizer {
    issuer: String,
    audience: String,
    key_set_url: String,
    https: https::Reader,
    keys: RwLock<Known>,
}

#[derive(Default)]
struct Known {
    asked: Option<Instant>,
    keys: Vec<Jwk>,
}

/// What of the claims matters. Cognito's access tokens name the client in `client_id`
/// and have no `aud`.
#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    exp: i64,
    #[serde(default)]
    nbf: Option<i64>,
    #[serde(default)]
    aud: Option<Audience>,
    #[serde(default)]
    client_id: Option<String>,
    /// Cognito's own claim: `access` or `id`.
    #[serde(default)]
    token_use: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Claims {
    fn is_for(&self, audience: &str) -> bool {
        match &self.aud {
            Some(Audience::One(one)) => one == audience,
            Some(Audience::Many(many)) => many.iter().any(|one| one == audience),
            None => self.client_id.as_deref() == Some(audience),
        }
    }
}

impl Authorizer {
    /// Tokens of this issuer for this audience, signed by keys from this URL.
    pub fn new(issuer: impl Into<String>, audience: impl Into<String>, key_set_url: impl Into<String>) -> Self {
        Self {
            issuer: issuer.into(),
            audience: audience.into(),
            key_set_url: key_set_url.into(),
            https: https::Reader::default(),
            keys: RwLock::default(),
        }
    }

    /// The identity that the `Authorization` header vouches for at this time.
    pub async fn authorize(&self, authorization: Option<&str>, now: DateTime<Utc>) -> Result<Identity, Refused> {
        let token = authorization.and_then(bearer).ok_or(Refused::NoToken)?;
        let header = jsonwebtoken::decode_header(token)?;
        if !ALGORITHMS.contains(&header.alg) {
            return Err(Refused::UnknownKey);
        }
        let key = self.key(header.kid.as_deref().ok_or(Refused::UnknownKey)?).await?;
        let mut validation = Validation::new(header.alg);
        // Time and audience are checked below, at the time that is passed in.
        validation.validate_exp = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        let claims = jsonwebtoken::decode::<Claims>(token, &DecodingKey::from_jwk(&key)?, &validation)?.claims;
        let now = now.timestamp();
        if claims.iss != self.issuer {
            return Err(Refused::Claims("another issuer"));
        }
        if !claims.is_for(&self.audience) {
            return Err(Refused::Claims("another audience"));
        }
        if claims.token_use.as_deref().is_some_and(|used| used != "access") {
            return Err(Refused::Claims("no access token"));
        }
        if claims.exp <= now - LEEWAY {
            return Err(Refused::Claims("expired"));
        }
        if claims.nbf.is_some_and(|nbf| nbf > now + LEEWAY) {
            return Err(Refused::Claims("not yet valid"));
        }
        Ok(Identity {
            issuer: claims.iss,
            subject: claims.sub,
        })
    }

    async fn key(&self, kid: &str) -> Result<Jwk, Refused> {
        let find = |keys: &[Jwk]| {
            keys.iter()
                .find(|key| key.common.key_id.as_deref() == Some(kid))
                .cloned()
        };
        if let Some(key) = find(&self.keys.read().await.keys) {
            return Ok(key);
        }
        let mut known = self.keys.write().await;
        if let Some(key) = find(&known.keys) {
            return Ok(key);
        }
        // Whoever makes up key ids must not make us ask the issuer each time.
        if known.asked.is_some_and(|asked| asked.elapsed() < ASK_AGAIN) && !known.keys.is_empty() {
            return Err(Refused::UnknownKey);
        }
        let set: JwkSet = self.https.read(&self.key_set_url).await?;
        *known = Known {
            asked: Some(Instant::now()),
            keys: set.keys,
        };
        find(&known.keys).ok_or(Refused::UnknownKey)
    }
}

/// The scheme is case-insensitive (RFC 9110, 11.1).
fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
