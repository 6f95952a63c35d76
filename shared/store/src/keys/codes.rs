//! Codes, and what they are redeemed to: subscriptions, devices, packages.

use super::{Key, Lookup, hex, id_of, lists};
use chrono::{DateTime, Utc};
use domain::{
    id::{ActivationId, BatchId, DeviceId, OrganisationId, PackageId, SubscriptionId},
    text::Serial,
};
use uuid::Uuid;

/// Codes that were issued together.
pub fn batch(id: BatchId) -> Key {
    Key::new(format!("BATCH#{id}"), "BATCH")
}

/// The batch in whose partition an item stands, by its partition key.
pub fn batch_at(pk: &str) -> Option<BatchId> {
    id_of(pk, "BATCH#")
}

/// Where the codes of a large batch are to be mailed, beside it.
pub fn addresses(id: BatchId) -> Key {
    Key::new(format!("BATCH#{id}"), "ADDRESSES")
}

/// An activation code, by its digest.
pub fn code(digest: &[u8; 32]) -> Key {
    Key::new(format!("CODE#{}", hex(digest)), "CODE")
}

/// The wrong codes that a user or organisation entered lately.
pub fn wrong_codes(whose: Uuid) -> Key {
    Key::new(format!("WRONG-CODES#{whose}"), "WRONG-CODES")
}

/// A subscription.
pub fn subscription(id: SubscriptionId) -> Key {
    Key::new(format!("SUBSCRIPTION#{id}"), "SUBSCRIPTION")
}

/// A device.
pub fn device(id: DeviceId) -> Key {
    Key::new(format!("DEVICE#{id}"), "DEVICE")
}

/// The sentinel that makes a serial number unique in an organisation, in whatever case.
pub fn serial(organisation_id: OrganisationId, serial: &Serial) -> Key {
    Key::new(format!("SERIAL#{organisation_id}#{}", serial.folded()), "SERIAL")
}

/// A package.
pub fn package(id: PackageId) -> Key {
    Key::new(format!("PACKAGE#{id}"), "PACKAGE")
}

/// A request to activate a package.
pub fn activation(id: ActivationId) -> Key {
    Key::new(format!("ACTIVATION#{id}"), "ACTIVATION")
}

/// What lists a request for its provider, beside it.
pub fn activation_of_provider(id: ActivationId) -> Key {
    Key::new(format!("ACTIVATION#{id}"), "PROVIDER")
}

/// The request in whose partition an item stands.
pub fn activation_of(key: &Key) -> Option<ActivationId> {
    id_of(&key.pk, "ACTIVATION#")
}

/// In the list of the batches of codes that an organisation issued, oldest first.
pub fn batches(organisation_id: OrganisationId, issued_at: DateTime<Utc>, id: BatchId) -> Lookup {
    lists::batches(organisation_id).by_time(issued_at, id)
}

/// In the list of a tenant's subscriptions, oldest first.
pub fn subscriptions(organisation_id: OrganisationId, redeemed_at: DateTime<Utc>, id: SubscriptionId) -> Lookup {
    lists::subscriptions(organisation_id).by_time(redeemed_at, id)
}

/// In the list of a tenant's devices, by name.
pub fn devices(organisation_id: OrganisationId, name: &str, id: DeviceId) -> Lookup {
    lists::devices(organisation_id).by_name(name, id)
}

/// In the list of an organisation's packages, by name.
pub fn packages(organisation_id: OrganisationId, name: &str, id: PackageId) -> Lookup {
    lists::packages(organisation_id).by_name(name, id)
}

/// In the list of a tenant's requests to activate packages, oldest first.
pub fn activations(organisation_id: OrganisationId, submitted_at: DateTime<Utc>, id: ActivationId) -> Lookup {
    lists::activations(organisation_id).by_time(submitted_at, id)
}

/// In the list of the requests to activate a provider's packages, oldest first.
pub fn activations_of_provider(provider: OrganisationId, submitted_at: DateTime<Utc>, id: ActivationId) -> Lookup {
    lists::activations_of_provider(provider).by_time(submitted_at, id)
}
