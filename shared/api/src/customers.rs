//! Customers and locations.

use crate::{
    FieldError,
    external::ExternalOrderView,
    files::{FileEncoding, ImportFormat},
    licences::{LicenceFileView, LicenceView, LimitedLeft},
    replacement::{EmergencyView, ReplaceableView},
};
use chrono::{DateTime, Utc};
use domain::{
    catalogue::HkcSource,
    id::{CustomerId, LocationId},
};
use serde::{Deserialize, Serialize};

/// An address. Every line up to 100 characters; country is required.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// Street and number.
    #[serde(default)]
    pub street: String,
    /// City.
    #[serde(default)]
    pub city: String,
    /// State or region.
    #[serde(default)]
    pub state: String,
    /// ZIP or postal code.
    #[serde(default)]
    pub zip: String,
    /// Country: its ISO 3166-1 code of two letters, such as `NL`. An answer may hold a text from
    /// before codes were asked for, as it was written.
    #[serde(default)]
    pub country: String,
}

/// A customer's details.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CustomerRequest {
    /// Business name, up to 100 characters.
    pub name: String,
    /// Where it is.
    pub address: Address,
    /// Line of business; empty for none.
    #[serde(default)]
    pub vertical: String,
    /// The dealer's own number or note; empty for none.
    #[serde(default)]
    pub reference: String,
}

/// Other details of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdateCustomerRequest {
    /// The revision that the change is made on, as it was read.
    pub revision: String,
    /// Business name, up to 100 characters.
    pub name: String,
    /// Where it is.
    pub address: Address,
    /// Line of business; empty for none.
    #[serde(default)]
    pub vertical: String,
    /// The dealer's own number or note; empty for none.
    #[serde(default)]
    pub reference: String,
}

impl UpdateCustomerRequest {
    /// The details, apart from what they were changed on.
    pub fn split(self) -> (String, CustomerRequest) {
        let details = CustomerRequest {
            name: self.name,
            address: self.address,
            vertical: self.vertical,
            reference: self.reference,
        };
        (self.revision, details)
    }

    /// A change of a customer as it was read at this revision.
    pub fn of(revision: String, details: CustomerRequest) -> Self {
        Self {
            revision,
            name: details.name,
            address: details.address,
            vertical: details.vertical,
            reference: details.reference,
        }
    }
}

/// A customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerView {
    /// Its id.
    pub customer_id: CustomerId,
    /// Business name.
    pub name: String,
    /// Where it is.
    pub address: Address,
    /// Line of business.
    pub vertical: String,
    /// The dealer's own number or note.
    pub reference: String,
    /// What a change of these details is made on: it goes along with the change.
    #[serde(default)]
    pub revision: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// A new location.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateLocationRequest {
    /// The id of the system type, as in `press-12`.
    pub system_type: String,
    /// The hardware key code, as it is written on the hardware. Empty where it is made here, of what
    /// `details` say under `made_from`, or as a temporary key.
    #[serde(default)]
    pub hkc: String,
    /// The hardware key code of the hardware that takes over, where the system type has such; empty for
    /// none.
    #[serde(default)]
    pub second_hkc: String,
    /// The product key, where the system type says that it is entered; empty otherwise.
    #[serde(default)]
    pub product_key: String,
    /// The location that it is added to, as a child, where its system type says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<LocationId>,
    /// Everything else.
    pub details: LocationDetails,
}

/// What can be changed of a location.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdateLocationRequest {
    /// The revision that the change is made on, as it was read.
    pub revision: String,
    /// Replaces what was there.
    pub details: LocationDetails,
}

/// A location's details. Empty text for none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LocationDetails {
    /// Up to 100 characters, required.
    pub name: String,
    /// Where the system stands.
    pub address: Address,
    /// Line of business.
    #[serde(default)]
    pub vertical: String,
    /// Hardware version.
    #[serde(default)]
    pub hardware_version: String,
    /// Software version.
    #[serde(default)]
    pub software_version: String,
    /// The dealer's own number or note.
    #[serde(default)]
    pub reference: String,
    /// Where the customer's copy of the licence agreement goes; required.
    #[serde(default)]
    pub customer_email: String,
    /// Whom the customer can ask; required.
    #[serde(default)]
    pub dealer_email: String,
    /// What the hardware key code is made from, where it is made here: required then. Of a location
    /// that is there, another computer name can be said; empty, it stays.
    #[serde(default)]
    pub made_from: String,
}

/// A location in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LocationSummary {
    /// Its id.
    pub location_id: LocationId,
    /// Its customer.
    pub customer_id: CustomerId,
    /// Its customer's name.
    pub customer_name: String,
    /// Its name.
    pub name: String,
    /// Its hardware key code.
    pub hkc: String,
    /// The id of its system type.
    pub system_type: String,
    /// The name of its system type.
    pub system_type_name: String,
    /// The city, where given.
    pub city: String,
}

/// A part of a location's name or hardware key code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FindLocationsRequest {
    /// The beginning of any word of a location's name, or any part of its hardware key code from 4
    /// characters on, with or without separators; 1 to 100 characters, in whatever case. A location
    /// is found by what it is now within seconds.
    pub text: String,
}

/// The locations that a text finds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FoundLocations {
    /// Up to ten of them, by name.
    pub items: Vec<LocationSummary>,
    /// Whether there may be others: more of the text finds less.
    pub more: bool,
}

/// A location with everything on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LocationView {
    /// Its id.
    pub location_id: LocationId,
    /// Its customer.
    pub customer_id: CustomerId,
    /// Its customer's name.
    pub customer_name: String,
    /// Its hardware key code.
    pub hkc: String,
    /// The id of its system type.
    pub system_type: String,
    /// The name of its system type.
    pub system_type_name: String,
    /// The hardware key code of the hardware that takes over, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_hkc: Option<String>,
    /// The product key, where it has one by now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_key: Option<String>,
    /// The terms that are accepted at activation.
    pub terms: String,
    /// The version of the catalogue that they stand in: it goes along with their acceptance.
    #[serde(default)]
    pub catalogue: u32,
    /// Everything that can be changed.
    pub details: LocationDetails,
    /// What its hardware key code was made from, where it was made here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_from: Option<HkcSource>,
    /// What is to be done before it has its hardware key code, while that is a temporary key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub awaits_hkc: Option<AwaitsHkc>,
    /// Whether the licences that the installed system has can be imported: before anything is activated.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub imports: bool,
    /// How its hardware is replaced, where it can be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaceable: Option<ReplaceableView>,
    /// The emergency licence that it has until its hardware is replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency: Option<EmergencyView>,
    /// The limited licences that it gets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limited: Vec<LimitedLeft>,
    /// What it can become, with another hardware key code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub becomes: Option<BecomesView>,
    /// Whether it was something else before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub was_migrated: bool,
    /// The system types of which locations can be added to it, as children.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<ChildType>,
    /// The locations that were made with it or added to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub family: Vec<RelativeView>,
    /// What a change of these details is made on: it goes along with the change.
    #[serde(default)]
    pub revision: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Reserved, not yet activated; oldest first.
    pub attached: Vec<LicenceView>,
    /// Activated for good; oldest first.
    pub activated: Vec<LicenceView>,
    /// What the activated licences add up to.
    pub features: Vec<FeatureView>,
    /// What keeps the system from running, in sentences.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// Newest first.
    pub licence_files: Vec<LicenceFileView>,
    /// Whether its licence files come from elsewhere, a whole order at a time.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_external: bool,
    /// What the customer's file is called that they are made of, where they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_file: Option<String>,
    /// The orders that are activated here, with their files, where those come from elsewhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub external: Vec<ExternalOrderView>,
}

/// What another location is to a location.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// The one that it was made with or added to, and belongs to.
    Parent,
    /// One that was made with it or added to it.
    Child,
}

/// A location of the same family.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RelativeView {
    /// What it is to the location.
    pub relation: Relation,
    /// Its id.
    pub location_id: LocationId,
    /// Its name.
    pub name: String,
    /// Its hardware key code.
    pub hkc: String,
    /// The name of its system type.
    pub system_type_name: String,
    /// What is activated at a location that was added to this one; oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub activated: Vec<LicenceView>,
}

/// A temporary key gives way to a hardware key code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AwaitsHkc {
    /// What the hardware key code is made from.
    pub from: HkcSource,
    /// The parts by name of which one unit is attached first, alone.
    pub parts: Vec<String>,
    /// Whether it is, so that the hardware key code can be made.
    pub ready: bool,
}

/// What a hardware key code is made from, in the place of a temporary key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MakeHkcRequest {
    /// The address of the server, up to 100 characters.
    pub made_from: String,
    /// Has to be true: the licence that waits is activated for good with it.
    pub terms_accepted: bool,
    /// The version of the catalogue that the terms were shown by. Other terms are answered
    /// `catalogue_changed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub catalogue: Option<u32>,
}

/// The hardware key code that was made, and the file that says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MakeHkcResponse {
    /// The hardware key code.
    pub hkc: String,
    /// The licence that was activated with it.
    pub activated: LicenceView,
    /// The licence file that grants it.
    pub licence_file: LicenceFileView,
}

/// The system type that a location can become.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BecomesView {
    /// Its name.
    pub system_type_name: String,
    /// What its hardware key code looks like, in words.
    pub hkc_format: String,
    /// One of the right format.
    pub hkc_example: String,
}

/// A system type of which a location can be added to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChildType {
    /// Its id.
    pub system_type: String,
    /// Its name.
    pub name: String,
}

/// What the licences of one feature add up to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FeatureView {
    /// The feature.
    pub feature: String,
    /// The sum, for features that add up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<u64>,
    /// The highest, for versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// What it is made of, as in `5 x 20 + 20`.
    pub made_of: String,
}

/// A file of customers and their locations, with up to 1,000 rows. Required is `customer`, its
/// name. A new customer needs `country`, its code or English name, and can have `street`, `city`,
/// `state`, `zip`, `vertical` and `reference`; one that is there needs none of them. A row with a location has `location`, its
/// name, with `system_type`, `hkc`, `customer_email` and `dealer_email`, and can have
/// `location_street`, `location_city`, `location_state`, `location_zip`, `location_country` (all
/// empty: the customer's address), `location_vertical`, `location_reference`, `hardware_version`
/// and `software_version`; of one that is there `system_type` and `hkc` are enough. What the lists
/// of customers and locations export are such files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ImportCustomersRequest {
    /// CSV or JSON.
    pub format: ImportFormat,
    /// The file's text. Either this or its bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// The file's bytes in base64 (RFC 4648, section 4), as they are on disk: UTF-8, UTF-16 with
    /// its mark, or Windows-1252.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_base64: Option<String>,
    /// Goes on from this row: `next_row` of an answer to the same file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_row: Option<u32>,
    /// Checks everything and changes nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CustomerOutcome {
    /// Customer and location are there now.
    Added,
    /// Both were there before, with the same details; nothing changed.
    AlreadyThere,
    /// A dry run: what is missing would be added.
    WouldAdd,
    /// It was refused; `errors` says why.
    Refused,
}

/// What became of one row of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerRow {
    /// Of a CSV file the number that the spreadsheet gives it: the first line is 1, and empty rows
    /// count. JSON: the first is 1.
    pub row: u32,
    /// The customer's name, as far as it could be read.
    pub customer: String,
    /// The location's hardware key code, as far as it could be read; empty for none.
    pub hkc: String,
    /// What became of it.
    pub outcome: CustomerOutcome,
    /// Whether the row adds the customer.
    pub adds_customer: bool,
    /// Whether the row adds a location, whose licence agreement is mailed to the customer.
    pub adds_location: bool,
    /// The field and the reason, where it was refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

/// What became of a file, row by row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerImport {
    /// Whether nothing was changed.
    pub dry_run: bool,
    /// How the file's bytes were read; absent where its text was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<FileEncoding>,
    /// How many rows the file has that are not empty.
    pub rows_in_file: usize,
    /// In the file's order.
    pub rows: Vec<CustomerRow>,
    /// Where to go on, with the same file: the request worked as long as it may. Absent once all
    /// is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_row: Option<u32>,
}
