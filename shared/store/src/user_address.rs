//! Which user of an organisation has a mail address. It is one user's of each organisation: a sentinel
//! under the address is written with the user, and names the user.
//!
//! Organisations that were made before there were sentinels lack the mark that says so. Their users
//! are read one by one, as they were then; inviting somebody there is kept apart from inviting the same
//! address at the same time by the organisation's chain, which every invitation moves.

use crate::{
    Error, Store, Transaction,
    item::{Item, attribute, text, value},
    keys::{self, Key},
    organisation::Binding,
    read::key_of,
    transaction::Condition,
};
use domain::{id::OrganisationId, organisation::User, text::EmailAddress};
use std::collections::BTreeSet;

/// The mark on an organisation: each of its users has a sentinel.
const MARK: &str = "addresses";

pub(crate) fn every_address_is_a_key(organisation: &mut Item) -> Result<(), Error> {
    organisation.insert(MARK.to_owned(), attribute(&true)?);
    Ok(())
}

impl Store {
    /// The user of the organisation who has the address, strongly consistent.
    pub async fn user_of_address(&self, id: OrganisationId, email: &EmailAddress) -> Result<Option<User>, Error> {
        Ok(self.users_of_address(&[id], email).await?.pop())
    }

    /// The users of these organisations who have the address, one of each at most, strongly consistent.
    pub async fn users_of_address(
        &self,
        organisations: &[OrganisationId],
        email: &EmailAddress,
    ) -> Result<Vec<User>, Error> {
        let sentinels: Vec<Key> = organisations.iter().map(|id| keys::user_address(*id, email)).collect();
        let marks: Vec<Key> = organisations.iter().map(|id| keys::organisation(*id)).collect();
        let found = self
            .get_all_consistent(&[sentinels.as_slice(), marks.as_slice()].concat())
            .await?;
        let (mut users, mut settled) = (Vec::new(), BTreeSet::new());
        for item in &found {
            let Some(key) = key_of(item) else { continue };
            if sentinels.contains(&key) {
                let whose: Binding = value(item)?;
                users.push(keys::user(whose.organisation_id, whose.user_id));
                settled.insert(key.pk);
            } else if item.contains_key(MARK) {
                settled.insert(key.pk);
            }
        }
        let users = self.get_all_consistent(&users).await?;
        let mut users: Vec<User> = users.iter().map(value).collect::<Result<_, _>>()?;
        for (id, key) in organisations.iter().zip(&marks) {
            if !settled.contains(&key.pk) {
                users.extend(self.user_among_all(*id, email).await?);
            }
        }
        Ok(users)
    }

    /// The user who has the address, found by reading every user of the organisation.
    async fn user_among_all(&self, organisation: OrganisationId, email: &EmailAddress) -> Result<Option<User>, Error> {
        let items = self.collection(&keys::every_user(organisation)).await?;
        let users: Vec<User> = items.iter().map(value).collect::<Result<_, _>>()?;
        Ok(users.into_iter().find(|user| user.email.folded() == email.folded()))
    }

    /// The user's address is the user's alone in the organisation from now on.
    pub(crate) fn take_address(&self, transaction: &mut Transaction, user: &User) {
        let mut sentinel: Item = keys::user_address(user.organisation_id, &user.email).attributes();
        sentinel.insert("organisation_id".to_owned(), text(user.organisation_id.to_string()));
        sentinel.insert("user_id".to_owned(), text(user.user_id.to_string()));
        transaction.put_new(self, sentinel, Condition::Address);
    }
}
