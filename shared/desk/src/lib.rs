//! What the desk does and several functions share: what goes out ([`view`]), secrets that are
//! made anew whenever they are needed (codes, links, invitations, the endpoint's secret), what
//! happens without anybody calling ([`timers`], [`renewal`], [`provision`], [`code_batch`], [`search`]),
//! and the outbox that starts it. No function depends on another one: what two of them need
//! stands here.

pub mod action_link;
pub mod activation_code;
pub mod bootstrap;
pub mod catalogue;
pub mod code_batch;
pub mod customer_link;
pub mod dealer;
pub mod external;
pub mod family;
pub mod handed_over;
pub mod hardware;
pub mod invitation;
pub mod licence_file;
pub mod list;
pub mod made_hkc;
pub mod order_lines;
pub mod outbox;
pub mod provision;
pub mod renewal;
pub mod revision;
pub mod search;
pub mod signer;
pub mod tenancy;
pub mod timers;
pub mod view;
pub mod webhook_secret;
