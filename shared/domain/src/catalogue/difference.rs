//! What one version of a catalogue changes of another: what a publication shows before it is
//! carried out (spec chapter 7, "Versions").

use super::{Document, SECTIONS};
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
    let (before, after) = (before.value(), after.value());
    let mut found = Vec::new();
    for single in ["desk", "terms", "upgrade_conditions"] {
        let fields = fields(&before[single], &after[single]);
        if !fields.is_empty() {
            found.push(Difference {
                section: single,
                entry: String::new(),
                change: Change::Changed,
                fields,
            });
        }
    }
    for section in SECTIONS {
        let entries = |document: &Value| -> BTreeMap<String, Value> {
            let entries = document[section.name].as_array().cloned().unwrap_or_default();
            let key = |entry: &Value| entry[section.key].as_str().unwrap_or_default().to_owned();
            entries.into_iter().map(|entry| (key(&entry), entry)).collect()
        };
        let (was, will) = (entries(&before), entries(&after));
        let names = was.keys().chain(will.keys().filter(|name| !was.contains_key(*name)));
        for name in names {
            let none = Value::Null;
            let (old, new) = (was.get(name).unwrap_or(&none), will.get(name).unwrap_or(&none));
            let mut fields = fields(old, new);
            if fields.is_empty() {
                continue;
            }
            let retired = |entry: &Value| entry["retired"] == Value::Bool(true);
            let change = match (old.is_null(), new.is_null()) {
                (true, _) => Change::Added,
                (_, true) => Change::Removed,
                _ if retired(new) && !retired(old) => Change::Retired,
                _ if retired(old) && !retired(new) => Change::Restored,
                _ => Change::Changed,
            };
            if matches!(change, Change::Retired | Change::Restored) {
                fields.retain(|field| field.field != "retired");
            }
            found.push(Difference {
                section: section.name,
                entry: name.clone(),
                change,
                fields,
            });
        }
    }
    found
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
