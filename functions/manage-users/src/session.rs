//! `get-session`: any user; on behalf, whom the caller acts for and until when. Refused: an identity that is bound to no user.

use api::{desk::LinkView, users::Session};
use chrono::{DateTime, Utc};
use desk::view;
use domain::organisation::User;
use runtime::{App, Call, Error, Principal, problem};

pub(crate) async fn get(call: Call<Principal>, (): (), (): ()) -> Result<Session, Error> {
    let session = of(&call.app, &call.caller.user, call.now).await?;
    let impersonator = call.caller.impersonator.as_ref();
    Ok(Session {
        impersonation: impersonator.map(|other| view::impersonation::impersonation(&other.impersonation, call.now)),
        ..session
    })
}

pub(crate) async fn of(app: &App, user: &User, now: DateTime<Utc>) -> Result<Session, Error> {
    let organisation = app.store.organisation(user.organisation_id).await?;
    let organisation = organisation.ok_or_else(|| problem::internal("a user without an organisation"))?;
    Ok(Session {
        user: view::user(user),
        organisation: view::organisation(&organisation.value),
        now,
        links: links(app, user),
        impersonation: None,
    })
}

/// The vendor's pages elsewhere that are for the user.
pub(crate) fn links(app: &App, user: &User) -> Vec<LinkView> {
    let links = app.catalogue.links().iter();
    let links = links.filter(|link| link.is_for(user.roles.iter().copied()));
    links
        .map(|link| LinkView {
            name: link.name.clone(),
            address: link.address.clone(),
        })
        .collect()
}
