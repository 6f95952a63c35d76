//! Transfers, and locations that go to another dealer by them.

use crate::{
    Error, PageOf, Store, Transaction,
    chain::{Chain, Stamp},
    expression::Expression,
    item::{Item, Stored, attribute, item, list, stored, text, value},
    keys,
    location::LocationCard,
    page::Paging,
    read::key_of,
    transaction::Condition,
};
use domain::{
    assurance::Agreement,
    customer::Location,
    event::{LocationHappening, TransferHappening},
    id::{LocationId, OrganisationId, TransferId},
    outbox::Task,
    transfer::{HandedOver, Transfer, reminders_of},
};

const PAGE: i32 = 50;

/// A location as it goes to another dealer.
#[derive(Debug)]
pub struct Moved<'a> {
    /// As it was.
    pub before: &'a Location,
    /// Where its chain stands.
    pub chain: &'a Chain,
    /// As it is from then on.
    pub after: Location,
    /// Its agreements, before and after.
    pub agreements: Vec<(&'a Agreement, Agreement)>,
    /// What its old dealer goes on reading.
    pub handed_over: HandedOver,
}

impl Store {
    /// A transfer, strongly consistent.
    pub async fn transfer(&self, id: TransferId) -> Result<Option<Stored<Transfer>>, Error> {
        let found = self.get(&keys::transfer(id), true).await?;
        found.map(|item| stored(&item)).transpose()
    }

    /// A page of an organisation's transfers, newest first.
    pub async fn transfers(&self, id: OrganisationId, after: Option<&str>) -> Result<PageOf<Transfer>, Error> {
        let transfer = |row: &Item| Some(keys::transfer(keys::transfer_of(&key_of(row)?)?));
        let list = keys::lists::transfers(id);
        self.page_through(&list, Paging::newest_first(after, PAGE), transfer)
            .await
    }

    /// A page of the locations that an organisation had and has no more, newest first.
    pub async fn handed_over_by(&self, id: OrganisationId, after: Option<&str>) -> Result<PageOf<HandedOver>, Error> {
        let list = keys::lists::handed_over(id);
        self.page_of_listed(&list, Paging::newest_first(after, PAGE)).await
    }

    /// What a location was when it went to another dealer by this transfer.
    pub async fn handed_over(&self, id: LocationId, transfer_id: TransferId) -> Result<Option<HandedOver>, Error> {
        let found = self.get(&keys::handed_over(id, transfer_id), true).await?;
        found.map(|item| value(&item)).transpose()
    }

    /// What a location was when it went from this organisation to another for the last time.
    pub async fn handed_over_from(
        &self,
        id: LocationId,
        organisation_id: OrganisationId,
    ) -> Result<Option<HandedOver>, Error> {
        let items = self.collection(&keys::all_handed_over(id)).await?;
        let all: Vec<HandedOver> = items.iter().map(value).collect::<Result<_, _>>()?;
        let theirs = all.into_iter().filter(|was| was.organisation_id == organisation_id);
        Ok(theirs.max_by_key(|was| was.at))
    }

    /// A new transfer, in the lists of all that it concerns.
    pub fn begin_transfer(
        &self,
        transaction: &mut Transaction,
        transfer: &Transfer,
        happening: TransferHappening,
        tasks: &[Task],
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let key = keys::transfer(transfer.transfer_id);
        transaction.create(self, &key, item(&key, transfer)?, stamp.event(happening, tasks))?;
        for party in transfer.parties() {
            let mut listed = keys::listed_transfer(transfer.transfer_id, party).attributes();
            list(&mut listed, keys::transfers(party, transfer.at, transfer.transfer_id));
            transaction.put_new(self, listed, Condition::New);
        }
        Ok(())
    }

    /// A transfer decided, under the condition that it was waiting.
    pub fn decide_transfer(
        &self,
        transaction: &mut Transaction,
        (before, after): (&Stored<Transfer>, &Transfer),
        happening: TransferHappening,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let expression = Expression::default()
            .set(&["state"], attribute(&after.state)?)
            .require_equal(&["state"], attribute(&before.value.state)?);
        let expression = match after.customer_id {
            Some(customer_id) => expression.set(&["customer_id"], attribute(&customer_id)?),
            None => expression,
        };
        let tasks = after.decided();
        let event = stamp.event(happening, &tasks);
        transaction.change(
            self,
            &keys::transfer(after.transfer_id),
            &before.chain,
            expression,
            event,
        )
    }

    /// A location that is another dealer's from then on, with its agreements: as they were read, and nothing
    /// of it pending. It leaves the old dealer's lists and search.
    pub fn move_location(
        &self,
        transaction: &mut Transaction,
        moved: &Moved<'_>,
        (from, to): (&str, &str),
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let Moved {
            before,
            chain,
            after,
            agreements,
            handed_over,
        } = moved;
        for (before, after) in agreements {
            self.put_agreement(transaction, Some(before), after)?;
        }
        let mut kept = item(
            &keys::handed_over(before.location_id, handed_over.transfer_id),
            handed_over,
        )?;
        let entry = keys::handed_over_by(handed_over.organisation_id, handed_over.at, before.location_id);
        list(&mut kept, entry);
        transaction.put_new(self, kept, Condition::New);
        let key = keys::location(after.location_id);
        let card = LocationCard::of(after, &after.details);
        let lookup = keys::locations(after.organisation_id, after.customer_id, &card.name, after.location_id);
        let expression = Expression::default()
            .set(&["organisation_id"], attribute(&after.organisation_id)?)
            .set(&["customer_id"], attribute(&after.customer_id)?)
            .set(&["was_of"], attribute(&after.was_of)?)
            .set(&["details"], attribute(&after.details)?)
            .set(&["card"], attribute(&card)?)
            .set_text("l_pk", lookup.pk)
            .set_text("l_sk", lookup.sk)
            .set_text("due_shard", keys::search_shard(&key))
            .set_text("due", keys::instant(stamp.now))
            .require_equal(&["organisation_id"], text(before.organisation_id.to_string()))
            .require_absent(&["migrating"]);
        let happening = LocationHappening::Transferred {
            transfer_id: handed_over.transfer_id,
            from: from.to_owned(),
            to: to.to_owned(),
        };
        let held: Vec<Agreement> = agreements.iter().map(|(_, after)| after.clone()).collect();
        let tasks = reminders_of(&held, stamp.now);
        transaction.change(self, &key, chain, expression, stamp.event(happening, &tasks))
    }
}
