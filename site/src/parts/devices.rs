//! Subscriptions and their devices, and the codes that bring them.

use super::Pages;
use crate::{pages, session::Session};
use api::operations::{AssignSeats, ListDevices, PreviewCode};
use leptos::prelude::AnyView;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

/// Fetches the part.
#[wasm_split(devices, fallible)]
pub fn devices() -> Result<Pages, SplitLoaderError> {
    Ok(page)
}

fn page(session: Session, segments: &[&str]) -> Option<AnyView> {
    let devices = session.may::<ListDevices>();
    match segments {
        ["activation-code"] if session.may::<PreviewCode>() => Some(pages::redeem::redeem()),
        ["subscriptions"] if devices => Some(pages::subscriptions::overview()),
        ["subscriptions", id, "assign"] if session.may::<AssignSeats>() => {
            id.parse().ok().map(pages::subscriptions::assign::assign)
        }
        ["devices"] if devices => Some(pages::devices::devices()),
        ["devices", "new"] if devices => Some(pages::devices::form::create()),
        ["devices", "import"] if devices => Some(pages::devices::import::import()),
        ["devices", id] if devices => id.parse().ok().map(pages::devices::device::device),
        _ => None,
    }
}
