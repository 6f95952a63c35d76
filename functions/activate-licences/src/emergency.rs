//! `issue-emergency-licence`: licence users of distributors and dealers. Where hardware dies outside office
//! hours, the hardware that comes goes on at once with all that the location has, for 14 days, once a year;
//! its code is the location's from then on, and the hardware has to be replaced (spec chapter 4, "Roles in the
//! channel").
//!
//! Refused: within office hours, a second one within a year, a location without licences or of which the
//! hardware is never replaced, a code that does not fit or is taken, a location of another organisation.

use crate::file;
use api::{licences::LicenceFileView, replacement::EmergencyRequest};
use desk::view;
use domain::{
    client,
    id::LocationId,
    licence,
    replacement::{self, Emergency, ReplacementRefusal},
    text::Notes,
};
use runtime::{Call, Change, Error, Fields, Principal, problem};
use store::Transaction;

pub(crate) async fn issue(
    call: Call<Principal>,
    id: LocationId,
    request: EmergencyRequest,
) -> Result<LicenceFileView, Error> {
    let mut fields = Fields::new();
    let reason = fields.check("reason", Notes::parse(&request.reason));
    let reason = fields.finish(reason)?;
    let stamp = call.stamp().await?;
    let signing = call.app.keys.licence_signing(call.now).await?;
    let (store, catalogue) = (&call.app.store, &call.app.catalogue);
    call.change(async || {
        let installation = call.caller.mine(store.installation(id).await?)?;
        let location = &installation.location;
        let kind = catalogue
            .system_type(location.system_type.as_str())
            .ok_or_else(|| problem::internal("a location's system type is not in the catalogue"))?;
        let mut fields = Fields::new();
        let hkc = fields.check("hkc", client::entered(catalogue, kind, &request.hkc));
        if hkc.as_ref() == Some(&location.hkc) {
            fields.refuse("hkc", ReplacementRefusal::Same);
        }
        let hkc = fields.finish(hkc)?;
        let limited = replacement::emergency(catalogue, kind, location, &installation.licences, call.now)?;
        let holder = store.organisation(location.organisation_id).await?;
        let holder = holder.ok_or_else(|| problem::internal("a location of nobody"))?.value;
        let activated = licence::activate(&installation.licences, &[], call.now);
        let file = file::emergency(&call, &signing, kind, location, (&hkc, &activated), limited)?;
        let emergency = Emergency {
            hkc,
            reason: reason.clone(),
            at: call.now,
            ends: limited.ends,
        };
        let mut transaction = Transaction::default();
        let changed = (location, &installation.chain);
        store.give_emergency(&mut transaction, changed, &emergency, &holder.name, &file, &stamp)?;
        Ok(Change {
            transaction,
            answer: view::licence_file(&file),
        })
    })
    .await
}
