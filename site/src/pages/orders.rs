//! `/orders`: what the vendor has shipped.

use crate::{
    components::{
        empty::Empty,
        icon,
        list::{About, Export},
        long_list::{Ordered, long_list},
        page::{self, fixed_action},
        row::{Cell, Row},
    },
    csv, format,
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
    "SWA units",
];

/// The list of shipped orders.
pub fn orders() -> AnyView {
    let actions = view! {
        {fixed_action("/returns", icon::ARROW_BACK, "Returned parts", false)}
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
        {long_list::<ListOrders, _>((about, Ordered::NewestFirst(3)), (), row, Some(EXPORT))}
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
        Cell::Number((order.lines.len() + order.swa_lines.len()) as u64),
        if order.lines.is_empty() {
            nothing()
        } else {
            in_the_bin(order)
        },
        units(order),
    ])
}

fn nothing() -> Cell {
    Cell::Text(String::new())
}

/// The SWA units that it brought; they are in a bin of their own.
fn units(order: &OrderView) -> Cell {
    match order.swa_lines.iter().map(|line| u64::from(line.quantity)).sum() {
        0 => nothing(),
        units => Cell::Number(units),
    }
}

/// How many units of all lines are still in the bin.
pub fn in_the_bin(order: &OrderView) -> Cell {
    Cell::Bar {
        available: order.lines.iter().map(|line| u64::from(line.available)).sum(),
        quantity: order.lines.iter().map(|line| u64::from(line.quantity)).sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::orders::{OrderLineView, SwaLineView};
    use chrono::DateTime;
    use domain::{
        day::Day,
        id::{OrderId, OrganisationId},
    };

    fn order(licences: &[(u32, u32)], units: &[u32]) -> OrderView {
        let line = |&(available, quantity): &(u32, u32)| OrderLineView {
            part: "BE107585".to_owned(),
            part_name: String::new(),
            quantity,
            available,
            reshipped: 0,
            returned: 0,
        };
        let swa_line = |&quantity: &u32| SwaLineView {
            part: "BE112031".to_owned(),
            part_name: String::new(),
            quantity,
            expires: Day::LAST,
        };
        OrderView {
            order_id: OrderId::new(1, &[1; 10]),
            organisation_id: OrganisationId::new(1, &[1; 10]),
            organisation_name: "Fenwick Telecom".to_owned(),
            vendor_id: OrganisationId::new(1, &[2; 10]),
            purchase_order: "PO1".to_owned(),
            sales_order: "SO1".to_owned(),
            shipped_at: DateTime::UNIX_EPOCH,
            lines: licences.iter().map(line).collect(),
            swa_lines: units.iter().map(swa_line).collect(),
            swa_months: None,
            notes: None,
        }
    }

    fn figures(order: &OrderView) -> String {
        format!("{:?}", &row(order).0[4..])
    }

    #[test]
    fn licences_and_units_stand_in_columns_of_their_own() {
        for (licences, units, expected) in [
            (
                vec![(3, 5), (0, 20)],
                vec![],
                "[Number(2), Bar { available: 3, quantity: 25 }, Text(\"\")]",
            ),
            (vec![], vec![250, 150], "[Number(2), Text(\"\"), Number(400)]"),
            (
                vec![(1, 1)],
                vec![7],
                "[Number(2), Bar { available: 1, quantity: 1 }, Number(7)]",
            ),
        ] {
            assert_eq!(figures(&order(&licences, &units)), expected);
        }
    }
}
