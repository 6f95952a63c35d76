//! The one-shot schedules, one file each, and which of them is next.

use crate::durable;
use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// A one-shot schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// Unique; derives from what it is for.
    pub name: String,
    /// When it fires, by the test clock.
    pub at: DateTime<Utc>,
    /// The ARN of the function it calls.
    pub target: String,
    /// The role that the call is made in; not used here.
    pub role: String,
    /// What the function is called with.
    pub input: Option<String>,
    /// Whether it stays, spent, after it has fired.
    pub keep: bool,
    /// Makes creating it twice creating it once.
    pub client_token: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it fired, if it did.
    pub fired_at: Option<DateTime<Utc>>,
}

impl Schedule {
    /// Its ARN in the one account and region there is here.
    pub fn arn(&self) -> String {
        format!(
            "arn:aws:scheduler:us-east-1:000000000000:schedule/default/{}",
            self.name
        )
    }

    /// The name of the function it calls.
    pub fn function(&self) -> &str {
        self.target.rsplit(':').next().unwrap_or_default()
    }
}

/// Whether this can be a schedule's name (and so a file's).
pub fn is_schedule_name(name: &str) -> bool {
    (1..=64).contains(&name.len()) && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
}

/// The time in `at(yyyy-mm-ddThh:mm:ss)`, in UTC.
pub fn parse_at(expression: &str) -> Option<DateTime<Utc>> {
    let time = expression.strip_prefix("at(")?.strip_suffix(')')?;
    NaiveDateTime::parse_from_str(time, "%Y-%m-%dT%H:%M:%S")
        .ok()
        .map(|time| time.and_utc())
}

/// A folder of schedules.
#[derive(Debug, Clone)]
pub struct ScheduleStore {
    folder: PathBuf,
}

impl ScheduleStore {
    /// The schedules in this folder.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Keeps a schedule; it is on the disk when this returns.
    pub fn keep(&self, schedule: &Schedule) -> anyhow::Result<()> {
        durable::write_json(&self.path(&schedule.name), schedule)
    }

    /// The schedule of this name.
    pub fn find(&self, name: &str) -> anyhow::Result<Option<Schedule>> {
        if is_schedule_name(name) {
            durable::read_json(&self.path(name))
        } else {
            Ok(None)
        }
    }

    /// Removes the schedule of this name.
    pub fn remove(&self, name: &str) -> anyhow::Result<()> {
        durable::remove(&self.path(name))
    }

    /// Every schedule that has not fired, the earliest first.
    pub fn waiting(&self) -> anyhow::Result<Vec<Schedule>> {
        let mut schedules: Vec<Schedule> = durable::read_all_json(&self.folder)?;
        schedules.retain(|schedule| schedule.fired_at.is_none());
        schedules.sort_by(|a, b| (a.at, &a.name).cmp(&(b.at, &b.name)));
        Ok(schedules)
    }

    /// The earliest schedule that is due at this time and has not fired.
    pub fn next_due(&self, now: DateTime<Utc>) -> anyhow::Result<Option<Schedule>> {
        let first = self.waiting()?.into_iter().next();
        Ok(first.filter(|schedule| schedule.at <= now))
    }

    /// Takes note that it fired: spent, or gone where it was to be deleted then.
    pub fn fired(&self, schedule: Schedule, at: DateTime<Utc>) -> anyhow::Result<()> {
        if schedule.keep {
            self.keep(&Schedule {
                fired_at: Some(at),
                ..schedule
            })
        } else {
            self.remove(&schedule.name)
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.json"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_never_a_path() {
        for good in ["a", "swa-019a9c3e.start_1"] {
            assert!(is_schedule_name(good), "{good}");
        }
        for bad in ["", "../keys", "a/b", "a b", "é", &"a".repeat(65)] {
            assert!(!is_schedule_name(bad), "{bad}");
        }
    }

    #[test]
    fn one_shot_expressions_are_read_as_utc() {
        assert_eq!(
            parse_at("at(2027-03-01T09:30:00)").unwrap().to_rfc3339(),
            "2027-03-01T09:30:00+00:00"
        );
        for other in [
            "rate(1 minute)",
            "at(2027-03-01)",
            "cron(0 0 * * ? *)",
            "at(2027-13-01T00:00:00)",
        ] {
            assert!(parse_at(other).is_none(), "{other}");
        }
    }
}
