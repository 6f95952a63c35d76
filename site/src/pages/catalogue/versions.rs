//! `/catalogue/versions`: what was published, newest first, and what each version changed.

use super::{differences::differences, standing::withdraw, working::download};
use crate::{
    client,
    components::{
        dynamic::{dynamic, live, on},
        empty::Empty,
        history::history,
        icon::{self, icon},
        list::{About, list},
        page::{self, Above, detail, detail_view},
        row::{Cell, Row},
        toasts::Toasts,
    },
    format,
    load::{Loaded, Rows, load, load_list},
};
use api::{
    catalogue::{CompareVersionsQuery, VersionState, VersionView},
    operations::{CompareCatalogueVersion, GetCatalogueVersion, ListCatalogueEvents, ListCatalogueVersions},
};
use leptos::{prelude::*, task::spawn_local};
use std::sync::Arc;

/// The page of all of them.
pub fn versions() -> AnyView {
    let about = About {
        title: "Versions",
        columns: &[
            "Version",
            "State",
            "From",
            "Published by",
            "Published",
            "Entries changed",
        ],
        file: "catalogue-versions",
        empty: Empty::go(
            "No version was published yet. Review the draft and publish it.",
            "/catalogue/draft",
            icon::LIST_DETAILS,
            "Review and publish",
        ),
    };
    let above = Above::fixed("Catalogue", "/catalogue");
    view! {
        {page::header(Some(above), Signal::stored("Versions".to_owned()), ().into_any())}
        {list(about, load_list::<ListCatalogueVersions, _>(()), row)}
        {history(load_list::<ListCatalogueEvents, _>(()))}
    }
    .into_any()
}

const fn state(state: VersionState) -> (&'static str, &'static str) {
    match state {
        VersionState::ToCome => ("To come", "bg-secondary-lt"),
        VersionState::InForce => ("In force", "bg-green-lt"),
        VersionState::Over => ("Over", "bg-secondary-lt"),
        VersionState::Withdrawn => ("Withdrawn", "bg-yellow-lt"),
    }
}

fn row(version: &VersionView) -> Row {
    let (text, class) = state(version.state);
    Row(vec![
        Cell::link(
            format!("Version {}", version.version),
            format!("/catalogue/versions/{}", version.version),
        ),
        Cell::Badge {
            text: text.to_owned(),
            class,
        },
        Cell::Time(version.from),
        Cell::Text(version.published_by.clone()),
        Cell::Time(version.published_at),
        Cell::Number(u64::from(version.entries)),
    ])
}

/// The page of one.
pub fn version(number: u32) -> AnyView {
    let all = load_list::<ListCatalogueVersions, _>(());
    let toasts = expect_context::<Toasts>();
    let save = move |_| {
        spawn_local(async move {
            match client::call::<GetCatalogueVersion>(number, ()).await {
                Ok(answer) => download(&format!("catalogue-{number}.json"), &answer.document),
                Err(failure) => toasts.failed(failure.to_string()),
            }
        });
    };
    let actions =
        view! { <button type="button" class="btn" on:click=on(save)>{icon(icon::DOWNLOAD)}"Download (JSON)"</button> };
    let above = Above::fixed("Versions", "/catalogue/versions");
    let with = RwSignal::new(number.saturating_sub(1));
    let compared = move || {
        let query = CompareVersionsQuery { with: Some(with.get()) };
        let loaded = load::<CompareCatalogueVersion>(number, query);
        page::loaded(loaded, |changes| {
            let words = format::count(changes.entries as usize, "entry differs.", "entries differ.");
            view! { <div class="card-body"><p class="mb-0" role="status">{words}</p></div>{differences(Arc::new(changes))} }.into_any()
        })
    };
    view! {
        {page::header(Some(above), Signal::stored(format!("Version {number}")), actions.into_any())}
        {page::loaded(all, move |rows| about(all, rows, number))}
        <section class="card" aria-labelledby="compare">
            <div class="card-header list-tools">
                <h2 class="card-title" id="compare">"What it changes"</h2>
                {page::loaded(all, move |rows| choose(&rows, number, with))}
            </div>
            {dynamic(compared)}
        </section>
    }
    .into_any()
}

fn about(all: Loaded<Rows<VersionView>>, rows: Rows<VersionView>, number: u32) -> AnyView {
    let Some(version) = rows.items.into_iter().find(|one| one.version == number) else {
        return ().into_any();
    };
    let (text, class) = state(version.state);
    let take_back = (version.state == VersionState::ToCome).then(|| withdraw(number, move || all.again()));
    view! {
        <section class="card" aria-label="About this version"><div class="card-body">
            <dl class="datagrid">
                {detail_view("State", view! { <span class=format!("badge {class}")>{text}</span> }.into_any())}
                {detail_view("From", format::time(version.from))}
                {detail("Published by", version.published_by)}
                {detail_view("Published", format::time(version.published_at))}
            </dl>
            {take_back.map(|button| view! { <div class="mt-3">{button}</div> })}
        </div></section>
    }
    .into_any()
}

/// The version that it is compared with.
fn choose(rows: &Rows<VersionView>, number: u32, with: RwSignal<u32>) -> AnyView {
    let others = rows
        .items
        .iter()
        .map(|one| one.version)
        .filter(|other| *other != number);
    let options = others.chain([0]).map(|other| {
        let words = if other == 0 {
            "nothing at all".to_owned()
        } else {
            format!("version {other}")
        };
        view! { <option value=other.to_string() prop:selected=live(move || with.get() == other)>{words}</option> }
    });
    let options = options.collect::<Vec<_>>();
    let chosen = move |event| {
        if let Ok(other) = event_target_value(&event).parse() {
            with.set(other);
        }
    };
    view! {
        <label class="list-filter">
            <span class="me-2">"Compared with"</span>
            <select class="form-select" on:change=on(chosen)>{options}</select>
        </label>
    }
    .into_any()
}
