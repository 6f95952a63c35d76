//! Decides on requests, reviews orders, sets the vendor's endpoint.

mod action_link;
mod decide;
mod deliveries;
mod endpoint;
mod order_forms;
mod withdraw;

use api::operations::*;
use axum::Router;
use runtime::{App, Routes};

/// Every route of this function.
pub fn router(app: App) -> Router {
    Routes::new(app)
        .user::<DecideUpgrade, _, _>(decide::decide)
        .user::<WithdrawUpgrade, _, _>(withdraw::withdraw)
        .public::<ReadActionLink, _, _>(action_link::read)
        .public::<DecideByActionLink, _, _>(action_link::decide)
        .user::<AcceptUpgrade, _, _>(order_forms::accept)
        .user::<SuspendUpgrade, _, _>(order_forms::suspend)
        .user::<GetEndpoint, _, _>(endpoint::get)
        .user::<SetEndpoint, _, _>(endpoint::set)
        .user::<ListDeliveries, _, _>(deliveries::list)
        .user::<SendAgain, _, _>(deliveries::send_again)
        .router()
}
