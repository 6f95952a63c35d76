//! What happens to an upgrade that was bought without anybody calling: it is provisioned, or
//! it fails. Both the function that empties the outbox and the one that calls the vendor's
//! endpoint end here.

use domain::{
    event::Actor,
    id::UpgradeId,
    upgrade::{self, Upgrade},
    webhook::Delivery,
};
use runtime::{App, Call, Change, Error, problem};
use store::{Stored, Transaction, delivery::Claimed, upgrade::UpgradeChange};

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending<'a> {
    /// The quota rises.
    Provisioned,
    /// It stays as it was, for this reason.
    Failed(&'a str),
}

/// Ends the provisioning of an upgrade, and notes with it what came of the attempt that
/// ended it. What is not in progress (any more) stays as it is; the attempt is noted all the
/// same.
pub async fn end(
    app: &App,
    id: UpgradeId,
    ending: Ending<'_>,
    attempt: Option<(&Claimed, &Delivery)>,
) -> Result<(), Error> {
    let app = &app.at_work().await?;
    let call = Call::of_the_desk(app);
    call.change(async || {
        let before = app
            .store
            .upgrade(id)
            .await?
            .ok_or_else(|| problem::not_found("upgrade"))?;
        let transaction = decide(&call, &before, ending, attempt).await?;
        Ok(Change {
            transaction: transaction.unwrap_or_default(),
            answer: (),
        })
    })
    .await
}

/// What to write; `None` where nothing of the upgrade changes and the attempt was noted.
async fn decide(
    call: &Call<()>,
    before: &Stored<Upgrade>,
    ending: Ending<'_>,
    attempt: Option<(&Claimed, &Delivery)>,
) -> Result<Option<Transaction>, Error> {
    let store = &call.app.store;
    let after = match ending {
        Ending::Provisioned => upgrade::provision(&before.value, call.now),
        Ending::Failed(reason) => upgrade::fail(&before.value, reason.to_owned(), call.now),
    };
    let Some(after) = &after else {
        if let Some((claimed, tried)) = attempt {
            store.note_attempt(claimed, tried).await?;
        }
        return Ok(None);
    };
    let stamp = call.stamp_as(Actor::latchkey(after.organisation_id)).await?;
    let change = UpgradeChange { before, after };
    let mut transaction = Transaction::default();
    match ending {
        Ending::Provisioned => store.provision_upgrade(&mut transaction, change, &stamp),
        Ending::Failed(reason) => store.fail_upgrade(&mut transaction, change, reason, &stamp),
    }?;
    if let Some((claimed, tried)) = attempt {
        store.settle_delivery(&mut transaction, claimed, tried)?;
    }
    Ok(Some(transaction))
}
