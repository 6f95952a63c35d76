//! `get-catalogue-draft`, `edit-catalogue-draft`, `preview-catalogue`, `discard-catalogue-draft`: the
//! vendor's admins. There is one draft. Whoever changes it says from which of its revisions on, so
//! that nobody's change is lost under another's.
//!
//! Refused: a revision that is not the newest, no change or more than 10,000, an entry that is not
//! of its section's shape.

use crate::{entries, versions, view};
use api::{
    FieldError, ProblemCode,
    catalogue::{CatalogueDocument, DifferencesView, DiscardDraftRequest, DraftChange, DraftView, EditDraftRequest},
};
use domain::catalogue::{Document, Version, differences, faults, may_follow};
use runtime::{Call, Change, Error, Fields, Principal, problem};
use store::{
    Transaction,
    catalogue::{Draft, DraftEdit, MOST_EDITS},
};

/// How many faults are shown at a time.
const SHOWN: usize = 200;

/// How many changes are made at a time.
const MOST_CHANGES: usize = 10_000;

pub(crate) async fn get(call: Call<Principal>, (): (), (): ()) -> Result<CatalogueDocument, Error> {
    let (_, document) = load(&call).await?;
    Ok(CatalogueDocument {
        version: 0,
        document: serde_json::to_value(&document).map_err(problem::internal)?,
    })
}

/// The draft, if there is one, with why it cannot be published.
pub(crate) async fn shown(call: &Call<Principal>) -> Result<Option<DraftView>, Error> {
    let Some(draft) = call.app.store.draft().await? else {
        return Ok(None);
    };
    let document = call.app.store.document(&draft.digest).await?;
    view_of(call, &draft, &document).await.map(Some)
}

/// The draft with its document.
pub(crate) async fn load(call: &Call<Principal>) -> Result<(Draft, Document), Error> {
    let draft = call.app.store.draft().await?;
    let draft = draft.ok_or_else(|| problem::not_found("draft"))?;
    let document = call.app.store.document(&draft.digest).await?;
    Ok((draft, document))
}

/// The newest version that is in force or to come, which a draft follows; 0 and nothing in it where
/// there is none.
pub(crate) async fn followed(call: &Call<Principal>) -> Result<(Version, Document), Error> {
    let publications = versions::publications(call).await?;
    match publications.last() {
        Some(last) => Ok((last.version, call.app.store.document(&last.digest).await?)),
        None => Ok((0, Document::default())),
    }
}

async fn view_of(call: &Call<Principal>, draft: &Draft, document: &Document) -> Result<DraftView, Error> {
    let (_, before) = followed(call).await?;
    let mut wrong = faults(document);
    wrong.extend(may_follow(&before, document));
    wrong.truncate(SHOWN);
    Ok(view::draft(draft, differences(&before, document).len(), wrong))
}

pub(crate) async fn edit(call: Call<Principal>, (): (), request: EditDraftRequest) -> Result<DraftView, Error> {
    let store = &call.app.store;
    shaped(&request.changes)?;
    // Documents are kept under their digest, beside the transaction: what loses is kept for nothing.
    call.change(async || {
        let there = store.draft().await?;
        let revision = there.as_ref().map_or(0, |draft| draft.revision);
        check(revision, request.revision)?;
        let (made_of, mut document) = match &there {
            Some(draft) => (draft.made_of, store.document(&draft.digest).await?),
            None => followed(&call).await?,
        };
        let of = apply(&mut document, &request.changes)?;
        let mut edits = there.map(|draft| draft.edits).unwrap_or_default();
        edits.push(DraftEdit {
            by: call.caller.user.name.clone(),
            at: call.now,
            of,
        });
        let late = edits.len().saturating_sub(MOST_EDITS);
        edits.drain(..late);
        let draft = Draft {
            revision: revision + 1,
            made_of,
            digest: store.keep_document(&document).await?,
            edits,
        };
        let mut transaction = Transaction::default();
        store.put_draft(&mut transaction, &draft)?;
        Ok(Change {
            transaction,
            answer: view_of(&call, &draft, &document).await?,
        })
    })
    .await
}

pub(crate) async fn preview(call: Call<Principal>, (): (), (): ()) -> Result<DifferencesView, Error> {
    let (_, document) = load(&call).await?;
    let (version, before) = followed(&call).await?;
    Ok(view::changes((version, &before), (0, &document)))
}

pub(crate) async fn discard(call: Call<Principal>, (): (), request: DiscardDraftRequest) -> Result<DraftView, Error> {
    let store = &call.app.store;
    call.change(async || {
        let (draft, document) = load(&call).await?;
        check(draft.revision, request.revision)?;
        let mut transaction = Transaction::default();
        store.end_draft(&mut transaction, draft.revision);
        Ok(Change {
            transaction,
            answer: view_of(&call, &draft, &document).await?,
        })
    })
    .await
}

/// That a change is made on the newest revision.
pub(crate) fn check(newest: u32, named: u32) -> Result<(), Error> {
    if newest == named {
        return Ok(());
    }
    let message = format!(
        "The draft is at revision {newest}, and this was made on {named}: somebody has changed it since. Load it, look at it, and make your change again."
    );
    Err(problem::at(ProblemCode::DetailsOutdated, "revision", message))
}

/// That every entry that is put in is of its section's shape, whatever the draft is.
fn shaped(changes: &[DraftChange]) -> Result<(), Error> {
    let mut fields = Fields::new();
    if changes.is_empty() || changes.len() > MOST_CHANGES {
        let message = format!(
            "Make 1 to {MOST_CHANGES} changes at a time; these are {}.",
            changes.len()
        );
        fields.refuse("changes", message);
    }
    let mut nothing = Document::default();
    for (index, change) in changes.iter().enumerate().take(MOST_CHANGES) {
        let takes_out = change.remove.is_some() && change.put.is_none();
        if !takes_out {
            note(&mut fields, index, entries::apply(&mut nothing, change));
        }
    }
    fields.finish(Some(()))
}

/// Notes at its change what is wrong with it.
fn note<T>(fields: &mut Fields, index: usize, outcome: Result<T, FieldError>) -> Option<T> {
    outcome
        .map_err(|FieldError { field, message, .. }| {
            let at = if field.is_empty() { field } else { format!("/{field}") };
            fields.refuse(format!("changes/{index}{at}"), message);
        })
        .ok()
}

/// Makes the changes, all or none; says what of.
fn apply(document: &mut Document, changes: &[DraftChange]) -> Result<String, Error> {
    let mut fields = Fields::new();
    let mut first = None;
    for (index, change) in changes.iter().enumerate() {
        let of = note(&mut fields, index, entries::apply(document, change));
        first = first.or(of);
    }
    let others = changes.len() - 1;
    fields.finish(first.map(|first| match others {
        0 => first,
        1 => format!("{first} and another entry"),
        _ => format!("{first} and {others} other entries"),
    }))
}
