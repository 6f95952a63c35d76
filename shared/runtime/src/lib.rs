//! What every function runs on: the [`App`], who calls, problems, the loop that loads,
//! decides and commits, and the way into Lambda. Only here are clock and randomness
//! read; only [`problem`] makes HTTP answers of refusals.

mod agreed;
pub mod aws;
mod body;
pub mod budget;
pub mod call;
pub mod caller;
pub mod catalogues;
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

use catalogues::Catalogues;
use clock::Clock;
use domain::{catalogue::Catalogue, webhook::Reach};
use entropy::Entropy;
use keys::Keys;
use mail::Mailer;
use scheduler::Scheduler;
use std::{sync::Arc, time::Duration};
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
    /// Every version of the catalogue that was met.
    pub catalogues: Catalogues,
    /// The version that this piece of work is done by; an empty one before it has begun
    /// ([`App::at_work`]).
    pub catalogue: Arc<Catalogue>,
    /// What differs between deployments.
    pub settings: Arc<Settings>,
}

impl App {
    /// The same with the catalogue that is in force: for one call, mail or timer.
    ///
    /// # Errors
    /// The table cannot be read.
    pub async fn at_work(&self) -> Result<Self, Error> {
        Ok(Self {
            catalogue: self.catalogues.in_force(&self.store, self.clock.now()).await?,
            ..self.clone()
        })
    }
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
    /// How long an import works before it says where it goes on.
    pub import_budget: Duration,
    /// Which addresses webhooks may call.
    pub webhook_reach: Reach,
}
