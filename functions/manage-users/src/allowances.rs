//! `set-shipping-allowance`, `list-shipping-allowances`: vendor admins. Whether a
//! distributor may ship to a dealer (spec README, "Organisations and roles"). Setting what
//! is set changes nothing.
//!
//! Refused: an organisation that does not exist, a distributor that is none, a dealer that
//! is none.

use api::{
    Page, ProblemCode,
    page::PageQuery,
    units::{AllowanceView, SetAllowanceRequest},
};
use desk::view;
use domain::{
    id::OrganisationId,
    organisation::{Organisation, OrganisationKind},
};
use runtime::{Call, Change, Error, Principal, problem};
use store::{Stored, Transaction, allowance::Allowance};

pub(crate) async fn set(
    call: Call<Principal>,
    (distributor_id, dealer_id): (OrganisationId, OrganisationId),
    request: SetAllowanceRequest,
) -> Result<AllowanceView, Error> {
    let stamp = call.stamp().await?;
    let store = &call.app.store;
    call.change(async || {
        let distributor = load(&call, distributor_id).await?;
        let dealer = load(&call, dealer_id).await?.value;
        check(&distributor.value, OrganisationKind::Distributor)?;
        check(&dealer, OrganisationKind::Dealer)?;
        let before = store.allowance(distributor_id, dealer_id).await?;
        if let Some(before) = before.filter(|before| before.allowed == request.allowed) {
            return Ok(Change::none(view::assurance::allowance(&before)));
        }
        let allowance = Allowance {
            dealer: dealer_id,
            dealer_name: dealer.name,
            allowed: request.allowed,
            set_at: call.now,
        };
        let mut transaction = Transaction::default();
        store.set_allowance(&mut transaction, distributor_id, &distributor.chain, &allowance, &stamp)?;
        Ok(Change {
            transaction,
            answer: view::assurance::allowance(&allowance),
        })
    })
    .await
}

pub(crate) async fn list(
    call: Call<Principal>,
    distributor_id: OrganisationId,
    query: PageQuery,
) -> Result<Page<AllowanceView>, Error> {
    load(&call, distributor_id).await?;
    let allowances = call.app.store.allowances(distributor_id).await;
    let allowances = allowances?;
    view::whole(&query, allowances.iter().map(view::assurance::allowance))
}

async fn load(call: &Call<Principal>, id: OrganisationId) -> Result<Stored<Organisation>, Error> {
    let organisation = call.app.store.organisation(id).await?;
    organisation.ok_or_else(|| problem::not_found("organisation"))
}

fn check(organisation: &Organisation, kind: OrganisationKind) -> Result<(), Error> {
    if organisation.kind == kind {
        return Ok(());
    }
    let field = match kind {
        OrganisationKind::Distributor => "organisation_id",
        _ => "dealer_id",
    };
    Err(problem::at(
        ProblemCode::InvalidFields,
        field,
        format!(
            "{} is a {}. Distributors ship to dealers, and nobody else.",
            organisation.name,
            organisation.kind.word()
        ),
    ))
}
