//! `/impersonation/{impersonation_id}`: what somebody did as one of us.

use crate::{
    components::{
        empty::Empty,
        list::{About, list},
        page::{self, Above},
        row::{Cell, Row},
    },
    load::load_list,
};
use api::{impersonations::DoneOnBehalfView, operations::ListDoneOnBehalf};
use domain::id::ImpersonationId;
use leptos::prelude::*;

/// The page.
pub fn done(id: ImpersonationId) -> AnyView {
    let done = load_list::<ListDoneOnBehalf, DoneOnBehalfView>(id);
    let about = About {
        title: "What was changed",
        columns: &["When", "What", "Who", "Where"],
        file: "done-on-behalf",
        empty: Empty::waits("Nothing was changed. What was only looked at is not kept."),
    };
    view! {
        {page::header(Some(Above::fixed("Impersonation", "/impersonation")), Signal::stored("What was done".to_owned()), ().into_any())}
        {list(about, done, row)}
    }
    .into_any()
}

fn row(one: &DoneOnBehalfView) -> Row {
    let places = [
        ("Location", one.location_id.map(|id| format!("/locations/{id}"))),
        ("Customer", one.customer_id.map(|id| format!("/customers/{id}"))),
        ("Order", one.order_id.map(|id| format!("/orders/{id}"))),
        ("Codes", one.batch_id.map(|id| format!("/codes/{id}"))),
    ];
    let mut places = places.into_iter();
    let place = places.find_map(|(name, href)| Some(Cell::link(name, href?)));
    Row(vec![
        Cell::Time(one.event.at),
        Cell::Text(one.event.summary.clone()),
        Cell::Text(one.event.by.clone()),
        place.unwrap_or_else(|| Cell::Text(String::new())),
    ])
}
