//! Authorization codes: made once, redeemed once, within a minute (RFC 6749, 4.1; RFC
//! 7636).

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

/// How long a code can be redeemed.
pub const LIFETIME: TimeDelta = TimeDelta::seconds(60);

/// What a code stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Who signed in.
    pub subject: String,
    /// When the person signed in.
    pub signed_in_at: DateTime<Utc>,
    /// Where the code was sent to; it has to be named again.
    pub redirect_uri: String,
    /// SHA-256 of the verifier, base64url (`S256`).
    pub code_challenge: String,
    /// Goes back in the ID token.
    pub nonce: Option<String>,
    /// When the code was made.
    pub made_at: DateTime<Utc>,
}

/// The codes that were made and not redeemed. A restart forgets them; the site then
/// starts the sign-in again.
#[derive(Default)]
pub struct Codes(Mutex<HashMap<String, Grant>>);

impl Codes {
    /// A code for this grant, from 32 random bytes.
    pub fn make(&self, grant: Grant, random: &[u8; 32]) -> String {
        let code = BASE64_URL_SAFE_NO_PAD.encode(random);
        let mut codes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        codes.retain(|_, other| grant.made_at - other.made_at <= LIFETIME);
        codes.insert(code.clone(), grant);
        code
    }

    /// Redeems a code. Whatever comes of it, the code is spent.
    pub fn redeem(&self, code: &str, redirect_uri: &str, verifier: &str, now: DateTime<Utc>) -> Option<Grant> {
        let grant = self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(code)?;
        let fresh = now - grant.made_at <= LIFETIME;
        let same_place = grant.redirect_uri == redirect_uri;
        (fresh && same_place && proves(verifier, &grant.code_challenge)).then_some(grant)
    }
}

/// Whether this is a verifier, and the challenge was made from it.
fn proves(verifier: &str, challenge: &str) -> bool {
    let well_formed = (43..=128).contains(&verifier.len())
        && verifier
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-._~".contains(c));
    well_formed && BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)) == challenge
}

/// Whether this can be an `S256` challenge.
pub fn is_challenge(challenge: &str) -> bool {
    BASE64_URL_SAFE_NO_PAD
        .decode(challenge)
        .is_ok_and(|hash| hash.len() == 32)
}
