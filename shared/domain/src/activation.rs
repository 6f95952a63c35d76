//! Requests to activate a package (spec chapter 2, "Packages"). Submitting one consumes the
//! code; the provider's operators decide on it, once.

pub mod tasks;

use crate::{
    day::Day,
    id::{ActivationId, BatchId, OrganisationId, PackageId},
    organisation::Organisation,
    package::{self, Package, PackageItem, PackageRefusal},
    text::{Comment, EmailAddress, Line, Name, Notes},
    upgrade::{Person, UpgradeCatalogue},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ActivationStatus {
    /// An operator has to decide.
    Submitted,
    /// The package's items are in the tenant's quota.
    Approved,
    /// An operator declined it.
    Declined,
}

/// What the buyer says with the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivationDetails {
    /// The company that it is for.
    pub company: Line,
    /// Whom to ask.
    pub contact: Line,
    /// The company's own reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Line>,
}

/// A request to activate a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activation {
    /// Its id.
    pub activation_id: ActivationId,
    /// The package.
    pub package_id: PackageId,
    /// The organisation that provides it.
    pub provider_id: OrganisationId,
    /// That organisation's name then.
    pub provider: Name,
    /// The package's name.
    pub package_name: Name,
    /// What the package is.
    pub description: Notes,
    /// What the package holds.
    pub items: Vec<PackageItem>,
    /// The tenant that asks.
    pub organisation_id: OrganisationId,
    /// Its name then.
    pub tenant_name: Name,
    /// Who asks.
    pub requester: Person,
    /// What the buyer says with it.
    pub details: ActivationDetails,
    /// The code's batch.
    pub batch_id: BatchId,
    /// The code's number in the batch.
    pub number: u32,
    /// When.
    pub submitted_at: DateTime<Utc>,
    /// What became of it.
    pub state: ActivationState,
}

/// What an operator decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Who.
    pub by: Person,
    /// When.
    pub at: DateTime<Utc>,
    /// Why.
    pub comment: Comment,
}

/// A code that replaces the one of a declined request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replacement {
    /// Its batch, of one code.
    pub batch_id: BatchId,
    /// Where it was mailed.
    pub email: EmailAddress,
    /// When.
    pub at: DateTime<Utc>,
}

/// What became of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum ActivationState {
    /// It waits for an operator.
    Submitted,
    /// It is in the tenant's quota.
    Approved {
        /// Who, when and why.
        decision: Decision,
        /// The last day on which it counts: the last one of the tenant's contract.
        #[serde(deserialize_with = "crate::day::kept")]
        last_day: Day,
    },
    /// An operator declined it.
    Declined {
        /// Who, when and why.
        decision: Decision,
        /// The code that was issued instead.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replacement: Option<Replacement>,
    },
}

impl Activation {
    /// Where it stands.
    pub const fn status(&self) -> ActivationStatus {
        match self.state {
            ActivationState::Submitted => ActivationStatus::Submitted,
            ActivationState::Approved { .. } => ActivationStatus::Approved,
            ActivationState::Declined { .. } => ActivationStatus::Declined,
        }
    }

    /// What was decided, once it is.
    pub const fn decision(&self) -> Option<&Decision> {
        match &self.state {
            ActivationState::Submitted => None,
            ActivationState::Approved { decision, .. } | ActivationState::Declined { decision, .. } => Some(decision),
        }
    }
}

/// Why a decision or a replacement is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActivationRefusal {
    /// There is one decision, ever.
    #[error("The request was {what} by {by} on {}.", .at.format("%-d %B %Y at %H:%M UTC"))]
    Decided {
        /// Approved or declined.
        what: &'static str,
        /// Who.
        by: Name,
        /// When.
        at: DateTime<Utc>,
    },
    /// The tenant cannot have packages today.
    #[error(transparent)]
    Package(#[from] PackageRefusal),
    /// Only a declined request gets a replacement.
    #[error("Only a request that was declined gets a replacement code; this one is not.")]
    NotDeclined,
    /// It has one already.
    #[error("A replacement code was mailed to {email} on {}. There is one for each request.", .at.format("%-d %B %Y"))]
    Replaced {
        /// Where.
        email: EmailAddress,
        /// When.
        at: DateTime<Utc>,
    },
}

/// A new request, and whose and which code it consumes.
pub struct Submit<'a> {
    /// The id that it gets.
    pub activation_id: ActivationId,
    /// The package that the code stands for.
    pub package: &'a Package,
    /// The code's batch and number.
    pub code: (BatchId, u32),
    /// The buyer.
    pub buyer: Person,
    /// What the buyer says.
    pub details: ActivationDetails,
}

/// A request of a tenant that can have packages.
pub fn submit(
    upgrades: &UpgradeCatalogue,
    tenant: &Organisation,
    command: Submit<'_>,
    now: DateTime<Utc>,
) -> Result<Activation, PackageRefusal> {
    package::terms(upgrades, tenant, now)?;
    let Submit {
        activation_id,
        package,
        code: (batch_id, number),
        buyer,
        details,
    } = command;
    Ok(Activation {
        activation_id,
        package_id: package.package_id,
        provider_id: package.organisation_id,
        provider: package.provider.clone(),
        package_name: package.contents.name.clone(),
        description: package.contents.description.clone(),
        items: package.contents.items.clone(),
        organisation_id: tenant.organisation_id,
        tenant_name: tenant.name.clone(),
        requester: buyer,
        details,
        batch_id,
        number,
        submitted_at: now,
        state: ActivationState::Submitted,
    })
}

/// Approves or declines.
pub fn decide(
    upgrades: &UpgradeCatalogue,
    activation: &Activation,
    tenant: &Organisation,
    approve: bool,
    decision: Decision,
) -> Result<Activation, ActivationRefusal> {
    if let Some(decided) = activation.decision() {
        let approved = activation.status() == ActivationStatus::Approved;
        return Err(ActivationRefusal::Decided {
            what: if approved { "approved" } else { "declined" },
            by: decided.by.name.clone(),
            at: decided.at,
        });
    }
    let state = if approve {
        let terms = package::terms(upgrades, tenant, decision.at)?;
        ActivationState::Approved {
            decision,
            last_day: terms.contract.last_day,
        }
    } else {
        ActivationState::Declined {
            decision,
            replacement: None,
        }
    };
    Ok(Activation {
        state,
        ..activation.clone()
    })
}

/// Notes the code that replaces the one of a declined request.
pub fn replace(
    activation: &Activation,
    batch_id: BatchId,
    now: DateTime<Utc>,
) -> Result<Activation, ActivationRefusal> {
    match &activation.state {
        ActivationState::Declined {
            decision,
            replacement: None,
        } => Ok(Activation {
            state: ActivationState::Declined {
                decision: decision.clone(),
                replacement: Some(Replacement {
                    batch_id,
                    email: activation.requester.email.clone(),
                    at: now,
                }),
            },
            ..activation.clone()
        }),
        ActivationState::Declined {
            replacement: Some(replacement),
            ..
        } => Err(ActivationRefusal::Replaced {
            email: replacement.email.clone(),
            at: replacement.at,
        }),
        _ => Err(ActivationRefusal::NotDeclined),
    }
}
