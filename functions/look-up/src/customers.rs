//! `list-customers`, `get-customer`: licence users, for their own organisation.

use api::{Page, customers::CustomerView, page::ListQuery};
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

/// The customer, if it is the caller's organisation's.
pub(crate) async fn load(call: &Call<Principal>, id: CustomerId) -> Result<Customer, Error> {
    Ok(call.caller.mine(call.app.store.customer(id).await?)?.value)
}
