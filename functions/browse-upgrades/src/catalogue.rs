//! `list-plans`: vendor admins. `list-upgrade-items`: requesters and buyers; the prices are
//! those of today, and what the tenant cannot buy says why. Refused: a tenant without a
//! Sold-To-ID.

use api::{Page, Problem, page::PageQuery, tenants::PlanView, upgrades::UpgradeItemView};
use domain::upgrade::UpgradeCatalogue;
use runtime::{Call, Principal, tenancy, upgrade_view};

pub(crate) async fn plans(_: Call<Principal>, (): (), _: PageQuery) -> Result<Page<PlanView>, Problem> {
    let plans = UpgradeCatalogue::seed().plans().iter().map(|plan| PlanView {
        id: plan.id.clone(),
        name: plan.name.clone(),
    });
    Ok(Page {
        items: plans.collect(),
        next: None,
    })
}

pub(crate) async fn items(call: Call<Principal>, (): (), _: PageQuery) -> Result<Page<UpgradeItemView>, Problem> {
    let tenant = tenancy::load(&call.app, call.caller.user.organisation_id).await?;
    let items = UpgradeCatalogue::seed().items().iter();
    Ok(Page {
        items: items
            .map(|item| upgrade_view::item(&tenant.organisation, &tenant.terms, item, call.now))
            .collect(),
        next: None,
    })
}
