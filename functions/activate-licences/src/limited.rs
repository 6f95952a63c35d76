//! `issue-limited-licence`: licence users of distributors and dealers. Makes a licence file that holds for a
//! while and grants everything that the system type has: a demo licence to show a system, a service
//! licence to service it, each so many times for a location as the vendor says (spec chapter 4, "Roles in
//! the channel").
//!
//! Refused: a system type without such, a location that had them all or awaits its hardware key code, a
//! location of another organisation.

use crate::file;
use api::licences::{IssueLimitedRequest, LicenceFileView};
use desk::view;
use domain::{
    id::LocationId,
    licence::awaited,
    limited::{self},
};
use runtime::{Call, Change, Error, Principal, problem};
use store::{Stored, Transaction};

pub(crate) async fn issue(
    call: Call<Principal>,
    id: LocationId,
    request: IssueLimitedRequest,
) -> Result<LicenceFileView, Error> {
    let stamp = call.stamp().await?;
    let signing = call.app.keys.licence_signing(call.now).await?;
    let (store, catalogue) = (&call.app.store, &call.app.catalogue);
    call.change(async || {
        let Stored { value: location, chain } = call.caller.mine(store.location(id).await?)?;
        let kind = catalogue
            .system_type(location.system_type.as_str())
            .ok_or_else(|| problem::internal("a location's system type is not in the catalogue"))?;
        awaited::may_activate(kind, &location)?;
        let limited = limited::another(kind, &location, request.kind, call.now)?;
        let file = file::everything(&call, &signing, kind, &location, limited)?;
        let mut transaction = Transaction::default();
        store.make_limited(&mut transaction, (&location, &chain), limited, &file, &stamp)?;
        Ok(Change {
            transaction,
            answer: view::licence_file(&file),
        })
    })
    .await
}
