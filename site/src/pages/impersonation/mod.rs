//! `/impersonation`: a distributor's user acts as a user of a dealer; a dealer reads who acted as its users,
//! and forbids it.

mod acted;
mod begin;
pub mod done;

use crate::{
    components::{
        dynamic::{on, optional},
        page,
    },
    session::Session,
};
use domain::organisation::OrganisationKind;
use leptos::prelude::*;

/// The page.
pub fn impersonation() -> AnyView {
    let session = expect_context::<Session>();
    optional(move || {
        let who = session.who()?;
        Some(match who.organisation.kind {
            _ if who.impersonation.is_some() => during(session, &who.user.name),
            OrganisationKind::Distributor => begin::begin(session),
            _ => acted::acted(),
        })
    })
}

/// Nobody acts through somebody else.
fn during(session: Session, user: &str) -> AnyView {
    let end = view! {
        <button type="button" class="btn btn-primary" on:click=on(move |_| session.end_acting())>"End impersonation"</button>
    };
    let sentence =
        format!("You act for {user}. Whom to act for, and who may act for them, is nothing that you do for them.");
    view! {
        {page::plain_header("Impersonation")}
        {page::state("End it first", sentence, end.into_any())}
    }
    .into_any()
}
