//! Making a location, and replacing its details.

use super::{LocationCard, TakenHkc};
use crate::{
    Error, Store, Transaction,
    chain::{Chain, Stamp},
    expression::Expression,
    item::{attribute, item, list},
    keys,
    search::{make_due, set_due},
    transaction::Condition,
};
use domain::{
    catalogue::HkcState,
    customer::{Location, LocationDetails, tasks},
    event::LocationHappening,
    id::LocationId,
};

impl Store {
    /// A new location; its hardware key code is taken with it, and its customer is
    /// mailed the licence agreement.
    pub fn create_location(
        &self,
        transaction: &mut Transaction,
        location: &Location,
        system_type: &str,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let key = keys::location(location.location_id);
        let card = LocationCard::of(location, &location.details);
        let mut body = item(&key, location)?;
        list(
            &mut body,
            keys::locations(
                location.organisation_id,
                location.customer_id,
                &card.name,
                location.location_id,
            ),
        );
        body.insert("card".to_owned(), attribute(&card)?);
        make_due(&mut body, &key, stamp.now);
        let taken = TakenHkc {
            location_id: location.location_id,
            state: HkcState::Live,
        };
        transaction.put_new(self, item(&keys::hkc(&location.hkc), &taken)?, Condition::Hkc);
        if let Some(second) = &location.second_hkc {
            transaction.put_new(self, item(&keys::hkc(second), &taken)?, Condition::SecondHkc);
        }
        let made_from = location.details.made_from.as_ref();
        if let Some(made_from) = made_from.filter(|made_from| made_from.source.is_used_once()) {
            transaction.put_new(self, item(&keys::hkc_source(made_from), &taken)?, Condition::HkcSource);
        }
        let happening = LocationHappening::Created {
            location_id: location.location_id,
            name: location.details.name.clone(),
            system_type: system_type.to_owned(),
            hkc: location.hkc.as_str().to_owned(),
        };
        let tasks = [tasks::created(location)];
        transaction.create(self, &key, body, stamp.event(happening, &tasks))
    }

    /// A new location that is another's child, and the parent that knows it.
    pub fn add_child(
        &self,
        transaction: &mut Transaction,
        (parent, chain): (&Location, &Chain),
        child: &Location,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let children: Vec<LocationId> = parent.children.iter().copied().chain([child.location_id]).collect();
        let happening = LocationHappening::ChildAdded {
            location_id: child.location_id,
            name: child.details.name.clone(),
            hkc: child.hkc.as_str().to_owned(),
        };
        let expression = Expression::default().set(&["children"], attribute(&children)?);
        let key = keys::location(parent.location_id);
        transaction.change(self, &key, chain, expression, stamp.event(happening, &[]))
    }

    /// Other details of a location.
    pub fn update_location(
        &self,
        transaction: &mut Transaction,
        location: &Location,
        chain: &Chain,
        details: &LocationDetails,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let card = LocationCard::of(location, details);
        let lookup = keys::locations(
            location.organisation_id,
            location.customer_id,
            &card.name,
            location.location_id,
        );
        let key = keys::location(location.location_id);
        let mut expression = Expression::default()
            .set(&["details"], attribute(details)?)
            .set(&["card"], attribute(&card)?)
            .set_text("l_sk", lookup.sk);
        if card != LocationCard::of(location, &location.details) {
            expression = set_due(expression, &key, stamp.now);
        }
        if location.emergency.is_some() && details.name != location.details.name {
            let renamed = Expression::default()
                .set(&["name"], attribute(&details.name)?)
                .require_exists(&["pk"]);
            let due = keys::emergency(location.location_id);
            transaction.update(self, &due, renamed, Condition::Unchanged);
        }
        let happening = LocationHappening::Updated {
            name: details.name.clone(),
        };
        transaction.change(self, &key, chain, expression, stamp.event(happening, &[]))
    }
}
