//! A location that becomes one of another system type: its licences are prepared beside those that it has,
//! so many at a time as a transaction holds, and one transaction turns it over.

use super::{LicenceFile, licence_item};
use crate::{
    Error, Store, Transaction,
    chain::{Chain, Stamp},
    expression::Expression,
    item::{attribute, item, number},
    keys,
    transaction::Condition,
};
use domain::{
    customer::{Location, Migrating},
    event::LocationHappening,
    licence::Licence,
    migration::Migration,
};

/// How many licences the last transaction takes, beside what else it writes, and each before it.
pub const AT_ONCE: usize = 80;

impl Store {
    /// Notes that a migration is being prepared, in the place of what was noted before.
    pub fn begin_migration(
        &self,
        transaction: &mut Transaction,
        location: &Location,
        migrating: &Migrating,
    ) -> Result<(), Error> {
        let expression = Expression::default().set(&["migrating"], attribute(migrating)?);
        let expression = match &location.migrating {
            Some(before) => expression.require_equal(&["migrating"], attribute(before)?),
            None => expression.require_absent(&["migrating"]),
        };
        let key = keys::location(location.location_id);
        transaction.update(self, &key, expression, Condition::Unchanged);
        Ok(())
    }

    /// Prepares licences for a migration, and takes away what was prepared by another catalogue, as long
    /// as the migration is the one that was begun.
    pub fn prepare_migration(
        &self,
        transaction: &mut Transaction,
        location: &Location,
        migrating: &Migrating,
        licences: &[Licence],
        stale: &[Licence],
    ) -> Result<(), Error> {
        let begun = Expression::default().require_equal(&["migrating"], attribute(migrating)?);
        let key = keys::location(location.location_id);
        transaction.check(self, &key, begun, Condition::Unchanged);
        for licence in licences {
            let body = licence_item(location.location_id, licence)?;
            transaction.put(Expression::default().put(&self.table, body), Condition::Unchanged);
        }
        for licence in stale {
            let key = keys::licence(location.location_id, &licence.software_key_code);
            let prepared = Expression::default().require_equal(&["generation"], number(licence.generation));
            transaction.delete(self, &key, prepared, Condition::Unchanged);
        }
        Ok(())
    }

    /// Turns the location over: what is prepared is what it has from now on, together with these
    /// licences, its new hardware key code and licence file, and its agreements over what moved.
    #[expect(clippy::too_many_arguments, reason = "all of it is written")]
    pub fn migrate(
        &self,
        transaction: &mut Transaction,
        (before, chain): (&Location, &Chain),
        migration: &Migration<'_>,
        licences: &[Licence],
        from: &str,
        file: &LicenceFile,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let after = &migration.location;
        for licence in licences {
            let body = licence_item(after.location_id, licence)?;
            transaction.put(Expression::default().put(&self.table, body), Condition::Unchanged);
        }
        for (before, after) in &migration.agreements {
            self.put_agreement(transaction, Some(before), after)?;
        }
        let key = keys::licence_file(after.location_id, file.sequence);
        transaction.put_new(self, item(&key, file)?, Condition::New);
        let mut changes = self
            .other_hkc(transaction, before, after, stamp)?
            .set(&["generation"], number(after.generation))
            .set(&["licences"], attribute(&after.licences)?)
            .set(&["former"], attribute(&after.former)?)
            .set(&["licence_files"], number(file.sequence));
        if let Some(migrating) = &before.migrating {
            changes = changes
                .remove(&["migrating"])
                .require_equal(&["migrating"], attribute(migrating)?);
        }
        let count = |all: usize| u32::try_from(all).unwrap_or(u32::MAX);
        let happening = LocationHappening::Migrated {
            from: from.to_owned(),
            before: before.hkc.as_str().to_owned(),
            to: migration.to.name.clone(),
            hkc: after.hkc.as_str().to_owned(),
            order: migration.order.clone(),
            moved: count(migration.licences.len()),
            behind: count(migration.behind.len()),
            sequence: file.sequence,
        };
        let key = keys::location(after.location_id);
        transaction.change(self, &key, chain, changes, stamp.event(happening, &[]))
    }
}
