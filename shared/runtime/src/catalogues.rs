//! The catalogue, as a function has it in memory (spec chapter 7, "Versions").
//!
//! A function reads which versions there are at most once a minute, beside a read that it makes
//! anyway, and a document once in its life. So it follows a publication within a minute; and at
//! once when it meets what was made under a version that it does not know ([`Catalogues::meet`]).

use crate::Error;
use chrono::{DateTime, TimeDelta, Utc};
use domain::catalogue::{Catalogue, Document, Publications, Version};
use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};
use store::Store;

/// How long a function goes by the versions that it has read.
pub const FRESH: TimeDelta = TimeDelta::seconds(60);

/// How many versions a function keeps in memory: the one in force, the next one, and those that
/// quotes were made with.
const KEPT: usize = 4;

/// How many documents that drafts are made of a function keeps in memory: the draft's, and that of the
/// version that it follows.
const DRAFTED: usize = 2;

/// The versions that this function has met. A clone is of the same ones.
#[derive(Clone, Default)]
pub struct Catalogues(Arc<RwLock<Held>>);

#[derive(Default)]
struct Held {
    publications: Publications,
    /// Until when they are gone by; nothing where they were never read.
    fresh_until: Option<DateTime<Utc>>,
    documents: BTreeMap<Version, Arc<Catalogue>>,
    /// What drafts are made of, by digest, the latest last.
    drafted: Vec<(String, Arc<Document>)>,
}

impl Catalogues {
    /// The catalogue in force.
    ///
    /// # Errors
    /// The table cannot be read.
    pub async fn in_force(&self, store: &Store, now: DateTime<Utc>) -> Result<Arc<Catalogue>, Error> {
        let fresh = self
            .read()
            .fresh_until
            .is_some_and(|until| now < until && until <= now + FRESH);
        if !fresh {
            let publications = store.publications().await?.map(|stored| stored.value);
            let mut held = self.0.write().unwrap_or_else(PoisonError::into_inner);
            held.publications = publications.unwrap_or_default();
            held.fresh_until = Some(now + FRESH);
        }
        let publication = self.read().publications.in_force(now).cloned();
        match publication {
            Some(publication) => self.document(store, publication.version, &publication.digest).await,
            None => Ok(Arc::new(Catalogue::empty())),
        }
    }

    /// The catalogue of this version, which was published once.
    ///
    /// # Errors
    /// The table cannot be read, or there was never such a version.
    pub async fn of(&self, store: &Store, version: Version) -> Result<Arc<Catalogue>, Error> {
        let found = self.find(store, version).await?;
        found.ok_or_else(|| crate::problem::internal("a version of the catalogue that was never published"))
    }

    /// The catalogue of this version, if it was ever published.
    ///
    /// # Errors
    /// The table cannot be read.
    pub async fn find(&self, store: &Store, version: Version) -> Result<Option<Arc<Catalogue>>, Error> {
        if let Some(catalogue) = self.held(version) {
            return Ok(Some(catalogue));
        }
        match store.catalogue_version(version).await? {
            None => Ok(None),
            Some(record) => {
                let document = self.document(store, version, &record.publication.digest).await?;
                Ok(Some(document))
            }
        }
    }

    /// Keeps a document that is known already: it is not read again.
    pub fn keep(&self, catalogue: Arc<Catalogue>) {
        let mut held = self.0.write().unwrap_or_else(PoisonError::into_inner);
        held.documents.insert(catalogue.version(), catalogue);
    }

    /// Something was made under a version: the next call looks which versions there are, where
    /// this one is not known.
    pub fn meet(&self, version: Version) -> bool {
        let known = version <= self.read().publications.newest;
        if !known {
            self.look_again();
        }
        known
    }

    /// Versions have changed: the next call looks which there are.
    pub fn look_again(&self) {
        let mut held = self.0.write().unwrap_or_else(PoisonError::into_inner);
        held.fresh_until = None;
    }

    /// The document of this digest, which never changes: read once while drafts are made of it.
    ///
    /// # Errors
    /// The table cannot be read.
    pub async fn drafted(&self, store: &Store, digest: &str) -> Result<Arc<Document>, Error> {
        let held = self.read().drafted.iter().find(|(of, _)| of == digest).cloned();
        if let Some((_, document)) = held {
            return Ok(document);
        }
        let document = Arc::new(store.document(digest).await?);
        let mut held = self.0.write().unwrap_or_else(PoisonError::into_inner);
        // Another call may have read it meanwhile.
        held.drafted.retain(|(of, _)| of != digest);
        if held.drafted.len() >= DRAFTED {
            held.drafted.remove(0);
        }
        held.drafted.push((digest.to_owned(), document.clone()));
        Ok(document)
    }

    async fn document(&self, store: &Store, version: Version, digest: &str) -> Result<Arc<Catalogue>, Error> {
        if let Some(catalogue) = self.held(version) {
            return Ok(catalogue);
        }
        let (document, parts) = store.published(digest).await?;
        let catalogue = Arc::new(Catalogue::published(version, document, parts));
        let mut held = self.0.write().unwrap_or_else(PoisonError::into_inner);
        while held.documents.len() >= KEPT {
            held.documents.pop_first();
        }
        held.documents.insert(version, catalogue.clone());
        Ok(catalogue)
    }

    fn held(&self, version: Version) -> Option<Arc<Catalogue>> {
        self.read().documents.get(&version).cloned()
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Held> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }
}
