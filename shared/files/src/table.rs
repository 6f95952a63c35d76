//! CSV: the first line names the columns.

use crate::{Columns, MAX_ROWS, Unreadable, counted};
use api::FieldError;
use csv::{ReaderBuilder, StringRecord};
use domain::text::{TextRefusal, is_invisible, is_shortened_number};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A row of a file, each cell as it stands there but for spaces around it and the apostrophe
/// that export puts before what a spreadsheet would run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number in the spreadsheet: the first line is 1, and empty rows count.
    pub number: u32,
    /// What is wrong with it whatever it is about, by column.
    pub errors: Vec<FieldError>,
    cells: BTreeMap<&'static str, String>,
}

impl Row {
    /// Every cell by its column.
    pub fn cells(&self) -> Map<String, Value> {
        let cells = self.cells.iter();
        cells
            .map(|(column, cell)| ((*column).to_owned(), Value::from(cell.as_str())))
            .collect()
    }

    /// Whether the file has the column.
    pub fn has(&self, column: &str) -> bool {
        self.cells.contains_key(column)
    }

    /// The cell of a column; empty where the file does not have the column.
    pub fn cell(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }
}

/// What may stand between cells.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The rows of a CSV file that are not empty.
///
/// # Errors
/// A column is unknown, named twice or missing, or there are no rows or too many.
pub fn csv(text: &str, columns: &Columns) -> Result<Vec<Row>, Unreadable> {
    csv_of(text, columns, MAX_ROWS)
}

/// The same of a file with up to so many rows.
///
/// # Errors
/// A column is unknown, named twice or missing, or there are no rows or too many.
pub fn csv_of(text: &str, columns: &Columns, most: usize) -> Result<Vec<Row>, Unreadable> {
    let (named, text) = named_separator(text);
    let separator = named.unwrap_or_else(|| separator_of(text, columns));
    let mut records = records(text, separator);
    let Some((_, header)) = records.find(|(_, record)| !is_empty(record)) else {
        columns.of_header(std::iter::empty())?;
        return counted(0, most).map(|()| Vec::new());
    };
    let columns = columns.of_header(header.iter())?;
    let header = Header {
        width: width(&header),
        cells: header,
        columns,
    };
    let rows: Vec<Row> = records
        .filter(|(_, record)| !is_empty(record))
        .map(|(number, record)| header.row(number, &record))
        .collect();
    counted(rows.len(), most)?;
    Ok(rows)
}

/// The separator that a first line `sep=;` names, which is no row, and what comes after it.
fn named_separator(text: &str) -> (Option<u8>, &str) {
    let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
    let named = match *line.trim_end_matches('\r').trim_matches('"').as_bytes() {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', separator] if separator.is_ascii() => Some(separator),
        _ => None,
    };
    (named, if named.is_some() { rest } else { text })
}

/// By which of the separators the first line names the most columns.
fn separator_of(text: &str, columns: &Columns) -> u8 {
    let known = |separator: u8| {
        let header = records(text, separator)
            .map(|(_, record)| record)
            .find(|record| !is_empty(record));
        header.map_or(0, |header| columns.known(header.iter()))
    };
    let mut best = (0, SEPARATORS[0]);
    for separator in SEPARATORS {
        let known = known(separator);
        if known > best.0 {
            best = (known, separator);
        }
    }
    best.1
}

/// Every record with the number of its row. Lines in quotes are one row.
fn records(text: &str, separator: u8) -> impl Iterator<Item = (u32, StringRecord)> {
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut number = 0;
    std::iter::from_fn(move || {
        let at = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        let mut record = StringRecord::new();
        // Text that is in memory and UTF-8 can be read, or is over.
        if !reader.read_record(&mut record).unwrap_or(false) {
            return None;
        }
        number += 1 + empty_lines(text.as_bytes(), at);
        Some((number, record))
    })
}

/// How many empty lines stand there. The reader passes them over without a word.
fn empty_lines(text: &[u8], mut at: usize) -> u32 {
    let is = |at: usize, byte: u8| text.get(at) == Some(&byte);
    if at > 0 && is(at - 1, b'\r') && is(at, b'\n') {
        at += 1;
    }
    let mut lines = 0;
    while is(at, b'\r') || is(at, b'\n') {
        at += if is(at, b'\r') && is(at + 1, b'\n') { 2 } else { 1 };
        lines += 1;
    }
    lines
}

fn is_blank(cell: &str) -> bool {
    cell.chars().all(|c| c.is_whitespace() || is_invisible(c))
}

fn is_empty(record: &StringRecord) -> bool {
    record.iter().all(is_blank)
}

/// How many cells a record has up to the last that holds something.
fn width(record: &StringRecord) -> usize {
    let held = record.iter().enumerate().filter(|(_, cell)| !is_blank(cell));
    held.last().map_or(0, |(last, _)| last + 1)
}

struct Header {
    cells: StringRecord,
    columns: Vec<Option<&'static str>>,
    /// Up to its last name.
    width: usize,
}

impl Header {
    fn row(&self, number: u32, record: &StringRecord) -> Row {
        let mut row = Row {
            number,
            errors: Vec::new(),
            cells: BTreeMap::new(),
        };
        let cells = record.len().min(width(record).max(self.width));
        if cells != self.width {
            let message = format!("This row has {cells} cells, and the first line names {}.", self.width);
            row.errors.push(FieldError::new("", message));
        }
        for (at, text) in record.iter().enumerate().take(self.width) {
            let text = cell(text);
            match self.columns.get(at).copied().flatten() {
                Some(column) => {
                    if is_shortened_number(text) {
                        let refusal = TextRefusal::ShortenedNumber(text.to_owned());
                        row.errors.push(FieldError::new(column, refusal));
                    }
                    row.cells.insert(column, text.to_owned());
                }
                None if !is_blank(text) && self.cells.get(at).is_none_or(is_blank) => {
                    let message = format!("The first line does not name the column in which “{text}” stands.");
                    row.errors.push(FieldError::new("", message));
                }
                None => {}
            }
        }
        row
    }
}

/// A cell without the apostrophe that export puts before what a spreadsheet would run.
fn cell(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest,
        _ => text,
    }
    .trim()
}

#[cfg(test)]
mod tests;
