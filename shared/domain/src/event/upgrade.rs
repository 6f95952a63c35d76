//! Upgrades, and the vendor's endpoint.

use super::{family, phrase::link};
use crate::{
    money::Money,
    text::{Comment, Sku},
    webhook::EndpointUrl,
};
use serde::{Deserialize, Serialize};

family! {
    /// What happens to an upgrade.
    UpgradeHappening {
        /// An upgrade was asked for.
        "upgrade-requested" Everyone => Requested {
            /// What of it.
            upgrade: UpgradeUnits,
            /// The number of the request.
            number: u32,
        },
        /// An upgrade was bought directly.
        "upgrade-bought" Everyone => Bought {
            /// What of it.
            upgrade: UpgradeUnits,
            /// The number of the upgrade.
            number: u32,
            /// What is charged.
            price: Money,
        },
        /// A buyer approved a request.
        "upgrade-approved" Everyone => Approved {
            /// The number of the upgrade.
            number: u32,
            /// What is charged.
            price: Money,
            /// Why.
            comment: Comment,
            /// Whether it was by the link in a mail.
            by_link: bool,
        },
        /// A buyer declined a request.
        "upgrade-declined" Everyone => Declined {
            /// Why.
            comment: Comment,
            /// Whether it was by the link in a mail.
            by_link: bool,
        },
        /// The requester withdrew a request.
        "upgrade-withdrawn" Everyone => Withdrawn,
        /// The quota was raised.
        "upgrade-provisioned" Everyone => Provisioned {
            /// The metric.
            metric: String,
            /// By how much.
            units: u32,
        },
        /// The vendor's endpoint could not be told.
        "upgrade-failed" Everyone => Failed {
            /// Why, in a sentence.
            reason: String,
        },
        /// The vendor had the message to its endpoint sent again.
        "message-sent-again" Everyone => MessageSentAgain {
            /// Whether the upgrade had failed and is being provisioned again.
            reopened: bool,
        },
        /// The vendor accepted the order.
        "upgrade-accepted" Everyone => Accepted,
        /// The vendor suspended access.
        "upgrade-suspended" Everyone => Suspended {
            /// Why.
            reason: Comment,
        },
    }
}

impl UpgradeHappening {
    /// What changed, in a sentence for the history.
    pub fn sentence(&self) -> String {
        match self {
            Self::Requested { upgrade, number } => {
                format!("REQ-{number} was submitted: {} of {}.", upgrade.quantity, upgrade.name)
            }
            Self::Bought { upgrade, number, price } => {
                format!(
                    "IPP-{number} was bought for {price}: {} of {}.",
                    upgrade.quantity, upgrade.name
                )
            }
            Self::Approved {
                number,
                price,
                comment,
                by_link,
            } => {
                format!(
                    "Approved{}, for {price}, as IPP-{number}: {}",
                    link(*by_link),
                    comment.as_str()
                )
            }
            Self::Declined { comment, by_link } => format!("Declined{}: {}", link(*by_link), comment.as_str()),
            Self::Withdrawn => "The request was withdrawn.".to_owned(),
            Self::Provisioned { metric, units } => format!("Provisioned: {metric} was raised by {units}."),
            Self::Failed { reason } => format!("Provisioning failed. {reason}"),
            Self::MessageSentAgain { reopened: true } => "The vendor tries again to provision it.".to_owned(),
            Self::MessageSentAgain { reopened: false } => "The vendor had its endpoint told again.".to_owned(),
            Self::Accepted => "The vendor accepted the order.".to_owned(),
            Self::Suspended { reason } => format!("The vendor suspended access: {}", reason.as_str()),
        }
    }
}

family! {
    /// What happens to the vendor's endpoint.
    EndpointHappening {
        /// The vendor's endpoint was set or removed, or its secret renewed.
        "endpoint-set" Everyone => Set {
            /// Its address; none where it was removed.
            url: Option<EndpointUrl>,
            /// Whether it signs with a new secret.
            new_secret: bool,
        },
    }
}

impl EndpointHappening {
    /// What changed, in a sentence for the history.
    pub fn sentence(&self) -> String {
        match self {
            Self::Set { url, new_secret } => {
                let url = url.as_ref().map_or("no endpoint", EndpointUrl::as_str);
                let secret = if *new_secret { ", with a new secret" } else { "" };
                format!("Upgrades are provisioned through {url}{secret}.")
            }
        }
    }
}

/// How many of which item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpgradeUnits {
    /// What it is ordered by.
    pub sku: Sku,
    /// The item's name.
    pub name: String,
    /// How many.
    pub quantity: u32,
}
