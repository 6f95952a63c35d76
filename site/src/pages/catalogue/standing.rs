//! Where the catalogue stands: the version in force, those to come, the draft with its faults.

use super::{differences::faults, working::Working};
use crate::{
    components::{
        dialog::{cancel, dialog},
        dynamic::on,
        form::{Form, form_element},
        icon::{self, icon},
        page::detail_view,
        toasts::Toasts,
    },
    format,
    load::Loaded,
};
use api::{
    catalogue::{DraftView, VersionView, WithdrawVersionRequest},
    operations::WithdrawCatalogueVersion,
};
use leptos::prelude::*;

/// The card.
pub fn standing(loaded: Loaded<Working>, working: Working) -> AnyView {
    let in_force = match &working.view.in_force {
        Some(version) => version_line(version, "since"),
        None => "No version was published yet.".into_any(),
    };
    let draft = match &working.view.draft {
        Some(draft) => draft_line(draft),
        None => "There is none. It begins with the first change.".into_any(),
    };
    let to_come: Vec<_> = working
        .view
        .to_come
        .iter()
        .map(|version| to_come(loaded, version))
        .collect();
    let next = if to_come.is_empty() {
        "Nothing is to come.".into_any()
    } else {
        to_come.into_any()
    };
    let wrong = working
        .view
        .draft
        .iter()
        .map(|draft| &draft.faults)
        .find(|faults| !faults.is_empty());
    let wrong = wrong.map(|wrong| {
        view! {
            <section class="card" aria-labelledby="faults">
                <div class="card-header"><h2 class="card-title" id="faults">"What keeps the draft from being published"</h2></div>
                {faults(wrong)}
            </section>
        }
    });
    view! {
        <section class="card" aria-labelledby="standing">
            <div class="card-header"><h2 class="card-title" id="standing">"Where it stands"</h2></div>
            <div class="card-body">
                <dl class="datagrid">
                    {detail_view("In force", in_force)}
                    {detail_view("Next", next)}
                    {detail_view("Draft", draft)}
                </dl>
            </div>
        </section>
        {wrong}
    }
    .into_any()
}

fn version_line(version: &VersionView, from: &'static str) -> AnyView {
    let number = version.version;
    view! {
        <a href=format!("/catalogue/versions/{number}")>{format!("Version {number}")}</a>
        {format!(" {from} ")}{format::time(version.from)}{format!(", published by {}", version.published_by)}
    }
    .into_any()
}

fn draft_line(draft: &DraftView) -> AnyView {
    let differ = format::count(draft.entries as usize, "entry differs", "entries differ");
    let wrong = match draft.faults.len() {
        0 => String::new(),
        faults => format!(", {}", format::count(faults, "fault", "faults")),
    };
    let last = draft.edits.first().map(|edit| {
        view! { <span class="text-secondary d-block">{format!("Last changed by {} ({}), ", edit.by, edit.of)}{format::time(edit.at)}</span> }
    });
    view! { <a href="/catalogue/draft">{format!("{differ}{wrong}")}</a>{last} }.into_any()
}

fn to_come(loaded: Loaded<Working>, version: &VersionView) -> AnyView {
    let number = version.version;
    view! {
        <div class="mb-2">
            {version_line(version, "from")}
            <div class="mt-1">{withdraw(number, move || loaded.again())}</div>
        </div>
    }
    .into_any()
}

/// The button that withdraws a version to come, once it is confirmed.
pub fn withdraw(version: u32, then: impl Fn() + Send + Sync + Copy + 'static) -> AnyView {
    let open = RwSignal::new(false);
    let toasts = expect_context::<Toasts>();
    let content = move || {
        let form = Form::new();
        let submit = move || {
            form.send::<WithdrawCatalogueVersion>(version, WithdrawVersionRequest {}, move |_| {
                open.set(false);
                toasts.done(format!("Version {version} is withdrawn and never comes into force."));
                then();
            });
        };
        let content = view! {
            <p>{format!("Version {version} does not come into force then. It stays in the history, and its number is not used again.")}</p>
            <div class="btn-list">{form.submit(Signal::stored("Withdraw".to_owned()))}{cancel(open)}</div>
        };
        form_element(form, submit, content.into_any())
    };
    let label = format!("Withdraw version {version}");
    view! {
        <button type="button" class="btn" aria-label=label on:click=on(move |_| open.set(true))>{icon(icon::X)}"Withdraw"</button>
        {dialog(open, "Withdraw this version?", content)}
    }
    .into_any()
}
