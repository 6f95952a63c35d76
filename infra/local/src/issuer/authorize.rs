//! The authorization endpoint: asks who it is, or knows from the session.

use super::{CLIENT_ID, Issuer, REDIRECT_PATH, code, code::Grant, found, session, with_query};
use crate::{
    gateway::OwnOrigin,
    page::{Page, failed},
};
use askama::Template;
use axum::{
    Form,
    extract::{OriginalUri, Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use std::sync::Arc;

/// An authorization request (OpenID Connect Core 3.1.2.1, RFC 7636).
#[derive(Debug, Deserialize)]
pub struct AuthorizationRequest {
    client_id: Option<String>,
    redirect_uri: Option<String>,
    response_type: Option<String>,
    scope: Option<String>,
    state: Option<String>,
    nonce: Option<String>,
    prompt: Option<String>,
    code_challenge: Option<String>,
    code_challenge_method: Option<String>,
}

/// Who somebody says to be on the page.
#[derive(Deserialize)]
pub struct Answer {
    subject: Option<String>,
    name: Option<String>,
}

#[derive(Template)]
#[template(path = "sign-in.html")]
struct SignIn<'a> {
    action: &'a str,
    error: &'static str,
    groups: Vec<Group<'a>>,
    newcomers: Vec<super::people::Newcomer>,
}

struct Group<'a> {
    organisation: &'a str,
    kind: &'static str,
    people: &'a [super::DemoPerson],
}

#[derive(Template)]
#[template(path = "refused.html")]
struct Refused {
    reason: &'static str,
}

/// A request that may be answered at its `redirect_uri`.
struct Checked {
    redirect_uri: String,
    state: Option<String>,
    nonce: Option<String>,
    prompt: Option<String>,
    code_challenge: String,
}

/// GET: straight back with a code where the session says who it is, else the page.
pub async fn ask(
    State(issuer): State<Arc<Issuer>>,
    origin: OwnOrigin,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    Query(request): Query<AuthorizationRequest>,
) -> Response {
    let checked = match check(&origin, request) {
        Ok(checked) => checked,
        Err(response) => return response,
    };
    let session =
        session::of(&issuer.key, issuer.port, &headers).filter(|_| checked.prompt.as_deref() != Some("login"));
    // A session of somebody whom a reset has removed is none.
    match session.filter(|session| issuer.people.name(&session.sub).is_some()) {
        Some(session) => {
            let signed_in_at = DateTime::from_timestamp(session.iat, 0).unwrap_or_default();
            go_back(&issuer, checked, session.sub, signed_in_at, None)
        }
        None if checked.prompt.as_deref() == Some("none") => checked.refuse("login_required"),
        None => page(&issuer, uri.path_and_query().map_or("", |path| path.as_str()), ""),
    }
}

/// POST: begins the session of who was chosen, and goes back with a code.
pub async fn answer(
    State(issuer): State<Arc<Issuer>>,
    origin: OwnOrigin,
    OriginalUri(uri): OriginalUri,
    Query(request): Query<AuthorizationRequest>,
    Form(answer): Form<Answer>,
) -> Response {
    let checked = match check(&origin, request) {
        Ok(checked) => checked,
        Err(response) => return response,
    };
    let action = uri.path_and_query().map_or("", |path| path.as_str());
    let subject = match (answer.subject, answer.name) {
        (Some(subject), _) if issuer.people.name(&subject).is_some() => subject,
        (Some(_), _) => return page(&issuer, action, "Choose one of the people below."),
        (None, name) => match issuer.people.newcomer(name.as_deref().unwrap_or_default()) {
            Ok(Some(subject)) => subject,
            Ok(None) => return page(&issuer, action, "Enter a name of up to 100 characters."),
            Err(error) => return failed(&error),
        },
    };
    let now = issuer.clock.now();
    match session::begin(&issuer.key, issuer.port, &subject, now) {
        Ok(cookie) => go_back(&issuer, checked, subject, now, Some(&cookie)),
        Err(error) => failed(&error),
    }
}

/// A wrong client or `redirect_uri` gets a page: nothing may be sent there.
fn check(origin: &OwnOrigin, request: AuthorizationRequest) -> Result<Checked, Response> {
    let refused = |reason| (StatusCode::BAD_REQUEST, Page(Refused { reason })).into_response();
    if request.client_id.as_deref() != Some(CLIENT_ID) {
        return Err(refused("The client is not known here."));
    }
    let redirect_uri = request.redirect_uri.unwrap_or_default();
    if redirect_uri != format!("{origin}{REDIRECT_PATH}") {
        return Err(refused("The site that asks is not the one on this machine."));
    }
    let checked = Checked {
        redirect_uri,
        state: request.state,
        nonce: request.nonce,
        prompt: request.prompt,
        code_challenge: request.code_challenge.unwrap_or_default(),
    };
    if request.response_type.as_deref() != Some("code") {
        return Err(checked.refuse("unsupported_response_type"));
    }
    if !request
        .scope
        .unwrap_or_default()
        .split(' ')
        .any(|scope| scope == "openid")
    {
        return Err(checked.refuse("invalid_scope"));
    }
    if request.code_challenge_method.as_deref() != Some("S256") || !code::is_challenge(&checked.code_challenge) {
        return Err(checked.refuse("invalid_request"));
    }
    Ok(checked)
}

impl Checked {
    /// Tells the site why not (RFC 6749, 4.1.2.1).
    fn refuse(&self, error: &str) -> Response {
        found(&with_query(&self.redirect_uri, &self.parameters("error", error)), None)
    }

    fn parameters<'a>(&'a self, name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
        let state = self.state.as_deref().map(|state| ("state", state));
        [(name, value)].into_iter().chain(state).collect()
    }
}

fn go_back(
    issuer: &Issuer,
    checked: Checked,
    subject: String,
    signed_in_at: DateTime<Utc>,
    cookie: Option<&str>,
) -> Response {
    let mut random = [0; 32];
    if let Err(error) = getrandom::fill(&mut random) {
        return failed(&anyhow::anyhow!("no random numbers: {error}"));
    }
    let grant = Grant {
        subject,
        signed_in_at,
        redirect_uri: checked.redirect_uri.clone(),
        code_challenge: checked.code_challenge.clone(),
        nonce: checked.nonce.clone(),
        made_at: issuer.clock.now(),
    };
    let code = issuer.codes.make(grant, &random);
    let mut parameters = checked.parameters("code", &code);
    // RFC 9207: whoever hands out a code says so.
    parameters.push(("iss", issuer.identifier()));
    found(&with_query(&checked.redirect_uri, &parameters), cookie)
}

fn page(issuer: &Issuer, action: &str, error: &'static str) -> Response {
    let people = issuer.people.demo();
    let groups = people
        .chunk_by(|a, b| a.organisation == b.organisation)
        .filter_map(|people| {
            let first = people.first()?;
            Some(Group {
                organisation: &first.organisation,
                kind: first.kind,
                people,
            })
        });
    Page(SignIn {
        action,
        error,
        groups: groups.collect(),
        newcomers: issuer.people.newcomers(),
    })
    .into_response()
}
