//! Subscriptions (spec chapter 2, "Subscriptions"): seats of a plan for a term, and from when
//! to when which device has what.

mod assign;
mod period;
mod plan;
mod redeem;
pub mod tasks;

pub use assign::{AssignRefusal, Assigned, Choice, MOST_DEVICES, Shown, assign};
pub use period::{Effect, MOST_PERIODS, Period, PeriodState, Placed, REMINDER_DAYS, covered_until, in_effect, place};
pub use plan::SubscriptionPlan;
pub use redeem::redeem;

use crate::{
    id::{BatchId, OrganisationId, SubscriptionId},
    text::Name,
    upgrade::Person,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The longest term, in calendar months.
pub const MOST_MONTHS: u32 = 120;

/// The most seats of a code.
pub const MOST_SEATS: u32 = 1000;

/// What a code was redeemed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    /// Its id.
    pub subscription_id: SubscriptionId,
    /// The tenant that redeemed the code.
    pub organisation_id: OrganisationId,
    /// The plan's id.
    pub plan: String,
    /// Calendar months.
    pub months: u32,
    /// Devices that it is for.
    pub seats: u32,
    /// Seats that no device has yet.
    pub unassigned: u32,
    /// The issuer's name, when the code was issued.
    pub issuer_name: Name,
    /// The code's batch.
    pub batch_id: BatchId,
    /// The code's number in the batch.
    pub number: u32,
    /// Who redeemed it.
    pub redeemed_by: Person,
    /// When.
    pub redeemed_at: DateTime<Utc>,
}

impl Subscription {
    /// With seats on so many devices more.
    pub fn with_assigned(&self, devices: usize) -> Self {
        let devices = u32::try_from(devices).unwrap_or(u32::MAX);
        Self {
            unassigned: self.unassigned.saturating_sub(devices),
            ..self.clone()
        }
    }
}
