//! The site's files, as the CDN serves them.

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header::CACHE_CONTROL},
    response::{IntoResponse, Response},
};
use std::path::{Path, PathBuf};
use tower::ServiceExt;
use tower_http::services::{ServeDir, ServeFile};

const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");

/// Serves the files of a built site. Every path that is no file's is a page of the
/// site: the index answers for it.
pub fn files(dist: &Path) -> Router {
    Router::new().fallback(serve).with_state(dist.to_owned())
}

async fn serve(State(dist): State<PathBuf>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let name = request.uri().path().rsplit('/').next().unwrap_or_default().to_owned();
    let mut response = if is_file(&name) {
        let files = ServeDir::new(&dist).append_index_html_on_directories(false);
        served(files.oneshot(request).await)
    } else {
        served(ServeFile::new(dist.join("index.html")).oneshot(request).await)
    };
    if !is_file(&name) && response.status() == StatusCode::NOT_FOUND {
        let hint = "The site has not been built yet. Run `cargo latchkey up`, which builds it.\n";
        return (StatusCode::SERVICE_UNAVAILABLE, hint).into_response();
    }
    if response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED {
        response.headers_mut().insert(
            CACHE_CONTROL,
            if is_file(&name) && is_hashed(&name) {
                IMMUTABLE
            } else {
                REVALIDATE
            },
        );
    }
    response
}

fn served<B>(answer: Result<http::Response<B>, std::convert::Infallible>) -> Response
where
    B: axum::body::HttpBody<Data = axum::body::Bytes> + Send + 'static,
    B::Error: Into<axum::BoxError>,
{
    let Ok(response) = answer;
    response.map(Body::new)
}

/// Pages have no dot in the last part of their path, files have.
fn is_file(name: &str) -> bool {
    name.contains('.')
}

/// Whether the name carries a hash of the content, as in `site-0a1b2c3d.wasm`: such a
/// file never changes.
fn is_hashed(name: &str) -> bool {
    name.split(['-', '.', '_'])
        .any(|part| (8..=64).contains(&part.len()) && part.chars().all(|c| c.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_a_hash_never_change() {
        for hashed in ["site-0a1b2c3d4e5f6789.js", "site.0a1b2c3d.css", "site-0a1b2c3d_bg.wasm"] {
            assert!(is_hashed(hashed), "{hashed}");
        }
        for plain in [
            "index.html",
            "favicon.svg",
            "robots.txt",
            "site-1.js",
            "manifest.webmanifest",
        ] {
            assert!(!is_hashed(plain), "{plain}");
        }
    }
}
