//! Organisations, their users, and the identities bound to them.

use crate::{
    Error, PageOf, Store, Transaction,
    card::{self, Card, Cards, Choice, Found},
    chain::{Chain, Stamp},
    expression::Expression,
    item::{Item, Stored, attribute, item, list, stored, text, value},
    keys,
    page::Paging,
    transaction::Condition,
    user_address::every_address_is_a_key,
};
use chrono::{DateTime, Utc};
use domain::{
    event::{OrganisationHappening, UserHappening},
    id::{OrganisationId, UserId},
    organisation::{Counts, Organisation, OrganisationKind, RolesSet, User, UserState, tasks},
    text::Name,
};
use serde::{Deserialize, Serialize};

/// To whom an identity is bound. A binding never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Binding {
    /// The user's organisation.
    pub organisation_id: OrganisationId,
    /// The user.
    pub user_id: UserId,
}

/// What the list of organisations shows of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationCard {
    /// Its id.
    pub organisation_id: OrganisationId,
    /// Vendor, distributor, dealer or tenant.
    pub kind: OrganisationKind,
    /// As it is shown.
    pub name: Name,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

impl OrganisationCard {
    fn of(organisation: &Organisation) -> Self {
        Self {
            organisation_id: organisation.organisation_id,
            kind: organisation.kind,
            name: organisation.name.clone(),
            created_at: organisation.created_at,
        }
    }
}

impl Card for OrganisationCard {
    fn search(&self) -> String {
        card::searched([self.name.as_str(), self.kind.word()])
    }
}

impl Store {
    /// The organisation, strongly consistent.
    pub async fn organisation(&self, id: OrganisationId) -> Result<Option<Stored<Organisation>>, Error> {
        self.get(&keys::organisation(id), true)
            .await?
            .map(|item| stored(&item))
            .transpose()
    }

    /// The organisations of these ids that are there.
    pub async fn organisations_of(&self, ids: &[OrganisationId]) -> Result<Vec<Organisation>, Error> {
        let keys: Vec<keys::Key> = ids.iter().copied().map(keys::organisation).collect();
        self.get_all(&keys).await?.iter().map(value).collect()
    }

    /// A page of all organisations by name, as the reader chose it.
    pub async fn organisations(&self, choice: &Choice) -> Result<Found<OrganisationCard>, Error> {
        let list = keys::lists::organisations();
        self.choose(Cards::of_things(&list), choice).await
    }

    /// The user, strongly consistent: roles that were taken are gone at once.
    pub async fn user(&self, organisation_id: OrganisationId, user_id: UserId) -> Result<Option<User>, Error> {
        self.get(&keys::user(organisation_id, user_id), true)
            .await?
            .map(|item| value(&item))
            .transpose()
    }

    /// A page of an organisation's users.
    pub async fn users(&self, organisation_id: OrganisationId, after: Option<&str>) -> Result<PageOf<User>, Error> {
        self.page_of(&keys::lists::users(organisation_id), Paging::forward(after, 100))
            .await
    }

    /// To whom the identity is bound. Eventually consistent is enough: once bound it
    /// stays, and who has just been bound asks again.
    pub async fn binding(&self, issuer: &str, subject: &str, consistent: bool) -> Result<Option<Binding>, Error> {
        self.get(&keys::identity(issuer, subject), consistent)
            .await?
            .map(|item| value(&item))
            .transpose()
    }

    /// A new organisation.
    pub fn create_organisation(
        &self,
        transaction: &mut Transaction,
        organisation: &Organisation,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let happening = OrganisationHappening::Created {
            kind: organisation.kind,
            name: organisation.name.clone(),
        };
        let body = self.new_organisation(organisation)?;
        transaction.create(
            self,
            &keys::organisation(organisation.organisation_id),
            body,
            stamp.event(happening, &[]),
        )
    }

    /// The vendor and its first admin, with the admin's invitation.
    pub fn start_deployment(
        &self,
        transaction: &mut Transaction,
        vendor: &Organisation,
        admin: &User,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let happening = OrganisationHappening::DeploymentStarted {
            vendor: vendor.name.clone(),
        };
        let body = self.new_organisation(vendor)?;
        transaction.create(
            self,
            &keys::organisation(vendor.organisation_id),
            body,
            stamp.event(happening, &[tasks::invited(admin)]),
        )?;
        self.begin_catalogue(transaction, stamp)?;
        self.put_new_user(transaction, admin)
    }

    fn new_organisation(&self, organisation: &Organisation) -> Result<Item, Error> {
        let mut body = item(&keys::organisation(organisation.organisation_id), organisation)?;
        list(
            &mut body,
            keys::organisations(organisation.name.as_str(), organisation.organisation_id),
        );
        card::put(&mut body, &OrganisationCard::of(organisation))?;
        every_address_is_a_key(&mut body)?;
        Ok(body)
    }

    fn put_new_user(&self, transaction: &mut Transaction, user: &User) -> Result<(), Error> {
        let key = keys::user(user.organisation_id, user.user_id);
        transaction.put_new(self, item(&key, user)?, Condition::New);
        self.take_address(transaction, user);
        Ok(())
    }

    /// Another name.
    pub fn rename_organisation(
        &self,
        transaction: &mut Transaction,
        organisation: &Organisation,
        chain: &Chain,
        name: &Name,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let lookup = keys::organisations(name.as_str(), organisation.organisation_id);
        let expression = Expression::default()
            .set_text("name", name.as_str())
            .set_text("l_sk", lookup.sk);
        let renamed = OrganisationCard {
            name: name.clone(),
            ..OrganisationCard::of(organisation)
        };
        let expression = card::set(expression, &renamed)?;
        let happening = OrganisationHappening::Renamed {
            from: organisation.name.clone(),
            to: name.clone(),
        };
        transaction.change(
            self,
            &keys::organisation(organisation.organisation_id),
            chain,
            expression,
            stamp.event(happening, &[]),
        )
    }

    /// A new user, whose address is nobody else's in the organisation, and the invitation.
    pub fn invite_user(
        &self,
        transaction: &mut Transaction,
        chain: &Chain,
        user: &User,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let happening = UserHappening::Invited {
            user_id: user.user_id,
            name: user.name.clone(),
            email: user.email.clone(),
            roles: user.roles.iter().copied().collect(),
        };
        self.put_new_user(transaction, user)?;
        transaction.change(
            self,
            &keys::organisation(user.organisation_id),
            chain,
            Expression::default(),
            stamp.event(happening, &[tasks::invited(user)]),
        )
    }

    /// Another invitation; the one before is dead with it.
    pub fn invite_again(
        &self,
        transaction: &mut Transaction,
        chain: &Chain,
        user: &User,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let happening = UserHappening::InvitedAgain {
            user_id: user.user_id,
            name: user.name.clone(),
        };
        let expression = Expression::default()
            .set(&["invitation"], attribute(&user.invitation)?)
            .set(&["invited_at"], attribute(&user.invited_at)?)
            .require_exists(&["pk"]);
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
            stamp.event(happening, &[tasks::invited(user)]),
        )
    }

    /// Binds an identity to an invited user. An identity is bound once, and a user has one.
    pub fn accept_invitation(
        &self,
        transaction: &mut Transaction,
        chain: &Chain,
        user: &User,
        counts: Counts,
        identity: (&str, &str),
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let mut binding: Item = keys::identity(identity.0, identity.1).attributes();
        binding.insert("organisation_id".to_owned(), text(user.organisation_id.to_string()));
        binding.insert("user_id".to_owned(), text(user.user_id.to_string()));
        transaction.put_new(self, binding, Condition::Identity);
        let expression = Expression::default()
            .set(&["state"], attribute(&user.state)?)
            .require_equal(&["state"], attribute(&UserState::Invited)?)
            .require_equal(&["invitation"], attribute(&user.invitation)?);
        transaction.update(
            self,
            &keys::user(user.organisation_id, user.user_id),
            expression,
            Condition::Unchanged,
        );
        let happening = UserHappening::InvitationAccepted { user_id: user.user_id };
        transaction.change(
            self,
            &keys::organisation(user.organisation_id),
            chain,
            counted(counts),
            stamp.event(happening, &tasks::roles_set(user, counts)),
        )
    }

    /// Replaces a user's roles. The chain's condition keeps the counts of admins and buyers right.
    pub fn set_roles(
        &self,
        transaction: &mut Transaction,
        chain: &Chain,
        change: &RolesSet,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let user = &change.user;
        let mut expression = Expression::default()
            .set(&["roles"], attribute(&user.roles)?)
            .require_exists(&["pk"]);
        if let Some(since) = user.roles_since {
            expression = expression.set(&["roles_since"], attribute(&since)?);
        }
        transaction.update(
            self,
            &keys::user(user.organisation_id, user.user_id),
            expression,
            Condition::Unchanged,
        );
        let happening = UserHappening::RolesSet {
            user_id: user.user_id,
            name: user.name.clone(),
            roles: user.roles.iter().copied().collect(),
        };
        transaction.change(
            self,
            &keys::organisation(user.organisation_id),
            chain,
            counted(change.counts),
            stamp.event(happening, &tasks::roles_set(user, change.counts)),
        )
    }
}

fn counted(counts: Counts) -> Expression {
    Expression::default()
        .add(&["admins"], i64::from(counts.admins))
        .add(&["buyers"], i64::from(counts.buyers))
}
