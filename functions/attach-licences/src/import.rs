//! `import-attachments`: licence users of distributors and dealers. Attaches the licences of one order to
//! the locations that a CSV or JSON file names, a row a location and part, and reports every row by number,
//! field and reason (spec chapter 6, 5). Each row is attached by itself; good rows go in whatever becomes
//! of others. A row is known by its location and part: where just these units of the order are attached or
//! activated already, nothing changes, so a file that broke off is sent again and goes on where it stopped.
//! A file that takes longer than a request may is answered with the row from which it goes on. A dry run
//! checks everything, counts what the rows of a request take together, and changes nothing.
//!
//! Refused: another organisation's order, a file that cannot be read, has no rows or more than 1,000, or
//! lacks a column. Refused row by row: what `attach-licences` refuses, a hardware key code that no location
//! of the organisation has, a location and part that come twice or have other units of this order.

use crate::attach;
use api::{
    FieldError, ProblemCode,
    bulk::{AttachmentImport, AttachmentOutcome, AttachmentRequest, AttachmentRow, ImportAttachmentsRequest},
    files::ImportFormat,
};
use domain::{
    catalogue::{Hkc, HkcState},
    customer::Location,
    id::{LocationId, OrderId},
    order::Order,
    quantity::Quantity,
    text::PartNumber,
};
use files::{Columns, Unreadable};
use runtime::{Call, Change, Error, Fields, Principal, json, problem};
use std::collections::BTreeMap;
use store::Stamp;

const COLUMNS: Columns = Columns {
    needed: &["hkc", "part", "quantity"],
    optional: &[],
    besides: &["location", "customer", "part_name"],
};

pub(crate) async fn import(
    call: Call<Principal>,
    id: OrderId,
    request: ImportAttachmentsRequest,
) -> Result<AttachmentImport, Error> {
    // Remembered answers are for one change; here every row is one, known by its location and part.
    let call = Call {
        idempotency: None,
        ..call
    };
    let unreadable = |why: Unreadable| problem::at(ProblemCode::InvalidFields, "content", why);
    let order = call.app.store.order(id).await?;
    let order = order.filter(|order| order.value.is_for_any_location());
    let order = call.caller.mine(order)?.value;
    let file = files::decode(request.content.as_deref(), request.content_base64.as_deref()).map_err(unreadable)?;
    let read = match request.format {
        ImportFormat::Csv => of_csv(&file.text),
        ImportFormat::Json => of_json(&file.text),
    }
    .map_err(unreadable)?;
    let (rows_in_file, from, budget) = (read.len(), request.from_row.unwrap_or_default(), call.budget());
    let stamp = call.stamp().await?;
    let mut import = Import {
        call: &call,
        order,
        stamp,
        dry_run: request.dry_run,
        rows_of: BTreeMap::new(),
    };
    let mut next_row = None;
    let mut rows = Vec::with_capacity(read.len());
    for ReadRow { number, hkc, row } in read {
        if !rows.is_empty() && budget.is_spent() {
            next_row = Some(number);
            break;
        }
        let settled = match row {
            Ok(row) => import.settle(number, from, &row).await?,
            Err(errors) => Err(errors),
        };
        if number < from {
            continue;
        }
        let (outcome, errors) = match settled {
            Ok(outcome) => (outcome, Vec::new()),
            Err(errors) => (AttachmentOutcome::Refused, errors),
        };
        rows.push(AttachmentRow {
            row: number,
            hkc,
            outcome,
            errors,
        });
    }
    Ok(AttachmentImport {
        dry_run: request.dry_run,
        encoding: file.encoding,
        rows_in_file,
        rows,
        next_row,
    })
}

/// A run over a file.
struct Import<'a> {
    call: &'a Call<Principal>,
    /// As it was read; in a dry run without what the rows so far would take.
    order: Order,
    stamp: Stamp,
    dry_run: bool,
    /// Which row a location and part stand in.
    rows_of: BTreeMap<(String, PartNumber), u32>,
}

impl Import<'_> {
    /// What becomes of a row that is good by itself; one that an earlier request settled only takes its
    /// place. The outer error means that nothing is known of the rest, and that the caller is to come back.
    async fn settle(
        &mut self,
        number: u32,
        from: u32,
        row: &Row,
    ) -> Result<Result<AttachmentOutcome, Vec<FieldError>>, Error> {
        let at = |field: &str, message: String| Ok(Err(vec![FieldError::new(field, message)]));
        let key = (row.hkc.folded(), row.part.clone());
        if let Some(before) = self.rows_of.insert(key, number) {
            return at(
                "part",
                format!("This hardware key code and part stand in row {before}. Add the quantities up."),
            );
        }
        if number < from {
            return Ok(Ok(AttachmentOutcome::AlreadyThere));
        }
        let store = &self.call.app.store;
        let found = store.location_of_hkc(&row.hkc).await?;
        let mine = |location: &Location| location.organisation_id == self.call.caller.user.organisation_id;
        let location = match found.filter(|(location, _)| mine(location)) {
            Some((location, HkcState::Live)) => location,
            Some((location, HkcState::Retired)) => {
                return at(
                    "hkc",
                    format!(
                        "This hardware was replaced. The hardware key code of {} is {} now.",
                        location.details.name, location.hkc
                    ),
                );
            }
            None => {
                return at(
                    "hkc",
                    "No location of yours has this hardware key code. Check it, or add the location first.".to_owned(),
                );
            }
        };
        match self.attach(&location, row).await {
            Ok(outcome) => Ok(Ok(outcome)),
            Err(problem) if matches!(problem.code, ProblemCode::Internal | ProblemCode::TooBusy) => Err(problem),
            Err(problem) => Ok(Err(of_row(problem))),
        }
    }

    async fn attach(&mut self, location: &Location, row: &Row) -> Result<AttachmentOutcome, Error> {
        let (call, id, order_id) = (self.call, location.location_id, self.order.order_id);
        let lines = [(row.part.clone(), row.quantity)];
        if self.dry_run {
            return match self.held(id, row).await? {
                Some(outcome) => Ok(outcome),
                None => {
                    attach::decide(call, id, order_id, &lines, &self.stamp).await?;
                    self.would_take(row)
                }
            };
        }
        call.change(async || {
            let decided = attach::decide(call, id, order_id, &lines, &self.stamp).await;
            // Read after the location: whoever attaches between the two makes the write be lost.
            if let Some(outcome) = self.held(id, row).await? {
                return Ok(Change::none(outcome));
            }
            decided.map(|Change { transaction, .. }| Change {
                transaction,
                answer: AttachmentOutcome::Attached,
            })
        })
        .await
    }

    /// Whether the location has the units out of this order already.
    async fn held(&self, id: LocationId, row: &Row) -> Result<Option<AttachmentOutcome>, Error> {
        let licences = self.call.app.store.all_licences(id).await?;
        let its = licences
            .iter()
            .filter(|licence| licence.order_id == self.order.order_id && licence.part == row.part);
        match its.map(|licence| licence.quantity.get()).sum() {
            0 => Ok(None),
            held if held == row.quantity.get() => Ok(Some(AttachmentOutcome::AlreadyThere)),
            held => Err(problem::at(
                ProblemCode::InvalidFields,
                "quantity",
                format!(
                    "This location has {held} of this part out of this order already. Attach more at the order itself."
                ),
            )),
        }
    }

    /// Takes what a row would: the rows after it find less.
    fn would_take(&mut self, row: &Row) -> Result<AttachmentOutcome, Error> {
        let line = self.order.lines.get_mut(&row.part);
        let line = line.ok_or_else(|| problem::internal("a line that was found is gone"))?;
        match line.available.checked_sub(row.quantity.get()) {
            Some(left) => {
                line.available = left;
                Ok(AttachmentOutcome::WouldAttach)
            }
            None => Err(problem::at(
                ProblemCode::NotEnoughUnits,
                "quantity",
                format!("The rows before it leave {} of part {}.", line.available, row.part),
            )),
        }
    }
}

/// What a refusal says of the row's columns.
fn of_row(problem: Error) -> Vec<FieldError> {
    let problem = problem.into_problem();
    if problem.errors.is_empty() {
        return vec![FieldError::new("", problem.detail)];
    }
    let of_column = |error: FieldError| FieldError {
        field: match error.field.rsplit('/').next() {
            Some(column @ ("part" | "quantity")) => column.to_owned(),
            _ => String::new(),
        },
        ..error
    };
    problem.errors.into_iter().map(of_column).collect()
}

/// A row as it was read.
struct ReadRow {
    number: u32,
    /// As it stands there.
    hkc: String,
    row: Result<Row, Vec<FieldError>>,
}

struct Row {
    hkc: Hkc,
    part: PartNumber,
    quantity: Quantity,
}

fn of_csv(text: &str) -> Result<Vec<ReadRow>, Unreadable> {
    let rows = files::csv(text, &COLUMNS)?.into_iter().map(|row| {
        let hkc = row.cell("hkc").to_owned();
        let quantity = files::whole_number(row.cell("quantity")).map(|quantity| quantity as f64);
        let parsed = match row.errors.is_empty() {
            false => Err(row.errors.clone()),
            true => parse(&hkc, row.cell("part"), quantity),
        };
        ReadRow {
            number: row.number,
            hkc,
            row: parsed,
        }
    });
    Ok(rows.collect())
}

fn of_json(text: &str) -> Result<Vec<ReadRow>, Unreadable> {
    let rows = files::json(text)?.into_iter().map(|(number, value)| {
        let request = json::row::<AttachmentRequest>(value).map_err(|error| vec![error]);
        ReadRow {
            number,
            hkc: request
                .as_ref()
                .map_or_else(|_| String::new(), |request| request.hkc.clone()),
            row: request.and_then(|request| parse(&request.hkc, &request.part, Ok(request.quantity))),
        }
    });
    Ok(rows.collect())
}

fn parse(hkc: &str, part: &str, quantity: Result<f64, String>) -> Result<Row, Vec<FieldError>> {
    let mut fields = Fields::new();
    let hkc = fields.check("hkc", Hkc::readings(hkc));
    let part = fields.check("part", PartNumber::parse(part));
    let quantity = quantity.and_then(|quantity| Quantity::parse(quantity).map_err(|refusal| refusal.to_string()));
    let quantity = fields.check("quantity", quantity);
    let row = || {
        Some(Row {
            hkc: hkc?.into_iter().next()?,
            part: part?,
            quantity: quantity?,
        })
    };
    row().ok_or_else(|| fields.into_errors())
}
