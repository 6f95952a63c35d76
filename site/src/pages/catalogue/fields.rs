//! An entry's fields as a form has them: read out of the entry as text, and put back into it.

use super::sections::{Ask, Kind};
use api::FieldError;
use serde_json::{Map, Value};

/// Where the fields of an entry stand in the request that puts it in.
pub const PUT: &str = "changes/0/put";

/// The name of an entry's field in the request.
pub fn name(field: &str) -> String {
    format!("{PUT}/{field}")
}

/// What stands in a field of an entry, as it is typed.
pub fn read(entry: &Value, ask: &Ask) -> String {
    let value = ask.field.split('/').fold(entry, |value, part| &value[part]);
    match value {
        Value::Null | Value::Bool(false) => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let texts: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            texts.join("\n")
        }
        Value::Object(counts) => {
            let lines: Vec<String> = counts.iter().map(|(name, count)| format!("{name}: {count}")).collect();
            lines.join("\n")
        }
        other => other.to_string(),
    }
}

/// Puts what was typed into a field of an entry.
///
/// # Errors
/// It is not what the field holds.
pub fn write(entry: &mut Value, ask: &Ask, typed: &str) -> Result<(), FieldError> {
    let typed = typed.trim();
    let refuse = |message: &str| FieldError {
        field: name(ask.field),
        message: message.to_owned(),
    };
    if typed.is_empty() && !ask.optional {
        return Err(refuse("Enter a value."));
    }
    let lines = || typed.lines().map(str::trim).filter(|line| !line.is_empty());
    let value = match ask.kind {
        // A plan's quota is there where it grants nothing, too.
        Kind::Counts => {
            let mut counts = Map::new();
            for line in lines() {
                let count = line.rsplit_once([':', '=']).and_then(|(name, count)| {
                    let count: u32 = count.trim().parse().ok()?;
                    Some((name.trim().to_owned(), Value::from(count)))
                });
                let (name, count) = count.ok_or_else(|| {
                    refuse(&format!(
                        "\"{line}\" is not a metric and a number, such as asset-instances: 100."
                    ))
                })?;
                counts.insert(name, count);
            }
            Some(Value::Object(counts))
        }
        // Prerequisites are there where there are none, too.
        Kind::Lines => Some(Value::Array(lines().map(Value::from).collect())),
        _ if typed.is_empty() => None,
        Kind::Number => {
            let number: u64 = typed.parse().map_err(|_| refuse("Enter a whole number."))?;
            Some(Value::from(number))
        }
        Kind::Yes => Some(Value::Bool(true)),
        Kind::Text | Kind::OneOf(_) | Kind::In(_) => Some(Value::from(typed)),
    };
    set(entry, ask.field, value);
    Ok(())
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
    use super::{super::sections::section, *};
    use serde_json::json;

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
