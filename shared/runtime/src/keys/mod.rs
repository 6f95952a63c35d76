//! Keys that lie outside the table and the environment. Each kind is a document of its
//! own (in the cloud an SSM SecureString), so that a function is allowed just the kinds
//! that it uses; each key has an id that stands in what it made.

mod licence;
mod mac;
mod rotation;

pub use licence::{KEY_SET_KEPT, LicenceKey, LicencePublic, LicenceSigning, PUBLISHED_BEFORE, PublicKey};
pub use mac::MacKeys;
pub use rotation::{Begins, NewKey, Rotation, generate, public_of_signing, rotate};

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use std::{future::Future, pin::Pin, sync::Arc};
use store::AuditKeys;

/// The kinds of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeyKind {
    /// The private keys that sign licence files: the one in use, and the one that follows it.
    LicenceSigning,
    /// Every public key that licence files are verified with, retired ones included.
    LicencePublic,
    /// The keys of the event chains.
    Audit,
    /// The keys that links in mails are made with.
    Links,
    /// The keys that the secrets of webhook endpoints are made with.
    Webhooks,
    /// The keys that activation codes are made with, by version: whoever gives codes out.
    Codes,
    /// The peppers that activation codes are digested under, by version: whoever looks codes
    /// up. Nobody makes a code from them.
    CodePeppers,
}

impl KeyKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::LicenceSigning,
        Self::LicencePublic,
        Self::Audit,
        Self::Links,
        Self::Webhooks,
        Self::Codes,
        Self::CodePeppers,
    ];

    /// The document's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::LicenceSigning => "licence-signing",
            Self::LicencePublic => "licence-public",
            Self::Audit => "audit",
            Self::Links => "links",
            Self::Webhooks => "webhooks",
            Self::Codes => "codes",
            Self::CodePeppers => "code-peppers",
        }
    }
}

/// Keys cannot be had.
#[derive(Debug, thiserror::Error)]
#[error("{kind} keys: {why}", kind = .kind.name())]
pub struct KeyError {
    /// Which.
    pub kind: KeyKind,
    /// Why.
    pub why: String,
}

/// A document of keys, on its way.
pub type Fetching<'a> = Pin<Box<dyn Future<Output = Result<String, KeyError>> + Send + 'a>>;

/// Where the documents are kept. What is fetched may be remembered for some minutes.
pub trait KeySource: Send + Sync {
    /// The document of this kind.
    fn fetch(&self, kind: KeyKind) -> Fetching<'_>;
}

fn parsed<T: DeserializeOwned>(kind: KeyKind, document: &str) -> Result<T, KeyError> {
    // The parser's message may quote the document; it stays here.
    serde_json::from_str(document).map_err(|_| KeyError {
        kind,
        why: "the document is damaged".to_owned(),
    })
}

/// Keys, as operations use them.
#[derive(Clone)]
pub struct Keys(Arc<dyn KeySource>);

impl Keys {
    /// Keys from this source.
    pub fn new(source: Arc<dyn KeySource>) -> Self {
        Self(source)
    }

    async fn document<T: DeserializeOwned>(&self, kind: KeyKind) -> Result<T, KeyError> {
        parsed(kind, &self.0.fetch(kind).await?)
    }

    /// The key that signs licence files at this time.
    pub async fn licence_signing(&self, now: DateTime<Utc>) -> Result<LicenceKey, KeyError> {
        let signing: LicenceSigning = self.document(KeyKind::LicenceSigning).await?;
        Ok(signing.at(now).clone())
    }

    /// Every key that licence files are verified with.
    pub async fn licence_public(&self) -> Result<LicencePublic, KeyError> {
        self.document(KeyKind::LicencePublic).await
    }

    /// The keys that links are made with.
    pub async fn links(&self) -> Result<MacKeys, KeyError> {
        self.document(KeyKind::Links).await
    }

    /// The keys that the secrets of webhook endpoints are made with.
    pub async fn webhooks(&self) -> Result<MacKeys, KeyError> {
        self.document(KeyKind::Webhooks).await
    }

    /// The keys that activation codes are made with.
    pub async fn codes(&self) -> Result<MacKeys, KeyError> {
        self.document(KeyKind::Codes).await
    }

    /// The peppers that activation codes are digested under.
    pub async fn code_peppers(&self) -> Result<MacKeys, KeyError> {
        self.document(KeyKind::CodePeppers).await
    }

    /// The keys of the event chains.
    pub async fn audit(&self) -> Result<AuditKeys, KeyError> {
        let kind = KeyKind::Audit;
        let keys: MacKeys = self.document(kind).await?;
        AuditKeys::new(keys.current.clone(), keys.all()).ok_or_else(|| KeyError {
            kind,
            why: "the key in use is missing".to_owned(),
        })
    }
}
