//! What the operator does with the catalogue from the command line, while the desk is at work.

use super::{
    draft::{Opened, followed},
    import::{self, Imported, RowFault},
};
use domain::{
    catalogue::{Document, Version, faults, may_follow},
    text::Name,
};
use files::Unreadable;
use runtime::{Error, catalogues::Catalogues, clock::Clock, entropy, entropy::Entropy, problem};
use std::fmt;
use store::{CommitError, Store, Transaction, catalogue::DraftEdit};

/// The most bytes that a file has.
pub const LARGEST: usize = 10_000_000;

/// What a file makes of a catalogue: CSV where its name ends so, JSON otherwise. Without a section a
/// JSON file is a whole catalogue, and a CSV file is about what its columns are of.
///
/// # Errors
/// The file is too large, or none of this kind.
pub fn read(before: &Document, name: &str, section: Option<&str>, bytes: &[u8]) -> Result<Imported, Unreadable> {
    if bytes.len() > LARGEST {
        let message = "The file is over 10 MB. A catalogue of 10,000 parts is some 2 MB.";
        return Err(Unreadable(message.to_owned()));
    }
    let text = files::decode_bytes(bytes)?.text;
    if name.to_lowercase().ends_with(".csv") {
        import::csv(before, section.unwrap_or_else(|| import::section_of(&text)), &text)
    } else {
        import::json(before, section, &text)
    }
}

/// What is wrong with a file and with the catalogue as it is with it, a line each: by row where a row
/// says it, by entry elsewhere.
pub fn said(imported: &Imported, after: Option<&Document>) -> Vec<String> {
    let mut wrong = faults(&imported.document);
    wrong.extend(
        after
            .map(|before| may_follow(before, &imported.document))
            .unwrap_or_default(),
    );
    let all = imported.unreadable.iter().cloned().chain(imported.placed(wrong));
    all.map(|fault| sentence(&fault)).collect()
}

/// What of a file cannot be read, a line each.
pub fn unreadable(imported: &Imported) -> Vec<String> {
    imported.unreadable.iter().map(sentence).collect()
}

fn sentence(fault: &RowFault) -> String {
    let RowFault {
        row,
        entry,
        field,
        message,
    } = fault;
    let place = match row {
        Some(row) => format!("row {row}, {entry}/{field}"),
        None => format!("{entry}/{field}"),
    };
    format!("{}: {message}", place.trim_end_matches('/'))
}

/// A document as it stands in a file, with where its schema is, for editors.
///
/// # Errors
/// None that a document makes.
pub fn to_file(mut document: Document, schema: String) -> Result<String, Error> {
    document.schema = Some(schema);
    let text = serde_json::to_string_pretty(&document).map_err(problem::internal)?;
    Ok(text + "\n")
}

/// Which document is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Of what is in force.
    InForce,
    /// Of a version that was ever published.
    Version(Version),
    /// Of the draft.
    Draft,
}

/// A document as it is exported; nothing where there is no such version or draft.
///
/// # Errors
/// The table cannot be read.
pub async fn export(store: &Store, clock: &dyn Clock, which: Which) -> Result<Option<Document>, Error> {
    let digest = match which {
        Which::Draft => {
            let opened = Opened::load(store, &Catalogues::default()).await?;
            return Ok(opened.draft.is_some().then_some(opened.document));
        }
        Which::Version(version) => {
            let record = store.catalogue_version(version).await?;
            record.map(|record| record.publication.digest)
        }
        Which::InForce => {
            let publications = store.publications().await?.map(|stored| stored.value);
            let in_force = publications.as_ref().and_then(|all| all.in_force(clock.now()));
            in_force.map(|one| one.digest.clone())
        }
    };
    match digest {
        None => Ok(None),
        Some(digest) => Ok(Some(store.document(&digest).await?)),
    }
}

/// What came of a file.
#[derive(Debug)]
pub struct Put {
    /// The draft's revision from now on; nothing in a dry run, and where a row cannot be read.
    pub revision: Option<u32>,
    /// How many entries the file has.
    pub entries: usize,
    /// What is wrong, a line each.
    pub said: Vec<String>,
}

impl Put {
    /// Whether all went well: it is in the draft, or a dry run found nothing wrong.
    pub fn is_good(&self, dry_run: bool) -> bool {
        if dry_run {
            self.said.is_empty()
        } else {
            self.revision.is_some()
        }
    }
}

impl fmt::Display for Put {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.said {
            writeln!(f, "{line}")?;
        }
        let entries = match self.entries {
            1 => "1 entry".to_owned(),
            many => format!("{many} entries"),
        };
        match self.revision {
            Some(revision) => write!(f, "Put into revision {revision} of the draft: {entries}."),
            None => write!(f, "Read, with nothing changed: {entries}."),
        }
    }
}

/// Puts a file, by its name, section and bytes, into the draft, which is begun where there is none: all
/// of it, or nothing where a row cannot be read or it is a dry run.
///
/// # Errors
/// The file is none of its kind, or the table cannot be read or written.
pub async fn import(
    store: &Store,
    (clock, entropy): (&dyn Clock, &dyn Entropy),
    (name, section, bytes): (&str, Option<&str>, &[u8]),
    dry_run: bool,
) -> Result<Result<Put, Unreadable>, Error> {
    loop {
        let opened = Opened::load(store, &Catalogues::default()).await?;
        let imported = match read(&opened.document, name, section, bytes) {
            Ok(imported) => imported,
            Err(unreadable) => return Ok(Err(unreadable)),
        };
        let (_, before) = followed(store, &Catalogues::default()).await?;
        let put = |revision| {
            Ok(Ok(Put {
                revision,
                entries: imported.entries,
                said: said(&imported, Some(&before)),
            }))
        };
        if dry_run || !imported.unreadable.is_empty() {
            return put(None);
        }
        let by = DraftEdit {
            by: Name::from("Latchkey".to_owned()),
            at: clock.now(),
            of: format!("{} from a file", imported.of),
        };
        let draft = opened.replaced(store, &imported.document, by).await?;
        let mut transaction = Transaction::default();
        store.put_draft(&mut transaction, &draft)?;
        match store.commit(transaction, &entropy::write_token(entropy)).await {
            Ok(()) => return put(Some(draft.revision)),
            // Somebody else was faster: on top of what they made of it.
            Err(CommitError::Lost(_) | CommitError::Conflict) => {}
            Err(CommitError::Unknown(why)) => return Err(problem::internal(why)),
            Err(CommitError::Store(error)) => return Err(error.into()),
        }
    }
}
