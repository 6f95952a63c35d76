//! `/locations/:id/swa/quotes/:id`: a quote to print or to come back to.

use crate::components::dynamic::{on, optional};
use crate::{
    browser, client,
    components::{
        icon::{self, icon},
        page::{self, Above, action, detail, detail_view},
        standing,
        toasts::Toasts,
    },
    format,
    load::load,
};
use api::{
    assurance::{ApplicationQuoteView, SwaQuoteView},
    operations::{ExportSwaQuote, GetSwaQuote},
};
use domain::id::{LocationId, QuoteId};
use leptos::{prelude::*, task::spawn_local};

/// Fetches a quote as a CSV file and offers it to save.
pub fn export(location_id: LocationId, quote_id: QuoteId, toasts: Toasts) {
    spawn_local(async move {
        match client::call::<ExportSwaQuote>((location_id, quote_id), ()).await {
            Ok(file) => browser::save_file(&file.file_name, &file.media_type, file.content.as_bytes()),
            Err(failure) => toasts.failed(failure.to_string()),
        }
    });
}

/// The page of a quote.
pub fn quote(location_id: LocationId, quote_id: QuoteId) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let loaded = load::<GetSwaQuote>((location_id, quote_id), ());
    let above = Above {
        text: Signal::derive(move || {
            loaded
                .value()
                .map_or("Location".to_owned(), |quote| quote.location_name)
        }),
        href: Signal::stored(format!("/locations/{location_id}")),
    };
    let use_it = optional(move || {
        loaded.value().map(|quote| {
            let href = Signal::stored(format!("/locations/{location_id}?quote={quote_id}"));
            let text = if quote.valid {
                "Use this quote"
            } else {
                "Get a new quote"
            };
            action(href, icon::SHIELD_CHECK, text, true)
        })
    });
    let actions = view! {
        <button type="button" class="btn" on:click=on(move |_| export(location_id, quote_id, toasts))>{icon(icon::DOWNLOAD)}"CSV"</button>
        <button type="button" class="btn" on:click=on(|_| { let _ = window().print(); })>{icon(icon::PRINTER)}"Print"</button>
        {use_it}
    };
    view! {
        {page::header(Some(above), Signal::stored("Quote for software assurance".to_owned()), actions.into_any())}
        {page::loaded(loaded, shown)}
    }
    .into_any()
}

fn shown(quote: SwaQuoteView) -> AnyView {
    let note = match &quote.outdated {
        Some(why) => view! {
            <div class="warning-note" role="note">{icon(icon::ALERT_TRIANGLE)}<span>{format!("{why} Get a new one.")}</span></div>
        }
        .into_any(),
        None => ().into_any(),
    };
    let applications = quote.applications.iter().map(application).collect::<Vec<_>>();
    view! {
        {note}
        <section class="card" aria-label="Details"><div class="card-body">
            <dl class="datagrid">
                {detail("Customer", quote.customer_name.clone())}
                {detail("Location", quote.location_name.clone())}
                {detail_view("HKC", view! { <code class="hkc">{quote.hkc.clone()}</code> }.into_any())}
                {detail_view("Made", format::time(quote.made_at))}
                {detail("Valid until", format::day(quote.valid_until))}
                {detail("Rate card", quote.version.clone())}
            </dl>
        </div></section>
        {applications}
        <p class="text-secondary mt-3">"Units are whole, rounded up once for each term. The quote holds until its last day, unless licences or rates change before."</p>
    }
    .into_any()
}

fn application(line: &ApplicationQuoteView) -> AnyView {
    let fee = line.reinstatement.filter(|fee| fee.units > 0);
    let rows = line.options.iter().map(|option| {
        let extra = fee.map(|fee| {
            view! { <td data-label="Reinstatement" class="num">{format::number(u64::from(fee.units))}</td> }
        });
        view! {
            <tr>
                <td data-label="Term">{format::count(option.months as usize, "month", "months")}</td>
                <td data-label="Covers">{format::days(option.starts, option.ends)}</td>
                <td data-label="Units" class="num">{format::number(u64::from(option.units))}</td>
                {extra}
                <td data-label="Total" class="num"><strong>{format::number(u64::from(option.total))}</strong></td>
            </tr>
        }
    });
    let rows = rows.collect::<Vec<_>>();
    let heading = fee.map(|_| view! { <th scope="col" class="num">"Reinstatement"</th> });
    let fee = reinstatement(line).map(|fee| view! { <div class="card-footer">{fee}</div> });
    view! {
        <section class="card" aria-label=line.application_name.clone()>
            <div class="card-header list-tools">
                <h2 class="card-title">{line.application_name.clone()}</h2>
                <span class="text-secondary">{format!("{}, {} units a month, agreement {}", standing::assignment(line.kind), line.monthly_rate, line.number)}</span>
            </div>
            <div class="table-responsive">
                <table class="table table-vcenter card-table list-table">
                    <thead><tr>
                        <th scope="col">"Term"</th><th scope="col">"Covers"</th><th scope="col" class="num">"Units"</th>{heading}<th scope="col" class="num">"Total"</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {fee}
        </section>
    }
    .into_any()
}

/// What reinstating costs on top of any term.
pub fn reinstatement(line: &ApplicationQuoteView) -> Option<AnyView> {
    let fee = line.reinstatement?;
    let months = format::count(fee.months as usize, "month", "months");
    let sentence = if fee.waived {
        format!("{months} without software assurance. The reinstatement fee is waived.")
    } else {
        let units = format::count(fee.units as usize, "unit", "units");
        format!("Reinstatement of {months} without software assurance: {units} on top of the term.")
    };
    Some(view! { <p class="note mb-0 mt-2">{sentence}</p> }.into_any())
}
