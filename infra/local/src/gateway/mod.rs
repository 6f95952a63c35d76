//! What stands before the functions: the rules of API Gateway and of the CDN, on one
//! origin.

mod api;
mod files;
mod origin;

pub use api::{Api, Authorize, Caller, authorizer};
pub use files::files;
pub use origin::{OwnOrigin, OwnOrigins, local_header};

use axum::{
    Router,
    extract::Request,
    http::{
        HeaderName, HeaderValue,
        header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS},
    },
    middleware::{Next, from_fn, from_fn_with_state},
    response::Response,
};

/// What the site may load and do.
const SITE_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Everything of the stack under one origin: foreign hosts and origins are refused,
/// every answer carries the security headers.
pub fn guarded(everything: Router, origins: OwnOrigins) -> Router {
    everything
        .layer(from_fn_with_state(origins, origin::guard))
        .layer(from_fn(security_headers))
}

/// No `Strict-Transport-Security`: this is http on loopback.
async fn security_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if !headers.contains_key(CONTENT_SECURITY_POLICY) {
        headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(SITE_POLICY));
        headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers
        .entry(REFERRER_POLICY)
        .or_insert(HeaderValue::from_static("no-referrer"));
    for (name, value) in [
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        (
            "permissions-policy",
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}
