//! `list-deliveries`, `send-again`: vendor admins (spec chapter 1, "Manage"). A message is
//! sent again under the same id, so that a receiver that has it drops it. An upgrade that
//! failed because the message was given up is in progress again with it.
//!
//! Refused: an upgrade of which nothing was sent, one that failed and whose last day is over.

use api::{
    Page,
    page::PageQuery,
    webhooks::{DeliveryView, SendAgainRequest},
};
use desk::view;
use domain::{id::UpgradeId, upgrade};
use runtime::{Call, Change, Error, Principal, problem};
use store::Transaction;

pub(crate) async fn list(call: Call<Principal>, (): (), query: PageQuery) -> Result<Page<DeliveryView>, Error> {
    let store = &call.app.store;
    let page = store.deliveries(query.after.as_deref()).await?;
    Ok(view::page(page, |delivery| view::upgrades::delivery(&delivery)))
}

pub(crate) async fn send_again(
    call: Call<Principal>,
    id: UpgradeId,
    _: SendAgainRequest,
) -> Result<DeliveryView, Error> {
    let stamp = call.stamp().await?;
    let store = &call.app.store;
    call.change(async || {
        let not_found = || problem::not_found("message");
        let upgrade = store.upgrade(id).await?.ok_or_else(not_found)?;
        let before = store.delivery(id).await?.ok_or_else(not_found)?;
        let reopened = upgrade::reopen(&upgrade.value, call.now)?;
        let again = before.again(call.now);
        let mut transaction = Transaction::default();
        store.send_again(&mut transaction, (&before, &again), &upgrade, reopened.as_ref(), &stamp)?;
        Ok(Change {
            transaction,
            answer: view::upgrades::delivery(&again),
        })
    })
    .await
}
