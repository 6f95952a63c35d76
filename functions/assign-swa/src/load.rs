//! What every operation here begins with.

use api::Problem;
use domain::{
    assurance::{Agreement, AgreementRefusal},
    customer::Location,
    id::LocationId,
};
use runtime::{Call, Principal, problem};
use store::Chain;

/// A location with its agreements.
pub(crate) struct Assured {
    pub(crate) location: Location,
    pub(crate) chain: Chain,
    pub(crate) agreements: Vec<Agreement>,
}

/// The location, where it is the caller's organisation's. The agreements are read after it:
/// whoever changes one meanwhile moves the chain.
pub(crate) async fn location(call: &Call<Principal>, id: LocationId) -> Result<Assured, Problem> {
    let store = &call.app.store;
    let found = store.location(id).await.map_err(problem::of_store)?;
    let location = found
        .filter(|found| found.value.organisation_id == call.caller.user.organisation_id)
        .ok_or_else(|| problem::not_found("location"))?;
    Ok(Assured {
        agreements: store.agreements(id).await.map_err(problem::of_store)?,
        location: location.value,
        chain: location.chain,
    })
}

impl Assured {
    /// The agreement of an application.
    pub(crate) fn agreement(&self, application: &str) -> Result<&Agreement, Problem> {
        self.agreements
            .iter()
            .find(|agreement| agreement.application == application)
            .ok_or_else(|| problem::of_agreement(&AgreementRefusal::NoAgreement))
    }
}
