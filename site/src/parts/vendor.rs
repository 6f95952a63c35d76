//! What the vendor does: orders, order forms, webhooks.

use super::Pages;
use crate::{pages, session::Session};
use api::operations::{GetEndpoint, ListOrderForms, ListOrders};
use leptos::prelude::AnyView;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

/// Fetches the part.
#[wasm_split(vendor, fallible)]
pub fn vendor() -> Result<Pages, SplitLoaderError> {
    Ok(page)
}

fn page(session: Session, segments: &[&str]) -> Option<AnyView> {
    let vendor = session.may::<ListOrders>();
    match segments {
        [] => Some(pages::home::vendor()),
        ["orders"] if vendor => Some(pages::orders::orders()),
        ["orders", "ship"] if vendor => Some(pages::ship::ship()),
        ["orders", "import"] if vendor => Some(pages::import::import()),
        ["orders", id] if vendor => id.parse().ok().map(pages::order::order),
        ["order-forms"] if session.may::<ListOrderForms>() => Some(pages::order_forms::order_forms()),
        ["webhooks"] if session.may::<GetEndpoint>() => Some(pages::webhooks::webhooks()),
        _ => None,
    }
}
