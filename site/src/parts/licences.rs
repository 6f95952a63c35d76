//! What a dealer or distributor does: from the bin to the licence file.

use super::Pages;
use crate::{pages, session::Session};
use api::operations::GetBin;
use leptos::prelude::AnyView;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

/// Fetches the part.
#[wasm_split(licences, fallible)]
pub fn licences() -> Result<Pages, SplitLoaderError> {
    Ok(page)
}

fn page(session: Session, segments: &[&str]) -> Option<AnyView> {
    if !session.may::<GetBin>() {
        return None;
    }
    match segments {
        [] => Some(pages::home::partner()),
        ["orders", id] => id.parse().ok().map(pages::order::order),
        ["bin"] => Some(pages::bin::bin()),
        ["bin", id, "attach"] => id.parse().ok().map(pages::attach::attach),
        ["customers"] => Some(pages::customers::customers()),
        ["customers", "new"] => Some(pages::customer_form::create()),
        ["customers", "import"] => Some(pages::customers::import::import()),
        ["customers", id] => id.parse().ok().map(pages::customer::customer),
        ["customers", id, "edit"] => id.parse().ok().map(pages::customer_form::edit),
        ["customers", id, "locations", "new"] => id.parse().ok().map(pages::location_form::create),
        ["locations", id] => id.parse().ok().map(pages::location::location),
        ["locations", id, "edit"] => id.parse().ok().map(pages::location_form::edit),
        _ => None,
    }
}
