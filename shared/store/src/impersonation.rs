//! Who acts as whose users, and what was done by it (spec chapter 4, "Roles in the channel").
//!
//! It is an item that every call on somebody's behalf reads. Beside it lies where each event is that was
//! made so, written with the event: the user acted for reads there what was done in their name.

use crate::{
    Error, PageOf, Store, Transaction, audit,
    chain::{Chain, Stamp},
    expression::Expression,
    item::{Item, attribute, item, list, string, text, value},
    keys::{self, Key},
    page::Paging,
    transaction::Condition,
};
use chrono::{DateTime, Utc};
use domain::{
    event::{Event, OrganisationHappening},
    id::{ImpersonationId, OrganisationId},
    impersonation::{Impersonation, Permission},
};

impl Store {
    /// The impersonation, strongly consistent: one that was ended is over at once.
    pub async fn impersonation(&self, id: ImpersonationId) -> Result<Option<Impersonation>, Error> {
        self.get(&keys::impersonation(id), true)
            .await?
            .map(|item| value(&item))
            .transpose()
    }

    /// A page of who acted as users of a dealer, newest first.
    pub async fn impersonations(
        &self,
        dealer: OrganisationId,
        after: Option<&str>,
    ) -> Result<PageOf<Impersonation>, Error> {
        let list = keys::lists::impersonations(dealer);
        self.page_of_listed(&list, Paging::newest_first(after, 50)).await
    }

    /// A page of what was done by an impersonation, newest first.
    pub async fn done_on_behalf(&self, id: ImpersonationId, after: Option<&str>) -> Result<PageOf<Event>, Error> {
        let list = keys::lists::done(id);
        let page = self.page(&list, Paging::newest_first(after, 50)).await?;
        let keys: Vec<Key> = page.items.iter().filter_map(event_of).collect();
        let items = self.get_all(&keys).await?;
        Ok(PageOf {
            items: items.iter().map(audit::event).collect::<Result<_, _>>()?,
            next: page.next,
        })
    }

    /// It begins. The chain of the user's organisation keeps it apart from whoever forbids it.
    pub fn begin_impersonation(
        &self,
        transaction: &mut Transaction,
        chain: &Chain,
        begun: &Impersonation,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let dealer = begun.as_user.organisation_id;
        let mut body = item(&keys::impersonation(begun.impersonation_id), begun)?;
        list(
            &mut body,
            keys::impersonations(dealer, begun.begun_at, begun.impersonation_id),
        );
        transaction.put_new(self, body, Condition::New);
        let happening = OrganisationHappening::ImpersonationBegun {
            impersonation_id: begun.impersonation_id,
            by_organisation: begun.by.organisation_name.clone(),
            user_id: begun.as_user.user_id,
            name: begun.as_user.name.clone(),
            ends: begun.ends_at,
        };
        transaction.change(
            self,
            &keys::organisation(dealer),
            chain,
            Expression::default(),
            stamp.event(happening, &[]),
        )
    }

    /// It is ended, once.
    pub fn end_impersonation(
        &self,
        transaction: &mut Transaction,
        chain: &Chain,
        ended: &Impersonation,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let expression = Expression::default()
            .set(&["ended_at"], attribute(&ended.ended_at)?)
            .require_exists(&["pk"])
            .require_absent(&["ended_at"]);
        let key = keys::impersonation(ended.impersonation_id);
        transaction.update(self, &key, expression, Condition::Unchanged);
        let happening = OrganisationHappening::ImpersonationEnded {
            impersonation_id: ended.impersonation_id,
            by_organisation: ended.by.organisation_name.clone(),
            user_id: ended.as_user.user_id,
            name: ended.as_user.name.clone(),
        };
        transaction.change(
            self,
            &keys::organisation(ended.as_user.organisation_id),
            chain,
            Expression::default(),
            stamp.event(happening, &[]),
        )
    }

    /// An organisation lets distributors act as its users, or no longer.
    pub fn set_impersonation_permission(
        &self,
        transaction: &mut Transaction,
        organisation_id: OrganisationId,
        chain: &Chain,
        said: &Permission,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let happening = OrganisationHappening::ImpersonationPermissionSet { allowed: said.allowed };
        transaction.change(
            self,
            &keys::organisation(organisation_id),
            chain,
            Expression::default().set(&["impersonation"], attribute(said)?),
            stamp.event(happening, &[]),
        )
    }
}

impl Transaction {
    /// Notes where the event is, where it was made on somebody's behalf.
    pub(crate) fn note(
        &mut self,
        store: &Store,
        on_behalf: Option<(ImpersonationId, DateTime<Utc>)>,
        event: &Key,
    ) -> Result<(), Error> {
        let Some((id, at)) = on_behalf else { return Ok(()) };
        let mut body = keys::done(id, at, event).attributes();
        body.insert("event_pk".to_owned(), text(event.pk.clone()));
        body.insert("event_sk".to_owned(), text(event.sk.clone()));
        self.put_new(store, body, Condition::Unchanged);
        Ok(())
    }
}

/// Where the event is that is noted so.
fn event_of(note: &Item) -> Option<Key> {
    Some(Key {
        pk: string(note, "event_pk")?.to_owned(),
        sk: string(note, "event_sk")?.to_owned(),
    })
}
