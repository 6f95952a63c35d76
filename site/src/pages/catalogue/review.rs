//! `/catalogue/draft`: exactly what the draft changes, and publishing or discarding it.

use super::{
    differences::{differences, faults},
    working::{self, Working, download},
};
use crate::{
    components::{
        dialog::{cancel, dialog},
        dynamic::{on, optional},
        empty::Empty,
        field::Field,
        form::{Form, form_element},
        icon::{self, icon},
        page::{self, Above},
        toasts::Toasts,
    },
    format,
    load::Loaded,
    router::Router,
};
use api::{
    ProblemCode,
    catalogue::{DiscardDraftRequest, DraftView, PublishCatalogueRequest, VersionState},
    operations::{DiscardCatalogueDraft, PublishCatalogue},
};
use chrono::{DateTime, Utc};
use js_sys::Date;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

/// The page.
pub fn review() -> AnyView {
    let working = working::load();
    let above = Above::fixed("Catalogue", "/catalogue");
    view! {
        {page::header(Some(above), Signal::stored("Review and publish".to_owned()), ().into_any())}
        {page::loaded(working, move |shown| content(working, &shown))}
    }
    .into_any()
}

fn content(loaded: Loaded<Working>, working: &Working) -> AnyView {
    let (Some(draft), Some(changes)) = (&working.view.draft, &working.differences) else {
        let why = "There is no draft. It begins when you change an entry of the catalogue or import a file.";
        let empty = Empty::go(why, "/catalogue", icon::EDIT, "Change an entry");
        return view! { <section class="card" aria-label="Draft">{empty.view()}</section> }.into_any();
    };
    let differ = format::count(draft.entries as usize, "entry differs", "entries differ");
    let against = match changes.before {
        0 => "These are all entries; no version was published before.".to_owned(),
        version => format!("{differ} from version {version}."),
    };
    let document = working.document.clone();
    view! {
        <section class="card" aria-labelledby="changes">
            <div class="card-header list-tools">
                <h2 class="card-title" id="changes">"What will change"</h2>
                <button type="button" class="btn" on:click=on(move |_| download("catalogue-draft.json", &document))>{icon(icon::DOWNLOAD)}"Download the draft"</button>
            </div>
            <div class="card-body"><p class="mb-0">{against}</p></div>
            {differences(changes.clone())}
        </section>
        {if draft.faults.is_empty() { publish(loaded, draft, changes.before) } else { faulty(draft) }}
        {edits(draft)}
        {discard(working, draft)}
    }
    .into_any()
}

fn faulty(draft: &DraftView) -> AnyView {
    view! {
        <section class="card" aria-labelledby="faults">
            <div class="card-header"><h2 class="card-title" id="faults">"It cannot be published yet"</h2></div>
            <div class="card-body"><p class="mb-0">"Mend these entries first. Each leads to its page."</p></div>
            {faults(&draft.faults)}
        </section>
    }
    .into_any()
}

/// A moment as the browser's field has it, in the reader's time zone.
fn moment(typed: &str) -> Option<DateTime<Utc>> {
    let milliseconds = Date::new(&JsValue::from_str(typed)).get_time();
    // Not a number where it is no moment. Those that a field can hold are exact as whole numbers.
    milliseconds
        .is_finite()
        .then(|| DateTime::from_timestamp_millis(milliseconds as i64))
        .flatten()
}

fn publish(loaded: Loaded<Working>, draft: &DraftView, after: u32) -> AnyView {
    let (toasts, router) = (expect_context::<Toasts>(), expect_context::<Router>());
    let form = Form::new();
    let from = RwSignal::new(String::new());
    let revision = draft.revision;
    let submit = move || {
        let typed = from.get_untracked();
        let request = PublishCatalogueRequest {
            revision,
            after,
            from: moment(&typed),
        };
        form.send::<PublishCatalogue>((), request, move |version| {
            form.saved();
            toasts.done(match version.state {
                VersionState::ToCome => format!(
                    "Version {} comes into force on {}.",
                    version.version,
                    format::time_text(version.from)
                ),
                _ => format!("Version {} is in force.", version.version),
            });
            router.go("/catalogue");
        });
    };
    let words = move || {
        if from.with(String::is_empty) {
            "Publish now"
        } else {
            "Publish from then on"
        }
        .to_owned()
    };
    // What was looked at is not what would be published any more.
    let anew = move || {
        let outdated = matches!(
            form.refusal(),
            Some(ProblemCode::CatalogueOutdated | ProblemCode::DetailsOutdated | ProblemCode::CatalogueFaulty)
        );
        outdated.then(|| view! {
            <button type="button" class="btn mb-3" on:click=on(move |_| { form.saved(); loaded.again(); })>{icon(icon::REFRESH)}"Show what would change now"</button>
        }.into_any())
    };
    let content = view! {
        {optional(anew)}
        <div class="fields">
            {Field::new(form, "from", "From when on").kind("datetime-local").optional().note("By your clock. Empty for at once.").text(from)}
            <div class="btn-list">{form.submit(Signal::derive(words))}</div>
        </div>
    };
    view! {
        <section class="card" aria-labelledby="publish">
            <div class="card-header"><h2 class="card-title" id="publish">"Publish"</h2></div>
            <div class="card-body">
                <p class="text-secondary">"The draft becomes a version that never changes. One that is to come can be withdrawn; one that is in force is followed by another."</p>
                {form_element(form, submit, content.into_any())}
            </div>
        </section>
    }
    .into_any()
}

fn edits(draft: &DraftView) -> AnyView {
    let items = draft.edits.iter().map(|edit| {
        view! {
            <li>
                <span class="event-dot">{icon(icon::EDIT)}</span>
                <p class="mb-0">{edit.of.clone()}</p>
                <p class="text-secondary mb-0">{format::time(edit.at)}" · "{edit.by.clone()}</p>
            </li>
        }
    });
    view! {
        <section class="card" aria-labelledby="edits">
            <div class="card-header"><h2 class="card-title" id="edits">"Who changed what"</h2></div>
            <div class="card-body"><ol class="events">{items.collect::<Vec<_>>()}</ol></div>
        </section>
    }
    .into_any()
}

fn discard(working: &Working, draft: &DraftView) -> AnyView {
    let (toasts, router) = (expect_context::<Toasts>(), expect_context::<Router>());
    let open = RwSignal::new(false);
    let (revision, document) = (draft.revision, working.document.clone());
    let content = move || {
        let form = Form::new();
        let submit = move || {
            form.send::<DiscardCatalogueDraft>((), DiscardDraftRequest { revision }, move |_| {
                open.set(false);
                toasts.done("The draft is discarded. What is published stays as it is.");
                router.go("/catalogue");
            });
        };
        let document = document.clone();
        let content = view! {
            <p>"Everything in the draft is lost, whoever put it in. Download it first if you may want it again: the file can be imported."</p>
            <div class="btn-list">
                {form.submit(Signal::stored("Discard".to_owned()))}
                <button type="button" class="btn" on:click=on(move |_| download("catalogue-draft.json", &document))>{icon(icon::DOWNLOAD)}"Download it"</button>
                {cancel(open)}
            </div>
        };
        form_element(form, submit, content.into_any())
    };
    view! {
        <div class="btn-list">
            <button type="button" class="btn" on:click=on(move |_| open.set(true))>{icon(icon::TRASH)}"Discard the draft"</button>
        </div>
        {dialog(open, "Discard the draft?", content)}
    }
    .into_any()
}
