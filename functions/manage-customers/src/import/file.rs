//! The rows of a CSV or JSON file, each cell as it stands there.

use api::{
    FieldError,
    customers::{Address, CreateLocationRequest, CustomerRequest, CustomerView, LocationDetails},
    files::ImportFormat,
};
use desk::view;
use domain::{
    catalogue::Catalogue,
    catalogue::Hkc,
    country::Country,
    customer::Location,
    text::{EmailAddress, Line},
};
use files::{Columns, Unreadable};
use runtime::{Fields, json};
use serde::Deserialize;
use serde_json::Value;

const COLUMNS: Columns = Columns {
    needed: &["customer"],
    optional: &[
        "street",
        "city",
        "state",
        "zip",
        "country",
        "vertical",
        "reference",
        "location",
        "system_type",
        "hkc",
        "location_street",
        "location_city",
        "location_state",
        "location_zip",
        "location_country",
        "location_vertical",
        "location_reference",
        "hardware_version",
        "software_version",
        "customer_email",
        "dealer_email",
    ],
    besides: &["since", "system"],
};

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
    pub(super) number: u32,
    pub(super) customer: String,
    pub(super) hkc: String,
    pub(super) row: Result<Row, Vec<FieldError>>,
}

impl ReadRow {
    fn of(number: u32, value: Value, mut errors: Vec<FieldError>) -> Self {
        let text = |name: &str| {
            value
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .trim()
                .to_owned()
        };
        let (customer, hkc) = (text("customer"), text("hkc"));
        let row = json::row(value).map_err(|error| errors.push(error));
        Self {
            number,
            customer,
            hkc,
            row: row.ok().filter(|_| errors.is_empty()).ok_or(errors),
        }
    }
}

pub(super) fn read(format: ImportFormat, text: &str) -> Result<Vec<ReadRow>, Unreadable> {
    Ok(match format {
        ImportFormat::Csv => files::csv(text, &COLUMNS)?
            .into_iter()
            .map(|row| ReadRow::of(row.number, Value::Object(row.cells()), row.errors))
            .collect(),
        ImportFormat::Json => files::json(text)?
            .into_iter()
            .map(|(number, value)| ReadRow::of(number, value, Vec::new()))
            .collect(),
    })
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
                country: Country::code_or_text(&self.country),
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
                country: Country::code_or_text(&self.location_country),
            }
        } else {
            customer
        };
        Some(CreateLocationRequest {
            system_type: self.system_type.clone(),
            hkc: self.hkc.clone(),
            parent: None,
            second_hkc: String::new(),
            product_key: String::new(),
            details: LocationDetails {
                name: self.location.clone(),
                address,
                vertical: self.location_vertical.clone(),
                hardware_version: self.hardware_version.clone(),
                software_version: self.software_version.clone(),
                reference: self.location_reference.clone(),
                customer_email: self.customer_email.clone(),
                dealer_email: self.dealer_email.clone(),
                made_from: String::new(),
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

    /// Its hardware key code, where it can be read.
    pub(super) fn hkc(&self, catalogue: &Catalogue) -> Option<Hkc> {
        let kind = catalogue.system_type(self.system_type.trim())?;
        kind.parse_hkc(&self.hkc).ok()
    }

    /// Notes what the row says otherwise than the customer that is there.
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
            if !says(column, cell, there) {
                let has = if there.is_empty() {
                    "nothing".to_owned()
                } else {
                    format!("“{there}”")
                };
                let message = format!(
                    "Your customer {} has {has} here. Leave the cell empty, or change the customer on its page.",
                    customer.name
                );
                fields.refuse(column, message);
            }
        }
    }

    /// In which columns the row says otherwise than the location that is there.
    pub(super) fn differing_from(&self, location: &Location) -> Vec<&'static str> {
        let details = view::location_details(&location.details);
        let address = &details.address;
        let columns = [
            ("location", &self.location, details.name.as_str()),
            ("system_type", &self.system_type, location.system_type.as_str()),
            ("location_street", &self.location_street, &address.street),
            ("location_city", &self.location_city, &address.city),
            ("location_state", &self.location_state, &address.state),
            ("location_zip", &self.location_zip, &address.zip),
            ("location_country", &self.location_country, &address.country),
            ("location_vertical", &self.location_vertical, &details.vertical),
            ("location_reference", &self.location_reference, &details.reference),
            ("hardware_version", &self.hardware_version, &details.hardware_version),
            ("software_version", &self.software_version, &details.software_version),
            ("customer_email", &self.customer_email, &details.customer_email),
            ("dealer_email", &self.dealer_email, &details.dealer_email),
        ];
        let differing = columns
            .into_iter()
            .filter(|(column, cell, there)| !says(column, cell, there));
        differing.map(|(column, _, _)| column).collect()
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

/// Whether a cell says what is there. An empty one says nothing.
fn says(column: &str, cell: &str, there: &str) -> bool {
    cell.trim().is_empty()
        || Line::parse(cell).is_ok_and(|line| line.as_str() == there)
        || EmailAddress::parse(cell).is_ok_and(|address| address.as_str() == there)
        || (column.ends_with("country") && Country::code_or_text(cell.trim()) == Country::code_or_text(there))
}
