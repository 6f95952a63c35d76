//! Licences free of charge: their orders, and attaching them.

use crate::{
    Error, Store, Transaction,
    chain::{Chain, Stamp},
    expression::Expression,
    item::{attribute, item, number, value},
    keys,
    location::licence_item,
    search::make_due,
    transaction::Condition,
};
use domain::{
    assurance::{FreeLicence, FreeOrder},
    customer::Location,
    event::{LicenceHappening, LicenceUnits, OrderHappening},
    id::OrderId,
    order::Order,
};

impl Store {
    /// The orders of these ids that are there.
    pub async fn free_orders(&self, ids: &[OrderId]) -> Result<Vec<Order>, Error> {
        let keys: Vec<_> = ids.iter().copied().map(keys::order).collect();
        self.get_all(&keys).await?.iter().map(value).collect()
    }

    /// The orders of these ids that are there, strongly consistent.
    pub async fn free_orders_consistent(&self, ids: &[OrderId]) -> Result<Vec<Order>, Error> {
        let keys: Vec<_> = ids.iter().copied().map(keys::order).collect();
        self.get_all_consistent(&keys).await?.iter().map(value).collect()
    }

    /// New licences free of charge, each out of its own order: a new one, or the one that
    /// detaching has filled again; and how many the location has with them.
    pub fn attach_free(
        &self,
        transaction: &mut Transaction,
        location: &Location,
        chain: &Chain,
        (attached, held): (&[FreeLicence], usize),
        stamp: &Stamp,
    ) -> Result<(), Error> {
        for FreeLicence { licence, order } in attached {
            match order {
                FreeOrder::New(order) => {
                    let happening = OrderHappening::MadeFree {
                        order_id: order.order_id,
                        purchase_order: order.purchase_order.clone(),
                    };
                    self.create_taken(transaction, order, happening, stamp)?;
                }
                FreeOrder::Filled(order) => {
                    self.take_from_order(transaction, order, &[(licence.part.clone(), licence.quantity)]);
                }
            }
            let body = licence_item(location.location_id, licence)?;
            transaction.put_new(self, body, Condition::New);
            self.take_one_per_system(transaction, location, licence, stamp)?;
        }
        let happening = LicenceHappening::FreeAttached {
            licences: attached
                .iter()
                .map(|FreeLicence { licence, .. }| LicenceUnits {
                    code: licence.software_key_code.clone(),
                    part: licence.part.clone(),
                    quantity: licence.quantity.get(),
                })
                .collect(),
        };
        let event = stamp.event(happening, &[]);
        transaction.change(
            self,
            &keys::location(location.location_id),
            chain,
            Expression::default().set(&["licences"], number(held)),
            event,
        )
    }

    /// A new order whose units are at the location from the first moment on.
    pub(crate) fn create_taken(
        &self,
        transaction: &mut Transaction,
        order: &Order,
        happening: OrderHappening,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let key = keys::order(order.order_id);
        let mut lines = order.lines.clone();
        for line in lines.values_mut() {
            line.available = 0;
        }
        let mut body = item(&key, order)?;
        body.insert("available".to_owned(), number(0));
        body.insert("lines".to_owned(), attribute(&lines)?);
        make_due(&mut body, &key, stamp.now);
        transaction.create(self, &key, body, stamp.event(happening, &[]))
    }
}
