//! The authorizer before every operation that is not public: says which identity a
//! token vouches for, and nothing else. An access token of the configured issuer, signed by
//! a key of its key set, for this deployment's audience, in its time.

pub mod https;
mod keys;
mod token;

use chrono::{DateTime, Utc};
use jsonwebtoken::Validation;
use keys::KeySet;
use runtime::Identity;
use token::{Claims, Kind};

/// Why a token vouches for nobody. The caller is told only that it does not.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// There is no bearer token.
    #[error("no bearer token")]
    NoToken,
    /// Not a JWT, or not signed by the key that it names.
    #[error("malformed: {0}")]
    Malformed(#[from] jsonwebtoken::errors::Error),
    /// The header says that the token is another kind, or asks for what is not understood here.
    #[error("header: {0}")]
    Header(&'static str),
    /// Signed by a key that the issuer does not have, or with another algorithm than the key's.
    #[error("unknown key")]
    UnknownKey,
    /// Too early, too late, for somebody else, or no access token.
    #[error("claims: {0}")]
    Claims(&'static str),
    /// The issuer's keys cannot be had.
    #[error("the issuer's key set: {0}")]
    KeySet(#[from] https::Unavailable),
}

/// Checks tokens of one issuer for one audience.
pub struct Authorizer {
    issuer: String,
    audience: String,
    keys: KeySet,
}

impl Authorizer {
    /// Tokens of this issuer for this audience, signed by keys from this URL.
    pub fn new(issuer: impl Into<String>, audience: impl Into<String>, key_set_url: impl Into<String>) -> Self {
        Self {
            issuer: issuer.into(),
            audience: audience.into(),
            keys: KeySet::at(key_set_url.into()),
        }
    }

    /// The identity that the `Authorization` header vouches for at this time.
    ///
    /// # Errors
    /// The header holds no access token that is good here and now, or the issuer's keys
    /// cannot be had.
    pub async fn authorize(&self, authorization: Option<&str>, now: DateTime<Utc>) -> Result<Identity, Refused> {
        let token = authorization.and_then(bearer).ok_or(Refused::NoToken)?;
        let header = jsonwebtoken::decode_header(token)?;
        let kind = Kind::of(&header)?;
        let key_id = header.kid.as_deref().ok_or(Refused::UnknownKey)?;
        let key = self.keys.find(key_id, now).await?;
        // The key says how it signs; what the token says of that is worth nothing.
        if header.alg != key.algorithm {
            return Err(Refused::UnknownKey);
        }
        let mut validation = Validation::new(key.algorithm);
        // Time and audience are checked below, at the time that is passed in.
        validation.validate_exp = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        let claims = jsonwebtoken::decode::<Claims>(token, &key.key, &validation)?.claims;
        claims.check(kind, &self.issuer, &self.audience, now)?;
        Ok(Identity {
            issuer: claims.iss,
            subject: claims.sub,
        })
    }
}

/// The scheme is case-insensitive (RFC 9110, 11.1).
fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
