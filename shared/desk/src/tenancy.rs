//! The tenant that an operation on upgrades is about. Without a Sold-To-ID every one of them
//! is refused (spec chapter 1, "Catalogue").

use domain::{
    id::OrganisationId,
    organisation::Organisation,
    tenant::Tenant,
    upgrade::{self, Account, Unnumbered, Upgrade},
};
use runtime::{App, Error, problem};

/// A tenant that can have upgrades.
#[derive(Debug, Clone)]
pub struct Tenancy {
    /// The tenant.
    pub organisation: Organisation,
    /// What was agreed with it.
    pub terms: Tenant,
}

/// The tenant of this id, strongly consistent.
pub async fn load(app: &App, id: OrganisationId) -> Result<Tenancy, Error> {
    let organisation = app.store.organisation(id).await?;
    let organisation = organisation
        .ok_or_else(|| problem::internal("a user without an organisation"))?
        .value;
    let terms = upgrade::terms(&organisation)?.clone();
    Ok(Tenancy { organisation, terms })
}

/// What is counted of a tenant that has terms, strongly consistent.
pub async fn account(app: &App, id: OrganisationId) -> Result<Account, Error> {
    let account = app.store.account(id).await?;
    account.ok_or_else(|| problem::internal("a tenant without an account"))
}

/// What was decided, under a number of its own where it gets one.
pub async fn numbered(app: &App, id: OrganisationId, decided: Unnumbered) -> Result<Upgrade, Error> {
    let number = match decided.numbering() {
        Some(numbering) => app.store.take_number(id, numbering).await?,
        None => 0,
    };
    Ok(decided.numbered(number))
}
