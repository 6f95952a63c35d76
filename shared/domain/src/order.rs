//! Orders: what the vendor ships into an organisation's bin (spec chapter 4,
//! "From order to licence file", 1 and 2).

mod difference;
mod reship;
pub mod tasks;

pub use difference::Difference;
pub use reship::{
    GoneBack, MOST_MOVED, MOST_SOURCES, MoveRefusal, Moved, ReturnKind, Returned, SourceUnits, Sources, go_back, reship,
};

use crate::{
    assurance::{Lot, LotId, RateCards},
    day::Day,
    id::{LocationId, OrderId, OrganisationId},
    organisation::OrganisationKind,
    quantity::Quantity,
    text::{Name, Notes, OrderNumber, PartNumber},
};
use chrono::{DateTime, Utc};
use difference::{differences, sentence};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::{Uuid, uuid};

/// The most lines of one order: an order is one item of the table.
pub const MAX_LINES: usize = 200;

/// The most lines of an order that lists hold whole: beyond them, what is taken of it would be
/// written twice at a price.
pub const MAX_CARD_LINES: usize = 12;

/// The most months of software assurance that an order can ask for.
pub const MAX_SWA_MONTHS: u32 = 60;

/// A shipment into a bin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Derived from who shipped it to whom and its two numbers, so that shipping it
    /// again is shipping the same one.
    pub order_id: OrderId,
    /// Who shipped it.
    pub vendor: OrganisationId,
    /// Whose bin it lies in.
    pub holder: OrganisationId,
    /// The holder's name when it was shipped.
    pub holder_name: Name,
    /// The buyer's number.
    pub purchase_order: OrderNumber,
    /// The vendor's number.
    pub sales_order: OrderNumber,
    /// When it was shipped.
    pub shipped_at: DateTime<Utc>,
    /// Licences by part.
    pub lines: BTreeMap<PartNumber, OrderLine>,
    /// What went into the SWA bin, as lots of their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub swa: Vec<SwaLine>,
    /// Units available over all lines; an order with none is not in the bin.
    pub available: u32,
    /// Whether lists hold it whole: it was shipped since they do, and has not too many lines.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_card: bool,
    /// The months of software assurance asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub swa_months: Option<u32>,
    /// Free text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<Notes>,
    /// The location that it was made for, free of charge or for what was imported there; it is in
    /// nobody's bin then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free_at: Option<LocationId>,
    /// Who shipped its units first, where a distributor shipped them on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_vendor: Option<OrganisationId>,
    /// The orders that its units were shipped on from, by part.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sources: Sources,
}

impl Order {
    /// The vendor that its units come from, however often they were shipped on.
    pub fn first_vendor(&self) -> OrganisationId {
        self.first_vendor.unwrap_or(self.vendor)
    }

    /// Whether its units can be attached at any location of its holder: what came free of charge or
    /// was imported belongs to one location.
    pub const fn is_for_any_location(&self) -> bool {
        self.free_at.is_none()
    }

    /// Whether the licence bin lists it: it holds units, and not for one location alone.
    pub const fn is_in_bin(&self) -> bool {
        self.available > 0 && self.free_at.is_none()
    }

    /// The lots that it brings into its holder's SWA bin.
    pub fn lots(&self) -> impl Iterator<Item = Lot> {
        self.swa.iter().map(|line| Lot {
            lot_id: LotId {
                expires: line.expires.into(),
                order_id: self.order_id,
                part: line.part.clone(),
            },
            holder: self.holder,
            purchase_order: self.purchase_order.clone(),
            sales_order: self.sales_order.clone(),
            quantity: line.quantity,
            available: line.quantity,
            allocated: 0,
            spent: 0,
            reshipped: 0,
        })
    }
}

/// SWA units of an order that expire together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SwaLine {
    /// The part.
    pub part: PartNumber,
    /// Units shipped.
    pub quantity: u32,
    /// The last day on which they can be spent.
    #[serde(deserialize_with = "crate::day::kept")]
    pub expires: Day,
}

/// One part of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLine {
    /// Units shipped.
    pub quantity: u32,
    /// Units in the bin: neither attached nor activated, shipped on nor given back.
    pub available: u32,
    /// Units that were shipped on to dealers, and did not come back.
    #[serde(default, skip_serializing_if = "crate::licence::is_zero")]
    pub reshipped: u32,
    /// Units that went back to who shipped them.
    #[serde(default, skip_serializing_if = "crate::licence::is_zero")]
    pub returned: u32,
}

impl OrderLine {
    /// A line of units that were just shipped.
    pub const fn of(quantity: u32) -> Self {
        Self {
            quantity,
            available: quantity,
            reshipped: 0,
            returned: 0,
        }
    }

    /// Units that are attached or activated somewhere.
    pub const fn at_locations(&self) -> u32 {
        self.quantity - self.available - self.reshipped - self.returned
    }
}

/// Ship this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShipOrder {
    /// Who ships.
    pub vendor: OrganisationId,
    /// Into whose bin.
    pub holder: OrganisationId,
    /// The buyer's number.
    pub purchase_order: OrderNumber,
    /// The vendor's number.
    pub sales_order: OrderNumber,
    /// Licences by part; with SWA units at least one, at most [`MAX_LINES`].
    pub lines: BTreeMap<PartNumber, Quantity>,
    /// SWA units by part.
    pub swa: BTreeMap<PartNumber, Quantity>,
    /// The last day of the SWA units.
    pub swa_ends: UnitsEnd,
    /// The months of software assurance asked for.
    pub swa_months: Option<u32>,
    /// Free text.
    pub notes: Option<Notes>,
}

/// Up to when the SWA units of an order can be spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitsEnd {
    /// As long as the rate card of the day on which they are shipped says.
    Usual,
    /// Up to this day.
    On(Day),
    /// As long as before: they are shipped on.
    AsBefore,
}

impl UnitsEnd {
    const fn named(self) -> Option<Day> {
        match self {
            Self::On(day) => Some(day),
            Self::Usual | Self::AsBefore => None,
        }
    }
}

/// The last day of units that are shipped on this day and say nothing of it: with the last day that
/// there is they end too.
fn usual_end(shipped: Day, cards: &RateCards) -> Day {
    shipped.after_months(cards.on(shipped).unit_months).unwrap_or(Day::LAST)
}

impl ShipOrder {
    /// The id that this order has, whoever ships it how often.
    pub fn order_id(&self) -> OrderId {
        const ORDERS: Uuid = uuid!("8c6c0a4e-6f0b-5d0e-9d43-5a1f3f0c7b11");
        // Order numbers hold no control characters, so NUL separates without doubt.
        let name = format!(
            "{}\0{}\0{}\0{}",
            self.vendor, self.holder, self.purchase_order, self.sales_order
        );
        OrderId::of(Uuid::new_v5(&ORDERS, name.as_bytes()))
    }
}

/// What shipping does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shipped {
    /// A new order lies in the bin.
    New(Box<Order>),
    /// It was shipped before, and just so.
    Before,
}

/// Why an order is not shipped.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OrderRefusal {
    /// Only distributors and dealers have a bin.
    #[error("A {} has no licence bin. Choose a distributor or a dealer.", .0.word())]
    NoBin(OrganisationKind),
    /// Units that nobody could spend.
    #[error("These SWA units would have expired on {}. Choose a day from today on.", .0.format("%-d %b %Y"))]
    Expired(Day),
    /// The same numbers, and something else.
    #[error("This purchase order and sales order were shipped before, and this differs: {}.", sentence(.0))]
    Differs(Vec<Difference>),
}

/// Ships an order, once. The same again, in all that it says, is the same order.
pub fn ship(
    existing: Option<&Order>,
    holder_kind: OrganisationKind,
    holder_name: &Name,
    command: &ShipOrder,
    cards: &RateCards,
    now: DateTime<Utc>,
) -> Result<Shipped, OrderRefusal> {
    if !holder_kind.has_bin() {
        return Err(OrderRefusal::NoBin(holder_kind));
    }
    if let Some(order) = existing {
        let differences = differences(order, command, cards);
        return if differences.is_empty() {
            Ok(Shipped::Before)
        } else {
            Err(OrderRefusal::Differs(differences))
        };
    }
    let today = Day::of(now);
    // Who ships units on puts the last days of their lots in its place.
    let expires = command.swa_ends.named().unwrap_or_else(|| usual_end(today, cards));
    if !command.swa.is_empty() && expires < today {
        return Err(OrderRefusal::Expired(expires));
    }
    let lines: BTreeMap<_, _> = command
        .lines
        .iter()
        .map(|(part, quantity)| (part.clone(), OrderLine::of(quantity.get())))
        .collect();
    Ok(Shipped::New(Box::new(Order {
        order_id: command.order_id(),
        vendor: command.vendor,
        holder: command.holder,
        holder_name: holder_name.clone(),
        purchase_order: command.purchase_order.clone(),
        sales_order: command.sales_order.clone(),
        shipped_at: now,
        available: lines.values().map(|line| line.available).sum(),
        is_card: lines.len() <= MAX_CARD_LINES,
        lines,
        swa: command
            .swa
            .iter()
            .map(|(part, quantity)| SwaLine {
                part: part.clone(),
                quantity: quantity.get(),
                expires,
            })
            .collect(),
        swa_months: command.swa_months,
        notes: command.notes.clone(),
        free_at: None,
        first_vendor: None,
        sources: Sources::new(),
    })))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;
    use chrono::TimeZone;

    fn command(lines: &[(&str, u32)]) -> ShipOrder {
        ShipOrder {
            vendor: OrganisationId::new(1, &[1; 10]),
            holder: OrganisationId::new(1, &[2; 10]),
            purchase_order: OrderNumber::parse("PO123456").unwrap(),
            sales_order: OrderNumber::parse("SO1280677").unwrap(),
            lines: lines
                .iter()
                .map(|(part, n)| (PartNumber::parse(part).unwrap(), Quantity::try_from(*n).unwrap()))
                .collect(),
            swa: BTreeMap::new(),
            swa_ends: UnitsEnd::Usual,
            swa_months: None,
            notes: None,
        }
    }

    fn ship_to(existing: Option<&Order>, kind: OrganisationKind, command: &ShipOrder) -> Result<Shipped, OrderRefusal> {
        let now = Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap();
        let cards = Catalogue::seed().rate_cards();
        ship(existing, kind, &Name::parse("Dealer").unwrap(), command, cards, now)
    }

    #[test]
    fn the_same_order_twice_is_one_order() {
        let first = command(&[("BE107573", 1), ("BE107582", 5)]);
        let Ok(Shipped::New(order)) = ship_to(None, OrganisationKind::Dealer, &first) else {
            panic!()
        };
        assert_eq!(order.available, 6);
        assert_eq!(
            ship_to(Some(&order), OrganisationKind::Dealer, &first),
            Ok(Shipped::Before)
        );
        let other = command(&[("BE107573", 1), ("BE107582", 6), ("BE107576", 1)]);
        assert_eq!(first.order_id(), other.order_id());
        let refusal = ship_to(Some(&order), OrganisationKind::Dealer, &other).unwrap_err();
        assert_eq!(
            refusal.to_string(),
            "This purchase order and sales order were shipped before, and this differs: \
             BE107576 x 0 were shipped, here it is 1; BE107582 x 5 were shipped, here it is 6."
        );
    }

    #[test]
    fn units_without_a_day_can_be_spent_up_to_the_last_one_at_most() {
        for (shipped, ends) in [("2198-12-31", "2199-12-31"), ("2199-06-01", "2199-12-31")] {
            assert_eq!(
                usual_end(shipped.parse().unwrap(), Catalogue::seed().rate_cards()).to_string(),
                ends
            );
        }
    }

    #[test]
    fn only_distributors_and_dealers_have_a_bin() {
        for kind in OrganisationKind::ALL {
            let shipped = ship_to(None, kind, &command(&[("BE107573", 1)]));
            assert_eq!(shipped.is_ok(), kind.has_bin(), "{kind:?}");
        }
    }

    #[test]
    fn every_number_and_party_makes_another_order() {
        let one = command(&[("BE107573", 1)]);
        let mut ids = vec![one.order_id()];
        ids.push(
            ShipOrder {
                holder: OrganisationId::new(1, &[3; 10]),
                ..one.clone()
            }
            .order_id(),
        );
        ids.push(
            ShipOrder {
                sales_order: OrderNumber::parse("SO2").unwrap(),
                ..one.clone()
            }
            .order_id(),
        );
        ids.push(
            ShipOrder {
                purchase_order: OrderNumber::parse("PO2").unwrap(),
                ..one
            }
            .order_id(),
        );
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 4);
    }
}
