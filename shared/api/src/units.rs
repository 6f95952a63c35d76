//! SWA units: the bin, and what distributors ship on to dealers.

use crate::orders::{OrderView, Shipment};
use chrono::{DateTime, Utc};
use domain::{
    day::Day,
    id::{OrderId, OrganisationId},
};
use serde::{Deserialize, Serialize};

/// The SWA bin. Units of expired lots are in none of the sums.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SwaBinView {
    /// Today by the desk's clock, UTC.
    pub today: Day,
    /// Units left in lots that have not expired.
    pub unallocated: u64,
    /// Of those, units that pending and agreed terms hold.
    pub allocated: u64,
    /// The difference: what can be assigned or shipped on.
    pub available: u64,
    /// The lots with anything left, the one that expires first before the others.
    pub lots: Vec<LotView>,
}

/// Units of one order that expire together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LotView {
    /// The order that they came with.
    pub order_id: OrderId,
    /// The buyer's number of that order.
    pub purchase_order: String,
    /// The seller's number of that order.
    pub sales_order: String,
    /// The part's number.
    pub part: String,
    /// The part's name.
    pub part_name: String,
    /// Units that came.
    pub quantity: u32,
    /// Units that can be assigned or shipped on, unless the lot has expired.
    pub available: u32,
    /// Units that pending and agreed terms hold.
    pub allocated: u32,
    /// The last day on which they can be spent.
    pub expires: Day,
    /// Whether that day is over.
    pub expired: bool,
}

/// SWA units for a dealer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReshipUnitsRequest {
    /// The address of a user of a dealer that the vendor lets you ship to.
    pub dealer_email: String,
    /// The dealer, where users of several have the address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dealer_id: Option<OrganisationId>,
    /// The dealer's number, up to 40 characters.
    pub purchase_order: String,
    /// Your number, up to 40 characters.
    pub sales_order: String,
    /// Whole units, from 1. They are taken from the lot that expires first.
    #[cfg_attr(feature = "openapi", schema(value_type = u32))]
    pub quantity: f64,
    /// Checks everything and changes nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// The order as the dealer gets it, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReshipUnitsResponse {
    /// Whether it was shipped now, before, or would be.
    pub shipment: Shipment,
    /// The order.
    pub order: OrderView,
}

/// Whether a distributor may ship to a dealer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetAllowanceRequest {
    /// Whether it may, from now on.
    pub allowed: bool,
}

/// A shipping allowance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AllowanceView {
    /// The dealer.
    pub dealer_id: OrganisationId,
    /// The dealer's name.
    pub dealer_name: String,
    /// Whether the distributor may ship to it.
    pub allowed: bool,
    /// Since when.
    pub set_at: DateTime<Utc>,
}
