//! What makes a token an access token for this deployment. An issuer signs other things
//! with the same keys, ID tokens above all, and those let nobody in.

use crate::Refused;
use chrono::{DateTime, Utc};
use jsonwebtoken::Header;
use serde::Deserialize;

/// How far the issuer's clock may be off, in seconds.
const LEEWAY: i64 = 30;

/// How a token says that it is an access token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// By its type, `at+jwt` (RFC 9068, 2.1).
    Typed,
    /// By a claim, `token_use`, as Cognito does: its header has no type.
    Claimed,
}

impl Kind {
    /// Reads it off the header, which asks for nothing that is not understood here.
    pub fn of(header: &Header) -> Result<Self, Refused> {
        // RFC 7515, 4.1.11: whoever does not understand an extension must refuse. None is.
        if header.crit.is_some() {
            return Err(Refused::Header("an extension that is not understood"));
        }
        let Some(typ) = &header.typ else {
            return Ok(Self::Claimed);
        };
        // RFC 7515, 4.1.9: `application/` may be left out. Media types have no case.
        let typ = typ.to_ascii_lowercase();
        match typ.strip_prefix("application/").unwrap_or(&typ) {
            "at+jwt" => Ok(Self::Typed),
            "jwt" => Ok(Self::Claimed),
            _ => Err(Refused::Header("another type")),
        }
    }
}

/// What of the claims matters.
#[derive(Deserialize)]
pub struct Claims {
    /// Who says so.
    pub iss: String,
    /// Who it is, at the issuer.
    pub sub: String,
    exp: i64,
    #[serde(default)]
    nbf: Option<i64>,
    #[serde(default)]
    aud: Option<Audience>,
    /// What Cognito's access tokens have in place of an audience.
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

impl Audience {
    fn names(&self, audience: &str) -> bool {
        match self {
            Self::One(one) => one == audience,
            Self::Many(many) => many.iter().any(|one| one == audience),
        }
    }
}

impl Claims {
    /// Whether a token of this kind with these claims is an access token of the issuer for
    /// the audience, at this time.
    pub fn check(&self, kind: Kind, issuer: &str, audience: &str, now: DateTime<Utc>) -> Result<(), Refused> {
        if self.iss != issuer {
            return Err(Refused::Claims("another issuer"));
        }
        if !self.is_access(kind) {
            return Err(Refused::Claims("no access token"));
        }
        if !self.is_for(kind, audience) {
            return Err(Refused::Claims("another audience"));
        }
        let now = now.timestamp();
        if self.exp <= now.saturating_sub(LEEWAY) {
            return Err(Refused::Claims("expired"));
        }
        if self.nbf.is_some_and(|nbf| nbf > now.saturating_add(LEEWAY)) {
            return Err(Refused::Claims("not yet valid"));
        }
        Ok(())
    }

    fn is_access(&self, kind: Kind) -> bool {
        match (kind, self.token_use.as_deref()) {
            (_, Some(used)) => used == "access",
            (Kind::Typed, None) => true,
            (Kind::Claimed, None) => false,
        }
    }

    /// An audience that is there counts, whatever the client; RFC 9068 wants one.
    fn is_for(&self, kind: Kind, audience: &str) -> bool {
        match (kind, &self.aud) {
            (_, Some(named)) => named.names(audience),
            (Kind::Typed, None) => false,
            (Kind::Claimed, None) => self.client_id.as_deref() == Some(audience),
        }
    }
}
