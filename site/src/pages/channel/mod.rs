//! What goes on to dealers, and what goes back.

pub mod go_back;
mod reship;
mod resold;
pub mod returns;

use crate::{components::page, session::Session};
use domain::organisation::OrganisationKind;
use leptos::prelude::*;

/// Whether the user's organisation ships on to dealers.
pub fn distributes(session: Session) -> bool {
    session
        .who()
        .is_some_and(|who| who.organisation.kind == OrganisationKind::Distributor)
}

/// A page that dealers have not: they ship nothing on.
pub fn of_distributors(page: fn() -> AnyView) -> AnyView {
    if distributes(expect_context::<Session>()) {
        page()
    } else {
        page::not_found()
    }
}

/// What the user's organisation has shipped on.
pub fn resold() -> AnyView {
    of_distributors(resold::resold)
}

/// Ships licences on to a dealer.
pub fn reship() -> AnyView {
    of_distributors(reship::reship)
}
