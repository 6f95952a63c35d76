//! Licences that distributors ship on, and what goes back.

use crate::orders::{OrderLineRequest, OrderView, Shipment};
use chrono::{DateTime, Utc};
use domain::id::{OrderId, OrganisationId};
pub use domain::order::ReturnKind;
use serde::{Deserialize, Serialize};

/// Licences for a dealer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReshipLicencesRequest {
    /// The address of a user of a dealer that the vendor lets you ship to.
    pub dealer_email: String,
    /// The dealer, where users of several have the address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dealer_id: Option<OrganisationId>,
    /// The dealer's number, up to 40 characters.
    pub purchase_order: String,
    /// Your number, up to 40 characters.
    pub sales_order: String,
    /// 1 to 200 lines, out of up to 40 orders in the bin, up to 25 of one; each part of an order once.
    pub lines: Vec<ReshipLineRequest>,
    /// Free text, up to 1,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// Checks everything and changes nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// Units of an order in the bin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReshipLineRequest {
    /// The order.
    pub order_id: OrderId,
    /// The part's number.
    pub part: String,
    /// Whole units, from 1.
    #[cfg_attr(feature = "openapi", schema(value_type = u32))]
    pub quantity: f64,
}

/// The order as the dealer gets it, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReshipLicencesResponse {
    /// Whether it was shipped now, before, or would be.
    pub shipment: Shipment,
    /// The order.
    pub order: OrderView,
}

/// Units of an order's bin that are to go back to who shipped them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct GoBackRequest {
    /// 1 to 25 lines, each part once.
    pub lines: Vec<OrderLineRequest>,
    /// Checks everything and changes nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// What went back, or would.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GoBackResponse {
    /// What.
    pub went_back: ReturnedView,
    /// The order as it stands then.
    pub order: OrderView,
}

/// Units that went back once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReturnedView {
    /// The order whose bin they left.
    pub order_id: OrderId,
    /// Its number with the buyer.
    pub purchase_order: String,
    /// Its number with the seller.
    pub sales_order: String,
    /// Recalled by who had shipped them, or returned by who held them.
    pub kind: ReturnKind,
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it, and for whom.
    pub by: String,
    /// Whose bin they left.
    pub holder_name: String,
    /// Who got them: who had shipped them.
    pub vendor_name: String,
    /// By part.
    pub lines: Vec<ReturnedLine>,
}

/// Units of a part that went back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReturnedLine {
    /// The part's number.
    pub part: String,
    /// The part's name.
    pub part_name: String,
    /// Units.
    pub quantity: u32,
}
