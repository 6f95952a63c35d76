//! The issuer's keys, remembered for some minutes: a key that the issuer has removed
//! verifies nothing after that, and one that it has added is asked for when it is used.

use crate::{
    Refused,
    https::{Reader, Unavailable},
};
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, KeyOperations, PublicKeyUse},
};
use serde::Deserialize;
use serde_json::Value;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::Mutex;

/// How long what was read is taken as it is.
const FRESH: TimeDelta = TimeDelta::minutes(5);

/// How long it is made do with while the issuer does not answer.
const KEPT: TimeDelta = TimeDelta::hours(1);

/// How soon the issuer is asked again for a key that it did not have a moment ago: whoever
/// makes up key ids must not make us ask each time.
const ASK_AGAIN: TimeDelta = TimeDelta::minutes(1);

/// How soon the issuer is asked again that did not answer.
const TRY_AGAIN: TimeDelta = TimeDelta::seconds(5);

/// The issuer's keys.
pub struct KeySet {
    url: String,
    https: Reader,
    known: RwLock<Arc<Known>>,
    /// Held while the issuer is asked, so that one asks for all. What is known is read without.
    asked: Mutex<Option<Asked>>,
}

/// When the issuer was asked, and whether it answered.
#[derive(Clone, Copy)]
struct Asked {
    at: DateTime<Utc>,
    answered: bool,
}

#[derive(Default)]
struct Known {
    read_at: Option<DateTime<Utc>>,
    keys: Vec<Arc<VerifyingKey>>,
}

/// A public key, with the one algorithm that it verifies.
pub struct VerifyingKey {
    id: String,
    /// Never a symmetric one, never `none`.
    pub algorithm: Algorithm,
    /// The key itself.
    pub key: DecodingKey,
}

#[derive(Deserialize)]
struct Document {
    keys: Vec<Value>,
}

impl Known {
    fn find(&self, id: &str) -> Option<Arc<VerifyingKey>> {
        self.keys.iter().find(|key| key.id == id).cloned()
    }

    fn was_read_within(&self, age: TimeDelta, now: DateTime<Utc>) -> bool {
        self.read_at.is_some_and(|read_at| is_within(read_at, age, now))
    }
}

/// A clock that was set back makes things neither old nor new: they are looked at again.
fn is_within(then: DateTime<Utc>, age: TimeDelta, now: DateTime<Utc>) -> bool {
    (TimeDelta::zero()..age).contains(&(now - then))
}

impl Asked {
    fn is_recent(self, now: DateTime<Utc>) -> bool {
        is_within(self.at, if self.answered { ASK_AGAIN } else { TRY_AGAIN }, now)
    }
}

impl KeySet {
    /// The key set at this URL, which is read when the first key is asked for.
    pub fn at(url: String) -> Self {
        Self {
            url,
            https: Reader::default(),
            known: RwLock::default(),
            asked: Mutex::default(),
        }
    }

    /// The key of this id, if it is one of the issuer's at this time.
    pub async fn find(&self, id: &str, now: DateTime<Utc>) -> Result<Arc<VerifyingKey>, Refused> {
        if let Some(key) = self.fresh(id, now) {
            return Ok(key);
        }
        let mut asked = self.asked.lock().await;
        // Who held the lock may have asked for us.
        if let Some(key) = self.fresh(id, now) {
            return Ok(key);
        }
        let mut failure = None;
        if !asked.is_some_and(|asked| asked.is_recent(now)) {
            let answer = self.https.read(&self.url).await;
            *asked = Some(Asked {
                at: now,
                answered: answer.is_ok(),
            });
            match answer {
                Ok(document) => self.remember(document, now),
                Err(error) => failure = Some(error),
            }
        }
        let known = self.known();
        if known.was_read_within(KEPT, now) {
            known.find(id).ok_or(Refused::UnknownKey)
        } else {
            Err(failure.unwrap_or_else(Unavailable::a_moment_ago).into())
        }
    }

    fn fresh(&self, id: &str, now: DateTime<Utc>) -> Option<Arc<VerifyingKey>> {
        let known = self.known();
        known.was_read_within(FRESH, now).then(|| known.find(id)).flatten()
    }

    fn known(&self) -> Arc<Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn remember(&self, document: Document, now: DateTime<Utc>) {
        let known = Known {
            read_at: Some(now),
            keys: document
                .keys
                .into_iter()
                .filter_map(VerifyingKey::of)
                .map(Arc::new)
                .collect(),
        };
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(known);
    }
}

impl VerifyingKey {
    /// The key in a member of a key set. `None` for one that is of no use here: the issuer
    /// may have keys for other purposes, and of kinds that are not known yet.
    fn of(jwk: Value) -> Option<Self> {
        let jwk: Jwk = serde_json::from_value(jwk).ok()?;
        let algorithm = match &jwk.algorithm {
            AlgorithmParameters::RSA(_) => Algorithm::RS256,
            AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => Algorithm::ES256,
            AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => Algorithm::EdDSA,
            _ => return None,
        };
        let Jwk { common, .. } = &jwk;
        let named = common
            .key_algorithm
            .is_none_or(|named| named == KeyAlgorithm::from(algorithm));
        let signs = common
            .public_key_use
            .as_ref()
            .is_none_or(|purpose| *purpose == PublicKeyUse::Signature);
        let verifies = common
            .key_operations
            .as_ref()
            .is_none_or(|operations| operations.contains(&KeyOperations::Verify));
        if !(named && signs && verifies) {
            return None;
        }
        Some(Self {
            id: common.key_id.clone()?,
            algorithm,
            key: DecodingKey::from_jwk(&jwk).ok()?,
        })
    }
}
