//! Files that go into a catalogue (spec chapter 7, "Working with it"): a whole one or a section as
//! JSON; parts, upgrades and rates also as a spreadsheet saves them. What is wrong is named by row
//! and field, all of it at once.

mod rates;
mod rows;

use super::entries;
use api::FieldError;
use domain::catalogue::{self, Document, Edit, Fault};
use files::Unreadable;
use runtime::json::{self, Unread};
use serde_json::Value;
use std::collections::BTreeMap;

/// The most entries of a file.
pub const MOST_ROWS: usize = 20_000;

/// The section that rates are called by in files: they stand in rate cards.
pub const RATES: &str = "rates";

/// Every section that a file can hold.
pub const SECTIONS: [&str; 13] = [
    "desk",
    "links",
    "terms",
    "applications",
    "system_types",
    "parts",
    "rate_cards",
    RATES,
    "upgrade_conditions",
    "metrics",
    "upgrade_plans",
    "upgrade_items",
    "subscription_plans",
];

/// A catalogue with what a file says.
#[derive(Debug)]
pub struct Imported {
    /// The catalogue; rows that cannot be read are not in it.
    pub document: Document,
    /// What of, as in `parts`, for the list of changes.
    pub of: String,
    /// How many entries the file has.
    pub entries: usize,
    /// What cannot be read.
    pub unreadable: Vec<RowFault>,
    /// In which row what stands, by section, entry and, for rates, field.
    rows: BTreeMap<String, u32>,
}

/// What is wrong with a file's row, or with the catalogue where no row of the file says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// The row as the spreadsheet numbers it, or the place in a list of JSON; absent for what stands
    /// in no row.
    pub row: Option<u32>,
    /// The section and entry, as in `parts/BE107573`; empty where it cannot be said.
    pub entry: String,
    /// The column or field.
    pub field: String,
    /// A sentence: what is wrong and what to do.
    pub message: String,
}

/// The catalogue `before` with what a CSV file says of a section; columns that the file does not have
/// stay as they are.
///
/// # Errors
/// The section does not come as CSV, or the file is none of it.
pub fn csv(before: &Document, section: &str, text: &str) -> Result<Imported, Unreadable> {
    match section {
        "parts" | "upgrade_items" => rows::import(before, section, text),
        RATES => rates::import(before, text),
        _ => Err(Unreadable(format!(
            "A CSV file holds parts, upgrade_items or {RATES}. Send {section} as JSON."
        ))),
    }
}

/// The section that a CSV file is about, by its first line.
pub fn section_of(text: &str) -> &'static str {
    let first = text.lines().find(|line| line.len() > 6 && !line.trim().is_empty());
    let first = first.unwrap_or_default().to_lowercase();
    if first.contains("sku") {
        "upgrade_items"
    } else if first.contains("rate") {
        RATES
    } else {
        "parts"
    }
}

/// The catalogue `before` with what a JSON file says of a section, an entry each; without a section the
/// file is a whole catalogue, and takes the place of what was before.
///
/// # Errors
/// The file is no JSON, or of another shape.
pub fn json(before: &Document, section: Option<&str>, text: &str) -> Result<Imported, Unreadable> {
    let Some(section) = section else {
        return whole(text);
    };
    let mut document = before.clone();
    let single = !catalogue::SECTIONS.iter().any(|known| known.name == section);
    if single {
        let value: Value =
            serde_json::from_str(text).map_err(|error| Unreadable(format!("This is no JSON: {error}.")))?;
        let edit = Edit {
            section: section.to_owned(),
            remove: None,
            put: Some(value),
        };
        let put = entries::apply(&mut document, &edit);
        let unreadable = put.err().map(|wrong| of_row(None, section, wrong));
        return Ok(Imported {
            document,
            of: section.to_owned(),
            entries: 1,
            unreadable: unreadable.into_iter().collect(),
            rows: BTreeMap::new(),
        });
    }
    let (numbers, values): (Vec<_>, Vec<_>) = files::json_of(text, MOST_ROWS)?.into_iter().unzip();
    put(document, section, numbers, values)
}

fn whole(text: &str) -> Result<Imported, Unreadable> {
    let (document, unreadable) = match json::read::<Document>(text.as_bytes()) {
        Ok(document) => (document, Vec::new()),
        Err(Unread::Misshapen(wrong)) => (Document::default(), misshapen(text, wrong)),
        Err(Unread::Malformed(sentence)) => return Err(Unreadable(sentence)),
    };
    let sections = catalogue::SECTIONS.iter().map(|section| count(&document, section.name));
    Ok(Imported {
        of: "everything".to_owned(),
        entries: sections.sum(),
        unreadable,
        rows: BTreeMap::new(),
        document,
    })
}

/// Every entry of a whole catalogue that is not of its section's shape, by its place in its list; the
/// first thing that was found, where all of them are.
fn misshapen(text: &str, first: FieldError) -> Vec<RowFault> {
    let Ok(Value::Object(sections)) = serde_json::from_str::<Value>(text) else {
        return vec![of_row(None, "", first)];
    };
    let mut nothing = Document::default();
    let mut faults = Vec::new();
    for (section, value) in sections.into_iter().filter(|(section, _)| section != "$schema") {
        let listed = catalogue::SECTIONS.iter().any(|known| known.name == section);
        match value {
            Value::Array(values) if listed => {
                let put = entries::put_all(&mut nothing, &section, values).unwrap_or_default();
                let wrong = (1..).zip(put).filter_map(|(row, put)| Some((row, put.err()?)));
                faults.extend(wrong.map(|(row, wrong)| of_row(Some(row), &section, wrong)));
            }
            put => {
                let edit = Edit {
                    section: section.clone(),
                    remove: None,
                    put: Some(put),
                };
                let wrong = entries::apply(&mut nothing, &edit).err();
                faults.extend(wrong.map(|wrong| of_row(None, &section, wrong)));
            }
        }
    }
    if faults.is_empty() {
        faults.push(of_row(None, "", first));
    }
    faults
}

fn count(document: &Document, section: &str) -> usize {
    match section {
        "links" => document.links.len(),
        "applications" => document.applications.len(),
        "system_types" => document.system_types.len(),
        "parts" => document.parts.len(),
        "rate_cards" => document.rate_cards.len(),
        "metrics" => document.metrics.len(),
        "upgrade_plans" => document.upgrade_plans.len(),
        "upgrade_items" => document.upgrade_items.len(),
        "subscription_plans" => document.subscription_plans.len(),
        _ => 0,
    }
}

/// Puts entries of a section in, each of a row.
fn put(mut document: Document, section: &str, numbers: Vec<u32>, values: Vec<Value>) -> Result<Imported, Unreadable> {
    let entries = values.len();
    let refused = |wrong: FieldError| Unreadable(wrong.message);
    let put = entries::put_all(&mut document, section, values).map_err(refused)?;
    let (mut rows, mut unreadable) = (BTreeMap::new(), Vec::new());
    for (row, put) in numbers.into_iter().zip(put) {
        match put {
            Err(wrong) => unreadable.push(of_row(Some(row), section, wrong)),
            Ok(name) => {
                let place = format!("{section}/{name}");
                if let Some(first) = rows.insert(place.clone(), row) {
                    unreadable.push(RowFault {
                        row: Some(row),
                        entry: place,
                        field: String::new(),
                        message: format!("This entry stands in row {first} already. Keep one of them."),
                    });
                }
            }
        }
    }
    Ok(Imported {
        document,
        of: section.to_owned(),
        entries,
        unreadable,
        rows,
    })
}

/// What is wrong with the shape of an entry; its field as it stands in the file.
fn of_row(row: Option<u32>, section: &str, wrong: FieldError) -> RowFault {
    let field = wrong.field.strip_prefix("put").unwrap_or(&wrong.field);
    RowFault {
        row,
        entry: section.to_owned(),
        field: field.trim_start_matches('/').to_owned(),
        message: wrong.message,
    }
}

impl Imported {
    /// Faults of the catalogue, each in the row that says it, those of the file's rows first.
    pub fn placed(&self, faults: Vec<Fault>) -> Vec<RowFault> {
        let mut placed: Vec<_> = faults.into_iter().map(|fault| self.place(fault)).collect();
        placed.sort_by_key(|fault| (fault.row.is_none(), fault.row));
        placed
    }

    fn place(&self, fault: Fault) -> RowFault {
        let entry = format!("{}/{}", fault.section, fault.entry);
        let whole = format!("{entry}/{}", fault.field);
        let row = self.rows.get(&whole).or_else(|| self.rows.get(&entry));
        RowFault {
            row: row.copied(),
            entry: entry.trim_end_matches('/').to_owned(),
            field: fault.field,
            message: fault.message,
        }
    }
}

#[cfg(test)]
mod tests;
