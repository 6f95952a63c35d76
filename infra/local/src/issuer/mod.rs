//! The OpenID Connect issuer of one machine: authorization code flow with PKCE for the
//! site, and a page that asks for a name instead of a password. Real time, not the test
//! clock.

mod authorize;
mod code;
mod key;
mod people;
mod session;
mod token;

pub use key::IssuerKey;
pub use people::{DemoPerson, People};

use crate::gateway::OwnOrigin;
use axum::{
    Json, Router,
    extract::{Query, State},
    http::StatusCode,
    http::{
        HeaderValue,
        header::{LOCATION, SET_COOKIE},
    },
    response::{IntoResponse, Response},
    routing::{get, post},
};
use runtime::clock::Clock;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// The one client there is: the site.
pub const CLIENT_ID: &str = "latchkey-site";

/// The path that the site is sent back to with the code.
pub const REDIRECT_PATH: &str = "/signed-in";

/// The issuer of this machine.
pub struct Issuer {
    key: IssuerKey,
    people: People,
    codes: code::Codes,
    clock: Arc<dyn Clock>,
    port: u16,
}

impl Issuer {
    /// An issuer with this key for these people, on this port. The clock is the real one.
    pub fn new(key: IssuerKey, people: People, clock: Arc<dyn Clock>, port: u16) -> Self {
        Self {
            key,
            people,
            codes: code::Codes::default(),
            clock,
            port,
        }
    }

    /// The issuer identifier.
    pub fn identifier(&self) -> &str {
        &self.key.identifier
    }

    /// Its endpoints, all below `/issuer`.
    pub fn router(self: Arc<Self>) -> Router {
        Router::new()
            .route("/issuer/.well-known/openid-configuration", get(configuration))
            .route("/issuer/jwks.json", get(key_set))
            .route("/issuer/authorize", get(authorize::ask).post(authorize::answer))
            .route("/issuer/token", post(token::token))
            .route("/issuer/end-session", get(end_session))
            .with_state(self)
    }
}

/// What the site has to know, under whichever of its own host names it was opened.
pub fn site_configuration(issuer: &str, origin: &OwnOrigin, licence_issuer: &str) -> Value {
    json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{origin}/issuer/authorize"),
        "token_endpoint": format!("{origin}/issuer/token"),
        "end_session_endpoint": format!("{origin}/issuer/end-session"),
        "client_id": CLIENT_ID,
        "licence_issuer": licence_issuer,
        "local": true,
    })
}

async fn configuration(State(issuer): State<Arc<Issuer>>, origin: OwnOrigin) -> Json<Value> {
    Json(json!({
        "issuer": issuer.identifier(),
        "authorization_endpoint": format!("{origin}/issuer/authorize"),
        "token_endpoint": format!("{origin}/issuer/token"),
        "end_session_endpoint": format!("{origin}/issuer/end-session"),
        "jwks_uri": format!("{origin}/issuer/jwks.json"),
        "scopes_supported": ["openid"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
        "token_endpoint_auth_methods_supported": ["none"],
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": ["none", "login"],
        "authorization_response_iss_parameter_supported": true,
        "claims_supported": ["iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "name"],
    }))
}

async fn key_set(State(issuer): State<Arc<Issuer>>) -> Json<Value> {
    Json(issuer.key.key_set())
}

#[derive(Deserialize)]
struct EndSession {
    post_logout_redirect_uri: Option<String>,
    state: Option<String>,
}

/// Ends the session and goes back to the site (OpenID Connect RP-Initiated Logout 1.0).
async fn end_session(
    State(issuer): State<Arc<Issuer>>,
    origin: OwnOrigin,
    Query(query): Query<EndSession>,
) -> Response {
    let own = |uri: &String| uri == origin.as_str() || uri.starts_with(&format!("{origin}/"));
    let back = query
        .post_logout_redirect_uri
        .filter(own)
        .unwrap_or_else(|| format!("{origin}/"));
    let back = match query.state {
        Some(state) => with_query(&back, &[("state", &state)]),
        None => back,
    };
    found(&back, Some(&session::end(issuer.port)))
}

/// A redirect, with a cookie. `303`, so that a POST becomes a GET.
fn found(location: &str, cookie: Option<&str>) -> Response {
    let Ok(location) = HeaderValue::from_str(location) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let mut response = (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response();
    if let Some(cookie) = cookie.and_then(|cookie| HeaderValue::from_str(cookie).ok()) {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    response
}

/// The address with these parameters added.
fn with_query(address: &str, parameters: &[(&str, &str)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish();
    let sign = if address.contains('?') { '&' } else { '?' };
    format!("{address}{sign}{query}")
}
