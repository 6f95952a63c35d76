//! Reserves units of an order for a location, and puts them back.

mod attach;
mod detach;
mod free;
mod import;

use api::operations::*;
use axum::Router;
use runtime::{App, Routes};

/// Every route of this function.
pub fn router(app: App) -> Router {
    Routes::new(app)
        .user::<AttachLicences, _, _>(attach::attach)
        .user::<DetachLicences, _, _>(detach::detach)
        .user::<ImportAttachments, _, _>(import::import)
        .user::<AttachFreeLicences, _, _>(free::attach)
        .router()
}
