//! Orders.

mod card;
mod reship;

use crate::{
    Error, Store, Transaction,
    card::{CARD, Card, Cards, Choice, Found},
    chain::Stamp,
    expression::Expression,
    item::{Item, Stored, attribute, item, list, stored, value},
    keys::{self, Key},
    read::key_of,
    search::make_due,
    transaction::Condition,
};
use card::{LineCount, OrderCard};
use domain::{
    event::OrderHappening,
    id::{OrderId, OrganisationId},
    order::{Order, tasks},
    quantity::Quantity,
    text::PartNumber,
};
use std::collections::BTreeMap;

/// The order that was shipped by an event: an order's first event is its shipment.
fn shipped(row: &Item) -> Option<Key> {
    Some(keys::order_of(&key_of(row)?))
}

impl Store {
    /// The order, strongly consistent.
    pub async fn order(&self, id: OrderId) -> Result<Option<Stored<Order>>, Error> {
        self.get(&keys::order(id), true)
            .await?
            .map(|item| stored(&item))
            .transpose()
    }

    /// The orders of these ids that are there, in this order: what they are, not what they
    /// hold, since their identity never changes.
    pub async fn orders_of(&self, ids: &[OrderId]) -> Result<Vec<Order>, Error> {
        let keys: Vec<Key> = ids.iter().copied().map(keys::order).collect();
        self.get_all(&keys).await?.iter().map(value).collect()
    }

    /// The orders of these ids that are there, strongly consistent.
    pub async fn orders_consistent(&self, ids: &[OrderId]) -> Result<Vec<Order>, Error> {
        let keys: Vec<Key> = ids.iter().copied().map(keys::order).collect();
        self.get_all_consistent(&keys).await?.iter().map(value).collect()
    }

    /// A page of the orders that still hold units for the organisation, oldest first, as the
    /// reader chose it.
    pub async fn bin(&self, holder: OrganisationId, choice: &Choice) -> Result<Found<Order>, Error> {
        let list = keys::lists::bin(holder);
        let mut found: Found<Order> = self.choose(Cards::of_things(&list), choice).await?;
        // The index may lag behind the order that it names.
        found
            .page
            .items
            .retain(|order| order.holder == holder && order.available > 0);
        Ok(found)
    }

    /// A page of the orders that the vendor shipped, newest first, as the reader chose it.
    pub async fn shipped_orders(&self, vendor: OrganisationId, choice: &Choice) -> Result<Found<Order>, Error> {
        let list = keys::lists::happenings(vendor, "order-shipped");
        let cards = Cards {
            list: &list,
            newest_first: true,
            of: shipped,
        };
        self.choose(cards, choice).await
    }

    /// A new order in its holder's bins; the holder's licence users are mailed, and where
    /// it brings nothing but SWA units, those alone who see them.
    pub fn ship(&self, transaction: &mut Transaction, order: &Order, stamp: &Stamp) -> Result<(), Error> {
        let key = keys::order(order.order_id);
        let mut body = item(&key, order)?;
        if order.is_in_bin() {
            list(&mut body, keys::bin(order.holder, order.shipped_at, order.order_id));
        }
        if order.is_card {
            body.insert(CARD.to_owned(), attribute(&OrderCard::of(order))?);
        }
        make_due(&mut body, &key, stamp.now);
        self.add_lots(transaction, order)?;
        let happening = OrderHappening::Shipped {
            order_id: order.order_id,
            holder: order.holder,
            holder_name: order.holder_name.clone(),
            purchase_order: order.purchase_order.clone(),
            lines: u32::try_from(order.lines.len() + order.swa.len()).unwrap_or(u32::MAX),
            units: order.lines.values().map(|line| line.quantity).sum::<u32>()
                + order.swa.iter().map(|line| line.quantity).sum::<u32>(),
        };
        let tasks = [tasks::shipped(order)];
        let event = stamp.event(happening, &tasks).found_by(order.search());
        transaction.create(self, &key, body, event)
    }

    /// Takes units out of the bin, to a location. Only the lines' own counts are a condition: others
    /// may take from the same order meanwhile.
    pub(crate) fn take_from_order(
        &self,
        transaction: &mut Transaction,
        order: &Order,
        lines: &[(PartNumber, Quantity)],
    ) {
        let expression = taking(order, lines, None);
        transaction.update(self, &keys::order(order.order_id), expression, Condition::OrderLine);
    }

    /// Puts units that were at a location back into the lines that they came from.
    pub(crate) fn return_to_order(
        &self,
        transaction: &mut Transaction,
        order: &Order,
        lines: &BTreeMap<PartNumber, u32>,
    ) {
        let expression = putting_back(order, lines, None).require_exists(&["pk"]);
        transaction.update(self, &keys::order(order.order_id), expression, Condition::OrderLine);
    }
}

/// Takes units out of an order's bin, and counts them where they go. An order that has none left leaves
/// the bin's index.
fn taking(order: &Order, lines: &[(PartNumber, Quantity)], to: Option<LineCount>) -> Expression {
    let units: u32 = lines.iter().map(|(_, quantity)| quantity.get()).sum();
    let mut expression = Expression::default().add(&["available"], -i64::from(units));
    for (part, quantity) in lines {
        let taken = i64::from(quantity.get());
        expression = LineCount::Available
            .add(expression, order, part, -taken)
            .require_at_least(&["lines", part.as_str(), "available"], quantity.get());
        if let Some(count) = to {
            expression = count.add(expression, order, part, taken);
        }
    }
    // Whether it is the last must hold when it is written, not when it was read.
    if order.available == units {
        expression
            .remove(&["l_pk"])
            .remove(&["l_sk"])
            .require_equal(&["available"], crate::item::number(units))
    } else {
        expression.require_at_least(&["available"], units + 1)
    }
}

/// Puts units into an order's bin, from where they are counted.
fn putting_back(order: &Order, lines: &BTreeMap<PartNumber, u32>, from: Option<LineCount>) -> Expression {
    let units: u32 = lines.values().sum();
    let mut expression = Expression::default().add(&["available"], i64::from(units));
    for (part, quantity) in lines {
        let back = i64::from(*quantity);
        expression = LineCount::Available.add(expression, order, part, back);
        if let Some(count) = from {
            expression = count
                .add(expression, order, part, -back)
                .require_at_least(&["lines", part.as_str(), count.attribute()], *quantity);
        }
    }
    if order.free_at.is_some() {
        return expression;
    }
    let bin = keys::bin(order.holder, order.shipped_at, order.order_id);
    expression.set_text("l_pk", bin.pk).set_text("l_sk", bin.sk)
}
