//! Periods of plans on one device. A period is `[start, end)` in civil dates, UTC; its end is
//! its start and so many calendar months, clamped to the month's last day.

use crate::{day::Day, id::SubscriptionId};
use serde::{Deserialize, Serialize};

/// The most periods of a device that are running or to come.
pub const MOST_PERIODS: usize = 40;

/// How many days before the last period's end its organisation is reminded, once each.
pub const REMINDER_DAYS: [i64; 3] = [60, 30, 7];

/// A plan on a device for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// The plan's id.
    pub plan: String,
    /// The plan's rank when it was assigned.
    pub rank: u8,
    /// Calendar months from its start.
    pub months: u32,
    /// The first day.
    pub start: Day,
    /// The day after the last one.
    pub end: Day,
    /// The subscription whose seat it is.
    pub subscription_id: SubscriptionId,
}

/// Where a period stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PeriodState {
    /// It is over.
    Past,
    /// It covers the day.
    Running,
    /// It has not begun.
    Upcoming,
}

/// What a new period is to those that a device has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// There are none: it starts now.
    First,
    /// It starts when the last of the same plan ends.
    Extension,
    /// It starts now, over a lower plan.
    Upgrade,
    /// It starts when the last of a higher plan ends.
    Deferred,
}

impl Period {
    /// Where it stands on this day.
    pub fn state(&self, day: Day) -> PeriodState {
        if self.end <= day {
            PeriodState::Past
        } else if self.start <= day {
            PeriodState::Running
        } else {
            PeriodState::Upcoming
        }
    }

    fn moved_to(&self, start: Day) -> Option<Self> {
        Some(Self {
            start,
            end: start.after_months(self.months)?,
            ..self.clone()
        })
    }
}

/// The period in effect on this day: the highest-ranked that covers it.
pub fn in_effect(periods: &[Period], day: Day) -> Option<&Period> {
    periods
        .iter()
        .filter(|period| period.state(day) == PeriodState::Running)
        .max_by_key(|period| period.rank)
}

/// The day after the last period's last one; `None` where nothing is running or to come.
pub fn covered_until(periods: &[Period], day: Day) -> Option<Day> {
    periods.iter().map(|period| period.end).filter(|end| *end > day).max()
}

/// A device's periods with one more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// Every period, by start.
    pub periods: Vec<Period>,
    /// The new one.
    pub added: Period,
    /// What it is to the others.
    pub effect: Effect,
}

/// When the last of the periods that run or wait, of this rank or higher, ends; `today`
/// without any.
fn free_from<'a>(periods: impl IntoIterator<Item = &'a Period>, rank: u8, today: Day) -> Day {
    periods
        .into_iter()
        .filter(|period| period.rank >= rank)
        .map(|period| period.end)
        .fold(today, Ord::max)
}

/// Adds a period. It starts when the last running or queued one of equal or higher rank ends,
/// and today if there is none. A lower one that runs keeps its dates; lower ones that have not
/// begun move behind, in order, with their length. `None` where one would end beyond the last day
/// that there is: none is cut short.
pub fn place(
    periods: &[Period],
    plan: (&str, u8),
    months: u32,
    subscription_id: SubscriptionId,
    today: Day,
) -> Option<Placed> {
    let (plan, rank) = plan;
    let start = free_from(periods, rank, today);
    let added = Period {
        plan: plan.to_owned(),
        rank,
        months,
        start,
        end: start.after_months(months)?,
        subscription_id,
    };
    let effect = effect(periods, &added, today);
    let moves = |period: &Period| period.rank < rank && period.state(today) == PeriodState::Upcoming;
    let (mut waiting, mut placed): (Vec<Period>, Vec<Period>) = periods.iter().cloned().partition(moves);
    placed.push(added.clone());
    waiting.sort_by_key(|period| (period.start, period.end));
    for period in waiting {
        let start = free_from(&placed, period.rank, today);
        placed.push(period.moved_to(start)?);
    }
    placed.sort_by_key(|period| (period.start, period.end, std::cmp::Reverse(period.rank)));
    Some(Placed {
        periods: placed,
        added,
        effect,
    })
}

fn effect(before: &[Period], added: &Period, today: Day) -> Effect {
    if added.start == today {
        let over_lower = before.iter().any(|period| period.end > today);
        return if over_lower { Effect::Upgrade } else { Effect::First };
    }
    let extends = before
        .iter()
        .any(|period| period.rank == added.rank && period.end == added.start);
    if extends { Effect::Extension } else { Effect::Deferred }
}

#[cfg(test)]
mod tests;
