//! Verifying a licence file. Public.

use super::Pages;
use crate::{pages, session::Session};
use leptos::prelude::AnyView;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

/// Fetches the part.
#[wasm_split(verify, fallible)]
pub fn verify() -> Result<Pages, SplitLoaderError> {
    Ok(page)
}

fn page(_: Session, segments: &[&str]) -> Option<AnyView> {
    (segments == ["verify"]).then(pages::verify::verify)
}
