//! `list-awaited-files`, `get-external-order`, `send-external-file`, `get-request-file`: vendor admins,
//! for the orders that the vendor shipped. Licence files of external systems come from elsewhere: the
//! vendor sees which orders wait for one, and sends it to their holders, before their activation where it
//! is there by then (spec chapter 4, "External systems").
//!
//! Refused: an order of nobody, one without parts of external systems, a file that is none that is
//! taken, more than ten files of an order.

use api::{
    Page, ProblemCode,
    external::{ExternalOrderView, KeptFileContent, SendFileRequest},
    page::ListQuery,
};
use desk::{
    external::{sent, view},
    list,
};
use domain::{external::ExternalOrder, id::OrderId, order::Order};
use runtime::{Call, Change, Error, Principal, problem};
use store::{Stored, Transaction};

pub(crate) async fn list(call: Call<Principal>, (): (), query: ListQuery) -> Result<Page<ExternalOrderView>, Error> {
    let vendor = call.caller.user.organisation_id;
    let found = call.app.store.awaited_files(vendor, &list::choice(query)?).await?;
    Ok(list::page(found, |order| view(&order)))
}

pub(crate) async fn get(call: Call<Principal>, id: OrderId, (): ()) -> Result<ExternalOrderView, Error> {
    let (order, kept) = load(&call, id).await?;
    let takes_files = takes_files(&call, &order.value);
    Ok(ExternalOrderView {
        takes_files,
        ..view(&kept)
    })
}

pub(crate) async fn send(
    call: Call<Principal>,
    id: OrderId,
    request: SendFileRequest,
) -> Result<ExternalOrderView, Error> {
    let file = sent(&request)?;
    let stamp = call.stamp().await?;
    call.change(async || {
        let (order, before) = load(&call, id).await?;
        if !takes_files(&call, &order.value) {
            let message = "This order has no parts of systems whose licence files come from elsewhere.";
            return Err(problem::at(ProblemCode::InvalidFields, "file_name", message));
        }
        let after = before.delivered(file.name.clone(), file.size, call.now)?;
        let mut transaction = Transaction::default();
        call.app
            .store
            .deliver_external_file(&mut transaction, &order, &after, &file.content, &stamp)?;
        Ok(Change {
            transaction,
            answer: view(&after),
        })
    })
    .await
}

pub(crate) async fn request_file(call: Call<Principal>, id: OrderId, (): ()) -> Result<KeptFileContent, Error> {
    let (_, order) = load(&call, id).await?;
    let missing = || problem::new(ProblemCode::FileNotThere, "The customer's file was not sent along yet.");
    let file = order.request.ok_or_else(missing)?;
    let content = call.app.store.request_file(id, file.number).await?;
    Ok(KeptFileContent {
        file_name: file.name.as_str().to_owned(),
        content: content.ok_or_else(missing)?,
    })
}

/// The vendor's order, and what is kept of it.
async fn load(call: &Call<Principal>, id: OrderId) -> Result<(Stored<Order>, ExternalOrder), Error> {
    let (vendor, store) = (call.caller.user.organisation_id, &call.app.store);
    let order = store
        .order(id)
        .await?
        .filter(|order| order.value.first_vendor() == vendor);
    let order = order.ok_or_else(|| problem::not_found("order"))?;
    let kept = store.external_order(id).await?;
    let kept = kept.unwrap_or_else(|| ExternalOrder::of(&order.value));
    Ok((order, kept))
}

/// Whether the order has parts of systems whose licence files come from elsewhere.
fn takes_files(call: &Call<Principal>, order: &Order) -> bool {
    let catalogue = &call.app.catalogue;
    order.lines.keys().any(|number| {
        let part = catalogue.part(number);
        let mut fits = part.into_iter().flat_map(|part| &part.fits);
        fits.any(|id| {
            catalogue
                .system_type(id.as_str())
                .is_some_and(|kind| kind.is_external())
        })
    })
}
