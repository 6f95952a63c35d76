//! Assigning seats to devices. What the preview showed is what the confirmation gives, or it
//! is refused.

use super::{MOST_PERIODS, Period, Placed, Subscription, covered_until, place};
use crate::{catalogue::Catalogue, day::Day, device::Device, id::DeviceId, text::Name};
use serde::{Deserialize, Serialize};

/// The most devices that seats are assigned to at a time: they are written together.
pub const MOST_DEVICES: usize = 80;

/// A period as a preview showed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The plan's id.
    pub plan: String,
    /// The first day.
    pub starts_on: Day,
    /// The day after the last one.
    pub ends_on: Day,
}

impl Shown {
    fn is(&self, period: &Period) -> bool {
        (&self.plan, self.starts_on, self.ends_on) == (&period.plan, period.start, period.end)
    }
}

/// A chosen device, and the periods that were shown for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice<'a> {
    /// The device as it is.
    pub device: &'a Device,
    /// What the preview showed; `None` for the preview itself.
    pub shown: Option<&'a [Shown]>,
}

/// What a device got, as it stands in the event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigned {
    /// The device.
    pub device_id: DeviceId,
    /// Its name then.
    pub name: Name,
    /// The new period's first day.
    pub start: Day,
    /// The day after its last one.
    pub end: Day,
    /// The day after the device's last one of all, where this moved it: what reminders are for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covered_until: Option<Day>,
}

impl Assigned {
    /// What a device got.
    pub fn of(device: &Device, placed: &Placed, today: Day) -> Self {
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
    /// A period would end later than any day.
    #[error("The plans of {0} would end after {last}, which is the last day. Choose another device.", last = Day::LAST)]
    BeyondTheLastDay(Name),
    /// The plan is not there any more.
    #[error("The plan {0} is not offered any more. Ask whoever sent you the code.")]
    NoSuchPlan(String),
}

/// What each chosen device gets of a subscription's seats. Refusals by index; without an index for
/// all.
pub fn assign(
    catalogue: &Catalogue,
    subscription: &Subscription,
    choices: &[Choice<'_>],
    today: Day,
) -> Result<Vec<Placed>, Vec<(Option<usize>, AssignRefusal)>> {
    let Some(plan) = catalogue.subscription_plan(&subscription.plan) else {
        return Err(vec![(None, AssignRefusal::NoSuchPlan(subscription.plan.clone()))]);
    };
    let left = subscription.unassigned;
    if u32::try_from(choices.len()).is_ok_and(|chosen| chosen > left) {
        let refusal = AssignRefusal::NotEnoughSeats {
            left,
            chosen: choices.len(),
        };
        return Err(vec![(None, refusal)]);
    }
    let (plan, months, id) = (
        (plan.id.as_str(), plan.rank),
        subscription.months,
        subscription.subscription_id,
    );
    let mut placed = Vec::with_capacity(choices.len());
    let mut refusals = Vec::new();
    for (index, Choice { device, shown }) in choices.iter().enumerate() {
        let Some(new) = place(&device.periods, plan, months, id, today) else {
            refusals.push((Some(index), AssignRefusal::BeyondTheLastDay(device.name.clone())));
            continue;
        };
        // The periods that run or wait are those that a preview shows.
        let ahead: Vec<&Period> = new.periods.iter().filter(|period| period.end > today).collect();
        let as_shown = shown.is_none_or(|shown| {
            shown.len() == ahead.len() && shown.iter().zip(&ahead).all(|(shown, period)| shown.is(period))
        });
        if ahead.len() > MOST_PERIODS {
            refusals.push((Some(index), AssignRefusal::TooManyPeriods(device.name.clone())));
        } else if !as_shown {
            refusals.push((Some(index), AssignRefusal::Outdated(device.name.clone())));
        }
        placed.push(new);
    }
    if refusals.is_empty() { Ok(placed) } else { Err(refusals) }
}
