//! Customers and their locations.

mod customers;
mod import;
mod locations;
mod parse;

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
        .router()
}
