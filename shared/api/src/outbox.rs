//! What an event asked for outside the table and is not done, though it was tried.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// An event of which something fails. It is tried again and again, with pauses of 30 seconds up
/// to an hour; only a mail is given up, after a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FailingView {
    /// What the event happened to, as in `UPGRADE#` and an id.
    pub aggregate: String,
    /// The event's number among those of the aggregate.
    pub sequence: u32,
    /// The event, in a sentence.
    pub event: String,
    /// What is not done yet, in a few words each.
    pub tasks: Vec<String>,
    /// What the newest try failed with, as the machine says it.
    pub reason: String,
    /// When it failed first; absent where it was not noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<DateTime<Utc>>,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next; absent while a try goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_at: Option<DateTime<Utc>>,
}

/// Has an event's tasks tried at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TryAgainRequest {
    /// What the event happened to, as it was listed.
    pub aggregate: String,
    /// The event's number, as it was listed.
    pub sequence: u32,
}
