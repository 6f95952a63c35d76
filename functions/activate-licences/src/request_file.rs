//! `send-request-file`: licence users of distributors and dealers. Sends the customer's file along that
//! the licence file of an external system is made of (spec chapter 4, "External systems": Expense
//! Management); the vendor, who is to send the licence file, fetches it. Another one takes its place.
//!
//! Refused: a location or an order that is not activated there, a system type whose files are made of
//! none, a file that is none that is taken, an order that has its licence file.

use api::{
    ProblemCode,
    external::{ExternalOrderView, SendFileRequest},
};
use desk::external::{sent, view};
use domain::{
    external::ExternalOrder,
    id::{LocationId, OrderId},
};
use runtime::{Call, Change, Error, Principal, problem};
use store::{Stored, Transaction};

pub(crate) async fn send(
    call: Call<Principal>,
    (id, order_id): (LocationId, OrderId),
    request: SendFileRequest,
) -> Result<ExternalOrderView, Error> {
    let file = sent(&request)?;
    let stamp = call.stamp().await?;
    let store = &call.app.store;
    call.change(async || {
        let Stored { value: location, chain } = call.caller.mine(store.location(id).await?)?;
        let here = |order: &ExternalOrder| order.locations.iter().any(|there| there.location_id == id);
        let waits = |order: &ExternalOrder| order.needs_request && order.waits_since().is_some();
        let before = store.external_order(order_id).await?.filter(here).filter(waits);
        let before = before.ok_or_else(|| {
            let message = "No order that is activated here waits for a file of the customer's under this number.";
            problem::at(ProblemCode::InvalidFields, "file_name", message)
        })?;
        let after = before.requested(file.name.clone(), file.size, call.now);
        let mut transaction = Transaction::default();
        store.send_request_file(&mut transaction, (&location, &chain), &after, &file.content, &stamp)?;
        Ok(Change {
            transaction,
            answer: view(&after),
        })
    })
    .await
}
