//! The rows of a CSV or JSON file, each cell as it stands there.

use api::{
    FieldError, ProblemCode,
    customers::{Address, CreateLocationRequest, CustomerRequest, CustomerView, LocationDetails},
    orders::ImportFormat,
};
use csv::{DeserializeErrorKind, ErrorKind, StringRecord};
use desk::csv::cell;
use runtime::{Error, Fields, json, problem};
use serde::Deserialize;

/// The most rows of a file: each is a transaction, and the answer waits for all.
const MAX_ROWS: usize = 1000;

/// A row; what it lacks is empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Row {
    customer: String,
    street: String,
    city: String,
    state: String,
    zip: String,
    country: String,
    vertical: String,
    reference: String,
    location: String,
    system_type: String,
    hkc: String,
    location_street: String,
    location_city: String,
    location_state: String,
    location_zip: String,
    location_country: String,
    location_vertical: String,
    location_reference: String,
    hardware_version: String,
    software_version: String,
    customer_email: String,
    dealer_email: String,
}

/// A row, or why it cannot be read, with what a report knows it by.
pub(super) struct ReadRow {
    pub(super) customer: String,
    pub(super) hkc: String,
    pub(super) row: Result<Row, Vec<FieldError>>,
}

impl ReadRow {
    fn of(read: Result<Row, FieldError>) -> Self {
        match read {
            Ok(row) => Self {
                customer: row.customer.trim().to_owned(),
                hkc: row.hkc.trim().to_owned(),
                row: Ok(row),
            },
            Err(error) => Self {
                customer: String::new(),
                hkc: String::new(),
                row: Err(vec![error]),
            },
        }
    }
}

pub(super) fn read(format: ImportFormat, content: &str) -> Result<Vec<ReadRow>, Error> {
    let content = content.trim_start_matches('\u{feff}');
    let rows = match format {
        ImportFormat::Csv => of_csv(content)?,
        ImportFormat::Json => of_json(content)?,
    };
    match rows.len() {
        0 => Err(unreadable("The file has no rows.")),
        rows if rows > MAX_ROWS => Err(unreadable(format!(
            "The file has {rows} rows; send at most {MAX_ROWS} at a time."
        ))),
        _ => Ok(rows),
    }
}

fn unreadable(message: impl ToString) -> Error {
    problem::at(ProblemCode::InvalidFields, "content", message)
}

fn of_csv(content: &str) -> Result<Vec<ReadRow>, Error> {
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::Headers)
        .from_reader(content.as_bytes());
    let headers = reader
        .headers()
        .cloned()
        .map_err(|error| unreadable(format!("The file cannot be read as CSV: {error}.")))?;
    if !headers.iter().any(|header| header == "customer") {
        return Err(unreadable(
            "The first line has to name the columns; customer is missing.",
        ));
    }
    // A column that nobody reads would be lost without a word.
    let empty = StringRecord::from(vec![""; headers.len()]);
    if let Err(error) = empty.deserialize::<Row>(Some(&headers)) {
        return Err(unreadable(format!("The first line names an {}.", because(&error))));
    }
    let rows = reader.records().map(|record| {
        let record = record.map_err(|error| FieldError::new("", because(&error)))?;
        let cells: StringRecord = record.iter().map(cell).collect();
        cells
            .deserialize(Some(&headers))
            .map_err(|error| FieldError::new("", because(&error)))
    });
    Ok(rows.map(ReadRow::of).collect())
}

/// What is wrong with a line.
fn because(error: &csv::Error) -> String {
    match error.kind() {
        ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("This row has {len} cells, and the first line names {expected_len}.")
        }
        ErrorKind::Deserialize { err, .. } => match err.kind() {
            DeserializeErrorKind::Message(message) => message.clone(),
            other => other.to_string(),
        },
        _ => format!("This row cannot be read: {error}."),
    }
}

fn of_json(content: &str) -> Result<Vec<ReadRow>, Error> {
    let rows =
        json::items(content).map_err(|why| unreadable(format!("The file is not a JSON array of rows: {why}.")))?;
    Ok(rows.into_iter().map(json::Item::read).map(ReadRow::of).collect())
}

impl Row {
    /// The customer, as a form would send it.
    pub(super) fn customer_request(&self) -> CustomerRequest {
        CustomerRequest {
            name: self.customer.clone(),
            address: Address {
                street: self.street.clone(),
                city: self.city.clone(),
                state: self.state.clone(),
                zip: self.zip.clone(),
                country: self.country.clone(),
            },
            vertical: self.vertical.clone(),
            reference: self.reference.clone(),
        }
    }

    /// The location, as a form would send it, at the customer's address where it has none of
    /// its own. None if the row is of a customer alone.
    pub(super) fn location_request(&self, customer: Address) -> Option<CreateLocationRequest> {
        let cells = [
            &self.location,
            &self.system_type,
            &self.hkc,
            &self.location_vertical,
            &self.location_reference,
            &self.hardware_version,
            &self.software_version,
            &self.customer_email,
            &self.dealer_email,
        ];
        if cells.iter().all(|cell| cell.trim().is_empty()) && !self.has_own_address() {
            return None;
        }
        let address = if self.has_own_address() {
            Address {
                street: self.location_street.clone(),
                city: self.location_city.clone(),
                state: self.location_state.clone(),
                zip: self.location_zip.clone(),
                country: self.location_country.clone(),
            }
        } else {
            customer
        };
        Some(CreateLocationRequest {
            system_type: self.system_type.clone(),
            hkc: self.hkc.clone(),
            details: LocationDetails {
                name: self.location.clone(),
                address,
                vertical: self.location_vertical.clone(),
                hardware_version: self.hardware_version.clone(),
                software_version: self.software_version.clone(),
                reference: self.location_reference.clone(),
                customer_email: self.customer_email.clone(),
                dealer_email: self.dealer_email.clone(),
            },
        })
    }

    fn has_own_address(&self) -> bool {
        let cells = [
            &self.location_street,
            &self.location_city,
            &self.location_state,
            &self.location_zip,
            &self.location_country,
        ];
        cells.iter().any(|cell| !cell.trim().is_empty())
    }

    /// Notes what the row says otherwise than the customer that is there. An empty cell says nothing.
    pub(super) fn differing(&self, customer: &CustomerView, fields: &mut Fields) {
        let address = &customer.address;
        for (column, cell, there) in [
            ("street", &self.street, &address.street),
            ("city", &self.city, &address.city),
            ("state", &self.state, &address.state),
            ("zip", &self.zip, &address.zip),
            ("country", &self.country, &address.country),
            ("vertical", &self.vertical, &customer.vertical),
            ("reference", &self.reference, &customer.reference),
        ] {
            if !cell.trim().is_empty() && cell.trim() != there {
                let says = if there.is_empty() {
                    "nothing".to_owned()
                } else {
                    format!("“{there}”")
                };
                let message = format!(
                    "Your customer {} has {says} here. Leave the cell empty, or change the customer on its page.",
                    customer.name
                );
                fields.refuse(column, message);
            }
        }
    }

    /// The column that a field of the requests came from. None if it is told at the customer's
    /// address already.
    pub(super) fn column_of(&self, field: &str) -> Option<String> {
        let column = match field {
            "name" => "customer".to_owned(),
            "details/name" => "location".to_owned(),
            "details/vertical" | "details/reference" => field.replace("details/", "location_"),
            _ => match (field.strip_prefix("details/address/"), self.has_own_address()) {
                (Some(line), true) => format!("location_{line}"),
                (Some(_), false) => return None,
                (None, _) => field
                    .trim_start_matches("details/")
                    .trim_start_matches("address/")
                    .to_owned(),
            },
        };
        Some(column)
    }
}
