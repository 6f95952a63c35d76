//! Organisations, the user's own among them, and their users.

use super::Pages;
use crate::{pages, session::Session};
use api::operations::{ListOrders, SetRoles};
use leptos::prelude::AnyView;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

/// Fetches the part.
#[wasm_split(organisation, fallible)]
pub fn organisation() -> Result<Pages, SplitLoaderError> {
    Ok(page)
}

fn page(session: Session, segments: &[&str]) -> Option<AnyView> {
    let vendor = session.may::<ListOrders>();
    match segments {
        ["organisations"] if vendor => Some(pages::organisations::organisations()),
        ["organisations", id] if vendor => id.parse().ok().map(pages::organisation::organisation),
        // The vendor has the same on the organisation's page.
        ["settings"] if !vendor && session.may::<SetRoles>() => Some(pages::settings::settings()),
        _ => None,
    }
}
