//! The agreements by location, each on a line to scale, and what the quote says of it.

use super::Desk;
use crate::{
    components::{
        dynamic::{dynamic, live, on, text},
        icon::{self, icon},
        standing::Mark,
        swa_timeline::{Kind, Scale, Span, axis, in_words, legend, line},
    },
    format,
};
use api::renewals::{AgreementChoice, CustomerSwaView, RenewableView, RenewalLimit, RenewalLineView, RenewalView};
use domain::{assurance::end_of_month, day::Day};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// What a renewal's line shows.
const KINDS: &[(Kind, &str)] = &[
    (Kind::Agreed, "Agreed"),
    (Kind::Lapsed, "Lapsed"),
    (Kind::ToCome, "To be renewed"),
];

/// Five years past today are always on the scale: further nothing can be renewed.
const MONTHS_SHOWN: u32 = 60;

/// What is chosen.
fn choice(agreement: &RenewableView) -> AgreementChoice {
    AgreementChoice {
        location_id: agreement.location_id,
        application: agreement.application.clone(),
    }
}

/// What can be renewed today.
pub fn renewable(customer: &CustomerSwaView) -> impl Iterator<Item = AgreementChoice> {
    customer
        .agreements
        .iter()
        .filter(|agreement| agreement.renewable)
        .map(choice)
}

/// Chooses all of some, or none of them.
fn tick_all(desk: Desk, of: Vec<AgreementChoice>) -> impl Fn(web_sys::Event) + 'static {
    move |event| {
        let on = event_target_checked(&event);
        desk.chosen.update(|chosen| {
            for choice in &of {
                if on {
                    chosen.insert(choice.clone());
                } else {
                    chosen.remove(choice);
                }
            }
        });
    }
}

fn all_chosen(desk: Desk, of: Vec<AgreementChoice>) -> impl Fn() -> bool + Send + 'static {
    move || {
        desk.chosen
            .with(|chosen| !of.is_empty() && of.iter().all(|choice| chosen.contains(choice)))
    }
}

/// All agreements of the customer.
pub fn agreements(desk: Desk, customer: &CustomerSwaView) -> AnyView {
    let today = customer.today;
    let days = customer.agreements.iter().flat_map(|agreement| {
        let agreed = agreement.agreed.iter().chain(&agreement.lapsed);
        agreed.flat_map(|period| [period.starts, period.ends])
    });
    let scale = Scale::over(today, days.chain([end_of_month(today, MONTHS_SHOWN)]));
    let all: Vec<_> = renewable(customer).collect();
    let locations = customer.agreements.chunk_by(|a, b| a.location_id == b.location_id);
    let locations = locations
        .map(|agreements| location(desk, scale, today, agreements))
        .collect::<Vec<_>>();
    let count = {
        let all = all.len();
        text(move || format!("{} of {all} chosen", desk.chosen.with(BTreeSet::len)))
    };
    view! {
        <section class="card" aria-labelledby="f-agreements">
            <div class="card-header list-tools">
                <h2 class="card-title" id="f-agreements" tabindex="-1">"Agreements"</h2>
                <span class="text-secondary" role="status">{count}</span>
                {legend(KINDS)}
            </div>
            <div class="renewal-head">
                <label class="form-check mb-0">
                    <input class="form-check-input" type="checkbox" disabled=all.is_empty() prop:checked=live(all_chosen(desk, all.clone())) on:change=on(tick_all(desk, all)) />
                    <span class="form-check-label">"Everything that can be renewed"</span>
                </label>
                <div class="renewal-axis">{axis(scale)}</div>
            </div>
            {desk.form.error_at("agreements")}
            <ul class="renewal-locations">{locations}</ul>
        </section>
    }
    .into_any()
}

fn location(desk: Desk, scale: Scale, today: Day, agreements: &[RenewableView]) -> AnyView {
    let Some(first) = agreements.first() else {
        return ().into_any();
    };
    let all: Vec<_> = agreements.iter().filter(|one| one.renewable).map(choice).collect();
    // With one agreement its own tick is enough.
    let tick = (all.len() > 1).then(|| {
        view! {
            <label class="form-check mb-0">
                <input class="form-check-input" type="checkbox" prop:checked=live(all_chosen(desk, all.clone())) on:change=on(tick_all(desk, all)) />
                <span class="form-check-label">"All of this location"</span>
            </label>
        }
    });
    let rows = agreements
        .iter()
        .map(|one| agreement(desk, scale, today, one.clone()))
        .collect::<Vec<_>>();
    view! {
        <li class="renewal-location">
            <div class="renewal-location-head">
                <h3 class="h4 mb-0"><a href=format!("/locations/{}", first.location_id)>{first.location_name.clone()}</a></h3>
                <code>{first.hkc.clone()}</code>
                {tick}
            </div>
            <ul class="renewal-rows">{rows}</ul>
        </li>
    }
    .into_any()
}

/// What the quote says of an agreement, where it is of now.
fn quoted(desk: Desk, choice: &AgreementChoice) -> Option<(RenewalLineView, RenewalView)> {
    let quote = desk.current()?;
    let line = quote
        .lines
        .iter()
        .find(|line| line.location_id == choice.location_id && line.application == choice.application);
    line.cloned().map(|line| (line, quote))
}

fn agreement(desk: Desk, scale: Scale, today: Day, agreement: RenewableView) -> AnyView {
    let choice = choice(&agreement);
    let said = {
        let choice = choice.clone();
        Memo::new(move |_| quoted(desk, &choice))
    };
    let is_ticked = {
        let choice = choice.clone();
        move || desk.chosen.with(|chosen| chosen.contains(&choice))
    };
    let tick = move |event| {
        let on = event_target_checked(&event);
        desk.chosen.update(|chosen| {
            if on {
                chosen.insert(choice.clone());
            } else {
                chosen.remove(&choice);
            }
        });
    };
    let renewable = agreement.renewable.then(|| Mark::Renewable.view());
    let label = format!("Renew {} of {}", agreement.application_name, agreement.location_name);
    let name = agreement.application_name.clone();
    let number = agreement.number.clone();
    let mark = Mark::from(agreement.standing).view();
    let failure = agreement.failure.clone().map(|failure| failure.message);
    let can = agreement.renewable;
    let drawn = dynamic(move || {
        let spans = spans(&agreement, said.get());
        line(scale, &spans, in_words(&spans, KINDS))
    });
    view! {
        <li class="renewal-row">
            <label class="form-check mb-0">
                <input class="form-check-input" type="checkbox" aria-label=label disabled=!can prop:checked=live(is_ticked) on:change=on(tick) />
                <span class="form-check-label"><strong>{name}</strong></span>
                <span class="renewal-number"><code>{number}</code><span class="standings">{mark}{renewable}</span></span>
            </label>
            <div class="renewal-line">{drawn}</div>
            <div class="renewal-said">{dynamic(move || answer(said.get(), failure.clone(), today))}</div>
        </li>
    }
    .into_any()
}

fn spans(agreement: &RenewableView, said: Option<(RenewalLineView, RenewalView)>) -> Vec<Span> {
    let agreed = agreement
        .agreed
        .iter()
        .map(|one| Span::new(Kind::Agreed, one.starts, one.ends));
    let lapsed = agreement
        .lapsed
        .iter()
        .map(|one| Span::new(Kind::Lapsed, one.starts, one.ends));
    let renewed = said
        .filter(|(line, _)| line.failure.is_none())
        .map(|(line, quote)| Span::new(Kind::ToCome, line.starts, quote.ends));
    agreed.chain(lapsed).chain(renewed).collect()
}

/// Units, or why there are none.
fn answer(said: Option<(RenewalLineView, RenewalView)>, failure: Option<String>, today: Day) -> AnyView {
    if let Some(why) = failure {
        return left_out(why);
    }
    let Some((line, quote)) = said else {
        return ().into_any();
    };
    if let Some(failure) = line.failure {
        return left_out(failure.message);
    }
    let months = format::count(line.months as usize, "month", "months");
    let reinstatement = (line.reinstatement_months > 0).then(|| {
        let months = format::count(line.reinstatement_months as usize, "month", "months");
        view! { <span class="d-block">{format!("{} of them to reinstate {months}", format::number(u64::from(line.reinstatement_units)))}</span> }
    });
    let taken = line.taken_on.filter(|day| *day > today).map(|day| {
        view! { <span class="d-block">{format!("Taken on {}", format::day(day))}</span> }
    });
    let total = u64::from(line.units) + u64::from(line.reinstatement_units);
    view! {
        <strong class="renewal-units">{format!("{} units", format::number(total))}</strong>
        <span class="d-block">{format!("{months}, {}", format::days(line.starts, quote.ends))}</span>
        {reinstatement}
        {taken}
        <span class="d-block text-secondary">{limit(&line)}</span>
    }
    .into_any()
}

fn left_out(why: String) -> AnyView {
    view! { <span class="left-out">{icon(icon::ALERT_TRIANGLE)}<span>{why}</span></span> }.into_any()
}

/// How far it could go, and what stops it.
fn limit(line: &RenewalLineView) -> String {
    let day = format::day(line.latest_end);
    match line.limited_by {
        RenewalLimit::FiveYears => format!("Until {day} at most."),
        RenewalLimit::ApplicationMaximum => format!("Until {day} at most: the longest for this application."),
        RenewalLimit::Maintenance => format!("Until {day} at most: its maintenance ends then."),
    }
}
