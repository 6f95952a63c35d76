//! Keys in a file that only its owner can read.

use crate::durable;
use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use runtime::{
    entropy::SystemEntropy,
    keys::{self, Begins, Fetching, KeyError, KeyKind, KeySource, NewKey},
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
    ///
    /// # Errors
    /// The kind is made with another, a new licence key waits already, or the file cannot be
    /// read or written.
    pub fn rotate(&self, kind: KeyKind, now: DateTime<Utc>, begins: Begins) -> anyhow::Result<NewKey> {
        let mut documents = self.documents()?;
        let rotation = keys::rotate(kind, &documents, &SystemEntropy, now, begins)?;
        for (kind, document) in rotation.documents {
            documents.insert(kind.name().to_owned(), document);
        }
        durable::write_json(&self.file, &documents)?;
        Ok(rotation.key)
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
    use chrono::TimeDelta;
    use runtime::keys::{Keys, PUBLISHED_BEFORE};
    use std::sync::Arc;

    #[tokio::test]
    async fn a_licence_key_is_published_at_once_and_signs_from_its_time() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys.json");
        assert!(KeyFile::existing(file.clone()).is_err());
        let keys = Keys::new(Arc::new(KeyFile::open(file.clone()).unwrap()));
        let now = DateTime::from_timestamp(1_767_614_400, 0).unwrap();
        let before = keys.licence_signing(now).await.unwrap().kid;

        let another_process = KeyFile::existing(file.clone()).unwrap();
        let rotate = |kind, begins| another_process.rotate(kind, now, begins);
        let new = rotate(KeyKind::LicenceSigning, Begins::OnceKnown).unwrap();
        assert_eq!(new.from, now + PUBLISHED_BEFORE);
        let public = keys.licence_public().await.unwrap();
        assert!(public.keys.contains_key(&before) && public.keys.contains_key(&new.id));
        let signer = async |at| keys.licence_signing(at).await.unwrap().kid;
        assert_eq!(signer(new.from - TimeDelta::seconds(1)).await, before);
        assert_eq!(signer(new.from).await, new.id);
        let at_once = rotate(KeyKind::LicenceSigning, Begins::AtOnce).unwrap();
        assert_eq!((at_once.from, signer(now).await), (now, at_once.id));
    }

    #[tokio::test]
    async fn a_rotation_counts_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys.json");
        let keys = Keys::new(Arc::new(KeyFile::open(file.clone()).unwrap()));
        let another_process = KeyFile::existing(file.clone()).unwrap();
        let rotate = |kind| another_process.rotate(kind, DateTime::UNIX_EPOCH, Begins::OnceKnown);
        rotate(KeyKind::Audit).unwrap();
        keys.audit().await.unwrap();

        // A code key comes with its pepper, and neither alone.
        assert_eq!(rotate(KeyKind::Codes).unwrap().id, "1");
        assert!(rotate(KeyKind::CodePeppers).is_err());
        assert_eq!(keys.codes().await.unwrap().current, "1");
        assert_eq!(keys.code_peppers().await.unwrap().current, "1");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}
