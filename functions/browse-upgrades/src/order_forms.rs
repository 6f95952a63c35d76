//! `list-order-forms`: vendor admins; the orders of all tenants.

use api::{Page, Problem, page::PageQuery, upgrades::OrderFormView};
use runtime::{Call, Principal, problem, upgrade_view};

pub(crate) async fn list(call: Call<Principal>, (): (), query: PageQuery) -> Result<Page<OrderFormView>, Problem> {
    let store = &call.app.store;
    let page = store
        .order_forms(query.after.as_deref())
        .await
        .map_err(problem::of_store)?;
    Ok(Page {
        items: page.items.iter().filter_map(upgrade_view::order_form).collect(),
        next: page.next,
    })
}
