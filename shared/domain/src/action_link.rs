//! Action links: a link in a mail that lets its addressee decide on one request (spec chapter 1,
//! "Manage", and chapter 2, "Packages"). A link is its addressee's alone, works for 14 days, and
//! only while the addressee may decide. It is used once because a request is decided once: whoever
//! follows it later is shown the decision.

use crate::{
    id::{OrganisationId, UserId},
    organisation::{Role, User, UserState},
};
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use uuid::Uuid;

/// How many days an action link works.
pub const LINK_DAYS: i64 = 14;

/// What an action link lets its addressee decide on. A link of one purpose is none of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// An upgrade request.
    DecideUpgrade,
    /// A request to activate a package.
    DecideActivation,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 2] = [Self::DecideUpgrade, Self::DecideActivation];

    /// Names it in the token of a link. It never changes: mailed links hold it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::DecideUpgrade => "decide-upgrade",
            Self::DecideActivation => "decide-activation",
        }
    }

    /// The page that the link opens. Opening it decides nothing.
    pub const fn page(self) -> &'static str {
        match self {
            Self::DecideUpgrade => "/action",
            Self::DecideActivation => "/activation",
        }
    }

    /// Who decides.
    pub const fn role(self) -> Role {
        match self {
            Self::DecideUpgrade => Role::Buyer,
            Self::DecideActivation => Role::Operator,
        }
    }

    /// Whether this user may decide now: signs in and holds the role.
    pub fn is_for(self, user: &User) -> bool {
        user.state == UserState::Active && user.has_any(&[self.role()])
    }

    const fn holder(self) -> &'static str {
        match self {
            Self::DecideUpgrade => "a buyer",
            Self::DecideActivation => "an operator",
        }
    }

    const fn requests(self) -> &'static str {
        match self {
            Self::DecideUpgrade => "of your organisation",
            Self::DecideActivation => "for your organisation's packages",
        }
    }
}

/// An action link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActionLink {
    /// What it lets its addressee decide on.
    pub purpose: Purpose,
    /// The addressee's organisation.
    pub organisation_id: OrganisationId,
    /// The addressee.
    pub user_id: UserId,
    /// The request.
    pub about: Uuid,
    /// When it was mailed, to the second.
    pub issued_at: DateTime<Utc>,
}

impl ActionLink {
    /// A link of this moment to a request, for this user.
    pub fn new(purpose: Purpose, addressee: &User, about: Uuid, now: DateTime<Utc>) -> Self {
        Self {
            purpose,
            organisation_id: addressee.organisation_id,
            user_id: addressee.user_id,
            about,
            issued_at: now.trunc_subsecs(0),
        }
    }

    /// When it stops working.
    pub fn expires_at(&self) -> DateTime<Utc> {
        self.issued_at + TimeDelta::days(LINK_DAYS)
    }

    /// Whether it has stopped working.
    pub fn has_expired(&self, now: DateTime<Utc>) -> bool {
        now >= self.expires_at()
    }
}

/// A link does not work: nobody made it, it has expired, or its addressee may not decide any more.
/// Which of these, nobody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("This link does not work: it is incomplete, older than {LINK_DAYS} days, or you are not {} any more. Sign in to see the requests {}.", .0.holder(), .0.requests())]
pub struct DeadLink(pub Purpose);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        organisation::OrganisationKind,
        text::{EmailAddress, Name},
    };

    fn user(state: UserState, roles: &[Role]) -> User {
        User {
            user_id: UserId::new(1, &[1; 10]),
            organisation_id: OrganisationId::new(1, &[2; 10]),
            organisation_kind: OrganisationKind::Tenant,
            name: Name::parse("Bea").unwrap(),
            email: EmailAddress::parse("bea@example.com").unwrap(),
            roles: roles.iter().copied().collect(),
            state,
            invitation: 1,
            invited_at: at(0),
            undeliverable: None,
            confirmed_at: None,
            roles_since: None,
        }
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_767_603_600 + seconds, 0).unwrap()
    }

    #[test]
    fn who_may_decide_by_which_link() {
        use Purpose::{DecideActivation, DecideUpgrade};
        use UserState::{Active, Invited};
        for (state, roles, may) in [
            (Active, &[Role::Buyer][..], &[DecideUpgrade][..]),
            (Active, &[Role::Operator], &[DecideActivation]),
            (
                Active,
                &[Role::Buyer, Role::Operator],
                &[DecideUpgrade, DecideActivation],
            ),
            (Active, &[Role::TenantAdmin, Role::StandardUser, Role::Requester], &[]),
            (Active, &[Role::VendorAdmin], &[]),
            (Active, &[], &[]),
            (Invited, &[Role::Buyer, Role::Operator], &[]),
        ] {
            let user = user(state, roles);
            let found: Vec<_> = Purpose::ALL.into_iter().filter(|one| one.is_for(&user)).collect();
            assert_eq!(found, may, "{state:?} {roles:?}");
        }
    }

    #[test]
    fn a_link_works_for_fourteen_days_to_the_second() {
        let day = 24 * 60 * 60;
        for purpose in Purpose::ALL {
            let mailed = at(0) + TimeDelta::milliseconds(999);
            let link = ActionLink::new(purpose, &user(UserState::Active, &[]), Uuid::nil(), mailed);
            assert_eq!(link.issued_at, at(0));
            assert_eq!(link.expires_at(), at(14 * day));
            for (seconds, expired) in [(0, false), (14 * day - 1, false), (14 * day, true), (15 * day, true)] {
                assert_eq!(link.has_expired(at(seconds)), expired, "{seconds}");
            }
        }
    }

    #[test]
    fn a_dead_link_says_where_to_look_and_not_why() {
        for (purpose, words) in [
            (
                Purpose::DecideUpgrade,
                "This link does not work: it is incomplete, older than 14 days, or you are not a buyer any more. Sign in to see the requests of your organisation.",
            ),
            (
                Purpose::DecideActivation,
                "This link does not work: it is incomplete, older than 14 days, or you are not an operator any more. Sign in to see the requests for your organisation's packages.",
            ),
        ] {
            assert_eq!(DeadLink(purpose).to_string(), words);
        }
    }
}
