//! Tells the vendor's endpoint of upgrades that were bought (spec chapter 1, "Manage"), at
//! least once and under an id that lets the receiver drop repeats. When the receiver takes
//! it, the quota rises in the same transaction that notes it; when the last attempt has
//! failed, the upgrade has failed. It is a function of its own with shards of its own in the
//! index `due`, so that a receiver that hangs holds up no mail.

mod address;
mod caller;
mod message;

pub use caller::{Caller, NoTls};

use desk::{
    provision::{self, Ending},
    webhook_secret,
};
use domain::{
    upgrade::Upgrade,
    webhook::{Attempt, DeliveryStatus, Endpoint},
};
use runtime::App;
use store::keys::{DUE_SHARDS, Key};
use tokio::task::JoinSet;

/// How many attempts are made at a time.
const AT_ONCE: usize = 16;

/// What went wrong. Whatever it is, the delivery is due again when the claim has run out.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The table.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// Keys.
    #[error(transparent)]
    Keys(#[from] runtime::keys::KeyError),
    /// The message.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// What came of it could not be written.
    #[error("{0}")]
    Refused(#[from] runtime::Error),
    /// What the message is about, or is signed with, is not there.
    #[error("not there: {0}")]
    Missing(&'static str),
}

/// Makes every attempt that is due now. Says how many it made.
pub async fn call_due(app: &App, caller: &Caller) -> Result<usize, Error> {
    let mut due = Vec::new();
    for shard in 0..DUE_SHARDS {
        due.extend(app.store.due_deliveries(shard, app.clock.now()).await?);
    }
    let mut made = 0;
    for keys in due.chunks(AT_ONCE) {
        let mut attempts = JoinSet::new();
        for key in keys {
            let (app, caller, key) = (app.clone(), caller.clone(), key.clone());
            attempts.spawn(async move { call(&app, &caller, &key).await });
        }
        while let Some(attempt) = attempts.join_next().await {
            match attempt {
                Ok(Ok(true)) => made += 1,
                Ok(Ok(false)) => {}
                Ok(Err(error)) => tracing::warn!(%error, "will be tried again"),
                Err(error) => tracing::error!(%error, "an attempt was cut off"),
            }
        }
    }
    Ok(made)
}

/// Makes one attempt at a delivery, unless it is not due or another is at it.
pub async fn call(app: &App, caller: &Caller, key: &Key) -> Result<bool, Error> {
    let Some(claimed) = app.store.claim_delivery(key, app.clock.now()).await? else {
        return Ok(false);
    };
    let id = claimed.delivery.upgrade_id;
    let upgrade = app.store.upgrade(id).await?.ok_or(Error::Missing("upgrade"))?.value;
    let endpoint = app.store.endpoint().await?;
    let endpoint = endpoint.map(|endpoint| endpoint.value).unwrap_or_default();
    let attempt = attempt(app, caller, &endpoint, &upgrade).await?;
    let tried = claimed.delivery.tried(&attempt, app.clock.now());
    tracing::info!(upgrade = %id, attempts = tried.attempts, outcome = tried.outcome);
    let reason = tried.outcome.clone().unwrap_or_default();
    let ending = match tried.status {
        DeliveryStatus::Waiting => {
            app.store.note_attempt(&claimed, &tried).await?;
            return Ok(true);
        }
        DeliveryStatus::Delivered => Ending::Provisioned,
        DeliveryStatus::Failed => Ending::Failed(&reason),
    };
    provision::end(app, id, ending, Some((&claimed, &tried))).await?;
    Ok(true)
}

async fn attempt(app: &App, caller: &Caller, endpoint: &Endpoint, upgrade: &Upgrade) -> Result<Attempt, Error> {
    let Some((url, secret)) = endpoint.url.as_ref().zip(endpoint.secret.as_ref()) else {
        return Ok(Attempt::NotNeeded);
    };
    let purchase = upgrade.purchase().ok_or(Error::Missing("purchase"))?;
    let organisation = app.store.organisation(upgrade.organisation_id).await?;
    let organisation = organisation.ok_or(Error::Missing("tenant"))?.value;
    let body = message::body(&organisation, upgrade, purchase)?;
    let keys = app.keys.webhooks().await?;
    let secret = webhook_secret::bytes(&keys, secret).ok_or(Error::Missing("webhook key"))?;
    let headers = message::headers(upgrade.upgrade_id, &body, &secret, app.clock.now());
    let headers = headers.ok_or(Error::Missing("webhook key"))?;
    Ok(caller.post(url, &headers, body).await)
}
