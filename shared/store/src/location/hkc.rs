//! Another hardware key code in the place of a location's: the code before is retired for good.

use super::{Installation, LicenceFile, LocationCard, TakenHkc, units};
use crate::{
    Error, Store, Transaction,
    chain::{Chain, Stamp},
    expression::Expression,
    item::{attribute, item, number},
    keys,
    search::set_due,
    transaction::Condition,
};
use domain::{
    assurance::Agreement,
    catalogue::{Hkc, HkcState},
    customer::Location,
    event::{LicenceHappening, LocationHappening},
    licence::Licence,
};

impl Store {
    /// The hardware key code that takes the place of the installation's temporary key, as `location`
    /// has it from now on, with the licence that was waiting for it, activated for good, and its file.
    #[expect(clippy::too_many_arguments, reason = "all of it is written")]
    pub fn make_hkc(
        &self,
        transaction: &mut Transaction,
        before: &Installation,
        location: &Location,
        licence: &Licence,
        agreements: &[(Option<&Agreement>, Agreement)],
        file: &LicenceFile,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        self.put_activated(transaction, location, &[licence], agreements, stamp)?;
        let changes = self.other_hkc(transaction, &before.location, location, stamp)?;
        let made_from = location.details.made_from.as_ref();
        let happening = LicenceHappening::HkcMade {
            before: before.location.hkc.as_str().to_owned(),
            hkc: location.hkc.as_str().to_owned(),
            made_from: made_from.map(|made| made.value.as_str().to_owned()).unwrap_or_default(),
            licences: units([licence].into_iter()),
            sequence: file.sequence,
        };
        let changed = (&before.location, &before.chain);
        self.add_licence_file(transaction, changed, changes, file, stamp, happening)
    }

    /// The hardware key code of a client, which follows that of its system.
    pub fn follow_hkc(
        &self,
        transaction: &mut Transaction,
        (client, chain): (&Location, &Chain),
        hkc: &Hkc,
        file: Option<&LicenceFile>,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let after = Location {
            hkc: hkc.clone(),
            ..client.clone()
        };
        let changes = self.other_hkc(transaction, client, &after, stamp)?;
        let happening = LocationHappening::HkcFollowed {
            before: client.hkc.as_str().to_owned(),
            hkc: hkc.as_str().to_owned(),
            sequence: file.map(|file| file.sequence),
        };
        let changes = self.put_file(transaction, client, changes, file)?;
        let key = keys::location(client.location_id);
        transaction.change(self, &key, chain, changes, stamp.event(happening, &[]))
    }

    /// A licence file that comes with a change, where one does.
    pub(super) fn put_file(
        &self,
        transaction: &mut Transaction,
        location: &Location,
        changes: Expression,
        file: Option<&LicenceFile>,
    ) -> Result<Expression, Error> {
        let Some(file) = file else { return Ok(changes) };
        let key = keys::licence_file(location.location_id, file.sequence);
        transaction.put_new(self, item(&key, file)?, Condition::New);
        Ok(changes.set(&["licence_files"], number(file.sequence)))
    }

    /// Takes the code, retires the one before, and says what changes of the location's item: it is
    /// found by its new code from then on.
    pub(super) fn other_hkc(
        &self,
        transaction: &mut Transaction,
        before: &Location,
        after: &Location,
        stamp: &Stamp,
    ) -> Result<Expression, Error> {
        let taken = TakenHkc {
            location_id: after.location_id,
            state: HkcState::Live,
        };
        let key = keys::hkc(&after.hkc);
        // An emergency licence has taken the code of the hardware that comes.
        let waits = before
            .emergency
            .as_ref()
            .is_some_and(|emergency| emergency.hkc == after.hkc);
        if waits {
            let own = Expression::default()
                .set(&["state"], attribute(&HkcState::Live)?)
                .require_equal(&["location_id"], attribute(&before.location_id)?);
            transaction.update(self, &key, own, Condition::Unchanged);
        } else {
            transaction.put_new(self, item(&key, &taken)?, Condition::Hkc);
        }
        let retired = Expression::default()
            .set(&["state"], attribute(&HkcState::Retired)?)
            .require_equal(&["location_id"], attribute(&before.location_id)?);
        transaction.update(self, &keys::hkc(&before.hkc), retired, Condition::Unchanged);
        let key = keys::location(after.location_id);
        let changes = Expression::default()
            .set(&["hkc"], attribute(&after.hkc)?)
            .set(&["system_type"], attribute(&after.system_type)?)
            .set(&["details"], attribute(&after.details)?)
            .set(&["card"], attribute(&LocationCard::of(after, &after.details))?);
        Ok(set_due(changes, &key, stamp.now))
    }
}
