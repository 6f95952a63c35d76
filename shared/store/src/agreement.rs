//! Agreements and quotes of a location: what is assigned, cancelled and activated.

use crate::{
    Error, PageOf, Store, Transaction,
    chain::{Chain, Stamp},
    expression::Expression,
    item::{Item, item, list, number, text, value},
    keys::{self, Key},
    lots::Count,
    page::Paging,
    transaction::Condition,
};
use domain::{
    assurance::{Agreement, Next, Pending, Quote, Taken, merge, tasks},
    customer::Location,
    day::Day,
    event::{AssignedUnits, AssuranceHappening},
    id::{CustomerId, LocationId, OrganisationId, QuoteId},
    outbox::Task,
};

impl Store {
    /// The agreements of a location, strongly consistent.
    pub async fn agreements(&self, id: LocationId) -> Result<Vec<Agreement>, Error> {
        let items = self.collection(&keys::agreements_at(id)).await?;
        items.iter().map(value).collect()
    }

    /// The agreement of an application at a location, strongly consistent.
    pub async fn agreement(&self, id: LocationId, application: &str) -> Result<Option<Agreement>, Error> {
        self.get(&keys::agreement(id, application), true)
            .await?
            .map(|item| value(&item))
            .transpose()
    }

    /// The agreements of these locations and applications that are there, in this order.
    pub async fn agreements_of(&self, names: &[(LocationId, String)]) -> Result<Vec<Agreement>, Error> {
        let keys: Vec<Key> = names
            .iter()
            .map(|(id, application)| keys::agreement(*id, application))
            .collect();
        self.get_all(&keys).await?.iter().map(value).collect()
    }

    /// Every agreement of a customer that was ever activated, by location.
    pub async fn customers_agreements(
        &self,
        organisation_id: OrganisationId,
        customer_id: CustomerId,
    ) -> Result<Vec<Agreement>, Error> {
        let list = &keys::lists::agreements_of(organisation_id, customer_id);
        let page = |after: Option<String>| async move {
            self.page_of_listed(list, Paging::forward(after.as_deref(), 500)).await
        };
        PageOf::every(page).await
    }

    /// A page of the organisation's agreements that were never activated and whose grace ends
    /// on this day or later, the one that ends first before the others.
    pub async fn prospects(
        &self,
        organisation_id: OrganisationId,
        from: Day,
        after: Option<&str>,
    ) -> Result<PageOf<Agreement>, Error> {
        self.page_of_listed(
            &keys::lists::prospects_from(organisation_id, from),
            Paging::forward(after, 100),
        )
        .await
    }

    /// A quote of a location.
    pub async fn quote(&self, id: LocationId, quote_id: QuoteId) -> Result<Option<Quote>, Error> {
        self.get(&keys::quote(id, quote_id), true)
            .await?
            .map(|item| value(&item))
            .transpose()
    }

    /// Writes an agreement over what was read, or a new one with its number.
    pub(crate) fn put_agreement(
        &self,
        transaction: &mut Transaction,
        before: Option<&Agreement>,
        after: &Agreement,
    ) -> Result<(), Error> {
        let body = agreement_item(after)?;
        let Some(before) = before else {
            let mut sentinel: Item = keys::agreement_number(&after.stem).attributes();
            sentinel.insert("location_id".to_owned(), text(after.location_id.to_string()));
            transaction.put_new(self, sentinel, Condition::AgreementNumber);
            transaction.put_new(self, body, Condition::Agreement);
            return Ok(());
        };
        let put = as_read(before).put(&self.table, body);
        transaction.put(put, Condition::Agreement);
        Ok(())
    }

    /// A new quote.
    pub fn keep_quote(
        &self,
        transaction: &mut Transaction,
        quote: &Quote,
        chain: &Chain,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let key = keys::quote(quote.location_id, quote.quote_id);
        transaction.put_new(self, item(&key, quote)?, Condition::New);
        let happening = AssuranceHappening::Quoted {
            quote_id: quote.quote_id,
            version: quote.version.clone(),
        };
        self.change_location(transaction, quote.location_id, chain, happening, &[], stamp)
    }

    /// Assigned terms: their units are allocated, and each of them has its timer.
    pub fn assign_swa(
        &self,
        transaction: &mut Transaction,
        location: &Location,
        chain: &Chain,
        changes: &[(&Agreement, &Agreement)],
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let pending: Vec<(&Agreement, &Pending)> = changes
            .iter()
            .filter_map(|(_, after)| Some((*after, after.pending.as_ref()?)))
            .collect();
        for (before, after) in changes {
            self.put_agreement(transaction, Some(before), after)?;
        }
        let taken = merge(pending.iter().flat_map(|(_, pending)| &pending.lots));
        let holder = location.organisation_id;
        self.move_units(transaction, holder, &taken, (Count::Available, Count::Allocated));
        let tasks: Vec<Task> = pending
            .iter()
            .flat_map(|(agreement, pending)| tasks::assigned(agreement, pending))
            .collect();
        let happening = AssuranceHappening::Assigned {
            assigned: pending
                .iter()
                .map(|(agreement, pending)| units(agreement, pending))
                .collect(),
        };
        self.change_location(transaction, location.location_id, chain, happening, &tasks, stamp)
    }

    /// An assignment taken back; every unit goes to the lot that it came from.
    pub fn cancel_swa(
        &self,
        transaction: &mut Transaction,
        chain: &Chain,
        (before, after): (&Agreement, &Agreement),
        pending: &Pending,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        self.put_agreement(transaction, Some(before), after)?;
        let holder = before.organisation_id;
        self.move_units(transaction, holder, &pending.lots, (Count::Allocated, Count::Available));
        let happening = AssuranceHappening::Cancelled {
            cancelled: units(before, pending),
        };
        self.change_location(transaction, before.location_id, chain, happening, &[], stamp)
    }

    /// An assignment activated: its units are spent, its holder is mailed, and reminded
    /// before it ends.
    pub fn activate_swa(
        &self,
        transaction: &mut Transaction,
        chain: &Chain,
        (before, after): (&Agreement, &Agreement),
        pending: &Pending,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        self.put_agreement(transaction, Some(before), after)?;
        self.spend(transaction, before.organisation_id, &pending.lots);
        let reason = after.terms.last().and_then(|term| term.reason.as_ref());
        let happening = AssuranceHappening::Activated {
            activated: units(before, pending),
            number: after.number(),
            reason: reason.map(|reason| reason.as_str().to_owned()),
        };
        let tasks = tasks::activated(before, after, pending.assignment, stamp.now);
        self.change_location(transaction, before.location_id, chain, happening, &tasks, stamp)
    }

    /// A renewed term begun: its units are spent.
    pub fn begin_term(
        &self,
        transaction: &mut Transaction,
        chain: &Chain,
        (before, after): (&Agreement, &Agreement),
        next: &Next,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let lots = &next.lots;
        self.put_agreement(transaction, Some(before), after)?;
        self.spend(transaction, next.holder.unwrap_or(before.organisation_id), lots);
        let happening = AssuranceHappening::TermBegun {
            application: after.application.clone(),
            number: after.number(),
            units: lots.iter().map(|taken| taken.units).sum(),
            ends: after.expires(),
        };
        self.change_location(transaction, before.location_id, chain, happening, &[], stamp)
    }

    pub(crate) fn spend(&self, transaction: &mut Transaction, holder: OrganisationId, lots: &[Taken]) {
        self.move_units(transaction, holder, lots, (Count::Allocated, Count::Spent));
    }

    pub(crate) fn change_location(
        &self,
        transaction: &mut Transaction,
        id: LocationId,
        chain: &Chain,
        happening: AssuranceHappening,
        tasks: &[Task],
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let event = stamp.event(happening, tasks);
        transaction.change(self, &keys::location(id), chain, Expression::default(), event)
    }
}

/// The conditions that an agreement is as it was read.
pub(crate) fn as_read(before: &Agreement) -> Expression {
    let expression = Expression::default().require_equal(&["revision"], number(before.revision));
    match &before.held {
        None => expression.require_absent(&["held"]),
        Some(held) => expression.require_equal(&["held", "renewal_id"], text(held.renewal_id.to_string())),
    }
}

/// An agreement as it stands in the table and in the organisation's list.
pub(crate) fn agreement_item(agreement: &Agreement) -> Result<Item, Error> {
    let mut body = item(
        &keys::agreement(agreement.location_id, &agreement.application),
        agreement,
    )?;
    list(&mut body, keys::agreements(agreement));
    Ok(body)
}

fn units(agreement: &Agreement, pending: &Pending) -> AssignedUnits {
    AssignedUnits {
        application: agreement.application.clone(),
        assignment: pending.assignment,
        units: pending.deal.total(),
        ends: pending.deal.ends,
    }
}
