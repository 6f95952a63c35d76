//! Parts and upgrades, a row each.

use super::{Imported, MOST_ROWS, RowFault};
use domain::{catalogue::Document, text::folded};
use files::{Columns, Row, Unreadable, csv_of, decimal, whole_number};
use serde_json::{Map, Value, json};
use std::collections::HashMap;

const PARTS: Columns = Columns {
    needed: &["number"],
    optional: &[
        "name",
        "kind",
        "application",
        "fits",
        "feature",
        "amount",
        "version",
        "retired",
        "invented",
    ],
    besides: &[],
};

const ITEMS: Columns = Columns {
    needed: &["sku"],
    optional: &[
        "name",
        "description",
        "metric",
        "amount",
        "maximum_quantity",
        "price_per_year",
        "price_per_month",
        "currency",
        "prerequisites",
        "retired",
    ],
    besides: &[],
};

/// What is wrong with a row: where, and a sentence.
type Wrong = Vec<(&'static str, String)>;

pub(super) fn import(before: &Document, section: &str, text: &str) -> Result<Imported, Unreadable> {
    let (columns, key): (_, &'static str) = if section == "parts" {
        (&PARTS, "number")
    } else {
        (&ITEMS, "sku")
    };
    let there = entries(before, section, key);
    let (mut numbers, mut values, mut unreadable) = (Vec::new(), Vec::new(), Vec::new());
    let rows = csv_of(text, columns, MOST_ROWS)?;
    let entries = rows.len();
    for row in rows {
        let name = row.cell(key).to_uppercase();
        let mut entry = there.get(&name).cloned().unwrap_or_default();
        entry.insert(key.to_owned(), json!(row.cell(key)));
        let mut wrong = Wrong::new();
        if section == "parts" {
            part(&row, &mut entry, &mut wrong);
        } else {
            item(&row, &mut entry, &mut wrong);
        }
        let said = row
            .errors
            .iter()
            .map(|error| (error.field.clone(), error.message.clone()));
        let found = wrong.into_iter().map(|(field, message)| (field.to_owned(), message));
        let faults: Vec<_> = said.chain(found).collect();
        if faults.is_empty() {
            numbers.push(row.number);
            values.push(Value::Object(entry));
        }
        unreadable.extend(faults.into_iter().map(|(field, message)| RowFault {
            row: Some(row.number),
            entry: format!("{section}/{name}"),
            field,
            message,
        }));
    }
    let mut imported = super::put(before.clone(), section, numbers, values)?;
    imported.entries = entries;
    for fault in &mut imported.unreadable {
        // What an entry lacks stands in no column, but for what a part grants.
        fault.field = fault
            .field
            .split('/')
            .next()
            .unwrap_or_default()
            .replace("grants", "feature");
    }
    unreadable.append(&mut imported.unreadable);
    unreadable.sort_by_key(|fault| fault.row);
    Ok(Imported { unreadable, ..imported })
}

/// The entries that there are, by what they are told apart by.
fn entries(document: &Document, section: &str, key: &str) -> HashMap<String, Map<String, Value>> {
    let list = if section == "parts" {
        serde_json::to_value(&document.parts)
    } else {
        serde_json::to_value(&document.upgrade_items)
    };
    let Ok(Value::Array(list)) = list else {
        return HashMap::new();
    };
    let named = list.into_iter().filter_map(|entry| match entry {
        Value::Object(fields) => Some((fields.get(key)?.as_str()?.to_owned(), fields)),
        _ => None,
    });
    named.collect()
}

fn part(row: &Row, entry: &mut Map<String, Value>, wrong: &mut Wrong) {
    texts(row, entry, &["name", "application"]);
    if row.has("kind") {
        let kind = folded(row.cell("kind")).replace([' ', '_'], "-");
        match kind.as_str() {
            "licence" | "license" => _ = entry.insert("kind".to_owned(), json!("licence")),
            "swa-unit" => _ = entry.insert("kind".to_owned(), json!("swa-unit")),
            _ => wrong.push(("kind", "Enter licence or swa-unit.".to_owned())),
        }
    }
    list(row, entry, "fits");
    if ["feature", "amount", "version"].iter().any(|column| row.has(column)) {
        grants(row, entry, wrong);
    }
    for flag in ["retired", "invented"] {
        yes(row, entry, flag, wrong);
    }
}

/// What a part grants: a feature with either an amount or a version, or nothing at all.
fn grants(row: &Row, entry: &mut Map<String, Value>, wrong: &mut Wrong) {
    let (feature, amount, version) = (row.cell("feature"), row.cell("amount"), row.cell("version"));
    let mut number = |column: &'static str, cell: &str| match whole_number(cell).and_then(small) {
        Ok(number) => Some(number),
        Err(message) => {
            wrong.push((column, message));
            None
        }
    };
    let grant = match (feature, amount, version) {
        ("", "", "") => {
            entry.remove("grants");
            return;
        }
        (feature, amount, "") if !amount.is_empty() => {
            number("amount", amount).map(|amount| json!({ "feature": feature, "amount": amount }))
        }
        (feature, "", version) if !version.is_empty() => {
            number("version", version).map(|version| json!({ "feature": feature, "version": version }))
        }
        _ => {
            let message = "Say either how many units of the feature it grants (amount) or which version (version).";
            wrong.push(("amount", message.to_owned()));
            return;
        }
    };
    if feature.is_empty() {
        wrong.push(("feature", "Name the feature that it grants.".to_owned()));
    }
    if let Some(grant) = grant {
        entry.insert("grants".to_owned(), grant);
    }
}

fn small(number: u64) -> Result<u32, String> {
    u32::try_from(number).map_err(|_| format!("{number} is too large."))
}

fn item(row: &Row, entry: &mut Map<String, Value>, wrong: &mut Wrong) {
    texts(row, entry, &["name", "description", "metric"]);
    for column in ["amount", "maximum_quantity"] {
        if row.has(column) {
            match whole_number(row.cell(column)).and_then(small) {
                Ok(number) => _ = entry.insert(column.to_owned(), json!(number)),
                Err(message) => wrong.push((column, message)),
            }
        }
    }
    let currency = match row.cell("currency") {
        "" => "EUR".to_owned(),
        other => other.to_uppercase(),
    };
    for column in ["price_per_year", "price_per_month"] {
        if row.has(column) {
            match decimal(row.cell(column), 2) {
                Ok(cents) => {
                    let price = json!({ "minor_units": cents, "currency": currency });
                    entry.insert(column.to_owned(), price);
                }
                Err(message) => wrong.push((column, message)),
            }
        }
    }
    list(row, entry, "prerequisites");
    entry.entry("prerequisites").or_insert_with(|| json!([]));
    yes(row, entry, "retired", wrong);
}

fn texts(row: &Row, entry: &mut Map<String, Value>, columns: &[&str]) {
    for column in columns.iter().filter(|column| row.has(column)) {
        entry.insert((*column).to_owned(), json!(row.cell(column)));
    }
}

/// Ids in one cell, with spaces, commas or semicolons between them.
fn list(row: &Row, entry: &mut Map<String, Value>, column: &str) {
    if row.has(column) {
        let ids = row.cell(column).split([' ', ',', ';', '|', '\n', '\r']);
        let ids: Vec<_> = ids.filter(|id| !id.is_empty()).collect();
        entry.insert(column.to_owned(), json!(ids));
    }
}

/// Whether something is so: yes or no, in the words that spreadsheets have for it.
fn yes(row: &Row, entry: &mut Map<String, Value>, column: &'static str, wrong: &mut Wrong) {
    if row.has(column) {
        match folded(row.cell(column)).as_str() {
            "yes" | "true" | "1" | "x" => _ = entry.insert(column.to_owned(), json!(true)),
            "no" | "false" | "0" | "" => _ = entry.remove(column),
            _ => wrong.push((column, "Enter yes or no.".to_owned())),
        }
    }
}
