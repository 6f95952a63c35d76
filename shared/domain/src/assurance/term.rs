//! What units buy: terms that cool off, were activated, wait or are held (spec chapter 5,
//! "Assign, cool off, activate" and "Renewal").

use super::Taken;
use crate::{
    day::Day,
    id::{OrganisationId, RenewalId},
    text::{Line, Name, Notes, PartNumber},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What units are assigned for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AssignmentKind {
    /// A term that follows the grace period.
    New,
    /// A term after grace is over or the agreement has lapsed.
    Reinstatement,
    /// Licences added while SWA runs, to the running end.
    Expansion,
    /// A term that was renewed.
    Renewal,
}

/// What units buy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deal {
    /// What for.
    pub kind: AssignmentKind,
    /// The term's months.
    pub months: u32,
    /// The first day covered.
    pub starts: Day,
    /// The last day covered.
    pub ends: Day,
    /// Units for the term, rounded up.
    pub units: u32,
    /// Months to reinstate; 0 for none.
    pub reinstatement_months: u32,
    /// Units for those, rounded up by themselves.
    pub reinstatement_units: u32,
    /// The version of the rate card that it was quoted with.
    pub version: String,
}

impl Deal {
    /// All units that it takes.
    pub const fn total(&self) -> u32 {
        self.units.saturating_add(self.reinstatement_units)
    }
}

/// Units that cool off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// Counts from 1 within the agreement.
    pub assignment: u32,
    /// What they buy.
    pub deal: Deal,
    /// Where they were taken from, and go back to.
    pub lots: Vec<Taken>,
    /// The licences that are covered by it.
    pub covers: BTreeMap<PartNumber, u32>,
    /// The dealer's number or note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Line>,
    /// When it was assigned.
    pub at: DateTime<Utc>,
    /// When it activates by itself; it can be cancelled before.
    pub until: DateTime<Utc>,
    /// Who assigned it, by name.
    pub by: Name,
}

/// What was activated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// What the units bought.
    pub deal: Deal,
    /// Which assignment it was; none where it was renewed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignment: Option<u32>,
    /// The dealer's number or note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Line>,
    /// When it was assigned.
    pub assigned_at: DateTime<Utc>,
    /// Who assigned it, by name.
    pub assigned_by: Name,
    /// When it was activated.
    pub activated_at: DateTime<Utc>,
    /// Why it was processed before the cooling off was over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Notes>,
}

/// A renewed term whose units are taken when the running one ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Next {
    /// The renewal.
    pub renewal_id: RenewalId,
    /// What the units buy.
    pub deal: Deal,
    /// Where they are held.
    pub lots: Vec<Taken>,
    /// In whose bin, where the location went to another dealer since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<OrganisationId>,
    /// The licences that are covered by it.
    pub covers: BTreeMap<PartNumber, u32>,
    /// The dealer's number or note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Line>,
    /// When it was renewed.
    pub at: DateTime<Utc>,
    /// Who renewed it, by name.
    pub by: Name,
}

/// A renewal that is under way keeps all others from the agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The renewal.
    pub renewal_id: RenewalId,
    /// The units that it holds for this agreement.
    pub lots: Vec<Taken>,
    /// The licences that are covered by it.
    pub covers: BTreeMap<PartNumber, u32>,
}
