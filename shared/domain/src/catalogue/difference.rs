//! What one version of a catalogue changes of another: what a publication shows before it is
//! carried out (spec chapter 7, "Versions").

use super::Document;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What becomes of one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The section, as in `parts`.
    pub section: &'static str,
    /// What the entry is told apart by; empty for what there is one of.
    pub entry: String,
    /// What becomes of it.
    pub change: Change,
    /// Its fields that differ, each with what was and what will be.
    pub fields: Vec<FieldDifference>,
}

/// What becomes of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// It is new.
    Added,
    /// Fields of it differ.
    Changed,
    /// It is not offered any more.
    Retired,
    /// It is offered again.
    Restored,
    /// It is gone: no publication may do that to what was published.
    Removed,
}

/// A field before and after; nothing where it is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldDifference {
    /// The field, as in `price_per_year/minor_units`.
    pub field: String,
    /// What was.
    pub before: Option<Value>,
    /// What will be.
    pub after: Option<Value>,
}

/// Everything that `after` changes of `before`, by section, in the order of the entries.
pub fn differences(before: &Document, after: &Document) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut single = |section, before: Value, after: Value| {
        let fields = fields(&before, &after);
        if !fields.is_empty() {
            found.push(Difference {
                section,
                entry: String::new(),
                change: Change::Changed,
                fields,
            });
        }
    };
    single("desk", json(&before.desk), json(&after.desk));
    single("terms", json(&before.terms), json(&after.terms));
    let conditions = [&before.upgrade_conditions, &after.upgrade_conditions].map(json);
    let [was, will] = conditions;
    single("upgrade_conditions", was, will);
    let all = &mut found;
    section(all, "links", &before.links, &after.links, |one| &one.name);
    section(all, "applications", &before.applications, &after.applications, |one| {
        &one.id
    });
    section(all, "system_types", &before.system_types, &after.system_types, |one| {
        one.id.as_str()
    });
    section(all, "parts", &before.parts, &after.parts, |one| one.number.as_str());
    section(all, "rate_cards", &before.rate_cards, &after.rate_cards, |one| {
        &one.version
    });
    section(all, "metrics", &before.metrics, &after.metrics, |one| &one.id);
    section(
        all,
        "upgrade_plans",
        &before.upgrade_plans,
        &after.upgrade_plans,
        |one| &one.id,
    );
    section(
        all,
        "upgrade_items",
        &before.upgrade_items,
        &after.upgrade_items,
        |one| one.sku.as_str(),
    );
    let (was, will) = (&before.subscription_plans, &after.subscription_plans);
    section(all, "subscription_plans", was, will, |one| &one.id);
    found
}

/// What becomes of the entries of a section. Only what differs is looked at field by field: most of a
/// large catalogue does not.
fn section<T: PartialEq + Serialize>(
    found: &mut Vec<Difference>,
    section: &'static str,
    before: &[T],
    after: &[T],
    key: impl Fn(&T) -> &str,
) {
    let by_key = |entries: &'_ [T]| -> BTreeMap<String, usize> {
        let entries = entries.iter().enumerate();
        entries.map(|(at, entry)| (key(entry).to_owned(), at)).collect()
    };
    let (was, will) = (by_key(before), by_key(after));
    let names = was.keys().chain(will.keys().filter(|name| !was.contains_key(*name)));
    for name in names {
        let old = was.get(name).map(|at| &before[*at]);
        let new = will.get(name).map(|at| &after[*at]);
        if old == new {
            continue;
        }
        let (old, new) = (old.map_or(Value::Null, json), new.map_or(Value::Null, json));
        let mut fields = fields(&old, &new);
        if fields.is_empty() {
            continue;
        }
        let retired = |entry: &Value| entry["retired"] == Value::Bool(true);
        let change = match (old.is_null(), new.is_null()) {
            (true, _) => Change::Added,
            (_, true) => Change::Removed,
            _ if retired(&new) && !retired(&old) => Change::Retired,
            _ if retired(&old) && !retired(&new) => Change::Restored,
            _ => Change::Changed,
        };
        if matches!(change, Change::Retired | Change::Restored) {
            fields.retain(|field| field.field != "retired");
        }
        found.push(Difference {
            section,
            entry: name.clone(),
            change,
            fields,
        });
    }
}

/// As it stands in the document: text, numbers, lists and objects with text as keys.
fn json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

/// The fields that differ, those of objects within by their path. Lists differ as a whole.
pub(super) fn fields(before: &Value, after: &Value) -> Vec<FieldDifference> {
    let mut found = Vec::new();
    walk(String::new(), before, after, &mut found);
    found
}

fn walk(path: String, before: &Value, after: &Value, found: &mut Vec<FieldDifference>) {
    if before == after {
        return;
    }
    let empty = Map::new();
    let object = |value: &Value| value.as_object().cloned();
    match (object(before), object(after)) {
        // Something new or gone is told by its fields as well.
        (old, new) if old.is_some() || new.is_some() => {
            let (old, new) = (old.unwrap_or_else(|| empty.clone()), new.unwrap_or(empty));
            let names = old.keys().chain(new.keys().filter(|name| !old.contains_key(*name)));
            for name in names {
                let path = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}/{name}")
                };
                let of = |object: &Map<String, Value>| object.get(name).cloned().unwrap_or_default();
                walk(path, &of(&old), &of(&new), found);
            }
        }
        _ => found.push(FieldDifference {
            field: path,
            before: Some(before.clone()).filter(|value| !value.is_null()),
            after: Some(after.clone()).filter(|value| !value.is_null()),
        }),
    }
}
