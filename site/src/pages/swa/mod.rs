//! Software assurance: the units bin, prospects, and what goes on to dealers.

pub mod history;
mod prospects;
pub mod quote;
mod reship;
mod units;

pub use prospects::prospects;
pub use units::units;

use super::channel::{distributes, of_distributors};
use crate::{components::dynamic::live, router::Router, session::Session};
use leptos::prelude::*;

/// Ships units on to a dealer.
pub fn reship() -> AnyView {
    of_distributors(reship::reship)
}

/// The ways between these pages.
fn tabs() -> AnyView {
    let (router, session) = (expect_context::<Router>(), expect_context::<Session>());
    let tab = |href: &'static str, text: &'static str| {
        let here = move || router.path() == href;
        let current = move || here().then_some("page");
        view! { <li class="nav-item"><a class="nav-link" class:active=live(here) href=href aria-current=current>{text}</a></li> }
    };
    view! {
        <nav aria-label="Software assurance"><ul class="nav nav-tabs tabs">
            {tab("/swa", "SWA units")}
            {tab("/swa/prospects", "Prospects")}
            {untrack(|| distributes(session)).then(|| tab("/resold", "Shipped on to dealers"))}
        </ul></nav>
    }
    .into_any()
}
