//! Transfers, and what they leave with the old dealer.

use super::{Key, Lookup, Range, id_of, lists};
use chrono::{DateTime, Utc};
use domain::id::{LocationId, OrganisationId, TransferId};

/// A transfer.
pub fn transfer(id: TransferId) -> Key {
    Key::new(format!("TRANSFER#{id}"), "TRANSFER")
}

/// What lists a transfer for an organisation, beside it.
pub fn listed_transfer(id: TransferId, organisation_id: OrganisationId) -> Key {
    Key::new(format!("TRANSFER#{id}"), format!("LISTED#{organisation_id}"))
}

/// The transfer in whose partition an item stands.
pub fn transfer_of(key: &Key) -> Option<TransferId> {
    id_of(&key.pk, "TRANSFER#")
}

/// In the list of an organisation's transfers.
pub fn transfers(organisation_id: OrganisationId, at: DateTime<Utc>, id: TransferId) -> Lookup {
    lists::transfers(organisation_id).by_time(at, id)
}

/// What a location was when it went to another dealer, beside it.
pub fn handed_over(id: LocationId, transfer_id: TransferId) -> Key {
    Key::new(format!("LOCATION#{id}"), format!("HANDED-OVER#{transfer_id}"))
}

/// All that a location was when it went to another dealer.
pub fn all_handed_over(id: LocationId) -> Range {
    Range::new(format!("LOCATION#{id}"), "HANDED-OVER#", "HANDED-OVER$")
}

/// In the list of what an organisation had and has no more.
pub fn handed_over_by(organisation_id: OrganisationId, at: DateTime<Utc>, id: LocationId) -> Lookup {
    lists::handed_over(organisation_id).by_time(at, id)
}
