//! What it all takes, and the renewal itself: a summary, then all of it or nothing.

use super::{Desk, outcome};
use crate::{
    client,
    components::{
        authorise::{authorisation_missing, authorise},
        dialog::{cancel, dialog},
        dynamic::{dynamic, on, optional},
        field::Field,
        form::{Form, form_element},
        icon::{self, icon},
        page::{detail, detail_view},
        toasts::Toasts,
        units::needed,
    },
    format,
    router::Router,
};
use api::{
    operations::{GetSwaRenewal, RenewSwa},
    renewals::{CustomerSwaView, RenewSwaRequest, RenewalMoment, RenewalState, RenewalView},
};
use domain::id::{CustomerId, RenewalId};
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;

/// How often a renewal that takes its time is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// The sum, and the button that renews.
pub fn total(desk: Desk, customer: &CustomerSwaView) -> AnyView {
    let renewing = RwSignal::new(false);
    let current = Memo::new(move |_| desk.current());
    let (customer_id, toasts) = (desk.customer_id, expect_context::<Toasts>());
    let name = customer.customer_name.clone();
    let body = move || match current.get() {
        None => view! { <p class="text-secondary mb-0">"The total stands here once there is a quote."</p> }.into_any(),
        Some(quote) => {
            let renewal_id = quote.renewal_id;
            let lines = quote.lines.iter().filter(|line| line.failure.is_none()).count();
            let left_out = quote.lines.len() - lines;
            let sum = if lines > 0 {
                needed(u64::from(quote.total), quote.available)
            } else {
                view! { <p class="mb-0">"Nothing can be renewed like this. Choose other months, another end or other agreements."</p> }.into_any()
            };
            let out = (left_out > 0).then(|| {
                let what = format::count(left_out, "agreement is", "agreements are");
                view! { <p class="left-out mb-2">{icon(icon::ALERT_TRIANGLE)}<span>{format!("{what} left out; the reason stands beside it.")}</span></p> }
            });
            let renew = (lines > 0).then(|| {
                let text = format!("Renew {}", format::count(lines, "agreement", "agreements"));
                view! { <button type="button" class="btn btn-primary" on:click=on(move |_| renewing.set(true))>{text}</button> }
            });
            view! {
                {out}
                {sum}
                <p class="text-secondary mt-2">{format!("To {}. Valid until {}, unless licences or rates change.", format::day(quote.ends), format::day(quote.valid_until))}</p>
                <div class="btn-list">
                    {renew}
                    <button type="button" class="btn" on:click=on(move |_| outcome::export(customer_id, renewal_id, toasts))>{icon(icon::DOWNLOAD)}"CSV"</button>
                    <a class="btn" href=format!("/customers/{customer_id}/renewals/{renewal_id}")>{icon(icon::PRINTER)}"To print or send"</a>
                </div>
            }
            .into_any()
        }
    };
    view! {
        <section class="card" aria-labelledby="total">
            <div class="card-header"><h2 class="card-title" id="total" tabindex="-1">"Total"</h2></div>
            <div class="card-body" aria-live="polite">{dynamic(body)}</div>
        </section>
        {dialog(renewing, "Renew these agreements?", move || {
            current.get_untracked().map_or_else(|| ().into_any(), |quote| confirm(desk, renewing, &name, quote))
        })}
    }
    .into_any()
}

fn confirm(desk: Desk, open: RwSignal<bool>, customer: &str, quote: RenewalView) -> AnyView {
    let router = expect_context::<Router>();
    let form = Form::new();
    let (reference, authorised) = (RwSignal::new(String::new()), RwSignal::new(false));
    let path = (desk.customer_id, quote.renewal_id);
    let progress = progress(path, form, move || router.go(&place(path)));
    let lines: Vec<_> = quote.lines.iter().filter(|line| line.failure.is_none()).collect();
    let items = lines.iter().map(|line| {
        let units = format::number(u64::from(line.units) + u64::from(line.reinstatement_units));
        view! { <li><strong>{units}" units"</strong>" for "{line.application_name.clone()}" of "{line.location_name.clone()}" "<code>{line.number.clone()}</code></li> }
    });
    let items = items.collect::<Vec<_>>();
    let when = match quote.moment {
        RenewalMoment::Today => "Today",
        RenewalMoment::EndOfTerm => "When the running terms end",
    };
    let content = view! {
        <dl class="datagrid what-grid">
            {detail("Customer", customer.to_owned())}
            {detail("Agreements", format::number(lines.len() as u64))}
            {detail("All end on", format::day(quote.ends))}
            {detail("Units are taken", when)}
            {detail_view("SWA units", view! { <strong>{format::number(u64::from(quote.total))}</strong> }.into_any())}
        </dl>
        <ul class="what" tabindex="0" aria-label="Agreements">{items}</ul>
        <p class="warning-note">
            {icon(icon::ALERT_TRIANGLE)}
            <span>"This cannot be undone, and nothing cools off. All of them are renewed, or none."</span>
        </p>
        <div class="fields">
            {Field::new(form, "reference", "Reference").optional().note("Your number or note, for the history.").text(reference)}
            {authorise(form, authorised)}
            {progress}
            <div class="btn-list">{form.submit(Signal::stored("Renew for good".to_owned()))}{cancel(open)}</div>
        </div>
    };
    let submit = move || {
        let missing = (!authorised.get_untracked()).then(authorisation_missing);
        if !form.check(missing.into_iter().collect()) {
            return;
        }
        let request = RenewSwaRequest {
            reference: reference.get_untracked(),
            authorised: true,
        };
        form.send::<RenewSwa>(path, request, move |_| {
            form.saved();
            router.go(&place(path));
        });
    };
    form_element(form, submit, content.into_any())
}

fn place((customer_id, renewal_id): (CustomerId, RenewalId)) -> String {
    format!("/customers/{customer_id}/renewals/{renewal_id}")
}

/// How far it has come, while it is being done, and after an answer that was lost.
fn progress(path: (CustomerId, RenewalId), form: Form, done: impl Fn() + Copy + 'static) -> AnyView {
    let state = RwSignal::new(RenewalState::Quoted);
    let every = set_interval_with_handle(
        move || {
            if !(form.busy_now() || outcome::under_way(state.get_untracked())) {
                return;
            }
            spawn_local(async move {
                let Ok(renewal) = client::call::<GetSwaRenewal>(path, ()).await else {
                    return;
                };
                if state.try_set(renewal.state).is_some() {
                    return;
                }
                // The answer may have been lost; that it is done is seen here.
                if renewal.state == RenewalState::Renewed && !form.busy_now() {
                    form.saved();
                    done();
                }
            });
        },
        LOOK_EVERY,
    );
    on_cleanup(move || {
        if let Ok(every) = every {
            every.clear();
        }
    });
    optional(move || outcome::steps(state.get()).filter(|_| form.busy() || state.get() != RenewalState::Quoted))
}
