//! CSV: a row per order line; rows of one order stand together or apart.

use super::{ReadOrder, too_many, unreadable};
use crate::parse;
use api::{
    FieldError,
    orders::{ImportOutcome, ImportRow, OrderLineRequest, ShipOrderRequest},
};
use csv::StringRecord;
use desk::csv::cell;
use domain::id::OrganisationId;
use runtime::{Error, Fields};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// A row of a CSV file, each cell as it stands there.
#[derive(Debug, Deserialize)]
struct CsvRow {
    organisation_id: String,
    purchase_order: String,
    sales_order: String,
    part: String,
    quantity: String,
    #[serde(default)]
    swa_months: String,
    #[serde(default)]
    swa_expires: String,
    #[serde(default)]
    notes: String,
}

/// The rows of a CSV file, and the orders that they make.
pub(super) fn read(content: &str) -> Result<(Vec<ImportRow>, Vec<ReadOrder>), Error> {
    let content = content.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::Headers)
        .flexible(true)
        .from_reader(content.as_bytes());
    let headers = reader
        .headers()
        .cloned()
        .map_err(|error| unreadable(format!("The file cannot be read as CSV: {error}.")))?;
    for needed in ["organisation_id", "purchase_order", "sales_order", "part", "quantity"] {
        if !headers.iter().any(|header| header == needed) {
            return Err(unreadable(format!(
                "The first line has to name the columns organisation_id, purchase_order, sales_order, part and quantity; {needed} is missing."
            )));
        }
    }
    let read: Vec<Result<StringRecord, csv::Error>> = reader.records().collect();
    too_many(read.len())?;
    let mut rows = Vec::new();
    let mut orders: Vec<ReadOrder> = Vec::new();
    let mut by_number: BTreeMap<[String; 3], usize> = BTreeMap::new();
    for (index, record) in read.into_iter().enumerate() {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let (row, cells) = match record.and_then(|record| as_wide_as(&headers, record)) {
            Ok(row) => row,
            Err(error) => {
                let errors = vec![FieldError::new("", format!("This row cannot be read: {error}."))];
                rows.push(ImportRow {
                    row: number,
                    purchase_order: String::new(),
                    outcome: ImportOutcome::Refused,
                    errors,
                });
                continue;
            }
        };
        let (read, mut errors) = read_row(&row);
        if cells != headers.len() {
            // What stands in which column is anybody's guess.
            let message = format!(
                "This row has {cells} cells, and the first line names {}.",
                headers.len()
            );
            errors = vec![FieldError::new("", message)];
        }
        let outcome = if errors.is_empty() {
            ImportOutcome::WouldShip
        } else {
            ImportOutcome::Refused
        };
        rows.push(ImportRow {
            row: number,
            purchase_order: cell(&row.purchase_order).to_owned(),
            outcome,
            errors,
        });
        let key = [
            read.organisation_id.to_string(),
            read.purchase_order.clone(),
            read.sales_order.clone(),
        ];
        let at = *by_number.entry(key).or_insert_with(|| {
            orders.push(ReadOrder {
                request: ShipOrderRequest {
                    lines: Vec::new(),
                    ..read.clone()
                },
                rows: Vec::new(),
                row_per_line: true,
            });
            orders.len() - 1
        });
        let order = &mut orders[at];
        order.rows.push(index);
        let differing = differing(&order.request, &read);
        if let Some(row) = rows.last_mut().filter(|_| !differing.is_empty()) {
            row.outcome = ImportOutcome::Refused;
            row.errors.extend(differing);
        }
        order.request.lines.extend(read.lines);
        order.request.swa_months = order.request.swa_months.or(read.swa_months);
        order.request.swa_expires = order.request.swa_expires.or(read.swa_expires);
        order.request.notes = order.request.notes.take().or(read.notes);
    }
    refuse_broken(&mut rows, &mut orders);
    Ok((rows, orders))
}

/// What a row says of its order otherwise than the rows before it.
fn differing(order: &ShipOrderRequest, row: &ShipOrderRequest) -> Vec<FieldError> {
    fn differ<T: PartialEq>(before: Option<&T>, now: Option<&T>) -> bool {
        before.zip(now).is_some_and(|(before, now)| before != now)
    }
    let all = [
        ("swa_months", differ(order.swa_months.as_ref(), row.swa_months.as_ref())),
        (
            "swa_expires",
            differ(order.swa_expires.as_ref(), row.swa_expires.as_ref()),
        ),
        ("notes", differ(order.notes.as_ref(), row.notes.as_ref())),
    ];
    let message = "An earlier row of this order says something else. Say the same, or leave it empty.";
    let differing = all.into_iter().filter(|(_, differs)| *differs);
    differing.map(|(field, _)| FieldError::new(field, message)).collect()
}

/// The row of a record, and how many cells the record has: what is missing is empty, so
/// that a broken row is still known to belong to its order.
fn as_wide_as(headers: &StringRecord, mut record: StringRecord) -> Result<(CsvRow, usize), csv::Error> {
    let cells = record.len();
    record.extend(std::iter::repeat_n("", headers.len().saturating_sub(cells)));
    record.truncate(headers.len());
    Ok((record.deserialize(Some(headers))?, cells))
}

/// An order of which a row cannot be read goes nowhere. A row that does not say whose it
/// is may belong to any order of its numbers.
fn refuse_broken(rows: &mut [ImportRow], orders: &mut Vec<ReadOrder>) {
    let refused = |order: &ReadOrder| {
        order
            .rows
            .iter()
            .any(|index| rows[*index].outcome == ImportOutcome::Refused)
    };
    let numbers = |order: &ReadOrder| [order.request.purchase_order.clone(), order.request.sales_order.clone()];
    let of_nobody: BTreeSet<_> = orders
        .iter()
        .filter(|order| order.request.organisation_id == nobody())
        .map(numbers)
        .collect();
    let (broken, whole): (Vec<_>, Vec<_>) = orders
        .drain(..)
        .partition(|order| refused(order) || of_nobody.contains(&numbers(order)));
    *orders = whole;
    for index in broken.iter().flat_map(|order| &order.rows) {
        if rows[*index].outcome != ImportOutcome::Refused {
            rows[*index].outcome = ImportOutcome::OrderRefused;
        }
    }
}

/// Stands for an organisation whose id cannot be read; its order is not shipped.
fn nobody() -> OrganisationId {
    OrganisationId::new(0, &[0; 10])
}

fn read_row(row: &CsvRow) -> (ShipOrderRequest, Vec<FieldError>) {
    let mut fields = Fields::new();
    let organisation_id = fields.check("organisation_id", cell(&row.organisation_id).parse::<OrganisationId>());
    let quantity = cell(&row.quantity).parse().unwrap_or(f64::NAN);
    let line = OrderLineRequest {
        part: cell(&row.part).to_owned(),
        quantity,
    };
    // The rest is checked again with the whole order; here a broken row is told at its own cells.
    parse::line("", &line, &mut fields);
    let months = cell(&row.swa_months);
    let months = (!months.is_empty()).then(|| months.parse().unwrap_or(f64::NAN));
    let swa_months = parse::swa_months(months, &mut fields);
    let swa_expires = fields.optional("swa_expires", cell(&row.swa_expires), |text| {
        text.parse()
            .map_err(|_| "Enter a day such as 2027-12-31, or leave it empty.")
    });
    let notes = Some(cell(&row.notes).to_owned()).filter(|notes| !notes.is_empty());
    let request = ShipOrderRequest {
        organisation_id: organisation_id.unwrap_or(nobody()),
        purchase_order: cell(&row.purchase_order).to_owned(),
        sales_order: cell(&row.sales_order).to_owned(),
        lines: vec![line],
        swa_months,
        swa_expires,
        notes,
        dry_run: false,
    };
    (request, fields.into_errors())
}
