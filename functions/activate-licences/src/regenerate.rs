//! `regenerate-licence-file`: licence users of distributors and dealers. Makes the
//! licence file anew, with the next sequence number and the key in use.
//!
//! Refused: nothing is activated yet, a location of another organisation.

use crate::file;
use api::{
    ProblemCode,
    licences::{LicenceFileView, RegenerateLicenceFileRequest},
};
use desk::view;
use domain::{id::LocationId, licence};
use runtime::{Call, Change, Error, Principal, problem};
use store::Transaction;

pub(crate) async fn regenerate(
    call: Call<Principal>,
    id: LocationId,
    _: RegenerateLicenceFileRequest,
) -> Result<LicenceFileView, Error> {
    let stamp = call.stamp().await?;
    let signing = call.app.keys.licence_signing(call.now).await?;
    let store = &call.app.store;
    call.change(async || {
        let installation = call.caller.mine(store.installation(id).await?)?;
        let kind = call.app.catalogue.system_type(installation.location.system_type.as_str());
        if let Some(kind) = kind.filter(|kind| kind.is_external()) {
            return Err(problem::new(
                ProblemCode::NothingActivated,
                format!("Licence files of {} come from elsewhere, and are not made here.", kind.name),
            ));
        }
        let activated = licence::activate(&installation.licences, &[], call.now);
        if activated.is_empty() {
            return Err(problem::new(ProblemCode::NothingActivated, "Nothing is activated at this location yet, so there is nothing to make a licence file of. Activate attached licences first."));
        }
        let second = file::second(&call, &installation.location).await?;
        let file = file::next(&call, &signing, &installation.location, second.as_ref(), &activated)?;
        let mut transaction = Transaction::default();
        store
            .regenerate(&mut transaction, &installation.location, &installation.chain, &file, &stamp)?;
        Ok(Change { transaction, answer: view::licence_file(&file) })
    })
    .await
}
