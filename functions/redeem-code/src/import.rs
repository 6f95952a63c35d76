//! `import-devices`: buyers and tenant admins, for their own organisation. Adds the devices of
//! a CSV file and reports every row by number, field and reason. Each device is added by
//! itself, and adding it again changes nothing, so a file that broke off is sent again and goes
//! on where it stopped. A dry run checks everything and changes nothing.
//!
//! Refused: a file that cannot be read, has no rows or more than 1,000, or lacks a column.
//! Refused row by row: what `create-device` refuses, a serial number that comes twice, a row
//! with other cells than the first line names.

use crate::devices::{self, Details};
use api::{
    FieldError, ProblemCode,
    devices::{CreateDeviceRequest, DeviceImport, DeviceOutcome, DeviceRow, ImportDevicesRequest},
};
use csv::StringRecord;
use desk::csv::cell;
use runtime::{Call, Error, Fields, Principal, problem};
use std::collections::BTreeMap;

/// The most rows of a file: each device is a transaction, and the answer waits for all.
const MAX_ROWS: usize = 1000;

const COLUMNS: [&str; 3] = ["name", "serial", "model"];

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
    let (places, records) = read(&request.content)?;
    let mut rows = Vec::with_capacity(records.len());
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for (number, record) in (1..).zip(records) {
        let (serial, parsed) = parse(&places, record);
        let outcome = match parsed {
            Err(errors) => Err(errors),
            Ok(details) => match seen.insert(details.serial.folded(), number) {
                Some(row) => Err(vec![FieldError::new(
                    "serial",
                    format!("This serial number stands in row {row}. Each device has its own."),
                )]),
                None => settle(&call, &details, request.dry_run).await?,
            },
        };
        let (outcome, errors) = match outcome {
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
        rows,
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

/// Where each column stands, and every row.
type Read = ([usize; 3], Vec<Result<StringRecord, csv::Error>>);

fn read(content: &str) -> Result<Read, Error> {
    let unreadable = |message: String| problem::at(ProblemCode::InvalidFields, "content", message);
    let content = content.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::Headers)
        .from_reader(content.as_bytes());
    let headers = reader
        .headers()
        .map_err(|error| unreadable(format!("The file cannot be read as CSV: {error}.")))?;
    let mut places = [0; 3];
    for (place, column) in places.iter_mut().zip(COLUMNS) {
        *place = headers.iter().position(|header| header == column).ok_or_else(|| {
            unreadable(format!(
                "The first line has to name the columns name, serial and model; {column} is missing."
            ))
        })?;
    }
    let records: Vec<_> = reader.records().collect();
    match records.len() {
        0 => Err(unreadable("The file has no rows.".to_owned())),
        rows if rows > MAX_ROWS => Err(unreadable(format!(
            "The file has {rows} rows; send at most {MAX_ROWS} at a time."
        ))),
        _ => Ok((places, records)),
    }
}

/// The serial number as it stands in the row, and the row's details or what is wrong with them.
fn parse(places: &[usize; 3], record: Result<StringRecord, csv::Error>) -> (String, Result<Details, Vec<FieldError>>) {
    let record = match record {
        Ok(record) => record,
        Err(error) => {
            let message = match error.kind() {
                csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                    format!("This row has {len} cells, and the first line names {expected_len}.")
                }
                _ => format!("This row cannot be read: {error}."),
            };
            return (String::new(), Err(vec![FieldError::new("", message)]));
        }
    };
    let [name, serial, model] = places.map(|place| cell(record.get(place).unwrap_or_default()).to_owned());
    let request = CreateDeviceRequest {
        name,
        serial: serial.clone(),
        model,
    };
    let mut fields = Fields::new();
    let details = devices::parse(&request, &mut fields);
    (serial, details.ok_or_else(|| fields.into_errors()))
}
