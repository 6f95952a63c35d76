//! Acting as a user of a dealer (spec chapter 4, "Roles in the channel").

use crate::{
    events::EventView,
    users::{OrganisationView, UserView},
};
use chrono::{DateTime, Utc};
use domain::id::{BatchId, CustomerId, ImpersonationId, LocationId, OrderId, OrganisationId};
use serde::{Deserialize, Serialize};

/// As whom to act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BeginImpersonationRequest {
    /// The address of a user of a dealer that the vendor lets you ship to.
    pub dealer_email: String,
    /// The dealer, where users of several have the address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dealer_id: Option<OrganisationId>,
    /// Only shows as whom it would be.
    #[serde(default)]
    pub dry_run: bool,
}

/// As whom somebody acts, or would.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BeginImpersonationResponse {
    /// The user, with what the user may do.
    pub user: UserView,
    /// The user's organisation.
    pub organisation: OrganisationView,
    /// What has begun; its id goes into the header `latchkey-acting-as`. Absent in a dry run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub impersonation: Option<ImpersonationView>,
}

/// That somebody acts, or acted, as a user of a dealer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImpersonationView {
    /// Its id.
    pub impersonation_id: ImpersonationId,
    /// Who acts.
    pub by: String,
    /// The organisation of who acts.
    pub by_organisation: String,
    /// As whom.
    pub user: String,
    /// The organisation of the user.
    pub organisation: String,
    /// Since when.
    pub begun_at: DateTime<Utc>,
    /// Until when at most. It is over sooner when the allowance, the dealer's consent or somebody's roles are.
    pub ends_at: DateTime<Utc>,
    /// Since when it is over, because it was ended or because its time is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<DateTime<Utc>>,
}

/// Ends an impersonation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EndImpersonationRequest {}

/// One change that was made for somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DoneOnBehalfView {
    /// What happened.
    pub event: EventView,
    /// The location that it happened to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location_id: Option<LocationId>,
    /// The customer that it happened to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
    /// The order that it happened to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_id: Option<OrderId>,
    /// The batch of codes that it happened to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch_id: Option<BatchId>,
}

/// Whether distributors may act as the organisation's users.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImpersonationPermissionView {
    /// Whether they may.
    pub allowed: bool,
    /// Since when; absent where nobody has ever said it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_at: Option<DateTime<Utc>>,
    /// Who said it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_by: Option<String>,
}

/// Lets distributors act as the organisation's users, or no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetImpersonationPermissionRequest {
    /// Whether they may.
    pub allowed: bool,
}
