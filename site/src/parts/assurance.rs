//! Software assurance: units, quotes, renewal.

use super::Pages;
use crate::{pages, session::Session};
use api::operations::{GetSwaBin, ReshipSwaUnits};
use leptos::prelude::AnyView;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

/// Fetches the part.
#[wasm_split(assurance, fallible)]
pub fn assurance() -> Result<Pages, SplitLoaderError> {
    Ok(page)
}

fn page(session: Session, segments: &[&str]) -> Option<AnyView> {
    if !session.may::<GetSwaBin>() {
        return None;
    }
    let distributes = session.may::<ReshipSwaUnits>() && pages::swa::distributes(session);
    match segments {
        ["locations", id, "swa"] => id.parse().ok().map(pages::swa::history::history),
        ["locations", id, "swa", "quotes", quote] => {
            id.parse().ok().zip(quote.parse().ok()).map(pages::swa::quote::quote)
        }
        ["customers", id, "renewal"] => id.parse().ok().map(pages::renewal::renewal),
        ["customers", id, "renewals", renewal] => {
            id.parse().ok().zip(renewal.parse().ok()).map(pages::renewal::outcome)
        }
        ["swa"] => Some(pages::swa::units()),
        ["swa", "prospects"] => Some(pages::swa::prospects()),
        ["swa", "shipped-on"] if distributes => Some(pages::swa::shipped_on()),
        ["swa", "reship"] if distributes => Some(pages::swa::reship()),
        _ => None,
    }
}
