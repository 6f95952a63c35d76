//! `list-orders`: vendor admins, the vendor's own shipments.

use api::{Page, orders::OrderView, page::PageQuery};
use desk::view;
use runtime::{Call, Error, Principal};

pub(crate) async fn list_orders(call: Call<Principal>, (): (), query: PageQuery) -> Result<Page<OrderView>, Error> {
    let vendor = call.caller.user.organisation_id;
    let page = call.app.store.shipped_orders(vendor, query.after.as_deref()).await?;
    Ok(view::page(page, |order| view::order(&call.app.catalogue, &order)))
}
