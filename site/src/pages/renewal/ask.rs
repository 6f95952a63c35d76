//! When the units are taken, and for how long.

use super::Desk;
use crate::{
    components::{
        dynamic::{dynamic, live, on, optional},
        field::Field,
        form::form_element,
    },
    format,
};
use api::{
    FieldError,
    renewals::{CustomerSwaView, RenewalMoment},
};
use domain::{assurance::end_of_month, day::Day};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// How far a renewal reaches past today at most.
const MOST_MONTHS: u32 = 60;

/// What has to be filled in first.
pub fn lacking(desk: Desk) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if desk.chosen.with(BTreeSet::is_empty) {
        errors.push(FieldError::new("agreements", "Choose at least one agreement."));
    }
    if desk.to_an_end.get() {
        if Day::parse(&desk.ends.get()).is_err() {
            errors.push(FieldError::new("ends", "Choose the end."));
        }
    } else if !desk
        .months
        .get()
        .trim()
        .parse()
        .is_ok_and(|months| (1..=MOST_MONTHS).contains(&months))
    {
        errors.push(FieldError::new("months", "Enter 1 to 60 months."));
    }
    errors
}

/// The form that asks for a quote.
pub fn form(desk: Desk, customer: &CustomerSwaView) -> AnyView {
    let today = customer.today;
    let ends = format::month_ends(end_of_month(today, 1), end_of_month(today, MOST_MONTHS));
    let ends: Vec<_> = ends.map(|end| (end.to_string(), format::day(end))).collect();
    let ends = Signal::stored(ends);
    let length = dynamic(move || {
        if desk.to_an_end.get() {
            Field::new(desk.form, "ends", "End date")
                .note("All chosen agreements end on this day.")
                .choice(desk.ends, ends)
        } else {
            Field::new(desk.form, "months", "Months")
                .note("Counted from the first new term. All chosen agreements end on the same day.")
                .number(desk.months)
        }
    });
    let stale = optional(move || {
        let stale = desk.quote.with(Option::is_some) && desk.current().is_none() && !desk.form.busy();
        stale.then(|| {
            view! { <p class="note mb-0" role="status">"Something was changed. Get a new quote."</p> }.into_any()
        })
    });
    let content = view! {
        <section class="card" aria-labelledby="ask">
            <div class="card-header"><h2 class="card-title" id="ask">"When and how long"</h2></div>
            <div class="card-body">
                <div class="field-row">
                    <fieldset>
                        <legend class="form-label">"The units are taken"</legend>
                        {radio("moment", "Today", "The agreements' numbers rise at once.", move || desk.moment.get() == RenewalMoment::Today, move || desk.moment.set(RenewalMoment::Today))}
                        {radio("moment", "At the end of the running term", "They are held until then. What has expired is renewed today all the same.", move || desk.moment.get() == RenewalMoment::EndOfTerm, move || desk.moment.set(RenewalMoment::EndOfTerm))}
                    </fieldset>
                    <fieldset>
                        <legend class="form-label">"Renew"</legend>
                        {radio("length", "For a number of months", "", move || !desk.to_an_end.get(), move || desk.to_an_end.set(false))}
                        {radio("length", "To an end date", "", move || desk.to_an_end.get(), move || desk.to_an_end.set(true))}
                    </fieldset>
                    <div>{length}</div>
                </div>
                <p class="text-secondary mt-3 mb-0">"At least one agreement has to be renewed for 12 months or more. A new term starts on the day after the running one, whichever moment you choose. There is no cooling off."</p>
            </div>
            <div class="card-footer btn-list">
                {desk.form.submit(Signal::stored("Get quote".to_owned()))}
                {stale}
            </div>
        </section>
    };
    form_element(desk.form, move || desk.ask(true), content.into_any())
}

fn radio(
    name: &'static str,
    text: &'static str,
    about: &'static str,
    is_it: impl Fn() -> bool + Send + 'static,
    choose: impl Fn() + 'static,
) -> AnyView {
    let about = (!about.is_empty()).then(|| view! { <span class="form-check-description">{about}</span> });
    view! {
        <label class="form-check">
            <input class="form-check-input" type="radio" name=name prop:checked=live(is_it) on:change=on(move |_| choose()) />
            <span class="form-check-label">{text}</span>
            {about}
        </label>
    }
    .into_any()
}
