//! Licences and licence files.

use crate::orders::OrderLineRequest;
use chrono::{DateTime, Utc};
use domain::{
    id::{LocationId, OrderId},
    limited::LimitedKind,
};
use serde::{Deserialize, Serialize};

/// A part and quantity at a location.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LicenceView {
    /// Identifies the licence; 20 symbols.
    pub software_key_code: String,
    /// The part's number.
    pub part: String,
    /// The part's name.
    pub part_name: String,
    /// Units.
    pub quantity: u32,
    /// The order it came from.
    pub order_id: OrderId,
    /// The buyer's number of that order.
    pub purchase_order: String,
    /// The vendor's number of that order.
    pub sales_order: String,
    /// When it was attached.
    pub attached_at: DateTime<Utc>,
    /// When it was activated, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activated_at: Option<DateTime<Utc>>,
    /// The order as it was shipped, where the location was migrated since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<OriginalOrder>,
}

/// The numbers of an order as it was shipped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OriginalOrder {
    /// The buyer's.
    pub purchase_order: String,
    /// The vendor's.
    pub sales_order: String,
}

/// Another hardware key code for a location, which becomes one of another system type with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MigrateRequest {
    /// The hardware key code of the new hardware.
    pub hkc: String,
    /// Shows what would move and what would stay behind, and changes nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// What a location becomes, or became.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MigrationView {
    /// Whether nothing was changed.
    pub dry_run: bool,
    /// The system type by name.
    pub system_type_name: String,
    /// The hardware key code.
    pub hkc: String,
    /// The order that the licences have then.
    pub order: String,
    /// What moves, as it is then.
    pub moves: Vec<LicenceView>,
    /// What stays behind, as history.
    pub stays: Vec<StaysBehindView>,
    /// The licence file that grants what moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence_file: Option<LicenceFileView>,
}

/// A licence that stays behind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaysBehindView {
    /// The licence.
    pub licence: LicenceView,
    /// Why.
    pub why: String,
}

/// What a location was before it was migrated, for the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FormerSystemView {
    /// Its system type by name.
    pub system_type_name: String,
    /// Its hardware key code.
    pub hkc: String,
    /// Until when.
    pub until: DateTime<Utc>,
    /// The order that what moved has since.
    pub order: String,
    /// What was activated then, oldest first.
    pub licences: Vec<LicenceView>,
}

/// Everything that a location was before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FormerSystems {
    /// Newest first.
    pub systems: Vec<FormerSystemView>,
}

/// A licence attached or activated recently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecentLicence {
    /// When.
    pub at: DateTime<Utc>,
    /// The location.
    pub location_id: LocationId,
    /// The location's name.
    pub location_name: String,
    /// The customer's name.
    pub customer_name: String,
    /// The licence.
    pub licence: LicenceView,
}

/// Units of one order for a location.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AttachLicencesRequest {
    /// The order in the bin.
    pub order_id: OrderId,
    /// 1 to 80 lines, each part once.
    pub lines: Vec<OrderLineRequest>,
}

/// What was attached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AttachLicencesResponse {
    /// In the order of the lines.
    pub attached: Vec<LicenceView>,
}

/// Which licences to put back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DetachLicencesRequest {
    /// 1 to 40, each once: a licence and its order line may be two items of the transaction.
    pub software_key_codes: Vec<String>,
}

/// What was put back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DetachLicencesResponse {
    /// The licences that are no more.
    pub detached: Vec<LicenceView>,
}

/// Which licences to activate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ActivateLicencesRequest {
    /// 1 to 80, each once.
    pub software_key_codes: Vec<String>,
    /// Has to be true.
    pub terms_accepted: bool,
    /// The version of the catalogue that the terms were shown by. Other terms are answered
    /// `catalogue_changed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub catalogue: Option<u32>,
}

/// What was activated, and the file that says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActivateLicencesResponse {
    /// The software key codes, in the order asked for.
    pub activated: Vec<String>,
    /// The licence file that grants everything at the location; absent where it comes from elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence_file: Option<LicenceFileView>,
}

/// A feature file of an installed system: what it has. A line is a feature code and a quantity; `PARI` (or
/// `HKC`) with the hardware key code and `MADE` with an instant (RFC 3339) stand in lines of their own, and
/// what begins with `#` says nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ImportLicencesRequest {
    /// The file's text. Either this or its bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// The file's bytes in base64 (RFC 4648, section 4), as they are on disk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_base64: Option<String>,
    /// Shows what would be registered, and changes nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// What a feature file says, and what was made of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LicencesImport {
    /// Whether nothing was changed.
    pub dry_run: bool,
    /// When the file was made.
    pub made_at: DateTime<Utc>,
    /// In the file's order.
    pub features: Vec<ImportedFeature>,
    /// The number of the order that was made for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purchase_order: Option<String>,
    /// The licence file that grants them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence_file: Option<LicenceFileView>,
}

/// A feature of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportedFeature {
    /// Its line, counted from 1.
    pub line: u32,
    /// The part's number.
    pub part: String,
    /// The part's name.
    pub part_name: String,
    /// Units.
    pub quantity: u32,
}

/// Asks for the file anew.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RegenerateLicenceFileRequest {}

/// A licence file in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LicenceFileView {
    /// Rises by one with every file of the location.
    pub sequence: u32,
    /// `<HKC>.lic`, or `<HKC>-svi.zip`.
    pub file_name: String,
    /// When it was made.
    pub issued_at: DateTime<Utc>,
    /// The id of the key that signed it.
    pub key_id: String,
    /// The activation code that it comes with, where its system type has them:
    /// `3407-7473-3325-4604`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activation_code: Option<String>,
    /// What it is limited to, where it holds for a while.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limited: Option<LimitedView>,
}

/// What a licence file is limited to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LimitedView {
    /// What it is for.
    pub kind: LimitedKind,
    /// When it ends.
    pub ends: DateTime<Utc>,
}

/// Asks for a licence that holds for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct IssueLimitedRequest {
    /// What it is for: `demo` or `service`.
    pub kind: LimitedKind,
}

/// How many limited licences a location has left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LimitedLeft {
    /// What they are for.
    pub kind: LimitedKind,
    /// How many are left.
    pub left: u32,
    /// Of how many.
    pub number: u32,
    /// Days each.
    pub days: u32,
}

/// A licence file to save.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LicenceFileContent {
    /// The file's row.
    pub licence_file: LicenceFileView,
    /// `text/plain` for a `.lic`, `application/zip` for a zip.
    pub media_type: String,
    /// The bytes of the file, base64 (RFC 4648, section 4).
    pub content: String,
}

/// A JSON Web Key Set (RFC 7517).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeySetView {
    /// The current key and the retired ones.
    pub keys: Vec<KeyView>,
}

/// An Ed25519 public key as a JSON Web Key (RFC 8037).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeyView {
    /// `OKP`.
    pub kty: String,
    /// `Ed25519`.
    pub crv: String,
    /// The public key, base64url.
    pub x: String,
    /// Names the key; its thumbprint (RFC 7638).
    pub kid: String,
    /// `Ed25519` (RFC 9864); `EdDSA` where the key was made before, as its files say.
    pub alg: String,
    /// `sig`.
    #[serde(rename = "use")]
    pub use_: String,
}
