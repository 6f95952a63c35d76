//! `import-devices`: buyers and tenant admins, for their own organisation. Adds the devices of
//! a CSV or JSON file and reports every row by number, field and reason (spec chapter 6, 5).
//! Each device is added by itself, and adding it again changes nothing, so a file that broke off
//! is sent again and goes on where it stopped. A file that takes longer than a request may is
//! answered with the row from which it goes on. A dry run checks everything and changes nothing.
//!
//! Refused: a file that cannot be read, has no rows or more than 1,000, or lacks a column.
//! Refused row by row: what `create-device` refuses, a serial number that comes twice, a row
//! with other cells than the first line names.

use crate::devices::{self, Details};
use api::{
    FieldError, ProblemCode,
    devices::{CreateDeviceRequest, DeviceImport, DeviceOutcome, DeviceRow, ImportDevicesRequest},
    files::ImportFormat,
};
use files::{Columns, Unreadable};
use runtime::{Call, Error, Fields, Principal, json, problem};
use std::collections::BTreeMap;

const COLUMNS: Columns = Columns {
    needed: &["name", "serial", "model"],
    optional: &[],
    besides: &["plan_in_effect", "covered_to", "added"],
};

pub(crate) async fn import(
    call: Call<Principal>,
    (): (),
    request: ImportDevicesRequest,
) -> Result<DeviceImport, Error> {
    // Remembered answers are for one change; here every device is one, known by its serial number.
    let call = Call {
        idempotency: None,
        ..call
    };
    let unreadable = |why: Unreadable| problem::at(ProblemCode::InvalidFields, "content", why);
    let file = files::decode(request.content.as_deref(), request.content_base64.as_deref()).map_err(unreadable)?;
    let read = match request.format {
        ImportFormat::Csv => of_csv(&file.text),
        ImportFormat::Json => of_json(&file.text),
    }
    .map_err(unreadable)?;
    let rows_in_file = read.len();
    let from = request.from_row.unwrap_or_default();
    let budget = call.budget();
    let mut next_row = None;
    let mut rows = Vec::with_capacity(read.len());
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for ReadRow { number, serial, device } in read {
        let before = match &device {
            Ok(details) => seen.insert(details.serial.folded(), number),
            Err(_) => None,
        };
        if number < from {
            continue;
        }
        if !rows.is_empty() && budget.is_spent() {
            next_row = Some(number);
            break;
        }
        let settled = match (device, before) {
            (Err(errors), _) => Err(errors),
            (Ok(_), Some(row)) => Err(vec![FieldError::new(
                "serial",
                format!("This serial number stands in row {row}. Each device has its own."),
            )]),
            (Ok(details), None) => settle(&call, &details, request.dry_run).await?,
        };
        let (outcome, errors) = match settled {
            Ok(outcome) => (outcome, Vec::new()),
            Err(errors) => (DeviceOutcome::Refused, errors),
        };
        rows.push(DeviceRow {
            row: number,
            serial,
            outcome,
            errors,
        });
    }
    Ok(DeviceImport {
        dry_run: request.dry_run,
        encoding: file.encoding,
        rows_in_file,
        rows,
        next_row,
    })
}

/// What becomes of a row that is good by itself. The outer error means that nothing is known of
/// the rest, and that the caller is to come back.
async fn settle(
    call: &Call<Principal>,
    details: &Details,
    dry_run: bool,
) -> Result<Result<DeviceOutcome, Vec<FieldError>>, Error> {
    let organisation_id = call.caller.user.organisation_id;
    let existing = call
        .app
        .store
        .device_of_serial(organisation_id, &details.serial)
        .await?;
    if let Some(existing) = existing {
        let same = existing.name == details.name && existing.model == details.model;
        return Ok(if same {
            Ok(DeviceOutcome::AlreadyThere)
        } else {
            Err(problem::serial_taken().into_problem().errors)
        });
    }
    if dry_run {
        return Ok(Ok(DeviceOutcome::WouldAdd));
    }
    match devices::add(call, details).await {
        Ok(_) => Ok(Ok(DeviceOutcome::Added)),
        Err(refusal) if refusal.code == ProblemCode::SerialTaken => Ok(Err(refusal.into_problem().errors)),
        Err(refusal) => Err(refusal),
    }
}

/// A row as it was read.
struct ReadRow {
    number: u32,
    /// As it stands there.
    serial: String,
    device: Result<Details, Vec<FieldError>>,
}

fn of_csv(text: &str) -> Result<Vec<ReadRow>, Unreadable> {
    let rows = files::csv(text, &COLUMNS)?.into_iter().map(|row| {
        let [name, serial, model] = ["name", "serial", "model"].map(|column| row.cell(column).to_owned());
        let device = if row.errors.is_empty() {
            parse(&CreateDeviceRequest {
                name,
                serial: serial.clone(),
                model,
            })
        } else {
            Err(row.errors)
        };
        ReadRow {
            number: row.number,
            serial,
            device,
        }
    });
    Ok(rows.collect())
}

fn of_json(text: &str) -> Result<Vec<ReadRow>, Unreadable> {
    let rows = files::json(text)?.into_iter().map(|(number, value)| {
        let request = json::row::<CreateDeviceRequest>(value).map_err(|error| vec![error]);
        ReadRow {
            number,
            serial: request
                .as_ref()
                .map_or_else(|_| String::new(), |request| request.serial.clone()),
            device: request.and_then(|request| parse(&request)),
        }
    });
    Ok(rows.collect())
}

fn parse(request: &CreateDeviceRequest) -> Result<Details, Vec<FieldError>> {
    let mut fields = Fields::new();
    let details = devices::parse(request, &mut fields);
    details.ok_or_else(|| fields.into_errors())
}
