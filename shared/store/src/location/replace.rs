//! Hardware that is replaced, and emergency licences until it is.

use super::{Installation, LicenceFile, TakenHkc};
use crate::{
    Error, PageOf, Store, Transaction,
    chain::{Chain, Stamp},
    expression::Expression,
    item::{attribute, item, list, number},
    keys,
    page::Paging,
    transaction::Condition,
};
use chrono::{DateTime, Utc};
use domain::{
    catalogue::{Hkc, HkcState},
    customer::Location,
    event::LocationHappening,
    id::{LocationId, OrganisationId},
    limited::{self, Limited, LimitedKind},
    replacement::Emergency,
    text::{Name, Notes},
};
use serde::{Deserialize, Serialize};

/// A location whose hardware has to be replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueReplacement {
    /// The location.
    pub location_id: LocationId,
    /// Whose it is.
    pub organisation_id: OrganisationId,
    /// That organisation's name.
    pub organisation_name: Name,
    /// The location's name.
    pub name: Name,
    /// The hardware key code of what died.
    pub hkc: String,
    /// The hardware key code that the emergency licence is for.
    pub new_hkc: String,
    /// Since when.
    pub at: DateTime<Utc>,
    /// When the emergency licence ends.
    pub ends: DateTime<Utc>,
}

/// A location whose hardware is replaced, or that follows one.
pub struct Replaced<'a> {
    /// As it was.
    pub before: &'a Location,
    /// Its event chain.
    pub chain: &'a Chain,
    /// As it is.
    pub after: &'a Location,
    /// The licence file that is made for it, where it has licences.
    pub file: Option<&'a LicenceFile>,
}

impl Store {
    /// A page of the locations whose hardware has to be replaced: an organisation's, or everybody's.
    pub async fn due_replacements(
        &self,
        organisation_id: Option<OrganisationId>,
        after: Option<&str>,
    ) -> Result<PageOf<DueReplacement>, Error> {
        let list = match organisation_id {
            Some(id) => keys::lists::emergencies_of(id),
            None => keys::lists::emergencies(),
        };
        self.page_of_listed(&list, Paging::forward(after, 50)).await
    }

    /// Another hardware key code in the place of the one before, with the licence file for it. Its client
    /// follows.
    pub fn replace_hardware(
        &self,
        transaction: &mut Transaction,
        replaced: &Replaced<'_>,
        client: Option<(&Installation, &Hkc, Option<&LicenceFile>)>,
        reason: &Notes,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let Replaced {
            before,
            chain,
            after,
            file,
        } = replaced;
        let mut changes = self
            .other_hkc(transaction, before, after, stamp)?
            .set(&["replacements"], attribute(&after.replacements)?);
        if let Some(product_key) = &after.product_key {
            changes = changes.set(&["product_key"], attribute(product_key)?);
        }
        let made_from = after.details.made_from.as_ref();
        if let Some(made_from) = made_from.filter(|made_from| made_from.source.is_used_once()) {
            let taken = TakenHkc {
                location_id: after.location_id,
                state: HkcState::Live,
            };
            let key = keys::hkc_source(made_from);
            transaction.put_new(self, item(&key, &taken)?, Condition::HkcSource);
        }
        if let Some(emergency) = &before.emergency {
            changes = changes.remove(&["emergency"]);
            let due = Expression::default().require_exists(&["pk"]);
            transaction.delete(self, &keys::emergency(before.location_id), due, Condition::Unchanged);
            if emergency.hkc != after.hkc {
                let retired = Expression::default()
                    .set(&["state"], attribute(&HkcState::Retired)?)
                    .require_equal(&["location_id"], attribute(&before.location_id)?);
                transaction.update(self, &keys::hkc(&emergency.hkc), retired, Condition::Unchanged);
            }
        }
        let changes = self.put_file(transaction, after, changes, *file)?;
        let happening = LocationHappening::HardwareReplaced {
            before: before.hkc.as_str().to_owned(),
            hkc: after.hkc.as_str().to_owned(),
            reason: reason.as_str().to_owned(),
            sequence: file.map(|file| file.sequence),
        };
        let key = keys::location(after.location_id);
        transaction.change(self, &key, chain, changes, stamp.event(happening, &[]))?;
        if let Some((client, hkc, file)) = client {
            let client = (&client.location, &client.chain);
            self.follow_hkc(transaction, client, hkc, file, stamp)?;
        }
        Ok(())
    }

    /// An emergency licence, whose hardware key code is nobody else's from then on, and that the hardware
    /// has to be replaced.
    pub fn give_emergency(
        &self,
        transaction: &mut Transaction,
        (location, chain): (&Location, &Chain),
        emergency: &Emergency,
        organisation_name: &Name,
        file: &LicenceFile,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let taken = TakenHkc {
            location_id: location.location_id,
            state: HkcState::Live,
        };
        transaction.put_new(self, item(&keys::hkc(&emergency.hkc), &taken)?, Condition::Hkc);
        let due = DueReplacement {
            location_id: location.location_id,
            organisation_id: location.organisation_id,
            organisation_name: organisation_name.clone(),
            name: location.details.name.clone(),
            hkc: location.hkc.as_str().to_owned(),
            new_hkc: emergency.hkc.as_str().to_owned(),
            at: emergency.at,
            ends: emergency.ends,
        };
        let mut body = item(&keys::emergency(location.location_id), &due)?;
        let entry = keys::emergencies(location.organisation_id, emergency.at, location.location_id);
        list(&mut body, entry);
        transaction.put_new(self, body, Condition::New);
        let key = keys::licence_file(location.location_id, file.sequence);
        transaction.put_new(self, item(&key, file)?, Condition::New);
        let changes = Expression::default()
            .set(&["emergency"], attribute(emergency)?)
            .set(&["emergency_at"], attribute(&emergency.at)?)
            .set(&["licence_files"], number(file.sequence));
        let happening = LocationHappening::EmergencyMade {
            hkc: emergency.hkc.as_str().to_owned(),
            reason: emergency.reason.as_str().to_owned(),
            ends: emergency.ends,
            sequence: file.sequence,
        };
        let limited = Limited {
            kind: LimitedKind::Emergency,
            ends: emergency.ends,
        };
        let tasks = limited::tasks(location, file.sequence, limited, stamp.now);
        let key = keys::location(location.location_id);
        transaction.change(self, &key, chain, changes, stamp.event(happening, &tasks))
    }
}
