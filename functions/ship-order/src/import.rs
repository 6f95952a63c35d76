//! `import-orders`: vendor admins. Ships the orders of a CSV or JSON file and reports
//! every row by number, field and reason (spec chapter 6, 5). An order goes in whole or
//! not at all; good orders go in whatever becomes of others. Each order is shipped by
//! itself and shipping again changes nothing, so a file that broke off is sent again and
//! goes on where it stopped. A file that takes longer than a request may is answered with the row
//! from which it goes on. A dry run, of the file or of a JSON row, checks everything and changes
//! nothing.

mod csv_file;
mod json_file;

use crate::ship;
use api::{
    FieldError, ProblemCode,
    files::ImportFormat,
    orders::{
        ImportOrdersRequest, ImportOutcome, ImportReport, ImportRow, ShipOrderRequest, ShipOrderResponse, Shipment,
    },
};
use files::Unreadable;
use runtime::{Call, Error, Principal, problem};

pub(crate) async fn import_orders(
    call: Call<Principal>,
    (): (),
    request: ImportOrdersRequest,
) -> Result<ImportReport, Error> {
    // Remembered answers are for one change; here every order is one, known by its numbers.
    let call = Call {
        idempotency: None,
        ..call
    };
    let file = files::decode(request.content.as_deref(), request.content_base64.as_deref()).map_err(unreadable)?;
    let Read { mut rows, orders } = match request.format {
        ImportFormat::Csv => csv_file::read(&call.app.catalogue, &file.text),
        ImportFormat::Json => json_file::read(&file.text),
    }
    .map_err(unreadable)?;
    let rows_in_file = rows.len();
    let from = request.from_row.unwrap_or_default();
    let budget = call.budget();
    let mut next_row = None;
    // An order is settled with the first of its rows, wherever the others stand.
    let mut settled_with: Vec<u32> = rows.iter().map(|row| row.row).collect();
    for (done, order) in orders.iter().filter(|order| order.first_row >= from).enumerate() {
        if done > 0 && budget.is_spent() {
            next_row = Some(order.first_row);
            break;
        }
        let outcome = match ship::ship(&call, &order.request, request.dry_run || order.request.dry_run).await {
            // Nothing is known of the rest, and the caller is to come back.
            Err(problem) if matches!(problem.code, ProblemCode::Internal | ProblemCode::TooBusy) => {
                return Err(problem);
            }
            outcome => outcome,
        };
        settle(&mut rows, order, outcome);
    }
    for (order, row) in orders
        .iter()
        .flat_map(|order| order.rows.iter().map(move |row| (order, *row)))
    {
        settled_with[row] = order.first_row;
    }
    let settled = from..next_row.unwrap_or(u32::MAX);
    Ok(ImportReport {
        dry_run: request.dry_run,
        encoding: file.encoding,
        rows_in_file,
        rows: rows
            .into_iter()
            .zip(settled_with)
            .filter(|(_, with)| settled.contains(with))
            .map(|(row, _)| row)
            .collect(),
        next_row,
    })
}

/// A file's rows, and the orders that the good ones make, by their first rows.
struct Read {
    rows: Vec<ImportRow>,
    orders: Vec<ReadOrder>,
}

/// An order that was read, and the rows that it is made of, in the order of its lines.
struct ReadOrder {
    request: ShipOrderRequest,
    /// The number of its first row.
    first_row: u32,
    rows: Vec<usize>,
    /// Whether each line is a row; else the order is one.
    row_per_line: bool,
}

/// Writes what became of an order into its rows.
fn settle(rows: &mut [ImportRow], order: &ReadOrder, outcome: Result<ShipOrderResponse, Error>) {
    let problem = match outcome {
        Ok(ShipOrderResponse { shipment, .. }) => {
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
        problem.into_problem().errors
    };
    for error in errors {
        let (row, field) = match error.field.strip_prefix("lines/").and_then(|rest| rest.split_once('/')) {
            Some((line, field)) if order.row_per_line => (
                line.parse().ok().and_then(|line: usize| order.rows.get(line)),
                field.to_owned(),
            ),
            // A part that was shipped and is in no row.
            None if order.row_per_line && error.field == "lines" => (None, "part".to_owned()),
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

fn unreadable(why: Unreadable) -> Error {
    problem::at(ProblemCode::InvalidFields, "content", why)
}
