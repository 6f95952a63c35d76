//! A tenant's upgrades (spec chapter 1): what can be bought, what was asked for, and what
//! became of it.

mod account;
mod catalogue;
mod manage;
mod price;
mod quota;
mod refusal;
mod status;
mod submit;
mod tasks;

pub use account::{Account, Grants};
pub use catalogue::{Conditions, Invented, Metric, Plan, UpgradeCatalogue, UpgradeItem};
pub use manage::{Decide, accept, decide, fail, provision, reopen, suspend, withdraw};
pub use price::{AgreedPrice, Price, pro_rata};
pub use quota::{Quota, quota};
pub use refusal::UpgradeRefusal;
pub use status::{AcceptanceState, DecisionKind, UpgradeStatus};
pub use submit::{Numbering, Submit, Unnumbered, availability, submit, terms};
pub use tasks::{approval, outcome, outcomes, provisioned, provisioning, reviewed};

use crate::{
    id::{OrganisationId, UpgradeId, UserId},
    organisation::{Role, User},
    text::{Comment, EmailAddress, Name, Sku},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// After how many days a request's buyers are reminded of it, once each.
pub const REMINDER_DAYS: [i64; 2] = [3, 7];

/// The most requests of one tenant that wait at a time: their ids stand in one item.
pub const MOST_OPEN_REQUESTS: usize = 500;

/// Who may see a tenant's upgrades: requesters and buyers.
pub const UPGRADE_ROLES: &[Role] = &[Role::TenantAdmin, Role::StandardUser, Role::Requester, Role::Buyer];

/// A user, as named then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The user.
    pub user_id: UserId,
    /// The user's name.
    pub name: Name,
    /// The user's address.
    pub email: EmailAddress,
}

impl Person {
    /// The user as named now.
    pub fn of(user: &User) -> Self {
        Self {
            user_id: user.user_id,
            name: user.name.clone(),
            email: user.email.clone(),
        }
    }
}

/// A request, a purchase, or a request that became one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upgrade {
    /// Its id.
    pub upgrade_id: UpgradeId,
    /// The tenant.
    pub organisation_id: OrganisationId,
    /// The tenant's name then.
    pub tenant_name: Name,
    /// The number of the request; none for what was bought directly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<u32>,
    /// What it is ordered by.
    pub sku: Sku,
    /// How many, 1 to the item's maximum.
    pub quantity: u32,
    /// Who asked for it or bought it.
    pub requester: Person,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// What became of it.
    pub state: UpgradeState,
}

/// What became of an upgrade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum UpgradeState {
    /// It waits for a buyer.
    SubmittedForApproval,
    /// A buyer declined it.
    Declined {
        /// Who.
        by: Person,
        /// When.
        at: DateTime<Utc>,
        /// Why.
        comment: Comment,
    },
    /// Its requester withdrew it.
    Withdrawn {
        /// When.
        at: DateTime<Utc>,
    },
    /// It is bought, and being provisioned.
    InProgress {
        /// By whom and for what.
        purchase: Purchase,
    },
    /// The quota is raised.
    Provisioned {
        /// By whom and for what it was bought.
        purchase: Purchase,
        /// When.
        at: DateTime<Utc>,
        /// What the vendor says of the order.
        acceptance: Acceptance,
    },
    /// The vendor's endpoint could not be told.
    Failed {
        /// By whom and for what it was bought.
        purchase: Purchase,
        /// When.
        at: DateTime<Utc>,
        /// Why, in a sentence.
        reason: String,
    },
}

/// What a buyer bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purchase {
    /// The number of the upgrade.
    pub number: u32,
    /// Who.
    pub by: Person,
    /// When.
    pub at: DateTime<Utc>,
    /// Why, where it was a request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<Comment>,
    /// The price of that day. Its last day is the upgrade's.
    pub price: Price,
    /// The metric that it raises.
    pub metric: String,
    /// By how much.
    pub units: u32,
}

/// What the vendor says of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Acceptance {
    /// Nothing yet.
    Provisional,
    /// The order is accepted.
    Accepted {
        /// When.
        at: DateTime<Utc>,
    },
    /// Access is suspended.
    Suspended {
        /// When.
        at: DateTime<Utc>,
        /// Why, for the tenant to read.
        reason: Comment,
    },
}

impl Acceptance {
    /// Without the particulars.
    pub const fn state(&self) -> AcceptanceState {
        match self {
            Self::Provisional => AcceptanceState::Provisional,
            Self::Accepted { .. } => AcceptanceState::Accepted,
            Self::Suspended { .. } => AcceptanceState::Suspended,
        }
    }
}

/// How an upgrade was managed: the last word of a person on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Managed<'a> {
    /// What was decided.
    pub decision: DecisionKind,
    /// Who.
    pub by: &'a Person,
    /// When.
    pub at: DateTime<Utc>,
    /// Why.
    pub comment: Option<&'a Comment>,
}

impl Upgrade {
    /// `REQ-n`, where it was requested.
    pub fn request_number(&self) -> Option<String> {
        self.request.map(|number| format!("REQ-{number}"))
    }

    /// `IPP-n`, where it was bought.
    pub fn upgrade_number(&self) -> Option<String> {
        self.purchase().map(|purchase| format!("IPP-{}", purchase.number))
    }

    /// What it is called: the request's number, or the upgrade's where there was no request.
    pub fn called(&self) -> String {
        self.request_number()
            .or_else(|| self.upgrade_number())
            .unwrap_or_else(|| self.upgrade_id.to_string())
    }

    /// Where it stands.
    pub const fn status(&self) -> UpgradeStatus {
        match self.state {
            UpgradeState::SubmittedForApproval => UpgradeStatus::SubmittedForApproval,
            UpgradeState::Declined { .. } => UpgradeStatus::Declined,
            UpgradeState::Withdrawn { .. } => UpgradeStatus::Withdrawn,
            UpgradeState::InProgress { .. } => UpgradeStatus::InProgress,
            UpgradeState::Provisioned { .. } => UpgradeStatus::Provisioned,
            UpgradeState::Failed { .. } => UpgradeStatus::Failed,
        }
    }

    /// What was bought, where it was.
    pub const fn purchase(&self) -> Option<&Purchase> {
        match &self.state {
            UpgradeState::InProgress { purchase }
            | UpgradeState::Provisioned { purchase, .. }
            | UpgradeState::Failed { purchase, .. } => Some(purchase),
            _ => None,
        }
    }

    /// What the vendor says of the order, once it is provisioned.
    pub const fn acceptance(&self) -> Option<&Acceptance> {
        match &self.state {
            UpgradeState::Provisioned { acceptance, .. } => Some(acceptance),
            _ => None,
        }
    }

    /// Who managed it; nobody while it waits.
    pub fn managed(&self) -> Option<Managed<'_>> {
        match &self.state {
            UpgradeState::SubmittedForApproval => None,
            UpgradeState::Declined { by, at, comment } => Some(Managed {
                decision: DecisionKind::Declined,
                by,
                at: *at,
                comment: Some(comment),
            }),
            UpgradeState::Withdrawn { at } => Some(Managed {
                decision: DecisionKind::Withdrawn,
                by: &self.requester,
                at: *at,
                comment: None,
            }),
            UpgradeState::InProgress { purchase }
            | UpgradeState::Provisioned { purchase, .. }
            | UpgradeState::Failed { purchase, .. } => Some(Managed {
                decision: match self.request {
                    Some(_) => DecisionKind::Approved,
                    None => DecisionKind::Bought,
                },
                by: &purchase.by,
                at: purchase.at,
                comment: purchase.comment.as_ref(),
            }),
        }
    }
}

#[cfg(test)]
mod tests;
