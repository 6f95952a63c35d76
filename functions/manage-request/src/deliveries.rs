//! `list-deliveries`, `send-again`: vendor admins (spec chapter 1, "Manage"). A message is
//! sent again under the same id, so that a receiver that has it drops it. An upgrade that
//! failed because the message was given up is in progress again with it.
//!
//! Refused: an upgrade of which nothing was sent, one that failed and whose last day is over.

use api::{
    Page, Problem,
    page::PageQuery,
    webhooks::{DeliveryView, SendAgainRequest},
};
use domain::{id::UpgradeId, upgrade};
use runtime::{Call, Change, Principal, problem, upgrade_view, view};
use store::Transaction;

pub(crate) async fn list(call: Call<Principal>, (): (), query: PageQuery) -> Result<Page<DeliveryView>, Problem> {
    let store = &call.app.store;
    let page = store
        .deliveries(query.after.as_deref())
        .await
        .map_err(problem::of_store)?;
    Ok(view::page(page, |delivery| upgrade_view::delivery(&delivery)))
}

pub(crate) async fn send_again(
    call: Call<Principal>,
    id: UpgradeId,
    _: SendAgainRequest,
) -> Result<DeliveryView, Problem> {
    let stamp = call.stamp().await?;
    let store = &call.app.store;
    call.change(async || {
        let not_found = || problem::not_found("message");
        let upgrade = store
            .upgrade(id)
            .await
            .map_err(problem::of_store)?
            .ok_or_else(not_found)?;
        let before = store
            .delivery(id)
            .await
            .map_err(problem::of_store)?
            .ok_or_else(not_found)?;
        let reopened = upgrade::reopen(&upgrade.value, call.now).map_err(|refusal| problem::of_upgrade(&refusal))?;
        let again = before.again(call.now);
        let mut transaction = Transaction::default();
        store
            .send_again(&mut transaction, (&before, &again), &upgrade, reopened.as_ref(), &stamp)
            .map_err(problem::of_store)?;
        Ok(Change {
            transaction,
            answer: upgrade_view::delivery(&again),
        })
    })
    .await
}
