//! What an event asks for outside the table. It is kept with the event, in the same
//! transaction, and done at least once.

mod addressees;
mod mail;

pub use addressees::Addressees;
pub use mail::Mail;

use crate::{
    day::Day,
    id::{BatchId, CustomerId, LocationId, RenewalId, UpgradeId},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum Task {
    /// Send a mail.
    Mail {
        /// To whom.
        to: Addressees,
        /// Which.
        mail: Mail,
        /// Not before this instant, where it is a reminder; at once without.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        not_before: Option<DateTime<Utc>>,
    },
    /// Provision an upgrade that was bought: tell the vendor's endpoint, where there is one,
    /// and raise the quota.
    Provision {
        /// The upgrade.
        upgrade_id: UpgradeId,
    },
    /// Make the one-shot schedule that ends a cooling off.
    ScheduleTimer {
        /// Its name; the same name again is the same schedule.
        name: String,
        /// When it fires.
        at: DateTime<Utc>,
        /// What it is called with.
        assignment: CoolingOff,
    },
    /// End a cooling off that the timer has not ended.
    FinishCoolingOff {
        /// Which.
        assignment: CoolingOff,
        /// When it is overdue.
        not_before: DateTime<Utc>,
    },
    /// Begin a renewed term.
    BeginTerm {
        /// The location.
        location_id: LocationId,
        /// The application's id.
        application: String,
        /// The first day of the term.
        not_before: DateTime<Utc>,
    },
    /// Bring a renewal to its end that nobody is at any more.
    FinishRenewal {
        /// The customer.
        customer_id: CustomerId,
        /// The renewal.
        renewal_id: RenewalId,
        /// When nobody can be at it.
        not_before: DateTime<Utc>,
    },
    /// Make the codes of a batch that are not there yet: whoever issued it did not get to it.
    PrepareCodes {
        /// The batch.
        batch_id: BatchId,
        /// Not before this instant.
        not_before: DateTime<Utc>,
    },
}

/// An assignment that cools off: what its timer is called with. It is a hint; what is to
/// be done is decided from what stands in the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoolingOff {
    /// The location.
    pub location_id: LocationId,
    /// The application's id.
    pub application: String,
    /// Which assignment of the agreement.
    pub assignment: u32,
}

impl CoolingOff {
    /// The name of its schedule, up to 64 characters.
    pub fn schedule_name(&self) -> String {
        // The longest of application ids has 18; cut, the location still tells them apart
        // by what is left, and no two applications begin alike for 18 characters.
        let application: String = self.application.chars().take(18).collect();
        format!(
            "swa-{}-{application}-{}",
            self.location_id.uuid().simple(),
            self.assignment
        )
    }
}

/// How long after its time a cooling off is overdue.
const OVERDUE: TimeDelta = TimeDelta::minutes(5);

impl Task {
    /// A mail to be sent at once.
    pub const fn mail(to: Addressees, mail: Mail) -> Self {
        Self::Mail {
            to,
            mail,
            not_before: None,
        }
    }

    /// A mail to be sent later, if there is still something to say then.
    pub const fn reminder(to: Addressees, mail: Mail, not_before: DateTime<Utc>) -> Self {
        Self::Mail {
            to,
            mail,
            not_before: Some(not_before),
        }
    }

    /// What ends a cooling off: its timer, and the sweep where that is lost.
    pub fn cooling_off(assignment: CoolingOff, until: DateTime<Utc>) -> [Self; 2] {
        [
            Self::ScheduleTimer {
                name: assignment.schedule_name(),
                at: until,
                assignment: assignment.clone(),
            },
            Self::FinishCoolingOff {
                assignment,
                not_before: until + OVERDUE,
            },
        ]
    }

    /// When it may be done; `None` for at once.
    pub const fn not_before(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Mail { not_before, .. } => *not_before,
            Self::Provision { .. } => None,
            Self::ScheduleTimer { .. } => None,
            Self::FinishCoolingOff { not_before, .. }
            | Self::BeginTerm { not_before, .. }
            | Self::FinishRenewal { not_before, .. } => Some(*not_before),
            Self::PrepareCodes { not_before, .. } => Some(*not_before),
        }
    }

    /// Whether it is given up once it has failed for more than a day. A mail is: by then it says
    /// what was. A change of the desk's own state never is: what was bought, renewed or assigned
    /// is owed, so it waits and is tried again for as long as it takes.
    pub const fn may_be_given_up(&self) -> bool {
        match self {
            Self::Mail { .. } => true,
            Self::Provision { .. }
            | Self::ScheduleTimer { .. }
            | Self::FinishCoolingOff { .. }
            | Self::BeginTerm { .. }
            | Self::FinishRenewal { .. }
            | Self::PrepareCodes { .. } => false,
        }
    }

    /// What it does, in a few words.
    pub const fn says(&self) -> &'static str {
        match self {
            Self::Mail { .. } => "Send a mail",
            Self::Provision { .. } => "Provision the upgrade",
            Self::ScheduleTimer { .. } => "Set the timer that ends a cooling off",
            Self::FinishCoolingOff { .. } => "End a cooling off",
            Self::BeginTerm { .. } => "Begin the renewed term",
            Self::FinishRenewal { .. } => "Bring a renewal to its end",
            Self::PrepareCodes { .. } => "Make the codes of a batch",
        }
    }

    /// Whether it may be done now.
    pub fn is_due(&self, now: DateTime<Utc>) -> bool {
        self.not_before().is_none_or(|at| at <= now)
    }
}

/// When somebody is reminded of a day: at midnight UTC, so many days before it, as far as that is
/// ahead.
pub fn reminders<const N: usize>(
    day: Day,
    days_before: [i64; N],
    now: DateTime<Utc>,
) -> impl Iterator<Item = (i64, DateTime<Utc>)> {
    days_before
        .into_iter()
        .map(move |days| (days, day.begins() - TimeDelta::days(days)))
        .filter(move |(_, at)| *at > now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reminders_come_at_midnight_and_those_that_are_over_do_not() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let nine = day("2026-01-05").begins() + TimeDelta::hours(9);
        for (ends, left) in [
            (
                "2026-12-31",
                vec![(90, "2026-10-02"), (60, "2026-11-01"), (30, "2026-12-01")],
            ),
            ("2026-04-05", vec![(60, "2026-02-04"), (30, "2026-03-06")]),
            ("2026-02-05", vec![(30, "2026-01-06")]),
            // This midnight is over.
            ("2026-02-04", vec![]),
            ("2025-12-31", vec![]),
        ] {
            let found: Vec<_> = reminders(day(ends), [90, 60, 30], nine).collect();
            let left: Vec<_> = left.into_iter().map(|(days, on)| (days, day(on).begins())).collect();
            assert_eq!(found, left, "{ends}");
        }
    }
}
