//! A tenant's devices, to which subscriptions are assigned.

use crate::{FieldError, subscriptions::PeriodView};
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::DeviceId;
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
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// Today, UTC: where the line is on the timeline.
    pub today: NaiveDate,
    /// The period in effect today: the highest-ranked that covers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_effect: Option<PeriodView>,
    /// The day after the last period's last one; absent where nothing is running or to come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covered_until: Option<NaiveDate>,
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
    /// Up to 100 characters.
    pub name: String,
    /// Up to 100 characters.
    pub model: String,
}

/// A file of devices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ImportDevicesRequest {
    /// CSV: `name,serial,model`, up to 1,000 rows.
    pub content: String,
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
    /// The first row is 1; the header is not counted.
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
    /// In the file's order.
    pub rows: Vec<DeviceRow>,
}
