//! `get-upgrades-home`: requesters and buyers. Only buyers are told the Sold-To-ID and how
//! many requests wait. Refused: a tenant without a Sold-To-ID.

use api::{Problem, upgrades::UpgradesHome};
use runtime::{Call, Principal, tenancy, upgrade_view};

pub(crate) async fn get(call: Call<Principal>, (): (), (): ()) -> Result<UpgradesHome, Problem> {
    let user = &call.caller.user;
    let tenant = tenancy::load(&call.app, user.organisation_id).await?;
    let account = tenancy::account(&call.app, user.organisation_id).await?;
    Ok(upgrade_view::home(
        &tenant.organisation,
        &tenant.terms,
        &account,
        user,
        call.now,
    ))
}
