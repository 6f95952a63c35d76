//! Changes of a draft, as it keeps them until its document is written anew.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A change of one entry: one is put in or taken out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// The section, as in `parts`.
    pub section: String,
    /// The entry that is taken out; absent where one is put in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remove: Option<String>,
    /// The entry that is put in, in place of the one of the same id, or the whole of a section that
    /// there is one of; absent where one is taken out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub put: Option<Value>,
}
