//! Organisations, and to whom they may ship.

use super::family;
use crate::{id::OrganisationId, organisation::OrganisationKind, text::Name};

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
        }
    }
}
