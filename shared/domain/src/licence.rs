//! Licences: attach, detach, activate (spec chapter 4, "From order to licence
//! file", 4 to 6).

pub mod awaited;
mod room;

pub use room::{LocationFull, MAX_LICENCES, NoRoom, on_the_first, with_room};

use crate::{
    catalogue::{Catalogue, SystemType},
    customer::Location,
    id::OrderId,
    order::Order,
    quantity::Quantity,
    software_key_code::SoftwareKeyCode,
    text::{OrderNumber, PartNumber},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The most lines of one attach: a licence each, in one transaction.
pub const MAX_ATTACHED_AT_ONCE: usize = 80;
/// The most licences of one detach: each may come from an order of its own.
pub const MAX_DETACHED_AT_ONCE: usize = 40;
/// The most licences of one activation, in one transaction.
pub const MAX_ACTIVATED_AT_ONCE: usize = 80;

/// A part and quantity at a location.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Licence {
    /// Identifies it; a new one whenever units are attached.
    pub software_key_code: SoftwareKeyCode,
    /// The part.
    pub part: PartNumber,
    /// Units.
    pub quantity: Quantity,
    /// The order line it came from, together with the part.
    pub order_id: OrderId,
    /// The order's number with the buyer.
    pub purchase_order: OrderNumber,
    /// The order's number with the vendor.
    pub sales_order: OrderNumber,
    /// When it was attached.
    pub attached_at: DateTime<Utc>,
    /// Attached, or activated for good.
    pub state: LicenceState,
    /// How often its location had been migrated when it came to be what it is.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub generation: u32,
    /// What it was before its location was migrated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
}

/// What a licence was before its location was migrated; its order as it was shipped, however often that
/// was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Its code then.
    pub software_key_code: SoftwareKeyCode,
    /// Its part then.
    pub part: PartNumber,
    /// The order's number with the buyer.
    pub purchase_order: OrderNumber,
    /// The order's number with the vendor.
    pub sales_order: OrderNumber,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes it so")]
pub(crate) const fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// What a licence is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum LicenceState {
    /// Reserved for the location; can be detached.
    Attached,
    /// Granted for good.
    Activated {
        /// When.
        at: DateTime<Utc>,
    },
}

impl Licence {
    /// When it was activated, if it was.
    pub const fn activated_at(&self) -> Option<DateTime<Utc>> {
        match self.state {
            LicenceState::Attached => None,
            LicenceState::Activated { at } => Some(at),
        }
    }
}

/// Why a line of an attach is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AttachRefusal {
    /// The order has no such line.
    #[error("This order has no line of part {0}.")]
    NotInOrder(PartNumber),
    /// The line holds fewer.
    #[error("Only {available} of part {part} are left in this order. Lower the quantity.")]
    NotEnough {
        /// The part.
        part: PartNumber,
        /// What the line holds.
        available: u32,
    },
    /// A system has one unit of the part, and these are more.
    #[error("A system has one unit of part {0}. Lower the quantity to 1.")]
    OnePerSystem(PartNumber),
    /// The part is of another system type.
    #[error("Part {part} does not fit an {system_type} location.")]
    DoesNotFit {
        /// The part.
        part: PartNumber,
        /// The location's system type by name.
        system_type: String,
    },
}

/// Reserves units of an order for a location: one licence per line, or a refusal
/// for each line that cannot be, by its index.
pub fn attach(
    catalogue: &Catalogue,
    order: &Order,
    location: &Location,
    system_type: &SystemType,
    lines: &[(PartNumber, Quantity)],
    mut new_code: impl FnMut(&SystemType) -> SoftwareKeyCode,
    now: DateTime<Utc>,
) -> Result<Vec<Licence>, Vec<(usize, AttachRefusal)>> {
    debug_assert_eq!(location.system_type, system_type.id);
    let refusals: Vec<_> = lines
        .iter()
        .enumerate()
        .filter_map(|(index, (part, quantity))| {
            let refusal = match order.lines.get(part) {
                None => AttachRefusal::NotInOrder(part.clone()),
                Some(line) if line.available < quantity.get() => AttachRefusal::NotEnough {
                    part: part.clone(),
                    available: line.available,
                },
                Some(_)
                    if !catalogue
                        .part(part)
                        .is_some_and(|part| part.fits(&location.system_type)) =>
                {
                    AttachRefusal::DoesNotFit {
                        part: part.clone(),
                        system_type: system_type.name.clone(),
                    }
                }
                Some(_) if quantity.get() > 1 && is_one_per_system(catalogue, part) => {
                    AttachRefusal::OnePerSystem(part.clone())
                }
                Some(_) => return None,
            };
            Some((index, refusal))
        })
        .collect();
    if !refusals.is_empty() {
        return Err(refusals);
    }
    Ok(lines
        .iter()
        .map(|(part, quantity)| Licence {
            software_key_code: new_code(system_type),
            part: part.clone(),
            quantity: *quantity,
            order_id: order.order_id,
            purchase_order: order.purchase_order.clone(),
            sales_order: order.sales_order.clone(),
            attached_at: now,
            state: LicenceState::Attached,
            generation: location.generation,
            origin: None,
        })
        .collect())
}

/// Whether a system has one unit of the part, whichever of its locations that is at.
pub fn is_one_per_system(catalogue: &Catalogue, part: &PartNumber) -> bool {
    catalogue.part(part).is_some_and(|part| part.one_per_system)
}

/// Why a licence is neither detached nor activated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LicenceRefusal {
    /// No licence of this location has the code; it may have been detached.
    #[error("No licence with this software key code is attached here. It may have been detached meanwhile.")]
    NotHere,
    /// Activation is for good.
    #[error("This licence was activated on {} and stays activated for good.", .0.format("%-d %b %Y"))]
    Activated(DateTime<Utc>),
    /// The code is given twice.
    #[error("This licence is chosen twice.")]
    Twice,
}

/// The attached licences of these codes, all of them, or why not, by index.
pub fn choose_attached<'a>(
    licences: &'a [Licence],
    codes: &[SoftwareKeyCode],
) -> Result<Vec<&'a Licence>, Vec<(usize, LicenceRefusal)>> {
    let mut chosen = Vec::with_capacity(codes.len());
    let mut refusals = Vec::new();
    for (index, code) in codes.iter().enumerate() {
        if codes[..index].contains(code) {
            refusals.push((index, LicenceRefusal::Twice));
            continue;
        }
        match licences.iter().find(|licence| licence.software_key_code == *code) {
            None => refusals.push((index, LicenceRefusal::NotHere)),
            Some(licence) => match licence.activated_at() {
                Some(at) => refusals.push((index, LicenceRefusal::Activated(at))),
                None => chosen.push(licence),
            },
        }
    }
    if refusals.is_empty() { Ok(chosen) } else { Err(refusals) }
}

/// What stays activated after these are activated too: the licences that the
/// location's next licence file grants, in the order of their activation.
pub fn activate(licences: &[Licence], chosen: &[&Licence], now: DateTime<Utc>) -> Vec<Licence> {
    let codes: BTreeSet<_> = chosen.iter().map(|licence| &licence.software_key_code).collect();
    let mut activated: Vec<Licence> = licences
        .iter()
        .filter_map(|licence| {
            if codes.contains(&licence.software_key_code) {
                Some(Licence {
                    state: LicenceState::Activated { at: now },
                    ..licence.clone()
                })
            } else {
                licence.activated_at().map(|_| licence.clone())
            }
        })
        .collect();
    activated.sort_by(|a, b| {
        (a.activated_at(), &a.part, &a.software_key_code).cmp(&(b.activated_at(), &b.part, &b.software_key_code))
    });
    activated
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::{
        catalogue::{Hkc, SystemTypeId},
        country::{Country, KeptCountry},
        customer::{Address, LocationDetails},
        id::{CustomerId, LocationId, OrganisationId},
        licence_file,
        order::OrderLine,
        text::{EmailAddress, Name},
    };
    use chrono::TimeZone;
    use proptest::prelude::*;

    pub(crate) fn part(text: &str) -> PartNumber {
        PartNumber::parse(text).unwrap()
    }

    pub(crate) fn quantity(n: u32) -> Quantity {
        Quantity::try_from(n).unwrap()
    }

    fn noon(day: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 1, day, 12, 0, 0).unwrap()
    }

    fn sv8100() -> &'static SystemType {
        Catalogue::seed().system_type("sv8100").unwrap()
    }

    fn location() -> Location {
        let email = EmailAddress::parse("x@example.com").unwrap();
        Location {
            location_id: LocationId::new(1, &[1; 10]),
            organisation_id: OrganisationId::new(1, &[2; 10]),
            customer_id: CustomerId::new(1, &[3; 10]),
            system_type: SystemTypeId::parse("sv8100").unwrap(),
            hkc: parse_hkc("191000343919"),
            created_at: noon(1),
            parent: None,
            children: Vec::new(),
            second_hkc: None,
            product_key: None,
            replacements: Vec::new(),
            emergency: None,
            emergency_at: None,
            limited: crate::limited::LimitedUse::default(),
            generation: 0,
            former: Vec::new(),
            was_of: Vec::new(),
            migrating: None,
            licence_files: 0,
            licences: Some(0),
            details: LocationDetails {
                name: Name::parse("Location A").unwrap(),
                address: Address {
                    street: None,
                    city: None,
                    state: None,
                    zip: None,
                    country: KeptCountry::Chosen(Country::of_code("NL").unwrap()),
                },
                vertical: None,
                hardware_version: None,
                software_version: None,
                reference: None,
                made_from: None,
                customer_email: email.clone(),
                dealer_email: email,
            },
        }
    }

    /// A location of a system type, which has a parent where it says so.
    pub(crate) fn location_of(system_type: &str, hkc: &str, parent: bool) -> Location {
        let kind = Catalogue::seed().system_type(system_type).unwrap();
        Location {
            system_type: kind.id.clone(),
            hkc: kind.parse_hkc(hkc).unwrap(),
            parent: parent.then(|| LocationId::new(9, &[9; 10])),
            ..location()
        }
    }

    fn parse_hkc(text: &str) -> Hkc {
        sv8100().parse_hkc(text).unwrap()
    }

    pub(crate) fn order(lines: &[(&str, u32)]) -> Order {
        let lines: std::collections::BTreeMap<_, _> = lines
            .iter()
            .map(|(number, n)| (part(number), OrderLine::of(*n)))
            .collect();
        Order {
            order_id: OrderId::new(1, &[4; 10]),
            vendor: OrganisationId::new(1, &[5; 10]),
            holder: OrganisationId::new(1, &[2; 10]),
            holder_name: Name::parse("Fenwick Telecom").unwrap(),
            purchase_order: OrderNumber::parse("PO123456").unwrap(),
            sales_order: OrderNumber::parse("1280677").unwrap(),
            shipped_at: noon(1),
            available: lines.values().map(|line| line.available).sum(),
            lines,
            swa: Vec::new(),
            swa_months: None,
            notes: None,
            is_card: false,
            free_at: None,
            first_vendor: None,
            sources: std::collections::BTreeMap::new(),
        }
    }

    /// What the desk holds, changed by the same decisions that the functions commit.
    struct Desk {
        order: Order,
        location: Location,
        licences: Vec<Licence>,
        codes: u64,
    }

    impl Desk {
        fn attach(&mut self, lines: &[(PartNumber, Quantity)]) -> Result<(), Vec<(usize, AttachRefusal)>> {
            let mut next = self.codes;
            let new_code = |kind: &SystemType| {
                next += 1;
                let mut random = [0; 32];
                random[..8].copy_from_slice(&next.to_be_bytes());
                SoftwareKeyCode::new(&kind.characters, &random)
            };
            let licences = attach(
                Catalogue::seed(),
                &self.order,
                &self.location,
                sv8100(),
                lines,
                new_code,
                noon(2),
            )?;
            self.codes = next;
            for (number, n) in lines {
                self.order.lines.get_mut(number).unwrap().available -= n.get();
            }
            self.licences.extend(licences);
            Ok(())
        }

        fn detach(&mut self, codes: &[SoftwareKeyCode]) {
            let Ok(chosen) = choose_attached(&self.licences, codes) else {
                return;
            };
            for licence in chosen {
                self.order.lines.get_mut(&licence.part).unwrap().available += licence.quantity.get();
            }
            self.licences
                .retain(|licence| !codes.contains(&licence.software_key_code));
        }

        fn activate(&mut self, codes: &[SoftwareKeyCode]) {
            let Ok(chosen) = choose_attached(&self.licences, codes) else {
                return;
            };
            let chosen: Vec<Licence> = chosen.into_iter().cloned().collect();
            let refs: Vec<&Licence> = chosen.iter().collect();
            let activated = activate(&self.licences, &refs, noon(3));
            self.licences
                .retain(|licence| licence.activated_at().is_none() && !chosen.contains(licence));
            self.licences.extend(activated);
        }

        /// Units of a part: in the bin, attached, activated.
        fn units(&self, number: &PartNumber) -> (u32, u32, u32) {
            let of = |activated: bool| {
                self.licences
                    .iter()
                    .filter(|licence| licence.part == *number && licence.activated_at().is_some() == activated)
                    .map(|licence| licence.quantity.get())
                    .sum()
            };
            (self.order.lines[number].available, of(false), of(true))
        }
    }

    fn desk() -> Desk {
        let order = order(&[("BE107573", 1), ("BE107582", 5), ("BE107576", 1), ("BE107585", 20)]);
        Desk {
            order,
            location: location(),
            licences: Vec::new(),
            codes: 0,
        }
    }

    #[test]
    fn every_line_that_cannot_be_attached_is_named() {
        let mut desk = desk();
        desk.order.lines.insert(part("BE114065"), OrderLine::of(3));
        let lines = [
            (part("BE107573"), quantity(1)),
            (part("BE107582"), quantity(6)),
            (part("LK190020"), quantity(1)),
            (part("BE114065"), quantity(1)),
        ];
        let refusals = desk.attach(&lines).unwrap_err();
        assert_eq!(refusals.iter().map(|(index, _)| *index).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(
            refusals[0].1,
            AttachRefusal::NotEnough {
                part: part("BE107582"),
                available: 5
            }
        );
        assert_eq!(refusals[1].1, AttachRefusal::NotInOrder(part("LK190020")));
        assert!(matches!(&refusals[2].1, AttachRefusal::DoesNotFit { system_type, .. } if system_type == "SV8100"));
        assert!(desk.licences.is_empty());
    }

    #[test]
    fn of_some_parts_a_system_has_one_unit() {
        let mut desk = desk();
        desk.location = location_of("sr-mgc-e", "22-121126064636-613-TEMP-KEY", true);
        let line = OrderLine::of(3);
        desk.order.lines.insert(part("LK220011"), line);
        let kind = Catalogue::seed().system_type("sr-mgc-e").unwrap();
        let attach = |units: u32| {
            let lines = [(part("LK220011"), quantity(units))];
            let new_code = |kind: &SystemType| SoftwareKeyCode::new(&kind.characters, &[1; 32]);
            attach(
                Catalogue::seed(),
                &desk.order,
                &desk.location,
                kind,
                &lines,
                new_code,
                noon(2),
            )
        };
        assert_eq!(
            attach(2).unwrap_err(),
            [(0, AttachRefusal::OnePerSystem(part("LK220011")))]
        );
        assert_eq!(attach(1).unwrap().len(), 1);
        assert!(is_one_per_system(Catalogue::seed(), &part("LK220011")));
        assert!(!is_one_per_system(Catalogue::seed(), &part("EU900050")));
    }

    #[test]
    fn what_is_activated_is_neither_detached_nor_activated_again() {
        let mut desk = desk();
        desk.attach(&[(part("BE107573"), quantity(1))]).unwrap();
        let codes = [desk.licences[0].software_key_code.clone()];
        desk.activate(&codes);
        assert_eq!(
            choose_attached(&desk.licences, &codes),
            Err(vec![(0, LicenceRefusal::Activated(noon(3)))])
        );
        let unknown = [SoftwareKeyCode::new(&sv8100().characters, &[9; 32])];
        assert_eq!(
            choose_attached(&desk.licences, &unknown),
            Err(vec![(0, LicenceRefusal::NotHere)])
        );
    }

    #[test]
    fn a_licence_file_grants_what_was_activated_before_and_now_and_nothing_else() {
        let mut desk = desk();
        desk.attach(&[(part("BE107573"), quantity(1)), (part("BE107585"), quantity(5))])
            .unwrap();
        desk.attach(&[(part("BE107585"), quantity(15)), (part("BE107582"), quantity(5))])
            .unwrap();
        let codes: Vec<_> = desk
            .licences
            .iter()
            .map(|licence| licence.software_key_code.clone())
            .collect();
        desk.activate(&codes[..2]);
        desk.activate(&codes[2..3]);
        let activated = activate(&desk.licences, &[], noon(4));
        let claims = licence_file::claims(Catalogue::seed(), "issuer", &desk.location, &activated, noon(4));
        assert_eq!((claims.seq, claims.sub.as_str(), claims.exp), (1, "191000343919", None));
        let granted: Vec<_> = claims
            .licences
            .iter()
            .map(|licence| (licence.part.as_str(), licence.quantity))
            .collect();
        assert_eq!(granted, [("BE107573", 1), ("BE107585", 5), ("BE107585", 15)]);
    }

    const PARTS: [&str; 4] = ["BE107573", "BE107582", "BE107576", "BE107585"];

    #[derive(Debug, Clone)]
    enum Command {
        Attach(Vec<(usize, u32)>),
        Detach(Vec<usize>),
        Activate(Vec<usize>),
    }

    fn command() -> impl Strategy<Value = Command> {
        let lines = prop::collection::btree_map(0..PARTS.len(), 1..25_u32, 1..4);
        let choice = || prop::collection::vec(0..12_usize, 1..4);
        prop_oneof![
            3 => lines.prop_map(|lines| Command::Attach(lines.into_iter().collect())),
            1 => choice().prop_map(Command::Detach),
            1 => choice().prop_map(Command::Activate),
        ]
    }

    proptest! {
        #[test]
        fn no_unit_is_made_or_lost_and_what_is_activated_stays(commands in prop::collection::vec(command(), 1..40)) {
            let mut desk = desk();
            let mut activated_before = [0; 4];
            for command in commands {
                let codes = |indexes: &[usize], desk: &Desk| -> Vec<SoftwareKeyCode> {
                    indexes.iter().filter_map(|index| Some(desk.licences.get(*index)?.software_key_code.clone())).collect()
                };
                match command {
                    Command::Attach(lines) => {
                        let lines: Vec<_> = lines.into_iter().map(|(index, n)| (part(PARTS[index]), quantity(n))).collect();
                        let _ = desk.attach(&lines);
                    }
                    Command::Detach(indexes) => { let codes = codes(&indexes, &desk); desk.detach(&codes); }
                    Command::Activate(indexes) => { let codes = codes(&indexes, &desk); desk.activate(&codes); }
                }
                for (index, number) in PARTS.iter().enumerate() {
                    let (in_bin, attached, activated) = desk.units(&part(number));
                    prop_assert_eq!(in_bin + attached + activated, desk.order.lines[&part(number)].quantity);
                    prop_assert!(activated >= activated_before[index]);
                    activated_before[index] = activated;
                }
            }
        }
    }
}
