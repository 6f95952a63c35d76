//! Redeems activation codes; keeps the devices that they are assigned to.

mod activation;
mod assign;
mod choose;
mod devices;
mod guess;
mod import;
mod preview;
mod redeem;

use api::operations::*;
use axum::Router;
use runtime::{App, Routes};

/// Every route of this function.
pub fn router(app: App) -> Router {
    Routes::new(app)
        .user::<PreviewCode, _, _>(preview::preview)
        .user::<PreviewRedemption, _, _>(redeem::preview)
        .user::<RedeemCode, _, _>(redeem::redeem)
        .user::<SubmitActivation, _, _>(activation::submit)
        .user::<PreviewAssignment, _, _>(assign::preview)
        .user::<AssignSeats, _, _>(assign::assign)
        .user::<CreateDevice, _, _>(devices::create)
        .user::<UpdateDevice, _, _>(devices::update)
        .user::<ImportDevices, _, _>(import::import)
        .router()
}
