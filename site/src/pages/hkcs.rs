//! `/hkcs`: what hardware key codes are, up to fifty at a time: whose, or replaced by which.

use crate::{
    components::{
        dynamic::{dynamic, optional},
        empty::Empty,
        field::Field,
        form::{Form, form_element},
        icon,
        list::{About, list},
        page,
        row::{Cell, Row},
    },
    load::{Loaded, Rows},
};
use api::{
    hkcs::{KnownAs, KnownHkc, LookUpHkcsRequest},
    operations::LookUpHkcs,
};
use leptos::prelude::*;

/// The vendor's: of all locations, with whose they are.
pub fn of_all() -> AnyView {
    hkcs(
        &[
            "HKC",
            "What it is",
            "HKC now",
            "Location",
            "System type",
            "Organisation",
        ],
        |known| row(known, true),
        page::fixed_action("/hardware", icon::REFRESH, "Replace hardware", false),
    )
}

/// A partner's: of its own locations, with their customers.
pub fn of_own() -> AnyView {
    hkcs(
        &["HKC", "What it is", "HKC now", "Location", "System type", "Customer"],
        |known| row(known, false),
        ().into_any(),
    )
}

fn hkcs(columns: &'static [&'static str], to_row: fn(&KnownHkc) -> Row, actions: AnyView) -> AnyView {
    let form = Form::new();
    let (typed, found) = (RwSignal::new(String::new()), RwSignal::new(None::<Vec<KnownHkc>>));
    let submit = move || {
        let hkcs = typed.get_untracked();
        // No code has a space or one of these in it: a row of a table and a list in a mail are codes too.
        let hkcs = hkcs.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '"'));
        let hkcs = hkcs.filter(|code| !code.is_empty());
        let request = LookUpHkcsRequest {
            hkcs: hkcs.map(str::to_owned).collect(),
        };
        form.send::<LookUpHkcs>((), request, move |known| {
            form.saved();
            found.set(Some(known.items));
        });
    };
    // What is wrong with one of them, by its place.
    let wrong = move || {
        let within = form.errors_in("hkcs").into_iter().map(|(at, message)| {
            let place = at.parse::<usize>().map_or(at, |at| (at + 1).to_string());
            view! { <p class="field-error">{format!("Code {place}: {message}")}</p> }
        });
        within.collect::<Vec<_>>().into_any()
    };
    let about = About {
        title: "What they are",
        columns,
        file: "hardware-key-codes",
        empty: Empty::NEVER,
    };
    let content = view! {
        <div class="card">
            <div class="card-body fields">
                {Field::new(form, "hkcs", "Hardware key codes (HKC)").note("Up to 50, one a line or with commas, as typed, scanned or pasted.").lines(typed, 4)}
                {dynamic(wrong)}
            </div>
            <div class="card-footer btn-list">{form.submit(Signal::stored("Look up".to_owned()))}</div>
        </div>
    };
    view! {
        {page::header(None, Signal::stored("HKC look-up".to_owned()), actions)}
        {form_element(form, submit, content.into_any())}
        {optional(move || found.get().map(|items| list(about, Loaded::ready(Rows { items, more: false }), to_row)))}
    }
    .into_any()
}

fn row(known: &KnownHkc, of_all: bool) -> Row {
    let words = match known.state {
        KnownAs::Unknown => "No location has or had it",
        KnownAs::Live => "In use",
        KnownAs::Secondary => "In use, as secondary",
        KnownAs::Emergency => "Runs on an emergency licence",
        KnownAs::Retired => "Replaced, nobody's again",
    };
    let mut cells = vec![Cell::Code(known.hkc.clone()), Cell::Text(words.to_owned())];
    match &known.location {
        Some(location) => {
            let name = match of_all {
                true => Cell::Text(location.name.clone()),
                false => Cell::link(&location.name, format!("/locations/{}", location.location_id)),
            };
            let whose = location.organisation_name.as_ref().or(location.customer_name.as_ref());
            cells.extend([
                Cell::Code(location.hkc.clone()),
                name,
                Cell::Text(location.system_type_name.clone()),
                Cell::Text(whose.cloned().unwrap_or_default()),
            ]);
        }
        None => cells.extend([(); 4].map(|()| Cell::Text(String::new()))),
    }
    Row(cells)
}
