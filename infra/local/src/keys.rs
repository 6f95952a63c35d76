//! Keys in a file that only its owner can read.

use crate::durable;
use anyhow::{Context, bail};
use runtime::{
    entropy::SystemEntropy,
    keys::{self, Fetching, KeyError, KeyKind, KeySource},
};
use std::{collections::BTreeMap, path::PathBuf};

/// The documents of every kind, in one file. It is read whenever a key is needed, so
/// that a rotation by another process counts at once.
#[derive(Debug, Clone)]
pub struct KeyFile {
    file: PathBuf,
}

type Documents = BTreeMap<String, String>;

impl KeyFile {
    /// The keys in this file; new ones of the kinds that are not there.
    pub fn open(file: PathBuf) -> anyhow::Result<Self> {
        let mut documents: Documents = durable::read_json(&file)?.unwrap_or_default();
        if KeyKind::ALL.iter().any(|kind| !documents.contains_key(kind.name())) {
            for (name, document) in keys::generate(&SystemEntropy)? {
                documents.entry(name.to_owned()).or_insert(document);
            }
            durable::write_json(&file, &documents)?;
        }
        Ok(Self { file })
    }

    /// The keys in this file, which has to be there.
    pub fn existing(file: PathBuf) -> anyhow::Result<Self> {
        if !file.exists() {
            bail!(
                "there are no keys in {}; start the stack once, or name its folder with --data",
                file.display()
            );
        }
        Ok(Self { file })
    }

    /// Puts a new key of this kind to use. The old one stays to verify what it made.
    /// The answer is the new key's id.
    ///
    /// # Errors
    /// The kind is made with another, or the file cannot be read or written.
    pub fn rotate(&self, kind: KeyKind) -> anyhow::Result<String> {
        let mut documents = self.documents()?;
        let rotation = keys::rotate(kind, &documents, &SystemEntropy)?;
        for (kind, document) in rotation.documents {
            documents.insert(kind.name().to_owned(), document);
        }
        durable::write_json(&self.file, &documents)?;
        Ok(rotation.id)
    }

    fn documents(&self) -> anyhow::Result<Documents> {
        durable::read_json(&self.file)?.with_context(|| format!("{} is gone", self.file.display()))
    }
}

impl KeySource for KeyFile {
    fn fetch(&self, kind: KeyKind) -> Fetching<'_> {
        let document = self
            .documents()
            .map_err(|error| KeyError {
                kind,
                why: format!("{error:#}"),
            })
            .and_then(|mut documents| {
                documents.remove(kind.name()).ok_or_else(|| KeyError {
                    kind,
                    why: "the document is missing".to_owned(),
                })
            });
        Box::pin(std::future::ready(document))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use runtime::keys::Keys;
    use std::sync::Arc;

    #[tokio::test]
    async fn a_rotation_counts_at_once_and_keeps_the_old_public_key() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys.json");
        assert!(KeyFile::existing(file.clone()).is_err());
        let keys = Keys::new(Arc::new(KeyFile::open(file.clone()).unwrap()));
        let before = keys.licence_signing().await.unwrap().kid;

        let after = KeyFile::existing(file.clone())
            .unwrap()
            .rotate(KeyKind::LicenceSigning)
            .unwrap();
        assert_ne!(before, after);
        assert_eq!(keys.licence_signing().await.unwrap().kid, after);
        let public = keys.licence_public().await.unwrap();
        assert!(public.keys.contains_key(&before) && public.keys.contains_key(&after));

        KeyFile::existing(file.clone()).unwrap().rotate(KeyKind::Audit).unwrap();
        keys.audit().await.unwrap();

        // A code key comes with its pepper, and neither alone.
        let code_keys = KeyFile::existing(file.clone()).unwrap();
        assert_eq!(code_keys.rotate(KeyKind::Codes).unwrap(), "1");
        assert!(code_keys.rotate(KeyKind::CodePeppers).is_err());
        assert_eq!(keys.codes().await.unwrap().current, "1");
        assert_eq!(keys.code_peppers().await.unwrap().current, "1");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}
