//! `list-customers`, `get-customer`: licence users, for their own organisation.

use api::{Page, Problem, customers::CustomerView, page::PageQuery};
use domain::{customer::Customer, id::CustomerId};
use runtime::{Call, Principal, problem, view};

pub(crate) async fn list(call: Call<Principal>, (): (), query: PageQuery) -> Result<Page<CustomerView>, Problem> {
    let mine = call.caller.user.organisation_id;
    let page = call
        .app
        .store
        .customers(mine, query.after.as_deref())
        .await
        .map_err(problem::of_store)?;
    Ok(view::page(page, |customer| view::customer(&customer)))
}

pub(crate) async fn get(call: Call<Principal>, id: CustomerId, (): ()) -> Result<CustomerView, Problem> {
    Ok(view::customer(&load(&call, id).await?))
}

/// The customer, if it is the caller's organisation's.
pub(crate) async fn load(call: &Call<Principal>, id: CustomerId) -> Result<Customer, Problem> {
    let customer = call
        .app
        .store
        .customer(id)
        .await
        .map_err(problem::of_store)?
        .map(|customer| customer.value);
    customer
        .filter(|customer| customer.organisation_id == call.caller.user.organisation_id)
        .ok_or_else(|| problem::not_found("customer"))
}
