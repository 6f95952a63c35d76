//! `/software-key-codes`: what licences software key codes are of and where, up to fifty at a time.

use crate::{
    components::{
        dynamic::optional,
        empty::Empty,
        form::Form,
        list::{About, list},
        page,
        row::{Cell, Row},
    },
    load::{Loaded, Rows},
    pages::look_up,
};
use api::{
    key_codes::{KeyCodeState, KnownKeyCode, LookUpKeyCodesRequest},
    operations::LookUpKeyCodes,
};
use leptos::prelude::*;

const OF_ALL: &[&str] = &[
    "Software key code",
    "What it is",
    "Part",
    "Name",
    "Quantity",
    "Location",
    "HKC",
    "Organisation",
    "PO",
    "SO",
];
const OF_OWN: &[&str] = &[
    "Software key code",
    "What it is",
    "Part",
    "Name",
    "Quantity",
    "Location",
    "HKC",
    "Customer",
    "PO",
    "SO",
];

/// The vendor's: of all licences, with whose they are.
pub fn of_all() -> AnyView {
    key_codes(OF_ALL, |known| row(known, true))
}

/// A partner's: of its own licences, with their customers.
pub fn of_own() -> AnyView {
    key_codes(OF_OWN, |known| row(known, false))
}

fn key_codes(columns: &'static [&'static str], to_row: fn(&KnownKeyCode) -> Row) -> AnyView {
    let form = Form::new();
    let (typed, found) = (RwSignal::new(String::new()), RwSignal::new(None::<Vec<KnownKeyCode>>));
    let ask = move |software_key_codes| {
        let request = LookUpKeyCodesRequest { software_key_codes };
        form.send::<LookUpKeyCodes>((), request, move |known| {
            form.saved();
            found.set(Some(known.items));
        });
    };
    let about = About {
        title: "What they are",
        columns,
        file: "software-key-codes",
        empty: Empty::NEVER,
    };
    view! {
        {page::plain_header("Software key code look-up")}
        {look_up::tabs()}
        {look_up::codes(form, "software_key_codes", "Software key codes", typed, ask)}
        {optional(move || found.get().map(|items| list(about, Loaded::ready(Rows { items, more: false }), to_row)))}
    }
    .into_any()
}

/// What the licence of a code is, in words.
pub const fn words(state: KeyCodeState) -> &'static str {
    match state {
        KeyCodeState::Unknown => "No licence has it",
        KeyCodeState::Attached => "Attached",
        KeyCodeState::Activated => "Activated",
        KeyCodeState::Former => "Before a migration",
    }
}

fn row(known: &KnownKeyCode, of_all: bool) -> Row {
    let mut cells = vec![
        Cell::Code(known.software_key_code.clone()),
        Cell::Text(words(known.state).to_owned()),
    ];
    let Some(licence) = &known.licence else {
        cells.extend([(); 8].map(|()| Cell::Text(String::new())));
        return Row(cells);
    };
    let location = &licence.location;
    let name = match of_all {
        true => Cell::Text(location.name.clone()),
        false => Cell::link(&location.name, format!("/locations/{}", location.location_id)),
    };
    let whose = location.organisation_name.as_ref().or(location.customer_name.as_ref());
    let [purchase_order, sales_order] = match &licence.order {
        Some(order) => [
            Cell::link(&order.purchase_order, format!("/orders/{}", order.order_id)),
            Cell::Text(order.sales_order.clone()),
        ],
        None => [(); 2].map(|()| Cell::Text(String::new())),
    };
    cells.extend([
        Cell::Code(licence.part.clone()),
        Cell::Text(licence.part_name.clone()),
        Cell::Number(licence.quantity.into()),
        name,
        Cell::Code(location.hkc.clone()),
        Cell::Text(whose.cloned().unwrap_or_default()),
        purchase_order,
        sales_order,
    ]);
    Row(cells)
}
