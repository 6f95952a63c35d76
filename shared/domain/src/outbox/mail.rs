//! What a mail is about.

use crate::{
    action_link::Purpose,
    activation::ActivationStatus,
    day::Day,
    id::{ActivationId, BatchId, CustomerId, LocationId, OrderId, RenewalId, SubscriptionId, TransferId, UpgradeId},
    organisation::{User, UserState},
    transfer::TransferStatus,
    upgrade::{AcceptanceState, UpgradeStatus},
};
use serde::{Deserialize, Serialize};

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
    /// Units of an order were recalled, or given back.
    OrderWentBack {
        /// The order.
        order_id: OrderId,
        /// The number of the order's event.
        number: u32,
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
    /// A link that shows a customer its systems. The link is made when the mail is written.
    CustomerLink {
        /// The customer.
        customer_id: CustomerId,
        /// The link's number.
        number: u32,
    },
    /// The activation code that a licence file came with.
    LicenceFileCode {
        /// The location.
        location_id: LocationId,
        /// The file's sequence number.
        sequence: u32,
    },
    /// A limited licence ends.
    LimitedEnding {
        /// The location.
        location_id: LocationId,
        /// The sequence number of its file.
        sequence: u32,
    },
    /// The licence file of an external system has come.
    ExternalFile {
        /// Its order.
        order_id: OrderId,
    },
    /// A location is asked for or offered, or went to another dealer.
    Transfer {
        /// The transfer.
        transfer_id: TransferId,
        /// Where it stands; once it stands elsewhere there is nothing to say any more.
        status: TransferStatus,
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
    /// Software assurance was activated.
    SwaActivated {
        /// The location.
        location_id: LocationId,
        /// The application's id.
        application: String,
        /// Which assignment.
        assignment: u32,
    },
    /// Software assurance ends, unless it is renewed.
    SwaEnding {
        /// The location.
        location_id: LocationId,
        /// The application's id.
        application: String,
        /// The last day.
        ends: Day,
    },
    /// A customer's agreements were renewed.
    SwaRenewed {
        /// The customer.
        customer_id: CustomerId,
        /// The renewal.
        renewal_id: RenewalId,
    },
    /// What was renewed together ends together, unless it is renewed.
    RenewedEnding {
        /// The customer.
        customer_id: CustomerId,
        /// The renewal.
        renewal_id: RenewalId,
    },
    /// An activation code, for who is to redeem it. The code is made when the mail is written.
    ActivationCode {
        /// Its batch.
        batch_id: BatchId,
        /// Its number in the batch.
        number: u32,
    },
    /// A request to activate a package waits for the addressee, an operator, to decide.
    ActivationNeeded {
        /// The request.
        activation_id: ActivationId,
    },
    /// What became of a request to activate a package, for who asked.
    ActivationOutcome {
        /// The request.
        activation_id: ActivationId,
        /// What was decided.
        status: ActivationStatus,
    },
    /// A code was redeemed to a subscription.
    SubscriptionRedeemed {
        /// The subscription.
        subscription_id: SubscriptionId,
    },
    /// Devices end on a day, unless something was assigned to them since.
    SubscriptionEnding {
        /// The subscription that was assigned last.
        subscription_id: SubscriptionId,
        /// The number of the event that tells the devices.
        event: u32,
        /// The day after their last one.
        ends_on: Day,
        /// How many days before it.
        days: i64,
    },
}

impl Mail {
    /// Whether it is for this user when it is sent. Nothing is where mail came back: whoever mails on
    /// there is soon taken for a sender of spam. Who is asked to decide has to be one who decides; an
    /// invitation has to be the newest, and not accepted yet.
    pub fn is_for(&self, user: &User) -> bool {
        if user.undeliverable.is_some() {
            return false;
        }
        match self {
            Self::Invitation { number } => user.state == UserState::Invited && user.invitation == *number,
            Self::ApprovalNeeded { .. } | Self::ApprovalsWaiting => Purpose::DecideUpgrade.is_for(user),
            Self::ActivationNeeded { .. } => Purpose::DecideActivation.is_for(user),
            _ => true,
        }
    }
}
