//! Files that people send.

use serde::{Deserialize, Serialize};

/// What kind of file is imported.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ImportFormat {
    /// The first line names the columns.
    #[default]
    Csv,
    /// An array of objects.
    Json,
}

/// How a file's bytes were read. A byte order mark decides; then whether they are UTF-8; then
/// they are Windows-1252.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum FileEncoding {
    /// UTF-8, with or without its mark.
    #[serde(rename = "utf-8")]
    Utf8,
    /// UTF-16, little end first, by its mark.
    #[serde(rename = "utf-16le")]
    Utf16Le,
    /// UTF-16, big end first, by its mark.
    #[serde(rename = "utf-16be")]
    Utf16Be,
    /// What spreadsheets in western Europe save.
    #[serde(rename = "windows-1252")]
    Windows1252,
}

impl FileEncoding {
    /// In words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le | Self::Utf16Be => "UTF-16",
            Self::Windows1252 => "Windows-1252",
        }
    }
}
