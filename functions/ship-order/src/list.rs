//! `list-orders`: vendor admins, the vendor's own shipments.

use api::{Page, orders::OrderView, page::ListQuery};
use desk::{list, view};
use runtime::{Call, Error, Principal};

pub(crate) async fn list_orders(call: Call<Principal>, (): (), query: ListQuery) -> Result<Page<OrderView>, Error> {
    let vendor = call.caller.user.organisation_id;
    let found = call.app.store.shipped_orders(vendor, &list::choice(query)?).await?;
    Ok(list::page(found, |order| view::order(&call.app.catalogue, &order)))
}
