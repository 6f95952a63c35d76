//! What every function runs on: the [`App`], who calls, problems, the loop that loads,
//! decides and commits, and the way into Lambda. Only here are clock and randomness
//! read; only [`problem`] makes HTTP answers of refusals.

pub mod aws;
mod body;
pub mod call;
pub mod caller;
pub mod change;
pub mod clock;
pub mod entropy;
pub mod error;
pub mod fields;
pub mod json;
pub mod keys;
pub mod mail;
pub mod problem;
pub mod routes;
pub mod scheduler;
pub mod serve;
pub mod ssm;

pub use call::Call;
pub use caller::{Identity, Principal};
pub use change::Change;
pub use error::Error;
pub use fields::Fields;
pub use routes::Routes;

use clock::Clock;
use domain::webhook::Reach;
use entropy::Entropy;
use keys::Keys;
use mail::Mailer;
use scheduler::Scheduler;
use std::sync::Arc;
use store::Store;

/// Everything that an operation reaches beyond its request.
#[derive(Clone)]
pub struct App {
    /// The table.
    pub store: Store,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Random bytes.
    pub entropy: Arc<dyn Entropy>,
    /// Keys that lie outside the table.
    pub keys: Keys,
    /// Mail.
    pub mailer: Mailer,
    /// Timers.
    pub scheduler: Scheduler,
    /// What differs between deployments.
    pub settings: Arc<Settings>,
}

/// What differs between deployments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Where the site is reached, without a slash at the end; links in mails begin so.
    pub public_url: String,
    /// The `iss` of licence files.
    pub licence_issuer: String,
    /// The sender of mail.
    pub mail_from: String,
    /// Which addresses webhooks may call.
    pub webhook_reach: Reach,
}
