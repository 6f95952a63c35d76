//! Reads: the catalogue of upgrades, requests and purchases, quota. This function writes
//! nothing.

mod catalogue;
mod home;
mod order_forms;
mod quota;
mod upgrades;

use api::operations::*;
use axum::Router;
use runtime::{App, Routes};

/// Every route of this function.
pub fn router(app: App) -> Router {
    Routes::new(app)
        .user::<ListPlans, _, _>(catalogue::plans)
        .user::<GetUpgradesHome, _, _>(home::get)
        .user::<ListUpgradeItems, _, _>(catalogue::items)
        .user::<ListUpgrades, _, _>(upgrades::list)
        .user::<GetUpgrade, _, _>(upgrades::get)
        .user::<ListUpgradeEvents, _, _>(upgrades::events)
        .user::<GetQuota, _, _>(quota::get)
        .user::<ListOrderForms, _, _>(order_forms::list)
        .router()
}
