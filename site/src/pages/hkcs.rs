//! `/hkcs`: what hardware key codes are, up to fifty at a time: whose, or replaced by which.

use crate::{
    components::{
        dynamic::optional,
        empty::Empty,
        form::Form,
        icon,
        list::{About, list},
        page,
        row::{Cell, Row},
    },
    load::{Loaded, Rows},
    pages::look_up,
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
        [
            page::fixed_action("/hand-over", icon::TRUCK_DELIVERY, "Hand over", false),
            page::fixed_action("/hardware", icon::REFRESH, "Replace hardware", false),
        ]
        .into_any(),
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
    let ask = move |hkcs| {
        form.send::<LookUpHkcs>((), LookUpHkcsRequest { hkcs }, move |known| {
            form.saved();
            found.set(Some(known.items));
        });
    };
    let about = About {
        title: "What they are",
        columns,
        file: "hardware-key-codes",
        empty: Empty::NEVER,
    };
    view! {
        {page::header(None, Signal::stored("HKC look-up".to_owned()), actions)}
        {look_up::tabs()}
        {look_up::codes(form, "hkcs", "Hardware key codes (HKC)", typed, ask)}
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
