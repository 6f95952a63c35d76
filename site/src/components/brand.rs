//! The desk's name and its logo: in the bar on top, and on what is printed.

use super::dynamic::{dynamic, text};
use crate::session::Session;
use leptos::prelude::*;

/// Logo and name; the mark of the product where there is no logo.
pub fn brand(session: Session) -> AnyView {
    view! {
        {dynamic(move || session.desk().logo.map_or_else(mark, logo))}
        <span class="brand-name">{text(move || session.desk().name)}</span>
    }
    .into_any()
}

/// Logo and name on what is printed and given away.
pub fn letterhead() -> AnyView {
    let session = expect_context::<Session>();
    view! {
        <p class="letterhead">
            {dynamic(move || session.desk().logo.map_or_else(|| ().into_any(), logo))}
            {text(move || session.desk().name)}
        </p>
    }
    .into_any()
}

/// The name stands beside it, so there is nothing to say of it.
fn logo(address: String) -> AnyView {
    view! { <img class="logo" src=address alt="" /> }.into_any()
}

fn mark() -> AnyView {
    view! {
        <svg class="brand-mark" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
            <rect width="32" height="32" rx="8" fill="currentColor" />
            <path d="M16 7.5a4.5 4.5 0 0 1 2 8.53V24.5h-4v-8.47a4.5 4.5 0 0 1 2-8.53Z" class="brand-hole" />
        </svg>
    }
    .into_any()
}
