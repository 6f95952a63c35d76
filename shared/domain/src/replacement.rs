//! Hardware replacement: a location's hardware key code becomes another one of its system type, and
//! everything that it has stays (spec chapter 4, "Roles in the channel"); and the emergency licence that
//! lets a system whose hardware died go on until then.

use crate::{
    catalogue::{Catalogue, Hkc, ProductKeys, SystemType},
    customer::Location,
    licence::Licence,
    limited::{Limited, LimitedKind},
    text::Notes,
};
use chrono::{DateTime, Datelike, Months, TimeDelta, Utc, Weekday};
use serde::{Deserialize, Serialize};

/// How often a licence user replaces the hardware of a location within [`WITHIN`].
pub const MOST: usize = 2;

/// The months within which replacements are counted.
const WITHIN: Months = Months::new(12);

/// How many days an emergency licence holds.
const EMERGENCY_DAYS: i64 = 14;

/// When somebody at the vendor can be asked, in UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OfficeHours {
    /// From which hour, 0 to 23.
    #[serde(default)]
    pub from: u32,
    /// To which hour, 1 to 24.
    #[serde(default)]
    pub to: u32,
    /// On which days of the week, 1 for Monday to 7 for Sunday.
    #[serde(default)]
    pub days: Vec<u32>,
}

impl OfficeHours {
    /// What is wrong with them, if anything: a sentence.
    pub fn fault(&self) -> Option<&'static str> {
        let hours = self.from < self.to && self.to <= 24;
        let days = !self.days.is_empty() && self.days.iter().all(|day| (1..=7).contains(day));
        (!hours || !days)
            .then_some("Office hours go from an hour to a later one, 0 to 24 in UTC, on days from 1 (Monday) to 7.")
    }

    /// Whether somebody is there.
    pub fn are(&self, now: DateTime<Utc>) -> bool {
        use chrono::Timelike;
        let day = now.weekday().number_from_monday();
        self.days.contains(&day) && (self.from..self.to).contains(&now.hour())
    }

    /// As it is said.
    pub fn words(&self) -> String {
        let name = |day: &u32| Weekday::try_from(u8::try_from(day - 1).unwrap_or(0)).map(|day| day.to_string());
        let days: Vec<String> = self.days.iter().filter_map(|day| name(day).ok()).collect();
        format!("{} from {}:00 to {}:00 UTC", days.join(", "), self.from, self.to)
    }
}

/// An emergency licence that was given, and the replacement that has to follow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Emergency {
    /// The hardware key code that it is for; nobody else can have it.
    pub hkc: Hkc,
    /// Why.
    pub reason: Notes,
    /// When.
    pub at: DateTime<Utc>,
    /// When it ends.
    pub ends: DateTime<Utc>,
}

/// Why hardware is not replaced.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReplacementRefusal {
    /// Its hardware key code is of no hardware.
    #[error("The hardware key code of {0} is of no hardware, and never has to be replaced.")]
    NeverNeeded(String),
    /// Only the vendor makes another one.
    #[error("The hardware key code of {0} is made anew by your vendor alone. Ask your vendor.")]
    Vendors(String),
    /// It has a temporary key.
    #[error("This location has a temporary key, and nothing to replace.")]
    Temporary,
    /// It follows another's.
    #[error(
        "This location's hardware key code follows that of the system that it belongs to. Replace that one's hardware."
    )]
    Follows,
    /// Licence users have replaced it as often as they may.
    #[error("The hardware of this location was replaced {MOST} times in 12 months. It can be again from {} on; before that, ask your vendor.", .0.format("%-d %b %Y"))]
    UsedUp(DateTime<Utc>),
    /// It is the same.
    #[error("This is the hardware key code that the location has.")]
    Same,
}

/// Why no emergency licence is given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EmergencyRefusal {
    /// Somebody can be asked.
    #[error(
        "Within office hours ({0}) replace the hardware at once, or ask your vendor: an emergency licence is for the time outside of them."
    )]
    OfficeHours(String),
    /// There was one within a year.
    #[error("This location had an emergency licence on {}. There is one each year.", .0.format("%-d %b %Y"))]
    ThisYear(DateTime<Utc>),
    /// Nothing is activated.
    #[error("Nothing is activated at this location, so there is nothing to go on with.")]
    NothingActivated,
    /// Licence files come from elsewhere.
    #[error("Licence files of {0} come from elsewhere, and none is made here.")]
    Elsewhere(String),
    /// Hardware is told by its product key too.
    #[error(
        "Hardware of {0} has a product key, and its licence file is called by it. Replace the hardware at once: it needs both."
    )]
    ProductKey(String),
    /// What keeps the hardware from being replaced.
    #[error(transparent)]
    Replacement(#[from] ReplacementRefusal),
}

/// Who replaces hardware.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// A licence user of the organisation whose location it is.
    LicenceUser,
    /// The vendor, as often as is needed.
    Vendor,
}

/// Whether the hardware key code of a location can be replaced.
///
/// # Errors
/// It cannot, or not now.
pub fn may_replace(
    kind: &SystemType,
    location: &Location,
    by: By,
    now: DateTime<Utc>,
) -> Result<(), ReplacementRefusal> {
    if location.parent.is_some() && kind.parents.is_empty() {
        return Err(ReplacementRefusal::Follows);
    }
    if location.awaits_hkc(kind) || kind.temporary && kind.generation.is_none() {
        return Err(ReplacementRefusal::Temporary);
    }
    match &kind.generation {
        Some(generation) if generation.from.may_change() => {
            return Err(ReplacementRefusal::NeverNeeded(kind.name.clone()));
        }
        Some(_) if kind.temporary && by == By::LicenceUser => {
            return Err(ReplacementRefusal::Vendors(kind.name.clone()));
        }
        _ => {}
    }
    let counted = counted(&location.replacements, now);
    match counted.first() {
        Some(first) if by == By::LicenceUser && counted.len() >= MOST => Err(ReplacementRefusal::UsedUp(after(*first))),
        _ => Ok(()),
    }
}

/// A year after.
fn after(at: DateTime<Utc>) -> DateTime<Utc> {
    at.checked_add_months(WITHIN).unwrap_or(at)
}

/// Those of these replacements that count, oldest first.
fn counted(replacements: &[DateTime<Utc>], now: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    replacements.iter().copied().filter(|at| after(*at) > now).collect()
}

/// The location with another hardware key code.
pub fn replaced(location: &Location, hkc: &Hkc, by: By, now: DateTime<Utc>) -> Location {
    let mut replacements = counted(&location.replacements, now);
    if by == By::LicenceUser {
        replacements.push(now);
    }
    Location {
        hkc: hkc.clone(),
        replacements,
        emergency: None,
        ..location.clone()
    }
}

/// How often a licence user can still replace the hardware of the location; nothing where it never can be.
pub fn left(kind: &SystemType, location: &Location, now: DateTime<Utc>) -> Option<usize> {
    match may_replace(kind, location, By::LicenceUser, now) {
        Ok(()) => Some(MOST - counted(&location.replacements, now).len().min(MOST)),
        Err(ReplacementRefusal::UsedUp(_)) => Some(0),
        Err(_) => None,
    }
}

/// What an emergency licence of the location is, for hardware with this code.
///
/// # Errors
/// There is none, or none now.
pub fn emergency(
    catalogue: &Catalogue,
    kind: &SystemType,
    location: &Location,
    licences: &[Licence],
    now: DateTime<Utc>,
) -> Result<Limited, EmergencyRefusal> {
    if kind.is_external() {
        return Err(EmergencyRefusal::Elsewhere(kind.name.clone()));
    }
    if kind.product_key == Some(ProductKeys::Entered) {
        return Err(EmergencyRefusal::ProductKey(kind.name.clone()));
    }
    match may_replace(kind, location, By::Vendor, now) {
        Err(refusal) => return Err(refusal.into()),
        Ok(()) if kind.generation.is_some() => {
            return Err(ReplacementRefusal::Vendors(kind.name.clone()).into());
        }
        Ok(()) => {}
    }
    if licences.iter().all(|licence| licence.activated_at().is_none()) {
        return Err(EmergencyRefusal::NothingActivated);
    }
    if let Some(hours) = catalogue.desk().office_hours.as_ref().filter(|hours| hours.are(now)) {
        return Err(EmergencyRefusal::OfficeHours(hours.words()));
    }
    if let Some(last) = location.emergency_at.filter(|last| after(*last) > now) {
        return Err(EmergencyRefusal::ThisYear(last));
    }
    Ok(Limited {
        kind: LimitedKind::Emergency,
        ends: now + TimeDelta::days(EMERGENCY_DAYS),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::licence::tests::location_of;

    fn kind(id: &str) -> &'static SystemType {
        Catalogue::seed().system_type(id).unwrap()
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_licence_user_replaces_twice_in_twelve_months_and_the_vendor_always() {
        let sv8100 = kind("sv8100");
        let mut location = location_of("sv8100", "191000343919", false);
        for (day, left_then) in [
            ("2026-01-05", 2),
            ("2026-06-01", 1),
            ("2026-12-31", 0),
            ("2027-01-05", 1),
            ("2027-06-02", 1),
        ] {
            let now = at(&format!("{day}T09:00:00Z"));
            assert_eq!(left(sv8100, &location, now), Some(left_then), "{day}");
            let may = may_replace(sv8100, &location, By::LicenceUser, now);
            assert_eq!(may.is_ok(), left_then > 0, "{day}");
            assert_eq!(may_replace(sv8100, &location, By::Vendor, now), Ok(()));
            if may.is_ok() {
                location = replaced(&location, &location.hkc.clone(), By::LicenceUser, now);
            }
        }
        let by_vendor = replaced(&location, &location.hkc.clone(), By::Vendor, at("2027-06-03T09:00:00Z"));
        assert_eq!(by_vendor.replacements, location.replacements);
        let used_up = may_replace(sv8100, &location, By::LicenceUser, at("2027-06-03T09:00:00Z")).unwrap_err();
        assert!(used_up.to_string().contains("again from 5 Jan 2028 on"), "{used_up}");
    }

    #[test]
    fn what_is_of_no_hardware_or_follows_is_not_replaced() {
        let now = at("2026-01-05T09:00:00Z");
        let may = |id: &str, hkc: &str, parent: bool, by| may_replace(kind(id), &location_of(id, hkc, parent), by, now);
        let user = By::LicenceUser;
        assert!(matches!(
            may("is3000-dongle-less", "aa0016HN242703562600AA", false, user),
            Err(ReplacementRefusal::NeverNeeded(_))
        ));
        assert!(matches!(
            may("sv9500-standard", "35G00N360103F0S0007490B6E0yQ", false, user),
            Err(ReplacementRefusal::Vendors(_))
        ));
        assert_eq!(
            may("sv9500-standard", "35G00N360103F0S0007490B6E0yQ", false, By::Vendor),
            Ok(())
        );
        assert_eq!(
            may("sv9500-standard", "35-150601035832-610-TEMP-KEY", false, By::Vendor),
            Err(ReplacementRefusal::Temporary)
        );
        assert_eq!(
            may("sr-mgc-e", "22-121126064636-613-TEMP-KEY", true, user),
            Err(ReplacementRefusal::Temporary)
        );
        assert_eq!(
            may("lmc-sv8500", "LM22CC538207AFD058020640CD57xO", true, user),
            Err(ReplacementRefusal::Follows)
        );
        assert_eq!(may("sv9500-se", "351A488E8B068683DFC26C7DDCKe", false, user), Ok(()));
    }

    #[test]
    fn an_emergency_is_outside_office_hours_and_once_a_year() {
        let hours = OfficeHours {
            from: 8,
            to: 17,
            days: vec![1, 2, 3, 4, 5],
        };
        // Monday, 5 January 2026.
        for (now, there) in [
            ("2026-01-05T07:59:59Z", false),
            ("2026-01-05T08:00:00Z", true),
            ("2026-01-05T16:59:59Z", true),
            ("2026-01-05T17:00:00Z", false),
            ("2026-01-10T12:00:00Z", false),
        ] {
            assert_eq!(hours.are(at(now)), there, "{now}");
        }
        assert_eq!(hours.words(), "Mon, Tue, Wed, Thu, Fri from 8:00 to 17:00 UTC");
        assert!(hours.fault().is_none());
        for (from, to, days) in [
            (8, 8, vec![1]),
            (8, 25, vec![1]),
            (8, 17, vec![0]),
            (8, 17, vec![8]),
            (8, 17, vec![]),
        ] {
            assert!(OfficeHours { from, to, days }.fault().is_some());
        }
    }
}
