//! `/orders`: what the vendor has shipped.

use crate::{
    components::{
        empty::Empty,
        icon,
        list::{About, Export, list_with_export},
        page::{self, fixed_action},
        row::{Cell, Row},
    },
    csv, format,
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
        {list_with_export(about, load_list::<ListOrders, _>(()), row, EXPORT)}
    }
    .into_any()
}

/// A file that can be imported: a row per line of an order.
pub const EXPORT: Export<OrderView> = Export {
    columns: &[
        "Organisation ID",
        "Organisation",
        "Purchase order",
        "Sales order",
        "Part",
        "Part name",
        "Quantity",
        "In the bin",
        "SWA months",
        "SWA expires",
        "Notes",
        "Shipped",
    ],
    rows: exported,
};

fn exported(order: &OrderView) -> Vec<Vec<csv::Cell>> {
    let text = |text: &str| csv::Cell::Text(text.to_owned());
    let plain = csv::Cell::Plain;
    let row = |part: &str, name: &str, quantity: u32, available: Option<u32>, expires: String| {
        vec![
            plain(order.organisation_id.to_string()),
            text(&order.organisation_name),
            text(&order.purchase_order),
            text(&order.sales_order),
            text(part),
            text(name),
            plain(quantity.to_string()),
            plain(available.map(|available| available.to_string()).unwrap_or_default()),
            plain(order.swa_months.map(|months| months.to_string()).unwrap_or_default()),
            plain(expires),
            text(order.notes.as_deref().unwrap_or_default()),
            plain(format::iso(order.shipped_at)),
        ]
    };
    let lines = order.lines.iter().map(|line| {
        row(
            &line.part,
            &line.part_name,
            line.quantity,
            Some(line.available),
            String::new(),
        )
    });
    let units = order.swa_lines.iter().map(|line| {
        row(
            &line.part,
            &line.part_name,
            line.quantity,
            None,
            line.expires.to_string(),
        )
    });
    lines.chain(units).collect()
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
