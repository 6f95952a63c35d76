//! Units that are shipped on from a bin to another one, and go back (spec chapter 4, "Roles in the
//! channel"). An order that was shipped on knows from which orders its units are, so that what goes
//! back goes to the lines that it came from, along any number of steps.
//!
//! Of every line, what was shipped is what is in the bin, at locations, shipped on, or went back.

use super::{Order, OrderLine};
use crate::{
    catalogue::Catalogue,
    external::{NotWhole, whole_move},
    id::{OrderId, OrganisationId},
    quantity::Quantity,
    text::{Name, OrderNumber, PartNumber},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The most orders whose units are shipped on together: each is an item of the transaction.
pub const MOST_SOURCES: usize = 40;

/// The most lines of one order that move at once, and, of what goes back, the most pairs of a part and an
/// order that it came from: a table's expression has up to 4 KB.
pub const MOST_MOVED: usize = 25;

/// The orders that units were shipped on from, by part.
pub type Sources = BTreeMap<PartNumber, BTreeMap<OrderId, SourceUnits>>;

/// Units of a part that were shipped on from one order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceUnits {
    /// Units that came from it.
    pub units: u32,
    /// Of those, units that went back to it.
    pub back: u32,
}

/// Why units of a line do not move.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoveRefusal {
    /// The caller holds no such order.
    #[error("This order is not in your bin.")]
    NoOrder,
    /// It is for one location.
    #[error("Order {0} was made for one location, and its licences stay there.")]
    OneLocation(OrderNumber),
    /// The order has no such line.
    #[error("Order {order} has no line of part {part}.")]
    NotInOrder {
        /// The order.
        order: OrderNumber,
        /// The part.
        part: PartNumber,
    },
    /// The line holds fewer.
    #[error("Only {available} of part {part} are left in the bin of order {order}. Lower the quantity.")]
    NotEnough {
        /// The order.
        order: OrderNumber,
        /// The part.
        part: PartNumber,
        /// What the line holds.
        available: u32,
    },
    /// More than one change of an order can say.
    #[error(
        "Of order {0} up to {MOST_MOVED} lines move at a time, counting each order that their units came from. Choose fewer lines, or less of one."
    )]
    TooMany(OrderNumber),
    /// It belongs together.
    #[error(transparent)]
    NotWhole(#[from] NotWhole),
}

/// Units of an order's part.
pub type Moved = (OrderId, PartNumber, Quantity);

/// The units in the bin of these orders that are to be shipped on, by the lines that they become.
///
/// # Errors
/// Lines that cannot be, by index.
pub fn reship(catalogue: &Catalogue, orders: &[Order], lines: &[Moved]) -> Result<Sources, Vec<(usize, MoveRefusal)>> {
    let mut refusals = Vec::new();
    let mut sources = Sources::new();
    for (index, (order_id, part, quantity)) in lines.iter().enumerate() {
        let moved = orders
            .iter()
            .find(|order| order.order_id == *order_id)
            .ok_or(MoveRefusal::NoOrder)
            .and_then(|order| {
                takes(order, part, *quantity)?;
                let its = of_order(lines, *order_id);
                if its.len() > MOST_MOVED {
                    return Err(MoveRefusal::TooMany(order.purchase_order.clone()));
                }
                whole_move(catalogue, order, &its, "ship on")?;
                Ok(())
            });
        match moved {
            Ok(()) => {
                let units = SourceUnits {
                    units: quantity.get(),
                    back: 0,
                };
                sources.entry(part.clone()).or_default().insert(*order_id, units);
            }
            Err(refusal) => refusals.push((index, refusal)),
        }
    }
    if refusals.is_empty() {
        Ok(sources)
    } else {
        Err(refusals)
    }
}

fn of_order(lines: &[Moved], order_id: OrderId) -> Vec<(PartNumber, Quantity)> {
    let its = lines.iter().filter(|(order, ..)| *order == order_id);
    its.map(|(_, part, quantity)| (part.clone(), *quantity)).collect()
}

/// That the order's bin holds the units.
fn takes(order: &Order, part: &PartNumber, quantity: Quantity) -> Result<(), MoveRefusal> {
    if !order.is_for_any_location() {
        return Err(MoveRefusal::OneLocation(order.purchase_order.clone()));
    }
    let number = order.purchase_order.clone();
    match order.lines.get(part) {
        None => Err(MoveRefusal::NotInOrder {
            order: number,
            part: part.clone(),
        }),
        Some(line) if line.available < quantity.get() => Err(MoveRefusal::NotEnough {
            order: number,
            part: part.clone(),
            available: line.available,
        }),
        Some(_) => Ok(()),
    }
}

/// How units went back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReturnKind {
    /// Who had shipped them took them back.
    Recalled,
    /// Who held them gave them back.
    Returned,
}

/// Units that go back: out of the order, and into the lines that they came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoneBack {
    /// By part, as they leave the order.
    pub lines: Vec<(PartNumber, Quantity)>,
    /// Where they go, by order and part; nowhere where the vendor shipped the order.
    pub into: BTreeMap<OrderId, BTreeMap<PartNumber, u32>>,
}

/// Takes units out of an order's bin and back to where they came from. Of what came from several
/// orders, the last of them by id gets its units back before the others.
///
/// # Errors
/// Lines that cannot be, by index.
pub fn go_back(
    catalogue: &Catalogue,
    order: &Order,
    lines: &[(PartNumber, Quantity)],
    kind: ReturnKind,
) -> Result<GoneBack, Vec<(usize, MoveRefusal)>> {
    let doing = match kind {
        ReturnKind::Recalled => "recall",
        ReturnKind::Returned => "return",
    };
    let mut refusals = Vec::new();
    let mut into: BTreeMap<OrderId, BTreeMap<PartNumber, u32>> = BTreeMap::new();
    for (index, (part, quantity)) in lines.iter().enumerate() {
        let whole = || whole_move(catalogue, order, lines, doing).map_err(MoveRefusal::from);
        if let Err(refusal) = takes(order, part, *quantity).and_then(|()| whole()) {
            refusals.push((index, refusal));
            continue;
        }
        let mut left = quantity.get();
        for (source, came) in order.sources.get(part).into_iter().flatten().rev() {
            let units = (came.units - came.back).min(left);
            if units > 0 {
                into.entry(*source).or_default().insert(part.clone(), units);
                left -= units;
            }
        }
        debug_assert!(
            left == 0 || order.sources.is_empty(),
            "units of an order come from somewhere"
        );
    }
    let pairs = into.values().map(BTreeMap::len).sum::<usize>();
    if refusals.is_empty() && lines.len().max(pairs) > MOST_MOVED {
        refusals.push((lines.len() - 1, MoveRefusal::TooMany(order.purchase_order.clone())));
    }
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let lines = lines.to_vec();
    Ok(GoneBack { lines, into })
}

impl Order {
    /// The order as it is made of the units that were shipped on from these orders.
    pub fn shipped_on(self, first_vendor: OrganisationId, sources: Sources) -> Self {
        Self {
            first_vendor: Some(first_vendor),
            sources,
            ..self
        }
    }

    /// Whether its units came from just these lines, when it was shipped.
    pub fn came_from(&self, lines: &[Moved]) -> bool {
        let came = self
            .sources
            .iter()
            .flat_map(|(part, from)| from.iter().map(move |(order, came)| (*order, part, came.units)));
        let came: BTreeSet<_> = came.collect();
        let asked: BTreeSet<_> = lines
            .iter()
            .map(|(order, part, units)| (*order, part, units.get()))
            .collect();
        came == asked
    }

    /// The order without these units in its bin.
    #[must_use]
    pub fn without(&self, gone: &GoneBack) -> Self {
        let mut order = self.clone();
        for (part, quantity) in &gone.lines {
            if let Some(OrderLine {
                available, returned, ..
            }) = order.lines.get_mut(part)
            {
                *available -= quantity.get();
                *returned += quantity.get();
            }
            order.available -= quantity.get();
        }
        for (source, lines) in &gone.into {
            for (part, units) in lines {
                let came = order.sources.get_mut(part).and_then(|from| from.get_mut(source));
                if let Some(came) = came {
                    came.back += units;
                }
            }
        }
        order
    }
}

/// Units that went back once, for the lists of whom they left and of who got them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// The order whose bin they left.
    pub order_id: OrderId,
    /// Its number with the buyer.
    pub purchase_order: OrderNumber,
    /// Its number with the seller.
    pub sales_order: OrderNumber,
    /// Recalled or returned.
    pub kind: ReturnKind,
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it, and for whom.
    pub by: String,
    /// Whose bin they left.
    pub holder: OrganisationId,
    /// The holder's name.
    pub holder_name: Name,
    /// Who had shipped them.
    pub vendor: OrganisationId,
    /// The name of who had shipped them.
    pub vendor_name: Name,
    /// Units by part.
    pub lines: BTreeMap<PartNumber, u32>,
}

#[cfg(test)]
mod tests;
