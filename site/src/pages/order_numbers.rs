//! `/order-numbers`: the orders of a purchase or sales order's number, or a part of it, with their lines.

use crate::{
    components::{
        dynamic::optional,
        empty::Empty,
        field::Field,
        form::{Form, form_element},
        list::{About, list},
        page,
        row::{Cell, Row},
    },
    load::{Loaded, Rows},
    pages::look_up,
};
use api::{
    operations::LookUpOrders,
    orders::{FoundOrders, LookUpOrdersRequest, OrderView},
};
use leptos::prelude::*;

/// What a row shows: a line of an order, or an order that has SWA units alone.
#[derive(Clone)]
struct Line {
    order: OrderView,
    at: usize,
}

/// The page.
pub fn order_numbers() -> AnyView {
    let form = Form::new();
    let (typed, found) = (RwSignal::new(String::new()), RwSignal::new(None::<FoundOrders>));
    let ask = move || {
        let number = typed.get_untracked();
        form.send::<LookUpOrders>((), LookUpOrdersRequest { number }, move |orders| {
            form.saved();
            found.set(Some(orders));
        });
    };
    let content = view! {
        <div class="card">
            <div class="card-body fields">
                {Field::new(form, "number", "PO or SO").note("A number, its beginning, or at least 4 characters of it. Separators do not count.").text(typed)}
            </div>
            <div class="card-footer btn-list">{form.submit(Signal::stored("Look up".to_owned()))}</div>
        </div>
    };
    let about = About {
        title: "Orders",
        columns: &[
            "PO",
            "SO",
            "Organisation",
            "Shipped",
            "Part",
            "Name",
            "Quantity",
            "In the bin",
        ],
        file: "orders",
        empty: Empty::waits("No order that you may see has such a number. Try less of it."),
    };
    let shown = move |orders: FoundOrders| {
        let lines = orders.items.into_iter().flat_map(|order| {
            let lines = order.lines.len() + order.swa_lines.len();
            (0..lines.max(1)).map(move |at| Line {
                order: order.clone(),
                at,
            })
        });
        let rows = Rows {
            items: lines.collect(),
            more: orders.more,
        };
        list(about, Loaded::ready(rows), row)
    };
    view! {
        {page::plain_header("PO and SO look-up")}
        {look_up::tabs()}
        {form_element(form, ask, content.into_any())}
        {optional(move || found.get().map(shown))}
    }
    .into_any()
}

fn row(line: &Line) -> Row {
    let Line { order, at } = line;
    let mut cells = vec![
        Cell::link(&order.purchase_order, format!("/orders/{}", order.order_id)),
        Cell::Text(order.sales_order.clone()),
        Cell::Text(order.organisation_name.clone()),
        Cell::Time(order.shipped_at),
    ];
    if let Some(line) = order.lines.get(*at) {
        cells.extend([
            Cell::Code(line.part.clone()),
            Cell::Text(line.part_name.clone()),
            Cell::Number(line.quantity.into()),
            Cell::Bar {
                available: line.available.into(),
                quantity: line.quantity.into(),
            },
        ]);
    } else if let Some(units) = order.swa_lines.get(at - order.lines.len()) {
        cells.extend([
            Cell::Code(units.part.clone()),
            Cell::Text(units.part_name.clone()),
            Cell::Number(units.quantity.into()),
            Cell::Text(String::new()),
        ]);
    } else {
        cells.extend([(); 4].map(|()| Cell::Text(String::new())));
    }
    Row(cells)
}
