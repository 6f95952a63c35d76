//! The vendor's endpoint for provisioning, and what was sent to it.

use chrono::{DateTime, Utc};
use domain::{id::UpgradeId, webhook::DeliveryStatus};
use serde::{Deserialize, Serialize};

/// Where upgrades are provisioned beside this system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EndpointView {
    /// The address that is called; absent where none is set: upgrades are provisioned here alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// When the secret in use was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_made_at: Option<DateTime<Utc>>,
}

/// Sets the endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetEndpointRequest {
    /// https, on port 443, up to 500 characters; null for none.
    pub url: Option<String>,
    /// Makes a new secret; the one before stops signing at once. The first address of an
    /// endpoint comes with a secret in any case.
    #[serde(default)]
    pub new_secret: bool,
}

/// The endpoint, with its secret if that is new.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetEndpointResponse {
    /// The endpoint.
    pub endpoint: EndpointView,
    /// What calls are signed with, as the Standard Webhooks convention writes it
    /// (`whsec_...`). It is shown this once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

/// One message to the endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeliveryView {
    /// The upgrade that it is about; there is one message for each.
    pub upgrade_id: UpgradeId,
    /// The `webhook-id`: the same on every attempt, so that the receiver can drop repeats.
    pub webhook_id: String,
    /// `IPP-n`, within the tenant.
    pub upgrade_number: String,
    /// The tenant's name.
    pub tenant_name: String,
    /// Where it stands.
    pub status: DeliveryStatus,
    /// How often it was tried since it was last asked for.
    pub attempts: u32,
    /// What came of the newest attempt, in a sentence; nothing that the receiver wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// When it was first asked for.
    pub created_at: DateTime<Utc>,
    /// When it was tried last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tried_at: Option<DateTime<Utc>>,
    /// When it is tried next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_at: Option<DateTime<Utc>>,
}

/// Sends a message again, at once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SendAgainRequest {}
