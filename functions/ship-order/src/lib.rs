//! Ships orders into bins, one by one or from a file.

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
        .router()
}
