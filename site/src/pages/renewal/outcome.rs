//! `/customers/:id/renewals/:id`: a renewal: the quote to print, how far it has come, or
//! what was renewed.

use crate::{
    browser, client,
    components::{
        dynamic::on,
        empty::Empty,
        icon::{self, icon},
        list::{About, list},
        page::{self, Above, detail, detail_view},
        row::{Cell, Row},
        toasts::Toasts,
    },
    format,
    load::{Load, Loaded, Rows, load},
};
use api::{
    operations::{ExportSwaRenewal, GetSwaRenewal},
    renewals::{RenewalLineView, RenewalMoment, RenewalState, RenewalView},
};
use domain::id::{CustomerId, RenewalId};
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;

/// How often a renewal that is under way is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(3);

/// Fetches a renewal as a CSV file and offers it to save.
pub fn export(customer_id: CustomerId, renewal_id: RenewalId, toasts: Toasts) {
    spawn_local(async move {
        match client::call::<ExportSwaRenewal>((customer_id, renewal_id), ()).await {
            Ok(file) => browser::save_file(&file.file_name, &file.media_type, file.content.as_bytes()),
            Err(failure) => toasts.failed(failure.to_string()),
        }
    });
}

/// The page of a renewal.
pub fn outcome(customer_id: CustomerId, renewal_id: RenewalId) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let loaded = load::<GetSwaRenewal>((customer_id, renewal_id), ());
    look_while_under_way(loaded);
    let above = Above {
        text: Signal::derive(move || {
            loaded
                .value()
                .map_or("Customer".to_owned(), |renewal| renewal.customer_name)
        }),
        href: Signal::stored(format!("/customers/{customer_id}")),
    };
    let title = Signal::derive(move || {
        let renewal = loaded.value();
        renewal.map_or("Renewal".to_owned(), |renewal| {
            format!("Renewal for {}", renewal.customer_name)
        })
    });
    let actions = view! {
        <button type="button" class="btn" on:click=on(move |_| export(customer_id, renewal_id, toasts))>{icon(icon::DOWNLOAD)}"CSV"</button>
        <button type="button" class="btn" on:click=on(|_| { let _ = window().print(); })>{icon(icon::PRINTER)}"Print"</button>
    };
    view! {
        {page::header(Some(above), title, actions.into_any())}
        {page::loaded(loaded, shown)}
    }
    .into_any()
}

fn look_while_under_way(loaded: Loaded<RenewalView>) {
    let every = set_interval_with_handle(
        move || {
            if let Load::Ready(renewal) = untrack(|| loaded.get())
                && under_way(renewal.state)
            {
                loaded.again();
            }
        },
        LOOK_EVERY,
    );
    on_cleanup(move || {
        if let Ok(every) = every {
            every.clear();
        }
    });
}

/// Whether it goes on by itself.
pub const fn under_way(state: RenewalState) -> bool {
    matches!(
        state,
        RenewalState::Preparing | RenewalState::Renewing | RenewalState::Withdrawing
    )
}

/// The steps of a renewal with the one it is at; nothing for a quote.
pub fn steps(state: RenewalState) -> Option<AnyView> {
    let (at, sentence) = match state {
        RenewalState::Quoted => (0, "Starting."),
        RenewalState::Preparing => (1, "The units and agreements are being held. Nothing is renewed yet."),
        RenewalState::Renewing => (2, "It is decided: all are being renewed."),
        RenewalState::Renewed => (3, "All are renewed."),
        RenewalState::Withdrawing | RenewalState::Withdrawn => return None,
    };
    let step = |i: u32, text: &'static str| {
        let class = if i < at { "step step-done" } else { "step" };
        view! { <li class=class aria-current=(i == at).then_some("step")>{text}</li> }
    };
    Some(
        view! {
            <div role="status">
                <ol class="progress-steps">{step(1, "Hold")}{step(2, "Renew")}{step(3, "Done")}</ol>
                <p class="mb-0">{sentence}</p>
            </div>
        }
        .into_any(),
    )
}

fn shown(renewal: RenewalView) -> AnyView {
    let about = About {
        title: "Agreements",
        columns: &[
            "Location",
            "HKC",
            "Application",
            "Agreement",
            "From",
            "Months",
            "Units",
            "Reinstatement",
            "Left out because",
        ],
        file: "renewal",
        empty: Empty::NEVER,
    };
    let lines = Loaded::ready(Rows {
        items: renewal.lines.clone(),
        more: false,
    });
    let moment = match renewal.moment {
        RenewalMoment::Today => "At once",
        RenewalMoment::EndOfTerm => "When the running terms end",
    };
    view! {
        {said(&renewal)}
        <section class="card" aria-label="Details"><div class="card-body">
            <dl class="datagrid">
                {detail("Customer", renewal.customer_name.clone())}
                {detail_view("SWA units", view! { <strong>{format::number(u64::from(renewal.total))}</strong> }.into_any())}
                {detail("All end on", format::day(renewal.ends))}
                {detail("Units are taken", moment)}
                {detail("Reference", renewal.reference.clone())}
                {detail_view("Quoted", format::time(renewal.made_at))}
                {(renewal.state == RenewalState::Quoted).then(|| detail("Valid until", format::day(renewal.valid_until)))}
                {detail("Rate card", renewal.version.clone())}
            </dl>
        </div></section>
        {list(about, lines, row)}
    }
    .into_any()
}

/// Where it stands.
fn said(renewal: &RenewalView) -> AnyView {
    let renewed = renewal.lines.iter().filter(|line| line.failure.is_none()).count();
    match renewal.state {
        RenewalState::Quoted => view! {
            <p class="note d-print-none">"This is a quote. Nothing is taken or renewed."</p>
        }
        .into_any(),
        RenewalState::Preparing | RenewalState::Renewing => view! {
            <div class="card"><div class="card-body">{steps(renewal.state)}</div></div>
        }
        .into_any(),
        RenewalState::Renewed => {
            let what = format::count(renewed, "agreement is", "agreements are");
            let sentence = format!("{what} renewed to {}.", format::day(renewal.ends));
            view! { <p class="done-note" role="status">{icon(icon::CIRCLE_CHECK)}<span>{sentence}</span></p> }
                .into_any()
        }
        RenewalState::Withdrawing | RenewalState::Withdrawn => {
            let again = format!("/customers/{}/renewal", renewal.customer_id);
            view! {
                <p class="warning-note" role="status">{icon(icon::ALERT_TRIANGLE)}<span>"Nothing was renewed, and every unit is back. "<a href=again>"Get a new quote"</a>"."</span></p>
            }
            .into_any()
        }
    }
}

fn row(line: &RenewalLineView) -> Row {
    let reinstatement = if line.reinstatement_months > 0 {
        let months = format::count(line.reinstatement_months as usize, "month", "months");
        format!("{} for {months}", format::number(u64::from(line.reinstatement_units)))
    } else {
        String::new()
    };
    Row(vec![
        Cell::link(&line.location_name, format!("/locations/{}/swa", line.location_id)),
        Cell::Code(line.hkc.clone()),
        Cell::Text(line.application_name.clone()),
        Cell::Code(line.number.clone()),
        Cell::Day(line.starts),
        Cell::Number(u64::from(line.months)),
        Cell::Number(u64::from(line.units)),
        Cell::Text(reinstatement),
        Cell::Text(
            line.failure
                .as_ref()
                .map(|failure| failure.message.clone())
                .unwrap_or_default(),
        ),
    ])
}
