//! The form of a rate card: what is the same for every application, and what each of them takes.

use super::{
    fields,
    forms::{Ask, Kind, ask, maybe},
};
use api::FieldError;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// A rate card, without what is asked by application.
pub const RATE_CARD: &[Ask] = &[
    ask(
        "version",
        "Version",
        "It stands on quotes, such as 2026-1. It stays for good.",
        Kind::Text,
    ),
    ask(
        "valid_from",
        "From",
        "The first day on which it counts, until the next one does.",
        Kind::Day,
    ),
    ask(
        "grace_months",
        "Months of grace",
        "After the first activation, to the end of the month.",
        Kind::Number,
    ),
    ask(
        "quote_days",
        "Days of a quote",
        "How long a quote can be accepted.",
        Kind::Number,
    ),
    ask(
        "unit_months",
        "Months of a unit",
        "How long SWA units last where their order does not say.",
        Kind::Number,
    ),
    ask(
        "reinstatement",
        "Months that went by without SWA",
        "",
        Kind::OneOf(&[("charged", "Are charged"), ("waived", "Are waived")]),
    ),
    ask(
        "terms",
        "Terms",
        "Months and the part of the monthly rate that each of them takes, shortest first, one a line, such as 24: 0.97.",
        Kind::Terms,
    ),
    maybe(
        "chosen_end/activated_before",
        "An end may be chosen for systems from before",
        "Where it stays empty, no end can be chosen.",
        Kind::Day,
    ),
    maybe(
        "chosen_end/least_months",
        "Months until a chosen end",
        "At least.",
        Kind::Number,
    ),
    ask("renewal/least_months", "Months of a renewal at least", "", Kind::Number),
    ask(
        "renewal/most_months",
        "Months of a renewal at most",
        "From the day it is made.",
        Kind::Number,
    ),
];

/// What a rate card asks for an application.
pub fn of_application(id: &str) -> [Ask; 4] {
    let of = |field: &str, ask: Ask| Ask {
        field: Cow::Owned(format!("applications/{id}/{field}")),
        ..ask
    };
    [
        of(
            MOST_MONTHS,
            maybe(
                "",
                "Longest term in months",
                "Empty where the application has no SWA.",
                Kind::Number,
            ),
        ),
        of("maintenance_ends", maybe("", "Last day of maintenance", "", Kind::Day)),
        of(
            RATES,
            maybe(
                "",
                "Units a month",
                "A part and a decimal a line, such as A100: 0.55.",
                Kind::Rates,
            ),
        ),
        of(
            "free",
            maybe(
                "",
                "Parts that SWA gives free of charge",
                "The numbers, one a line.",
                Kind::List,
            ),
        ),
    ]
}

/// The longest term of an application on a rate card: it is what makes it have SWA.
pub const MOST_MONTHS: &str = "most_months";
/// The rates of an application on a rate card.
pub const RATES: &str = "rates";

/// Completes what is said of applications: who has a longest term has rates, be it none.
///
/// # Errors
/// Rates without a longest term, by field.
pub fn complete(entry: &mut Value) -> Vec<FieldError> {
    let Some(card) = entry.as_object_mut() else {
        return Vec::new();
    };
    let applications = card.entry("applications").or_insert_with(|| Value::Object(Map::new()));
    let applications = applications.as_object_mut().into_iter().flatten();
    let missing = applications.filter_map(|(id, rates)| {
        let rates = rates.as_object_mut()?;
        rates.entry(RATES).or_insert_with(|| Value::Object(Map::new()));
        let has_term = rates.contains_key(MOST_MONTHS);
        (!has_term).then(|| FieldError {
            field: fields::name(&format!("applications/{id}/{MOST_MONTHS}")),
            message: "Enter the longest term in months: there are rates.".to_owned(),
        })
    });
    missing.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_application_with_rates_has_a_longest_term_and_one_with_neither_is_left_out() {
        let mut card = json!({});
        let [most, _, rates, free] = of_application("press");
        for (ask, typed) in [(&most, ""), (&rates, ""), (&free, "")] {
            fields::write(&mut card, ask, typed).unwrap();
        }
        assert_eq!(complete(&mut card), []);
        assert_eq!(card, json!({"applications": {}}));
        fields::write(&mut card, &rates, "A1: 0.55\nA2: 1").unwrap();
        let wrong = complete(&mut card);
        assert_eq!(wrong[0].field, "changes/0/put/applications/press/most_months");
        fields::write(&mut card, &most, "60").unwrap();
        assert_eq!(complete(&mut card), []);
        let expected = json!({"applications": {"press": {"most_months": 60, "rates": {"A1": "0.55", "A2": "1"}}}});
        assert_eq!(card, expected);
        assert_eq!(fields::read(&card, &rates), "A1: 0.55\nA2: 1");
    }
}
