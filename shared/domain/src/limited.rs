//! Limited licences: files that hold for a while and grant everything that a system type has, to show a
//! system or to service it, a few times for each location (spec chapter 4, "Roles in the channel").

use crate::{
    catalogue::{Catalogue, Grant, SystemType},
    customer::Location,
    day::Day,
    feature::{Feature, Level},
    id::LocationId,
    organisation::Role,
    outbox::{Addressees, Mail, Task, reminders},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};

/// What a limited licence is for. A file that is one says so, and so does whoever shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum LimitedKind {
    /// To show a system.
    Demo,
    /// To service a system.
    Service,
    /// To go on until hardware that died is replaced.
    Emergency,
}

impl LimitedKind {
    /// As it is shown.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Demo => "Demo licence",
            Self::Service => "Service licence",
            Self::Emergency => "Emergency licence",
        }
    }

    /// As it stands in the name of a file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Demo => "demo",
            Self::Service => "service",
            Self::Emergency => "emergency",
        }
    }
}

impl fmt::Display for LimitedKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// How many limited licences each location of a system type gets, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Allowance {
    /// How many.
    pub number: u32,
    /// Days each.
    pub days: u32,
}

impl Allowance {
    /// The most licences and days.
    pub const MOST: u32 = 366;
}

/// How many limited licences a location had.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitedUse {
    /// To show it.
    #[serde(default)]
    pub demo: u32,
    /// To service it.
    #[serde(default)]
    pub service: u32,
}

impl LimitedUse {
    /// Whether there was none.
    pub const fn is_none(&self) -> bool {
        self.demo == 0 && self.service == 0
    }

    const fn of(&self, kind: LimitedKind) -> u32 {
        match kind {
            LimitedKind::Demo => self.demo,
            LimitedKind::Service => self.service,
            LimitedKind::Emergency => 0,
        }
    }

    /// With one more.
    pub const fn and(self, kind: LimitedKind) -> Self {
        match kind {
            LimitedKind::Demo => Self {
                demo: self.demo + 1,
                ..self
            },
            LimitedKind::Service => Self {
                service: self.service + 1,
                ..self
            },
            LimitedKind::Emergency => self,
        }
    }
}

/// What a file is limited to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limited {
    /// What it is for.
    pub kind: LimitedKind,
    /// When it ends.
    pub ends: DateTime<Utc>,
}

/// Why no limited licence is made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LimitedRefusal {
    /// The system type has none.
    #[error("There is no {} for {system_type}.", kind.words().to_lowercase())]
    None {
        /// What it is for.
        kind: LimitedKind,
        /// The system type by name.
        system_type: String,
    },
    /// The location had them all.
    #[error("This location has had its {number} {}s. Ask your vendor if it needs another.", kind.words().to_lowercase())]
    UsedUp {
        /// What it is for.
        kind: LimitedKind,
        /// How many there are.
        number: u32,
    },
}

impl SystemType {
    /// How many limited licences of a kind its locations get.
    pub const fn allowance(&self, kind: LimitedKind) -> Option<Allowance> {
        match kind {
            LimitedKind::Demo => self.demo,
            LimitedKind::Service => self.service,
            LimitedKind::Emergency => None,
        }
    }
}

/// How many limited licences of a kind a location has left, and its allowance; nothing where its system
/// type has none.
pub fn left(kind: &SystemType, location: &Location, limited: LimitedKind) -> Option<(u32, Allowance)> {
    let allowance = kind.allowance(limited)?;
    Some((allowance.number.saturating_sub(location.limited.of(limited)), allowance))
}

/// What another limited licence of a location is, made at this instant.
///
/// # Errors
/// It gets none, or none any more.
pub fn another(
    kind: &SystemType,
    location: &Location,
    limited: LimitedKind,
    now: DateTime<Utc>,
) -> Result<Limited, LimitedRefusal> {
    let (left, allowance) = left(kind, location, limited).ok_or_else(|| LimitedRefusal::None {
        kind: limited,
        system_type: kind.name.clone(),
    })?;
    if left == 0 {
        return Err(LimitedRefusal::UsedUp {
            kind: limited,
            number: allowance.number,
        });
    }
    Ok(Limited {
        kind: limited,
        ends: now + TimeDelta::days(i64::from(allowance.days)),
    })
}

/// As many units as a limited licence grants of each feature.
pub const UNITS: u64 = 9_999;

/// Everything that a system type has: so many units of each feature, and the highest version.
pub fn everything(catalogue: &Catalogue, kind: &SystemType) -> Vec<Feature> {
    let mut features: BTreeMap<&str, Level> = BTreeMap::new();
    for grant in catalogue
        .parts()
        .filter(|part| part.fits(&kind.id))
        .filter_map(|part| part.grants.as_ref())
    {
        let level = features.entry(grant.feature()).or_insert(match grant {
            Grant::Quantity { .. } => Level::Quantity(UNITS),
            Grant::Version { version, .. } => Level::Version(*version),
        });
        if let (Level::Version(highest), Grant::Version { version, .. }) = (&mut *level, grant) {
            *highest = (*highest).max(*version);
        }
    }
    let features = features.into_iter().map(|(feature, level)| Feature {
        feature: feature.to_owned(),
        level,
        made_of: "everything".to_owned(),
    });
    features.collect()
}

/// How many days before it ends somebody is told.
const TOLD: [i64; 2] = [14, 3];

/// A limited licence was made: its location's licence users are told before it ends.
pub fn tasks(location: &Location, sequence: u32, limited: Limited, now: DateTime<Utc>) -> Vec<Task> {
    let to = || Addressees::holders(location.organisation_id, &[Role::LicenceUser]);
    let location_id: LocationId = location.location_id;
    reminders(Day::of(limited.ends), TOLD, now)
        .map(|(_, at)| Task::reminder(to(), Mail::LimitedEnding { location_id, sequence }, at))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::licence::tests::location_of;

    fn kind(id: &str) -> &'static SystemType {
        Catalogue::seed().system_type(id).unwrap()
    }

    fn now() -> DateTime<Utc> {
        "2026-01-05T09:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_location_gets_its_number_of_each_kind_and_no_more() {
        let mut location = location_of("sv8100", "191000343919", false);
        let sv8100 = kind("sv8100");
        for used in 0..2 {
            assert_eq!(left(sv8100, &location, LimitedKind::Demo).unwrap().0, 2 - used);
            let demo = another(sv8100, &location, LimitedKind::Demo, now()).unwrap();
            assert_eq!((demo.ends - now()).num_days(), 60);
            location.limited = location.limited.and(LimitedKind::Demo);
        }
        let used_up = another(sv8100, &location, LimitedKind::Demo, now()).unwrap_err();
        assert_eq!(
            used_up.to_string(),
            "This location has had its 2 demo licences. Ask your vendor if it needs another."
        );
        assert!(another(sv8100, &location, LimitedKind::Service, now()).is_ok());
        let none = another(
            kind("sl2100"),
            &location_of("sl2100", "3810004626AD", false),
            LimitedKind::Demo,
            now(),
        );
        assert_eq!(none.unwrap_err().to_string(), "There is no demo licence for SL2100.");
        assert!(another(sv8100, &location, LimitedKind::Emergency, now()).is_err());
    }

    #[test]
    fn it_grants_all_that_a_system_has() {
        let features = everything(Catalogue::seed(), kind("sv8100"));
        let level = |name: &str| features.iter().find(|feature| feature.feature == name).unwrap().level;
        assert_eq!(level("ip-terminals"), Level::Quantity(UNITS));
        assert_eq!(level("system-version"), Level::Version(6));
        let granted = Catalogue::seed().parts().filter(|part| part.fits(&kind("sv8100").id));
        let granted: std::collections::BTreeSet<_> = granted
            .filter_map(|part| part.grants.as_ref())
            .map(Grant::feature)
            .collect();
        assert_eq!(features.len(), granted.len());
    }

    #[test]
    fn who_has_it_is_told_before_it_ends_as_far_as_that_is_ahead() {
        let location = location_of("sv8100", "191000343919", false);
        let told = |days: i64| {
            let ends = now() + TimeDelta::days(days);
            let limited = Limited {
                kind: LimitedKind::Demo,
                ends,
            };
            tasks(&location, 1, limited, now()).len()
        };
        assert_eq!((told(60), told(14), told(3), told(1)), (2, 1, 0, 0));
    }
}
