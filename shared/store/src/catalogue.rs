//! The catalogue in the table: an item that says which versions are in force and to come, an item
//! for each version that was ever published, and the documents, compressed and in pieces, under
//! their digest: a document never changes, and the same one is kept once.

mod packed;

use crate::{
    Error, Store, Transaction,
    chain::{Chain, Stamp},
    expression::Expression,
    item::{Item, Stored, attribute, formed, item, number, stored, value},
    keys,
    page::{PageOf, Paging},
    transaction::Condition,
};
use aws_sdk_dynamodb::{primitives::Blob, types::AttributeValue};
use chrono::{DateTime, Utc};
use domain::{
    catalogue::{Document, Edit, Parts, Publication, Publications, Version},
    event::CatalogueHappening,
    text::Name,
};
use packed::Packed;
use serde::{Deserialize, Serialize};

/// How many versions stand in a page.
const VERSIONS: i32 = 50;

/// How many bytes a piece holds: an item holds 400 kB, names and all.
const PIECE: usize = 350_000;

/// A version as its own item says it, for good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionRecord {
    /// Its number, moment and digest.
    #[serde(flatten)]
    pub publication: Publication,
    /// Who published it.
    pub published_by: Name,
    /// When.
    pub published_at: DateTime<Utc>,
    /// How many entries it adds, changes or retires.
    pub entries: u32,
    /// Whether it was withdrawn before it came.
    #[serde(default)]
    pub withdrawn: bool,
}

/// How many changes of a draft are kept; the document has them all.
pub const MOST_EDITS: usize = 100;

/// What the vendor is working at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Counts from 1: a change is made on the newest.
    pub revision: u32,
    /// The version that it was begun from; 0 where there was none.
    pub made_of: Version,
    /// The digest of the document that its changes are made on.
    pub digest: String,
    /// What was changed of that document since, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty", with = "as_text")]
    pub changes: Vec<Edit>,
    /// The newest changes, the oldest of them first.
    pub edits: Vec<DraftEdit>,
}

/// As one text: what is in an entry is JSON, and no table's numbers and maps.
mod as_text {
    use domain::catalogue::Edit;
    use serde::{Deserialize, Deserializer, Serializer, de, ser};

    pub(super) fn serialize<S: Serializer>(edits: &[Edit], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&serde_json::to_string(edits).map_err(ser::Error::custom)?)
    }

    pub(super) fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<Vec<Edit>, D::Error> {
        serde_json::from_str(&String::deserialize(from)?).map_err(de::Error::custom)
    }
}

/// A change of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftEdit {
    /// Who made it.
    pub by: Name,
    /// When.
    pub at: DateTime<Utc>,
    /// What of, as in `parts BE107573`.
    pub of: String,
}

impl Store {
    /// The draft, strongly consistent, if there is one.
    pub async fn draft(&self) -> Result<Option<Draft>, Error> {
        let item = self.get(&keys::draft(), true).await?;
        item.map(|item| value(&item)).transpose()
    }

    /// Replaces the draft by its next revision, or begins it.
    pub fn put_draft(&self, transaction: &mut Transaction, draft: &Draft) -> Result<(), Error> {
        let item = formed(item(&keys::draft(), draft)?);
        let before = match draft.revision {
            1 => Expression::default().require_absent(&["pk"]),
            next => Expression::default().require_equal(&["revision"], number(next - 1)),
        };
        transaction.put(before.put(&self.table, item), Condition::Draft);
        Ok(())
    }

    /// Ends the draft of this revision: it was published or given up.
    pub fn end_draft(&self, transaction: &mut Transaction, revision: u32) {
        let as_seen = Expression::default().require_equal(&["revision"], number(revision));
        transaction.delete(self, &keys::draft(), as_seen, Condition::Draft);
    }

    /// A page of the versions that were ever published, newest first.
    pub async fn catalogue_versions(&self, after: Option<&str>) -> Result<PageOf<VersionRecord>, Error> {
        self.page_of(&keys::lists::versions(), Paging::newest_first(after, VERSIONS))
            .await
    }

    /// Which versions are in force and to come, strongly consistent; nothing where none was ever
    /// published.
    pub async fn publications(&self) -> Result<Option<Stored<Publications>>, Error> {
        let item = self.get(&keys::catalogue(), true).await?;
        item.map(|item| stored(&item)).transpose()
    }

    /// A version that was ever published.
    pub async fn catalogue_version(&self, version: Version) -> Result<Option<VersionRecord>, Error> {
        let item = self.get(&keys::version(version), false).await?;
        item.map(|item| value(&item)).transpose()
    }

    /// The document of this digest.
    pub async fn document(&self, digest: &str) -> Result<Document, Error> {
        self.packed(digest).await?.document()
    }

    /// The document of this digest without its parts, and these, which are read when they are asked
    /// about.
    pub async fn published(&self, digest: &str) -> Result<(Document, Parts), Error> {
        self.packed(digest).await?.published()
    }

    async fn packed(&self, digest: &str) -> Result<Packed, Error> {
        let missing = || Error::Failed(format!("a piece of the catalogue {digest} is missing"));
        let (mut bytes, mut members, mut pieces) = (Vec::new(), None, 1);
        for index in 0.. {
            if index == pieces {
                break;
            }
            let mut piece = self.get(&keys::piece(digest, index), true).await?.ok_or_else(missing)?;
            let count = piece.get("pieces").and_then(|count| count.as_n().ok()?.parse().ok());
            pieces = count.ok_or_else(missing)?;
            if let Some(said) = piece.remove("members") {
                members = Some(serde_dynamo::from_attribute_value(said)?);
            }
            let data = piece.get("packed").or_else(|| piece.get("data"));
            let data = data.and_then(|data| data.as_b().ok()).ok_or_else(missing)?;
            bytes.extend_from_slice(data.as_ref());
        }
        Ok(match members {
            Some(members) => Packed { bytes, members },
            None => Packed::in_one(bytes),
        })
    }

    /// Keeps a document, its parts by number, and says under which digest. Whoever keeps the same one
    /// keeps the same.
    pub async fn keep_document(&self, document: &Document) -> Result<String, Error> {
        let (digest, packed) = Packed::of(document)?;
        let pieces = packed.bytes.chunks(PIECE).len();
        for (index, data) in packed.bytes.chunks(PIECE).enumerate() {
            let mut piece: Item = keys::piece(&digest, index).attributes();
            piece.insert("pieces".to_owned(), number(pieces));
            // Not `data`: a version that knows no runs finds nothing, in place of a catalogue without parts.
            piece.insert("packed".to_owned(), AttributeValue::B(Blob::new(data)));
            if index == 0 {
                piece.insert("members".to_owned(), attribute(&packed.members)?);
            }
            self.put(formed(piece)).await?;
        }
        Ok(digest)
    }

    /// A catalogue of which no version is published.
    pub(crate) fn begin_catalogue(&self, transaction: &mut Transaction, stamp: &Stamp) -> Result<(), Error> {
        let publications = Publications::default();
        self.change_publications(transaction, None, &publications, CatalogueHappening::Begun, stamp)
    }

    /// Publishes: what is in force and to come from now on, with the newest of them.
    pub fn publish(
        &self,
        transaction: &mut Transaction,
        before: Option<&Chain>,
        publications: &Publications,
        record: &VersionRecord,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let happening = CatalogueHappening::Published {
            version: record.publication.version,
            from: record.publication.from,
            entries: record.entries,
        };
        self.change_publications(transaction, before, publications, happening, stamp)?;
        let key = keys::version(record.publication.version);
        transaction.put_new(self, item(&key, record)?, Condition::New);
        Ok(())
    }

    /// Withdraws a version that is to come; its own item stays.
    pub fn withdraw(
        &self,
        transaction: &mut Transaction,
        before: &Chain,
        publications: &Publications,
        version: Version,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let happening = CatalogueHappening::Withdrawn { version };
        self.change_publications(transaction, Some(before), publications, happening, stamp)?;
        let withdrawn = Expression::default()
            .set(&["withdrawn"], AttributeValue::Bool(true))
            .require_exists(&["pk"]);
        transaction.update(self, &keys::version(version), withdrawn, Condition::Unchanged);
        Ok(())
    }

    fn change_publications(
        &self,
        transaction: &mut Transaction,
        before: Option<&Chain>,
        publications: &Publications,
        happening: CatalogueHappening,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let (key, event) = (keys::catalogue(), stamp.event(happening, &[]));
        let Some(chain) = before else {
            return transaction.create(self, &key, item(&key, publications)?, event);
        };
        let expression = Expression::default()
            .set(&["newest"], number(publications.newest))
            .set(&["versions"], attribute(&publications.versions)?);
        transaction.change(self, &key, chain, expression, event)
    }
}
