//! Only this machine's own pages talk to the stack: hosts and origins are checked, so
//! that neither a foreign page nor a rebound DNS name reaches it.

use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, HeaderName, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::fmt;

/// The hosts that the stack answers to.
#[derive(Debug, Clone)]
pub struct OwnOrigins([String; 2]);

impl OwnOrigins {
    /// Both names of loopback, on this port.
    pub fn new(port: u16) -> Self {
        Self([format!("127.0.0.1:{port}"), format!("localhost:{port}")])
    }

    fn of(&self, headers: &HeaderMap) -> Option<OwnOrigin> {
        let host = headers.get(header::HOST)?.to_str().ok()?;
        self.0
            .iter()
            .any(|own| own == host)
            .then(|| OwnOrigin(format!("http://{host}")))
    }
}

/// The origin that a request came to, as in `http://127.0.0.1:8080`; one of the stack's
/// own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnOrigin(String);

impl OwnOrigin {
    /// As it stands in an `Origin` header.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OwnOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for OwnOrigin {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        parts.extensions.get().cloned().ok_or(StatusCode::MISDIRECTED_REQUEST)
    }
}

/// Refuses foreign hosts, and changes that a page of another origin sends.
pub(super) async fn guard(State(origins): State<OwnOrigins>, mut request: Request, next: Next) -> Response {
    let Some(own) = origins.of(request.headers()) else {
        return (StatusCode::MISDIRECTED_REQUEST, "This host is not served here.\n").into_response();
    };
    let foreign = request
        .headers()
        .get(header::ORIGIN)
        .is_some_and(|origin| origin.as_bytes() != own.as_str().as_bytes());
    if foreign && !request.method().is_safe() {
        return (StatusCode::FORBIDDEN, "Changes are made from this site's own pages.\n").into_response();
    }
    request.extensions_mut().insert(own);
    next.run(request).await
}

/// Before clock and mailbox: a header that no form and no link can send.
pub async fn local_header(request: Request, next: Next) -> Response {
    const NAME: HeaderName = HeaderName::from_static("x-latchkey-local");
    if request.headers().get(NAME).is_some_and(|value| value == "1") {
        next.run(request).await
    } else {
        (
            StatusCode::FORBIDDEN,
            "Send the header x-latchkey-local: 1 with this call.\n",
        )
            .into_response()
    }
}
