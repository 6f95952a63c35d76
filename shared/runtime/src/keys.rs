//! Keys that lie outside the table and the environment. Each kind is a document of its
//! own (in the cloud an SSM SecureString), so that a function is allowed just the kinds
//! that it uses; each key has an id that stands in what it made.

use crate::entropy::{self, Entropy};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::code::KeyVersion;
use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, future::Future, pin::Pin, sync::Arc};
use store::AuditKeys;

/// The kinds of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeyKind {
    /// The private key that signs licence files.
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

/// The private key that signs licence files.
#[derive(Clone, Serialize, Deserialize)]
pub struct LicenceSigning {
    /// The key's id.
    pub kid: String,
    /// Its 32 bytes, base64url.
    seed: String,
}

/// Every public key that licence files are verified with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LicencePublic {
    /// Public keys, base64url, by id.
    pub keys: BTreeMap<String, String>,
}

/// Symmetric keys, of which one is in use and the others verify what they made.
#[derive(Clone, Serialize, Deserialize)]
pub struct MacKeys {
    /// The id of the one in use.
    pub current: String,
    /// 32 bytes each, base64url, by id.
    keys: BTreeMap<String, String>,
}

impl LicenceSigning {
    /// A new key. Its id is its thumbprint (RFC 7638).
    pub fn generate(entropy: &dyn Entropy) -> Self {
        let seed: [u8; 32] = entropy::bytes(entropy);
        let public = public_of(&SigningKey::from_bytes(&seed));
        Self {
            kid: thumbprint(&public),
            seed: URL_SAFE_NO_PAD.encode(seed),
        }
    }

    /// The key itself; `None` where the document is damaged.
    pub(crate) fn key(&self) -> Option<SigningKey> {
        let seed: [u8; 32] = URL_SAFE_NO_PAD.decode(&self.seed).ok()?.try_into().ok()?;
        Some(SigningKey::from_bytes(&seed))
    }
}

impl LicencePublic {
    /// The same keys and this one.
    pub fn with(mut self, signing: &LicenceSigning) -> Self {
        if let Some(key) = signing.key() {
            self.keys.insert(signing.kid.clone(), public_of(&key));
        }
        self
    }
}

impl MacKeys {
    /// One new key.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        Self {
            current: String::new(),
            keys: BTreeMap::new(),
        }
        .rotated(entropy)
    }

    /// A new key in use; the others stay to verify.
    pub fn rotated(mut self, entropy: &dyn Entropy) -> Self {
        let id: [u8; 6] = entropy::bytes(entropy);
        let key: [u8; 32] = entropy::bytes(entropy);
        self.current = URL_SAFE_NO_PAD.encode(id);
        self.keys.insert(self.current.clone(), URL_SAFE_NO_PAD.encode(key));
        self
    }

    /// One new key of the first version. The id of such keys is their version's symbol.
    pub fn first_version(entropy: &dyn Entropy) -> Self {
        Self {
            current: String::new(),
            keys: BTreeMap::new(),
        }
        .with_version(KeyVersion::FIRST, entropy)
    }

    /// A new key of the next version in use; `None` after the last version.
    pub fn next_version(self, entropy: &dyn Entropy) -> Option<Self> {
        let next = self.version()?.next()?;
        Some(self.with_version(next, entropy))
    }

    fn with_version(mut self, version: KeyVersion, entropy: &dyn Entropy) -> Self {
        let key: [u8; 32] = entropy::bytes(entropy);
        self.current = version.symbol().to_string();
        self.keys.insert(self.current.clone(), URL_SAFE_NO_PAD.encode(key));
        self
    }

    /// The version in use; `None` where the keys have none.
    pub fn version(&self) -> Option<KeyVersion> {
        KeyVersion::of_symbol(self.current.parse().ok()?)
    }

    pub(crate) fn key(&self, id: &str) -> Option<Vec<u8>> {
        URL_SAFE_NO_PAD.decode(self.keys.get(id)?).ok()
    }
}

fn public_of(key: &SigningKey) -> String {
    URL_SAFE_NO_PAD.encode(key.verifying_key().as_bytes())
}

fn thumbprint(x: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#)))
}

/// New documents of every kind, for a deployment that has none.
pub fn generate(entropy: &dyn Entropy) -> Result<BTreeMap<&'static str, String>, serde_json::Error> {
    let signing = LicenceSigning::generate(entropy);
    Ok(BTreeMap::from([
        (
            KeyKind::LicencePublic.name(),
            serde_json::to_string(&LicencePublic::default().with(&signing))?,
        ),
        (KeyKind::LicenceSigning.name(), serde_json::to_string(&signing)?),
        (
            KeyKind::Audit.name(),
            serde_json::to_string(&MacKeys::generate(entropy))?,
        ),
        (
            KeyKind::Links.name(),
            serde_json::to_string(&MacKeys::generate(entropy))?,
        ),
        (
            KeyKind::Webhooks.name(),
            serde_json::to_string(&MacKeys::generate(entropy))?,
        ),
        (
            KeyKind::Codes.name(),
            serde_json::to_string(&MacKeys::first_version(entropy))?,
        ),
        (
            KeyKind::CodePeppers.name(),
            serde_json::to_string(&MacKeys::first_version(entropy))?,
        ),
    ]))
}

/// A new key, put to use.
pub struct Rotation {
    /// The new key's id.
    pub id: String,
    /// The documents that change, in the order in which they have to be written: what a
    /// key makes can be verified before it makes anything.
    pub documents: Vec<(KeyKind, String)>,
}

/// Puts a new key of this kind to use, given the documents as they are. What the old one
/// made stays good.
///
/// # Errors
/// A document is missing or damaged, or the kind is made with another.
pub fn rotate(
    kind: KeyKind,
    documents: &BTreeMap<String, String>,
    entropy: &dyn Entropy,
) -> Result<Rotation, KeyError> {
    Ok(match kind {
        KeyKind::LicenceSigning => {
            let signing = LicenceSigning::generate(entropy);
            let public = parse::<LicencePublic>(KeyKind::LicencePublic, documents)?.with(&signing);
            Rotation {
                documents: vec![
                    (KeyKind::LicencePublic, document(KeyKind::LicencePublic, &public)?),
                    (kind, document(kind, &signing)?),
                ],
                id: signing.kid,
            }
        }
        KeyKind::Audit | KeyKind::Links | KeyKind::Webhooks => {
            let keys = parse::<MacKeys>(kind, documents)?.rotated(entropy);
            Rotation {
                documents: vec![(kind, document(kind, &keys)?)],
                id: keys.current,
            }
        }
        KeyKind::Codes => {
            let next = |kind| {
                let keys = parse::<MacKeys>(kind, documents)?.next_version(entropy);
                keys.ok_or_else(|| KeyError {
                    kind,
                    why: "all 32 versions are used".to_owned(),
                })
            };
            let (codes, peppers) = (next(kind)?, next(KeyKind::CodePeppers)?);
            // The peppers first: whoever looks codes up has to know a version before one is given out.
            Rotation {
                documents: vec![
                    (KeyKind::CodePeppers, document(KeyKind::CodePeppers, &peppers)?),
                    (kind, document(kind, &codes)?),
                ],
                id: codes.current,
            }
        }
        KeyKind::CodePeppers => {
            return Err(KeyError {
                kind,
                why: "they come with the code keys; rotate those".to_owned(),
            });
        }
        KeyKind::LicencePublic => {
            return Err(KeyError {
                kind,
                why: "they come with the signing key; rotate that".to_owned(),
            });
        }
    })
}

/// The public keys of a deployment that has just its signing key: what is left to be made
/// where the making of its keys was cut off.
///
/// # Errors
/// The signing key's document is damaged.
pub fn public_of_signing(signing: &str) -> Result<String, KeyError> {
    let documents = BTreeMap::from([(KeyKind::LicenceSigning.name().to_owned(), signing.to_owned())]);
    let signing: LicenceSigning = parse(KeyKind::LicenceSigning, &documents)?;
    document(KeyKind::LicencePublic, &LicencePublic::default().with(&signing))
}

fn parse<T: DeserializeOwned>(kind: KeyKind, documents: &BTreeMap<String, String>) -> Result<T, KeyError> {
    let error = |why: &str| KeyError {
        kind,
        why: why.to_owned(),
    };
    let document = documents
        .get(kind.name())
        .ok_or_else(|| error("the document is missing"))?;
    // The parser's message may quote the document; it stays here.
    serde_json::from_str(document).map_err(|_| error("the document is damaged"))
}

fn document<T: Serialize>(kind: KeyKind, keys: &T) -> Result<String, KeyError> {
    serde_json::to_string(keys).map_err(|error| KeyError {
        kind,
        why: error.to_string(),
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
        let text = self.0.fetch(kind).await?;
        // The parser's message may quote the document; it stays here.
        serde_json::from_str(&text).map_err(|_| KeyError {
            kind,
            why: "the document is damaged".to_owned(),
        })
    }

    /// The key that signs licence files now.
    pub async fn licence_signing(&self) -> Result<LicenceSigning, KeyError> {
        self.document(KeyKind::LicenceSigning).await
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
        let bytes = keys
            .keys
            .keys()
            .filter_map(|id| Some((id.clone(), keys.key(id)?)))
            .collect();
        AuditKeys::new(keys.current, bytes).ok_or_else(|| KeyError {
            kind,
            why: "the key in use is missing".to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SystemEntropy;

    fn documents() -> BTreeMap<String, String> {
        let new = generate(&SystemEntropy).unwrap();
        new.into_iter()
            .map(|(name, document)| (name.to_owned(), document))
            .collect()
    }

    #[test]
    fn what_verifies_is_written_before_what_makes() {
        for (kind, order) in [
            (
                KeyKind::LicenceSigning,
                vec![KeyKind::LicencePublic, KeyKind::LicenceSigning],
            ),
            (KeyKind::Codes, vec![KeyKind::CodePeppers, KeyKind::Codes]),
            (KeyKind::Audit, vec![KeyKind::Audit]),
            (KeyKind::Links, vec![KeyKind::Links]),
            (KeyKind::Webhooks, vec![KeyKind::Webhooks]),
        ] {
            let rotation = rotate(kind, &documents(), &SystemEntropy).unwrap();
            let written: Vec<_> = rotation.documents.iter().map(|(kind, _)| *kind).collect();
            assert_eq!(written, order);
        }
        for kind in [KeyKind::LicencePublic, KeyKind::CodePeppers] {
            assert!(
                rotate(kind, &documents(), &SystemEntropy).is_err(),
                "it comes with another"
            );
        }
    }

    #[test]
    fn code_keys_and_peppers_have_the_same_versions_and_keep_the_old_ones() {
        let mut documents = documents();
        for (version, symbol) in "123456789ABCDEFGHJKMNPQRSTVWXYZ".chars().enumerate() {
            let rotation = rotate(KeyKind::Codes, &documents, &SystemEntropy).unwrap();
            assert_eq!(rotation.id, symbol.to_string());
            for (kind, document) in rotation.documents {
                let before: MacKeys = parse(kind, &documents).unwrap();
                documents.insert(kind.name().to_owned(), document);
                let after: MacKeys = parse(kind, &documents).unwrap();
                assert_eq!((&after.current, after.keys.len()), (&rotation.id, version + 2));
                assert!(before.keys.iter().all(|(id, key)| after.keys.get(id) == Some(key)));
            }
        }
        assert!(
            rotate(KeyKind::Codes, &documents, &SystemEntropy).is_err(),
            "there are 32 versions"
        );
    }
}
