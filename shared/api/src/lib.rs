//! What travels between the functions and their callers: the table of operations,
//! the wire types, the problems. Compiles to wasm; the site uses the same types.

pub mod assurance;
pub mod bulk;
pub mod catalogue;
pub mod certificate;
pub mod codes;
pub mod customer_links;
pub mod customers;
pub mod desk;
pub mod devices;
pub mod events;
pub mod external;
pub mod files;
pub mod hkcs;
pub mod impersonations;
pub mod key_codes;
pub mod licences;
#[cfg(feature = "openapi")]
pub mod openapi;
pub mod operations;
pub mod orders;
pub mod outbox;
pub mod packages;
pub mod page;
pub mod problem;
pub mod renewals;
pub mod replacement;
pub mod reship;
pub mod subscriptions;
pub mod tenants;
pub mod transfers;
pub mod units;
pub mod upgrades;
pub mod users;
pub mod webhooks;

pub use operations::{Access, Endpoint, Method, OPERATIONS, Operation};
pub use page::Page;
pub use problem::{FieldError, OrganisationChoice, Problem, ProblemCode};

/// The header that makes a change safe to send again (spec chapter 6, 1).
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// The header that names the impersonation by which a user acts for another one.
pub const ACTING_AS: &str = "latchkey-acting-as";

/// The largest request body, in bytes.
pub const MAX_BODY: usize = 1_000_000;
