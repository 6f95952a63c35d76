//! `/catalogue/import`: a file of a whole catalogue or of a section, put into the draft.

use super::{
    file::{Entry, pieces, place, read},
    sections::{SECTIONS, field_words},
};
use crate::{
    browser,
    client::{self, Failure},
    components::{
        drop::drop_zone,
        dynamic::{dynamic, live, on, optional, text},
        icon::{self, icon},
        page::{self, Above},
        toasts::Toasts,
    },
    format,
    router::Router,
};
use api::{
    catalogue::EditDraftRequest,
    operations::{EditCatalogueDraft, GetCatalogue},
};
use leptos::{prelude::*, task::spawn_local};
use std::{collections::BTreeSet, sync::Arc};

/// Why an entry was not taken.
#[derive(Clone)]
struct Refused {
    entry: String,
    field: String,
    message: String,
}

/// Where the import stands.
#[derive(Clone, Copy)]
struct Importing {
    /// The section of a file that is a list.
    of_a_list: RwSignal<String>,
    /// The text of the file that was chosen, and its name.
    file: RwSignal<Option<(String, String)>>,
    /// Its entries, or why there are none.
    entries: Memo<Option<Result<Arc<Vec<Entry>>, String>>>,
    busy: RwSignal<bool>,
    /// How many entries are in the draft.
    done: RwSignal<usize>,
    refused: RwSignal<Vec<Refused>>,
    /// Why it stopped.
    stopped: RwSignal<Option<String>>,
}

/// The page.
pub fn import() -> AnyView {
    let (of_a_list, file) = (RwSignal::new(String::new()), RwSignal::new(None::<(String, String)>));
    let importing = Importing {
        of_a_list,
        file,
        entries: Memo::new(move |_| {
            let of = of_a_list.get();
            file.with(|file| file.as_ref().map(|(_, text)| read(text, &of).map(Arc::new)))
        }),
        busy: RwSignal::new(false),
        done: RwSignal::new(0),
        refused: RwSignal::new(Vec::new()),
        stopped: RwSignal::new(None),
    };
    let take = move |name: String, bytes: Vec<u8>| {
        if importing.busy.get_untracked() {
            return;
        }
        importing.done.set(0);
        importing.refused.set(Vec::new());
        importing.stopped.set(None);
        importing.file.set(Some((name, browser::decode(&bytes))));
    };
    let options = SECTIONS.iter().filter(|section| !section.is_single());
    let options = options
        .map(|section| view! { <option value=section.name>{section.title}</option> })
        .collect::<Vec<_>>();
    let above = Above::fixed("Catalogue", "/catalogue");
    view! {
        {page::header(Some(above), Signal::stored("Import a catalogue".to_owned()), ().into_any())}
        <section class="card" aria-labelledby="file">
            <div class="card-header"><h2 class="card-title" id="file">"File"</h2></div>
            <div class="card-body">
                <p class="text-secondary">
                    "JSON: a whole catalogue as it is downloaded from a version, some of its sections, or the list of one section. Its entries go into the draft, in place of those of the same id; what the file does not name stays as it is. Nothing is published by it."
                </p>
                {drop_zone("Choose a file", ".json,application/json", take)}
                <div class="field mt-3">
                    <label class="form-label" for="of-a-list">"Section, where the file is a list"</label>
                    <select id="of-a-list" class="form-select" on:change=on(move |event| importing.of_a_list.set(event_target_value(&event)))>
                        <option value="">"Choose ..."</option>
                        {options}
                    </select>
                </div>
            </div>
        </section>
        {dynamic(move || chosen(importing))}
        {optional(move || outcome(importing))}
    }
    .into_any()
}

fn chosen(importing: Importing) -> AnyView {
    let name = importing.file.with(|file| file.as_ref().map(|(name, _)| name.clone()));
    let (Some(name), Some(entries)) = (name, importing.entries.get()) else {
        return ().into_any();
    };
    let entries = match entries {
        Ok(entries) => entries,
        Err(sentence) => {
            return view! { <div class="error-summary" role="alert"><h2 class="h4 mb-1">{format!("{name} cannot be read")}</h2><p class="mb-0">{sentence}</p></div> }.into_any();
        }
    };
    let counts = SECTIONS.iter().filter_map(|section| {
        let count = entries.iter().filter(|entry| entry.section == section).count();
        (count > 0).then(|| view! {
            <div class="datagrid-item"><dt class="datagrid-title">{section.title}</dt><dd class="datagrid-content">{format::number(count as u64)}</dd></div>
        })
    });
    let counts = counts.collect::<Vec<_>>();
    let total = entries.len();
    let (toasts, router) = (expect_context::<Toasts>(), expect_context::<Router>());
    let send = move |_| {
        if !importing.busy.get_untracked() {
            spawn_local(put_all(importing, entries.clone(), toasts, router));
        }
    };
    let words = format!("Put {} into the draft", format::count(total, "entry", "entries"));
    let how_far = move || {
        let done = importing.done.get();
        if importing.busy.get() {
            format!(
                "{} of {} are in the draft.",
                format::number(done as u64),
                format::number(total as u64)
            )
        } else {
            String::new()
        }
    };
    view! {
        <section class="card" aria-labelledby="entries">
            <div class="card-header"><h2 class="card-title" id="entries">{format!("What is in {name}")}</h2></div>
            <div class="card-body">
                <dl class="datagrid mb-3">{counts}</dl>
                <button type="button" class="btn btn-primary" aria-disabled=live(move || importing.busy.get().to_string()) on:click=on(send)>{icon(icon::FILE_IMPORT)}{words}</button>
                {optional(move || importing.busy.get().then(|| view! {
                    <progress class="progress mt-3" max=total.to_string() value=live(move || importing.done.get().to_string()) aria-label="Entries that are in the draft"></progress>
                }.into_any()))}
                <p class="mb-0 mt-2" role="status">{text(how_far)}</p>
            </div>
        </section>
    }
    .into_any()
}

/// Puts the entries into the draft, piece by piece. An entry that is refused is left out and told.
async fn put_all(importing: Importing, entries: Arc<Vec<Entry>>, toasts: Toasts, router: Router) {
    importing.busy.set(true);
    importing.done.set(0);
    importing.refused.set(Vec::new());
    importing.stopped.set(None);
    let outcome = put_pieces(importing, entries.to_vec()).await;
    // The page may have been left meanwhile.
    if importing.busy.try_set(false).is_some() {
        return;
    }
    let done = importing.done.get_untracked();
    let said = format!(
        "{} of the file in the draft.",
        format::count(done, "entry is", "entries are")
    );
    match outcome {
        Err(failure) => importing.stopped.set(Some(failure.to_string())),
        Ok(()) if importing.refused.with_untracked(Vec::is_empty) => {
            toasts.done(said);
            router.go("/catalogue/draft");
        }
        Ok(()) => toasts.done(said),
    }
}

async fn put_pieces(importing: Importing, entries: Vec<Entry>) -> Result<(), Failure> {
    let draft = client::call::<GetCatalogue>((), ()).await?.draft;
    let mut revision = draft.map_or(0, |draft| draft.revision);
    for mut piece in pieces(entries) {
        while !piece.is_empty() {
            let changes = piece.iter().map(|entry| entry.change.clone()).collect();
            match client::call::<EditCatalogueDraft>((), EditDraftRequest { revision, changes }).await {
                Ok(draft) => {
                    revision = draft.revision;
                    importing.done.update(|done| *done += piece.len());
                    break;
                }
                // Nothing of the piece was taken: what is good of it is sent again.
                Err(failure) => piece = without_refused(importing, piece, failure)?,
            }
        }
    }
    Ok(())
}

/// The piece without the entries that are refused, which are noted.
///
/// # Errors
/// It was refused for another reason.
fn without_refused(importing: Importing, piece: Vec<Entry>, failure: Failure) -> Result<Vec<Entry>, Failure> {
    let Failure::Refused(problem) = &failure else {
        return Err(failure);
    };
    let mut out = BTreeSet::new();
    for error in &problem.errors {
        let Some((index, field)) = place(&error.field) else {
            continue;
        };
        let Some(entry) = piece.get(index) else { continue };
        out.insert(index);
        importing.refused.update(|refused| {
            refused.push(Refused {
                entry: entry.name.clone(),
                field: field_words(entry.section.name, &field),
                message: error.message.clone(),
            })
        });
    }
    if out.is_empty() {
        return Err(failure);
    }
    let good = piece.into_iter().enumerate().filter(|(index, _)| !out.contains(index));
    Ok(good.map(|(_, entry)| entry).collect())
}

fn outcome(importing: Importing) -> Option<AnyView> {
    let (stopped, refused) = (importing.stopped.get(), importing.refused.get());
    if stopped.is_none() && refused.is_empty() {
        return None;
    }
    let done = format::count(importing.done.get(), "entry is", "entries are");
    let stopped = stopped.map(|sentence| view! {
        <div class="error-summary" role="alert"><h2 class="h4 mb-1">"The import stopped"</h2><p class="mb-0">{sentence}" Import the file again: what is in the draft already stays as it is."</p></div>
    });
    let count = format::count(refused.len(), "fault was found", "faults were found");
    let rows = refused.into_iter().map(|one| view! {
        <tr><td data-label="Entry">{one.entry}</td><td data-label="Field">{one.field}</td><td data-label="What is wrong">{one.message}</td></tr>
    });
    let rows = rows.collect::<Vec<_>>();
    let table = (!rows.is_empty()).then(|| view! {
        <div class="table-responsive">
            <table class="table table-vcenter card-table list-table" aria-label="Refused entries">
                <thead><tr><th scope="col">"Entry"</th><th scope="col">"Field"</th><th scope="col">"What is wrong"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    });
    let view = view! {
        {stopped}
        <section class="card" aria-labelledby="outcome">
            <div class="card-header"><h2 class="card-title" id="outcome">"What became of it"</h2></div>
            <div class="card-body">
                <p>{format!("{done} in the draft. {count}: those entries were left out. Mend them in the file and import it again.")}</p>
                <a class="btn" href="/catalogue/draft">{icon(icon::LIST_DETAILS)}"Review the draft"</a>
            </div>
            {table}
        </section>
    };
    Some(view.into_any())
}
