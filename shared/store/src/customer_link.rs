//! Links that show a customer its systems, beside their customer, and what is noted of their use.

use crate::{
    Error, PageOf, Store, Transaction,
    chain::{Chain, Stamp},
    expression::Expression,
    item::{DELETE_AFTER, attribute, item, number, value},
    keys,
    page::Paging,
    transaction::Condition,
};
use domain::{
    customer::{
        Customer,
        link::{CustomerLink, LinkUse},
    },
    day::Day,
    event::CustomerHappening,
    id::CustomerId,
};

impl Store {
    /// A page of the links that a customer was given, newest first.
    pub async fn customer_links(&self, id: CustomerId, after: Option<&str>) -> Result<PageOf<CustomerLink>, Error> {
        let list = keys::lists::customer_links(id);
        self.page_of(&list, Paging::newest_first(after, 50)).await
    }

    /// A customer's link, strongly consistent.
    pub async fn customer_link(&self, id: CustomerId, number: u32) -> Result<Option<CustomerLink>, Error> {
        let found = self.get(&keys::customer_link(id, number), true).await?;
        found.map(|item| value(&item)).transpose()
    }

    /// A new link, which is mailed. Its number is that of the event that says so.
    pub fn give_customer_link(
        &self,
        transaction: &mut Transaction,
        chain: &Chain,
        link: &CustomerLink,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let key = keys::customer_link(link.customer_id, link.number);
        transaction.put_new(self, item(&key, link)?, Condition::Unchanged);
        let happening = CustomerHappening::LinkGiven {
            number: link.number,
            email: link.email.as_str().to_owned(),
            ends: link.ends,
        };
        let tasks = [link.given()];
        let event = stamp.event(happening, &tasks);
        transaction.change(
            self,
            &keys::customer(link.customer_id),
            chain,
            Expression::default(),
            event,
        )
    }

    /// Takes a link back.
    pub fn revoke_customer_link(
        &self,
        transaction: &mut Transaction,
        chain: &Chain,
        link: &CustomerLink,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let expression = Expression::default()
            .set(&["revoked_at"], attribute(&stamp.now)?)
            .require_absent(&["revoked_at"]);
        let key = keys::customer_link(link.customer_id, link.number);
        transaction.update(self, &key, expression, Condition::Unchanged);
        let happening = CustomerHappening::LinkRevoked {
            number: link.number,
            email: link.email.as_str().to_owned(),
        };
        let event = stamp.event(happening, &[]);
        transaction.change(
            self,
            &keys::customer(link.customer_id),
            chain,
            Expression::default(),
            event,
        )
    }

    /// Whether this use of a link was noted on this day, strongly consistent.
    pub async fn link_use_noted(&self, link: &CustomerLink, done: &LinkUse, day: Day) -> Result<bool, Error> {
        let key = keys::customer_link_use(link.customer_id, link.number, done, day);
        Ok(self.get(&key, true).await?.is_some())
    }

    /// Notes a use of a link, as long as it was not taken back. Whoever does the same on the same day finds
    /// it noted.
    pub fn note_link_use(
        &self,
        transaction: &mut Transaction,
        (customer, chain): (&Customer, &Chain),
        (link, done): (&CustomerLink, &LinkUse),
        happening: CustomerHappening,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let day = Day::of(stamp.now);
        let mut noted = keys::customer_link_use(link.customer_id, link.number, done, day).attributes();
        // Of another day it tells nothing.
        noted.insert(DELETE_AFTER.to_owned(), number(day.later(2).begins().timestamp()));
        transaction.put_new(self, noted, Condition::Unchanged);
        let used = Expression::default()
            .set(&["used_at"], attribute(&stamp.now)?)
            .require_absent(&["revoked_at"])
            .require_exists(&["pk"]);
        let key = keys::customer_link(link.customer_id, link.number);
        transaction.update(self, &key, used, Condition::Unchanged);
        let event = stamp.event(happening, &[]);
        transaction.change(
            self,
            &keys::customer(customer.customer_id),
            chain,
            Expression::default(),
            event,
        )
    }
}
