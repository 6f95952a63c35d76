//! The catalogue.

use super::Key;
use domain::catalogue::Version;

/// Which versions are in force and to come.
pub fn catalogue() -> Key {
    Key::new("CATALOGUE", "CATALOGUE")
}

/// What the vendor is working at.
pub fn draft() -> Key {
    Key::new("CATALOGUE", "DRAFT")
}

/// Prefix of the sort keys of versions.
pub(super) const VERSION: &str = "VERSION#";

/// A version that was ever published.
pub fn version(version: Version) -> Key {
    Key::new("CATALOGUE", format!("{VERSION}{version:08}"))
}

/// A piece of the document of this digest.
pub fn piece(digest: &str, number: usize) -> Key {
    Key::new(format!("CATALOGUE#{digest}"), format!("PIECE#{number:04}"))
}
