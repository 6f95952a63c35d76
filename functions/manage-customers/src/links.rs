//! `give-customer-link`, `list-customer-links`, `revoke-customer-link`: licence users of distributors and
//! dealers, for their own customers (spec chapter 4, "Moving on"). A link is mailed when it is given; whoever
//! has it sees the customer's systems until its last day, or until it is taken back. It is kept nowhere:
//! lists show it as it is made anew.
//!
//! Refused: an address that is none, a last day that is over or more than two years ahead, another
//! organisation's customer, a link that was never given. What was taken back stays so.

use crate::customers;
use api::{
    Page,
    customer_links::{CustomerLinkView, GiveCustomerLinkRequest, RevokeCustomerLinkRequest},
    page::PageQuery,
};
use desk::{customer_link, view};
use domain::{
    customer::link::{self, CustomerLink},
    day::Day,
    id::CustomerId,
    text::EmailAddress,
};
use runtime::{Call, Change, Error, Fields, Principal, problem};
use store::{PageOf, Stored, Transaction};

pub(crate) async fn give(
    call: Call<Principal>,
    customer_id: CustomerId,
    request: GiveCustomerLinkRequest,
) -> Result<CustomerLinkView, Error> {
    let mut fields = Fields::new();
    let email = fields.check("email", EmailAddress::parse(&request.email));
    let ends = fields.check("ends", link::last_day(request.ends, Day::of(call.now)));
    let (email, ends) = fields.finish(email.zip(ends))?;
    let stamp = call.stamp().await?;
    // What is remembered under an idempotency key holds no link: it is added afterwards.
    let link = call
        .change(async || {
            let Stored { value: customer, chain } = customers::load(&call, customer_id).await?;
            let link = CustomerLink {
                customer_id,
                organisation_id: customer.organisation_id,
                number: chain.length + 1,
                email: email.clone(),
                given_by: call.caller.user.name.clone(),
                given_at: call.now,
                ends,
                revoked_at: None,
                used_at: None,
            };
            let mut transaction = Transaction::default();
            call.app
                .store
                .give_customer_link(&mut transaction, &chain, &link, &stamp)?;
            Ok(Change {
                transaction,
                answer: link,
            })
        })
        .await?;
    shown(&call, link).await
}

pub(crate) async fn list(
    call: Call<Principal>,
    customer_id: CustomerId,
    query: PageQuery,
) -> Result<Page<CustomerLinkView>, Error> {
    let customer = customers::load(&call, customer_id).await?.value;
    let page = call
        .app
        .store
        .customer_links(customer_id, query.after.as_deref())
        .await?;
    let mut items = Vec::with_capacity(page.items.len());
    // What another dealer gave before shows nothing, and is not this one's to see.
    for link in page
        .items
        .into_iter()
        .filter(|link| link.organisation_id == customer.organisation_id)
    {
        items.push(shown(&call, link).await?);
    }
    Ok(view::page(PageOf { items, next: page.next }, |link| link))
}

pub(crate) async fn revoke(
    call: Call<Principal>,
    (customer_id, number): (CustomerId, u32),
    _: RevokeCustomerLinkRequest,
) -> Result<CustomerLinkView, Error> {
    let stamp = call.stamp().await?;
    let store = &call.app.store;
    let link = call
        .change(async || {
            let Stored { value: customer, chain } = customers::load(&call, customer_id).await?;
            let link = store.customer_link(customer_id, number).await?;
            let link = link.filter(|link| link.organisation_id == customer.organisation_id);
            let link = link.ok_or_else(|| problem::not_found("link"))?;
            if link.revoked_at.is_some() {
                return Ok(Change::none(link));
            }
            let mut transaction = Transaction::default();
            store.revoke_customer_link(&mut transaction, &chain, &link, &stamp)?;
            let answer = CustomerLink {
                revoked_at: Some(call.now),
                ..link
            };
            Ok(Change { transaction, answer })
        })
        .await?;
    shown(&call, link).await
}

/// A link as it is listed, with itself as long as it works.
async fn shown(call: &Call<Principal>, link: CustomerLink) -> Result<CustomerLinkView, Error> {
    let url = match link.works(Day::of(call.now)) {
        true => Some(customer_link::url(&call.app, &link).await?),
        false => None,
    };
    Ok(CustomerLinkView {
        number: link.number,
        email: link.email.as_str().to_owned(),
        given_by: link.given_by.as_str().to_owned(),
        given_at: link.given_at,
        ends: link.ends,
        revoked_at: link.revoked_at,
        used_at: link.used_at,
        url,
    })
}
