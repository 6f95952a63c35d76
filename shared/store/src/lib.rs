//! The table: its keys, one file per aggregate, and commit.
//!
//! Reads come back as domain types with the state of their event chain. A change is
//! one [`Transaction`] of items under conditions; [`Store::commit`] says which
//! conditions were lost, by position. Nothing here decides a rule.

pub mod activation;
pub mod agreement;
pub mod allowance;
pub mod audit;
pub mod bounce;
pub mod card;
pub mod catalogue;
pub mod chain;
pub mod code;
mod cursor;
pub mod customer;
pub mod customer_link;
pub mod delivery;
pub mod device;
pub mod endpoint;
pub mod error;
mod expression;
pub mod external;
pub mod free;
pub mod idempotency;
pub mod impersonation;
mod item;
pub mod keys;
pub mod location;
pub mod lots;
pub mod meter;
pub mod order;
pub mod organisation;
pub mod outbox;
pub mod package;
mod page;
mod read;
pub mod renewal;
pub mod search;
pub mod subscription;
pub mod table;
pub mod tenant;
pub mod transaction;
pub mod transfer;
mod update;
pub mod upgrade;
mod user_address;
pub mod wrong_codes;

pub use chain::{AuditKeys, Chain, Stamp};
pub use error::Error;
pub use item::Stored;
pub use page::PageOf;
pub use transaction::{CommitError, Condition, Transaction};

use aws_sdk_dynamodb::Client;

/// The one table of a deployment.
#[derive(Debug, Clone)]
pub struct Store {
    client: Client,
    table: String,
}

impl Store {
    /// The table of this name, reached through this client.
    pub fn new(client: Client, table: impl Into<String>) -> Self {
        Self {
            client,
            table: table.into(),
        }
    }

    /// The table's name.
    pub fn table(&self) -> &str {
        &self.table
    }

    /// The client, for making the table and for what the engine itself is asked.
    pub const fn client(&self) -> &Client {
        &self.client
    }
}
