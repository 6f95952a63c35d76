//! `list-dealers`, `list-resold-orders`: what a distributor may ship, and has shipped, on.

use api::{
    Page,
    orders::OrderView,
    page::{ListQuery, PageQuery},
    units::AllowanceView,
};
use desk::{list, view};
use runtime::{Call, Error, Principal};

pub(crate) async fn dealers(call: Call<Principal>, (): (), query: PageQuery) -> Result<Page<AllowanceView>, Error> {
    let allowances = call.app.store.allowances(call.caller.user.organisation_id).await;
    let allowances = allowances?;
    let allowed = allowances.iter().filter(|allowance| allowance.allowed);
    view::whole(&query, allowed.map(view::assurance::allowance))
}

pub(crate) async fn orders(call: Call<Principal>, (): (), query: ListQuery) -> Result<Page<OrderView>, Error> {
    let mine = call.caller.user.organisation_id;
    let found = call.app.store.shipped_orders(mine, &list::choice(query)?).await?;
    Ok(list::page(found, |order| view::order(&call.app.catalogue, &order)))
}
