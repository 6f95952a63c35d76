//! Lists what fails again and again, and has it tried at once.

mod failing;

use api::operations::*;
use axum::Router;
use runtime::{App, Routes};

/// Every route of this function.
pub fn router(app: App) -> Router {
    Routes::new(app)
        .user::<ListFailing, _, _>(failing::list)
        .user::<TryAgain, _, _>(failing::try_again)
        .router()
}
