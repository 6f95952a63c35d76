//! How the vendor's desk presents itself.

use serde::{Deserialize, Serialize};

/// What the desk calls itself, for whoever comes to its door.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeskView {
    /// Its name.
    pub name: String,
    /// The picture beside the name, as a `data:` address (RFC 2397); absent where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<String>,
}

/// A page of the vendor's elsewhere: a store, terms, support, documentation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkView {
    /// As it is shown.
    pub name: String,
    /// An address that begins with `https://`.
    pub address: String,
}
