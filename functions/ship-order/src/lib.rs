//! Ships orders into bins, one by one or from a file, and the licence files that come from elsewhere.

mod external;
mod import;
mod list;
mod parse;
mod ship;

use api::operations::*;
use axum::Router;
use runtime::{App, Routes};

/// Every route of this function.
pub fn router(app: App) -> Router {
    Routes::new(app)
        .user::<ShipOrder, _, _>(ship::ship_order)
        .user::<ImportOrders, _, _>(import::import_orders)
        .user::<ListOrders, _, _>(list::list_orders)
        .user::<ListAwaitedFiles, _, _>(external::list)
        .user::<GetExternalOrder, _, _>(external::get)
        .user::<SendExternalFile, _, _>(external::send)
        .user::<GetRequestFile, _, _>(external::request_file)
        .router()
}
