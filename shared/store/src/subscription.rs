//! Subscriptions: what codes were redeemed to, and their seats on devices.

use crate::{
    Error, PageOf, Store, Transaction,
    card::{self, Card, Cards, Choice, Found, SEARCH},
    chain::Stamp,
    code::Digest,
    expression::Expression,
    item::{Stored, item, list, number, stored, text},
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

/// How many subscriptions are read at once for those that have unassigned seats.
const PAGE: i32 = 50;

/// A list shows all of a subscription.
impl Card for Subscription {
    fn search(&self) -> String {
        search(self, &self.plan)
    }
}

fn search(subscription: &Subscription, plan: &str) -> String {
    let redeemed_by = subscription.redeemed_by.name.as_str();
    card::searched([plan, subscription.issuer_name.as_str(), redeemed_by])
}

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

    /// A page of a tenant's subscriptions, newest first, as the reader chose it.
    pub async fn list_subscriptions(
        &self,
        organisation_id: OrganisationId,
        choice: &Choice,
    ) -> Result<Found<Subscription>, Error> {
        let list = keys::lists::subscriptions(organisation_id);
        self.choose(Cards::newest_first(&list), choice).await
    }

    /// A page of a tenant's subscriptions, oldest first, as they are in the table.
    pub async fn subscriptions(
        &self,
        organisation_id: OrganisationId,
        after: Option<&str>,
    ) -> Result<PageOf<Subscription>, Error> {
        self.page_of_listed(
            &keys::lists::subscriptions(organisation_id),
            Paging::forward(after, PAGE),
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
        card::put(&mut body, subscription)?;
        let plan = stamp.catalogue.subscription_plan_name(&subscription.plan);
        body.insert(SEARCH.to_owned(), text(search(subscription, plan)));
        let assigned = assigned(assignments, stamp);
        let tasks = tasks::redeemed(subscription, &assigned, stamp.now);
        let happening = SubscriptionHappening::CodeRedeemed {
            plan: plan.to_owned(),
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
        let after = Subscription {
            unassigned,
            ..subscription.clone()
        };
        let expression = Expression::default().set(&["unassigned"], number(unassigned));
        transaction.change(
            self,
            &keys::subscription(subscription.subscription_id),
            &before.chain,
            card::set_card(expression, &after)?,
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
