//! `/systems#token=...`: the link that a customer was given. It shows the customer's systems and saves their
//! licence files; nobody needs to be signed in, and nothing can be changed.

use super::{
    action::linked_page,
    customer::address,
    location::{certificate::assurance, features},
};
use crate::{
    client::{self, Failure},
    components::{
        dynamic::{dynamic, on},
        empty::Empty,
        icon::{self, icon},
        kept_file,
        list::{About, list},
        page::{self, Above, detail, detail_view},
        row::{Cell, Row},
        toasts::Toasts,
    },
    format,
    load::{Loaded, Rows},
    router::Router,
};
use api::{
    customer_links::{
        LinkedCustomerView, LinkedEvent, LinkedFile, LinkedLicence, LinkedSystemSummary, LinkedSystemView,
        ReadCustomerLinkRequest, ReadLinkedSystemRequest, SaveLinkedFileRequest,
    },
    external::KeptFileContent,
    operations::{ReadCustomerLink, ReadLinkedSystem, SaveLinkedFile},
};
use domain::id::LocationId;
use leptos::{prelude::*, task::spawn_local};

/// How many pages of systems are fetched at once.
const PAGES: usize = 50;

/// The page of the link.
pub fn systems() -> AnyView {
    linked_page("/systems", "Your systems", ("/", "Go to the front door"), |token| {
        let reading = token.clone();
        let loaded = Loaded::new(move || every(reading.clone()));
        (loaded, Box::new(move |customer| chosen(&token, customer)))
    })
}

/// The customer with all of its systems, as far as they are fetched at once.
async fn every(token: String) -> Result<LinkedCustomerView, Failure> {
    let page = |after| {
        let token = token.clone();
        client::call::<ReadCustomerLink>((), ReadCustomerLinkRequest { token, after })
    };
    let mut customer = page(None).await?;
    for _ in 1..PAGES {
        let Some(after) = customer.next.take() else { break };
        let LinkedCustomerView { systems, next, .. } = page(Some(after)).await?;
        customer.systems.extend(systems);
        customer.next = next;
    }
    Ok(customer)
}

/// The list, or the system that was chosen of it: the only one is.
fn chosen(token: &str, customer: LinkedCustomerView) -> AnyView {
    let router = expect_context::<Router>();
    let chosen = Memo::new(move |_| router.query("system").and_then(|id| id.parse::<LocationId>().ok()));
    let token = token.to_owned();
    dynamic(move || match (chosen.get(), &customer.systems[..]) {
        (None, [only]) => system(&token, &customer, only.location_id, false),
        (None, _) => overview(&customer),
        (Some(id), _) => system(&token, &customer, id, true),
    })
}

fn print() -> AnyView {
    view! { <button type="button" class="btn" on:click=on(|_| { let _ = window().print(); })>{icon(icon::PRINTER)}"Print"</button> }
        .into_any()
}

fn overview(customer: &LinkedCustomerView) -> AnyView {
    let about = About {
        title: "Systems",
        columns: &["Name", "HKC", "System type", "City"],
        file: "systems",
        empty: Empty::waits("No system is registered yet. It stands here as soon as one is."),
    };
    let rows = Loaded::ready(Rows {
        items: customer.systems.clone(),
        more: customer.next.is_some(),
    });
    view! {
        {page::header(None, Signal::stored(format!("The systems of {}", customer.customer_name)), print())}
        {list(about, rows, |system: &LinkedSystemSummary| Row(vec![
            Cell::link(&system.name, format!("/systems?system={}", system.location_id)),
            Cell::Code(system.hkc.clone()),
            Cell::Text(system.system_type_name.clone()),
            Cell::Text(system.city.clone()),
        ]))}
        {about_link(customer)}
    }
    .into_any()
}

fn about_link(customer: &LinkedCustomerView) -> AnyView {
    view! {
        <p class="text-secondary mt-3">
            {format!("{} looks after these systems and gave you this link. It works until {}, for whoever has it; {} sees when it is used.", customer.dealer, format::date_text(customer.ends), customer.dealer)}
        </p>
    }
    .into_any()
}

fn system(token: &str, customer: &LinkedCustomerView, location_id: LocationId, of_several: bool) -> AnyView {
    let request = ReadLinkedSystemRequest {
        token: token.to_owned(),
        location_id,
    };
    let loaded = Loaded::new(move || client::call::<ReadLinkedSystem>((), request.clone()));
    let summary = customer.systems.iter().find(|system| system.location_id == location_id);
    let first = summary.map_or("System".to_owned(), |system| system.name.clone());
    let title = Signal::derive(move || loaded.value().map_or_else(|| first.clone(), |system| system.name));
    let above = of_several.then(|| Above::fixed("All systems", "/systems"));
    let (token, name) = (token.to_owned(), customer.customer_name.clone());
    view! {
        {page::header(above, title, print())}
        {page::loaded(loaded, move |system| shown(&token, &name, &system))}
        {about_link(customer)}
    }
    .into_any()
}

fn shown(token: &str, customer_name: &str, system: &LinkedSystemView) -> AnyView {
    let code = |hkc: &str| view! { <code class="hkc">{hkc.to_owned()}</code> }.into_any();
    view! {
        <section class="card" aria-label="Details"><div class="card-body">
            <dl class="datagrid">
                {detail_view("HKC", code(&system.hkc))}
                {system.second_hkc.as_deref().map(|hkc| detail_view("Secondary HKC", code(hkc)))}
                {detail("System type", system.system_type_name.clone())}
                {detail("Customer", customer_name.to_owned())}
                {detail("Address", address(&system.address))}
                {detail("Questions to", system.dealer_email.clone())}
            </dl>
        </div></section>
        {granted(system)}
        {files(token, system)}
        {activated(&system.activated)}
        {history(&system.history, system.older)}
    }
    .into_any()
}

/// What the system may use, and how long software assurance runs.
fn granted(system: &LinkedSystemView) -> AnyView {
    if system.features.is_empty() && system.assurance.is_empty() {
        return view! { <div class="card"><div class="card-body"><p class="mb-0">"No licence is activated here yet."</p></div></div> }
            .into_any();
    }
    view! { <div class="card">{features(&system.features)}{assurance(&system.assurance)}</div> }.into_any()
}

fn activated(licences: &[LinkedLicence]) -> AnyView {
    let about = About {
        title: "Activated licences",
        columns: &["Part", "Name", "Quantity", "Activated"],
        file: "licences",
        empty: Empty::waits("No licence is activated here yet."),
    };
    let licences = Loaded::ready(Rows {
        items: licences.to_vec(),
        more: false,
    });
    list(about, licences, |licence: &LinkedLicence| {
        Row(vec![
            Cell::Code(licence.part.clone()),
            Cell::Text(licence.part_name.clone()),
            Cell::Number(u64::from(licence.quantity)),
            Cell::Time(licence.activated_at),
        ])
    })
}

fn files(token: &str, system: &LinkedSystemView) -> AnyView {
    if system.files.is_empty() {
        return ().into_any();
    }
    let toasts = expect_context::<Toasts>();
    let rows = system.files.iter().map(|file| {
        let request = SaveLinkedFileRequest {
            token: token.to_owned(),
            location_id: system.location_id,
            order_id: file.order_id,
            number: file.number,
        };
        file_row(file, request, toasts)
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

fn file_row(file: &LinkedFile, request: SaveLinkedFileRequest, toasts: Toasts) -> AnyView {
    let label = format!("Save {}, number {}", file.file_name, file.number);
    let code = file.activation_code.as_ref().map(
        |code| view! { <span class="text-secondary d-block">"Activation code "<code>{code.clone()}</code></span> },
    );
    let limited = file.limited.as_ref().map(|limited| {
        view! { <span class="text-secondary d-block">{limited.kind.words()}", until "{format::time(limited.ends)}</span> }
    });
    view! {
        <tr>
            <td data-label="File">{file.file_name.clone()}{code}{limited}</td>
            <td data-label="Made">{format::time(file.at)}</td>
            <td class="row-action"><button type="button" class="btn" aria-label=label on:click=on(move |_| save(request.clone(), toasts))>
                {icon(icon::DOWNLOAD)}"Save"
            </button></td>
        </tr>
    }
    .into_any()
}

fn save(request: SaveLinkedFileRequest, toasts: Toasts) {
    spawn_local(async move {
        let file = client::call::<SaveLinkedFile>((), request).await;
        let file = file.map(|file| KeptFileContent {
            file_name: file.file_name,
            content: file.content,
        });
        kept_file::save(file, toasts);
    });
}

fn history(events: &[LinkedEvent], older: bool) -> AnyView {
    if events.is_empty() {
        return ().into_any();
    }
    let items = events.iter().map(|event| {
        view! {
            <li>
                <span class="event-dot">{icon(icon::CHECK)}</span>
                <p class="mb-0">{event.summary.clone()}</p>
                <p class="text-secondary mb-0">{format::time(event.at)}</p>
            </li>
        }
    });
    let older = older.then(|| view! { <p class="text-secondary mt-3 mb-0">"What was before that is known to whoever looks after the system."</p> });
    view! {
        <section class="card" aria-labelledby="history">
            <div class="card-header"><h2 class="card-title" id="history">"What has happened"</h2></div>
            <div class="card-body"><ol class="events">{items.collect::<Vec<_>>()}</ol>{older}</div>
        </section>
    }
    .into_any()
}
