//! What an event asks for outside the table. It is kept with the event, in the same
//! transaction, and done at least once.

use crate::{
    activation::ActivationStatus,
    id::{
        ActivationId, BatchId, CustomerId, LocationId, OrderId, OrganisationId, RenewalId, SubscriptionId, UpgradeId,
        UserId,
    },
    organisation::Role,
    text::EmailAddress,
    upgrade::{AcceptanceState, UpgradeStatus},
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
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
    /// Make the one-shot schedule that ends a cooling off.
    ScheduleTimer {
        /// Its name; the same name again is the same schedule.
        name: String,
        /// When it fires.
        at: DateTime<Utc>,
        /// What it is called with.
        assignment: CoolingOff,
    },
    /// End a cooling off that the timer has not ended.
    FinishCoolingOff {
        /// Which.
        assignment: CoolingOff,
        /// When it is overdue.
        not_before: DateTime<Utc>,
    },
    /// Begin a renewed term.
    BeginTerm {
        /// The location.
        location_id: LocationId,
        /// The application's id.
        application: String,
        /// The first day of the term.
        not_before: DateTime<Utc>,
    },
    /// Bring a renewal to its end that nobody is at any more.
    FinishRenewal {
        /// The customer.
        customer_id: CustomerId,
        /// The renewal.
        renewal_id: RenewalId,
        /// When nobody can be at it.
        not_before: DateTime<Utc>,
    },
    /// Make the codes of a batch that are not there yet: whoever issued it did not get to it.
    PrepareCodes {
        /// The batch.
        batch_id: BatchId,
        /// Not before this instant.
        not_before: DateTime<Utc>,
    },
}

/// An assignment that cools off: what its timer is called with. It is a hint; what is to
/// be done is decided from what stands in the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoolingOff {
    /// The location.
    pub location_id: LocationId,
    /// The application's id.
    pub application: String,
    /// Which assignment of the agreement.
    pub assignment: u32,
}

impl CoolingOff {
    /// The name of its schedule, up to 64 characters.
    pub fn schedule_name(&self) -> String {
        // The longest of application ids has 18; cut, the location still tells them apart
        // by what is left, and no two applications begin alike for 18 characters.
        let application: String = self.application.chars().take(18).collect();
        format!(
            "swa-{}-{application}-{}",
            self.location_id.uuid().simple(),
            self.assignment
        )
    }
}

/// How long after its time a cooling off is overdue.
const OVERDUE: TimeDelta = TimeDelta::minutes(5);

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

    /// What ends a cooling off: its timer, and the sweep where that is lost.
    pub fn cooling_off(assignment: CoolingOff, until: DateTime<Utc>) -> [Self; 2] {
        [
            Self::ScheduleTimer {
                name: assignment.schedule_name(),
                at: until,
                assignment: assignment.clone(),
            },
            Self::FinishCoolingOff {
                assignment,
                not_before: until + OVERDUE,
            },
        ]
    }

    /// When it may be done; `None` for at once.
    pub const fn not_before(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Mail { not_before, .. } => *not_before,
            Self::Provision { .. } => None,
            Self::ScheduleTimer { .. } => None,
            Self::FinishCoolingOff { not_before, .. }
            | Self::BeginTerm { not_before, .. }
            | Self::FinishRenewal { not_before, .. } => Some(*not_before),
            Self::PrepareCodes { not_before, .. } => Some(*not_before),
        }
    }

    /// Whether it is given up once it has failed for more than a day. A mail is: by then it says
    /// what was. A change of the desk's own state never is: what was bought, renewed or assigned
    /// is owed, so it waits and is tried again for as long as it takes.
    pub const fn may_be_given_up(&self) -> bool {
        match self {
            Self::Mail { .. } => true,
            Self::Provision { .. }
            | Self::ScheduleTimer { .. }
            | Self::FinishCoolingOff { .. }
            | Self::BeginTerm { .. }
            | Self::FinishRenewal { .. }
            | Self::PrepareCodes { .. } => false,
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
        ends: NaiveDate,
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
        ends_on: NaiveDate,
        /// How many days before it.
        days: i64,
    },
}
