//! The links in the mails that ask for a decision: fetched on a phone more than anywhere, and
//! by people who are not signed in. Public.

use super::Pages;
use crate::{pages, session::Session};
use leptos::prelude::AnyView;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

/// Fetches the part.
#[wasm_split(links, fallible)]
pub fn links() -> Result<Pages, SplitLoaderError> {
    Ok(page)
}

fn page(_: Session, segments: &[&str]) -> Option<AnyView> {
    match segments {
        ["action"] => Some(pages::action::action()),
        ["activation"] => Some(pages::activations::link::link()),
        _ => None,
    }
}
