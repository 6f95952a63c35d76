//! `import-orders`: vendor admins. Ships the orders of a CSV or JSON file and reports
//! every row by number, field and reason (spec chapter 6, 5). An order goes in whole or
//! not at all; good orders go in whatever becomes of others. Each order is shipped by
//! itself and shipping again changes nothing, so a file that broke off is sent again and
//! goes on where it stopped.

use crate::{parse, ship};
use api::{
    FieldError, Problem, ProblemCode,
    orders::{
        ImportFormat, ImportOrdersRequest, ImportOutcome, ImportReport, ImportRow, OrderLineRequest, ShipOrderRequest,
        Shipment,
    },
};
use csv::StringRecord;
use domain::id::OrganisationId;
use runtime::{Call, Fields, Principal, fields, problem};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// The most rows of a file: each order is a transaction, and the answer waits for all.
const MAX_ROWS: usize = 1000;

pub(crate) async fn import_orders(
    call: Call<Principal>,
    (): (),
    request: ImportOrdersRequest,
) -> Result<ImportReport, Problem> {
    // Remembered answers are for one change; here every order is one, known by its numbers.
    let call = Call {
        idempotency: None,
        ..call
    };
    let (mut rows, orders) = match request.format {
        ImportFormat::Csv => read_csv(&request.content)?,
        ImportFormat::Json => read_json(&request.content)?,
    };
    for order in orders {
        let outcome = match ship_read(&call, &order.request, request.dry_run).await {
            Ok(shipment) => Ok(shipment),
            // Nothing is known of the rest, and the caller is to come back.
            Err(problem) if matches!(problem.code, ProblemCode::Internal | ProblemCode::TooBusy) => {
                return Err(problem);
            }
            Err(problem) => Err(problem),
        };
        settle(&mut rows, &order, outcome);
    }
    Ok(ImportReport {
        dry_run: request.dry_run,
        rows,
    })
}

/// An order that was read, and the rows that it is made of, in the order of its lines.
struct ReadOrder {
    request: ShipOrderRequest,
    rows: Vec<usize>,
    /// Whether each line is a row; else the order is one.
    row_per_line: bool,
}

async fn ship_read(call: &Call<Principal>, request: &ShipOrderRequest, dry_run: bool) -> Result<Shipment, Problem> {
    let mut fields = Fields::new();
    let command = parse::ship_order(call.caller.user.organisation_id, request, &mut fields);
    let command = fields.finish(command)?;
    Ok(ship::ship(call, &command, dry_run).await?.shipment)
}

/// Writes what became of an order into its rows.
fn settle(rows: &mut [ImportRow], order: &ReadOrder, outcome: Result<Shipment, Problem>) {
    let problem = match outcome {
        Ok(shipment) => {
            for index in &order.rows {
                rows[*index].outcome = match shipment {
                    Shipment::Shipped => ImportOutcome::Shipped,
                    Shipment::AlreadyShipped => ImportOutcome::AlreadyShipped,
                    Shipment::WouldShip => ImportOutcome::WouldShip,
                };
            }
            return;
        }
        Err(problem) => problem,
    };
    let errors = if problem.errors.is_empty() {
        vec![FieldError::new("", &problem.detail)]
    } else {
        problem.errors
    };
    for error in errors {
        let (row, field) = match error.field.strip_prefix("lines/").and_then(|rest| rest.split_once('/')) {
            Some((line, field)) if order.row_per_line => (
                line.parse().ok().and_then(|line: usize| order.rows.get(line)),
                field.to_owned(),
            ),
            _ => (None, error.field),
        };
        // What is wrong with the order as a whole stands at its first row.
        let Some(row) = row.or(order.rows.first()) else {
            continue;
        };
        rows[*row].errors.push(FieldError {
            field,
            message: error.message,
        });
        rows[*row].outcome = ImportOutcome::Refused;
    }
    for index in &order.rows {
        if rows[*index].outcome != ImportOutcome::Refused {
            rows[*index].outcome = ImportOutcome::OrderRefused;
        }
    }
}

fn unreadable(message: impl ToString) -> Problem {
    problem::at(ProblemCode::InvalidFields, "content", message)
}

fn too_many(rows: usize) -> Result<(), Problem> {
    match rows {
        0 => Err(unreadable("The file has no rows.")),
        _ if rows > MAX_ROWS => Err(unreadable(format!(
            "The file has {rows} rows; send at most {MAX_ROWS} at a time."
        ))),
        _ => Ok(()),
    }
}

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
    notes: String,
}

/// A cell without the apostrophe that export puts before what a spreadsheet would run.
fn cell(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest,
        _ => text,
    }
    .trim()
}

fn read_csv(content: &str) -> Result<(Vec<ImportRow>, Vec<ReadOrder>), Problem> {
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
        order.request.lines.extend(read.lines);
        order.request.swa_months = order.request.swa_months.or(read.swa_months);
        order.request.notes = order.request.notes.take().or(read.notes);
    }
    refuse_broken(&mut rows, &mut orders);
    Ok((rows, orders))
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
    let notes = Some(cell(&row.notes).to_owned()).filter(|notes| !notes.is_empty());
    let request = ShipOrderRequest {
        organisation_id: organisation_id.unwrap_or(nobody()),
        purchase_order: cell(&row.purchase_order).to_owned(),
        sales_order: cell(&row.sales_order).to_owned(),
        lines: vec![line],
        swa_months,
        notes,
        dry_run: false,
    };
    (request, fields.into_errors())
}

fn read_json(content: &str) -> Result<(Vec<ImportRow>, Vec<ReadOrder>), Problem> {
    let read: Vec<serde_json::Value> = serde_json::from_str(content)
        .map_err(|error| unreadable(format!("The file is not a JSON array of orders: {error}.")))?;
    too_many(read.len())?;
    let mut rows = Vec::new();
    let mut orders = Vec::new();
    for (index, value) in read.into_iter().enumerate() {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let purchase_order = value
            .get("purchase_order")
            .and_then(|text| text.as_str())
            .unwrap_or_default()
            .to_owned();
        let (outcome, errors) = match serde_path_to_error::deserialize::<_, ShipOrderRequest>(value) {
            Ok(request) => {
                orders.push(ReadOrder {
                    request,
                    rows: vec![index],
                    row_per_line: false,
                });
                (ImportOutcome::WouldShip, Vec::new())
            }
            Err(error) => (ImportOutcome::Refused, vec![fields::misshapen(&error)]),
        };
        rows.push(ImportRow {
            row: number,
            purchase_order,
            outcome,
            errors,
        });
    }
    Ok((rows, orders))
}
