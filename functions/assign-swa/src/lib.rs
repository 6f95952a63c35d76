//! Quotes software assurance, assigns it, and ends the cooling off by hand.

mod assign;
mod cancel;
mod load;
mod process;
mod quote;

use api::operations::*;
use axum::Router;
use runtime::{App, Routes};

/// Every route of this function.
pub fn router(app: App) -> Router {
    Routes::new(app)
        .user::<MakeSwaQuote, _, _>(quote::make_quote)
        .user::<AssignSwa, _, _>(assign::assign)
        .user::<CancelSwa, _, _>(cancel::cancel)
        .user::<ProcessSwa, _, _>(process::process)
        .router()
}
