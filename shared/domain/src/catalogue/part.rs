//! Parts: what can be ordered (spec README, "Words").

use super::SystemTypeId;
use crate::text::PartNumber;
use serde::{Deserialize, Serialize};

/// A thing that can be ordered.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// What it is ordered by.
    pub number: PartNumber,
    /// As it is shown.
    pub name: String,
    /// Licence or software assurance unit.
    pub kind: PartKind,
    /// The id of the application it belongs to.
    pub application: String,
    /// The system types at whose locations it can be attached; none for SWA units.
    pub fits: Vec<SystemTypeId>,
    /// What one unit of a licence grants; nothing for SWA units.
    #[serde(default)]
    pub grants: Option<Grant>,
    /// Whether the number is made up, for parts that no manual prints.
    #[serde(default)]
    pub invented: bool,
}

/// What kind of thing a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PartKind {
    /// Goes into the licence bin, is attached and activated at a location.
    Licence,
    /// Goes into the SWA bin; what software assurance is paid in.
    SwaUnit,
}

/// What one unit of a licence part grants (spec chapter 4, "Stacking").
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Grant {
    /// Units of a feature, which add up.
    Quantity {
        /// The feature, in kebab-case.
        feature: String,
        /// Units of the feature.
        amount: u32,
    },
    /// A version of a feature, of which the highest counts.
    Version {
        /// The feature, in kebab-case.
        feature: String,
        /// The version.
        version: u32,
    },
}

impl Grant {
    /// The feature.
    pub fn feature(&self) -> &str {
        match self {
            Self::Quantity { feature, .. } | Self::Version { feature, .. } => feature,
        }
    }
}

impl Part {
    /// Whether it can be attached at locations of this system type.
    pub fn fits(&self, system_type: &SystemTypeId) -> bool {
        self.fits.contains(system_type)
    }
}
