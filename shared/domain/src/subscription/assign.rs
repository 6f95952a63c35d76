//! Assigning seats to devices. What the preview showed is what the confirmation gives, or it
//! is refused.

use super::{MOST_PERIODS, Period, Placed, SubscriptionPlan, covered_until, place};
use crate::{
    device::Device,
    id::{DeviceId, SubscriptionId},
    text::Name,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The most devices that seats are assigned to at a time: they are written together.
pub const MOST_DEVICES: usize = 80;

/// A chosen device, and the plans and dates that were shown for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice<'a> {
    /// The device as it is.
    pub device: &'a Device,
    /// What the preview showed; `None` for the preview itself.
    pub shown: Option<&'a [(String, NaiveDate, NaiveDate)]>,
}

/// What a device got, as it stands in the event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigned {
    /// The device.
    pub device_id: DeviceId,
    /// Its name then.
    pub name: Name,
    /// The new period's first day.
    pub start: NaiveDate,
    /// The day after its last one.
    pub end: NaiveDate,
    /// The day after the device's last one of all, where this moved it: what reminders are for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covered_until: Option<NaiveDate>,
}

impl Assigned {
    /// What a device got.
    pub fn of(device: &Device, placed: &Placed, today: NaiveDate) -> Self {
        let before = covered_until(&device.periods, today);
        Self {
            device_id: device.device_id,
            name: device.name.clone(),
            start: placed.added.start,
            end: placed.added.end,
            covered_until: covered_until(&placed.periods, today).filter(|after| before != Some(*after)),
        }
    }
}

/// Why seats are not assigned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AssignRefusal {
    /// More devices than seats.
    #[error("There are {left} unassigned seats; you chose {chosen} devices. Choose fewer.")]
    NotEnoughSeats {
        /// Seats that no device has yet.
        left: u32,
        /// Devices.
        chosen: usize,
    },
    /// Other dates than the preview's.
    #[error("Something about {0} has changed since the preview. Look at its new dates and confirm them.")]
    Outdated(Name),
    /// The row is full.
    #[error("{0} has {MOST_PERIODS} periods that run or wait, which is the most. Choose another device.")]
    TooManyPeriods(Name),
    /// The plan is not there any more.
    #[error("The plan {0} is not offered any more. Ask whoever sent you the code.")]
    NoSuchPlan(String),
}

/// The periods that run or wait, as a preview shows them.
fn shown(periods: &[Period], today: NaiveDate) -> impl Iterator<Item = (&str, NaiveDate, NaiveDate)> {
    periods
        .iter()
        .filter(move |period| period.end > today)
        .map(|period| (period.plan.as_str(), period.start, period.end))
}

/// What each chosen device gets. Refusals by index; without an index for all.
pub fn assign(
    (plan, months, subscription_id): (&str, u32, SubscriptionId),
    unassigned: u32,
    choices: &[Choice<'_>],
    today: NaiveDate,
) -> Result<Vec<Placed>, Vec<(Option<usize>, AssignRefusal)>> {
    let Some(plan) = SubscriptionPlan::of(plan) else {
        return Err(vec![(None, AssignRefusal::NoSuchPlan(plan.to_owned()))]);
    };
    if u32::try_from(choices.len()).is_ok_and(|chosen| chosen > unassigned) {
        let refusal = AssignRefusal::NotEnoughSeats {
            left: unassigned,
            chosen: choices.len(),
        };
        return Err(vec![(None, refusal)]);
    }
    let mut placed = Vec::with_capacity(choices.len());
    let mut refusals = Vec::new();
    for (
        index,
        Choice {
            device,
            shown: expected,
        },
    ) in choices.iter().enumerate()
    {
        let new = place(&device.periods, (&plan.id, plan.rank), months, subscription_id, today);
        let running = shown(&new.periods, today).count();
        let as_shown = expected.is_none_or(|expected| {
            let expected = expected.iter().map(|(plan, start, end)| (plan.as_str(), *start, *end));
            expected.eq(shown(&new.periods, today))
        });
        if running > MOST_PERIODS {
            refusals.push((Some(index), AssignRefusal::TooManyPeriods(device.name.clone())));
        } else if !as_shown {
            refusals.push((Some(index), AssignRefusal::Outdated(device.name.clone())));
        }
        placed.push(new);
    }
    if refusals.is_empty() { Ok(placed) } else { Err(refusals) }
}
