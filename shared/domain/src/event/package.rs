//! Packages, and requests to activate them.

use super::{
    family,
    phrase::{count, link},
};
use crate::{
    id::{ActivationId, BatchId, PackageId},
    text::{Comment, EmailAddress, Line, Name},
};
use std::collections::BTreeMap;

family! {
    /// What happens to a package.
    PackageHappening {
        /// A package was built.
        "package-built" Everyone => Built {
            /// The package.
            package_id: PackageId,
            /// Its name.
            name: Name,
            /// How many items it holds.
            items: u32,
        },
        /// A package was changed.
        "package-changed" Everyone => Changed {
            /// Its name after.
            name: Name,
            /// How many items it holds after.
            items: u32,
        },
        /// A package was activated.
        "package-activated" Everyone => Activated {
            /// Its name.
            name: Name,
        },
    }
}

impl PackageHappening {
    /// What changed, in a sentence for the history.
    pub fn sentence(&self) -> String {
        match self {
            Self::Built { name, items, .. } => format!("{name} was built, of {}.", count(*items, "item")),
            Self::Changed { name, items } => format!("{name} was changed; it has {}.", count(*items, "item")),
            Self::Activated { name } => format!("{name} was activated."),
        }
    }
}

family! {
    /// What happens to a request to activate a package.
    ActivationHappening {
        /// A package code was redeemed: its provider is asked to activate the package.
        "activation-submitted" Everyone => Submitted {
            /// The request.
            activation_id: ActivationId,
            /// The package's name.
            package: Name,
            /// The tenant's name.
            tenant: Name,
            /// The company that it is for.
            company: Line,
        },
        /// An operator approved the request; the package is in the tenant's quota.
        "activation-approved" Everyone => Approved {
            /// Why.
            comment: Comment,
            /// Units added, by metric.
            units: BTreeMap<String, u32>,
            /// Whether it was by the link in a mail.
            by_link: bool,
        },
        /// An operator declined the request.
        "activation-declined" Everyone => Declined {
            /// Why.
            comment: Comment,
            /// Whether it was by the link in a mail.
            by_link: bool,
        },
        /// A code was issued in place of the one that the declined request consumed.
        "code-replaced" Everyone => CodeReplaced {
            /// The new code's batch.
            batch_id: BatchId,
            /// Where it was mailed.
            email: EmailAddress,
        },
    }
}

impl ActivationHappening {
    /// What changed, in a sentence for the history.
    pub fn sentence(&self) -> String {
        match self {
            Self::Submitted {
                package,
                tenant,
                company,
                ..
            } => format!("{tenant} asked to activate {package} for {company}."),
            Self::Approved {
                comment,
                units,
                by_link,
            } => {
                let added: Vec<_> = units
                    .iter()
                    .map(|(metric, units)| format!("{metric} +{units}"))
                    .collect();
                format!("Approved{}, {}: {}", link(*by_link), added.join(", "), comment.as_str())
            }
            Self::Declined { comment, by_link } => {
                format!("Declined{}: {}", link(*by_link), comment.as_str())
            }
            Self::CodeReplaced { email, .. } => format!("A replacement code was mailed to {email}."),
        }
    }
}
