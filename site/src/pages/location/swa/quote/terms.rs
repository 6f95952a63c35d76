//! The terms that a quote has for each application, and the end that may be chosen instead.

use super::Desk;
use crate::{
    components::{
        dynamic::{live, on, optional},
        field::Field,
        form::field_id,
        standing,
    },
    format,
    pages::swa::quote as quote_page,
};
use api::assurance::{ApplicationQuoteView, QuoteOptionView, SwaQuoteView};
use domain::day::Day;
use leptos::prelude::*;

/// The terms of one application. Errors come by the place among what was chosen.
pub fn application(desk: Desk, i: usize, line: &ApplicationQuoteView, all: &[ApplicationQuoteView]) -> AnyView {
    let names: Vec<String> = all.iter().take(i).map(|line| line.application.clone()).collect();
    let place = Memo::new(move |_| {
        desk.chosen
            .with(|chosen| names.iter().filter(|name| chosen.contains_key(*name)).count())
    });
    let application = line.application.clone();
    let before = desk.before.get_untracked();
    let before = before.and_then(|quote| {
        quote
            .applications
            .into_iter()
            .find(|one| one.application == application)
    });
    let choose = {
        let application = application.clone();
        move |months: Option<u32>| {
            desk.chosen.update(|chosen| {
                match months {
                    Some(months) => chosen.insert(application.clone(), months),
                    None => chosen.remove(&application),
                };
            });
        }
    };
    let radio = |value: Option<u32>, label: AnyView| {
        let (choose, application) = (choose.clone(), application.clone());
        let is_it = move || desk.chosen.with(|chosen| chosen.get(&application).copied()) == value;
        view! {
            <label class="form-check term">
                <input
                    class="form-check-input"
                    type="radio"
                    name=format!("term-{i}")
                    prop:checked=live(is_it)
                    on:change=on(move |_| choose(value))
                />
                <span class="form-check-label">{label}</span>
            </label>
        }
    };
    let options = line.options.iter().map(|option| {
        let old = before
            .as_ref()
            .and_then(|line| line.options.iter().find(|old| old.months == option.months));
        radio(Some(option.months), term(option, old))
    });
    let options = options.collect::<Vec<_>>();
    let later = radio(None, view! { "0 units: activate SWA later" }.into_any());
    let error = optional(move || {
        let place = place.get();
        let message = ["months", "application"]
            .iter()
            .find_map(|part| desk.form.error(&format!("choices/{place}/{part}")));
        message.map(|message| view! { <p class="field-error">{message}</p> }.into_any())
    });
    view! {
        <fieldset class="terms-of" id=live(move || field_id(&format!("choices/{}/months", place.get()))) tabindex="-1">
            <legend class="h4">
                {line.application_name.clone()}
                <span class="text-secondary">{format!("{}, {} units a month", standing::assignment(line.kind), line.monthly_rate)}</span>
            </legend>
            {options}
            {later}
            {quote_page::reinstatement(line)}
            {error}
        </fieldset>
    }
    .into_any()
}

fn term(option: &QuoteOptionView, old: Option<&QuoteOptionView>) -> AnyView {
    let units = format::count(option.units as usize, "unit", "units");
    let months = format::count(option.months as usize, "month", "months");
    let was = old.filter(|old| old.units != option.units).map(|old| {
        let units = format::count(old.units as usize, "unit", "units");
        view! { <span class="was">{format!("was {units}")}</span> }
    });
    view! {
        <strong>{units}</strong>{format!(" for {months}")}{was}
        <span class="text-secondary term-days">{format::days(option.starts, option.ends)}</span>
    }
    .into_any()
}

/// Where an end may be chosen: the month ends to choose from. Choosing quotes anew.
pub fn chosen_end(desk: Desk, quote: &SwaQuoteView) -> Option<AnyView> {
    let ends = quote.applications.iter().filter_map(|line| line.choosable_ends);
    let (first, last) = ends.fold(None, |range: Option<(Day, Day)>, one| {
        Some(range.map_or((one.starts, one.ends), |(first, last)| {
            (first.min(one.starts), last.max(one.ends))
        }))
    })?;
    let choices = format::month_ends(first, last).map(|end| (end.to_string(), format::day(end)));
    let choices: Vec<_> = choices.collect();
    let end = RwSignal::new(String::new());
    Effect::new(move || {
        if let Ok(end) = end.get().parse() {
            desk.ask(Some(end));
        }
    });
    Some(
        view! {
            <div>
                {Field::new(desk.asking, "ends", "Another end").optional()
                    .note("This system was activated early enough to choose the end of its term. Choosing one quotes it beside the terms.")
                    .choice(end, Signal::stored(choices))}
            </div>
        }
        .into_any(),
    )
}
