//! `list-dealers`, `list-resold-orders`: what a distributor may ship, and has shipped, on.
//! `list-licence-returns`, `list-returned-parts`: what left the bin for who had shipped it, and what came
//! back (spec chapter 4, "Tools").

use crate::bin;
use api::{
    Page,
    orders::OrderView,
    page::{ListQuery, PageQuery},
    reship::ReturnedView,
    units::AllowanceView,
};
use desk::{list, view};
use runtime::{Call, Error, Principal};
use store::keys::Side;

pub(crate) async fn dealers(call: Call<Principal>, (): (), query: PageQuery) -> Result<Page<AllowanceView>, Error> {
    let allowances = call.app.store.allowances(call.caller.user.organisation_id).await;
    let allowances = allowances?;
    let allowed = allowances.iter().filter(|allowance| allowance.allowed);
    view::whole(&query, allowed.map(view::assurance::allowance))
}

pub(crate) async fn orders(call: Call<Principal>, (): (), query: ListQuery) -> Result<Page<OrderView>, Error> {
    let mine = call.caller.user.organisation_id;
    let found = call.app.store.shipped_orders(mine, &list::choice(query)?).await?;
    Ok(list::page(found, |order| bin::shown(&call, &order)))
}

pub(crate) async fn left(call: Call<Principal>, (): (), query: ListQuery) -> Result<Page<ReturnedView>, Error> {
    returns(&call, Side::From, query).await
}

pub(crate) async fn came_back(call: Call<Principal>, (): (), query: ListQuery) -> Result<Page<ReturnedView>, Error> {
    returns(&call, Side::To, query).await
}

async fn returns(call: &Call<Principal>, side: Side, query: ListQuery) -> Result<Page<ReturnedView>, Error> {
    let mine = call.caller.user.organisation_id;
    let found = call.app.store.returns(mine, side, &list::choice(query)?).await?;
    Ok(list::page(found, |returned| {
        view::returned(&call.app.catalogue, &returned)
    }))
}
