//! The rules of Latchkey.
//!
//! Nothing here does I/O, reads a clock or draws random numbers: time, ids and random
//! bytes are passed in. Everything compiles to wasm. Each operation's rule is a pure
//! function from what is, a command and the time to a change or a refusal.

pub mod action_link;
pub mod activation;
pub mod assurance;
pub mod bounce;
pub mod catalogue;
pub mod client;
pub mod code;
pub mod country;
pub mod customer;
pub mod day;
pub mod device;
pub mod event;
pub mod external;
pub mod family;
pub mod feature;
pub mod feature_file;
pub mod id;
pub mod impersonation;
pub mod licence;
pub mod licence_file;
pub mod limited;
mod mail_domain;
pub mod migration;
pub mod money;
pub mod order;
pub mod organisation;
pub mod outbox;
pub mod owned;
pub mod package;
pub mod quantity;
pub mod replacement;
#[cfg(feature = "normal-forms")]
pub mod search;
pub mod software_key_code;
pub mod sort;
pub mod subscription;
pub mod tenant;
pub mod text;
pub mod transfer;
pub mod upgrade;
pub mod webhook;
