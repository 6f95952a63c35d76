//! The keys that sign licence files, and those that verify them (spec chapter 6, 3).

use crate::{
    entropy::{self, Entropy},
    ssm::REMEMBERED,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use domain::licence_file::Alg;
use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, time::Duration};

/// How long whoever fetches the key set may keep it.
pub const KEY_SET_KEPT: Duration = Duration::from_secs(3600);

/// How far apart the clocks of the operator's machine and of the functions may be.
const CLOCKS_APART: Duration = Duration::from_secs(300);

/// How long a licence key is published before it signs. Nobody then meets a file that his copy of
/// the key set has no key for: a function that publishes remembers the set, and whoever
/// fetched it last from there keeps it.
pub const PUBLISHED_BEFORE: TimeDelta =
    TimeDelta::seconds((KEY_SET_KEPT.as_secs() + REMEMBERED.as_secs() + CLOCKS_APART.as_secs()) as i64);

/// A private key that signs licence files.
#[derive(Clone, Serialize, Deserialize)]
pub struct LicenceKey {
    /// Its id: its thumbprint (RFC 7638).
    pub kid: String,
    /// What its files and the key set call the algorithm; keys made before RFC 9864 say
    /// `EdDSA` for good, since a verifier may refuse a file that says otherwise than its key.
    #[serde(default = "before_rfc_9864")]
    pub alg: Alg,
    /// Its 32 bytes, base64url.
    seed: String,
}

const fn before_rfc_9864() -> Alg {
    Alg::EdDsa
}

/// The private keys that sign licence files: the one in use, and the one that follows it.
#[derive(Clone, Serialize, Deserialize)]
pub struct LicenceSigning {
    #[serde(flatten)]
    key: LicenceKey,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    next: Option<Next>,
}

/// A key that is published and does not sign yet.
#[derive(Clone, Serialize, Deserialize)]
struct Next {
    #[serde(flatten)]
    key: LicenceKey,
    /// When it begins to sign.
    from: DateTime<Utc>,
}

/// Every public key that licence files are verified with, retired ones included.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LicencePublic {
    /// Public keys by id.
    pub keys: BTreeMap<String, PublicKey>,
}

/// A public key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "StoredPublicKey")]
pub struct PublicKey {
    /// Its 32 bytes, base64url.
    pub x: String,
    /// What files that it verifies call the algorithm.
    pub alg: Alg,
}

/// Documents written before RFC 9864 hold nothing but the key's bytes.
#[derive(Deserialize)]
#[serde(untagged)]
enum StoredPublicKey {
    Bytes(String),
    Named { x: String, alg: Alg },
}

impl From<StoredPublicKey> for PublicKey {
    fn from(stored: StoredPublicKey) -> Self {
        match stored {
            StoredPublicKey::Bytes(x) => Self {
                x,
                alg: before_rfc_9864(),
            },
            StoredPublicKey::Named { x, alg } => Self { x, alg },
        }
    }
}

impl LicenceKey {
    /// A new key.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        let seed: [u8; 32] = entropy::bytes(entropy);
        Self {
            kid: thumbprint(&public_of(&SigningKey::from_bytes(&seed))),
            alg: Alg::Ed25519,
            seed: URL_SAFE_NO_PAD.encode(seed),
        }
    }

    /// The key itself; `None` where the document is damaged.
    pub fn key(&self) -> Option<SigningKey> {
        let seed: [u8; 32] = URL_SAFE_NO_PAD.decode(&self.seed).ok()?.try_into().ok()?;
        Some(SigningKey::from_bytes(&seed))
    }
}

impl LicenceSigning {
    /// This key, and none that follows.
    pub const fn of(key: LicenceKey) -> Self {
        Self { key, next: None }
    }

    /// The key that signs at this time.
    pub fn at(&self, now: DateTime<Utc>) -> &LicenceKey {
        match &self.next {
            Some(next) if next.from <= now => &next.key,
            _ => &self.key,
        }
    }

    /// The key that is published and does not sign yet, and when it begins to.
    pub(super) fn waiting(&self, now: DateTime<Utc>) -> Option<(&LicenceKey, DateTime<Utc>)> {
        let next = self.next.as_ref().filter(|next| next.from > now)?;
        Some((&next.key, next.from))
    }

    /// The key that signs at this time, and this one from then on.
    pub(super) fn followed_by(&self, key: LicenceKey, from: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        Self {
            key: self.at(now).clone(),
            next: Some(Next { key, from }),
        }
    }

    /// Every key in it.
    pub(super) fn keys(&self) -> impl Iterator<Item = &LicenceKey> {
        std::iter::once(&self.key).chain(self.next.as_ref().map(|next| &next.key))
    }
}

impl LicencePublic {
    /// The same keys and this one.
    pub fn with(mut self, key: &LicenceKey) -> Self {
        if let Some(private) = key.key() {
            let public = PublicKey {
                x: public_of(&private),
                alg: key.alg,
            };
            self.keys.insert(key.kid.clone(), public);
        }
        self
    }
}

fn public_of(key: &SigningKey) -> String {
    URL_SAFE_NO_PAD.encode(key.verifying_key().as_bytes())
}

fn thumbprint(x: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#)))
}
