//! `list-orders`: vendor admins, the vendor's own shipments.

use api::{Page, Problem, orders::OrderView, page::PageQuery};
use runtime::{Call, Principal, problem, view};

pub(crate) async fn list_orders(call: Call<Principal>, (): (), query: PageQuery) -> Result<Page<OrderView>, Problem> {
    let vendor = call.caller.user.organisation_id;
    let page = call
        .app
        .store
        .shipped_orders(vendor, query.after.as_deref())
        .await
        .map_err(problem::of_store)?;
    Ok(view::page(page, |order| view::order(&order)))
}
