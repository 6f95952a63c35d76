//! `get-session`: any user. Refused: an identity that is bound to no user.

use api::{Problem, users::Session};
use chrono::{DateTime, Utc};
use domain::organisation::User;
use runtime::{App, Call, Principal, problem, view};

pub(crate) async fn get(call: Call<Principal>, (): (), (): ()) -> Result<Session, Problem> {
    of(&call.app, &call.caller.user, call.now).await
}

pub(crate) async fn of(app: &App, user: &User, now: DateTime<Utc>) -> Result<Session, Problem> {
    let organisation = app
        .store
        .organisation(user.organisation_id)
        .await
        .map_err(problem::of_store)?;
    let organisation = organisation.ok_or_else(|| problem::internal("a user without an organisation"))?;
    Ok(Session {
        user: view::user(user),
        organisation: view::organisation(&organisation.value),
        now,
    })
}
