//! What locations are found by.

use super::{DUE_SHARDS, Key, lists, shard_of};
use domain::id::{LocationId, OrganisationId};

/// Sort key of locations.
pub(crate) const LOCATION: &str = "LOCATION";

/// What an organisation's location is found at by a token; `None` for the token of no
/// character. What begins alike stands in one partition, and an import of many meets on none.
pub fn found(organisation_id: OrganisationId, token: &str, id: LocationId) -> Option<Key> {
    let list = lists::found(organisation_id, token)?;
    Some(Key::new(list.pk, format!("{token}#{id}")))
}

/// What says which tokens a location is found by, beside it.
pub fn findable(id: LocationId) -> Key {
    Key::new(format!("LOCATION#{id}"), "FIND")
}

/// That the search index was made, where no operator does it.
pub fn search_index() -> Key {
    Key::new("SEARCH", "SEARCH")
}

/// The shard of a location that is to be found by other tokens. In the cloud the stream starts
/// a function by it.
pub fn search_shard(location: &Key) -> String {
    format!("find-{}", shard_of(location))
}

/// Every shard of them.
pub fn search_shards() -> impl Iterator<Item = String> {
    (0..DUE_SHARDS).map(|shard| format!("find-{shard}"))
}

impl Key {
    /// Whether a location stands there.
    pub fn is_location(&self) -> bool {
        self.sk == LOCATION
    }
}
