//! The words of upgrades: where they stand, how they were managed, what the vendor says.

use serde::{Deserialize, Serialize};

/// Where an upgrade stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum UpgradeStatus {
    /// A buyer has to decide.
    SubmittedForApproval,
    /// It is bought, and being provisioned.
    InProgress,
    /// The quota is raised.
    Provisioned,
    /// The vendor's endpoint could not be told; the quota is as it was.
    Failed,
    /// A buyer declined it.
    Declined,
    /// Its requester took it back.
    Withdrawn,
}

impl UpgradeStatus {
    /// Every status.
    pub const ALL: [Self; 6] = [
        Self::SubmittedForApproval,
        Self::InProgress,
        Self::Provisioned,
        Self::Failed,
        Self::Declined,
        Self::Withdrawn,
    ];

    /// The words on screens and in mail.
    pub const fn words(self) -> &'static str {
        match self {
            Self::SubmittedForApproval => "Submitted for approval",
            Self::InProgress => "In progress",
            Self::Provisioned => "Provisioned",
            Self::Failed => "Failed",
            Self::Declined => "Declined",
            Self::Withdrawn => "Withdrawn",
        }
    }
}

/// How somebody managed an upgrade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DecisionKind {
    /// A buyer bought it directly.
    Bought,
    /// A buyer approved the request.
    Approved,
    /// A buyer declined the request.
    Declined,
    /// The requester withdrew the request.
    Withdrawn,
}

impl DecisionKind {
    /// The word in sentences, as in "was approved".
    pub const fn word(self) -> &'static str {
        match self {
            Self::Bought => "bought",
            Self::Approved => "approved",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// What the vendor says of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum AcceptanceState {
    /// Nothing yet; the tenant has access.
    Provisional,
    /// The order is accepted.
    Accepted,
    /// Access is suspended; the quota is as it was before.
    Suspended,
}
