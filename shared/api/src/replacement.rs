//! Hardware that is replaced.

use crate::licences::LicenceFileView;
use chrono::{DateTime, Utc};
use domain::{catalogue::HkcSource, id::LocationId};
use serde::{Deserialize, Serialize};

/// Other hardware for a location.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReplaceHardwareRequest {
    /// The hardware key code of the new hardware; empty where it is made here.
    #[serde(default)]
    pub hkc: String,
    /// The product key of the new hardware, where its system type has such.
    #[serde(default)]
    pub product_key: String,
    /// What it is made from, where it is made here.
    #[serde(default)]
    pub made_from: String,
    /// Why, up to 1,000 characters.
    pub reason: String,
}

/// Other hardware for whatever location has a hardware key code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReplaceAnyHardwareRequest {
    /// The hardware key code that the location has.
    pub before: String,
    /// The hardware key code of the new hardware; empty where it is made here.
    #[serde(default)]
    pub hkc: String,
    /// The product key of the new hardware, where its system type has such.
    #[serde(default)]
    pub product_key: String,
    /// What it is made from, where it is made here.
    #[serde(default)]
    pub made_from: String,
    /// Why, up to 1,000 characters.
    pub reason: String,
}

/// What was replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HardwareReplacementView {
    /// The location's name.
    pub location_name: String,
    /// The hardware key code before, which is nobody's again.
    pub before: String,
    /// The hardware key code.
    pub hkc: String,
    /// The licence file for it, where something is activated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence_file: Option<LicenceFileView>,
}

/// Hardware died, and other hardware has to go on at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EmergencyRequest {
    /// The hardware key code of the hardware that goes on.
    pub hkc: String,
    /// Why, up to 1,000 characters.
    pub reason: String,
}

/// How the hardware of a location is replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReplaceableView {
    /// How often it can be in these 12 months.
    pub left: u32,
    /// What the new hardware key code is made from, where it is made here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<HkcSource>,
    /// Whether the new hardware has a product key, which is entered.
    pub product_key: bool,
    /// What hardware key codes look like, in words.
    pub hkc_format: String,
    /// One of the right format.
    pub hkc_example: String,
    /// When somebody can be asked, in words, where the vendor says: outside of it there are emergency
    /// licences.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office_hours: Option<String>,
}

/// An emergency licence that a location has until its hardware is replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EmergencyView {
    /// The hardware key code that it is for.
    pub hkc: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
    /// When it ends.
    pub ends: DateTime<Utc>,
}

/// A location whose hardware has to be replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DueReplacementView {
    /// The location.
    pub location_id: LocationId,
    /// Whose it is.
    pub organisation_name: String,
    /// Its name.
    pub location_name: String,
    /// The hardware key code of what died.
    pub hkc: String,
    /// The hardware key code that the emergency licence is for.
    pub new_hkc: String,
    /// Since when.
    pub at: DateTime<Utc>,
    /// When the emergency licence ends.
    pub ends: DateTime<Utc>,
}
