//! From domain types to the wire.

use api::catalogue::{
    CatalogueDocument, CatalogueFault, DifferenceView, DifferencesView, DraftEditView, DraftView, VersionState,
    VersionView,
};
use chrono::{DateTime, Utc};
use domain::catalogue::{Document, Fault, Publications, Version, differences};
use runtime::{App, Error, problem};
use store::catalogue::{Draft, VersionRecord};

/// How many entries that differ are shown.
const SHOWN: usize = 1_000;

pub(crate) fn version(record: &VersionRecord, publications: &Publications, now: DateTime<Utc>) -> VersionView {
    let version = record.publication.version;
    let in_force = publications.in_force(now).map_or(0, |one| one.version);
    let state = if version == in_force {
        VersionState::InForce
    } else if publications.to_come(now).any(|one| one.version == version) {
        VersionState::ToCome
    } else if record.withdrawn {
        VersionState::Withdrawn
    } else {
        VersionState::Over
    };
    VersionView {
        version,
        state,
        from: record.publication.from,
        published_by: record.published_by.as_str().to_owned(),
        published_at: record.published_at,
        entries: record.entries,
    }
}

pub(crate) fn draft(draft: &Draft, differ: usize, faults: Vec<Fault>) -> DraftView {
    let edits = draft.edits.iter().rev().map(|edit| DraftEditView {
        by: edit.by.as_str().to_owned(),
        at: edit.at,
        of: edit.of.clone(),
    });
    DraftView {
        revision: draft.revision,
        made_of: draft.made_of,
        edits: edits.collect(),
        entries: count(differ),
        faults: faults.into_iter().map(fault).collect(),
    }
}

/// A document as it is exported: it names the schema that this desk serves, for editors.
pub(crate) fn exported(app: &App, version: Version, mut document: Document) -> Result<CatalogueDocument, Error> {
    document.schema = Some(format!("{}/catalogue.schema.json", app.settings.public_url));
    Ok(CatalogueDocument {
        version,
        document: serde_json::to_value(&document).map_err(problem::internal)?,
    })
}

fn fault(fault: Fault) -> CatalogueFault {
    CatalogueFault {
        section: fault.section,
        entry: fault.entry,
        field: fault.field,
        message: fault.message,
    }
}

/// What one document changes of another, each under its version.
pub(crate) fn changes(before: (u32, &Document), after: (u32, &Document)) -> DifferencesView {
    let all = differences(before.1, after.1);
    DifferencesView {
        before: before.0,
        after: after.0,
        entries: count(all.len()),
        differences: all.iter().take(SHOWN).map(DifferenceView::of).collect(),
    }
}

pub(crate) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
