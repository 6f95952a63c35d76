//! Links that show a customer its own systems.

use crate::{
    certificate::CertifiedAssurance,
    customers::{Address, FeatureView},
    licences::LimitedView,
};
use chrono::{DateTime, Utc};
use domain::{
    day::Day,
    id::{LocationId, OrderId},
};
use serde::{Deserialize, Serialize};

/// A new link, which is mailed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct GiveCustomerLinkRequest {
    /// Where it is mailed to; the customer's.
    pub email: String,
    /// The last day on which it works: today or later, within two years.
    pub ends: Day,
}

/// Takes a link back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RevokeCustomerLinkRequest {}

/// A link that a customer was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerLinkView {
    /// Tells the links of a customer apart.
    pub number: u32,
    /// Where it was mailed to.
    pub email: String,
    /// Who gave it.
    pub given_by: String,
    /// When.
    pub given_at: DateTime<Utc>,
    /// The last day on which it works.
    pub ends: Day,
    /// When it was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<DateTime<Utc>>,
    /// When a use of it was noted last. What is done again on the same day is noted once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_at: Option<DateTime<Utc>>,
    /// The link itself, as long as it works: whoever has it sees the customer's systems.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A customer's link, followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadCustomerLinkRequest {
    /// The token that stands in the link.
    pub token: String,
    /// `next` of the page of systems before; absent for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Whose systems a link shows, and a page of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkedCustomerView {
    /// The customer's name.
    pub customer_name: String,
    /// Where the customer is.
    pub address: Address,
    /// The name of the organisation that looks after the systems.
    pub dealer: String,
    /// The last day on which the link works.
    pub ends: Day,
    /// The systems, by name: up to 100.
    pub systems: Vec<LinkedSystemSummary>,
    /// Where the next page begins; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A system in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkedSystemSummary {
    /// Its location's id.
    pub location_id: LocationId,
    /// Its location's name.
    pub name: String,
    /// Its hardware key code.
    pub hkc: String,
    /// The name of its system type.
    pub system_type_name: String,
    /// The city, where given.
    pub city: String,
}

/// One system by a customer's link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadLinkedSystemRequest {
    /// The token that stands in the link.
    pub token: String,
    /// The system's location.
    pub location_id: LocationId,
}

/// What a system has, as its customer sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkedSystemView {
    /// Its location's id.
    pub location_id: LocationId,
    /// Its location's name.
    pub name: String,
    /// Where it stands.
    pub address: Address,
    /// The name of its system type.
    pub system_type_name: String,
    /// Its hardware key code.
    pub hkc: String,
    /// That of the hardware that takes over, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_hkc: Option<String>,
    /// Whom the customer can ask.
    pub dealer_email: String,
    /// What the activated licences add up to.
    pub features: Vec<FeatureView>,
    /// The licences that are activated, oldest first.
    pub activated: Vec<LinkedLicence>,
    /// Software assurance by application.
    pub assurance: Vec<CertifiedAssurance>,
    /// The newest of its licence files, newest first.
    pub files: Vec<LinkedFile>,
    /// What has happened lately, newest first.
    pub history: Vec<LinkedEvent>,
    /// Whether more has happened before that.
    pub older: bool,
}

/// A licence, as the customer of its system sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkedLicence {
    /// The part's number.
    pub part: String,
    /// The part's name.
    pub part_name: String,
    /// Units.
    pub quantity: u32,
    /// When it was activated.
    pub activated_at: DateTime<Utc>,
}

/// A licence file that can be saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkedFile {
    /// The order that it came for, where it comes from the system's own maker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_id: Option<OrderId>,
    /// Its number, of the location's files or of the order's.
    pub number: u32,
    /// What it is called.
    pub file_name: String,
    /// When it was made.
    pub at: DateTime<Utc>,
    /// The activation code that it comes with, where its system type has them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activation_code: Option<String>,
    /// What it is limited to, where it holds for a while.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limited: Option<LimitedView>,
}

/// One thing that has happened to a system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkedEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// What, in a sentence for the customer.
    pub summary: String,
}

/// A licence file by a customer's link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SaveLinkedFileRequest {
    /// The token that stands in the link.
    pub token: String,
    /// The system's location.
    pub location_id: LocationId,
    /// The order that it came for, where it comes from the system's own maker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_id: Option<OrderId>,
    /// Its number.
    pub number: u32,
}

/// A licence file to save.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkedFileContent {
    /// What it is called.
    pub file_name: String,
    /// The bytes in base64 (RFC 4648, section 4).
    pub content: String,
}
