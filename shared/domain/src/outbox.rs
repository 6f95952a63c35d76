//! What an event asks for outside the table. It is kept with the event, in the same
//! transaction, and done at least once.

use crate::{
    id::{LocationId, OrderId, OrganisationId, UpgradeId, UserId},
    organisation::Role,
    text::EmailAddress,
    upgrade::{AcceptanceState, UpgradeStatus},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum Task {
    /// Send a mail.
    Mail {
        /// To whom.
        to: Addressees,
        /// Which.
        mail: Mail,
        /// Not before this instant, where it is a reminder; at once without.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        not_before: Option<DateTime<Utc>>,
    },
    /// Provision an upgrade that was bought: tell the vendor's endpoint, where there is one,
    /// and raise the quota.
    Provision {
        /// The upgrade.
        upgrade_id: UpgradeId,
    },
}

impl Task {
    /// A mail to be sent at once.
    pub const fn mail(to: Addressees, mail: Mail) -> Self {
        Self::Mail {
            to,
            mail,
            not_before: None,
        }
    }

    /// A mail to be sent later, if there is still something to say then.
    pub const fn reminder(to: Addressees, mail: Mail, not_before: DateTime<Utc>) -> Self {
        Self::Mail {
            to,
            mail,
            not_before: Some(not_before),
        }
    }

    /// When it may be done; `None` for at once.
    pub const fn not_before(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Mail { not_before, .. } => *not_before,
            Self::Provision { .. } => None,
        }
    }

    /// Whether it may be done now.
    pub fn is_due(&self, now: DateTime<Utc>) -> bool {
        self.not_before().is_none_or(|at| at <= now)
    }
}

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

/// Which mail, with the ids that its text is made from when it is sent. Nothing
/// secret stands here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "mail", rename_all = "kebab-case")]
pub enum Mail {
    /// An order has arrived in the bin.
    OrderShipped {
        /// The order.
        order_id: OrderId,
    },
    /// The addressee can become a user.
    Invitation {
        /// Number of the invitation that the link is for; links of other numbers are dead.
        number: u32,
    },
    /// The licence agreement of a new location, for its customer.
    LicenceAgreement {
        /// The location.
        location_id: LocationId,
    },
    /// A request waits for the addressee, a buyer, to decide.
    ApprovalNeeded {
        /// The request.
        upgrade_id: UpgradeId,
        /// Whether it was mailed before.
        reminder: bool,
    },
    /// Requests wait for the addressee, who has just become a buyer.
    ApprovalsWaiting,
    /// What became of an upgrade, for who asked for it: declined, provisioned or failed.
    UpgradeOutcome {
        /// The upgrade.
        upgrade_id: UpgradeId,
        /// What it became; once it is something else there is nothing to say any more.
        status: UpgradeStatus,
    },
    /// What became of a purchase, for the buyer: provisioned or failed.
    PurchaseOutcome {
        /// The upgrade.
        upgrade_id: UpgradeId,
        /// What it became; once it is something else there is nothing to say any more.
        status: UpgradeStatus,
    },
    /// The order of an upgrade, for the tenant's commercial contact to review.
    OrderForm {
        /// The upgrade.
        upgrade_id: UpgradeId,
    },
    /// The vendor accepted or suspended an upgrade, for the buyer.
    OrderReviewed {
        /// The upgrade.
        upgrade_id: UpgradeId,
        /// What the vendor said; once it says something else there is nothing to say any more.
        acceptance: AcceptanceState,
    },
}
