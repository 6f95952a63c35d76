//! What every operation here begins with.

use domain::{
    assurance::{Agreement, AgreementRefusal},
    customer::Location,
    id::LocationId,
};
use runtime::{Call, Error, Principal};
use store::Chain;

/// A location with its agreements.
pub(crate) struct Assured {
    pub(crate) location: Location,
    pub(crate) chain: Chain,
    pub(crate) agreements: Vec<Agreement>,
}

/// The location, where it is the caller's organisation's. The agreements are read after it:
/// whoever changes one meanwhile moves the chain.
pub(crate) async fn location(call: &Call<Principal>, id: LocationId) -> Result<Assured, Error> {
    let store = &call.app.store;
    let location = call.caller.mine(store.location(id).await?)?;
    Ok(Assured {
        agreements: store.agreements(id).await?,
        location: location.value,
        chain: location.chain,
    })
}

impl Assured {
    /// The agreement of an application.
    pub(crate) fn agreement(&self, application: &str) -> Result<&Agreement, Error> {
        self.agreements
            .iter()
            .find(|agreement| agreement.application == application)
            .ok_or_else(|| AgreementRefusal::NoAgreement.into())
    }
}
