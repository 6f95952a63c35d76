//! An entry's fields as a form has them: read out of the entry as text, and put back into it.

use super::forms::{Ask, Kind};
use api::FieldError;
use domain::{assurance::Rate, catalogue::Logo, day::Day};
use serde_json::{Map, Value, json};

/// Where the fields of an entry stand in the request that puts it in.
pub const PUT: &str = "changes/0/put";

/// The name of an entry's field in the request.
pub fn name(field: &str) -> String {
    format!("{PUT}/{field}")
}

/// What stands in a field of an entry, as it is typed.
pub fn read(entry: &Value, ask: &Ask) -> String {
    let value = ask.field.split('/').fold(entry, |value, part| &value[part]);
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match value {
        Value::Null | Value::Bool(false) => String::new(),
        Value::Object(_) if ask.kind == Kind::Picture => {
            format!("data:{};base64,{}", text(&value["media_type"]), text(&value["data"]))
        }
        Value::Array(terms) if ask.kind == Kind::Terms => {
            let lines = terms
                .iter()
                .map(|term| format!("{}: {}", term["months"], text(&term["factor"])));
            lines.collect::<Vec<_>>().join("\n")
        }
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join("\n"),
        Value::Object(named) => {
            let lines = named.iter().map(|(name, value)| format!("{name}: {}", text(value)));
            lines.collect::<Vec<_>>().join("\n")
        }
        other => text(other),
    }
}

/// What is after the last colon of every line, under what is before it.
fn named<T>(typed: &str, example: &str, read: impl Fn(&str) -> Option<T>) -> Result<Vec<(String, T)>, String> {
    let lines = typed.lines().map(str::trim).filter(|line| !line.is_empty());
    let named = lines.map(|line| {
        let (name, value) = line.rsplit_once([':', '=']).unwrap_or_default();
        let read = read(value.trim()).filter(|_| !name.trim().is_empty());
        let value = read.ok_or_else(|| format!("\"{line}\" cannot be read. Write a line such as {example}."))?;
        Ok((name.trim().to_owned(), value))
    });
    named.collect()
}

/// Puts what was typed into a field of an entry.
///
/// # Errors
/// It is not what the field holds.
pub fn write(entry: &mut Value, ask: &Ask, typed: &str) -> Result<(), FieldError> {
    let typed = typed.trim();
    let refuse = |message: String| FieldError {
        field: name(&ask.field),
        message,
    };
    if typed.is_empty() && !ask.optional {
        return Err(refuse("Enter a value.".to_owned()));
    }
    let value = held(ask.kind, typed).map_err(refuse)?;
    set(entry, &ask.field, value);
    Ok(())
}

/// What is put into an entry; nothing where the field is left out.
fn held(kind: Kind, typed: &str) -> Result<Option<Value>, String> {
    let lines = || Value::from_iter(typed.lines().map(str::trim).filter(|line| !line.is_empty()));
    let decimal = |text: &str| Rate::parse(text).is_ok().then(|| Value::from(text));
    Ok(match kind {
        // A plan's quota is there where it grants nothing, too.
        Kind::Counts => {
            let counts = named(typed, "asset-instances: 100", |count| count.parse::<u32>().ok())?;
            Some(Value::from_iter(counts))
        }
        // Prerequisites are there where there are none, too.
        Kind::Lines => Some(lines()),
        _ if typed.is_empty() => None,
        Kind::List => Some(lines()),
        Kind::Numbers => {
            let lines = typed.lines().map(str::trim).filter(|line| !line.is_empty());
            let numbers = lines.map(|line| {
                let number: Result<u64, _> = line.parse();
                number.map_err(|_| format!("\"{line}\" is no whole number. Write one a line, such as 1."))
            });
            Some(Value::from(numbers.collect::<Result<Vec<_>, _>>()?))
        }
        Kind::Pairs => {
            let pairs = named(typed, "LK340001: LK440001", |text| {
                (!text.is_empty()).then(|| Value::from(text))
            })?;
            Some(Value::from_iter(pairs))
        }
        Kind::Rates => Some(Value::from_iter(named(typed, "A100: 0.55", decimal)?)),
        Kind::Terms => {
            let terms = named(typed, "24: 0.97", decimal)?.into_iter().map(|(months, factor)| {
                let months: u32 = months
                    .parse()
                    .map_err(|_| format!("{months} is not a number of months."))?;
                Ok(json!({ "months": months, "factor": factor }))
            });
            Some(Value::Array(terms.collect::<Result<_, String>>()?))
        }
        Kind::Day => {
            let day: Result<Day, _> = typed.parse();
            day.map_err(|_| "Enter a day, such as 2026-01-31.")?;
            Some(Value::from(typed))
        }
        Kind::Number => {
            let number: u64 = typed.parse().map_err(|_| "Enter a whole number.")?;
            Some(Value::from(number))
        }
        Kind::Yes => Some(Value::Bool(true)),
        Kind::Picture => Some(picture(typed)?),
        Kind::Text | Kind::OneOf(_) | Kind::In(_) | Kind::OfTerms => Some(Value::from(typed)),
    })
}

fn picture(address: &str) -> Result<Value, &'static str> {
    let held = address
        .strip_prefix("data:")
        .and_then(|held| held.split_once(";base64,"));
    let picture = held.map_or(Value::Null, |(kind, data)| json!({ "media_type": kind, "data": data }));
    let logo: Logo = serde_json::from_value(picture.clone()).map_err(|_| "Choose a PNG, JPEG or WebP file.")?;
    logo.fault().map_or(Ok(picture), Err)
}

/// Sets a field, or takes it out; an object that loses its last field goes too.
fn set(entry: &mut Value, field: &str, value: Option<Value>) {
    if !entry.is_object() {
        *entry = Value::Object(Map::new());
    }
    let Some(fields) = entry.as_object_mut() else { return };
    match (field.split_once('/'), value) {
        (None, Some(value)) => {
            fields.insert(field.to_owned(), value);
        }
        (None, None) => {
            fields.remove(field);
        }
        (Some((outer, inner)), value) => {
            let within = fields.entry(outer).or_insert(Value::Null);
            set(within, inner, value);
            if within.as_object().is_some_and(Map::is_empty) {
                fields.remove(outer);
            }
        }
    }
}

/// The entry, retired or offered again.
pub fn retired(entry: &Value, retired: bool) -> Value {
    let mut entry = entry.clone();
    set(&mut entry, "retired", retired.then_some(Value::Bool(true)));
    entry
}

#[cfg(test)]
mod tests {
    use super::{
        super::sections::{SECTIONS, section},
        *,
    };

    fn written(name: &str, entry: &Value, typed: &[(&str, &str)]) -> Result<Value, FieldError> {
        let mut new = entry.clone();
        for ask in section(name).unwrap().asked {
            let before = read(entry, ask);
            let text = typed
                .iter()
                .find(|(field, _)| *field == ask.field)
                .map_or(before.as_str(), |(_, text)| text);
            write(&mut new, ask, text)?;
        }
        Ok(new)
    }

    #[test]
    fn what_is_not_touched_stays_as_it_is() {
        let part = json!({"number": "A1", "name": "Seats", "kind": "licence", "application": "is3000",
            "fits": ["is3000"], "grants": {"feature": "seat", "amount": 8}, "invented": true});
        assert_eq!(written("parts", &part, &[]), Ok(part.clone()));
        let plan = json!({"id": "gold", "name": "Gold", "quota": {"assets": 5}, "activates_packages": true});
        assert_eq!(written("upgrade_plans", &plan, &[]), Ok(plan));
        let item = json!({"sku": "M1", "name": "A", "description": "B", "metric": "assets", "amount": 1,
            "maximum_quantity": 2, "price_per_year": {"minor_units": 100, "currency": "USD"},
            "price_per_month": {"minor_units": 10, "currency": "USD"}, "prerequisites": []});
        assert_eq!(written("upgrade_items", &item, &[]), Ok(item));
    }

    #[test]
    fn the_manuals_catalogue_goes_through_the_forms_and_stays_as_it_is() {
        let document: Value =
            serde_json::from_str(include_str!("../../../../infra/local/data/catalogue.json")).unwrap();
        for section in SECTIONS.iter().filter(|section| !section.is_single()) {
            for entry in document[section.name].as_array().unwrap() {
                // Nothing, none and not there are the same.
                let said = |entry: &Value| -> Map<String, Value> {
                    let fields = entry.as_object().into_iter().flatten();
                    let fields = fields.filter(|(_, value)| !value.is_null() && **value != json!([]));
                    fields.map(|(name, value)| (name.clone(), value.clone())).collect()
                };
                let through = written(section.name, entry, &[]).unwrap();
                assert_eq!(said(&through), said(entry), "{}", section.name);
            }
        }
    }

    #[test]
    fn terms_rates_and_days_are_read_line_by_line() {
        let card = json!({"version": "1", "valid_from": "2026-01-01", "grace_months": 3, "quote_days": 30, "unit_months": 12,
            "reinstatement": "waived", "terms": [{"months": 12, "factor": "1"}, {"months": 24, "factor": "0.97"}],
            "renewal": {"least_months": 12, "most_months": 60}});
        assert_eq!(written("rate_cards", &card, &[]), Ok(card.clone()));
        let new = written("rate_cards", &card, &[("terms", "12: 1\n 36 : 0.9 ")]).unwrap();
        assert_eq!(new["terms"][1], json!({"months": 36, "factor": "0.9"}));
        for (field, typed, said) in [
            (
                "terms",
                "12: one",
                "\"12: one\" cannot be read. Write a line such as 24: 0.97.",
            ),
            ("terms", "a year: 1", "a year is not a number of months."),
            ("valid_from", "31 January", "Enter a day, such as 2026-01-31."),
        ] {
            let wrong = written("rate_cards", &card, &[(field, typed)]).unwrap_err();
            assert_eq!((wrong.field, wrong.message.as_str()), (name(field), said));
        }
    }

    #[test]
    fn a_logo_is_a_picture_and_stays_as_it_is() {
        let png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB";
        let desk = json!({"name": "Desk", "logo": {"media_type": "image/png", "data": png}});
        assert_eq!(written("desk", &desk, &[]), Ok(desk.clone()));
        assert_eq!(written("desk", &desk, &[("logo", "")]), Ok(json!({"name": "Desk"})));
        let wrong = written("desk", &desk, &[("logo", "data:image/svg+xml;base64,PHN2Zz4=")]).unwrap_err();
        assert_eq!(wrong.field, "changes/0/put/logo");
    }

    #[test]
    fn what_is_emptied_goes() {
        let part = json!({"number": "A1", "name": "Seats", "kind": "swa-unit", "application": "is3000",
            "grants": {"feature": "seat", "amount": 8}});
        let new = written("parts", &part, &[("grants/feature", ""), ("grants/amount", "")]).unwrap();
        assert_eq!(new["grants"], Value::Null);
    }

    #[test]
    fn what_is_no_number_is_refused_at_its_field() {
        let plan = json!({"id": "gold", "name": "Gold", "quota": {}});
        let wrong = written("upgrade_plans", &plan, &[("quota", "assets 5")]).unwrap_err();
        assert_eq!(wrong.field, "changes/0/put/quota");
        let wrong = written(
            "subscription_plans",
            &json!({"id": "a", "name": "A"}),
            &[("rank", "one")],
        )
        .unwrap_err();
        assert_eq!(wrong.field, "changes/0/put/rank");
        let wrong = written("subscription_plans", &json!({"id": "a", "name": "A"}), &[("name", " ")]).unwrap_err();
        assert_eq!(
            (wrong.field.as_str(), wrong.message.as_str()),
            ("changes/0/put/name", "Enter a value.")
        );
    }

    #[test]
    fn an_entry_is_retired_and_offered_again() {
        let metric = json!({"id": "assets", "name": "Assets", "unit": "assets"});
        let gone = retired(&metric, true);
        assert_eq!(gone["retired"], json!(true));
        assert_eq!(retired(&gone, false), metric);
    }
}
