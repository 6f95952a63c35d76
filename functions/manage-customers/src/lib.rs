//! Customers and their locations, and the links by which customers see them.

mod customers;
mod import;
mod linked;
mod links;
mod locations;
mod parse;
mod transfers;

use api::operations::*;
use axum::Router;
use runtime::{App, Routes};

/// Every route of this function.
pub fn router(app: App) -> Router {
    Routes::new(app)
        .user::<CreateCustomer, _, _>(customers::create)
        .user::<UpdateCustomer, _, _>(customers::update)
        .user::<ImportCustomers, _, _>(import::import)
        .user::<CreateLocation, _, _>(locations::create)
        .user::<UpdateLocation, _, _>(locations::update)
        .user::<GiveCustomerLink, _, _>(links::give)
        .user::<ListCustomerLinks, _, _>(links::list)
        .user::<RevokeCustomerLink, _, _>(links::revoke)
        .public::<ReadCustomerLink, _, _>(linked::read)
        .public::<ReadLinkedSystem, _, _>(linked::system)
        .public::<SaveLinkedFile, _, _>(linked::file)
        .user::<AskForLocation, _, _>(transfers::ask)
        .user::<OfferLocation, _, _>(transfers::offer)
        .user::<ListTransfers, _, _>(transfers::list)
        .user::<GetTransfer, _, _>(transfers::get)
        .user::<AcceptTransfer, _, _>(transfers::accept)
        .user::<EndTransfer, _, _>(transfers::end)
        .user::<OrderTransfer, _, _>(transfers::order)
        .router()
}
