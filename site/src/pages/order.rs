//! `/orders/:id`: one order, for who shipped it and who holds it.

use super::orders;
use crate::components::dynamic::optional;
use crate::{
    components::{
        empty::Empty,
        icon,
        list::{About, list},
        page::{self, Above, action, detail, detail_view},
        row::{Cell, Row},
    },
    format,
    load::{Loaded, Rows, load},
    session::Session,
};
use api::{
    operations::{AttachLicences, GetOrder, ListOrders},
    orders::OrderView,
};
use domain::id::OrderId;
use leptos::prelude::*;

/// The page of an order.
pub fn order(order_id: OrderId) -> AnyView {
    let session = expect_context::<Session>();
    let loaded = load::<GetOrder>(order_id, ());
    let title = Signal::derive(move || {
        loaded
            .value()
            .map_or("Order".to_owned(), |order| format!("Order {}", order.purchase_order))
    });
    let above = if session.may::<ListOrders>() {
        Above::fixed("Orders", "/orders")
    } else {
        Above::fixed("Licence bin", "/bin")
    };
    let actions = move || {
        let some_left = loaded
            .value()
            .is_some_and(|order| order.lines.iter().any(|line| line.available > 0));
        (some_left && session.may::<AttachLicences>()).then(|| {
            action(
                Signal::stored(format!("/bin/{order_id}/attach")),
                icon::LINK,
                "Attach to a location",
                true,
            )
        })
    };
    view! {
        {page::header(Some(above), title, optional(actions))}
        {page::loaded(loaded, shown)}
    }
    .into_any()
}

fn shown(order: OrderView) -> AnyView {
    let about = About {
        title: "Lines",
        columns: &["Part", "Name", "Quantity", "In the bin"],
        file: "order-lines",
        empty: Empty::NEVER,
    };
    let lines = Loaded::ready(Rows {
        items: order.lines.clone(),
        more: false,
    });
    view! {
        {details(&order)}
        {(!order.lines.is_empty()).then(|| list(about, lines, |line| Row(vec![
            Cell::Code(line.part.clone()),
            Cell::Text(line.part_name.clone()),
            Cell::Number(u64::from(line.quantity)),
            Cell::Bar { available: u64::from(line.available), quantity: u64::from(line.quantity) },
        ])))}
        {swa_lines(&order)}
    }
    .into_any()
}

/// What went into the SWA bin, by last day.
pub fn swa_lines(order: &OrderView) -> AnyView {
    if order.swa_lines.is_empty() {
        return ().into_any();
    }
    let about = About {
        title: "SWA units",
        columns: &["Part", "Name", "Quantity", "Expires"],
        file: "order-swa-units",
        empty: Empty::NEVER,
    };
    let lines = Loaded::ready(Rows {
        items: order.swa_lines.clone(),
        more: false,
    });
    list(about, lines, |line| {
        Row(vec![
            Cell::Code(line.part.clone()),
            Cell::Text(line.part_name.clone()),
            Cell::Number(u64::from(line.quantity)),
            Cell::Day(line.expires),
        ])
    })
}

/// What stands above an order's lines.
pub fn details(order: &OrderView) -> AnyView {
    view! {
        <section class="card" aria-label="Order"><div class="card-body">
            <dl class="datagrid">
                {detail("Purchase order", order.purchase_order.clone())}
                {detail("Sales order", order.sales_order.clone())}
                {detail("Organisation", order.organisation_name.clone())}
                {detail_view("Shipped", format::time(order.shipped_at))}
                {(!order.lines.is_empty()).then(|| detail_view("In the bin", orders::in_the_bin(order).view()))}
                {detail("Software assurance", order.swa_months.map(|months| format::count(months as usize, "month", "months")).unwrap_or_default())}
                {detail_view_of_notes(order.notes.clone())}
            </dl>
        </div></section>
    }
    .into_any()
}

fn detail_view_of_notes(notes: Option<String>) -> AnyView {
    match notes {
        Some(notes) => detail_view("Notes", view! { <span class="notes">{notes}</span> }.into_any()),
        None => ().into_any(),
    }
}
