//! `recall-licences`: whoever shipped an order, for units that are still in its holder's bin.
//! `return-licences`: whoever holds it. The units go back to the lines that they came from; what the
//! vendor shipped leaves the channel (spec chapter 4, "Roles in the channel"). Both sides list what went
//! back, and the one that did not do it is mailed. That the bin still holds the units is a condition of
//! the write: what was attached a moment ago stays.
//!
//! Refused: more than 25 lines at a time, more units than are in the bin, part of an order for an external system, what was made for
//! one location.

use api::reship::{GoBackRequest, GoBackResponse};
use desk::{order_lines, view};
use domain::{
    id::{OrderId, OrganisationId},
    order::{self, MOST_MOVED, Order, ReturnKind, Returned},
    text::Name,
};
use runtime::{Call, Change, Error, Principal, problem};
use store::{Stored, Transaction};

pub(crate) async fn recall(
    call: Call<Principal>,
    id: OrderId,
    request: GoBackRequest,
) -> Result<GoBackResponse, Error> {
    go_back(&call, id, &request, ReturnKind::Recalled).await
}

pub(crate) async fn give_back(
    call: Call<Principal>,
    id: OrderId,
    request: GoBackRequest,
) -> Result<GoBackResponse, Error> {
    go_back(&call, id, &request, ReturnKind::Returned).await
}

async fn go_back(
    call: &Call<Principal>,
    id: OrderId,
    request: &GoBackRequest,
    kind: ReturnKind,
) -> Result<GoBackResponse, Error> {
    let chosen = order_lines::parse(&request.lines, MOST_MOVED)?;
    let stamp = call.stamp().await?;
    let (store, catalogue) = (&call.app.store, &call.app.catalogue);
    call.change(async || {
        let order = load(call, id, kind).await?;
        let gone = order::go_back(catalogue, &order.value, &chosen, kind)?;
        let returned = Returned {
            order_id: id,
            purchase_order: order.value.purchase_order.clone(),
            sales_order: order.value.sales_order.clone(),
            kind,
            at: call.now,
            by: call.caller.actor().to_string(),
            holder: order.value.holder,
            holder_name: name(call, order.value.holder).await?,
            vendor: order.value.vendor,
            vendor_name: name(call, order.value.vendor).await?,
            lines: gone
                .lines
                .iter()
                .map(|(part, quantity)| (part.clone(), quantity.get()))
                .collect(),
        };
        let mut transaction = Transaction::default();
        if !request.dry_run {
            let ids: Vec<OrderId> = gone.into.keys().copied().collect();
            let sources = store.orders_consistent(&ids).await?;
            store.go_back(&mut transaction, &order, &gone, &sources, &returned, &stamp)?;
        }
        Ok(Change {
            transaction,
            answer: GoBackResponse {
                went_back: view::returned(catalogue, &returned),
                order: view::order(catalogue, &order.value.without(&gone)),
            },
        })
    })
    .await
}

/// The order, if the caller is on the side that does this.
async fn load(call: &Call<Principal>, id: OrderId, kind: ReturnKind) -> Result<Stored<Order>, Error> {
    let mine = call.caller.user.organisation_id;
    let whose = |order: &Order| match kind {
        ReturnKind::Recalled => order.vendor,
        ReturnKind::Returned => order.holder,
    };
    let order = call.app.store.order(id).await?;
    order
        .filter(|order| whose(&order.value) == mine)
        .ok_or_else(|| problem::not_found("order"))
}

async fn name(call: &Call<Principal>, id: OrganisationId) -> Result<Name, Error> {
    let organisation = call.app.store.organisation(id).await?;
    let organisation = organisation.ok_or_else(|| problem::internal("an order of nobody"))?;
    Ok(organisation.value.name)
}
