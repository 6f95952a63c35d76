//! Renews a customer's agreements to one end, all or none. A renewal is more than one
//! transaction holds, so it goes in stages; [`resume`] brings one that was left to its
//! end, back before the commit point, forward after it.

mod load;
mod quote;
mod renew;
mod resume;
mod stages;
mod withdraw;

pub use resume::resume;

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
