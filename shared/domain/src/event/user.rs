//! Users.

use super::family;
use crate::{
    bounce::BounceKind,
    id::UserId,
    organisation::Role,
    text::{EmailAddress, Name},
};

family! {
    /// What happens to a user.
    UserHappening {
        /// A user was made and invited.
        "user-invited" Everyone => Invited {
            /// The user.
            user_id: UserId,
            /// The user's name.
            name: Name,
            /// Where the invitation goes.
            email: EmailAddress,
            /// What the user may do.
            roles: Vec<Role>,
        },
        /// A user was sent another invitation.
        "user-invited-again" Everyone => InvitedAgain {
            /// The user.
            user_id: UserId,
            /// The user's name.
            name: Name,
        },
        /// An identity was bound to the user.
        "invitation-accepted" Everyone => InvitationAccepted {
            /// The user.
            user_id: UserId,
        },
        /// A user's roles were replaced.
        "roles-set" Everyone => RolesSet {
            /// The user.
            user_id: UserId,
            /// The user's name.
            name: Name,
            /// After.
            roles: Vec<Role>,
        },
        /// Mail to a user came back, and no more is sent.
        "mail-bounced" Everyone => MailBounced {
            /// The user.
            user_id: UserId,
            /// The user's name.
            name: Name,
            /// The address.
            email: EmailAddress,
            /// What came of the mail.
            kind: BounceKind,
        },
        /// A user's address was confirmed: mail is sent there again.
        "address-confirmed" Everyone => AddressConfirmed {
            /// The user.
            user_id: UserId,
            /// The user's name.
            name: Name,
            /// The address.
            email: EmailAddress,
        },
    }
}

impl UserHappening {
    /// What changed, in a sentence for the history.
    pub fn sentence(&self) -> String {
        match self {
            Self::Invited { name, roles, .. } => format!("{name} was invited as {}.", words(roles)),
            Self::InvitedAgain { name, .. } => format!("{name} was sent a new invitation."),
            Self::InvitationAccepted { .. } => "The invitation was accepted.".to_owned(),
            Self::RolesSet { name, roles, .. } if roles.is_empty() => format!("{name} lost every role."),
            Self::RolesSet { name, roles, .. } => format!("{name} is now {}.", words(roles)),
            Self::MailBounced { name, email, kind, .. } => match kind {
                BounceKind::Bounced => {
                    format!("Mail to {name} ({email}) came back. No more is sent until the address is confirmed.")
                }
                BounceKind::Complained => {
                    format!(
                        "{name} ({email}) reported mail as unwanted. No more is sent until the address is confirmed."
                    )
                }
            },
            Self::AddressConfirmed { name, email, .. } => {
                format!("The address of {name} was confirmed. Mail goes to {email} again.")
            }
        }
    }
}

fn words(roles: &[Role]) -> String {
    roles.iter().map(|role| role.word()).collect::<Vec<_>>().join(", ")
}
