//! Every key in the table. Nothing else writes `pk`, `sk` or an index key.
//!
//! | aggregate | pk | sk |
//! |---|---|---|
//! | organisation | `ORG#id` | `ORG` |
//! | user | `ORG#id` | `USER#id` |
//! | a user's mail address | `ORG#id` | `ADDRESS#address, case folded` |
//! | identity | `IDENTITY#sha256(issuer, subject)` | `IDENTITY` |
//! | account of a tenant | `ORG#id` | `UPGRADES` |
//! | upgrade | `UPGRADE#id` | `UPGRADE` |
//! | order form | `UPGRADE#id` | `ORDER-FORM` |
//! | delivery to the endpoint | `UPGRADE#id` | `DELIVERY` |
//! | endpoint | `ENDPOINT` | `ENDPOINT` |
//! | order | `ORDER#id` | `ORDER` |
//! | customer | `CUSTOMER#id` | `CUSTOMER` |
//! | location | `LOCATION#id` | `LOCATION` |
//! | licence | `LOCATION#id` | `LICENCE#software key code` |
//! | licence file | `LOCATION#id` | `FILE#sequence` |
//! | agreement | `LOCATION#id` | `SWA#application` |
//! | agreement number | `AGREEMENT#stem` | `AGREEMENT` |
//! | quote | `LOCATION#id` | `SWA-QUOTE#id` |
//! | lot of SWA units | `SWA#organisation id` | `LOT#expiry#order id#part` |
//! | shipping allowance | `ORG#distributor id` | `ALLOWANCE#dealer id` |
//! | renewal | `CUSTOMER#id` | `RENEWAL#id` |
//! | lines of a renewal | `CUSTOMER#id` | `RENEWAL#id#number` |
//! | hardware key code | `HKC#code, case folded` | `HKC` |
//! | batch of codes | `BATCH#id` | `BATCH` |
//! | addresses of a batch | `BATCH#id` | `ADDRESSES` |
//! | activation code | `CODE#digest under a pepper` | `CODE` |
//! | wrong codes of a user or organisation | `WRONG-CODES#id` | `WRONG-CODES` |
//! | subscription | `SUBSCRIPTION#id` | `SUBSCRIPTION` |
//! | device | `DEVICE#id` | `DEVICE` |
//! | serial number | `SERIAL#organisation#number, case folded` | `SERIAL` |
//! | package | `PACKAGE#id` | `PACKAGE` |
//! | request to activate a package | `ACTIVATION#id` | `ACTIVATION` |
//! | the same, as its provider lists it | `ACTIVATION#id` | `PROVIDER` |
//! | event | as its aggregate | `EVENT#sequence` |
//! | idempotency record | `IDEMPOTENCY#digest` | `IDEMPOTENCY` |
//!
//! The index `lookup` is sparse: `l_pk` and `l_sk` stand on what is listed.
//! The index `due` is sparse and sharded: `due_shard` and `due` stand on events that
//! still ask for something, and on deliveries that wait to be tried: in shards of their own,
//! so that an endpoint that hangs holds up no mail.

use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use domain::{
    assurance::{Agreement, AgreementStem, LotId},
    catalogue::Hkc,
    id::{
        ActivationId, BatchId, CustomerId, DeviceId, LocationId, OrderId, OrganisationId, PackageId, QuoteId,
        RenewalId, SubscriptionId, UpgradeId, UserId,
    },
    software_key_code::SoftwareKeyCode,
    sort::sort_name,
    text::{EmailAddress, Serial},
};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use uuid::Uuid;

/// The primary key of an item.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    /// Partition key.
    pub pk: String,
    /// Sort key.
    pub sk: String,
}

impl Key {
    fn new(pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self {
            pk: pk.into(),
            sk: sk.into(),
        }
    }

    /// As the SDK takes it.
    pub fn attributes(&self) -> HashMap<String, AttributeValue> {
        HashMap::from([
            ("pk".to_owned(), AttributeValue::S(self.pk.clone())),
            ("sk".to_owned(), AttributeValue::S(self.sk.clone())),
        ])
    }

    /// The event of this number in the chain of this aggregate.
    pub fn event(&self, sequence: u32) -> Self {
        Self::new(self.pk.clone(), format!("{EVENT}{sequence:08}"))
    }
}

/// Prefix of the sort keys of events.
pub const EVENT: &str = "EVENT#";
/// Prefix of the sort keys of licence files.
pub const FILE: &str = "FILE#";
/// Prefix of the sort keys of licences.
pub const LICENCE: &str = "LICENCE#";
/// Sorts after every licence and before everything else of the location.
pub const LICENCES_END: &str = "LICENCE$";
/// Prefix of the sort keys of agreements. Between them and the licences there is nothing
/// but the location itself, so that one query reads both.
pub const AGREEMENT: &str = "SWA#";
/// Sorts after every agreement and before everything else of the location.
pub const AGREEMENTS_END: &str = "SWA$";
/// Prefix of the sort keys of lots.
pub const LOT: &str = "LOT#";
/// Sorts after every lot.
pub const LOTS_END: &str = "LOT$";
/// Prefix of the sort keys of shipping allowances.
pub const ALLOWANCE: &str = "ALLOWANCE#";
/// Prefix of the sort keys of users.
pub const USER: &str = "USER#";
/// Sorts after every user.
pub const USERS_END: &str = "USER$";

/// An organisation.
pub fn organisation(id: OrganisationId) -> Key {
    Key::new(format!("ORG#{id}"), "ORG")
}

/// A user, beside its organisation.
pub fn user(organisation_id: OrganisationId, user_id: UserId) -> Key {
    Key::new(format!("ORG#{organisation_id}"), format!("{USER}{user_id}"))
}

/// The sentinel that makes a mail address one user's of an organisation, in whatever case.
pub fn user_address(organisation_id: OrganisationId, email: &EmailAddress) -> Key {
    Key::new(format!("ORG#{organisation_id}"), format!("ADDRESS#{}", email.folded()))
}

/// The binding of an issuer's subject to a user. NUL occurs in neither.
pub fn identity(issuer: &str, subject: &str) -> Key {
    let digest = Sha256::new()
        .chain_update(issuer)
        .chain_update([0])
        .chain_update(subject)
        .finalize();
    Key::new(format!("IDENTITY#{}", hex(&digest)), "IDENTITY")
}

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

/// An order.
pub fn order(id: OrderId) -> Key {
    Key::new(format!("ORDER#{id}"), "ORDER")
}

/// A customer.
pub fn customer(id: CustomerId) -> Key {
    Key::new(format!("CUSTOMER#{id}"), "CUSTOMER")
}

/// A location.
pub fn location(id: LocationId) -> Key {
    Key::new(format!("LOCATION#{id}"), "LOCATION")
}

/// A licence, beside its location.
pub fn licence(id: LocationId, code: &SoftwareKeyCode) -> Key {
    Key::new(format!("LOCATION#{id}"), format!("{LICENCE}{code}"))
}

/// A licence file, beside its location.
pub fn licence_file(id: LocationId, sequence: u32) -> Key {
    Key::new(format!("LOCATION#{id}"), format!("{FILE}{sequence:08}"))
}

/// An agreement, beside its location.
pub fn agreement(id: LocationId, application: &str) -> Key {
    Key::new(format!("LOCATION#{id}"), format!("{AGREEMENT}{application}"))
}

/// The sentinel that makes an agreement's number unique.
pub fn agreement_number(stem: &AgreementStem) -> Key {
    Key::new(format!("AGREEMENT#{stem}"), "AGREEMENT")
}

/// A quote, beside its location.
pub fn quote(id: LocationId, quote_id: QuoteId) -> Key {
    Key::new(format!("LOCATION#{id}"), format!("SWA-QUOTE#{quote_id}"))
}

/// A lot of an organisation's SWA bin.
pub fn lot(holder: OrganisationId, lot: &LotId) -> Key {
    Key::new(format!("SWA#{holder}"), format!("{LOT}{lot}"))
}

/// Lots that expire on this day or later begin here.
pub fn lots_from(day: NaiveDate) -> String {
    format!("{LOT}{day}")
}

/// That a distributor may ship to a dealer, beside the distributor.
pub fn allowance(distributor: OrganisationId, dealer: OrganisationId) -> Key {
    Key::new(format!("ORG#{distributor}"), format!("{ALLOWANCE}{dealer}"))
}

/// A renewal, beside its customer.
pub fn renewal(id: CustomerId, renewal_id: RenewalId) -> Key {
    Key::new(format!("CUSTOMER#{id}"), format!("RENEWAL#{renewal_id}"))
}

/// Some of a renewal's lines.
pub fn renewal_lines(id: CustomerId, renewal_id: RenewalId, number: usize) -> Key {
    Key::new(format!("CUSTOMER#{id}"), format!("RENEWAL#{renewal_id}#{number:02}"))
}

/// The sentinel that makes a hardware key code unique in whatever case.
pub fn hkc(hkc: &Hkc) -> Key {
    Key::new(format!("HKC#{}", hkc.folded()), "HKC")
}

/// Codes that were issued together.
pub fn batch(id: BatchId) -> Key {
    Key::new(format!("BATCH#{id}"), "BATCH")
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

/// What was answered to a request with an idempotency key.
pub fn idempotency(digest: &[u8]) -> Key {
    Key::new(format!("IDEMPOTENCY#{}", hex(digest)), "IDEMPOTENCY")
}

/// A partition and sort key of the index `lookup`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookup {
    /// `l_pk`.
    pub pk: String,
    /// `l_sk`.
    pub sk: String,
}

/// Every organisation, by name.
pub fn organisations(name: &str, id: OrganisationId) -> Lookup {
    Lookup {
        pk: "ORGS".to_owned(),
        sk: format!("{}#{id}", sort_name(name)),
    }
}

/// A tenant's upgrades, by last update.
pub fn upgrades(organisation_id: OrganisationId, updated_at: DateTime<Utc>, id: UpgradeId) -> Lookup {
    Lookup {
        pk: format!("UPGRADES#{organisation_id}"),
        sk: format!("{}#{id}", instant(updated_at)),
    }
}

/// The orders of upgrades that the vendor reviews, oldest first.
pub fn order_forms(provisioned_at: DateTime<Utc>, id: UpgradeId) -> Lookup {
    Lookup {
        pk: "ORDER-FORMS".to_owned(),
        sk: format!("{}#{id}", instant(provisioned_at)),
    }
}

/// What was sent to the endpoint, oldest first.
pub fn deliveries(created_at: DateTime<Utc>, id: UpgradeId) -> Lookup {
    Lookup {
        pk: "DELIVERIES".to_owned(),
        sk: format!("{}#{id}", instant(created_at)),
    }
}

/// The batches of codes that an organisation issued, oldest first.
pub fn batches(organisation_id: OrganisationId, issued_at: DateTime<Utc>, id: BatchId) -> Lookup {
    Lookup {
        pk: format!("BATCHES#{organisation_id}"),
        sk: format!("{}#{id}", instant(issued_at)),
    }
}

/// A tenant's subscriptions, oldest first.
pub fn subscriptions(organisation_id: OrganisationId, redeemed_at: DateTime<Utc>, id: SubscriptionId) -> Lookup {
    Lookup {
        pk: format!("SUBSCRIPTIONS#{organisation_id}"),
        sk: format!("{}#{id}", instant(redeemed_at)),
    }
}

/// A tenant's devices, by name.
pub fn devices(organisation_id: OrganisationId, name: &str, id: DeviceId) -> Lookup {
    Lookup {
        pk: format!("DEVICES#{organisation_id}"),
        sk: format!("{}#{id}", sort_name(name)),
    }
}

/// An organisation's packages, by name.
pub fn packages(organisation_id: OrganisationId, name: &str, id: PackageId) -> Lookup {
    Lookup {
        pk: format!("PACKAGES#{organisation_id}"),
        sk: format!("{}#{id}", sort_name(name)),
    }
}

/// A tenant's requests to activate packages, oldest first.
pub fn activations(organisation_id: OrganisationId, submitted_at: DateTime<Utc>, id: ActivationId) -> Lookup {
    Lookup {
        pk: format!("ACTIVATIONS#{organisation_id}"),
        sk: format!("{}#{id}", instant(submitted_at)),
    }
}

/// The requests to activate a provider's packages, oldest first.
pub fn activations_of_provider(provider: OrganisationId, submitted_at: DateTime<Utc>, id: ActivationId) -> Lookup {
    Lookup {
        pk: format!("PROVIDED#{provider}"),
        sk: format!("{}#{id}", instant(submitted_at)),
    }
}

/// The orders in a bin, oldest first.
pub fn bin(holder: OrganisationId, shipped_at: DateTime<Utc>, id: OrderId) -> Lookup {
    Lookup {
        pk: format!("BIN#{holder}"),
        sk: format!("{}#{id}", instant(shipped_at)),
    }
}

/// An organisation's customers, by name.
pub fn customers(organisation_id: OrganisationId, name: &str, id: CustomerId) -> Lookup {
    Lookup {
        pk: format!("CUSTOMERS#{organisation_id}"),
        sk: format!("{}#{id}", sort_name(name)),
    }
}

/// An organisation's locations, by customer and name.
pub fn locations(organisation_id: OrganisationId, customer_id: CustomerId, name: &str, id: LocationId) -> Lookup {
    Lookup {
        pk: format!("LOCATIONS#{organisation_id}"),
        sk: format!("{customer_id}#{}#{id}", sort_name(name)),
    }
}

/// An organisation's agreements: those that were never activated by the end of their grace,
/// the others by customer and location.
pub fn agreements(agreement: &Agreement) -> Lookup {
    let Agreement {
        organisation_id,
        customer_id,
        location_id,
        application,
        grace_ends,
        ..
    } = agreement;
    if agreement.terms.is_empty() {
        Lookup {
            pk: format!("PROSPECTS#{organisation_id}"),
            sk: format!("{grace_ends}#{location_id}#{application}"),
        }
    } else {
        Lookup {
            pk: format!("AGREEMENTS#{organisation_id}"),
            sk: format!("{customer_id}#{location_id}#{application}"),
        }
    }
}

/// What an organisation did of one kind, oldest first.
pub fn happenings(organisation_id: OrganisationId, what: &str, at: DateTime<Utc>, event: &Key) -> Lookup {
    Lookup {
        pk: format!("EVENTS#{organisation_id}#{what}"),
        sk: format!("{}#{}#{}", instant(at), event.pk, event.sk),
    }
}

/// How many partitions of the index `due` events are spread over, and deliveries again.
pub const DUE_SHARDS: u32 = 4;

/// The shard of an event, from its aggregate.
pub fn due_shard(event: &Key) -> String {
    shard_of(event).to_string()
}

/// The shard of a delivery. In the cloud the stream tells by it which function to start.
pub fn delivery_shard(delivery: &Key) -> String {
    webhooks(shard_of(delivery))
}

/// The name of a shard of deliveries.
pub fn webhooks(shard: u32) -> String {
    format!("webhooks-{shard}")
}

fn shard_of(key: &Key) -> u32 {
    let sum: u32 = key.pk.bytes().map(u32::from).sum();
    sum % DUE_SHARDS
}

/// An instant as text that sorts as time does.
pub fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}
