//! `/catalogue`: what is in force, what comes next, the draft, and the entries by section.

use super::{
    differences::word,
    sections::{SECTIONS, Section, is_retired, section},
    standing::standing,
    working::{self, Working},
};
use crate::{
    components::{
        dynamic::{dynamic, live},
        empty::Empty,
        icon::{self, icon},
        list::{About, list},
        page::{self, fixed_action},
        row::{Cell, Row},
    },
    load::{Loaded, Rows},
    router::Router,
};
use leptos::prelude::*;
use serde_json::Value;

/// The tab of what there is one of.
const SINGLES: &str = "desk";

/// The page.
pub fn catalogue() -> AnyView {
    let router = expect_context::<Router>();
    let working = working::load();
    let tab = Memo::new(move |_| {
        let query = router.query("section").unwrap_or_default();
        section(&query).map_or("applications", |section| section.name)
    });
    let content = move |shown: Working| {
        let nothing = shown.is_empty().then(nothing_yet);
        let entries = move || entries(&shown, tab.get());
        view! { {nothing}{tabs(tab)}{dynamic(entries)} }.into_any()
    };
    let actions = view! {
        {fixed_action("/catalogue/versions", icon::CLOCK, "Versions", false)}
        {fixed_action("/catalogue/import", icon::FILE_IMPORT, "Import a file", false)}
        {fixed_action("/catalogue/draft", icon::LIST_DETAILS, "Review and publish", true)}
    };
    view! {
        {page::header(None, Signal::stored("Catalogue".to_owned()), actions.into_any())}
        {page::loaded(working, move |shown| standing(working, shown))}
        {page::loaded(working, content)}
    }
    .into_any()
}

fn nothing_yet() -> AnyView {
    view! {
        <section class="card" aria-label="How it begins">
            {Empty::go(
                "There is no catalogue yet. Import a file of one, or add it here: first an application, then terms to accept, a system type that names them, and parts that fit it. What you add is a draft until you publish it.",
                "/catalogue/import",
                icon::FILE_IMPORT,
                "Import a file",
            ).view()}
        </section>
    }
    .into_any()
}

fn tabs(tab: Memo<&'static str>) -> AnyView {
    let shown = SECTIONS
        .iter()
        .filter(|section| !section.is_single() || section.name == SINGLES);
    let tabs = shown.map(|section| {
        let name = section.name;
        let here = move || tab.get() == name;
        let words = if section.is_single() { "Desk and terms" } else { section.title };
        view! {
            <li class="nav-item"><a class="nav-link" class:active=live(here) href=section.list() aria-current=move || here().then_some("page")>{words}</a></li>
        }
    });
    view! { <nav aria-label="Sections"><ul class="nav nav-tabs tabs">{tabs.collect_view()}</ul></nav> }.into_any()
}

/// One entry as it is listed.
#[derive(Clone)]
struct Listed {
    section: &'static Section,
    id: String,
    entry: Value,
    change: Option<(&'static str, &'static str)>,
}

fn entries(working: &Working, tab: &'static str) -> AnyView {
    let listed = |section: &'static Section, id: String, entry: &Value| Listed {
        section,
        change: working.difference(section.name, &id).map(|one| word(one.change)),
        id,
        entry: entry.clone(),
    };
    let Some(section) = section(tab) else {
        return ().into_any();
    };
    if section.is_single() {
        let singles = SECTIONS.iter().filter(|section| section.is_single());
        let rows = singles.map(|section| listed(section, String::new(), &working.document[section.name]));
        return shown("Desk and terms", rows.collect(), Empty::NEVER);
    }
    let rows: Vec<_> = working
        .entries(tab)
        .iter()
        .map(|entry| listed(section, section.id(entry), entry))
        .collect();
    let empty = Empty::go(
        "There is nothing in this section yet.",
        section.page(None),
        icon::PLUS,
        "Add the first one",
    );
    view! {
        <div class="page-actions mb-3"><a class="btn" href=section.page(None)>{icon(icon::PLUS)}{format!("Add: {}", section.one)}</a></div>
        {shown(section.title, rows, empty)}
    }
    .into_any()
}

fn shown(title: &'static str, items: Vec<Listed>, empty: Empty) -> AnyView {
    let about = About {
        title,
        columns: &["Entry", "Name", "Offered", "In the draft"],
        file: "catalogue",
        empty,
    };
    list(about, Loaded::ready(Rows { items, more: false }), row)
}

fn row(listed: &Listed) -> Row {
    let (text, name) = if listed.section.is_single() {
        (
            listed.section.title.to_owned(),
            listed.entry["name"].as_str().unwrap_or_default(),
        )
    } else {
        (listed.id.clone(), words(&listed.entry))
    };
    let offered = match (listed.section.retires, is_retired(&listed.entry)) {
        (false, _) => Cell::Text(String::new()),
        (true, true) => Cell::Badge {
            text: "Retired".to_owned(),
            class: "bg-secondary-lt",
        },
        (true, false) => Cell::Badge {
            text: "Offered".to_owned(),
            class: "bg-green-lt",
        },
    };
    let change = match listed.change {
        Some((text, class)) => Cell::Badge {
            text: text.to_owned(),
            class,
        },
        None => Cell::Text(String::new()),
    };
    Row(vec![
        Cell::link(text, listed.section.page(Some(&listed.id))),
        Cell::Text(name.to_owned()),
        offered,
        change,
    ])
}

/// What tells an entry to a reader beside its id.
fn words(entry: &Value) -> &str {
    let of = |field: &str| entry[field].as_str();
    // Rate cards have no name; links lead somewhere.
    of("address")
        .or_else(|| of("name"))
        .or_else(|| of("valid_from"))
        .unwrap_or_default()
}
