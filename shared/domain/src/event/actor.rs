//! Who makes a change.

use crate::{
    id::{ImpersonationId, OrganisationId, UserId},
    organisation::User,
    text::Name,
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Who did it, and on whose behalf. In an event that was kept the names are plain text, as
/// they were then: no rule of names refuses them later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor<N = Name> {
    /// The user; absent where it was Latchkey itself, or a customer by its link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// The user's organisation; the one whose thing it was where there is no user.
    pub organisation_id: OrganisationId,
    /// The user's name then, the customer's, or Latchkey's.
    pub name: N,
    /// On whose behalf; absent where it was on the user's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acting_for: Option<ActedFor<N>>,
}

/// Whom somebody acted for (spec chapter 4, "Impersonate").
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActedFor<N = Name> {
    /// The user.
    pub user_id: UserId,
    /// The user's organisation.
    pub organisation_id: OrganisationId,
    /// The user's name then.
    pub name: N,
    /// What let it be done.
    pub impersonation_id: ImpersonationId,
}

impl Actor {
    /// A user.
    pub fn user(user: &User) -> Self {
        Self::named(user.organisation_id, user.user_id, user.name.clone())
    }

    /// A user of whom no more is known than this.
    pub const fn named(organisation_id: OrganisationId, user_id: UserId, name: Name) -> Self {
        Self {
            user_id: Some(user_id),
            organisation_id,
            name,
            acting_for: None,
        }
    }

    /// The same, acting for another user.
    pub fn acting_for(self, other: &User, impersonation_id: ImpersonationId) -> Self {
        Self {
            acting_for: Some(ActedFor {
                user_id: other.user_id,
                organisation_id: other.organisation_id,
                name: other.name.clone(),
                impersonation_id,
            }),
            ..self
        }
    }

    /// In whose name it is done: the user acted for, or the actor. What a user has done is found in that
    /// organisation, and what comes of it is mailed to that user.
    pub fn in_whose_name(&self) -> (OrganisationId, Option<UserId>) {
        self.acting_for
            .as_ref()
            .map_or((self.organisation_id, self.user_id), |other| {
                (other.organisation_id, Some(other.user_id))
            })
    }

    /// A customer of this organisation, whoever of it: its link says no more.
    pub const fn customer(organisation_id: OrganisationId, name: Name) -> Self {
        Self {
            user_id: None,
            organisation_id,
            name,
            acting_for: None,
        }
    }

    /// Latchkey itself, on something of this organisation: no user asked for it.
    pub fn latchkey(organisation_id: OrganisationId) -> Self {
        Self {
            user_id: None,
            organisation_id,
            name: Name::parse("Latchkey").unwrap_or_else(|_| unreachable!("it is a name")),
            acting_for: None,
        }
    }
}

impl From<Actor> for Actor<String> {
    fn from(actor: Actor) -> Self {
        Self {
            user_id: actor.user_id,
            organisation_id: actor.organisation_id,
            name: actor.name.into(),
            acting_for: actor.acting_for.map(|other| ActedFor {
                user_id: other.user_id,
                organisation_id: other.organisation_id,
                name: other.name.into(),
                impersonation_id: other.impersonation_id,
            }),
        }
    }
}

impl<N: fmt::Display> fmt::Display for Actor<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.name.fmt(f)?;
        match &self.acting_for {
            Some(other) => write!(f, " for {}", other.name),
            None => Ok(()),
        }
    }
}
