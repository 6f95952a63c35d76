//! Asks for an upgrade, or buys it.

mod submit;

use api::operations::*;
use axum::Router;
use runtime::{App, Routes};

/// Every route of this function.
pub fn router(app: App) -> Router {
    Routes::new(app).user::<SubmitUpgrade, _, _>(submit::submit).router()
}
