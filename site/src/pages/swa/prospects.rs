//! `/swa/prospects`: locations whose grace runs and that have no software assurance yet.

use super::tabs;
use crate::{
    components::{
        empty::Empty,
        icon,
        list::{About, list},
        page,
        row::{Cell, Row},
        standing::Mark,
    },
    load::load_list,
};
use api::{assurance::ProspectView, operations::ListSwaProspects};
use leptos::prelude::*;

/// The list of prospects.
pub fn prospects() -> AnyView {
    let about = About {
        title: "In grace, without software assurance",
        columns: &[
            "Location",
            "Customer",
            "HKC",
            "Application",
            "State",
            "Grace ends",
            "Quote",
        ],
        file: "swa-prospects",
        empty: Empty::go(
            "No location is waiting. Locations appear here when their first licences are activated, until their grace ends.",
            "/customers",
            icon::USERS,
            "See your customers",
        ),
    };
    view! {
        {page::plain_header("Prospects")}
        {tabs()}
        {list(about, load_list::<ListSwaProspects, _>(()), row)}
    }
    .into_any()
}

fn row(prospect: &ProspectView) -> Row {
    let href = format!("/locations/{}", prospect.location_id);
    Row(vec![
        Cell::link(&prospect.location_name, &href),
        Cell::link(&prospect.customer_name, format!("/customers/{}", prospect.customer_id)),
        Cell::Code(prospect.hkc.clone()),
        Cell::Text(prospect.application_name.clone()),
        Cell::Mark(Mark::InGrace),
        Cell::Day(prospect.grace_ends),
        Cell::link("Get a quote", format!("{href}?quote=new")),
    ])
}
