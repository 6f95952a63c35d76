//! The draft of the next version, as whoever changes it finds and leaves it (spec chapter 7, "Working
//! with it"). It is kept as the document that it was begun from and what was changed since, so that
//! a change writes no more than it changes, however many parts there are.

use super::entries;
use domain::catalogue::{Document, Edit, Version};
use runtime::{Error, catalogues::Catalogues, problem};
use std::sync::Arc;
use store::{
    Store,
    catalogue::{Draft, DraftEdit, MOST_EDITS},
};

/// How many bytes of changes are kept before they are made part of a document.
const MOST_BYTES: usize = 16_000;

/// A draft, or what one would be begun from, and its document.
pub struct Opened {
    /// The draft, where there is one.
    pub draft: Option<Draft>,
    /// Its document: all changes are in it.
    pub document: Document,
    made_of: Version,
    /// The digest of the document without the changes; empty where there never was a version.
    digest: String,
}

/// The newest version that is in force or to come, which a draft follows, with its document; 0 and
/// nothing in it where there is none.
///
/// # Errors
/// The table cannot be read.
pub async fn followed(store: &Store, catalogues: &Catalogues) -> Result<(Version, Arc<Document>), Error> {
    let publications = store.publications().await?.map(|stored| stored.value);
    Ok(match publications.unwrap_or_default().last() {
        Some(last) => (last.version, catalogues.drafted(store, &last.digest).await?),
        None => (0, Arc::default()),
    })
}

async fn begun(store: &Store, catalogues: &Catalogues) -> Result<Opened, Error> {
    let publications = store.publications().await?.map(|stored| stored.value);
    let publications = publications.unwrap_or_default();
    Ok(match publications.last() {
        Some(last) => Opened {
            draft: None,
            document: catalogues.drafted(store, &last.digest).await?.as_ref().clone(),
            made_of: last.version,
            digest: last.digest.clone(),
        },
        None => Opened {
            draft: None,
            document: Document::default(),
            made_of: 0,
            digest: String::new(),
        },
    })
}

impl Opened {
    /// The draft, or what is in force or to come where there is none.
    ///
    /// # Errors
    /// The table cannot be read.
    pub async fn load(store: &Store, catalogues: &Catalogues) -> Result<Self, Error> {
        let Some(draft) = store.draft().await? else {
            return begun(store, catalogues).await;
        };
        let mut document = catalogues.drafted(store, &draft.digest).await?.as_ref().clone();
        for edit in &draft.changes {
            let refused = |refusal: api::FieldError| problem::internal(refusal.message);
            entries::apply(&mut document, edit).map_err(refused)?;
        }
        Ok(Self {
            document,
            made_of: draft.made_of,
            digest: draft.digest.clone(),
            draft: Some(draft),
        })
    }

    /// Its revision; 0 where it is still to be begun.
    pub fn revision(&self) -> u32 {
        self.draft.as_ref().map_or(0, |draft| draft.revision)
    }

    /// Its next revision, with these changes, which made this document of it. They are kept with the
    /// draft; where they become many, the document is kept instead.
    ///
    /// # Errors
    /// The document cannot be kept.
    pub async fn changed(
        &self,
        store: &Store,
        document: &Document,
        changes: &[Edit],
        by: DraftEdit,
    ) -> Result<Draft, Error> {
        let before = self
            .draft
            .as_ref()
            .map(|draft| draft.changes.as_slice())
            .unwrap_or_default();
        let all = [before, changes].concat();
        let few = serde_json::to_vec(&all).is_ok_and(|text| text.len() <= MOST_BYTES);
        if few && !self.digest.is_empty() {
            return Ok(self.next(self.digest.clone(), all, by));
        }
        self.replaced(store, document, by).await
    }

    /// Its next revision, with another document.
    ///
    /// # Errors
    /// The document cannot be kept.
    pub async fn replaced(&self, store: &Store, document: &Document, by: DraftEdit) -> Result<Draft, Error> {
        let digest = store.keep_document(document).await?;
        Ok(self.next(digest, Vec::new(), by))
    }

    fn next(&self, digest: String, changes: Vec<Edit>, by: DraftEdit) -> Draft {
        let mut edits = self.draft.as_ref().map(|draft| draft.edits.clone()).unwrap_or_default();
        edits.push(by);
        let late = edits.len().saturating_sub(MOST_EDITS);
        edits.drain(..late);
        Draft {
            revision: self.revision() + 1,
            made_of: self.made_of,
            digest,
            changes,
            edits,
        }
    }

    /// The digest of its document as it is published.
    ///
    /// # Errors
    /// The document cannot be kept.
    pub async fn digest(&self, store: &Store) -> Result<String, Error> {
        match &self.draft {
            Some(draft) if draft.changes.is_empty() => Ok(draft.digest.clone()),
            _ => Ok(store.keep_document(&self.document).await?),
        }
    }
}
