//! Applications: the licensed products (spec README, "Words").

use super::Characters;
use serde::{Deserialize, Serialize};

/// A licensed product. Every part belongs to one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Application {
    /// Kebab-case, as in `press-12`.
    pub id: String,
    /// As it is shown.
    pub name: String,
    /// What an agreement number names it by; no two applications share them.
    pub characters: Characters,
    /// Whether the characters are of our choosing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub invented: bool,
    /// Not offered and not accepted for anything new; what exists of it goes on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
}
