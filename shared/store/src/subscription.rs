//! Subscriptions: what codes were redeemed to, and their seats on devices.

use crate::{
    Error, PageOf, Store, Transaction,
    chain::Stamp,
    code::Digest,
    expression::Expression,
    item::{Stored, item, list, number, stored},
    keys,
    page::Paging,
};
use domain::{
    code::Use,
    day::Day,
    device::Device,
    event::SubscriptionHappening,
    id::{OrganisationId, SubscriptionId},
    subscription::{Assigned, Placed, Subscription, tasks},
};

/// Whole subscriptions stand in a page.
const PAGE: i32 = 50;

/// A device as it was read, and what it gets.
#[derive(Debug, Clone, Copy)]
pub struct Assignment<'a> {
    /// The device.
    pub device: &'a Device,
    /// Its periods afterwards.
    pub placed: &'a Placed,
}

impl Store {
    /// The subscription, strongly consistent.
    pub async fn subscription(&self, id: SubscriptionId) -> Result<Option<Stored<Subscription>>, Error> {
        self.get(&keys::subscription(id), true)
            .await?
            .map(|item| stored(&item))
            .transpose()
    }

    /// A page of a tenant's subscriptions.
    pub async fn subscriptions(
        &self,
        organisation_id: OrganisationId,
        after: Option<&str>,
        newest_first: bool,
    ) -> Result<PageOf<Subscription>, Error> {
        self.page_of_listed(
            &keys::lists::subscriptions(organisation_id),
            Paging::ordered(newest_first, after, PAGE),
        )
        .await
    }

    /// Redeems a code to a subscription, together with what is assigned at once; the buyers are
    /// mailed.
    pub fn redeem_subscription(
        &self,
        transaction: &mut Transaction,
        (digest, used): (&Digest, &Use),
        subscription: &Subscription,
        assignments: &[Assignment<'_>],
        stamp: &Stamp,
    ) -> Result<(), Error> {
        self.use_code(transaction, digest, used)?;
        let key = keys::subscription(subscription.subscription_id);
        let mut body = item(&key, subscription)?;
        list(
            &mut body,
            keys::subscriptions(
                subscription.organisation_id,
                subscription.redeemed_at,
                subscription.subscription_id,
            ),
        );
        let assigned = assigned(assignments, stamp);
        let tasks = tasks::redeemed(subscription, &assigned, stamp.now);
        let happening = SubscriptionHappening::CodeRedeemed {
            plan: stamp.catalogue.subscription_plan_name(&subscription.plan).to_owned(),
            months: subscription.months,
            seats: subscription.seats,
            assigned,
        };
        transaction.create(self, &key, body, stamp.event(happening, &tasks))?;
        self.assign(transaction, assignments)
    }

    /// Assigns seats that no device has yet; `unassigned` is what is left then.
    pub fn assign_seats(
        &self,
        transaction: &mut Transaction,
        before: &Stored<Subscription>,
        unassigned: u32,
        assignments: &[Assignment<'_>],
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let subscription = &before.value;
        let assigned = assigned(assignments, stamp);
        let tasks = tasks::assigned(subscription, before.chain.length + 1, &assigned, stamp.now);
        let happening = SubscriptionHappening::SeatsAssigned { assigned };
        transaction.change(
            self,
            &keys::subscription(subscription.subscription_id),
            &before.chain,
            Expression::default().set(&["unassigned"], number(unassigned)),
            stamp.event(happening, &tasks),
        )?;
        self.assign(transaction, assignments)
    }

    fn assign(&self, transaction: &mut Transaction, assignments: &[Assignment<'_>]) -> Result<(), Error> {
        for Assignment { device, placed } in assignments {
            self.set_periods(transaction, device, &placed.periods)?;
        }
        Ok(())
    }
}

fn assigned(assignments: &[Assignment<'_>], stamp: &Stamp) -> Vec<Assigned> {
    let today = Day::of(stamp.now);
    let one = |Assignment { device, placed }: &Assignment<'_>| Assigned::of(device, placed, today);
    assignments.iter().map(one).collect()
}
