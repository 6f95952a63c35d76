//! Licence files that come from elsewhere.

use chrono::{DateTime, Utc};
use domain::id::OrderId;
use serde::{Deserialize, Serialize};

/// A file to keep: up to 256 KB.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SendFileRequest {
    /// Its name: up to 100 characters, with the ending lic, txt, dat, zip, xml, key, cfg, csv or pdf.
    pub file_name: String,
    /// Its bytes in base64 (RFC 4648, section 4).
    pub content_base64: String,
}

/// A file that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeptFileView {
    /// Counts from 1 within its order.
    pub number: u32,
    /// What it is called.
    pub file_name: String,
    /// Bytes.
    pub size: usize,
    /// When it came.
    pub at: DateTime<Utc>,
}

/// A file to save: it is never shown in the browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeptFileContent {
    /// What it is called.
    pub file_name: String,
    /// Its bytes in base64 (RFC 4648, section 4).
    pub content: String,
}

/// An order of an external system: what it waits for, and its files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExternalOrderView {
    /// The order.
    pub order_id: OrderId,
    /// Who holds it.
    pub organisation_name: String,
    /// The buyer's number.
    pub purchase_order: String,
    /// The vendor's number.
    pub sales_order: String,
    /// Whether it has parts of systems whose licence files come from elsewhere.
    pub takes_files: bool,
    /// Where it was activated.
    pub locations: Vec<ExternalLocationView>,
    /// When it was; absent before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activated_at: Option<DateTime<Utc>>,
    /// Whether its licence file is made of one of the customer's.
    #[serde(default)]
    pub needs_request: bool,
    /// The customer's file, once it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<KeptFileView>,
    /// The licence files, oldest first.
    #[serde(default)]
    pub files: Vec<KeptFileView>,
}

/// Where an order of an external system was activated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExternalLocationView {
    /// The location's name then.
    pub name: String,
    /// Its hardware key code.
    pub hkc: String,
    /// Its system type by name.
    pub system_type_name: String,
}
