//! `make-swa-quote`: SWA users of distributors and dealers. Quotes what software assurance
//! takes at a location, by application, with the rate card of the day (spec chapter 5,
//! "Quote"), and keeps the quote. Nothing is taken.
//!
//! Refused: a location of another organisation, one where there is nothing to quote, an
//! end that is no month's last day, too near or too far, or where none may be chosen.

use crate::load::{self, Assured};
use api::assurance::{SwaQuoteRequest, SwaQuoteView};
use desk::view;
use domain::{
    assurance::{self},
    day::Day,
    id::{LocationId, QuoteId},
};
use runtime::{Call, Change, Error, Principal, problem};
use store::Transaction;

pub(crate) async fn make_quote(
    call: Call<Principal>,
    id: LocationId,
    request: SwaQuoteRequest,
) -> Result<SwaQuoteView, Error> {
    let stamp = call.stamp().await?;
    let quote_id = call.new_id(QuoteId::new);
    let today = Day::of(call.now);
    let card = call.app.catalogue.rate_cards().on(today);
    let store = &call.app.store;
    call.change(async || {
        let Assured {
            location,
            chain,
            agreements,
        } = load::location(&call, id).await?;
        let quote = assurance::quote(quote_id, id, &agreements, card, request.ends, call.now)?;
        let customer = store.customer(location.customer_id).await?;
        let customer = customer
            .ok_or_else(|| problem::internal("a location without a customer"))?
            .value;
        let lots = store.lots(location.organisation_id, today).await?;
        let mut transaction = Transaction::default();
        store.keep_quote(&mut transaction, &quote, &chain, &stamp)?;
        let available = assurance::available(&lots, today);
        Ok(Change {
            transaction,
            answer: view::assurance::quote(
                &call.app.catalogue,
                &quote,
                &location,
                &customer,
                &agreements,
                available,
                today,
            ),
        })
    })
    .await
}
