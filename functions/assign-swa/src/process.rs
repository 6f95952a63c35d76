//! `process-swa`: SWA users of distributors and dealers. Activates an assignment before
//! its 24 hours are over, for a reason that the history keeps. It cannot be undone: its
//! units are spent.
//!
//! Refused: no reason, a location of another organisation, an assignment that is not
//! pending (any more).

use crate::load;
use api::assurance::{AgreementView, ProcessSwaRequest};
use desk::view;
use domain::{assurance::WhyNow, day::Day, id::LocationId, text::Notes};
use runtime::{Call, Change, Error, Fields, Principal};
use store::Transaction;

pub(crate) async fn process(
    call: Call<Principal>,
    id: LocationId,
    request: ProcessSwaRequest,
) -> Result<AgreementView, Error> {
    let mut fields = Fields::new();
    let reason = fields.check("reason", Notes::parse(&request.reason));
    let reason = fields.finish(reason)?;
    let stamp = call.stamp().await?;
    let today = Day::of(call.now);
    let card = call.app.catalogue.rate_cards().on(today);
    let store = &call.app.store;
    call.change(async || {
        let assured = load::location(&call, id).await?;
        let before = assured.agreement(&request.application)?;
        let (after, pending) = before.activate(request.assignment, WhyNow::Reason(reason.clone()), call.now)?;
        let mut transaction = Transaction::default();
        store.activate_swa(&mut transaction, &assured.chain, (before, &after), pending, &stamp)?;
        Ok(Change {
            transaction,
            answer: view::assurance::agreement(&call.app.catalogue, &after, card, today),
        })
    })
    .await
}
