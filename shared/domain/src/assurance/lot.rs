//! Lots of SWA units (spec chapter 5, "Units"). What came with one order and expires on
//! one day is a lot: available, allocated, spent and shipped on add up to what came.

use crate::{
    day::{Day, KeptDay},
    id::{OrderId, OrganisationId},
    text::{OrderNumber, PartNumber},
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt, str::FromStr};

/// The most lots that one change takes from: each is an item of the transaction.
pub(super) const MOST_LOTS: usize = 60;

/// The most lots that units are shipped on from: each can make a lot of the order's as well.
pub const MOST_LOTS_RESHIPPED: usize = 40;

/// Names a lot of an organisation; sorts by expiry.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LotId {
    /// The last day on which its units can be spent.
    pub expires: KeptDay,
    /// The order that they came with.
    pub order_id: OrderId,
    /// The part.
    pub part: PartNumber,
}

/// Not a lot's name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a lot")]
pub struct NotALotId(String);

impl fmt::Display for LotId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}#{}", self.expires, self.order_id, self.part)
    }
}

impl FromStr for LotId {
    type Err = NotALotId;
    fn from_str(text: &str) -> Result<Self, NotALotId> {
        let refused = || NotALotId(text.to_owned());
        let mut parts = text.splitn(3, '#');
        let mut next = || parts.next().ok_or_else(refused);
        Ok(Self {
            expires: next()?.parse().map_err(|_| refused())?,
            order_id: next()?.parse().map_err(|_| refused())?,
            part: PartNumber::parse(next()?).map_err(|_| refused())?,
        })
    }
}

impl TryFrom<String> for LotId {
    type Error = NotALotId;
    fn try_from(text: String) -> Result<Self, NotALotId> {
        text.parse()
    }
}

impl From<LotId> for String {
    fn from(lot: LotId) -> String {
        lot.to_string()
    }
}

/// Units of one order in an organisation's SWA bin that expire together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lot {
    /// Names it.
    pub lot_id: LotId,
    /// Whose it is.
    pub holder: OrganisationId,
    /// The order's number with the buyer.
    pub purchase_order: OrderNumber,
    /// The order's number with the seller.
    pub sales_order: OrderNumber,
    /// Units that came.
    pub quantity: u32,
    /// Units that can be taken, or have expired.
    pub available: u32,
    /// Units that pending and agreed terms hold.
    pub allocated: u32,
    /// Units that paid for terms.
    pub spent: u32,
    /// Units that went on to dealers.
    pub reshipped: u32,
}

impl Lot {
    /// Whether its units can be spent on this day.
    pub fn is_good_on(&self, day: Day) -> bool {
        self.lot_id.expires.day() >= day
    }

    /// Units that are left, allocated or not.
    pub const fn left(&self) -> u32 {
        self.available + self.allocated
    }
}

/// Units out of one lot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// The lot.
    pub lot: LotId,
    /// Units, at least one.
    pub units: u32,
}

/// Why units cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LotRefusal {
    /// There are fewer.
    #[error("This takes {asked} SWA units, and {available} are available{}. Order more units, or choose less.", expiring(*.on))]
    NotEnough {
        /// Units asked for.
        asked: u32,
        /// Units in lots that are good.
        available: u64,
        /// The day on which they are spent, where that is not today.
        on: Option<Day>,
    },
    /// They lie in more lots than one change can write.
    #[error("These units lie in more than {0} lots. Take fewer at a time.")]
    TooManyLots(usize),
}

fn expiring(on: Option<Day>) -> String {
    on.map(|on| format!(" that do not expire before {}", on.format("%-d %b %Y")))
        .unwrap_or_default()
}

/// The units that can be taken on this day.
pub fn available(lots: &[Lot], day: Day) -> u64 {
    lots.iter()
        .filter(|lot| lot.is_good_on(day))
        .map(|lot| u64::from(lot.available))
        .sum()
}

/// Takes units out of lots that are good on `day`, the one that expires first before the
/// others. The lots are left with what remains, so that more can be taken from them.
pub fn take(lots: &mut [Lot], units: u32, day: Day, today: Day) -> Result<Vec<Taken>, LotRefusal> {
    let there = available(lots, day);
    if there < u64::from(units) {
        return Err(LotRefusal::NotEnough {
            asked: units,
            available: there,
            on: (day != today).then_some(day),
        });
    }
    let mut good: Vec<&mut Lot> = lots
        .iter_mut()
        .filter(|lot| lot.available > 0 && lot.is_good_on(day))
        .collect();
    good.sort_by(|a, b| a.lot_id.cmp(&b.lot_id));
    let (mut taken, mut missing) = (Vec::new(), units);
    for lot in good {
        if missing == 0 {
            break;
        }
        let units = lot.available.min(missing);
        lot.available -= units;
        lot.allocated += units;
        missing -= units;
        taken.push(Taken {
            lot: lot.lot_id.clone(),
            units,
        });
    }
    if taken.len() > MOST_LOTS {
        return Err(LotRefusal::TooManyLots(MOST_LOTS));
    }
    Ok(taken)
}

/// The same units, each lot once, by expiry.
pub fn merge<'a>(taken: impl IntoIterator<Item = &'a Taken>) -> Vec<Taken> {
    let mut by_lot: BTreeMap<&LotId, u32> = BTreeMap::new();
    for one in taken {
        *by_lot.entry(&one.lot).or_default() += one.units;
    }
    by_lot
        .into_iter()
        .map(|(lot, units)| Taken {
            lot: lot.clone(),
            units,
        })
        .collect()
}
