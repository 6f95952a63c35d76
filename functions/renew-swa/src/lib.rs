//! Renews a customer's agreements to one end, all or none.

mod load;
mod quote;
mod renew;

use api::operations::*;
use axum::Router;
use runtime::{App, Routes};

/// Every route of this function.
pub fn router(app: App) -> Router {
    Routes::new(app)
        .user::<QuoteSwaRenewal, _, _>(quote::quote)
        .user::<RenewSwa, _, _>(renew::renew)
        .router()
}
