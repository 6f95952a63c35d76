//! `/locations/:id/swa`: the history of a location's agreements; prints as a certificate.

use crate::components::dynamic::{on, optional};
use crate::{
    components::{
        brand::letterhead,
        icon::{self, icon},
        page::{self, Above, action, detail, detail_view},
        standing::{self, Mark, marks},
        swa_timeline, units,
    },
    format,
    load::load,
};
use api::{
    assurance::{AgreementView, AssignmentKind, LocationSwaView, PendingView, Standing, TermView},
    operations::GetLocationSwa,
};
use chrono::{DateTime, Utc};
use domain::{day::Day, id::LocationId};
use leptos::prelude::*;

/// The page.
pub fn history(location_id: LocationId) -> AnyView {
    let loaded = load::<GetLocationSwa>(location_id, ());
    let title = Signal::derive(move || {
        let view = loaded.value();
        view.map_or("Software assurance".to_owned(), |view| {
            format!("Software assurance of {}", view.location_name)
        })
    });
    let above = Above {
        text: Signal::derive(move || loaded.value().map_or("Location".to_owned(), |view| view.location_name)),
        href: Signal::stored(format!("/locations/{location_id}")),
    };
    let renew = optional(move || {
        let view = loaded.value()?;
        let any = view.agreements.iter().any(|agreement| agreement.renewable);
        let href = format!("/customers/{}/renewal?location={location_id}", view.customer_id);
        any.then(|| action(Signal::stored(href), icon::REFRESH, "Renew", true))
    });
    let actions = view! {
        <button type="button" class="btn" on:click=on(|_| { let _ = window().print(); })>{icon(icon::PRINTER)}"Print certificate"</button>
        {renew}
    };
    view! {
        <div class="print-only">{letterhead()}</div>
        <p class="print-only certificate-name">"Software assurance certificate"</p>
        {page::header(Some(above), title, actions.into_any())}
        {units::patterns()}
        {page::loaded(loaded, move |view| shown(location_id, &view))}
    }
    .into_any()
}

fn shown(location_id: LocationId, view: &LocationSwaView) -> AnyView {
    let today = view.today;
    let agreements = view
        .agreements
        .iter()
        .map(|one| agreement(one, today))
        .collect::<Vec<_>>();
    if agreements.is_empty() {
        return page::state(
            "No agreement yet",
            "Nothing that software assurance covers is activated at this location. Activate its licences first.",
            view! { <a class="btn btn-primary" href=format!("/locations/{location_id}")>"Go to the location"</a> }
                .into_any(),
        );
    }
    view! {
        {certificate(view)}
        {agreements}
    }
    .into_any()
}

/// What is covered today.
fn certificate(view: &LocationSwaView) -> AnyView {
    let rows = view.agreements.iter().map(|one| {
        view! {
            <tr>
                <td data-label="Application">{one.application_name.clone()}</td>
                <td data-label="Agreement"><code>{one.number.clone()}</code></td>
                <td data-label="State">{Mark::from(one.standing).view()}</td>
                <td data-label="From">{covered_from(one).map(format::day)}</td>
                <td data-label="Until">{format::day(one.expires)}</td>
            </tr>
        }
    });
    view! {
        <section class="card" aria-labelledby="certificate">
            <div class="card-header"><h2 class="card-title" id="certificate">{format!("Coverage on {}", format::day(view.today))}</h2></div>
            <div class="card-body">
                <dl class="datagrid">
                    {detail("Customer", view.customer_name.clone())}
                    {detail("Location", view.location_name.clone())}
                    {detail_view("HKC", view! { <code class="hkc">{view.hkc.clone()}</code> }.into_any())}
                </dl>
            </div>
            <div class="table-responsive">
                <table class="table table-vcenter card-table list-table">
                    <thead><tr>
                        <th scope="col">"Application"</th><th scope="col">"Agreement"</th><th scope="col">"State"</th>
                        <th scope="col">"From"</th><th scope="col">"Until"</th>
                    </tr></thead>
                    <tbody>{rows.collect::<Vec<_>>()}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

/// The first day of what runs without a gap, grace included.
fn covered_from(agreement: &AgreementView) -> Option<Day> {
    match agreement.standing {
        Standing::InGrace | Standing::GraceOver => Some(agreement.grace.starts),
        Standing::Active | Standing::Lapsed => {
            let terms = agreement
                .terms
                .iter()
                .filter(|term| term.kind != AssignmentKind::Expansion);
            let mut from: Option<(Day, Day)> = None;
            for term in terms {
                let joins = from.is_some_and(|(_, ends)| ends.next() == Some(term.starts));
                let starts = from.filter(|_| joins).map_or(term.starts, |(starts, _)| starts);
                from = Some((starts, term.ends));
            }
            from.map(|(starts, _)| starts)
        }
    }
}

fn agreement(agreement: &AgreementView, today: Day) -> AnyView {
    let grace = agreement.grace;
    let terms = agreement.terms.iter().map(|one| row(Entry::term(one)));
    let rows: Vec<AnyView> = terms
        .chain(
            agreement
                .pending
                .iter()
                .map(|one| row(Entry::pending(&agreement.number, one))),
        )
        .chain(agreement.next.iter().map(|one| row(Entry::term(one))))
        .collect();
    view! {
        <section class="card d-print-none" aria-label=format!("History of {}", agreement.application_name)>
            <div class="card-header list-tools">
                <h2 class="card-title">{agreement.application_name.clone()}</h2>
                {marks(agreement)}
            </div>
            <div class="card-body">
                {swa_timeline::of_agreement(agreement, today)}
                {swa_timeline::legend(swa_timeline::OF_AGREEMENTS)}
            </div>
            <div class="table-responsive">
                <table class="table table-vcenter card-table list-table">
                    <thead><tr>
                        <th scope="col">"Agreement"</th><th scope="col">"What for"</th><th scope="col">"Covers"</th><th scope="col" class="num">"Months"</th>
                        <th scope="col" class="num">"Units"</th><th scope="col" class="num">"Reinstatement"</th><th scope="col">"Reference"</th>
                        <th scope="col">"Assigned"</th><th scope="col">"Activated"</th>
                    </tr></thead>
                    <tbody>
                        <tr>
                            <td data-label="Agreement"></td><td data-label="What for">"Grace"</td>
                            <td data-label="Covers">{format::days(grace.starts, grace.ends)}</td>
                            <td data-label="Months"></td><td data-label="Units"></td><td data-label="Reinstatement"></td>
                            <td data-label="Reference"></td><td data-label="Assigned"></td><td data-label="Activated"></td>
                        </tr>
                        {rows}
                    </tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

/// A row of the history, whatever became of it.
struct Entry<'a> {
    number: &'a str,
    kind: AssignmentKind,
    days: (Day, Day),
    months: u32,
    units: u32,
    reinstatement: (u32, u32),
    reference: &'a str,
    assigned: (DateTime<Utc>, &'a str),
    activated: AnyView,
}

impl<'a> Entry<'a> {
    fn term(term: &'a TermView) -> Self {
        let activated = match term.activated_at {
            Some(at) => {
                let reason = term.reason.clone().map(|reason| {
                    view! { <span class="d-block text-secondary">{format!("Processed at once: {reason}")}</span> }
                });
                view! { {format::time(at)}{reason} }.into_any()
            }
            None => format!("Starts by itself on {}", format::day(term.starts)).into_any(),
        };
        Self {
            number: &term.number,
            kind: term.kind,
            days: (term.starts, term.ends),
            months: term.months,
            units: term.units,
            reinstatement: (term.reinstatement_months, term.reinstatement_units),
            reference: &term.reference,
            assigned: (term.assigned_at, &term.assigned_by),
            activated,
        }
    }

    fn pending(number: &'a str, pending: &'a PendingView) -> Self {
        Self {
            number,
            kind: pending.kind,
            days: (pending.starts, pending.ends),
            months: pending.months,
            units: pending.units,
            reinstatement: (pending.reinstatement_months, pending.reinstatement_units),
            reference: &pending.reference,
            assigned: (pending.assigned_at, &pending.assigned_by),
            activated: view! { {Mark::Pending.view()}" until "{format::time(pending.activates_at)} }.into_any(),
        }
    }
}

fn row(entry: Entry<'_>) -> AnyView {
    let (months, units) = entry.reinstatement;
    let reinstatement = (months > 0).then(|| {
        format!(
            "{} for {}",
            format::number(u64::from(units)),
            format::count(months as usize, "month", "months")
        )
    });
    let (at, by) = entry.assigned;
    view! {
        <tr>
            <td data-label="Agreement"><code>{entry.number.to_owned()}</code></td>
            <td data-label="What for">{standing::assignment(entry.kind)}</td>
            <td data-label="Covers">{format::days(entry.days.0, entry.days.1)}</td>
            <td data-label="Months" class="num">{entry.months}</td>
            <td data-label="Units" class="num">{format::number(u64::from(entry.units))}</td>
            <td data-label="Reinstatement" class="num">{reinstatement}</td>
            <td data-label="Reference">{entry.reference.to_owned()}</td>
            <td data-label="Assigned">{format::time(at)}<span class="d-block text-secondary">{by.to_owned()}</span></td>
            <td data-label="Activated"><div>{entry.activated}</div></td>
        </tr>
    }
    .into_any()
}
