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
//! | where an order's licences were attached | `ORDER#id` | `PLACE#location id` |
//! | an order of an external system | `ORDER#id` | `EXTERNAL` |
//! | licence file from elsewhere | `ORDER#id` | `EXTERNAL-FILE#number` |
//! | the customer's file for it | `ORDER#id` | `REQUEST-FILE#number` |
//! | customer | `CUSTOMER#id` | `CUSTOMER` |
//! | a link that a customer was given | `CUSTOMER#id` | `LINK#number` |
//! | that a use of it was noted on a day | `CUSTOMER#id` | `USE#number#day#what` |
//! | location | `LOCATION#id` | `LOCATION` |
//! | what a location, customer or order is found by | beside it | `FIND` |
//! | a location where it is found | `FIND#organisation#first character` | `token#location id` |
//! | a customer where it is found | `FIND-CUSTOMER#organisation#first character` | `token#customer id` |
//! | an order where it is found | `FIND-ORDER#organisation#first character` | `token#order id` |
//! | that a location's hardware has to be replaced | `LOCATION#id` | `EMERGENCY` |
//! | licence | `LOCATION#id` | `LICENCE#software key code` |
//! | that a system has its one unit of a part | `LOCATION#id` | `FAMILY-ONE#part` |
//! | licence file | `LOCATION#id` | `FILE#sequence` |
//! | agreement | `LOCATION#id` | `SWA#application` |
//! | agreement number | `AGREEMENT#stem` | `AGREEMENT` |
//! | quote | `LOCATION#id` | `SWA-QUOTE#id` |
//! | lot of SWA units | `SWA#organisation id` | `LOT#expiry#order id#part` |
//! | shipping allowance | `ORG#distributor id` | `ALLOWANCE#dealer id` |
//! | impersonation | `IMPERSONATION#id` | `IMPERSONATION` |
//! | what was done by it | `IMPERSONATION#id` | `DONE#time#aggregate#sequence` |
//! | renewal | `CUSTOMER#id` | `RENEWAL#id` |
//! | lines of a renewal | `CUSTOMER#id` | `RENEWAL#id#number` |
//! | transfer | `TRANSFER#id` | `TRANSFER` |
//! | the same, as an organisation lists it | `TRANSFER#id` | `LISTED#organisation id` |
//! | what a location was when it went | `LOCATION#id` | `HANDED-OVER#transfer id` |
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
//! | catalogue: versions in force and to come | `CATALOGUE` | `CATALOGUE` |
//! | a version that was published | `CATALOGUE` | `VERSION#number` |
//! | draft of the next version | `CATALOGUE` | `DRAFT` |
//! | a piece of a version's document | `CATALOGUE#digest` | `PIECE#number` |
//! | event | as its aggregate | `EVENT#sequence` |
//! | idempotency record | `IDEMPOTENCY#digest` | `IDEMPOTENCY` |
//! | that the search index was made | `SEARCH` | `SEARCH` |
//!
//! The index `lookup` is sparse: `l_pk` and `l_sk` stand on what is listed.
//! The index `due` is sparse and sharded: `due_shard` and `due` stand on events that
//! still ask for something, and on deliveries that wait to be tried: in shards of their own,
//! so that an endpoint that hangs holds up no mail. What failed stands in a shard of its own.
//! Locations, customers and orders stand there, in shards of their own too, until they are found by what they are now.

mod catalogue;
mod codes;
pub mod lists;
mod locations;
mod orders;
mod organisations;
mod search;
mod transfers;
mod upgrades;

pub use catalogue::*;
pub use codes::*;
pub use lists::{Index, List};
pub use locations::*;
pub use orders::*;
pub use organisations::*;
pub use search::*;
pub use transfers::*;
pub use upgrades::*;

use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, SecondsFormat, Utc};
use std::{collections::HashMap, str::FromStr};

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

    /// Every event of the chain of this aggregate.
    pub fn events(&self) -> List {
        List::in_partition(self.pk.clone(), EVENT)
    }

    /// The event of this number in the chain of the aggregate that an event names so.
    pub fn of_event(aggregate: &str, sequence: u32) -> Self {
        Self::new(aggregate, "").event(sequence)
    }

    /// The event of this number in the chain of this aggregate.
    pub fn event(&self, sequence: u32) -> Self {
        Self::new(self.pk.clone(), format!("{EVENT}{sequence:08}"))
    }
}

/// What stands in one partition between two sort keys, both included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    /// Partition key.
    pub pk: String,
    /// The first sort key.
    pub from: String,
    /// The last sort key.
    pub to: String,
}

impl Range {
    fn new(pk: String, from: impl Into<String>, to: impl Into<String>) -> Self {
        Self {
            pk,
            from: from.into(),
            to: to.into(),
        }
    }
}

/// A partition and sort key of the index `lookup`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookup {
    /// `l_pk`.
    pub pk: String,
    /// `l_sk`.
    pub sk: String,
}

/// Prefix of the sort keys of events.
pub const EVENT: &str = "EVENT#";
/// Prefix of the sort keys of licence files.
const FILE: &str = "FILE#";
/// Prefix of the sort keys of customers' links.
const LINK: &str = "LINK#";
/// Prefix of the sort keys of licences.
pub const LICENCE: &str = "LICENCE#";
/// Prefix of the sort keys of agreements.
pub const AGREEMENT: &str = "SWA#";
/// Prefix of the sort keys of users.
const USER: &str = "USER#";

/// What was answered to a request with an idempotency key.
pub fn idempotency(digest: &[u8]) -> Key {
    Key::new(format!("IDEMPOTENCY#{}", hex(digest)), "IDEMPOTENCY")
}

/// How many partitions of the index `due` events are spread over, and deliveries again.
pub const DUE_SHARDS: u32 = 4;

/// The shard of events of which something failed, whatever their aggregate: few, or all is lost.
pub const FAILING: &str = "failing";

/// Every shard of events.
pub fn due_shards() -> impl Iterator<Item = String> {
    let made = (0..DUE_SHARDS).map(|shard| shard.to_string());
    made.chain([FAILING.to_owned()])
}

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

/// The id in a partition key of this kind.
fn id_of<T: FromStr>(pk: &str, kind: &str) -> Option<T> {
    pk.strip_prefix(kind)?.parse().ok()
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

#[cfg(test)]
mod tests;
