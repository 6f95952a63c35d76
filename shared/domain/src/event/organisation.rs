//! Organisations, and to whom they may ship.

use super::family;
use crate::{
    id::{ImpersonationId, OrganisationId, UserId},
    organisation::OrganisationKind,
    text::Name,
};
use chrono::{DateTime, Utc};

family! {
    /// What happens to a deployment and to an organisation.
    OrganisationHappening {
        /// The deployment was made, with its vendor and first admin.
        "deployment-started" Everyone => DeploymentStarted {
            /// The vendor's name.
            vendor: Name,
        },
        /// An organisation was made.
        "organisation-created" Everyone => Created {
            /// What it is in the channel.
            kind: OrganisationKind,
            /// Its name.
            name: Name,
        },
        /// An organisation got another name.
        "organisation-renamed" Everyone => Renamed {
            /// Before.
            from: Name,
            /// After.
            to: Name,
        },
        /// A distributor was let ship to a dealer, or no longer.
        "allowance-set" Everyone => AllowanceSet {
            /// The dealer.
            dealer: OrganisationId,
            /// The dealer's name.
            dealer_name: Name,
            /// Whether it may.
            allowed: bool,
        },
        /// A distributor's user began to act as a user of this organisation.
        "impersonation-begun" Everyone => ImpersonationBegun {
            /// Its id.
            impersonation_id: ImpersonationId,
            /// Whose user.
            by_organisation: Name,
            /// As whom.
            user_id: UserId,
            /// The user's name.
            name: Name,
            /// Until when at most.
            ends: DateTime<Utc>,
        },
        /// A distributor's user acts no longer as a user of this organisation.
        "impersonation-ended" Everyone => ImpersonationEnded {
            /// Its id.
            impersonation_id: ImpersonationId,
            /// Whose user.
            by_organisation: Name,
            /// As whom.
            user_id: UserId,
            /// The user's name.
            name: Name,
        },
        /// Distributors were let act as users of this organisation, or no longer.
        "impersonation-permission-set" Everyone => ImpersonationPermissionSet {
            /// Whether they may.
            allowed: bool,
        },
    }
}

impl OrganisationHappening {
    /// What changed, in a sentence for the history.
    pub fn sentence(&self) -> String {
        match self {
            Self::DeploymentStarted { vendor } => format!("Latchkey was set up for {vendor}."),
            Self::Created { kind, name } => format!("The {} {name} was added.", kind.word()),
            Self::Renamed { from, to } => format!("{from} was renamed to {to}."),
            Self::AllowanceSet {
                dealer_name, allowed, ..
            } => {
                let may = if *allowed { "may now" } else { "may no longer" };
                format!("It {may} ship to {dealer_name}.")
            }
            Self::ImpersonationBegun {
                by_organisation,
                name,
                ends,
                ..
            } => format!(
                "{by_organisation} acts as {name}, until {} at most.",
                ends.format("%-d %b %Y at %H:%M UTC")
            ),
            Self::ImpersonationEnded {
                by_organisation, name, ..
            } => format!("{by_organisation} no longer acts as {name}."),
            Self::ImpersonationPermissionSet { allowed: true } => {
                "Distributors who may ship here may act as its users.".to_owned()
            }
            Self::ImpersonationPermissionSet { allowed: false } => "Nobody may act as its users.".to_owned(),
        }
    }
}
