//! Licences free of charge: their orders, and attaching them.

use crate::{
    Error, Store, Transaction,
    chain::{Chain, Stamp},
    expression::Expression,
    item::{Stored, attribute, item, number, stored},
    keys,
    transaction::Condition,
};
use domain::{
    customer::Location,
    event::{LicenceHappening, LicenceUnits, OrderHappening},
    id::OrderId,
    licence::Licence,
    order::Order,
};

impl Store {
    /// The orders of these ids that are there, in this order.
    pub async fn free_orders(&self, ids: &[OrderId]) -> Result<Vec<Order>, Error> {
        let keys: Vec<_> = ids.iter().copied().map(keys::order).collect();
        self.orders(&keys).await
    }

    /// The order that a free part has at its location, strongly consistent.
    pub async fn free_order(&self, id: OrderId) -> Result<Option<Order>, Error> {
        let order: Option<Stored<Order>> = self
            .get(&keys::order(id), true)
            .await?
            .map(|item| stored(&item))
            .transpose()?;
        Ok(order.map(|order| order.value))
    }

    /// New licences free of charge, each out of its own order: a new one, or the one that
    /// detaching has filled again; and how many the location has with them.
    pub fn attach_free(
        &self,
        transaction: &mut Transaction,
        location: &Location,
        chain: &Chain,
        (attached, held): (&[(Order, Licence, bool)], usize),
        stamp: &Stamp,
    ) -> Result<(), Error> {
        for (order, licence, is_new) in attached {
            if *is_new {
                self.create_taken(transaction, order, stamp)?;
            } else {
                self.take_from_order(transaction, order, &[(licence.part.clone(), licence.quantity)]);
            }
            let key = keys::licence(location.location_id, &licence.software_key_code);
            transaction.put_new(self, item(&key, licence)?, Condition::New);
        }
        let happening = LicenceHappening::FreeAttached {
            licences: attached
                .iter()
                .map(|(_, licence, _)| LicenceUnits {
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
    fn create_taken(&self, transaction: &mut Transaction, order: &Order, stamp: &Stamp) -> Result<(), Error> {
        let key = keys::order(order.order_id);
        let mut lines = order.lines.clone();
        for line in lines.values_mut() {
            line.available = 0;
        }
        let mut body = item(&key, order)?;
        body.insert("available".to_owned(), number(0));
        body.insert("lines".to_owned(), attribute(&lines)?);
        let happening = OrderHappening::MadeFree {
            order_id: order.order_id,
            purchase_order: order.purchase_order.clone(),
        };
        transaction.create(self, &key, body, stamp.event(happening, &[]))
    }
}
