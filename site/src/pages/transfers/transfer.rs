//! `/transfers/:id`: one transfer: what goes along, and what can be done about it.

use super::{CustomerChoice, state, way};
use crate::{
    components::{
        form::{Form, form_element},
        icon::{self, icon},
        page::{self, Above, detail, detail_view},
        standing::Mark,
        toasts::Toasts,
    },
    format,
    load::{Loaded, load},
    session::Session,
};
use api::{
    operations::{AcceptTransfer, EndTransfer, GetTransfer, OrderTransfer},
    transfers::{AcceptTransferRequest, EndTransferRequest, MovingLocation, TransferDetails, TransferView},
};
use domain::{
    id::TransferId,
    transfer::{TransferStatus, TransferWay},
};
use leptos::prelude::*;

/// The page.
pub fn transfer(transfer_id: TransferId) -> AnyView {
    let loaded = load::<GetTransfer>(transfer_id, ());
    let title = Signal::derive(move || {
        loaded.value().map_or("Transfer".to_owned(), |details| {
            format!("Transfer of {}", details.transfer.hkc)
        })
    });
    let above = match untrack(|| expect_context::<Session>().may::<OrderTransfer>()) {
        true => Above::fixed("Hand over a location", "/hand-over"),
        false => Above::fixed("Transfers", "/transfers"),
    };
    view! {
        {page::header(Some(above), title, ().into_any())}
        {page::loaded(loaded, move |details| shown(transfer_id, loaded, &details))}
    }
    .into_any()
}

fn shown(transfer_id: TransferId, loaded: Loaded<TransferDetails>, details: &TransferDetails) -> AnyView {
    let transfer = &details.transfer;
    view! {
        {about(transfer)}
        {goes_along(&details.locations)}
        {transfer.is_yours_to_decide.then(|| decide(transfer_id, loaded, details))}
        {transfer.is_yours_to_withdraw.then(|| {
            end(transfer_id, loaded, "Withdraw", "It is withdrawn.", "What you asked for or offered waits for the other dealer. Withdrawn, it cannot be accepted any more.")
        })}
    }
    .into_any()
}

fn about(transfer: &TransferView) -> AnyView {
    let (text, class) = state(transfer);
    let to = transfer.to.clone().or_else(|| transfer.offered_to.clone());
    let there = transfer
        .location_id
        .map(|id| view! { <a href=format!("/locations/{id}")>"Go to the location"</a> }.into_any());
    let read = (transfer.status == TransferStatus::Done && transfer.location_id.is_none())
        .then(|| view! { <a href="/handed-over">"What was until then"</a> }.into_any());
    view! {
        <section class="card" aria-label="Details"><div class="card-body">
            <dl class="datagrid">
                {detail_view("HKC", view! { <code class="hkc">{transfer.hkc.clone()}</code> }.into_any())}
                {detail_view("State", view! { <span class=format!("badge {class}")>{text}</span> }.into_any())}
                {detail("What", way(transfer.way))}
                {detail("From", transfer.from.clone().unwrap_or_default())}
                {detail("To", to.unwrap_or_default())}
                {detail("By", transfer.by.clone())}
                {detail_view("Since", format::time(transfer.at))}
                {transfer.decided_at.map(|at| detail_view("Decided", format::time(at)))}
                {detail("Reason", transfer.reason.clone())}
                {there.or(read).map(|link| detail_view("Where it is", link))}
            </dl>
        </div></section>
    }
    .into_any()
}

/// What goes along; nothing where the reader is not told.
pub(super) fn goes_along(locations: &[MovingLocation]) -> AnyView {
    if locations.is_empty() {
        return ().into_any();
    }
    let rows = locations.iter().map(|location| {
        let assurance = location.assurance.iter().map(|one| {
            view! { <span class="d-block">{one.application_name.clone()}": "{Mark::from(one.standing).view()}" until "{format::day(one.expires)}</span> }
        });
        view! {
            <tr>
                <td data-label="Location">{location.name.clone()}<span class="text-secondary d-block">{location.system_type_name.clone()}</span></td>
                <td data-label="HKC"><code>{location.hkc.clone()}</code></td>
                <td data-label="Licences" class="num">{format::number(u64::from(location.licences))}</td>
                <td data-label="Licence files" class="num">{format::number(u64::from(location.licence_files))}</td>
                <td data-label="Software assurance">{assurance.collect::<Vec<_>>()}</td>
            </tr>
        }
    });
    view! {
        <section class="card" aria-labelledby="along">
            <div class="card-header"><h2 class="card-title" id="along">"What goes along"</h2></div>
            <div class="table-responsive">
                <table class="table table-vcenter card-table list-table">
                    <thead><tr>
                        <th scope="col">"Location"</th><th scope="col">"HKC"</th><th scope="col" class="num">"Licences"</th>
                        <th scope="col" class="num">"Licence files"</th><th scope="col">"Software assurance"</th>
                    </tr></thead>
                    <tbody>{rows.collect::<Vec<_>>()}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

/// What has to be ended before it can go.
pub(super) fn pending(pending: &[String]) -> AnyView {
    let items = pending.iter().map(|sentence| view! { <li>{sentence.clone()}</li> });
    view! {
        <div class="warning-note" role="note">
            {icon(icon::ALERT_TRIANGLE)}
            <div>"This has to be ended first:"<ul class="mb-0">{items.collect::<Vec<_>>()}</ul></div>
        </div>
    }
    .into_any()
}

fn decide(transfer_id: TransferId, loaded: Loaded<TransferDetails>, details: &TransferDetails) -> AnyView {
    let transfer = &details.transfer;
    let decline = end(
        transfer_id,
        loaded,
        "Decline",
        "It is declined.",
        "The other dealer is told. Nothing changes.",
    );
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let offered = transfer.way == TransferWay::Offered;
    let customer = CustomerChoice::new();
    let submit = move || {
        let request = AcceptTransferRequest {
            customer_id: customer.chosen().filter(|_| offered),
        };
        form.send::<AcceptTransfer>(transfer_id, request, move |_| {
            form.saved();
            toasts.done(if offered {
                "The location is yours now."
            } else {
                "The location is the other dealer's now."
            });
            loaded.again();
        });
    };
    let sentence = match offered {
        true => "The location comes to you with all that stands above, its history and whatever belongs to it.",
        false => {
            "The location goes to the other dealer with all that stands above, its history and whatever belongs to it. You go on reading what was until then. It cannot be undone by you."
        }
    };
    let accept = if details.pending.is_empty() {
        let content = view! {
            <div class="card-body fields">
                <p class="mb-0">{sentence}</p>
                {offered.then(|| customer.view(form))}
            </div>
            <div class="card-footer">{form.submit(Signal::stored("Accept".to_owned()))}</div>
        };
        form_element(form, submit, content.into_any())
    } else {
        view! { <div class="card-body">{pending(&details.pending)}</div> }.into_any()
    };
    view! {
        <section class="card" aria-labelledby="accept">
            <div class="card-header"><h2 class="card-title" id="accept">"Accept"</h2></div>
            {accept}
        </section>
        {decline}
    }
    .into_any()
}

fn end(
    transfer_id: TransferId,
    loaded: Loaded<TransferDetails>,
    words: &'static str,
    done: &'static str,
    sentence: &'static str,
) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let submit = move || {
        form.send::<EndTransfer>(transfer_id, EndTransferRequest {}, move |_| {
            toasts.done(done);
            loaded.again();
        });
    };
    let content = view! {
        <section class="card" aria-labelledby="end">
            <div class="card-header"><h2 class="card-title" id="end">{words}</h2></div>
            <div class="card-body"><p class="mb-0">{sentence}</p></div>
            <div class="card-footer">{form.submit(Signal::stored(words.to_owned()))}</div>
        </section>
    };
    form_element(form, submit, content.into_any())
}
