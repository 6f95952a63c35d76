//! The plans that devices can have. They are data of the catalogue; the rank is said, and never
//! follows from a price.

use serde::{Deserialize, Serialize};

/// A plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SubscriptionPlan {
    /// Kebab-case, as in `standard`.
    pub id: String,
    /// As it is shown.
    pub name: String,
    /// The higher one is in effect where two cover the same day. No two plans share one.
    pub rank: u8,
    /// Not offered and not accepted for anything new; what exists of it goes on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
}
