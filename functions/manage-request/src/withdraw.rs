//! `withdraw-upgrade`: who asked for it, while nobody has decided on it. Refused: a request
//! that is decided or withdrawn, somebody else's, one of another tenant, a tenant without a
//! Sold-To-ID.

use api::upgrades::{UpgradeView, WithdrawUpgradeRequest};
use desk::{tenancy, view};
use domain::{id::UpgradeId, upgrade};
use runtime::{Call, Change, Error, Principal};
use store::{Transaction, upgrade::UpgradeChange};

pub(crate) async fn withdraw(
    call: Call<Principal>,
    id: UpgradeId,
    _: WithdrawUpgradeRequest,
) -> Result<UpgradeView, Error> {
    let stamp = call.stamp().await?;
    let store = &call.app.store;
    let user = &call.caller.user;
    call.change(async || {
        let tenant = tenancy::load(&call.app, user.organisation_id).await?;
        let before = call.caller.mine(store.upgrade(id).await?)?;
        let after = upgrade::withdraw(&tenant.organisation, &before.value, user.user_id, call.now)?;
        let change = UpgradeChange {
            before: &before,
            after: &after,
        };
        let mut transaction = Transaction::default();
        store.decide_upgrade(&mut transaction, &tenant.organisation, change, false, &stamp)?;
        Ok(Change {
            transaction,
            answer: view::upgrades::upgrade(&call.app.catalogue, &tenant.organisation, &after, call.now),
        })
    })
    .await
}
