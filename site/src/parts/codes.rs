//! Activation codes, packages, and the requests of who redeemed one.

use super::Pages;
use crate::{pages, session::Session};
use api::operations::{GetActivation, IssueSubscriptionCode, ListCodeBatches, ListPackages};
use leptos::prelude::AnyView;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

/// Fetches the part.
#[wasm_split(codes, fallible)]
pub fn codes() -> Result<Pages, SplitLoaderError> {
    Ok(page)
}

fn page(session: Session, segments: &[&str]) -> Option<AnyView> {
    let packages = session.may::<ListPackages>();
    let codes = session.may::<ListCodeBatches>();
    match segments {
        [] if packages => Some(pages::home::operator()),
        ["codes"] if codes => Some(pages::codes::codes()),
        ["codes", "new"] if session.may::<IssueSubscriptionCode>() => Some(pages::codes::issue::subscription()),
        ["codes", id] if codes => id.parse().ok().map(pages::codes::batch::batch),
        ["packages"] if packages => Some(pages::packages::packages()),
        ["packages", "new"] if packages => Some(pages::packages::builder::create()),
        ["packages", id] if packages => id.parse().ok().map(pages::packages::package::package),
        ["packages", id, "edit"] if packages => id.parse().ok().map(pages::packages::builder::edit),
        ["packages", id, "codes"] if packages => id.parse().ok().map(pages::codes::issue::package),
        ["activations"] if packages => Some(pages::activations::activations()),
        ["activations", id] if session.may::<GetActivation>() => {
            id.parse().ok().map(pages::activations::request::request)
        }
        _ => None,
    }
}
