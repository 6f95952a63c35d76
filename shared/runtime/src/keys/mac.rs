//! Symmetric keys, of which one is in use and the others verify what they made.

use crate::entropy::{self, Entropy};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::code::KeyVersion;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Symmetric keys, of which one is in use and the others verify what they made.
#[derive(Clone, Serialize, Deserialize)]
pub struct MacKeys {
    /// The id of the one in use.
    pub current: String,
    /// 32 bytes each, base64url, by id.
    keys: BTreeMap<String, String>,
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

    /// Every key by id, those aside that are damaged.
    pub(super) fn all(&self) -> BTreeMap<String, Vec<u8>> {
        let key = |id: &String| Some((id.clone(), self.key(id)?));
        self.keys.keys().filter_map(key).collect()
    }

    /// The key of this id; `None` where there is none, or the document is damaged.
    pub fn key(&self, id: &str) -> Option<Vec<u8>> {
        URL_SAFE_NO_PAD.decode(self.keys.get(id)?).ok()
    }
}
