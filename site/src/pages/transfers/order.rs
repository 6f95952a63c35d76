//! `/hand-over`: the vendor has a location go to another dealer, with a reason that both read.

use super::transfer::{goes_along, pending};
use crate::{
    components::{
        dynamic::{dynamic, on},
        empty::Empty,
        field::Field,
        form::{Form, form_element},
        icon::{self, icon},
        list::{About, list},
        page,
        toasts::Toasts,
    },
    load::load_list,
};
use api::{
    FieldError,
    operations::{ListOrganisations, ListTransfers, OrderTransfer},
    transfers::{OrderTransferRequest, TransferDetails},
};
use domain::{id::OrganisationId, organisation::OrganisationKind};
use leptos::prelude::*;

/// The page.
pub fn order() -> AnyView {
    let toasts = expect_context::<Toasts>();
    let transfers = load_list::<ListTransfers, _>(());
    let organisations = load_list::<ListOrganisations, _>(());
    let form = Form::new();
    let signals = [(); 4].map(|()| RwSignal::new(String::new()));
    let [hkc, to, email, reason] = signals;
    let shown = RwSignal::new(None::<TransferDetails>);
    let dealers = Signal::derive(move || {
        let rows = organisations.value().map(|rows| rows.items).unwrap_or_default();
        let dealers = rows
            .into_iter()
            .filter(|one| matches!(one.kind, OrganisationKind::Dealer | OrganisationKind::Distributor));
        dealers
            .map(|one| (one.organisation_id.to_string(), one.name))
            .collect::<Vec<_>>()
    });
    let request = move |dry_run| {
        let text = |signal: RwSignal<String>| signal.get_untracked().trim().to_owned();
        let organisation_id = to.get_untracked().parse::<OrganisationId>().ok()?;
        Some(OrderTransferRequest {
            hkc: text(hkc),
            organisation_id,
            dealer_email: text(email),
            reason: text(reason),
            dry_run,
        })
    };
    let submit = move || {
        let dry_run = shown.with_untracked(Option::is_none);
        let Some(request) = request(dry_run) else {
            form.check(vec![FieldError::new("organisation_id", "Choose the new dealer.")]);
            return;
        };
        form.send::<OrderTransfer>((), request, move |details| {
            if dry_run {
                shown.set(Some(details));
                return;
            }
            form.saved();
            toasts.done(format!(
                "{} is the new dealer's now. Both are told.",
                details.transfer.hkc
            ));
            for signal in signals {
                signal.set(String::new());
            }
            shown.set(None);
            transfers.again();
        });
    };
    let about = About {
        title: "Ordered transfers",
        columns: super::COLUMNS,
        file: "transfers",
        empty: Empty::waits(
            "No transfer was ordered yet. Dealers hand locations over between themselves; what they cannot is ordered here.",
        ),
    };
    let content = dynamic(move || match shown.get() {
        None => fields(form, signals, dealers),
        Some(details) => confirm(form, &details, shown),
    });
    view! {
        {page::plain_header("Hand over a location")}
        {form_element(form, submit, content)}
        {list(about, transfers, super::row)}
    }
    .into_any()
}

fn fields(
    form: Form,
    [hkc, to, email, reason]: [RwSignal<String>; 4],
    dealers: Signal<Vec<(String, String)>>,
) -> AnyView {
    view! {
        <section class="card" aria-label="What goes where">
            <div class="card-body fields">
                <p class="mb-0">"A location goes to another dealer with all that it has: licences, software assurance, history, files. Nobody has to accept; the old dealer goes on reading what was until then."</p>
                {Field::new(form, "hkc", "Hardware key code (HKC)").text(hkc)}
                {Field::new(form, "organisation_id", "New dealer or distributor").choice(to, dealers)}
                {Field::new(form, "dealer_email", "Whom the customer can ask there").kind("email").text(email)}
                {Field::new(form, "reason", "Reason").note("Both dealers read it.").lines(reason, 2)}
            </div>
            <div class="card-footer">{form.submit(Signal::stored("See what goes along".to_owned()))}</div>
        </section>
    }
    .into_any()
}

fn confirm(form: Form, details: &TransferDetails, shown: RwSignal<Option<TransferDetails>>) -> AnyView {
    let transfer = &details.transfer;
    let sentence = format!(
        "{} goes from {} to {}, at once and for good.",
        transfer.hkc,
        transfer.from.clone().unwrap_or_default(),
        transfer.to.clone().unwrap_or_default()
    );
    let free = details.pending.is_empty();
    let note = match free {
        true => {
            view! { <p class="warning-note mb-0">{icon(icon::ALERT_TRIANGLE)}<span>{sentence}</span></p> }.into_any()
        }
        false => pending(&details.pending),
    };
    view! {
        {goes_along(&details.locations)}
        <section class="card" aria-label="Confirm">
            <div class="card-body">{note}</div>
            <div class="card-footer btn-list">
                {free.then(|| form.submit(Signal::stored("Hand over".to_owned())))}
                <button type="button" class="btn" on:click=on(move |_| shown.set(None))>"Back"</button>
            </div>
        </section>
    }
    .into_any()
}
