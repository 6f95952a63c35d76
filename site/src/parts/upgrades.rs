//! Upgrades for tenants.

use super::Pages;
use crate::{pages, session::Session};
use api::operations::{GetQuota, GetUpgradesHome};
use leptos::prelude::AnyView;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

/// Fetches the part.
#[wasm_split(upgrades, fallible)]
pub fn upgrades() -> Result<Pages, SplitLoaderError> {
    Ok(page)
}

fn page(session: Session, segments: &[&str]) -> Option<AnyView> {
    let upgrades = session.may::<GetUpgradesHome>();
    match segments {
        ["quota"] if session.may::<GetQuota>() => Some(pages::quota::quota()),
        [] if upgrades => Some(pages::upgrades::home::home()),
        ["upgrades"] if upgrades => Some(pages::upgrades::catalogue::catalogue()),
        ["upgrades", "items", sku] if upgrades => Some(pages::upgrades::execute::execute((*sku).to_owned())),
        ["upgrades", id] if upgrades => id.parse().ok().map(pages::upgrades::request::request),
        ["my-upgrades"] if upgrades => Some(pages::upgrades::mine::mine()),
        ["documentation"] if upgrades => Some(pages::upgrades::documentation::documentation()),
        _ => None,
    }
}
