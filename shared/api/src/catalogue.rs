//! Parts and system types.

use serde::{Deserialize, Serialize};

/// A part that can be ordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartView {
    /// The number it is ordered by.
    pub number: String,
    /// As it is shown.
    pub name: String,
    /// The application it belongs to.
    pub application: String,
    /// The ids of the system types it fits.
    pub system_types: Vec<String>,
    /// The feature it grants.
    pub feature: String,
    /// How much of the feature a unit grants, for features that add up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<u32>,
    /// Which version it grants, for features of which the highest counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
}

/// A kind of installed system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SystemTypeView {
    /// Its id, as in `sv8100`.
    pub id: String,
    /// As it is shown.
    pub name: String,
    /// What its hardware key code looks like, in words.
    pub hkc_format: String,
    /// A hardware key code of the right format.
    pub hkc_example: String,
    /// Whether locations of it can be created: its hardware key code is entered.
    pub creatable: bool,
    /// The terms that are accepted at activation.
    pub terms: String,
}
