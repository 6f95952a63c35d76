//! Software assurance: the units bin, prospects, and what goes on to dealers.

pub mod history;
mod prospects;
pub mod quote;
mod reship;
mod units;

pub use prospects::prospects;
pub use units::units;

use crate::{
    components::{dynamic::live, page},
    router::Router,
    session::Session,
};
use domain::organisation::OrganisationKind;
use leptos::prelude::*;

/// Whether the user's organisation ships on to dealers.
fn distributes(session: Session) -> bool {
    session
        .who()
        .is_some_and(|who| who.organisation.kind == OrganisationKind::Distributor)
}

/// What the user's organisation has shipped on. Dealers ship nothing on.
pub fn shipped_on() -> AnyView {
    of_distributors(units::shipped_on)
}

/// Ships units on to a dealer.
pub fn reship() -> AnyView {
    of_distributors(reship::reship)
}

fn of_distributors(page: fn() -> AnyView) -> AnyView {
    if distributes(expect_context::<Session>()) {
        page()
    } else {
        page::not_found()
    }
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
            {untrack(|| distributes(session)).then(|| tab("/swa/shipped-on", "Shipped on to dealers"))}
        </ul></nav>
    }
    .into_any()
}
