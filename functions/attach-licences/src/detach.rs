//! `detach-licences`: licence users of distributors and dealers. Puts attached licences
//! back into the order lines that they came from (spec chapter 4, "From order to licence
//! file", 5). All chosen, or none.
//!
//! Refused: what is activated, what is not attached here (any more), a location of
//! another organisation, more than 40 licences.

use api::{
    Problem,
    licences::{DetachLicencesRequest, DetachLicencesResponse},
};
use domain::{
    id::{LocationId, OrderId},
    licence::{self, MAX_DETACHED_AT_ONCE},
};
use runtime::{Call, Change, Principal, fields, problem, view};
use store::Transaction;

pub(crate) async fn detach(
    call: Call<Principal>,
    id: LocationId,
    request: DetachLicencesRequest,
) -> Result<DetachLicencesResponse, Problem> {
    let codes = fields::software_key_codes(&request.software_key_codes, MAX_DETACHED_AT_ONCE)?;
    let stamp = call.stamp().await?;
    let store = &call.app.store;
    call.change(async || {
        let installation = store
            .installation(id)
            .await
            .map_err(problem::of_store)?
            .filter(|found| found.location.organisation_id == call.caller.user.organisation_id)
            .ok_or_else(|| problem::not_found("location"))?;
        let chosen = licence::choose_attached(&installation.licences, &codes)
            .map_err(|refusals| problem::of_licences(&refusals))?;
        let mut orders: Vec<OrderId> = chosen.iter().map(|licence| licence.order_id).collect();
        orders.sort_unstable();
        orders.dedup();
        let orders = store.orders_of(&orders).await.map_err(problem::of_store)?;
        let mut transaction = Transaction::default();
        store
            .detach(&mut transaction, &installation, &chosen, &orders, &stamp)
            .map_err(problem::of_store)?;
        let detached = chosen.into_iter().map(view::licence).collect();
        Ok(Change {
            transaction,
            answer: DetachLicencesResponse { detached },
        })
    })
    .await
}
