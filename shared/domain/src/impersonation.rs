//! Acting as a user of a dealer (spec chapter 4, "Roles in the channel").

use crate::{
    id::{ImpersonationId, OrganisationId, UserId},
    organisation::{Organisation, Role, User, UserState},
    text::Name,
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// For how many hours at most.
pub const HOURS: i64 = 8;

/// The roles with which a distributor's user acts as somebody else.
pub const ROLES: [Role; 2] = [Role::LicenceUser, Role::SwaUser];

/// One of the two, as they were called then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// The user.
    pub user_id: UserId,
    /// The user's name.
    pub name: Name,
    /// The user's organisation.
    pub organisation_id: OrganisationId,
    /// The organisation's name.
    pub organisation_name: Name,
}

impl Party {
    fn of(user: &User, organisation: &Organisation) -> Self {
        Self {
            user_id: user.user_id,
            name: user.name.clone(),
            organisation_id: user.organisation_id,
            organisation_name: organisation.name.clone(),
        }
    }

    fn is(&self, user: &User) -> bool {
        (self.organisation_id, self.user_id) == (user.organisation_id, user.user_id)
    }
}

/// That a distributor's user acts, or acted, as a user of a dealer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Impersonation {
    /// Its id.
    pub impersonation_id: ImpersonationId,
    /// Who acts.
    pub by: Party,
    /// As whom.
    pub as_user: Party,
    /// Since when.
    pub begun_at: DateTime<Utc>,
    /// Until when at most.
    pub ends_at: DateTime<Utc>,
    /// When it was ended, before its time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<DateTime<Utc>>,
}

/// Whether distributors may act as an organisation's users, once somebody has said it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permission {
    /// Whether they may.
    pub allowed: bool,
    /// Since when.
    pub set_at: DateTime<Utc>,
    /// Who said it.
    pub set_by: Name,
}

/// Why nobody can act as the user.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImpersonationRefusal {
    /// Nobody can sign in as the user.
    #[error("{0} has not accepted the invitation yet. Nobody can act as somebody who has never signed in.")]
    Invited(Name),
    /// The user has left, or may nothing for another reason.
    #[error("{0} has no role any more: there is nothing that could be done as them. Choose somebody else.")]
    NoRole(Name),
    /// The user's organisation does not want it.
    #[error("{0} lets nobody act as its users. Ask them to allow it, on their page \"Who acted as us\".")]
    Forbidden(Name),
}

/// Why somebody no longer acts as somebody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Over {
    /// It was ended.
    #[error("It was ended.")]
    Ended,
    /// The hours are over.
    #[error("It holds for {HOURS} hours, and they are over.")]
    TimeUp,
    /// The distributor may no longer ship to the dealer, or this is another allowance.
    #[error("The vendor has taken back that your organisation ships to theirs.")]
    NoAllowance,
    /// The user's organisation does not want it.
    #[error("Their organisation lets nobody act as its users.")]
    Forbidden,
    /// The user has lost every role meanwhile.
    #[error("They have lost their roles.")]
    TheirRoles,
    /// The impersonator has lost every role meanwhile.
    #[error("You have lost your own roles.")]
    OwnRoles,
}

/// What an impersonation stands on, as it is at the moment.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    /// Who acts.
    pub by: &'a User,
    /// As whom.
    pub as_user: &'a User,
    /// The organisation of the user.
    pub organisation: &'a Organisation,
    /// Since when the distributor may ship to the dealer; none where it may not.
    pub allowed_since: Option<DateTime<Utc>>,
}

/// Whether the user's organisation lets distributors act as its users, and whether this one can be.
///
/// # Errors
/// It does not, or nobody can.
pub fn may_begin(user: &User, organisation: &Organisation) -> Result<(), ImpersonationRefusal> {
    if forbidden(organisation) {
        return Err(ImpersonationRefusal::Forbidden(organisation.name.clone()));
    }
    if user.state == UserState::Invited {
        return Err(ImpersonationRefusal::Invited(user.name.clone()));
    }
    if user.roles.is_empty() {
        return Err(ImpersonationRefusal::NoRole(user.name.clone()));
    }
    Ok(())
}

/// Whether the organisation lets nobody act as its users.
pub fn forbidden(organisation: &Organisation) -> bool {
    organisation.impersonation.as_ref().is_some_and(|said| !said.allowed)
}

impl Impersonation {
    /// Begins.
    ///
    /// # Errors
    /// See [`may_begin`].
    pub fn begin(
        impersonation_id: ImpersonationId,
        by: (&User, &Organisation),
        as_user: (&User, &Organisation),
        now: DateTime<Utc>,
    ) -> Result<Self, ImpersonationRefusal> {
        may_begin(as_user.0, as_user.1)?;
        Ok(Self {
            impersonation_id,
            by: Party::of(by.0, by.1),
            as_user: Party::of(as_user.0, as_user.1),
            begun_at: now,
            ends_at: now + TimeDelta::hours(HOURS),
            ended_at: None,
        })
    }

    /// Whether this is who acts.
    pub fn is_by(&self, user: &User) -> bool {
        self.by.is(user)
    }

    /// When it was over, if it is by this time: because somebody ended it, or the hours did.
    pub fn over_since(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.ended_at.or_else(|| (now >= self.ends_at).then_some(self.ends_at))
    }

    /// Checks that it still stands. What was lost meanwhile has ended it for good, even where it is
    /// there again: whoever wants to go on begins anew.
    ///
    /// # Errors
    /// The reason for which it does not.
    pub fn check(&self, ground: Ground<'_>, now: DateTime<Utc>) -> Result<(), Over> {
        let unbroken = |since: Option<DateTime<Utc>>| since.is_none_or(|since| since <= self.begun_at);
        if self.ended_at.is_some() {
            return Err(Over::Ended);
        }
        if now >= self.ends_at {
            return Err(Over::TimeUp);
        }
        if !ground.by.has_any(&ROLES) || !unbroken(ground.by.roles_since) {
            return Err(Over::OwnRoles);
        }
        if ground.allowed_since.is_none_or(|since| since > self.begun_at) {
            return Err(Over::NoAllowance);
        }
        let said = ground.organisation.impersonation.as_ref();
        if said.is_some_and(|said| !said.allowed || said.set_at > self.begun_at) {
            return Err(Over::Forbidden);
        }
        if ground.as_user.roles.is_empty() || !unbroken(ground.as_user.roles_since) {
            return Err(Over::TheirRoles);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
