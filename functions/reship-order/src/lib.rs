//! Ships what a distributor holds on to dealers.

mod units;

use api::operations::*;
use axum::Router;
use runtime::{App, Routes};

/// Every route of this function.
pub fn router(app: App) -> Router {
    Routes::new(app).user::<ReshipSwaUnits, _, _>(units::reship).router()
}
