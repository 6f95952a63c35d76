//! `/transfers`: locations that go from one dealer to another: what waits for the organisation, what it
//! asked for and offered, and what became of all.

mod customer;
pub mod handed_over;
pub mod offer;
pub mod order;
pub mod transfer;

use crate::{
    components::{
        empty::Empty,
        field::Field,
        form::{Form, form_element},
        icon,
        list::{About, list},
        page::{self, Above, fixed_action},
        row::{Cell, Row},
        toasts::Toasts,
    },
    load::load_list,
    router::Router,
};
use api::{
    operations::{AskForLocation, ListTransfers},
    transfers::{AskForLocationRequest, TransferView},
};
use customer::CustomerChoice;
use domain::transfer::{TransferStatus, TransferWay};
use leptos::prelude::*;

/// A partner's page.
pub fn transfers() -> AnyView {
    let about = About {
        title: "Transfers",
        columns: COLUMNS,
        file: "transfers",
        empty: Empty::go(
            "No location has come or gone yet. Ask for one by its hardware key code, or offer one of yours on its page.",
            "/transfers/ask",
            icon::PLUS,
            "Ask for a location",
        ),
    };
    let actions = view! {
        {fixed_action("/handed-over", icon::CLOCK, "Handed over", false)}
        {fixed_action("/transfers/ask", icon::PLUS, "Ask for a location", true)}
    };
    view! {
        {page::header(None, Signal::stored("Transfers".to_owned()), actions.into_any())}
        {list(about, load_list::<ListTransfers, _>(()), row)}
    }
    .into_any()
}

const COLUMNS: &[&str] = &["HKC", "What", "From", "To", "State", "Since"];

fn row(transfer: &TransferView) -> Row {
    let name = |name: &Option<String>| Cell::Text(name.clone().unwrap_or_default());
    let to = transfer.to.clone().or_else(|| transfer.offered_to.clone());
    let (text, class) = state(transfer);
    Row(vec![
        Cell::link(&transfer.hkc, format!("/transfers/{}", transfer.transfer_id)),
        Cell::Text(way(transfer.way).to_owned()),
        name(&transfer.from),
        name(&to),
        Cell::Badge {
            text: text.to_owned(),
            class,
        },
        Cell::Time(transfer.at),
    ])
}

const fn way(way: TransferWay) -> &'static str {
    match way {
        TransferWay::Asked => "Asked for",
        TransferWay::Offered => "Offered",
        TransferWay::Ordered => "Ordered by the vendor",
    }
}

/// Where a transfer stands for the reader, and the badge's colour.
const fn state(transfer: &TransferView) -> (&'static str, &'static str) {
    match transfer.status {
        TransferStatus::Waiting if transfer.is_yours_to_decide => ("Waits for you", "bg-yellow-lt"),
        TransferStatus::Waiting => ("Waits for the other", "bg-secondary-lt"),
        TransferStatus::Done => ("Done", "bg-green-lt"),
        TransferStatus::Declined => ("Declined", "bg-red-lt"),
        TransferStatus::Withdrawn => ("Withdrawn", "bg-secondary-lt"),
    }
}

/// `/transfers/ask`: asks whichever dealer has a location for it.
pub fn ask() -> AnyView {
    let (router, toasts) = (expect_context::<Router>(), expect_context::<Toasts>());
    let form = Form::new();
    let [hkc, reason] = [(); 2].map(|()| RwSignal::new(String::new()));
    let customer = CustomerChoice::new();
    let submit = move || {
        let request = AskForLocationRequest {
            hkc: hkc.get_untracked().trim().to_owned(),
            customer_id: customer.chosen(),
            reason: reason.get_untracked().trim().to_owned(),
        };
        form.send::<AskForLocation>((), request, move |asked| {
            form.saved();
            toasts.done("Asked. If another dealer has this location, it is told, and accepts or declines.");
            router.go(&format!("/transfers/{}", asked.transfer_id));
        });
    };
    let content = view! {
        <section class="card" aria-label="Ask for a location">
            <div class="card-body fields">
                <p class="mb-0">"A customer chose you for a system that another dealer looks after: that dealer is asked and accepts or declines. The location comes with its licences, software assurance, history and licence files. You are not told whether anybody has it before that."</p>
                {Field::new(form, "hkc", "Hardware key code (HKC)").text(hkc)}
                {Field::new(form, "reason", "Reason").note("For the other dealer to read: that the customer asked for it, for instance.").lines(reason, 2)}
                {customer.view(form)}
            </div>
            <div class="card-footer btn-list">
                {form.submit(Signal::stored("Ask".to_owned()))}
                <a class="btn" href="/transfers">"Cancel"</a>
            </div>
        </section>
    };
    view! {
        {page::header(Some(Above::fixed("Transfers", "/transfers")), Signal::stored("Ask for a location".to_owned()), ().into_any())}
        {form_element(form, submit, content.into_any())}
    }
    .into_any()
}
