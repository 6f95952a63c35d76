//! Putting an entry into a document, and taking one out.

use api::FieldError;
use domain::catalogue::{Document, Edit, Entry, SECTIONS};
use runtime::json;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::HashMap;

/// Makes one change; says what of, as in `parts BE107573`.
///
/// # Errors
/// There is no such section or entry, or the entry is not of the section's shape; at which field.
pub fn apply(document: &mut Document, edit: &Edit) -> Result<String, FieldError> {
    let Edit { section, remove, put } = edit;
    let key = SECTIONS
        .iter()
        .find(|known| known.name == section.as_str())
        .map(|known| known.key);
    match put {
        None | Some(Value::Object(_)) => {}
        Some(Value::Array(_)) => return Err(FieldError::new("put", "Send an object here, not an array.")),
        Some(_) => return Err(FieldError::new("put", "An entry is an object with named fields.")),
    }
    match (remove, put) {
        (None, Some(value)) => {
            let named = key.map(|key| value[key].as_str().unwrap_or_default().to_owned());
            put_in(document, section, value.clone())?;
            Ok(format!("{section} {}", named.unwrap_or_default()).trim_end().to_owned())
        }
        (Some(entry), None) => {
            take_out(document, section, entry)?;
            Ok(format!("{section} {entry}").trim_end().to_owned())
        }
        (Some(_), Some(_)) => Err(FieldError::new(
            "remove",
            "Put an entry in or take one out, not both in one change.",
        )),
        (None, None) => Err(FieldError::new("", "Put an entry in, or take one out.")),
    }
}

fn no_section() -> FieldError {
    let names: Vec<_> = SECTIONS.iter().map(|section| section.name).collect();
    let message = format!(
        "There is no such section. There are {}, desk, terms and upgrade_conditions.",
        names.join(", ")
    );
    FieldError::new("section", message)
}

fn put_in(document: &mut Document, section: &str, value: Value) -> Result<(), FieldError> {
    match section {
        "desk" => document.desk = read(value)?,
        "terms" => document.terms = read(value)?,
        "upgrade_conditions" => document.upgrade_conditions = Some(read(value)?),
        "links" => put_one(&mut document.links, value)?,
        "applications" => put_one(&mut document.applications, value)?,
        "system_types" => put_one(&mut document.system_types, value)?,
        "parts" => put_one(&mut document.parts, value)?,
        "rate_cards" => put_one(&mut document.rate_cards, value)?,
        "metrics" => put_one(&mut document.metrics, value)?,
        "upgrade_plans" => put_one(&mut document.upgrade_plans, value)?,
        "upgrade_items" => put_one(&mut document.upgrade_items, value)?,
        "subscription_plans" => put_one(&mut document.subscription_plans, value)?,
        _ => return Err(no_section()),
    }
    Ok(())
}

fn read<T: DeserializeOwned>(value: Value) -> Result<T, FieldError> {
    json::row(value).map_err(|wrong| {
        let field = if wrong.field.is_empty() {
            "put".to_owned()
        } else {
            format!("put/{}", wrong.field)
        };
        FieldError { field, ..wrong }
    })
}

/// An entry, which nothing keeps from being read.
fn read_entry<T: Entry>(value: Value) -> Result<T, FieldError> {
    let entry: T = read(value)?;
    match entry.unreadable() {
        Some((field, wrong)) => Err(FieldError::new(format!("put/{field}"), wrong)),
        None => Ok(entry),
    }
}

fn put_one<T: Entry>(entries: &mut Vec<T>, value: Value) -> Result<(), FieldError> {
    let new: T = read_entry(value)?;
    match entries.iter_mut().find(|entry| entry.key() == new.key()) {
        Some(there) => *there = new,
        None => entries.push(new),
    }
    Ok(())
}

/// What became of an entry that was to be put in: what it is told apart by, or why it was not.
pub(super) type Put = Result<String, FieldError>;

/// Puts entries into a section that is a list, one after the other.
///
/// # Errors
/// There is no such list.
pub(super) fn put_all(document: &mut Document, section: &str, values: Vec<Value>) -> Result<Vec<Put>, FieldError> {
    Ok(match section {
        "links" => each(&mut document.links, values),
        "applications" => each(&mut document.applications, values),
        "system_types" => each(&mut document.system_types, values),
        "parts" => each(&mut document.parts, values),
        "rate_cards" => each(&mut document.rate_cards, values),
        "metrics" => each(&mut document.metrics, values),
        "upgrade_plans" => each(&mut document.upgrade_plans, values),
        "upgrade_items" => each(&mut document.upgrade_items, values),
        "subscription_plans" => each(&mut document.subscription_plans, values),
        _ => return Err(no_section()),
    })
}

fn each<T: Entry>(entries: &mut Vec<T>, values: Vec<Value>) -> Vec<Put> {
    let there = entries.iter().enumerate();
    let mut there: HashMap<String, usize> = there.map(|(at, entry)| (entry.key().to_owned(), at)).collect();
    let put = values.into_iter().map(|value| {
        let new: T = read_entry(value)?;
        let name = new.key().to_owned();
        match there.get(&name) {
            Some(at) => entries[*at] = new,
            None => {
                there.insert(name.clone(), entries.len());
                entries.push(new);
            }
        }
        Ok(name)
    });
    put.collect()
}

fn take_out(document: &mut Document, section: &str, entry: &str) -> Result<(), FieldError> {
    fn out<T: Entry>(entries: &mut Vec<T>, key: &str) -> bool {
        let before = entries.len();
        entries.retain(|entry| entry.key() != key);
        entries.len() < before
    }
    let found = match section {
        "links" => out(&mut document.links, entry),
        "applications" => out(&mut document.applications, entry),
        "system_types" => out(&mut document.system_types, entry),
        "parts" => out(&mut document.parts, entry),
        "rate_cards" => out(&mut document.rate_cards, entry),
        "metrics" => out(&mut document.metrics, entry),
        "upgrade_plans" => out(&mut document.upgrade_plans, entry),
        "upgrade_items" => out(&mut document.upgrade_items, entry),
        "subscription_plans" => out(&mut document.subscription_plans, entry),
        _ => return Err(no_section()),
    };
    if found {
        Ok(())
    } else {
        Err(FieldError::new(
            "remove",
            "The draft has no such entry in this section.",
        ))
    }
}
