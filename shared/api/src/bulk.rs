//! What is done for many locations out of one file.

use crate::FieldError;
pub use crate::files::{FileEncoding, ImportFormat};
use serde::{Deserialize, Serialize};

/// A file of the locations that get licences of one order, with up to 1,000 rows. CSV: a row a location and
/// part, `hkc,part,quantity`. JSON: an array of objects with these names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ImportAttachmentsRequest {
    /// CSV or JSON.
    #[serde(default)]
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

/// Units of a part for a location: a row of a JSON file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttachmentRequest {
    /// The location's hardware key code.
    pub hkc: String,
    /// The part's number.
    pub part: String,
    /// Whole units, from 1.
    pub quantity: f64,
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AttachmentOutcome {
    /// It is attached now.
    Attached,
    /// The location had just these units of the order before; nothing changed.
    AlreadyThere,
    /// A dry run: it would be attached.
    WouldAttach,
    /// It was refused; `errors` says why.
    Refused,
}

/// What became of one row of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AttachmentRow {
    /// Of a CSV file the number that the spreadsheet gives it: the first line is 1, and empty rows
    /// count. JSON: the first is 1.
    pub row: u32,
    /// The hardware key code as it stands there.
    pub hkc: String,
    /// What became of it.
    pub outcome: AttachmentOutcome,
    /// The column and the reason, where it was refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

/// What became of a file, row by row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AttachmentImport {
    /// Whether nothing was changed.
    pub dry_run: bool,
    /// How the file's bytes were read; absent where its text was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<FileEncoding>,
    /// How many rows the file has that are not empty.
    pub rows_in_file: usize,
    /// In the file's order.
    pub rows: Vec<AttachmentRow>,
    /// Where to go on, with the same file: the request worked as long as it may. Absent once all
    /// is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_row: Option<u32>,
}
