//! Activating licences for good, and the licence files that say so.

use super::{LicenceFile, licence_item, units};
use crate::{
    Error, Store, Transaction,
    chain::{Chain, Stamp},
    expression::Expression,
    item::{attribute, item, number},
    keys,
    transaction::Condition,
};
use domain::{
    assurance::Agreement,
    customer::{Location, tasks},
    event::{LicenceHappening, OrderHappening},
    external::ExternalOrder,
    licence::{Licence, LicenceState},
    limited::{self, Limited},
    order::Order,
};

impl Store {
    /// Licences activated for good, the licence file that says so, and the agreements whose
    /// grace begins or whose licences are more now.
    #[expect(clippy::too_many_arguments, reason = "all of it is written")]
    pub fn activate(
        &self,
        transaction: &mut Transaction,
        location: &Location,
        chain: &Chain,
        licences: &[&Licence],
        agreements: &[(Option<&Agreement>, Agreement)],
        file: &LicenceFile,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        self.put_activated(transaction, location, licences, agreements, stamp)?;
        let happening = LicenceHappening::Activated {
            licences: units(licences.iter().copied()),
            sequence: file.sequence,
        };
        self.add_licence_file(
            transaction,
            (location, chain),
            Expression::default(),
            file,
            stamp,
            happening,
        )
    }

    /// Licences of an external system activated for good, without a file; what is kept of their orders
    /// is as it is from now on.
    pub fn register(
        &self,
        transaction: &mut Transaction,
        (location, chain): (&Location, &Chain),
        licences: &[&Licence],
        agreements: &[(Option<&Agreement>, Agreement)],
        orders: &[ExternalOrder],
        stamp: &Stamp,
    ) -> Result<(), Error> {
        self.put_activated(transaction, location, licences, agreements, stamp)?;
        for order in orders {
            self.put_external(transaction, order.revision - 1, order)?;
        }
        let happening = LicenceHappening::Registered {
            licences: units(licences.iter().copied()),
        };
        let key = keys::location(location.location_id);
        transaction.change(self, &key, chain, Expression::default(), stamp.event(happening, &[]))
    }

    /// What an installed system has: licences that are activated from the first moment on, the order
    /// that is made for them, how many the location has with them, and the rest as in
    /// [`Store::activate`].
    #[expect(clippy::too_many_arguments, reason = "all of it is written")]
    pub fn import_licences(
        &self,
        transaction: &mut Transaction,
        (location, chain): (&Location, &Chain),
        order: &Order,
        (licences, held): (&[Licence], usize),
        agreements: &[(Option<&Agreement>, Agreement)],
        file: &LicenceFile,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let made = OrderHappening::MadeOfImport {
            order_id: order.order_id,
            purchase_order: order.purchase_order.clone(),
        };
        self.create_taken(transaction, order, made, stamp)?;
        self.put_activated(transaction, location, &[], agreements, stamp)?;
        for licence in licences {
            let body = licence_item(location.location_id, licence)?;
            transaction.put_new(self, body, Condition::New);
            self.take_one_per_system(transaction, location, licence, stamp)?;
        }
        let happening = LicenceHappening::Imported {
            order_id: order.order_id,
            purchase_order: order.purchase_order.clone(),
            licences: units(licences.iter()),
            sequence: file.sequence,
        };
        let changes = Expression::default().set(&["licences"], number(held));
        self.add_licence_file(transaction, (location, chain), changes, file, stamp, happening)
    }

    /// The licences themselves, and the agreements.
    pub(crate) fn put_activated(
        &self,
        transaction: &mut Transaction,
        location: &Location,
        licences: &[&Licence],
        agreements: &[(Option<&Agreement>, Agreement)],
        stamp: &Stamp,
    ) -> Result<(), Error> {
        for (before, after) in agreements {
            self.put_agreement(transaction, *before, after)?;
        }
        for licence in licences {
            // What was attached before licences were listed is found by its code from now on.
            let listed = keys::key_code(&licence.software_key_code);
            let expression = Expression::default()
                .set(&["state"], attribute(&LicenceState::Activated { at: stamp.now })?)
                .set_text("l_pk", listed.pk)
                .set_text("l_sk", listed.sk)
                .require_equal(&["state"], attribute(&LicenceState::Attached)?);
            let key = keys::licence(location.location_id, &licence.software_key_code);
            transaction.update(self, &key, expression, Condition::Licence);
        }
        Ok(())
    }

    /// A licence file made anew.
    pub fn regenerate(
        &self,
        transaction: &mut Transaction,
        location: &Location,
        chain: &Chain,
        file: &LicenceFile,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let happening = LicenceHappening::FileRegenerated {
            sequence: file.sequence,
        };
        self.add_licence_file(
            transaction,
            (location, chain),
            Expression::default(),
            file,
            stamp,
            happening,
        )
    }

    /// A licence file that holds for a while, and how many such the location has had with it.
    pub fn make_limited(
        &self,
        transaction: &mut Transaction,
        (location, chain): (&Location, &Chain),
        limited: Limited,
        file: &LicenceFile,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let key = keys::licence_file(location.location_id, file.sequence);
        transaction.put_new(self, item(&key, file)?, Condition::New);
        let used = location.limited.and(limited.kind);
        let changes = Expression::default()
            .set(&["limited"], attribute(&used)?)
            .set(&["licence_files"], number(file.sequence));
        let happening = LicenceHappening::LimitedMade {
            kind: limited.kind.words().to_owned(),
            ends: limited.ends,
            sequence: file.sequence,
        };
        let tasks = limited::tasks(location, file.sequence, limited, stamp.now);
        let key = keys::location(location.location_id);
        transaction.change(self, &key, chain, changes, stamp.event(happening, &tasks))
    }

    /// A licence file, and what else changes of the location with it. Whoever made it, or in whose name it was, is mailed the
    /// activation code that it comes with.
    pub(crate) fn add_licence_file(
        &self,
        transaction: &mut Transaction,
        (location, chain): (&Location, &Chain),
        changes: Expression,
        file: &LicenceFile,
        stamp: &Stamp,
        happening: LicenceHappening,
    ) -> Result<(), Error> {
        let key = keys::licence_file(location.location_id, file.sequence);
        transaction.put_new(self, item(&key, file)?, Condition::New);
        let (organisation_id, by) = stamp.actor.in_whose_name();
        let by = by.filter(|_| file.activation_code.is_some());
        let mail = by.map(|user| tasks::activation_code(location, file.sequence, (organisation_id, user)));
        transaction.change(
            self,
            &keys::location(location.location_id),
            chain,
            changes.set(&["licence_files"], number(file.sequence)),
            stamp.event(happening, mail.as_slice()),
        )
    }
}
