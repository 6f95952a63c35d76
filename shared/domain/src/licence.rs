//! Licences: attach, detach, activate (spec chapter 4, "From order to licence
//! file", 4 to 6).

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
        })
        .collect())
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
}

/// The attached licences of these codes, all of them, or why not, by index.
pub fn choose_attached<'a>(
    licences: &'a [Licence],
    codes: &[SoftwareKeyCode],
) -> Result<Vec<&'a Licence>, Vec<(usize, LicenceRefusal)>> {
    let mut chosen = Vec::with_capacity(codes.len());
    let mut refusals = Vec::new();
    for (index, code) in codes.iter().enumerate() {
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
