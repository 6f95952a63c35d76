//! The gateway's rules: hosts, origins, the authorizer, limits, files.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use api::{Endpoint, operations::*};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, HeaderName, Request, Response, StatusCode, header},
    routing,
};
use lambda_http::request::RequestContext;
use local::gateway::{Api, Caller, OwnOrigins, files, guarded, local_header};
use serde_json::{Value, json};
use std::{fs, sync::Arc};
use tower::ServiceExt;

const HOST: &str = "127.0.0.1:8080";

/// A function that tells what it was given.
async fn told(request: axum::extract::Request) -> axum::Json<Value> {
    let context = request.extensions().get::<RequestContext>();
    let Some(RequestContext::ApiGatewayV2(context)) = context else {
        return axum::Json(Value::Null);
    };
    axum::Json(json!({
        "fields": context.authorizer.as_ref().map(|authorizer| authorizer.fields.clone()),
        "request_id": context.request_id,
        "length": to_bytes(request.into_body(), usize::MAX).await.unwrap().len(),
    }))
}

fn api() -> Router {
    let functions = Router::new()
        .route(GetSession::OPERATION.path, routing::get(told))
        .route(CreateCustomer::OPERATION.path, routing::get(told).post(told))
        .route(GetKeySet::OPERATION.path, routing::get(told));
    let api = Api {
        functions,
        authorize: Arc::new(|header| {
            Box::pin(async move {
                (header == "Bearer good").then(|| Caller::from([("subject".to_owned(), Value::from("finn"))]))
            })
        }),
    };
    guarded(api.router(), OwnOrigins::new(8080))
}

async fn send(router: &Router, request: axum::http::request::Builder, body: Body) -> Response<Body> {
    router.clone().oneshot(request.body(body).unwrap()).await.unwrap()
}

async fn json(response: Response<Body>) -> Value {
    serde_json::from_slice(&to_bytes(response.into_body(), usize::MAX).await.unwrap()).unwrap()
}

fn get(path: &str) -> axum::http::request::Builder {
    Request::get(path).header(header::HOST, HOST)
}

fn post(path: &str) -> axum::http::request::Builder {
    Request::post(path)
        .header(header::HOST, HOST)
        .header(header::AUTHORIZATION, "Bearer good")
}

#[tokio::test]
async fn only_own_hosts_are_answered() {
    let router = api();
    for (host, status) in [
        ("127.0.0.1:8080", StatusCode::OK),
        ("localhost:8080", StatusCode::OK),
        ("127.0.0.1", StatusCode::MISDIRECTED_REQUEST),
        ("localhost:8081", StatusCode::MISDIRECTED_REQUEST),
        ("latchkey.example.com:8080", StatusCode::MISDIRECTED_REQUEST),
        ("localhost:8080.example.com", StatusCode::MISDIRECTED_REQUEST),
    ] {
        let request = Request::get("/.well-known/jwks.json").header(header::HOST, host);
        assert_eq!(send(&router, request, Body::empty()).await.status(), status, "{host}");
    }
    let without = Request::get("/.well-known/jwks.json");
    assert_eq!(
        send(&router, without, Body::empty()).await.status(),
        StatusCode::MISDIRECTED_REQUEST
    );
}

#[tokio::test]
async fn a_foreign_page_changes_nothing() {
    let router = api();
    for (origin, status) in [
        (None, StatusCode::OK),
        (Some("http://127.0.0.1:8080"), StatusCode::OK),
        (Some("http://localhost:8080"), StatusCode::FORBIDDEN),
        (Some("http://127.0.0.1:8081"), StatusCode::FORBIDDEN),
        (Some("https://127.0.0.1:8080"), StatusCode::FORBIDDEN),
        (Some("https://evil.example.com"), StatusCode::FORBIDDEN),
        (Some("null"), StatusCode::FORBIDDEN),
    ] {
        let mut request = post("/api/customers");
        if let Some(origin) = origin {
            request = request.header(header::ORIGIN, origin);
        }
        assert_eq!(
            send(&router, request, Body::empty()).await.status(),
            status,
            "{origin:?}"
        );
    }
}

#[tokio::test]
async fn the_authorizer_stands_before_all_but_public_operations() {
    let router = api();
    for (authorization, status) in [
        (None, StatusCode::UNAUTHORIZED),
        // It goes on without an identity, and the operation answers for itself.
        (Some("Bearer bad"), StatusCode::OK),
        (Some("Bearer good"), StatusCode::OK),
    ] {
        let mut request = get("/api/session");
        if let Some(authorization) = authorization {
            request = request.header(header::AUTHORIZATION, authorization);
        }
        assert_eq!(
            send(&router, request, Body::empty()).await.status(),
            status,
            "{authorization:?}"
        );
    }
    let bad = get("/api/session").header(header::AUTHORIZATION, "Bearer bad");
    assert_eq!(json(send(&router, bad, Body::empty()).await).await["fields"], json!({}));
    let response = send(
        &router,
        get("/api/session").header(header::AUTHORIZATION, "Bearer good"),
        Body::empty(),
    )
    .await;
    let request_id = response.headers()["apigw-requestid"].to_str().unwrap().to_owned();
    let told = json(response).await;
    assert_eq!(told["fields"], json!({ "subject": "finn" }));
    assert_eq!(told["request_id"], request_id.as_str());

    let public = send(
        &router,
        get("/.well-known/jwks.json").header(header::AUTHORIZATION, "Bearer good"),
        Body::empty(),
    )
    .await;
    assert_eq!(
        json(public).await["fields"],
        Value::Null,
        "nobody is asked about a public operation"
    );
}

#[tokio::test]
async fn what_is_no_operation_is_not_found() {
    let router = api();
    for request in [
        get("/api/nothing"),
        get("/.well-known/nothing"),
        get("/api/locations/find"),
        post("/api/session"),
    ] {
        let response = send(&router, request, Body::empty()).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        assert_eq!(json(response).await, json!({ "message": "Not Found" }));
    }
}

#[tokio::test]
async fn a_body_has_at_most_ten_megabytes() {
    let router = api();
    let limit = 10 * 1024 * 1024;
    let good = send(&router, post("/api/customers"), Body::from(vec![b' '; limit])).await;
    assert_eq!(json(good).await["length"], limit);
    let large = send(&router, post("/api/customers"), Body::from(vec![b' '; limit + 1])).await;
    assert_eq!(large.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

fn is(headers: &HeaderMap, name: &str, value: &str) {
    let name: HeaderName = name.parse().unwrap();
    assert_eq!(
        headers.get(&name).map(|value| value.to_str().unwrap()),
        Some(value),
        "{name}"
    );
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let router = api();
    for request in [
        get("/.well-known/jwks.json"),
        get("/api/nothing"),
        get("/api/session"),
        Request::get("/"),
    ] {
        let response = send(&router, request, Body::empty()).await;
        let headers = response.headers();
        is(headers, "x-content-type-options", "nosniff");
        is(headers, "referrer-policy", "no-referrer");
        is(headers, "cross-origin-resource-policy", "same-origin");
        is(headers, "x-frame-options", "DENY");
        assert!(
            headers["content-security-policy"]
                .to_str()
                .unwrap()
                .contains("script-src 'self' 'wasm-unsafe-eval';")
        );
        assert!(!headers.contains_key(header::STRICT_TRANSPORT_SECURITY), "this is http");
    }
}

#[tokio::test]
async fn files_with_a_hash_never_change_and_pages_are_the_index() {
    let dist = tempfile::tempdir().unwrap();
    fs::write(dist.path().join("index.html"), "<!doctype html>").unwrap();
    fs::write(dist.path().join("site-0a1b2c3d4e5f6789.wasm"), [0, 97, 115, 109]).unwrap();
    fs::write(dist.path().parent().unwrap().join("latchkey-secret.txt"), "secret").unwrap();
    let router = guarded(files(dist.path()), OwnOrigins::new(8080));

    let wasm = send(&router, get("/site-0a1b2c3d4e5f6789.wasm"), Body::empty()).await;
    is(wasm.headers(), "cache-control", "public, max-age=31536000, immutable");
    is(wasm.headers(), "content-type", "application/wasm");
    for page in [
        "/",
        "/index.html",
        "/bin",
        "/locations/019a9c3e-0000-7000-8000-000000000000",
        "/signed-in?code=a.b",
        // A mail gateway rewrote the link.
        "/action%23token=AAAA.BBBB",
        "/invitation%23token%3DAAAA.BBBB",
        "/no-such-page.html",
        "/../latchkey-secret.txt",
        "/%2e%2e/latchkey-secret.txt",
        "/..%2flatchkey-secret.txt",
    ] {
        let response = send(&router, get(page), Body::empty()).await;
        assert_eq!(response.status(), StatusCode::OK, "{page}");
        is(response.headers(), "cache-control", "no-cache");
        is(response.headers(), "content-type", "text/html");
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        assert_eq!(body, "<!doctype html>", "{page}");
    }
    // A module of a build that is gone: a page in its place would only confuse who asked.
    let gone = send(&router, get("/site-ffffffffffffffff.js"), Body::empty()).await;
    assert_eq!(gone.status(), StatusCode::NOT_FOUND);
    let change = Request::post("/bin").header(header::HOST, HOST);
    assert_eq!(
        send(&router, change, Body::empty()).await.status(),
        StatusCode::METHOD_NOT_ALLOWED
    );
}

#[tokio::test]
async fn a_site_that_is_not_built_says_so() {
    let router = files(std::path::Path::new("/nowhere/at/all"));
    let response = send(&router, get("/"), Body::empty()).await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn clock_and_mailbox_want_their_header() {
    let router = Router::new()
        .route("/local/clock", routing::get(told))
        .layer(axum::middleware::from_fn(local_header));
    for (header, status) in [
        (None, StatusCode::FORBIDDEN),
        (Some("0"), StatusCode::FORBIDDEN),
        (Some("1"), StatusCode::OK),
    ] {
        let mut request = get("/local/clock");
        if let Some(header) = header {
            request = request.header("x-latchkey-local", header);
        }
        assert_eq!(send(&router, request, Body::empty()).await.status(), status);
    }
}
