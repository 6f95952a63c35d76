//! The token endpoint: a code and its verifier for an access token (RFC 9068) and an ID
//! token.

use super::{CLIENT_ID, Issuer};
use crate::page::failed;
use axum::{
    Form, Json,
    extract::State,
    http::{StatusCode, header::CACHE_CONTROL},
    response::{IntoResponse, Response},
};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;
use uuid::Uuid;

/// How long an access token is good for.
pub const LIFETIME: TimeDelta = TimeDelta::hours(1);

/// A token request (RFC 6749, 4.1.3; RFC 7636, 4.5).
#[derive(Deserialize)]
pub struct TokenRequest {
    grant_type: Option<String>,
    code: Option<String>,
    redirect_uri: Option<String>,
    client_id: Option<String>,
    code_verifier: Option<String>,
}

/// OpenID Connect Core 2.
#[derive(Serialize)]
struct IdToken<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    iat: i64,
    exp: i64,
    auth_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    name: &'a str,
}

fn refuse(error: &str, description: &str) -> Response {
    let body = Json(json!({ "error": error, "error_description": description }));
    (StatusCode::BAD_REQUEST, [(CACHE_CONTROL, "no-store")], body).into_response()
}

/// POST: redeems a code.
pub async fn token(State(issuer): State<Arc<Issuer>>, Form(request): Form<TokenRequest>) -> Response {
    if request.grant_type.as_deref() != Some("authorization_code") {
        return refuse("unsupported_grant_type", "only authorization_code is offered");
    }
    if request.client_id.as_deref() != Some(CLIENT_ID) {
        return refuse("invalid_client", "the client is not known here");
    }
    let text = |field: Option<String>| field.unwrap_or_default();
    let (code, redirect_uri, verifier) = (
        text(request.code),
        text(request.redirect_uri),
        text(request.code_verifier),
    );
    let now = issuer.clock.now();
    let Some(grant) = issuer.codes.redeem(&code, &redirect_uri, &verifier, now) else {
        return refuse(
            "invalid_grant",
            "the code is wrong, used or older than a minute, or it was made for another verifier or address",
        );
    };
    let name = issuer.people.name(&grant.subject).unwrap_or_default();
    let id_token = IdToken {
        iss: issuer.identifier(),
        sub: &grant.subject,
        aud: CLIENT_ID,
        iat: now.timestamp(),
        exp: (now + LIFETIME).timestamp(),
        auth_time: grant.signed_in_at.timestamp(),
        nonce: grant.nonce.as_deref(),
        name: &name,
    };
    let tokens = issuer
        .access_token(&grant.subject)
        .and_then(|access_token| Ok((access_token, issuer.key.sign("JWT", &id_token)?)));
    match tokens {
        Ok((access_token, id_token)) => {
            let body = Json(json!({
                "access_token": access_token, "token_type": "Bearer", "expires_in": LIFETIME.num_seconds(),
                "scope": "openid", "id_token": id_token,
            }));
            ([(CACHE_CONTROL, "no-store")], body).into_response()
        }
        Err(error) => failed(&error),
    }
}

impl Issuer {
    /// An access token of who has this subject, good for an hour.
    pub fn access_token(&self, subject: &str) -> anyhow::Result<String> {
        let now = self.clock.now();
        self.key.sign(
            "at+jwt",
            &json!({
                "iss": self.identifier(), "sub": subject, "aud": CLIENT_ID, "client_id": CLIENT_ID, "scope": "openid",
                "iat": now.timestamp(), "exp": (now + LIFETIME).timestamp(), "jti": Uuid::now_v7(),
            }),
        )
    }
}
