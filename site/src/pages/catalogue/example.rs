//! What a rate card makes of an example quote, before and after it is changed.

use super::{
    entry::written,
    forms::Asked,
    sections::section,
    working::{Working, newest},
};
use crate::{
    client,
    components::dynamic::{dynamic, on},
    format,
};
use api::operations::GetCatalogueVersion;
use domain::{
    assurance::{Rate, RateCard},
    text::PartNumber,
};
use leptos::{prelude::*, task::spawn_local};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// How many parts the example begins with, and how many of each.
const BEGINS_WITH: (usize, u32) = (3, 10);

/// Months without SWA that the example shows the fee of.
const LAPSED: u32 = 3;

/// The example, beside the form that the card is written in.
pub fn example(working: &Working, entry: &Value, all: Vec<Asked>) -> AnyView {
    let version = entry["version"].as_str().unwrap_or_default().to_owned();
    let before = RwSignal::new(None);
    let published = newest(&working.view);
    if working.revision() == 0 {
        before.set(card_of(&working.document, &version));
    } else if published > 0 {
        // What the draft says already is no measure of what it changes.
        spawn_local(async move {
            if let Ok(published) = client::call::<GetCatalogueVersion>(published, ()).await {
                let _ = before.try_set(Some(card_of(&published.document, &version)).flatten());
            }
        });
    }
    let entry = entry.clone();
    let after = Memo::new(move |_| {
        for asked in &all {
            asked.value.track();
        }
        let (new, wrong) = written(section("rate_cards")?, &entry, &all);
        let card: Option<RateCard> = serde_json::from_value(new).ok();
        card.filter(|card| wrong.is_empty() && card.terms_fault().is_none())
    });
    let parts = RwSignal::new(String::new());
    // The first parts that have a rate, until the reader names others.
    let begin = untrack(|| after.get().or_else(|| before.get())).map(|card| first_parts(&card));
    parts.set(begin.unwrap_or_default());
    let content = dynamic(move || {
        let Some(after) = after.get() else {
            return view! { <p class="mb-0 text-secondary">"Fill in the rate card to see what it makes of the example."</p> }
                .into_any();
        };
        match named(&parts.get()) {
            Err(line) => view! { <p class="field-error">{format!("\"{line}\" is not a part and a number, such as A100: 10.")}</p> }
                .into_any(),
            Ok(named) => table(&lines(before.get().as_ref(), &after, &named)),
        }
    });
    view! {
        <fieldset class="fields">
            <legend class="h3">"An example quote"</legend>
            <div class="field">
                <label class="form-label" for="example-parts">"Licences of the example"</label>
                <textarea
                    id="example-parts"
                    class="form-control"
                    rows="3"
                    aria-describedby="example-parts-about"
                    prop:value=parts
                    on:input=on(move |event| parts.set(event_target_value(&event)))
                ></textarea>
                <p class="form-hint" id="example-parts-about">"A part and a number a line, such as A100: 10. It is not kept."</p>
            </div>
            <div aria-live="polite">{content}</div>
        </fieldset>
    }
    .into_any()
}

/// The card of this version, else the last one: what a new one follows.
fn card_of(document: &Value, version: &str) -> Option<RateCard> {
    let cards = document["rate_cards"].as_array()?.iter();
    let mut cards: Vec<RateCard> = cards
        .filter_map(|card| serde_json::from_value(card.clone()).ok())
        .collect();
    cards.sort_by_key(|card| (card.version == version, card.valid_from));
    cards.pop()
}

fn first_parts(card: &RateCard) -> String {
    let (most, each) = BEGINS_WITH;
    let rated = card.applications.values().find(|one| !one.rates.is_empty());
    let lines = rated.into_iter().flat_map(|one| one.rates.keys()).take(most);
    let lines: Vec<_> = lines.map(|part| format!("{part}: {each}")).collect();
    lines.join("\n")
}

/// Parts with how many of each, or the line that cannot be read.
fn named(text: &str) -> Result<BTreeMap<PartNumber, u32>, String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let read = |line: &str| {
        let (part, number) = line.rsplit_once([':', '='])?;
        Some((PartNumber::parse(part.trim()).ok()?, number.trim().parse().ok()?))
    };
    lines.map(|line| read(line).ok_or_else(|| line.to_owned())).collect()
}

/// A row of the table: what it is, before and after.
type Line = (String, Option<String>, String);

fn lines(before: Option<&RateCard>, after: &RateCard, parts: &BTreeMap<PartNumber, u32>) -> Vec<Line> {
    let rate = |card: &RateCard| -> Rate {
        let applications = card.applications.keys();
        applications.map(|id| card.monthly_rate(id, parts)).sum()
    };
    let terms = before.into_iter().chain([after]).flat_map(|card| &card.terms);
    let terms: BTreeSet<u32> = terms.map(|term| term.months).collect();
    let line = |what: String, of: &dyn Fn(&RateCard) -> String| (what, before.map(of), of(after));
    let mut lines = vec![line("A month".to_owned(), &|card| format!("{} units", rate(card)))];
    let units = |units: u32| format::count(units as usize, "unit", "units");
    lines.extend(terms.into_iter().map(|months| {
        let offered = |card: &RateCard| card.terms.iter().any(|term| term.months == months);
        let of = |card: &RateCard| match offered(card) {
            true => units(card.units(rate(card), months)),
            false => "not offered".to_owned(),
        };
        line(format!("{months} months"), &of)
    }));
    let of = |card: &RateCard| units(card.reinstatement_units(rate(card), LAPSED));
    lines.push(line(format!("{LAPSED} months that went by without SWA"), &of));
    lines
}

fn table(lines: &[Line]) -> AnyView {
    let rows = lines.iter().map(|(what, before, after)| {
        let differs = before.as_ref().is_some_and(|before| before != after);
        view! {
            <tr>
                <td data-label="Quote">{what.clone()}</td>
                <td data-label="Before">{before.clone().unwrap_or_else(|| "-".to_owned())}</td>
                <td data-label="After">{if differs { view! { <strong>{after.clone()}</strong> }.into_any() } else { after.clone().into_any() }}</td>
            </tr>
        }
    });
    view! {
        <div class="table-responsive" tabindex="0" role="region" aria-label="The example before and after the change">
            <table class="table table-vcenter card-table list-table">
                <caption class="visually-hidden">"The example before and after the change"</caption>
                <thead><tr><th scope="col">"Quote"</th><th scope="col">"Before"</th><th scope="col">"After"</th></tr></thead>
                <tbody>{rows.collect::<Vec<_>>()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn card(version: &str, rate: &str, terms: Value) -> Value {
        json!({"version": version, "valid_from": "2026-01-01", "grace_months": 3, "quote_days": 30, "unit_months": 12,
            "reinstatement": "charged", "terms": terms, "renewal": {"least_months": 12, "most_months": 60},
            "applications": {"press": {"most_months": 60, "rates": {"P1": rate}}}})
    }

    #[test]
    fn the_example_is_told_before_and_after() {
        let year = json!([{"months": 12, "factor": "1"}]);
        let document = json!({"rate_cards": [card("1", "0.5", year.clone())]});
        let before = card_of(&document, "1").unwrap();
        let both = json!([{"months": 12, "factor": "1"}, {"months": 24, "factor": "0.95"}]);
        let after: RateCard = serde_json::from_value(card("1", "0.75", both)).unwrap();
        assert_eq!(first_parts(&after), "P1: 10");
        let parts = named("P1: 10").unwrap();
        let line = |what: &str, before: &str, after: &str| (what.to_owned(), Some(before.to_owned()), after.to_owned());
        assert_eq!(
            lines(Some(&before), &after, &parts),
            [
                line("A month", "5 units", "7.5 units"),
                line("12 months", "60 units", "90 units"),
                line("24 months", "not offered", "171 units"),
                line("3 months that went by without SWA", "15 units", "23 units"),
            ]
        );
        assert_eq!(lines(None, &before, &parts)[1].1, None);
    }

    #[test]
    fn a_new_card_is_measured_by_the_last_one() {
        let mut second = card("2", "1", json!([]));
        second["valid_from"] = json!("2027-01-01");
        let document = json!({"rate_cards": [second, card("1", "1", json!([]))]});
        assert_eq!(card_of(&document, "3").unwrap().version, "2");
        assert_eq!(card_of(&document, "1").unwrap().version, "1");
        assert_eq!(card_of(&json!({}), "1"), None);
    }

    #[test]
    fn what_is_no_part_with_a_number_is_named() {
        assert_eq!(named("P1: 10\nP2").unwrap_err(), "P2");
        assert_eq!(named("P1: x").unwrap_err(), "P1: x");
    }
}
