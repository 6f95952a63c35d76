//! `/resold`: what a distributor has shipped on to dealers, licences and SWA units.

use crate::components::{
    empty::Empty,
    icon,
    list::{About, Export},
    long_list::{Ordered, long_list},
    page::{self, Above, fixed_action},
    row::{Cell, Row},
};
use crate::{csv, format};
use api::{operations::ListResoldOrders, orders::OrderView};
use leptos::prelude::*;

/// The list of resold orders.
pub fn resold() -> AnyView {
    let about = About {
        title: "Resold licences",
        columns: &[
            "Purchase order",
            "Sales order",
            "Dealer",
            "Shipped",
            "Parts",
            "In the dealer's bin",
            "Went back",
            "SWA units",
        ],
        file: "resold",
        empty: Empty::go(
            "Nothing was shipped on to a dealer yet. Choose the orders in your bin whose licences a dealer gets.",
            "/reship",
            icon::TRUCK_DELIVERY,
            "Ship on to a dealer",
        ),
    };
    view! {
        {page::header(Some(Above::fixed("Licence bin", "/bin")), Signal::stored("Resold licences".to_owned()), fixed_action("/reship", icon::TRUCK_DELIVERY, "Ship on to a dealer", true))}
        {long_list::<ListResoldOrders, _>((about, Ordered::NewestFirst(3)), (), row, Some(EXPORT))}
    }
    .into_any()
}

fn row(order: &OrderView) -> Row {
    let parts: Vec<&str> = order.lines.iter().map(|line| line.part.as_str()).collect();
    let units: u64 = order.swa_lines.iter().map(|line| u64::from(line.quantity)).sum();
    let back: u64 = order.lines.iter().map(|line| u64::from(line.returned)).sum();
    let some = |number: u64| {
        if number == 0 {
            Cell::Text(String::new())
        } else {
            Cell::Number(number)
        }
    };
    Row(vec![
        Cell::link(&order.purchase_order, format!("/orders/{}", order.order_id)),
        Cell::Text(order.sales_order.clone()),
        Cell::Text(order.organisation_name.clone()),
        Cell::Time(order.shipped_at),
        Cell::Text(parts.join(", ")),
        if order.lines.is_empty() {
            Cell::Text(String::new())
        } else {
            super::super::orders::in_the_bin(order)
        },
        some(back),
        some(units),
    ])
}

/// A row per part, with what became of its units.
const EXPORT: Export<OrderView> = Export {
    columns: &[
        "Purchase order",
        "Sales order",
        "Dealer",
        "Shipped",
        "Part",
        "Part name",
        "Quantity",
        "In the dealer's bin",
        "Went back",
        "SWA expires",
    ],
    rows: exported,
};

fn exported(order: &OrderView) -> Vec<Vec<csv::Cell>> {
    let text = |text: &str| csv::Cell::Text(text.to_owned());
    let plain = |number: Option<u32>| csv::Cell::Plain(number.map(|number| number.to_string()).unwrap_or_default());
    let row = |part: &str, name: &str, counts: [Option<u32>; 3], expires: String| {
        let mut row = vec![
            text(&order.purchase_order),
            text(&order.sales_order),
            text(&order.organisation_name),
            csv::Cell::Plain(format::iso(order.shipped_at)),
            text(part),
            text(name),
        ];
        row.extend(counts.map(plain));
        row.push(csv::Cell::Plain(expires));
        row
    };
    let lines = order.lines.iter().map(|line| {
        let counts = [line.quantity, line.available, line.returned].map(Some);
        row(&line.part, &line.part_name, counts, String::new())
    });
    let units = order.swa_lines.iter().map(|line| {
        let counts = [Some(line.quantity), None, None];
        row(&line.part, &line.part_name, counts, line.expires.to_string())
    });
    lines.chain(units).collect()
}
