//! Whether a user is mailed: the mark that mail came back, and its end.

use crate::{
    Error, Store, Transaction,
    chain::{Chain, Stamp},
    expression::Expression,
    item::{attribute, text},
    keys,
    transaction::Condition,
};
use domain::{bounce::BounceKind, event::UserHappening, organisation::User};

impl Store {
    /// Mail to the user came back: nothing more is sent. Once, and only while the address
    /// is the one that it was.
    pub fn mark_undeliverable(
        &self,
        transaction: &mut Transaction,
        chain: &Chain,
        user: &User,
        kind: BounceKind,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let expression = Expression::default()
            .set(&["undeliverable"], attribute(&user.undeliverable)?)
            .require_equal(&["email"], text(user.email.as_str()))
            .require_absent(&["undeliverable"]);
        let happening = UserHappening::MailBounced {
            user_id: user.user_id,
            name: user.name.clone(),
            email: user.email.clone(),
            kind,
        };
        self.change_address(transaction, chain, user, expression, happening, stamp)
    }

    /// The user's address is right: it is mailed again.
    pub fn confirm_address(
        &self,
        transaction: &mut Transaction,
        chain: &Chain,
        user: &User,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let expression = Expression::default()
            .set(&["confirmed_at"], attribute(&user.confirmed_at)?)
            .remove(&["undeliverable"])
            .require_equal(&["email"], text(user.email.as_str()))
            .require_exists(&["undeliverable"]);
        let happening = UserHappening::AddressConfirmed {
            user_id: user.user_id,
            name: user.name.clone(),
            email: user.email.clone(),
        };
        self.change_address(transaction, chain, user, expression, happening, stamp)
    }

    fn change_address(
        &self,
        transaction: &mut Transaction,
        chain: &Chain,
        user: &User,
        expression: Expression,
        happening: UserHappening,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        transaction.update(
            self,
            &keys::user(user.organisation_id, user.user_id),
            expression,
            Condition::Unchanged,
        );
        transaction.change(
            self,
            &keys::organisation(user.organisation_id),
            chain,
            Expression::default(),
            stamp.event(happening, &[]),
        )
    }
}
