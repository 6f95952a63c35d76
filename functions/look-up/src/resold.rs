//! `list-dealers`, `list-resold-orders`: what a distributor may ship, and has shipped, on.

use api::{Page, Problem, orders::OrderView, page::PageQuery, units::AllowanceView};
use runtime::{Call, Principal, problem, view};

pub(crate) async fn dealers(call: Call<Principal>, (): (), _: PageQuery) -> Result<Page<AllowanceView>, Problem> {
    let allowances = call.app.store.allowances(call.caller.user.organisation_id).await;
    let allowances = allowances.map_err(problem::of_store)?;
    let allowed = allowances.iter().filter(|allowance| allowance.allowed);
    Ok(Page {
        items: allowed.map(view::assurance::allowance).collect(),
        next: None,
    })
}

pub(crate) async fn orders(call: Call<Principal>, (): (), query: PageQuery) -> Result<Page<OrderView>, Problem> {
    let mine = call.caller.user.organisation_id;
    let page = call.app.store.shipped_orders(mine, query.after.as_deref()).await;
    Ok(view::page(page.map_err(problem::of_store)?, |order| {
        view::order(&order)
    }))
}
