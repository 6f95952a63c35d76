//! `get-quota`: tenant admins. The limits are those of today: what upgrades added up to an
//! earlier day, or is suspended, does not count. Refused: a tenant without a Sold-To-ID.

use api::tenants::QuotaView;
use desk::{tenancy, view};
use runtime::{Call, Error, Principal};

pub(crate) async fn get(call: Call<Principal>, (): (), (): ()) -> Result<QuotaView, Error> {
    let id = call.caller.user.organisation_id;
    let tenant = tenancy::load(&call.app, id).await?;
    let account = tenancy::account(&call.app, id).await?;
    Ok(view::upgrades::quota(
        &call.app.catalogue,
        &tenant.terms,
        &account,
        call.now,
    ))
}
