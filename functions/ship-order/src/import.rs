//! `import-orders`: vendor admins. Ships the orders of a CSV or JSON file and reports
//! every row by number, field and reason (spec chapter 6, 5). An order goes in whole or
//! not at all; good orders go in whatever becomes of others. Each order is shipped by
//! itself and shipping again changes nothing, so a file that broke off is sent again and
//! goes on where it stopped.

mod csv_file;
mod json_file;

use crate::{parse, ship};
use api::{
    FieldError, ProblemCode,
    orders::{ImportFormat, ImportOrdersRequest, ImportOutcome, ImportReport, ImportRow, ShipOrderRequest, Shipment},
};
use runtime::{Call, Error, Fields, Principal, problem};

/// The most rows of a file: each order is a transaction, and the answer waits for all.
const MAX_ROWS: usize = 1000;

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
    let (mut rows, orders) = match request.format {
        ImportFormat::Csv => csv_file::read(&request.content)?,
        ImportFormat::Json => json_file::read(&request.content)?,
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

async fn ship_read(call: &Call<Principal>, request: &ShipOrderRequest, dry_run: bool) -> Result<Shipment, Error> {
    let mut fields = Fields::new();
    let command = parse::ship_order(call.caller.user.organisation_id, request, &mut fields);
    let command = fields.finish(command)?;
    Ok(ship::ship(call, &command, dry_run).await?.shipment)
}

/// Writes what became of an order into its rows.
fn settle(rows: &mut [ImportRow], order: &ReadOrder, outcome: Result<Shipment, Error>) {
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
        problem.into_problem().errors
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

fn unreadable(message: impl ToString) -> Error {
    problem::at(ProblemCode::InvalidFields, "content", message)
}

fn too_many(rows: usize) -> Result<(), Error> {
    match rows {
        0 => Err(unreadable("The file has no rows.")),
        _ if rows > MAX_ROWS => Err(unreadable(format!(
            "The file has {rows} rows; send at most {MAX_ROWS} at a time."
        ))),
        _ => Ok(()),
    }
}
