//! `/handed-over`: locations that went to another dealer, as they were then: to read, and nothing else.

use crate::{
    browser, client,
    components::{
        dynamic::{dynamic, on, optional},
        empty::Empty,
        icon::{self, icon},
        list::{About, list},
        page::{self, Above, detail, detail_view},
        row::{Cell, Row},
        toasts::Toasts,
    },
    format,
    load::{Loaded, Rows, load, load_list},
    pages::{
        customer::address,
        location::{certificate::assurance, features},
    },
};
use api::{
    customers::LocationView,
    events::EventView,
    licences::{LicenceFileView, LicenceView},
    operations::{GetHandedOver, GetHandedOverFile, ListHandedOver},
    transfers::{HandedOverQuery, HandedOverSummary, HandedOverView},
};
use domain::id::{LocationId, TransferId};
use leptos::{prelude::*, task::spawn_local};

/// The list.
pub fn all() -> AnyView {
    let about = About {
        title: "Handed over",
        columns: &["Location", "Customer", "HKC", "System type", "Handed over"],
        file: "handed-over",
        empty: Empty::waits(
            "No location has gone to another dealer. Each is listed here from then on, with what was until then.",
        ),
    };
    view! {
        {page::header(Some(Above::fixed("Transfers", "/transfers")), Signal::stored("Handed over".to_owned()), ().into_any())}
        {list(about, load_list::<ListHandedOver, _>(()), |one: &HandedOverSummary| Row(vec![
            Cell::link(&one.name, format!("/handed-over/{}/{}", one.location_id, one.transfer_id)),
            Cell::Text(one.customer_name.clone()),
            Cell::Code(one.hkc.clone()),
            Cell::Text(one.system_type_name.clone()),
            Cell::Time(one.at),
        ]))}
    }
    .into_any()
}

/// One of them.
pub fn one(location_id: LocationId, transfer_id: TransferId) -> AnyView {
    let loaded = load::<GetHandedOver>((location_id, transfer_id), HandedOverQuery::default());
    let title = Signal::derive(move || {
        loaded
            .value()
            .map_or("Location".to_owned(), |was| was.location.details.name)
    });
    view! {
        {page::header(Some(Above::fixed("Handed over", "/handed-over")), title, ().into_any())}
        {page::loaded(loaded, move |was| shown((location_id, transfer_id), &was))}
    }
    .into_any()
}

fn shown(ids: (LocationId, TransferId), was: &HandedOverView) -> AnyView {
    let location = &was.location;
    let granted = (!location.features.is_empty()).then(|| {
        view! { <div class="card">{features(&location.features)}{was.assurance.as_deref().map(assurance)}</div> }
    });
    view! {
        <div class="warning-note mb-3" role="note">
            {icon(icon::CLOCK)}
            <span>"Read only: this location went to another dealer on "{format::time(was.at)}". It is shown as it was until then."</span>
        </div>
        {details(location)}
        {granted}
        {activated(&location.activated)}
        {files(ids, &location.licence_files)}
        {history(ids, was)}
    }
    .into_any()
}

fn details(location: &LocationView) -> AnyView {
    let details = &location.details;
    view! {
        <section class="card" aria-label="Details"><div class="card-body">
            <dl class="datagrid">
                {detail_view("HKC", view! { <code class="hkc">{location.hkc.clone()}</code> }.into_any())}
                {detail("System type", location.system_type_name.clone())}
                {detail("Customer", location.customer_name.clone())}
                {detail("Address", address(&details.address))}
                {detail("Reference", details.reference.clone())}
                {detail("Customer e-mail", details.customer_email.clone())}
                {detail_view("Location since", format::time(location.created_at))}
            </dl>
        </div></section>
    }
    .into_any()
}

fn activated(licences: &[LicenceView]) -> AnyView {
    let about = About {
        title: "Activated licences",
        columns: &["Part", "Name", "Quantity", "Software key code", "Order", "Activated"],
        file: "activated-licences",
        empty: Empty::waits("No licence was activated here."),
    };
    let licences = Loaded::ready(Rows {
        items: licences.to_vec(),
        more: false,
    });
    list(about, licences, |licence: &LicenceView| {
        Row(vec![
            Cell::Code(licence.part.clone()),
            Cell::Text(licence.part_name.clone()),
            Cell::Number(u64::from(licence.quantity)),
            Cell::Code(licence.software_key_code.clone()),
            Cell::Text(licence.purchase_order.clone()),
            Cell::Time(licence.activated_at.unwrap_or(licence.attached_at)),
        ])
    })
}

fn files(ids: (LocationId, TransferId), files: &[LicenceFileView]) -> AnyView {
    if files.is_empty() {
        return ().into_any();
    }
    let toasts = expect_context::<Toasts>();
    let rows = files.iter().map(|file| {
        let sequence = file.sequence;
        view! {
            <tr>
                <td data-label="File">{file.file_name.clone()}</td>
                <td data-label="Made">{format::time(file.issued_at)}</td>
                <td class="row-action"><button type="button" class="btn" aria-label=format!("Save licence file {sequence}") on:click=on(move |_| save(ids, sequence, toasts))>
                    {icon(icon::DOWNLOAD)}"Save"
                </button></td>
            </tr>
        }
    });
    view! {
        <section class="card d-print-none" aria-labelledby="files">
            <div class="card-header"><h2 class="card-title" id="files">"Licence files"</h2></div>
            <div class="table-responsive">
                <table class="table table-vcenter card-table list-table">
                    <thead><tr>
                        <th scope="col">"File"</th><th scope="col">"Made"</th>
                        <th scope="col"><span class="visually-hidden">"Save"</span></th>
                    </tr></thead>
                    <tbody>{rows.collect::<Vec<_>>()}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn save((location_id, transfer_id): (LocationId, TransferId), sequence: u32, toasts: Toasts) {
    spawn_local(async move {
        match client::call::<GetHandedOverFile>((location_id, transfer_id, sequence), ()).await {
            Ok(file) => match browser::from_base64(&file.content) {
                Some(bytes) => {
                    browser::save_file(&file.licence_file.file_name, &file.media_type, &bytes);
                    toasts.done(format!("{} is being saved.", file.licence_file.file_name));
                }
                None => toasts.failed("The licence file could not be read."),
            },
            Err(failure) => toasts.failed(failure.to_string()),
        }
    });
}

/// What had happened, a page at a time.
fn history(ids: (LocationId, TransferId), was: &HandedOverView) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let events = RwSignal::new(was.history.clone());
    let next = RwSignal::new(was.next.clone());
    let more = move || {
        let after = next.get_untracked();
        spawn_local(async move {
            match client::call::<GetHandedOver>(ids, HandedOverQuery { after }).await {
                Ok(page) => {
                    events.update(|all| all.extend(page.history));
                    next.set(page.next);
                }
                Err(failure) => toasts.failed(failure.to_string()),
            }
        });
    };
    let item = |event: EventView| {
        view! {
            <li>
                <span class="event-dot">{icon(icon::CHECK)}</span>
                <p class="mb-0">{event.summary}</p>
                <p class="text-secondary mb-0">{format::time(event.at)}" · "{event.by}</p>
            </li>
        }
    };
    let items = dynamic(move || events.get().into_iter().map(item).collect::<Vec<_>>().into_any());
    let button = optional(move || {
        next.get()?;
        Some(
            view! { <button type="button" class="btn mt-3" on:click=on(move |_| more())>"Show more"</button> }
                .into_any(),
        )
    });
    view! {
        <section class="card d-print-none" aria-labelledby="history">
            <div class="card-header"><h2 class="card-title" id="history">"History"</h2></div>
            <div class="card-body"><ol class="events">{items}</ol>{button}</div>
        </section>
    }
    .into_any()
}
