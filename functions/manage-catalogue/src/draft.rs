//! `get-catalogue-draft`, `edit-catalogue-draft`, `preview-catalogue`, `discard-catalogue-draft`: the
//! vendor's admins and catalogue editors. There is one draft. Whoever changes it says from which of its revisions on, so
//! that nobody's change is lost under another's.
//!
//! Refused: a revision that is not the newest, no change or more than 10,000, an entry that is not
//! of its section's shape.

use crate::view;
use api::{
    FieldError, ProblemCode,
    catalogue::{CatalogueDocument, DifferencesView, DiscardDraftRequest, DraftChange, DraftView, EditDraftRequest},
};
use desk::catalogue::{
    draft::{Opened, followed},
    entries,
};
use domain::catalogue::{Document, Edit, differences, faults, may_follow};
use runtime::{Call, Change, Error, Fields, Principal, problem};
use store::{
    Transaction,
    catalogue::{Draft, DraftEdit},
};

/// How many faults are shown at a time.
const SHOWN: usize = 200;

/// How many changes are made at a time.
const MOST_CHANGES: usize = 10_000;

pub(crate) async fn get(call: Call<Principal>, (): (), (): ()) -> Result<CatalogueDocument, Error> {
    let (_, opened) = load(&call).await?;
    view::exported(&call.app, 0, opened.document)
}

/// The draft, if there is one, with why it cannot be published.
pub(crate) async fn shown(call: &Call<Principal>) -> Result<Option<DraftView>, Error> {
    match Opened::load(&call.app.store, &call.app.catalogues).await? {
        Opened {
            draft: Some(draft),
            document,
            ..
        } => view_of(call, &draft, &document).await.map(Some),
        _ => Ok(None),
    }
}

/// The draft with its document.
pub(crate) async fn load(call: &Call<Principal>) -> Result<(Draft, Opened), Error> {
    let opened = Opened::load(&call.app.store, &call.app.catalogues).await?;
    let draft = opened.draft.clone().ok_or_else(|| problem::not_found("draft"))?;
    Ok((draft, opened))
}

async fn view_of(call: &Call<Principal>, draft: &Draft, document: &Document) -> Result<DraftView, Error> {
    let (_, before) = followed(&call.app.store, &call.app.catalogues).await?;
    let mut wrong = faults(document);
    wrong.extend(may_follow(&before, document));
    wrong.truncate(SHOWN);
    Ok(view::draft(draft, differences(&before, document).len(), wrong))
}

pub(crate) async fn edit(call: Call<Principal>, (): (), request: EditDraftRequest) -> Result<DraftView, Error> {
    let store = &call.app.store;
    let edits = shaped(request.changes)?;
    // Documents are kept under their digest, beside the transaction: what loses is kept for nothing.
    call.change(async || {
        let mut opened = Opened::load(store, &call.app.catalogues).await?;
        check(opened.revision(), request.revision)?;
        let mut document = std::mem::take(&mut opened.document);
        let of = apply(&mut document, &edits)?;
        let draft = opened.changed(store, &document, &edits, by(&call, of)).await?;
        let mut transaction = Transaction::default();
        store.put_draft(&mut transaction, &draft)?;
        Ok(Change {
            transaction,
            answer: view_of(&call, &draft, &document).await?,
        })
    })
    .await
}

/// Who changes what now.
pub(crate) fn by(call: &Call<Principal>, of: String) -> DraftEdit {
    DraftEdit {
        by: call.caller.user.name.clone(),
        at: call.now,
        of,
    }
}

pub(crate) async fn preview(call: Call<Principal>, (): (), (): ()) -> Result<DifferencesView, Error> {
    let (_, opened) = load(&call).await?;
    let (version, before) = followed(&call.app.store, &call.app.catalogues).await?;
    Ok(view::changes((version, &before), (0, &opened.document)))
}

pub(crate) async fn discard(call: Call<Principal>, (): (), request: DiscardDraftRequest) -> Result<DraftView, Error> {
    let store = &call.app.store;
    call.change(async || {
        let (draft, opened) = load(&call).await?;
        check(draft.revision, request.revision)?;
        let mut transaction = Transaction::default();
        store.end_draft(&mut transaction, draft.revision);
        Ok(Change {
            transaction,
            answer: view_of(&call, &draft, &opened.document).await?,
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

/// The changes, where every entry that is put in is of its section's shape, whatever the draft is.
fn shaped(changes: Vec<DraftChange>) -> Result<Vec<Edit>, Error> {
    let mut fields = Fields::new();
    if changes.is_empty() || changes.len() > MOST_CHANGES {
        let message = format!(
            "Make 1 to {MOST_CHANGES} changes at a time; these are {}.",
            changes.len()
        );
        fields.refuse("changes", message);
    }
    let edits = changes.into_iter().take(MOST_CHANGES).map(|change| Edit {
        section: change.section,
        remove: change.remove,
        put: change.put,
    });
    let edits: Vec<Edit> = edits.collect();
    for (index, edit) in edits.iter().enumerate() {
        let takes_out = edit.remove.is_some() && edit.put.is_none();
        if !takes_out {
            note(&mut fields, index, entries::apply(&mut Document::default(), edit));
        }
    }
    fields.finish(Some(edits))
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
fn apply(document: &mut Document, changes: &[Edit]) -> Result<String, Error> {
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
