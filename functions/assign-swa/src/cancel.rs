//! `cancel-swa`: SWA users of distributors and dealers. Takes an assignment back within
//! its 24 hours; every unit goes back to the lot that it came from, an expired one too.
//! Of cancel, process immediately and the timer exactly one takes effect: the agreement is
//! written over what was read.
//!
//! Refused: a location of another organisation, an assignment that is not pending (any
//! more), one whose 24 hours are over.

use crate::load;
use api::assurance::{AgreementView, CancelSwaRequest};
use desk::view;
use domain::{day::Day, id::LocationId};
use runtime::{Call, Change, Error, Principal};
use store::Transaction;

pub(crate) async fn cancel(
    call: Call<Principal>,
    id: LocationId,
    request: CancelSwaRequest,
) -> Result<AgreementView, Error> {
    let stamp = call.stamp().await?;
    let today = Day::of(call.now);
    let card = call.app.catalogue.rate_cards().on(today);
    let store = &call.app.store;
    call.change(async || {
        let assured = load::location(&call, id).await?;
        let before = assured.agreement(&request.application)?;
        let (after, pending) = before.cancel(request.assignment, call.now)?;
        let mut transaction = Transaction::default();
        store.cancel_swa(&mut transaction, &assured.chain, (before, &after), pending, &stamp)?;
        Ok(Change {
            transaction,
            answer: view::assurance::agreement(&call.app.catalogue, &after, card, today),
        })
    })
    .await
}
