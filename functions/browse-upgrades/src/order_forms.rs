//! `list-order-forms`: vendor admins; the orders of all tenants.

use api::{Page, page::PageQuery, upgrades::OrderFormView};
use desk::view;
use runtime::{Call, Error, Principal};

pub(crate) async fn list(call: Call<Principal>, (): (), query: PageQuery) -> Result<Page<OrderFormView>, Error> {
    let store = &call.app.store;
    let page = store.order_forms(query.after.as_deref()).await?;
    Ok(Page {
        items: page
            .items
            .iter()
            .filter_map(|one| view::upgrades::order_form(&call.app.catalogue, one))
            .collect(),
        next: page.next,
        looked_at: None,
    })
}
