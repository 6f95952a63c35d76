//! Shipping allowances, and what distributors ship on under them.

use crate::{
    Error, Store, Transaction,
    chain::{Chain, Stamp},
    expression::Expression,
    item::{Item, attribute, item, value},
    keys,
    lots::Count,
    transaction::Condition,
};
use chrono::{DateTime, Utc};
use domain::{assurance::Taken, event::OrganisationHappening, id::OrganisationId, order::Order, text::Name};
use serde::{Deserialize, Serialize};

/// Whether a distributor may ship to a dealer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowance {
    /// The dealer.
    pub dealer: OrganisationId,
    /// The dealer's name when it was set.
    pub dealer_name: Name,
    /// Whether it may.
    pub allowed: bool,
    /// Since when.
    pub set_at: DateTime<Utc>,
}

impl Store {
    /// Every allowance that was ever set for a distributor, strongly consistent.
    pub async fn allowances(&self, distributor: OrganisationId) -> Result<Vec<Allowance>, Error> {
        let items = self.collection(&keys::allowances(distributor)).await?;
        items.iter().map(value).collect()
    }

    /// The allowance between the two, strongly consistent.
    pub async fn allowance(
        &self,
        distributor: OrganisationId,
        dealer: OrganisationId,
    ) -> Result<Option<Allowance>, Error> {
        self.get(&keys::allowance(distributor, dealer), true)
            .await?
            .map(|item| value(&item))
            .transpose()
    }

    /// Sets an allowance. The chain's condition keeps two who set it apart.
    pub fn set_allowance(
        &self,
        transaction: &mut Transaction,
        distributor: OrganisationId,
        chain: &Chain,
        allowance: &Allowance,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let body: Item = item(&keys::allowance(distributor, allowance.dealer), allowance)?;
        transaction.put(Expression::default().put(&self.table, body), Condition::Unchanged);
        let happening = OrganisationHappening::AllowanceSet {
            dealer: allowance.dealer,
            dealer_name: allowance.dealer_name.clone(),
            allowed: allowance.allowed,
        };
        let event = stamp.event(happening, &[]);
        transaction.change(
            self,
            &keys::organisation(distributor),
            chain,
            Expression::default(),
            event,
        )
    }

    /// A distributor's units shipped on: they leave its lots and are the dealer's with the
    /// order, under the condition that the allowance stands.
    pub fn reship_units(
        &self,
        transaction: &mut Transaction,
        distributor: OrganisationId,
        order: &Order,
        taken: &[Taken],
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let allowed = Expression::default().require_equal(&["allowed"], attribute(&true)?);
        let key = keys::allowance(distributor, order.holder);
        transaction.check(self, &key, allowed, Condition::Allowance);
        self.move_units(transaction, distributor, taken, (Count::Available, Count::Reshipped));
        self.ship(transaction, order, stamp)
    }
}
