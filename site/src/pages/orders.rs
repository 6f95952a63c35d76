//! `/orders`: what the vendor has shipped.

use crate::{
    components::{
        empty::Empty,
        icon,
        list::{About, list},
        page::{self, fixed_action},
        row::{Cell, Row},
    },
    load::load_list,
};
use api::{operations::ListOrders, orders::OrderView};
use leptos::prelude::*;

/// The columns of [`row`].
pub const COLUMNS: &[&str] = &[
    "Purchase order",
    "Sales order",
    "Organisation",
    "Shipped",
    "Lines",
    "In the bin",
];

/// The list of shipped orders.
pub fn orders() -> AnyView {
    let actions = view! {
        {fixed_action("/orders/import", icon::FILE_IMPORT, "Import", false)}
        {fixed_action("/orders/ship", icon::TRUCK_DELIVERY, "Ship an order", true)}
    };
    let about = About {
        title: "Shipped orders",
        columns: COLUMNS,
        file: "orders",
        empty: Empty::go(
            "Nothing was shipped yet. Ship the first order.",
            "/orders/ship",
            icon::TRUCK_DELIVERY,
            "Ship an order",
        ),
    };
    view! {
        {page::header(None, Signal::stored("Orders".to_owned()), actions.into_any())}
        {list(about, load_list::<ListOrders, _>(()), row)}
    }
    .into_any()
}

/// An order as the vendor sees it.
pub fn row(order: &OrderView) -> Row {
    Row(vec![
        Cell::link(&order.purchase_order, format!("/orders/{}", order.order_id)),
        Cell::Text(order.sales_order.clone()),
        Cell::Text(order.organisation_name.clone()),
        Cell::Time(order.shipped_at),
        Cell::Number(order.lines.len() as u64),
        in_the_bin(order),
    ])
}

/// How many units of all lines are still in the bin.
pub fn in_the_bin(order: &OrderView) -> Cell {
    Cell::Bar {
        available: order.lines.iter().map(|line| u64::from(line.available)).sum(),
        quantity: order.lines.iter().map(|line| u64::from(line.quantity)).sum(),
    }
}
