//! Parts: what can be ordered (spec README, "Words").

use super::SystemTypeId;
use crate::text::PartNumber;
use serde::{Deserialize, Serialize};

/// A thing that can be ordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
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
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fits: Vec<SystemTypeId>,
    /// What one unit of a licence grants; nothing for SWA units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grants: Option<Grant>,
    /// Whether a system has one unit of it, whichever of its locations that is at.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub one_per_system: bool,
    /// Whether the number is made up, for parts that no manual prints.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub invented: bool,
    /// Not offered and not accepted for anything new; what exists of it goes on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged, try_from = "Granted")]
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

/// As it stands in the document.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Granted {
    feature: String,
    #[serde(default)]
    amount: Option<u32>,
    #[serde(default)]
    version: Option<u32>,
}

/// Neither units nor a version, or both. The sentence is shown at the field.
#[derive(Debug, thiserror::Error)]
#[error("Say either how many units of the feature it grants (amount) or which version (version).")]
struct NotAGrant;

impl TryFrom<Granted> for Grant {
    type Error = NotAGrant;
    fn try_from(granted: Granted) -> Result<Self, NotAGrant> {
        let Granted {
            feature,
            amount,
            version,
        } = granted;
        match (amount, version) {
            (Some(amount), None) => Ok(Self::Quantity { feature, amount }),
            (None, Some(version)) => Ok(Self::Version { feature, version }),
            _ => Err(NotAGrant),
        }
    }
}

impl Grant {
    /// The feature.
    pub fn feature(&self) -> &str {
        match self {
            Self::Quantity { feature, .. } | Self::Version { feature, .. } => feature,
        }
    }
}

impl Grant {
    /// Units of the feature, or its version.
    pub const fn units(&self) -> u32 {
        match self {
            Self::Quantity { amount, .. } => *amount,
            Self::Version { version, .. } => *version,
        }
    }
}

impl Part {
    /// Reads what [`Part::list_to_json`] wrote; compiled here, as [`super::Document::from_json`] is.
    ///
    /// # Errors
    /// It is no list of parts.
    pub fn list_from_json(json: &[u8]) -> serde_json::Result<Vec<Self>> {
        serde_json::from_slice(json)
    }

    /// Parts as JSON.
    ///
    /// # Errors
    /// None that a part can cause.
    pub fn list_to_json(parts: &[Self]) -> serde_json::Result<Vec<u8>> {
        serde_json::to_vec(parts)
    }

    /// Whether it can be attached at locations of this system type.
    pub fn fits(&self, system_type: &SystemTypeId) -> bool {
        self.fits.contains(system_type)
    }
}
