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

/// The files whose name never changes (`infra/site-build` names all others after what is in
/// them). The host serves `/config.json` itself.
const PLAIN: [&str; 4] = ["index.html", "config.json", "openapi.json", "catalogue.schema.json"];

/// Serves the files of a built site. Every path that can be no file's is a page of the
/// site: the index answers for it, and says what there is where there is no such page.
pub fn files(dist: &Path) -> Router {
    Router::new().fallback(serve).with_state(dist.to_owned())
}

async fn serve(State(dist): State<PathBuf>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let path = request.uri().path().to_owned();
    let is_file = is_file(&path);
    let mut response = if is_file {
        let files = ServeDir::new(&dist)
            .append_index_html_on_directories(false)
            .precompressed_br();
        served(files.oneshot(request).await)
    } else {
        served(
            ServeFile::new(dist.join("index.html"))
                .precompressed_br()
                .oneshot(request)
                .await,
        )
    };
    if !is_file && response.status() == StatusCode::NOT_FOUND {
        let hint = "The site has not been built yet. Run `cargo latchkey up`, which builds it.\n";
        return (StatusCode::SERVICE_UNAVAILABLE, hint).into_response();
    }
    if response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED {
        let lasts = path.strip_prefix('/').is_some_and(is_hashed);
        response
            .headers_mut()
            .insert(CACHE_CONTROL, if lasts { IMMUTABLE } else { REVALIDATE });
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

/// Whether a path can be a file's. A dot makes none: a page's path may hold one, where a mail
/// gateway has rewritten a link. `Pages` in `infra/template.yaml` decides the same.
fn is_file(path: &str) -> bool {
    path.strip_prefix('/')
        .is_some_and(|name| PLAIN.contains(&name) || is_hashed(name))
}

/// Whether the name ends with the hash of the content, as in `site-0a1b2c3d4e5f6789.wasm`: such
/// a file never changes.
fn is_hashed(name: &str) -> bool {
    let is_plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c));
    let is_hash = |text: &str| text.len() == 16 && text.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'));
    let is_extension = |text: &str| text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    let split = name
        .rsplit_once('.')
        .and_then(|(stem, extension)| Some((stem.rsplit_once('-')?, extension)));
    split.is_some_and(|((stem, hash), extension)| {
        !stem.is_empty() && is_plain(stem) && is_hash(hash) && !extension.is_empty() && is_extension(extension)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn what_is_a_file_is_told_by_the_table_that_the_distribution_is_held_to() {
        let table: Value = serde_json::from_str(include_str!("../../../../tests/deployment/paths.json")).unwrap();
        for (expected, file) in [("files", true), ("pages", false)] {
            for path in table[expected].as_array().unwrap() {
                assert_eq!(is_file(path.as_str().unwrap()), file, "{path}");
            }
        }
    }

    #[test]
    fn only_names_with_a_hash_never_change() {
        assert!(is_hashed("site-0a1b2c3d4e5f6789.js"));
        for plain in PLAIN {
            assert!(!is_hashed(plain), "{plain}");
        }
    }
}
