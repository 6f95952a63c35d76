//! Pages of the stack itself (issuer, mailbox): server-rendered, without script.

use askama::Template;
use axum::{
    http::{
        StatusCode,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY},
    },
    response::{IntoResponse, Response},
};

/// What these pages may load: their stylesheet, and mails in frames.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src data:; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Where the stylesheet of these pages stands.
pub const STYLESHEET: &str = "/local/style.css";

/// A rendered template with the headers of such a page.
pub struct Page<T>(pub T);

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        match self.0.render() {
            Ok(html) => {
                let headers = [
                    (CONTENT_TYPE, "text/html; charset=utf-8"),
                    (CACHE_CONTROL, "no-store"),
                    (CONTENT_SECURITY_POLICY, POLICY),
                    // With `no-referrer` browsers send forms with `Origin: null`.
                    (REFERRER_POLICY, "same-origin"),
                ];
                (headers, html).into_response()
            }
            Err(error) => failed(&error.into()),
        }
    }
}

/// The stylesheet.
pub async fn stylesheet() -> Response {
    (
        [(CONTENT_TYPE, "text/css; charset=utf-8")],
        include_str!("../templates/style.css"),
    )
        .into_response()
}

/// A fault of the stack itself. Only who runs it sees it, so that it is told in full.
pub fn failed(error: &anyhow::Error) -> Response {
    tracing::error!(error = format!("{error:#}"), "the local stack failed");
    (StatusCode::INTERNAL_SERVER_ERROR, format!("{error:#}\n")).into_response()
}
