//! Activating licences for good, and the licence files that say so.

use super::{LicenceFile, units};
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
    customer::Location,
    event::LicenceHappening,
    licence::{Licence, LicenceState},
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
        for (before, after) in agreements {
            self.put_agreement(transaction, *before, after)?;
        }
        for licence in licences {
            let expression = Expression::default()
                .set(&["state"], attribute(&LicenceState::Activated { at: stamp.now })?)
                .require_equal(&["state"], attribute(&LicenceState::Attached)?);
            let key = keys::licence(location.location_id, &licence.software_key_code);
            transaction.update(self, &key, expression, Condition::Licence);
        }
        let happening = LicenceHappening::Activated {
            licences: units(licences.iter().copied()),
            sequence: file.sequence,
        };
        self.add_licence_file(transaction, location, chain, file, stamp, happening)
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
        self.add_licence_file(transaction, location, chain, file, stamp, happening)
    }

    fn add_licence_file(
        &self,
        transaction: &mut Transaction,
        location: &Location,
        chain: &Chain,
        file: &LicenceFile,
        stamp: &Stamp,
        happening: LicenceHappening,
    ) -> Result<(), Error> {
        let key = keys::licence_file(location.location_id, file.sequence);
        transaction.put_new(self, item(&key, file)?, Condition::New);
        let expression = Expression::default().set(&["licence_files"], number(file.sequence));
        transaction.change(
            self,
            &keys::location(location.location_id),
            chain,
            expression,
            stamp.event(happening, &[]),
        )
    }
}
