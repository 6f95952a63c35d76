//! `accept-upgrade`, `suspend-upgrade`: vendor admins (spec chapter 1, "Manage"). Access is
//! provisional until the order is accepted; while it is suspended, the quota that it added
//! is not there. Accepting what is suspended brings it back; what is accepted stays.
//!
//! Refused: what is not provisioned, suspending what is accepted, a reason of none or over
//! 250 characters.

use api::upgrades::{AcceptUpgradeRequest, OrderFormView, SuspendUpgradeRequest};
use desk::view;
use domain::{
    id::UpgradeId,
    text::Comment,
    upgrade::{self, Upgrade, UpgradeRefusal},
};
use runtime::{Call, Change, Error, Fields, Principal, problem};
use store::{Transaction, upgrade::UpgradeChange};

pub(crate) async fn accept(
    call: Call<Principal>,
    id: UpgradeId,
    _: AcceptUpgradeRequest,
) -> Result<OrderFormView, Error> {
    let now = call.now;
    review(&call, id, |upgrade| upgrade::accept(upgrade, now)).await
}

pub(crate) async fn suspend(
    call: Call<Principal>,
    id: UpgradeId,
    request: SuspendUpgradeRequest,
) -> Result<OrderFormView, Error> {
    let mut fields = Fields::new();
    let reason = fields.check("reason", Comment::parse(&request.reason));
    let reason = fields.finish(reason)?;
    let now = call.now;
    review(&call, id, |upgrade| upgrade::suspend(upgrade, &reason, now)).await
}

async fn review(
    call: &Call<Principal>,
    id: UpgradeId,
    decide: impl Fn(&Upgrade) -> Result<Option<Upgrade>, UpgradeRefusal>,
) -> Result<OrderFormView, Error> {
    let stamp = call.stamp().await?;
    let store = &call.app.store;
    call.change(async || {
        let before = store.upgrade(id).await?.ok_or_else(|| problem::not_found("order"))?;
        let after = decide(&before.value)?;
        let mut transaction = Transaction::default();
        if let Some(after) = &after {
            let change = UpgradeChange { before: &before, after };
            store.review_upgrade(&mut transaction, change, &stamp)?;
        }
        let answer = view::upgrades::order_form(&call.app.catalogue, after.as_ref().unwrap_or(&before.value))
            .ok_or_else(|| problem::internal("an order of what is not provisioned"))?;
        Ok(Change { transaction, answer })
    })
    .await
}
