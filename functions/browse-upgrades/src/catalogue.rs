//! `list-plans`: vendor admins. `list-upgrade-items`: requesters and buyers; the prices are
//! those of today, and what the tenant cannot buy says why. Refused: a tenant without a
//! Sold-To-ID.

use api::{Page, page::PageQuery, tenants::PlanView, upgrades::UpgradeItemView};
use desk::{tenancy, view};
use runtime::{Call, Error, Principal};

pub(crate) async fn plans(call: Call<Principal>, (): (), query: PageQuery) -> Result<Page<PlanView>, Error> {
    let plans = call.app.catalogue.upgrades().plans().iter().map(|plan| PlanView {
        id: plan.id.clone(),
        name: plan.name.clone(),
        retired: plan.retired,
    });
    view::whole(&query, plans)
}

pub(crate) async fn items(call: Call<Principal>, (): (), query: PageQuery) -> Result<Page<UpgradeItemView>, Error> {
    let tenant = tenancy::load(&call.app, call.caller.user.organisation_id).await?;
    let items = call
        .app
        .catalogue
        .upgrades()
        .items()
        .iter()
        .filter(|item| call.app.catalogue.upgrades().offers(item));
    let item = |item| view::upgrades::item(&call.app.catalogue, &tenant.organisation, &tenant.terms, item, call.now);
    view::whole(&query, items.map(item))
}
