//! Migration: a system becomes one of another type, with its licences and its software assurance (spec
//! chapter 4, "Migration"). The licences that it had stay as they were, as its history; what moves has
//! new software key codes and an order `MIGSU_`, and names where it comes from.

use crate::{
    assurance::{Agreement, Next},
    catalogue::{Catalogue, Hkc, SystemType, SystemTypeId},
    customer::{FormerSystem, Location},
    id::LocationId,
    licence::{Licence, Origin},
    software_key_code::SoftwareKeyCode,
    text::{OrderNumber, PartNumber},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::{Uuid, uuid};

/// What a system type can become.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Becomes {
    /// The other system type.
    pub system_type: SystemTypeId,
    /// Parts that are others there, by their number here. What fits both stays what it is; what neither
    /// fits nor is named stays behind.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, String>))]
    pub counterparts: BTreeMap<PartNumber, PartNumber>,
}

/// Why a location is not migrated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MigrationRefusal {
    /// Its system type becomes no other.
    #[error("Systems of {0} are not migrated to another type.")]
    Nowhere(String),
    /// Nothing is activated.
    #[error("Nothing is activated at this location. Make a location of {0} in its place.")]
    NothingActivated(String),
    /// Licences are attached and not activated.
    #[error("{0} licences are attached here and not activated. Activate or detach them first.")]
    Attached(usize),
    /// Software assurance cools off or is being renewed.
    #[error("Software assurance of {0} is pending at this location. Wait for it, or cancel it.")]
    Pending(String),
    /// An emergency licence is out for it.
    #[error("An emergency licence is out for this location. Replace its hardware first.")]
    Emergency,
    /// None of its licences has a counterpart.
    #[error("No licence of this location has a counterpart in {0}. Ask your vendor.")]
    NothingMoves(String),
    /// Others belong to it.
    #[error("Other locations belong to this one, and it is not migrated without them. Ask your vendor.")]
    Family,
}

/// A licence that stays behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaysBehind {
    /// The licence.
    pub licence: Licence,
    /// Why: a sentence.
    pub why: String,
}

/// A location as it becomes.
#[derive(Debug, Clone, PartialEq)]
pub struct Migration<'a> {
    /// The other system type.
    pub to: &'a SystemType,
    /// The location as it is then.
    pub location: Location,
    /// The licences that move, as they are then.
    pub licences: Vec<Licence>,
    /// What stays behind.
    pub behind: Vec<StaysBehind>,
    /// Its agreements: before and after.
    pub agreements: Vec<(Agreement, Agreement)>,
    /// The order that the licences have then.
    pub order: OrderNumber,
}

/// What a location becomes with this hardware key code, decided at this instant.
///
/// # Errors
/// It becomes nothing, or something is pending.
pub fn migrate<'a>(
    catalogue: &'a Catalogue,
    kind: &SystemType,
    location: &Location,
    licences: &[Licence],
    agreements: &[Agreement],
    hkc: &Hkc,
    now: DateTime<Utc>,
) -> Result<Migration<'a>, MigrationRefusal> {
    let (becomes, to) = target(catalogue, kind)?;
    let activated: Vec<&Licence> = licences.iter().filter(|one| one.activated_at().is_some()).collect();
    if licences.len() > activated.len() {
        return Err(MigrationRefusal::Attached(licences.len() - activated.len()));
    }
    if activated.is_empty() {
        return Err(MigrationRefusal::NothingActivated(to.name.clone()));
    }
    if location.emergency.is_some() {
        return Err(MigrationRefusal::Emergency);
    }
    if location.parent.is_some() || !location.children.is_empty() {
        return Err(MigrationRefusal::Family);
    }
    if let Some(pending) = agreements
        .iter()
        .find(|one| one.pending.is_some() || one.held.is_some())
    {
        let name = catalogue.application(&pending.application);
        let name = name.map_or_else(|| pending.application.clone(), |application| application.name.clone());
        return Err(MigrationRefusal::Pending(name));
    }
    let generation = location.generation + 1;
    let order = order_number(location.location_id, now);
    let (mut moved, mut behind) = (Vec::new(), Vec::new());
    for licence in activated {
        match counterpart(catalogue, becomes, to, &licence.part) {
            Some(part) => moved.push(Licence {
                software_key_code: new_code(location.location_id, generation, to, &licence.software_key_code),
                part,
                purchase_order: order.clone(),
                sales_order: order.clone(),
                generation,
                origin: Some(Origin {
                    software_key_code: licence.software_key_code.clone(),
                    part: licence.part.clone(),
                    purchase_order: original(licence, |origin| &origin.purchase_order, &licence.purchase_order),
                    sales_order: original(licence, |origin| &origin.sales_order, &licence.sales_order),
                }),
                ..licence.clone()
            }),
            None => behind.push(StaysBehind {
                licence: licence.clone(),
                why: format!("It has no counterpart in {}.", to.name),
            }),
        }
    }
    if moved.is_empty() {
        return Err(MigrationRefusal::NothingMoves(to.name.clone()));
    }
    let agreements = agreements
        .iter()
        .map(|before| (before.clone(), moved_agreement(catalogue, becomes, to, before)))
        .filter(|(before, after)| before != after);
    let former = FormerSystem {
        system_type: location.system_type.clone(),
        hkc: location.hkc.clone(),
        until: now,
        order: order.clone(),
    };
    Ok(Migration {
        location: Location {
            system_type: to.id.clone(),
            hkc: hkc.clone(),
            generation,
            licences: Some(moved.len()),
            former: location.former.iter().cloned().chain([former]).collect(),
            ..location.clone()
        },
        agreements: agreements.collect(),
        licences: moved,
        behind,
        order,
        to,
    })
}

/// What a system type becomes, and how.
///
/// # Errors
/// It becomes nothing.
pub fn target<'a, 'b>(
    catalogue: &'a Catalogue,
    kind: &'b SystemType,
) -> Result<(&'b Becomes, &'a SystemType), MigrationRefusal> {
    let becomes = kind.becomes.as_ref();
    let to = becomes.and_then(|becomes| catalogue.system_type(becomes.system_type.as_str()));
    becomes
        .zip(to.filter(|to| !to.retired))
        .ok_or_else(|| MigrationRefusal::Nowhere(kind.name.clone()))
}

fn counterpart(catalogue: &Catalogue, becomes: &Becomes, to: &SystemType, part: &PartNumber) -> Option<PartNumber> {
    let other = becomes.counterparts.get(part).unwrap_or(part);
    let fits = catalogue.part(other).is_some_and(|other| other.fits(&to.id));
    fits.then(|| other.clone())
}

fn original(licence: &Licence, of: impl Fn(&Origin) -> &OrderNumber, own: &OrderNumber) -> OrderNumber {
    licence
        .origin
        .as_ref()
        .map_or_else(|| own.clone(), |origin| of(origin).clone())
}

/// The order of what moves: the day, and two digits of the location's.
fn order_number(location: LocationId, now: DateTime<Utc>) -> OrderNumber {
    let number = location.uuid().as_u128() % 100;
    let text = format!("MIGSU_{}{number:02}", now.format("%Y%m%d"));
    #[expect(
        clippy::expect_used,
        reason = "letters, digits and an underscore are an order number, and a test reads it"
    )]
    OrderNumber::parse(&text).expect("letters, digits and an underscore are an order number")
}

/// The software key code of a licence that moves: the same however often the migration is begun, since
/// what was prepared is found again by it.
fn new_code(location: LocationId, generation: u32, to: &SystemType, before: &SoftwareKeyCode) -> SoftwareKeyCode {
    const CODES: Uuid = uuid!("1c6a3c0e-9d0b-5d36-8a43-71f3a0a1f9b2");
    let name = format!("{location}\0{generation}\0{before}");
    let first = Uuid::new_v5(&CODES, name.as_bytes());
    let second = Uuid::new_v5(&first, name.as_bytes());
    let mut random = [0; 32];
    random[..16].copy_from_slice(first.as_bytes());
    random[16..].copy_from_slice(second.as_bytes());
    SoftwareKeyCode::new(&to.characters, &random)
}

/// An agreement over what moved: its number and its terms stay. Quotes from before do not hold.
fn moved_agreement(catalogue: &Catalogue, becomes: &Becomes, to: &SystemType, before: &Agreement) -> Agreement {
    let over = |units: &BTreeMap<PartNumber, u32>| -> BTreeMap<PartNumber, u32> {
        let mut moved = BTreeMap::new();
        for (part, units) in units {
            if let Some(part) = counterpart(catalogue, becomes, to, part) {
                *moved.entry(part).or_default() += units;
            }
        }
        moved
    };
    let licences = over(&before.licences);
    if licences == before.licences {
        return before.clone();
    }
    let next = before.next.clone().map(|next| Next {
        covers: over(&next.covers),
        ..next
    });
    Agreement {
        licences,
        covered: over(&before.covered),
        next,
        licensed: before.licensed + 1,
        revision: before.revision + 1,
        ..before.clone()
    }
}

impl Licence {
    /// Whether it is the location's now, and not its history or what is being prepared.
    pub const fn is_of(&self, location: &Location) -> bool {
        self.generation == location.generation
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::licence::{
        LicenceState,
        tests::{location_of, order, part, quantity},
    };

    fn kind(id: &str) -> &'static SystemType {
        Catalogue::seed().system_type(id).unwrap()
    }

    fn now() -> DateTime<Utc> {
        "2026-01-05T09:00:00Z".parse().unwrap()
    }

    fn licence(number: &str, units: u32, code: u8, activated: bool) -> Licence {
        let shipped = order(&[]);
        Licence {
            software_key_code: SoftwareKeyCode::new(&kind("sv9100-cp10").characters, &[code; 32]),
            part: part(number),
            quantity: quantity(units),
            order_id: shipped.order_id,
            purchase_order: shipped.purchase_order,
            sales_order: shipped.sales_order,
            attached_at: now(),
            state: if activated {
                LicenceState::Activated { at: now() }
            } else {
                LicenceState::Attached
            },
            generation: 0,
            origin: None,
        }
    }

    fn try_to(location: &Location, licences: &[Licence]) -> Result<Migration<'static>, MigrationRefusal> {
        let hkc = kind("sv9100-cp20").parse_hkc("441018029547").unwrap();
        migrate(
            Catalogue::seed(),
            kind(location.system_type.as_str()),
            location,
            licences,
            &[],
            &hkc,
            now(),
        )
    }

    #[test]
    fn what_has_a_counterpart_moves_with_a_new_code_and_order_and_the_rest_stays_behind() {
        let location = location_of("sv9100-cp10", "341006761783", false);
        let licences = [
            licence("BE114063", 8, 1, true),
            licence("BE114044", 1, 2, true),
            licence("960026180000", 1, 3, true),
        ];
        let migration = try_to(&location, &licences).unwrap();
        assert_eq!(migration.location.system_type.as_str(), "sv9100-cp20");
        assert_eq!(migration.location.hkc.as_str(), "441018029547");
        assert_eq!(
            (migration.location.generation, migration.location.licences),
            (1, Some(2))
        );
        assert_eq!(migration.location.former[0].hkc.as_str(), "341006761783");
        let order = migration.order.as_str();
        assert!(order.starts_with("MIGSU_20260105") && order.len() == 16, "{order}");
        let moved: Vec<_> = migration
            .licences
            .iter()
            .map(|one| (one.part.as_str(), one.quantity.get()))
            .collect();
        assert_eq!(moved, [("BE114063", 8), ("960026180000", 1)]);
        for (before, after) in [&licences[0], &licences[2]].into_iter().zip(&migration.licences) {
            assert_eq!(&after.software_key_code.as_str()[2..4], "44");
            assert_ne!(after.software_key_code, before.software_key_code);
            assert_eq!(after.activated_at(), before.activated_at());
            let origin = after.origin.as_ref().unwrap();
            assert_eq!(origin.software_key_code, before.software_key_code);
            assert_eq!(origin.purchase_order, before.purchase_order);
            assert_eq!(after.purchase_order.as_str(), order);
            assert!(after.is_of(&migration.location) && !before.is_of(&migration.location));
        }
        let behind: Vec<_> = migration.behind.iter().map(|one| one.licence.part.as_str()).collect();
        assert_eq!(behind, ["BE114044"]);
        assert!(migration.behind[0].why.contains("SV9100 CP20"));
        // Begun again, it is the same.
        assert_eq!(try_to(&location, &licences).unwrap(), migration);
    }

    #[test]
    fn what_is_pending_or_cannot_move_is_refused() {
        let location = location_of("sv9100-cp10", "341006761783", false);
        let good = licence("BE114063", 8, 1, true);
        let waits = licence("BE114065", 1, 2, false);
        assert_eq!(
            try_to(&location, &[good.clone(), waits]),
            Err(MigrationRefusal::Attached(1))
        );
        assert!(matches!(
            try_to(&location, &[]),
            Err(MigrationRefusal::NothingActivated(_))
        ));
        let behind = licence("BE114044", 1, 2, true);
        assert!(matches!(
            try_to(&location, &[behind]),
            Err(MigrationRefusal::NothingMoves(_))
        ));
        let other = location_of("sv8100", "191000343919", false);
        assert!(matches!(
            try_to(&other, std::slice::from_ref(&good)),
            Err(MigrationRefusal::Nowhere(_))
        ));
        let parent = Location {
            children: vec![LocationId::new(1, &[1; 10])],
            ..location
        };
        assert_eq!(try_to(&parent, &[good]), Err(MigrationRefusal::Family));
    }
}
