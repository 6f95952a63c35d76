//! Putting an entry into a document, and taking one out.

use api::FieldError;
use domain::catalogue::{Document, Edit, SECTIONS};
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
        "links" => put_one(&mut document.links, value, |one, other| one.name == other.name)?,
        "applications" => put_one(&mut document.applications, value, |one, other| one.id == other.id)?,
        "system_types" => put_one(&mut document.system_types, value, |one, other| one.id == other.id)?,
        "parts" => put_one(&mut document.parts, value, |one, other| one.number == other.number)?,
        "rate_cards" => put_one(&mut document.rate_cards, value, |one, other| {
            one.version == other.version
        })?,
        "metrics" => put_one(&mut document.metrics, value, |one, other| one.id == other.id)?,
        "upgrade_plans" => put_one(&mut document.upgrade_plans, value, |one, other| one.id == other.id)?,
        "upgrade_items" => put_one(&mut document.upgrade_items, value, |one, other| one.sku == other.sku)?,
        "subscription_plans" => put_one(&mut document.subscription_plans, value, |one, other| one.id == other.id)?,
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

fn put_one<T: DeserializeOwned>(
    entries: &mut Vec<T>,
    value: Value,
    same: impl Fn(&T, &T) -> bool,
) -> Result<(), FieldError> {
    let new = read(value)?;
    match entries.iter_mut().find(|entry| same(entry, &new)) {
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
        "links" => each(&mut document.links, values, |one| &one.name),
        "applications" => each(&mut document.applications, values, |one| &one.id),
        "system_types" => each(&mut document.system_types, values, |one| one.id.as_str()),
        "parts" => each(&mut document.parts, values, |one| one.number.as_str()),
        "rate_cards" => each(&mut document.rate_cards, values, |one| &one.version),
        "metrics" => each(&mut document.metrics, values, |one| &one.id),
        "upgrade_plans" => each(&mut document.upgrade_plans, values, |one| &one.id),
        "upgrade_items" => each(&mut document.upgrade_items, values, |one| one.sku.as_str()),
        "subscription_plans" => each(&mut document.subscription_plans, values, |one| &one.id),
        _ => return Err(no_section()),
    })
}

fn each<T: DeserializeOwned>(entries: &mut Vec<T>, values: Vec<Value>, key: impl Fn(&T) -> &str) -> Vec<Put> {
    let there = entries.iter().enumerate();
    let mut there: HashMap<String, usize> = there.map(|(at, entry)| (key(entry).to_owned(), at)).collect();
    let put = values.into_iter().map(|value| {
        let new: T = read(value)?;
        let name = key(&new).to_owned();
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
    fn out<T>(entries: &mut Vec<T>, is: impl Fn(&T) -> bool) -> bool {
        let before = entries.len();
        entries.retain(|entry| !is(entry));
        entries.len() < before
    }
    let found = match section {
        "links" => out(&mut document.links, |one| one.name == entry),
        "applications" => out(&mut document.applications, |one| one.id == entry),
        "system_types" => out(&mut document.system_types, |one| one.id.as_str() == entry),
        "parts" => out(&mut document.parts, |one| one.number.as_str() == entry),
        "rate_cards" => out(&mut document.rate_cards, |one| one.version == entry),
        "metrics" => out(&mut document.metrics, |one| one.id == entry),
        "upgrade_plans" => out(&mut document.upgrade_plans, |one| one.id == entry),
        "upgrade_items" => out(&mut document.upgrade_items, |one| one.sku.as_str() == entry),
        "subscription_plans" => out(&mut document.subscription_plans, |one| one.id == entry),
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
