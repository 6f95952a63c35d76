//! A location whose licence files come from elsewhere: which orders have theirs, and which wait.

use super::Shown;
use crate::{
    client,
    components::{
        drop::drop_zone,
        dynamic::on,
        form::{Form, form_element},
        icon::{self, icon},
        kept_file,
        toasts::Toasts,
    },
    format,
};
use api::{
    customers::LocationView,
    external::{ExternalOrderView, KeptFileView},
    operations::{GetExternalFile, SendRequestFile},
};
use domain::id::{LocationId, OrderId};
use leptos::{prelude::*, task::spawn_local};

/// The section; nothing where licence files are made here.
pub fn files(shown: Shown, location: &LocationView) -> AnyView {
    if !location.is_external {
        return ().into_any();
    }
    let orders = location
        .external
        .iter()
        .map(|order| one(shown, order, location.request_file.as_deref()));
    let orders = orders.collect::<Vec<_>>();
    let content = match orders.is_empty() {
        true => view! { <div class="card-body"><p class="mb-0">"The licence file comes from the system's own maker. Attach an order as a whole and activate it: then it is asked for, and this is where it will be."</p></div> }.into_any(),
        false => view! { <ul class="waiting-list">{orders}</ul> }.into_any(),
    };
    view! {
        <section class="card d-print-none" aria-labelledby="external">
            <div class="card-header"><h2 class="card-title" id="external">"Licence file from elsewhere"</h2></div>
            {content}
        </section>
    }
    .into_any()
}

fn one(shown: Shown, order: &ExternalOrderView, request_file: Option<&str>) -> AnyView {
    let numbers = format!(
        "Sales order {}, purchase order {}",
        order.sales_order, order.purchase_order
    );
    let files = order
        .files
        .iter()
        .rev()
        .map(|file| saved(shown.location_id, order.order_id, file));
    let files = files.collect::<Vec<_>>();
    let what = match (files.is_empty(), request_file, &order.request) {
        (false, ..) => view! { <div class="btn-list">{files}</div> }.into_any(),
        (true, Some(name), None) => asked(shown, order.order_id, name),
        (true, Some(name), Some(request)) => view! {
            <p class="mb-2">{icon(icon::HOURGLASS)}{format!("Not there yet. {} was sent along ", request.file_name)}{format::time(request.at)}"; a mail says when the licence file is there."</p>
            {asked(shown, order.order_id, name)}
        }.into_any(),
        (true, None, _) => view! { <p class="mb-0">{icon(icon::HOURGLASS)}"The licence file is not there yet. A mail says when it is."</p> }.into_any(),
    };
    view! {
        <li class="waiting">
            <div class="w-100">
                <strong>{numbers}</strong>
                <div class="mt-2">{what}</div>
            </div>
        </li>
    }
    .into_any()
}

fn saved(location_id: LocationId, order_id: OrderId, file: &KeptFileView) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let number = file.number;
    let save = on(move |_| {
        spawn_local(async move {
            kept_file::save(
                client::call::<GetExternalFile>((location_id, order_id, number), ()).await,
                toasts,
            );
        });
    });
    view! {
        <button type="button" class="btn" on:click=save>{icon(icon::DOWNLOAD)}{format!("Save {}", file.file_name)}</button>
        <span class="text-secondary align-self-center">{format::time(file.at)}</span>
    }
    .into_any()
}

/// Asks for the customer's file.
fn asked(shown: Shown, order_id: OrderId, name: &str) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let take = move |file: String, bytes: Vec<u8>| {
        let sent = kept_file::request(file.clone(), &bytes);
        form.send::<SendRequestFile>((shown.location_id, order_id), sent, move |_| {
            form.saved();
            toasts.done(format!("{file} is sent along."));
            shown.again();
        });
    };
    let content = view! {
        <p class="mb-2">{format!("The licence file is made of the customer's {name}. Send it along here.")}</p>
        {drop_zone("Choose the customer's file", ".lic,.txt,.dat,.zip,.xml,.key,.cfg,.csv,.pdf", take)}
    };
    form_element(form, || {}, content.into_any())
}
