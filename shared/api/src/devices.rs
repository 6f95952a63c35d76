//! A tenant's devices, to which subscriptions are assigned.

use crate::{
    FieldError,
    files::{FileEncoding, ImportFormat},
    subscriptions::PeriodView,
};
use chrono::{DateTime, Utc};
use domain::{day::Day, id::DeviceId};
use serde::{Deserialize, Serialize};

/// A device with what it has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeviceView {
    /// Its id.
    pub device_id: DeviceId,
    /// Its name.
    pub name: String,
    /// Its serial number, unique in the organisation.
    pub serial: String,
    /// Its model.
    pub model: String,
    /// What a change of these details is made on: it goes along with the change.
    #[serde(default)]
    pub revision: String,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// Today, UTC: where the line is on the timeline.
    pub today: Day,
    /// The period in effect today: the highest-ranked that covers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_effect: Option<PeriodView>,
    /// The day after the last period's last one; absent where nothing is running or to come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covered_until: Option<Day>,
    /// Every period, past ones included, by start.
    pub periods: Vec<PeriodView>,
}

/// A new device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateDeviceRequest {
    /// Up to 100 characters.
    pub name: String,
    /// Up to 64 letters, digits, dots, dashes, underscores, colons and slashes.
    pub serial: String,
    /// Up to 100 characters.
    pub model: String,
}

/// Other details of a device. Its serial number stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdateDeviceRequest {
    /// The revision that the change is made on, as it was read.
    pub revision: String,
    /// Up to 100 characters.
    pub name: String,
    /// Up to 100 characters.
    pub model: String,
}

/// A file of devices, with up to 1,000 rows: `name,serial,model`. What the list of devices
/// exports is such a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ImportDevicesRequest {
    /// CSV or JSON; CSV where it is not said.
    #[serde(default)]
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
pub enum DeviceOutcome {
    /// The device is there now.
    Added,
    /// It was there before, with the same details; nothing changed.
    AlreadyThere,
    /// A dry run: it would be added.
    WouldAdd,
    /// It was refused; `errors` says why.
    Refused,
}

/// What became of one row of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeviceRow {
    /// Of a CSV file the number that the spreadsheet gives it: the first line is 1, and empty rows
    /// count. JSON: the first is 1.
    pub row: u32,
    /// The serial number, as it stands in the file.
    pub serial: String,
    /// What became of it.
    pub outcome: DeviceOutcome,
    /// The field and the reason, where it was refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

/// What became of a file, row by row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeviceImport {
    /// Whether nothing was changed.
    pub dry_run: bool,
    /// How the file's bytes were read; absent where its text was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<FileEncoding>,
    /// How many rows the file has that are not empty.
    pub rows_in_file: usize,
    /// In the file's order.
    pub rows: Vec<DeviceRow>,
    /// Where to go on, with the same file: the request worked as long as it may. Absent once all
    /// is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_row: Option<u32>,
}
