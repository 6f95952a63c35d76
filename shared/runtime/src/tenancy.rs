//! The tenant that an operation on upgrades is about. Without a Sold-To-ID every one of them
//! is refused (spec chapter 1, "Catalogue").

use crate::{App, problem};
use api::Problem;
use domain::{
    id::OrganisationId,
    organisation::Organisation,
    tenant::Tenant,
    upgrade::{self, Account},
};

/// A tenant that can have upgrades.
#[derive(Debug, Clone)]
pub struct Tenancy {
    /// The tenant.
    pub organisation: Organisation,
    /// What was agreed with it.
    pub terms: Tenant,
}

/// The tenant of this id, strongly consistent.
pub async fn load(app: &App, id: OrganisationId) -> Result<Tenancy, Problem> {
    let organisation = app.store.organisation(id).await.map_err(problem::of_store)?;
    let organisation = organisation
        .ok_or_else(|| problem::internal("a user without an organisation"))?
        .value;
    let terms = upgrade::terms(&organisation)
        .map_err(|refusal| problem::of_upgrade(&refusal))?
        .clone();
    Ok(Tenancy { organisation, terms })
}

/// What is counted of a tenant that has terms, strongly consistent.
pub async fn account(app: &App, id: OrganisationId) -> Result<Account, Problem> {
    let account = app.store.account(id).await.map_err(problem::of_store)?;
    account.ok_or_else(|| problem::internal("a tenant without an account"))
}
