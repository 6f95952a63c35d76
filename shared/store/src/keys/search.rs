//! What things are found by.

use super::{CUSTOMER, DUE_SHARDS, Key, ORDER, lists, shard_of};
use domain::id::OrganisationId;

/// Sort key of locations.
pub(crate) const LOCATION: &str = "LOCATION";

/// What is found by the search index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A location, by its name and its hardware key codes.
    Location,
    /// A customer, by its name.
    Customer,
    /// An order, by its two numbers.
    Order,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Location, Self::Customer, Self::Order];

    /// The sort key of such things.
    pub(crate) const fn sort_key(self) -> &'static str {
        match self {
            Self::Location => LOCATION,
            Self::Customer => CUSTOMER,
            Self::Order => ORDER,
        }
    }

    /// What the partitions of their cards begin with: each kind has its own, so that many of one hide
    /// none of another.
    pub(super) const fn partition(self) -> &'static str {
        match self {
            Self::Location => "FIND",
            Self::Customer => "FIND-CUSTOMER",
            Self::Order => "FIND-ORDER",
        }
    }

    /// The kind of what stands there; `None` where it is not found.
    pub fn of(key: &Key) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.sort_key() == key.sk)
    }
}

/// Where an organisation finds a thing by a token; `None` for the token of no
/// character. What begins alike stands in one partition, and an import of many meets on none.
pub fn found(kind: Kind, organisation_id: OrganisationId, token: &str, thing: &Key) -> Option<Key> {
    let list = lists::found(kind, organisation_id, token)?;
    let (_, id) = thing.pk.split_once('#')?;
    Some(Key::new(list.pk, format!("{token}#{id}")))
}

/// What says where a thing is found, beside it.
pub fn findable(thing: &Key) -> Key {
    Key::new(&thing.pk, "FIND")
}

/// That the search index was made, where no operator does it.
pub fn search_index() -> Key {
    Key::new("SEARCH", "SEARCH")
}

/// The shard of a thing that is to be found by other tokens. In the cloud the stream starts
/// a function by it.
pub fn search_shard(thing: &Key) -> String {
    format!("find-{}", shard_of(thing))
}

/// Every shard of them.
pub fn search_shards() -> impl Iterator<Item = String> {
    (0..DUE_SHARDS).map(|shard| format!("find-{shard}"))
}
