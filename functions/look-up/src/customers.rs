//! `list-customers`, `get-customer`, `list-customer-events`: licence users, for their own organisation.

use api::{
    Page,
    customers::CustomerView,
    events::EventView,
    page::{ListQuery, PageQuery},
};
use desk::{list, view};
use domain::{customer::Customer, id::CustomerId};
use runtime::{Call, Error, Principal};

pub(crate) async fn list(call: Call<Principal>, (): (), query: ListQuery) -> Result<Page<CustomerView>, Error> {
    let choice = list::choice(query)?;
    let mine = call.caller.user.organisation_id;
    let found = call.app.store.list_customers(mine, &choice).await?;
    Ok(list::page(found, |customer| view::customer(&customer)))
}

pub(crate) async fn get(call: Call<Principal>, id: CustomerId, (): ()) -> Result<CustomerView, Error> {
    Ok(view::customer(&load(&call, id).await?))
}

pub(crate) async fn events(call: Call<Principal>, id: CustomerId, query: PageQuery) -> Result<Page<EventView>, Error> {
    load(&call, id).await?;
    let page = call.app.store.customer_events(id, query.after.as_deref()).await?;
    Ok(view::events(&call.app.catalogue, page, &call.caller.user))
}

/// The customer, if it is the caller's organisation's.
pub(crate) async fn load(call: &Call<Principal>, id: CustomerId) -> Result<Customer, Error> {
    Ok(call.caller.mine(call.app.store.customer(id).await?)?.value)
}
