//! `/orders/:id`: one order, for who shipped it and who holds it.

use super::{channel::distributes, key_codes::words, orders};
use crate::components::dynamic::{on, optional};
use crate::{
    client,
    components::{
        drop::drop_zone,
        empty::Empty,
        form::{Form, form_element},
        icon::{self, icon},
        kept_file,
        list::{About, list},
        page::{self, Above, action, detail, detail_view},
        row::{Cell, Row},
        toasts::Toasts,
    },
    format,
    load::{Loaded, Rows, load, load_list},
    session::Session,
};
use api::{
    key_codes::OrderLicenceView,
    operations::{
        AttachLicences, GetExternalOrder, GetOrder, GetRequestFile, ListOrderLicences, ListOrders, RecallLicences,
        SendExternalFile,
    },
    orders::{OrderLineView, OrderView},
};
use domain::id::OrderId;
use leptos::{prelude::*, task::spawn_local};

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
        let order = loaded.value().filter(|_| some_left)?;
        let mine = session.who()?.organisation.organisation_id;
        let to = |href: String, path, text, primary| action(Signal::stored(href), path, text, primary);
        let holders = (order.organisation_id == mine && session.may::<AttachLicences>()).then(|| {
            view! {
                {to(format!("/orders/{order_id}/return"), icon::ARROW_BACK, "Return", false)}
                {distributes(session).then(|| to(format!("/reship?orders={order_id}"), icon::TRUCK_DELIVERY, "Ship on", false))}
                {to(format!("/bin/{order_id}/attach-many"), icon::FILE_IMPORT, "Attach to many", false)}
                {to(format!("/bin/{order_id}/attach"), icon::LINK, "Attach to a location", true)}
            }
        });
        let shippers = (order.vendor_id == mine && session.may::<RecallLicences>())
            .then(|| to(format!("/orders/{order_id}/recall"), icon::ARROW_BACK, "Recall", false));
        Some(view! { {holders} {shippers} }.into_any())
    };
    view! {
        {page::header(Some(above), title, optional(actions))}
        {page::loaded(loaded, shown)}
        {optional(move || loaded.value().filter(is_used).map(|_| licences(order_id, session.may::<ListOrders>())))}
        {session.may::<SendExternalFile>().then(|| external(order_id))}
    }
    .into_any()
}

/// Whether units of it are at locations.
fn is_used(order: &OrderView) -> bool {
    order.lines.iter().any(|line| line.available < line.quantity)
}

/// Where the order's licences are now.
fn licences(order_id: OrderId, by_vendor: bool) -> AnyView {
    let about = About {
        title: "Where its licences are",
        columns: match by_vendor {
            true => &[
                "Location",
                "HKC",
                "Organisation",
                "Part",
                "Name",
                "Quantity",
                "State",
                "Software key code",
            ],
            false => &[
                "Location",
                "HKC",
                "Customer",
                "Part",
                "Name",
                "Quantity",
                "State",
                "Software key code",
            ],
        },
        file: "order-licences",
        empty: Empty::waits("None is at a location that you may see."),
    };
    list(
        about,
        load_list::<ListOrderLicences, _>(order_id),
        move |licence: &OrderLicenceView| {
            let location = &licence.location;
            let name = match by_vendor {
                true => Cell::Text(location.name.clone()),
                false => Cell::link(&location.name, format!("/locations/{}", location.location_id)),
            };
            let whose = location.organisation_name.as_ref().or(location.customer_name.as_ref());
            Row(vec![
                name,
                Cell::Code(location.hkc.clone()),
                Cell::Text(whose.cloned().unwrap_or_default()),
                Cell::Code(licence.part.clone()),
                Cell::Text(licence.part_name.clone()),
                Cell::Number(licence.quantity.into()),
                Cell::Text(words(licence.state).to_owned()),
                Cell::Code(licence.software_key_code.clone()),
            ])
        },
    )
}

/// The licence files from elsewhere of an order that has such: what the vendor sent, and sending one.
fn external(order_id: OrderId) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let loaded = load::<GetExternalOrder>(order_id, ());
    let form = Form::new();
    let take = move |name: String, bytes: Vec<u8>| {
        let sent = kept_file::request(name.clone(), &bytes);
        form.send::<SendExternalFile>(order_id, sent, move |order| {
            form.saved();
            toasts.done(match order.activated_at {
                Some(_) => format!("{name} is sent, and its holder mailed."),
                None => format!("{name} is kept, and there when the order is activated."),
            });
            loaded.again();
        });
    };
    // An order without parts of such systems has none of this.
    optional(move || {
        let order = loaded.value().filter(|order| order.takes_files)?;
        let rows = order.files.iter().rev().map(|file| {
            view! { <li class="waiting"><span>{file.file_name.clone()}</span><span class="text-secondary">{format::time(file.at)}</span></li> }
        });
        let rows = rows.collect::<Vec<_>>();
        let state = match (order.activated_at, order.files.is_empty()) {
            (None, true) => "It is not activated yet. A file that is sent now is there at once then.",
            (None, false) => "It is not activated yet; its file is there.",
            (Some(_), true) => "It is activated, and waits for its licence file.",
            (Some(_), false) => "Another file can be sent, to replace what was wrong.",
        };
        let save = on(move |_| {
            spawn_local(async move {
                kept_file::save(client::call::<GetRequestFile>(order_id, ()).await, toasts);
            });
        });
        let request = match (order.needs_request, &order.request) {
            (false, _) => None,
            (true, None) => Some(view! { <p>"The customer's file that it is made of is not there yet."</p> }.into_any()),
            (true, Some(file)) => Some(view! { <p><button type="button" class="btn" on:click=save>{icon(icon::DOWNLOAD)}{format!("Save the customer's {}", file.file_name)}</button></p> }.into_any()),
        };
        let zone =
            view! { {drop_zone("Choose the licence file", ".lic,.txt,.dat,.zip,.xml,.key,.cfg,.csv,.pdf", take)} };
        Some(view! {
            <section class="card" aria-labelledby="external">
                <div class="card-header"><h2 class="card-title" id="external">"Licence file from elsewhere"</h2></div>
                <div class="card-body">
                    <p>{state}</p>
                    {request}
                    {form_element(form, || {}, zone.into_any())}
                </div>
                {(!rows.is_empty()).then(|| view! { <ul class="waiting-list">{rows}</ul> })}
            </section>
        }.into_any())
    })
}

fn shown(order: OrderView) -> AnyView {
    // What nothing of happened needs no column.
    let moved = order.lines.iter().any(|line| line.reshipped + line.returned > 0);
    let about = About {
        title: "Lines",
        columns: match moved {
            true => &["Part", "Name", "Quantity", "In the bin", "Shipped on", "Went back"],
            false => &["Part", "Name", "Quantity", "In the bin"],
        },
        file: "order-lines",
        empty: Empty::NEVER,
    };
    let lines = Loaded::ready(Rows {
        items: order.lines.clone(),
        more: false,
    });
    view! {
        {details(&order)}
        {(!order.lines.is_empty()).then(|| list(about, lines, move |line| line_row(line, moved)))}
        {swa_lines(&order)}
    }
    .into_any()
}

fn line_row(line: &OrderLineView, moved: bool) -> Row {
    let mut cells = vec![
        Cell::Code(line.part.clone()),
        Cell::Text(line.part_name.clone()),
        Cell::Number(u64::from(line.quantity)),
        Cell::Bar {
            available: u64::from(line.available),
            quantity: u64::from(line.quantity),
        },
    ];
    if moved {
        cells.extend([line.reshipped, line.returned].map(|units| Cell::Number(u64::from(units))));
    }
    Row(cells)
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
