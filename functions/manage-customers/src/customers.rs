//! `create-customer`, `update-customer`: licence users of distributors and dealers, for
//! their own organisation. Refused: fields that break a rule, a customer of another
//! organisation, a change of details that somebody else has changed since they were read.

use crate::parse;
use api::customers::{CustomerRequest, CustomerView, UpdateCustomerRequest};
use desk::{
    revision::{self, Changed},
    view,
};
use domain::{customer::Customer, id::CustomerId};
use runtime::{Call, Change, Error, Fields, Principal};
use store::{Stored, Transaction};

pub(crate) async fn create(call: Call<Principal>, (): (), request: CustomerRequest) -> Result<CustomerView, Error> {
    let mut fields = Fields::new();
    let details = parse::customer(&request, &mut fields);
    let customer = Customer {
        customer_id: call.new_id(CustomerId::new),
        organisation_id: call.caller.user.organisation_id,
        created_at: call.now,
        details: fields.finish(details)?,
    };
    let stamp = call.stamp().await?;
    call.change(async || {
        let mut transaction = Transaction::default();
        call.app.store.create_customer(&mut transaction, &customer, &stamp)?;
        Ok(Change {
            transaction,
            answer: view::customer(&customer),
        })
    })
    .await
}

pub(crate) async fn update(
    call: Call<Principal>,
    id: CustomerId,
    request: UpdateCustomerRequest,
) -> Result<CustomerView, Error> {
    let (revision, request) = request.split();
    let mut fields = Fields::new();
    let details = parse::customer(&request, &mut fields);
    let details = fields.finish(details)?;
    let stamp = call.stamp().await?;
    call.change(async || {
        let Stored { value: customer, chain } = load(&call, id).await?;
        let updated = Customer {
            details: details.clone(),
            ..customer.clone()
        };
        let answer = view::customer(&updated);
        if updated == customer {
            return Ok(Change::none(answer));
        }
        let now = view::customer_details(&customer.details);
        revision::check(&revision, &now, "", changed(&call, id)).await?;
        let mut transaction = Transaction::default();
        call.app
            .store
            .update_customer(&mut transaction, &customer, &chain, &details, &stamp)?;
        Ok(Change { transaction, answer })
    })
    .await
}

/// Who changed the customer last.
async fn changed(call: &Call<Principal>, id: CustomerId) -> Result<Option<Changed>, Error> {
    let events = call.app.store.customer_events(id, None).await?;
    Ok(revision::newest(&events.items, &["customer-updated"]))
}

/// The customer, if it is the caller's organisation's.
pub(crate) async fn load(call: &Call<Principal>, id: CustomerId) -> Result<Stored<Customer>, Error> {
    call.caller.mine(call.app.store.customer(id).await?)
}
