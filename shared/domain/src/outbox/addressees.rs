//! Who gets a mail.

use super::Mail;
use crate::{
    id::{OrganisationId, UserId},
    organisation::{Role, User, UserState},
    text::EmailAddress,
};
use serde::{Deserialize, Serialize};

/// Who gets a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "who", rename_all = "kebab-case")]
pub enum Addressees {
    /// Whoever of the organisation holds any of the roles when the mail is sent.
    Holders {
        /// The organisation.
        organisation_id: OrganisationId,
        /// The roles.
        roles: Vec<Role>,
    },
    /// One user.
    User {
        /// The user's organisation.
        organisation_id: OrganisationId,
        /// The user.
        user_id: UserId,
    },
    /// A tenant's commercial contact, whoever that is when the mail is sent.
    CommercialContact {
        /// The tenant.
        organisation_id: OrganisationId,
    },
    /// An address that belongs to no user.
    Address {
        /// The address.
        email: EmailAddress,
    },
}

impl Addressees {
    /// Whoever of the organisation holds any of the roles.
    pub fn holders(organisation_id: OrganisationId, roles: &[Role]) -> Self {
        Self::Holders {
            organisation_id,
            roles: roles.to_vec(),
        }
    }

    /// This user.
    pub const fn user(organisation_id: OrganisationId, user_id: UserId) -> Self {
        Self::User {
            organisation_id,
            user_id,
        }
    }

    /// Whether this user is one of them: whoever is named is; of those who hold a role, whoever can
    /// sign in, and for an invitation, whoever is invited.
    pub fn include(&self, user: &User, mail: &Mail) -> bool {
        match self {
            Self::Holders { organisation_id, roles } => {
                let there = user.state == UserState::Active || matches!(mail, Mail::Invitation { .. });
                *organisation_id == user.organisation_id && user.has_any(roles) && there
            }
            Self::User {
                organisation_id,
                user_id,
            } => (*organisation_id, *user_id) == (user.organisation_id, user.user_id),
            Self::CommercialContact { .. } | Self::Address { .. } => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        bounce::{BounceKind, Undeliverable},
        id::{ActivationId, OrderId, UpgradeId},
        organisation::OrganisationKind,
        text::Name,
    };
    use chrono::DateTime;

    fn organisation(number: u8) -> OrganisationId {
        OrganisationId::new(1, &[number; 10])
    }

    fn user(state: UserState, roles: &[Role]) -> User {
        User {
            user_id: UserId::new(1, &[1; 10]),
            organisation_id: organisation(1),
            organisation_kind: OrganisationKind::Tenant,
            name: Name::parse("Bea").unwrap(),
            email: EmailAddress::parse("bea@example.com").unwrap(),
            roles: roles.iter().copied().collect(),
            state,
            invitation: 2,
            invited_at: DateTime::UNIX_EPOCH,
            undeliverable: None,
            confirmed_at: None,
            roles_since: None,
        }
    }

    const ORDER: fn() -> Mail = || Mail::OrderShipped {
        order_id: OrderId::new(1, &[1; 10]),
    };

    #[test]
    fn who_is_meant() {
        use UserState::{Active, Invited};
        let buyers = |number| Addressees::holders(organisation(number), &[Role::Buyer, Role::Operator]);
        let named = |number| Addressees::user(organisation(1), UserId::new(1, &[number; 10]));
        let email = EmailAddress::parse("bea@example.com").unwrap();
        let contact = Addressees::CommercialContact {
            organisation_id: organisation(1),
        };
        let invitation = Mail::Invitation { number: 2 };
        for (to, state, roles, mail, included) in [
            (buyers(1), Active, &[Role::Buyer][..], ORDER(), true),
            (buyers(1), Active, &[Role::Operator, Role::StandardUser], ORDER(), true),
            (buyers(1), Active, &[Role::StandardUser], ORDER(), false),
            (buyers(1), Active, &[], ORDER(), false),
            (buyers(2), Active, &[Role::Buyer], ORDER(), false),
            (buyers(1), Invited, &[Role::Buyer], ORDER(), false),
            (buyers(1), Invited, &[Role::Buyer], invitation, true),
            (named(1), Active, &[], ORDER(), true),
            (named(1), Invited, &[], ORDER(), true),
            (named(2), Active, &[Role::Buyer], ORDER(), false),
            (contact, Active, &[Role::Buyer], ORDER(), false),
            (Addressees::Address { email }, Active, &[Role::Buyer], ORDER(), false),
        ] {
            assert_eq!(
                to.include(&user(state, roles), &mail),
                included,
                "{to:?} {state:?} {roles:?}"
            );
        }
    }

    #[test]
    fn what_is_still_for_whom() {
        use UserState::{Active, Invited};
        let approval = Mail::ApprovalNeeded {
            upgrade_id: UpgradeId::new(1, &[1; 10]),
            reminder: true,
        };
        let activation = Mail::ActivationNeeded {
            activation_id: ActivationId::new(1, &[1; 10]),
        };
        for (mail, state, roles, is_for) in [
            (&approval, Active, &[Role::Buyer][..], true),
            (&approval, Active, &[Role::Operator], false),
            (&approval, Invited, &[Role::Buyer], false),
            (&Mail::ApprovalsWaiting, Active, &[Role::Buyer], true),
            (&Mail::ApprovalsWaiting, Active, &[Role::Requester], false),
            (&activation, Active, &[Role::Operator], true),
            (&activation, Active, &[Role::Buyer], false),
            (&Mail::Invitation { number: 2 }, Invited, &[], true),
            (&Mail::Invitation { number: 1 }, Invited, &[], false),
            (&Mail::Invitation { number: 2 }, Active, &[], false),
            (&ORDER(), Active, &[], true),
        ] {
            let user = user(state, roles);
            assert_eq!(mail.is_for(&user), is_for, "{mail:?} {state:?} {roles:?}");
            let bounced = User {
                undeliverable: Some(Undeliverable {
                    since: DateTime::UNIX_EPOCH,
                    kind: BounceKind::Bounced,
                }),
                ..user
            };
            assert!(!mail.is_for(&bounced), "{mail:?}");
        }
    }
}
