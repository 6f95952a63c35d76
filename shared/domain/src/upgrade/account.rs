//! What is counted of a tenant: numbers, requests that wait, quota.

use crate::{
    day::{Day, KeptDay},
    id::{UpgradeId, UserId},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A tenant's counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The number of the newest request; 0 for none. Numbers are never used twice.
    pub requests: u32,
    /// The number of the newest purchase; 0 for none.
    pub upgrades: u32,
    /// The requests that wait for a decision, and whose they are.
    pub open: BTreeMap<UpgradeId, UserId>,
    /// What upgrades add to the quota.
    pub grants: Grants,
    /// What is used, by metric, as the vendor's platform has measured it.
    pub used: BTreeMap<String, u32>,
}

impl Account {
    /// How many requests of this user wait.
    pub fn open_of(&self, user_id: UserId) -> usize {
        self.open.values().filter(|owner| **owner == user_id).count()
    }
}

/// Units by metric and last day. What has ended stays and counts no more, so that nothing
/// needs to be written on a contract's last day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Grants(BTreeMap<String, u32>);

impl Grants {
    /// The name under which units of a metric up to a last day are added up.
    pub fn name(metric: &str, last_day: Day) -> String {
        format!("{metric} {last_day}")
    }

    /// The units of a metric that count on this day.
    pub fn on(&self, metric: &str, day: Day) -> u32 {
        self.0
            .iter()
            .filter_map(|(name, units)| {
                let (named, last_day) = name.rsplit_once(' ')?;
                let last_day: KeptDay = last_day.parse().ok()?;
                (named == metric && day <= last_day.day()).then_some(*units)
            })
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_upgrades_add_counts_up_to_its_last_day() {
        let day = |month, day| Day::ymd(2026, month, day).unwrap();
        let grants = Grants(BTreeMap::from([
            (Grants::name("agents", day(6, 30)), 5),
            (Grants::name("agents", day(12, 31)), 10),
            (Grants::name("users", day(12, 31)), 7),
        ]));
        for (on, units) in [(day(6, 29), 15), (day(6, 30), 15), (day(7, 1), 10), (day(12, 31), 10)] {
            assert_eq!(grants.on("agents", on), units, "{on}");
        }
        assert_eq!(grants.on("agents", Day::ymd(2027, 1, 1).unwrap()), 0);
        assert_eq!(grants.on("users", day(12, 31)), 7);
        assert_eq!(grants.on("rules", day(1, 1)), 0);
    }
}
