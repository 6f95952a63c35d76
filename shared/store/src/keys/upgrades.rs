//! Upgrades, and what is counted and delivered of them.

use super::{Key, Lookup, id_of, lists};
use chrono::{DateTime, Utc};
use domain::id::{OrganisationId, UpgradeId};

/// What is counted of a tenant, beside it.
pub fn account(organisation_id: OrganisationId) -> Key {
    Key::new(format!("ORG#{organisation_id}"), "UPGRADES")
}

/// An upgrade.
pub fn upgrade(id: UpgradeId) -> Key {
    Key::new(format!("UPGRADE#{id}"), "UPGRADE")
}

/// What lists an upgrade for the vendor, beside it.
pub fn order_form(id: UpgradeId) -> Key {
    Key::new(format!("UPGRADE#{id}"), "ORDER-FORM")
}

/// The message to the endpoint about an upgrade, beside it.
pub fn delivery(id: UpgradeId) -> Key {
    Key::new(format!("UPGRADE#{id}"), "DELIVERY")
}

/// The vendor's endpoint.
pub fn endpoint() -> Key {
    Key::new("ENDPOINT", "ENDPOINT")
}

/// The upgrade in whose partition an item stands.
pub fn upgrade_of(key: &Key) -> Option<UpgradeId> {
    id_of(&key.pk, "UPGRADE#")
}

/// In the list of a tenant's upgrades, by last update.
pub fn upgrades(organisation_id: OrganisationId, updated_at: DateTime<Utc>, id: UpgradeId) -> Lookup {
    lists::upgrades(organisation_id).by_time(updated_at, id)
}

/// In the list of orders of upgrades that the vendor reviews, oldest first.
pub fn order_forms(provisioned_at: DateTime<Utc>, id: UpgradeId) -> Lookup {
    lists::order_forms().by_time(provisioned_at, id)
}

/// In the list of what was sent to the endpoint, oldest first.
pub fn deliveries(created_at: DateTime<Utc>, id: UpgradeId) -> Lookup {
    lists::deliveries().by_time(created_at, id)
}
