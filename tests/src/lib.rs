//! A licence desk of its own for every test: the functions behind the gateway and the
//! authorizer, over real HTTP, on the embedded engine in memory, with a clock that the
//! test moves, a mailbox, and an issuer.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::missing_panics_doc)]

mod answer;
pub mod assured;
mod beginning;
pub mod catalogue;
mod codes;
mod customers;
mod desk;
mod engine;
mod faults;
mod keys;
mod ledger;
mod people;
mod receiver;
mod table;
mod upgrades;

pub use answer::Answer;
pub use assured::Assured;
pub use codes::{activation_body, confirmed, package_body, wrong_code};
pub use desk::{Desk, ManualClock, location_body, path, real_now};
pub use engine::Engine;
pub use faults::Faults;
pub use ledger::{HeldLicence, Ledger};
pub use people::{Organisations, People, Person};
pub use receiver::{Manner, Received, Receiver};
pub use table::{Item, Table};
pub use upgrades::{AGENTS, ASSETS, action_tokens, agreed, agreed_of, decision, submission, terms};
