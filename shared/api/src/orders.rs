//! Orders and the bin.

pub use crate::files::{FileEncoding, ImportFormat};
use chrono::{DateTime, Utc};
use domain::{
    day::Day,
    id::{OrderId, OrganisationId},
};
use serde::{Deserialize, Serialize};

/// An order to ship.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ShipOrderRequest {
    /// The distributor or dealer it goes to.
    pub organisation_id: OrganisationId,
    /// The buyer's number, up to 40 characters.
    pub purchase_order: String,
    /// The vendor's number, up to 40 characters.
    pub sales_order: String,
    /// 1 to 200 lines, each part once.
    pub lines: Vec<OrderLineRequest>,
    /// The months of software assurance asked for, for the reader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub swa_months: Option<u32>,
    /// The last day on which SWA units of this order can be spent; the vendor's usual
    /// time after shipping where it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub swa_expires: Option<Day>,
    /// Free text, up to 1,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// Checks everything and changes nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// A line of an order to ship, or of what is attached.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OrderLineRequest {
    /// The part's number.
    pub part: String,
    /// Whole units, from 1.
    #[cfg_attr(feature = "openapi", schema(value_type = u32))]
    pub quantity: f64,
}

/// What became of a shipment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Shipment {
    /// It is in the bin now.
    Shipped,
    /// It was shipped before, just so; nothing changed.
    AlreadyShipped,
    /// A dry run: it would be shipped.
    WouldShip,
}

/// The order, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShipOrderResponse {
    /// Whether it was shipped now, before, or would be.
    pub shipment: Shipment,
    /// The order as it stands.
    pub order: OrderView,
}

/// An order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderView {
    /// Its id.
    pub order_id: OrderId,
    /// Who holds it.
    pub organisation_id: OrganisationId,
    /// The holder's name when it was shipped.
    pub organisation_name: String,
    /// Who shipped it: the vendor, or a distributor.
    pub vendor_id: OrganisationId,
    /// The buyer's number.
    pub purchase_order: String,
    /// The seller's number.
    pub sales_order: String,
    /// When it was shipped.
    pub shipped_at: DateTime<Utc>,
    /// What went into the licence bin, by part number.
    pub lines: Vec<OrderLineView>,
    /// What went into the SWA bin, by expiry.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub swa_lines: Vec<SwaLineView>,
    /// The months of software assurance asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub swa_months: Option<u32>,
    /// Free text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
}

/// A line of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderLineView {
    /// The part's number.
    pub part: String,
    /// The part's name.
    pub part_name: String,
    /// Units shipped.
    pub quantity: u32,
    /// Units still in the bin.
    pub available: u32,
    /// Units that were shipped on to dealers, and did not come back.
    #[serde(default)]
    pub reshipped: u32,
    /// Units that went back to who shipped them.
    #[serde(default)]
    pub returned: u32,
}

/// SWA units of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SwaLineView {
    /// The part's number.
    pub part: String,
    /// The part's name.
    pub part_name: String,
    /// Units shipped.
    pub quantity: u32,
    /// The last day on which they can be spent.
    pub expires: Day,
}

/// Orders to look up by a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LookUpOrdersRequest {
    /// A purchase or sales order's number, its beginning, or from 4 characters on a part of it; capital and
    /// small letters and separators are the same.
    pub number: String,
}

/// The orders of a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FoundOrders {
    /// Up to 50: those with just this number first, then those whose numbers begin with it, the newest before
    /// others.
    pub items: Vec<OrderView>,
    /// Whether there may be more than these.
    pub more: bool,
}

/// The units of one part in the bin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BinPart {
    /// The part's number.
    pub part: String,
    /// The part's name.
    pub part_name: String,
    /// Units in the bin, over all orders.
    pub available: u64,
    /// The orders that hold them, oldest first.
    pub orders: Vec<BinPartOrder>,
}

/// The units of one part in one order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BinPartOrder {
    /// The order.
    pub order_id: OrderId,
    /// The buyer's number.
    pub purchase_order: String,
    /// Units still in the bin.
    pub available: u32,
}

/// A file of orders, with up to 1,000 rows. CSV: a row per order line,
/// `organisation_id,purchase_order,sales_order,part,quantity` and, optional,
/// `swa_months,swa_expires,notes`; rows of one order stand together or apart. JSON: orders as
/// for `ship-order`. What the list of orders exports is such a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ImportOrdersRequest {
    /// CSV or JSON.
    pub format: ImportFormat,
    /// The file's text. Either this or its bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// The file's bytes in base64 (RFC 4648, section 4), as they are on disk: UTF-8, UTF-16 with
    /// its mark, or Windows-1252.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_base64: Option<String>,
    /// Goes on from this row: `next_row` of an answer to the same file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_row: Option<u32>,
    /// Checks everything and changes nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// What became of one row of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportRow {
    /// Of a CSV file the number that the spreadsheet gives it: the first line is 1, and empty rows
    /// count. JSON: the first is 1.
    pub row: u32,
    /// The buyer's number of the order the row belongs to, as far as it could be read.
    pub purchase_order: String,
    /// What became of it.
    pub outcome: ImportOutcome,
    /// The field and the reason, where it was refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<crate::FieldError>,
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ImportOutcome {
    /// It is in the bin now.
    Shipped,
    /// It was there before; nothing changed.
    AlreadyShipped,
    /// A dry run: it would be shipped.
    WouldShip,
    /// It was refused; `errors` says why.
    Refused,
    /// Good by itself, but another row of the same order was refused.
    OrderRefused,
}

/// What became of a file, row by row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportReport {
    /// Whether nothing was changed.
    pub dry_run: bool,
    /// How the file's bytes were read; absent where its text was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<FileEncoding>,
    /// How many rows the file has that are not empty.
    pub rows_in_file: usize,
    /// In the file's order.
    pub rows: Vec<ImportRow>,
    /// Where to go on, with the same file: the request worked as long as it may. Absent once all
    /// is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_row: Option<u32>,
}
