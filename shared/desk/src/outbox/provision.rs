//! Provisions an upgrade that was bought (spec chapter 1, "Manage"): where the vendor has an
//! endpoint, hands it on to the function that calls it; where there is none, raises the quota.

use super::Error;
use crate::provision::{Ending, end};
use chrono::{DateTime, Utc};
use domain::{
    id::UpgradeId,
    webhook::{Delivery, DeliveryStatus},
};
use runtime::App;

pub(crate) async fn provision(app: &App, id: UpgradeId, now: DateTime<Utc>) -> Result<(), Error> {
    let endpoint = app.store.endpoint().await?;
    if endpoint.is_none_or(|endpoint| endpoint.value.url.is_none()) {
        return Ok(end(app, id, Ending::Provisioned, None).await?);
    }
    let upgrade = app.store.upgrade(id).await?.ok_or(Error::Missing("upgrade"))?.value;
    let number = upgrade.purchase().ok_or(Error::Missing("purchase"))?.number;
    let delivery = Delivery {
        upgrade_id: id,
        number,
        organisation_id: upgrade.organisation_id,
        tenant_name: upgrade.tenant_name,
        status: DeliveryStatus::Waiting,
        attempts: 0,
        outcome: None,
        created_at: now,
        tried_at: None,
        next_at: Some(now),
    };
    Ok(app.store.create_delivery(&delivery).await?)
}
