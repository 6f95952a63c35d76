//! Hardware key codes that are looked up.

use domain::id::LocationId;
use serde::{Deserialize, Serialize};

/// The most hardware key codes that are looked up at a time.
pub const MOST_HKCS: usize = 50;

/// Hardware key codes to look up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LookUpHkcsRequest {
    /// Up to 50 of them, as they are typed, scanned or pasted.
    pub hkcs: Vec<String>,
}

/// What is known of hardware key codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KnownHkcs {
    /// In the order in which they were asked for.
    pub items: Vec<KnownHkc>,
}

/// What is known of a hardware key code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KnownHkc {
    /// As it was asked for.
    pub hkc: String,
    /// What it is.
    pub state: KnownAs,
    /// The location that has or had it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<KnownLocation>,
}

/// What a hardware key code is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum KnownAs {
    /// No location that the caller may see has or had it.
    Unknown,
    /// A location's.
    Live,
    /// That of a location's hardware that takes over.
    Secondary,
    /// One that an emergency licence is for, until the hardware is replaced.
    Emergency,
    /// One that was replaced: it is nobody's again.
    Retired,
}

/// The location of a code that was looked up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KnownLocation {
    /// Its id.
    pub location_id: LocationId,
    /// Its name.
    pub name: String,
    /// The name of its system type.
    pub system_type_name: String,
    /// The hardware key code that it has now.
    pub hkc: String,
    /// The name of its customer, for whose it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_name: Option<String>,
    /// The name of the organisation whose it is, for the vendor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation_name: Option<String>,
}
