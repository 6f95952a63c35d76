//! Why a change of an upgrade is refused.

use super::{AgreedPrice, Price, Upgrade, UpgradeStatus};
use crate::{day::Day, text::Sku};

/// Why a change of an upgrade is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UpgradeRefusal {
    /// There is no account to charge.
    #[error(
        "Your organisation has no Sold-To-ID, and upgrades need one. It comes with a subscription: subscribe to a plan at your vendor, or ask your vendor to enter the Sold-To-ID of your subscription."
    )]
    NoSoldToId,
    /// There is nothing to buy for yet.
    #[error("Your contract begins on {0}. Upgrades can be bought from that day on.")]
    ContractNotBegun(Day),
    /// There is nothing left to buy for.
    #[error("Your contract ended on {0}. Ask your vendor to renew it, then buy upgrades for the new term.")]
    ContractEnded(Day),
    /// The tenant is on another plan.
    #[error(
        "{item} needs one of these plans: {plans}. Your organisation is on the {plan}. Ask your vendor to change the plan."
    )]
    OtherPlan {
        /// The item's name.
        item: String,
        /// The plans that would do.
        plans: String,
        /// The tenant's plan.
        plan: String,
    },
    /// The catalogue has changed since it was asked for.
    #[error("The catalogue has no item {0} any more. Decline the request, and ask your vendor what replaces it.")]
    Dropped(Sku),
    /// More than can be bought at a time.
    #[error("Enter a whole number from 1 to {most}.")]
    Quantity {
        /// The item's maximum.
        most: u32,
    },
    /// It costs something else than whoever agrees to it was shown.
    #[error(
        "You agreed to {shown}. The price is {}. Nothing was bought or asked for: look at the new price and confirm it.",
        AgreedPrice::of(.now)
    )]
    PriceChanged {
        /// What was shown.
        shown: AgreedPrice,
        /// What the quantity costs.
        now: Price,
        /// The quantity.
        quantity: u32,
    },
    /// Too many wait already.
    #[error(
        "{0} requests of your organisation wait for a decision, and there can be no more. Ask a buyer to decide some, or withdraw one of yours."
    )]
    TooManyOpen(usize),
    /// Somebody decided before.
    #[error("{0}")]
    Managed(String),
    /// Somebody else asked for it.
    #[error("Only {0} can withdraw this request. Ask a buyer to decline it.")]
    NotYours(String),
    /// Nothing is to be accepted or suspended.
    #[error("{number} is {}. Only what is provisioned can be accepted or suspended.", words(*.status))]
    NotProvisioned {
        /// `IPP-n`.
        number: String,
        /// Where it stands.
        status: UpgradeStatus,
    },
    /// What is accepted stays accepted.
    #[error("The order {0} is accepted; it cannot be suspended any more.")]
    Accepted(String),
}

fn words(status: UpgradeStatus) -> String {
    status.words().to_lowercase()
}

impl UpgradeRefusal {
    /// Says who decided what and when.
    pub(super) fn managed(upgrade: &Upgrade) -> Self {
        let number = upgrade.called();
        Self::Managed(match upgrade.managed() {
            Some(managed) => format!(
                "{number} was {} by {} on {}.",
                managed.decision.word(),
                managed.by.name,
                managed.at.format("%-d %B %Y at %H:%M UTC")
            ),
            None => format!("{number} still waits for a decision."),
        })
    }
}
