//! `detach-licences`: licence users of distributors and dealers. Puts attached licences
//! back into the order lines that they came from (spec chapter 4, "From order to licence
//! file", 5). All chosen, or none.
//!
//! Refused: what is activated, what is not attached here (any more), a location of
//! another organisation, more than 40 licences.

use api::licences::{DetachLicencesRequest, DetachLicencesResponse};
use desk::view;
use domain::{
    external,
    id::{LocationId, OrderId},
    licence::{self, MAX_DETACHED_AT_ONCE},
};
use runtime::{Call, Change, Error, Principal, fields};
use store::Transaction;

pub(crate) async fn detach(
    call: Call<Principal>,
    id: LocationId,
    request: DetachLicencesRequest,
) -> Result<DetachLicencesResponse, Error> {
    let codes = fields::software_key_codes(&request.software_key_codes, MAX_DETACHED_AT_ONCE)?;
    let stamp = call.stamp().await?;
    let store = &call.app.store;
    call.change(async || {
        let installation = call.caller.mine(store.installation(id).await?)?;
        let chosen = licence::choose_attached(&installation.licences, &codes)?;
        let kind = installation.location.system_type.as_str();
        if let Some(kind) = call.app.catalogue.system_type(kind) {
            external::whole_choice(kind, &installation.licences, &chosen, "detach")?;
        }
        let mut orders: Vec<OrderId> = chosen.iter().map(|licence| licence.order_id).collect();
        orders.sort_unstable();
        orders.dedup();
        let orders = store.orders_of(&orders).await?;
        let mut transaction = Transaction::default();
        store.detach(&mut transaction, &installation, &chosen, &orders, &stamp)?;
        let detached = chosen
            .into_iter()
            .map(|one| view::licence(&call.app.catalogue, one))
            .collect();
        Ok(Change {
            transaction,
            answer: DetachLicencesResponse { detached },
        })
    })
    .await
}
