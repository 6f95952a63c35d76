//! Histories.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// One change of one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventView {
    /// Counts from 1 within the thing it happened to.
    pub sequence: u32,
    /// When.
    pub at: DateTime<Utc>,
    /// What happened, as in `licences-attached`; `unreadable` where this version cannot show it.
    pub operation: String,
    /// Who, by name as it was then, and for whom where it was on somebody's behalf.
    pub by: String,
    /// What changed, in a sentence.
    pub summary: String,
}
