//! Lots of SWA units. A lot's own counts are the condition of whatever takes from it, so
//! that many can take from it at once.

use crate::{
    Error, Store, Transaction,
    expression::Expression,
    item::{item, value},
    keys,
    transaction::Condition,
};
use domain::{
    assurance::{Lot, Taken},
    day::Day,
    id::OrganisationId,
    order::Order,
};

/// One of the counts that the units of a lot are divided into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Count {
    Available,
    Allocated,
    Spent,
    Reshipped,
}

impl Count {
    const fn attribute(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Allocated => "allocated",
            Self::Spent => "spent",
            Self::Reshipped => "reshipped",
        }
    }
}

impl Store {
    /// The organisation's lots that expire on this day or later, strongly consistent, the
    /// one that expires first before the others.
    pub async fn lots(&self, holder: OrganisationId, from: Day) -> Result<Vec<Lot>, Error> {
        let items = self.collection(&keys::lots(holder, from)).await?;
        items.iter().map(value).collect()
    }

    /// The lots that an order brings.
    pub(crate) fn add_lots(&self, transaction: &mut Transaction, order: &Order) -> Result<(), Error> {
        for lot in order.lots() {
            let key = keys::lot(lot.holder, &lot.lot_id);
            transaction.put_new(self, item(&key, &lot)?, Condition::New);
        }
        Ok(())
    }

    /// Moves units of lots from one count to another; no count goes below nothing.
    pub(crate) fn move_units(
        &self,
        transaction: &mut Transaction,
        holder: OrganisationId,
        taken: &[Taken],
        (from, to): (Count, Count),
    ) {
        for Taken { lot, units } in taken {
            let expression = Expression::default()
                .add(&[from.attribute()], -i64::from(*units))
                .add(&[to.attribute()], i64::from(*units))
                .require_at_least(&[from.attribute()], *units);
            transaction.update(self, &keys::lot(holder, lot), expression, Condition::Lot);
        }
    }
}
