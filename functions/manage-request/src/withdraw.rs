//! `withdraw-upgrade`: who asked for it, while nobody has decided on it. Refused: a request
//! that is decided or withdrawn, somebody else's, one of another tenant, a tenant without a
//! Sold-To-ID.

use api::{
    Problem,
    upgrades::{UpgradeView, WithdrawUpgradeRequest},
};
use domain::{id::UpgradeId, upgrade};
use runtime::{Call, Change, Principal, problem, tenancy, upgrade_view};
use store::{Transaction, upgrade::UpgradeChange};

pub(crate) async fn withdraw(
    call: Call<Principal>,
    id: UpgradeId,
    _: WithdrawUpgradeRequest,
) -> Result<UpgradeView, Problem> {
    let stamp = call.stamp().await?;
    let store = &call.app.store;
    let user = &call.caller.user;
    call.change(async || {
        let tenant = tenancy::load(&call.app, user.organisation_id).await?;
        let before = store
            .upgrade(id)
            .await
            .map_err(problem::of_store)?
            .filter(|upgrade| upgrade.value.organisation_id == user.organisation_id)
            .ok_or_else(|| problem::not_found("request"))?;
        let account = tenancy::account(&call.app, user.organisation_id).await?;
        let after = upgrade::withdraw(&tenant.organisation, &before.value, user.user_id, call.now)
            .map_err(|refusal| problem::of_upgrade(&refusal))?;
        let change = UpgradeChange {
            before: &before,
            after: &after,
        };
        let mut transaction = Transaction::default();
        store
            .decide_upgrade(&mut transaction, &account, change, false, &stamp)
            .map_err(problem::of_store)?;
        Ok(Change {
            transaction,
            answer: upgrade_view::upgrade(&tenant.organisation, &after, call.now),
        })
    })
    .await
}
