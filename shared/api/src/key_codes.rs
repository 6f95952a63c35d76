//! Software key codes that are looked up.

use crate::hkcs::KnownLocation;
use domain::id::OrderId;
use serde::{Deserialize, Serialize};

/// The most software key codes that are looked up at a time.
pub const MOST_KEY_CODES: usize = 50;

/// Software key codes to look up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LookUpKeyCodesRequest {
    /// Up to 50 of them, as they are typed or pasted.
    pub software_key_codes: Vec<String>,
}

/// What is known of software key codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KnownKeyCodes {
    /// In the order in which they were asked for.
    pub items: Vec<KnownKeyCode>,
}

/// What is known of a software key code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KnownKeyCode {
    /// The code.
    pub software_key_code: String,
    /// What its licence is.
    pub state: KeyCodeState,
    /// The licence, where there is one that the caller may see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<KnownLicence>,
}

/// What the licence of a software key code is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum KeyCodeState {
    /// There is none that the caller may see. What was detached has no code any more.
    Unknown,
    /// Reserved for its location.
    Attached,
    /// Activated for good.
    Activated,
    /// What its location had before it was migrated.
    Former,
}

/// A licence of an order, where it is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderLicenceView {
    /// Its software key code.
    pub software_key_code: String,
    /// What it is.
    pub state: KeyCodeState,
    /// The part's number.
    pub part: String,
    /// The part's name.
    pub part_name: String,
    /// Units.
    pub quantity: u32,
    /// The location that has or had it.
    pub location: KnownLocation,
}

/// The licence of a software key code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KnownLicence {
    /// The part's number.
    pub part: String,
    /// The part's name.
    pub part_name: String,
    /// Units.
    pub quantity: u32,
    /// The location that has or had it.
    pub location: KnownLocation,
    /// The order that it came from; for the vendor, where the vendor shipped it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<KnownOrder>,
}

/// An order that a licence came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KnownOrder {
    /// Its id.
    pub order_id: OrderId,
    /// The buyer's number.
    pub purchase_order: String,
    /// The vendor's number.
    pub sales_order: String,
}
