//! `get-upgrades-home`: requesters and buyers. Only buyers are told the Sold-To-ID and how
//! many requests wait. Refused: a tenant without a Sold-To-ID.

use api::upgrades::UpgradesHome;
use desk::{tenancy, view};
use runtime::{Call, Error, Principal};

pub(crate) async fn get(call: Call<Principal>, (): (), (): ()) -> Result<UpgradesHome, Error> {
    let user = &call.caller.user;
    let tenant = tenancy::load(&call.app, user.organisation_id).await?;
    let account = tenancy::account(&call.app, user.organisation_id).await?;
    Ok(view::upgrades::home(
        &call.app.catalogue,
        &tenant.organisation,
        &tenant.terms,
        &account,
        user,
        call.now,
    ))
}
