//! Attaching licences out of an order, and detaching them.

use super::{Installation, licence_item, units};
use crate::{
    Error, Store, Transaction,
    chain::{Chain, Stamp},
    expression::Expression,
    item::{FORM, attribute, form, item, number},
    keys,
    transaction::Condition,
};
use domain::{
    customer::Location,
    event::LicenceHappening,
    id::OrderId,
    licence::{Licence, LicenceState, is_one_per_system},
    order::Order,
    software_key_code::SoftwareKeyCode,
    text::PartNumber,
};
use serde::Serialize;
use std::collections::BTreeMap;

impl Store {
    /// New licences, how many the location has with them, and the units taken from their order.
    pub fn attach(
        &self,
        transaction: &mut Transaction,
        order: &Order,
        location: &Location,
        chain: &Chain,
        (licences, held): (&[Licence], usize),
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let lines: Vec<_> = licences
            .iter()
            .map(|licence| (licence.part.clone(), licence.quantity))
            .collect();
        self.take_from_order(transaction, order, &lines);
        for licence in licences {
            let body = licence_item(location.location_id, licence)?;
            transaction.put_new(self, body, Condition::New);
            self.take_one_per_system(transaction, location, licence, stamp)?;
        }
        let codes = licences.iter().map(|licence| licence.software_key_code.to_string());
        let attached = Expression::default()
            .unite("codes", codes.collect())
            .set(&[FORM], form());
        let place = keys::place(order.order_id, location.location_id);
        transaction.update(self, &place, attached, Condition::Unchanged);
        let happening = LicenceHappening::Attached {
            order_id: order.order_id,
            purchase_order: order.purchase_order.clone(),
            licences: units(licences.iter()),
        };
        transaction.change(
            self,
            &keys::location(location.location_id),
            chain,
            Expression::default().set(&["licences"], number(held)),
            stamp.event(happening, &[]),
        )
    }

    /// Notes that the system has its one unit of the licence's part, where a system has one.
    pub(crate) fn take_one_per_system(
        &self,
        transaction: &mut Transaction,
        location: &Location,
        licence: &Licence,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        #[derive(Serialize)]
        struct Taken<'a> {
            software_key_code: &'a SoftwareKeyCode,
        }
        if is_one_per_system(&stamp.catalogue, &licence.part) {
            let key = keys::one_per_system(location.system(), &licence.part);
            let software_key_code = &licence.software_key_code;
            let taken = item(&key, &Taken { software_key_code })?;
            transaction.put_new(self, taken, Condition::OnePerSystem);
        }
        Ok(())
    }

    /// Licences that are no more, and their units back in their order lines.
    pub fn detach(
        &self,
        transaction: &mut Transaction,
        installation: &Installation,
        licences: &[&Licence],
        orders: &[Order],
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let Installation { location, chain, .. } = installation;
        let left = installation.licences.len().saturating_sub(licences.len());
        let mut returned: BTreeMap<OrderId, BTreeMap<PartNumber, u32>> = BTreeMap::new();
        for licence in licences {
            *returned
                .entry(licence.order_id)
                .or_default()
                .entry(licence.part.clone())
                .or_default() += licence.quantity.get();
            let attached = Expression::default().require_equal(&["state"], attribute(&LicenceState::Attached)?);
            let key = keys::licence(location.location_id, &licence.software_key_code);
            transaction.delete(self, &key, attached, Condition::Licence);
            if is_one_per_system(&stamp.catalogue, &licence.part) {
                let key = keys::one_per_system(location.system(), &licence.part);
                let its = attribute(&licence.software_key_code)?;
                let its = Expression::default().require_equal(&["software_key_code"], its);
                transaction.delete(self, &key, its, Condition::Licence);
            }
        }
        for (order_id, lines) in &returned {
            // Orders are never removed; one that is not there is not there yet, where it was read.
            let order = orders
                .iter()
                .find(|order| order.order_id == *order_id)
                .ok_or_else(|| Error::Busy(format!("order {order_id} could not be read")))?;
            self.return_to_order(transaction, order, lines);
        }
        let happening = LicenceHappening::Detached {
            licences: units(licences.iter().copied()),
        };
        transaction.change(
            self,
            &keys::location(location.location_id),
            chain,
            Expression::default().set(&["licences"], number(left)),
            stamp.event(happening, &[]),
        )
    }
}
