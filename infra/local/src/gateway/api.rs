//! The HTTP API: routes by `api::OPERATIONS`, the authorizer before what is not public,
//! the request context that functions read.

use api::{Access, OPERATIONS, Operation};
use authorize::Authorizer;
use axum::{
    Json, Router,
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderName, HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
    routing::{MethodFilter, on},
};
use lambda_http::{
    aws_lambda_events::apigw::{ApiGatewayRequestAuthorizer, ApiGatewayV2httpRequestContext},
    request::RequestContext,
};
use runtime::{
    caller::{ISSUER, SUBJECT},
    clock::{Clock, SystemClock},
};
use serde_json::{Value, json};
use std::{collections::HashMap, future::Future, pin::Pin, sync::Arc};
use tower::ServiceExt;
use uuid::Uuid;

/// API Gateway's own limit of a request body, in bytes. The functions have a lower one.
const MAX_PAYLOAD: usize = 10 * 1024 * 1024;

/// What the authorizer says of a caller: the context of its simple response.
pub type Caller = HashMap<String, Value>;

/// Asks the authorizer about the `Authorization` header.
pub type Authorize = Arc<dyn Fn(String) -> Pin<Box<dyn Future<Output = Option<Caller>> + Send>> + Send + Sync>;

/// The authorizer function, as the gateway asks it.
pub fn authorizer(authorizer: Authorizer) -> Authorize {
    let authorizer = Arc::new(authorizer);
    Arc::new(move |header| {
        let authorizer = authorizer.clone();
        Box::pin(async move {
            // Tokens are measured by the real time, which the test clock does not move.
            let identity = authorizer.authorize(Some(&header), SystemClock.now()).await.ok()?;
            let text = |name: &str, value: String| (name.to_owned(), Value::String(value));
            Some(Caller::from([
                text(ISSUER, identity.issuer),
                text(SUBJECT, identity.subject),
            ]))
        })
    })
}

/// The gateway's parts.
#[derive(Clone)]
pub struct Api {
    /// The merged routers of all functions.
    pub functions: Router,
    /// The authorizer.
    pub authorize: Authorize,
}

impl Api {
    /// A route per operation. What is under the same roots and no operation is answered
    /// as API Gateway does.
    pub fn router(self) -> Router {
        let mut router = Router::new();
        for operation in OPERATIONS {
            let api = self.clone();
            let handler = move |request: Request| async move { api.answer(operation, request).await };
            router = router.route(operation.path, on(filter(operation.method), handler));
        }
        router
            .route("/api/{*path}", axum::routing::any(not_found))
            .route("/.well-known/{*path}", axum::routing::any(not_found))
            .method_not_allowed_fallback(not_found)
    }

    async fn answer(self, operation: &'static Operation, request: Request) -> Response {
        let request_id = Uuid::now_v7().to_string();
        let (parts, body) = request.into_parts();
        let mut response = match self.context(operation, &parts, &request_id).await {
            Ok(context) => self.forward(parts, body, context).await,
            Err(response) => response,
        };
        if let Ok(request_id) = HeaderValue::from_str(&request_id) {
            response
                .headers_mut()
                .insert(HeaderName::from_static("apigw-requestid"), request_id);
        }
        response
            .headers_mut()
            .entry(header::CACHE_CONTROL)
            .or_insert(HeaderValue::from_static("no-store"));
        response
    }

    /// The request context, with what the authorizer said where it is asked.
    async fn context(
        &self,
        operation: &Operation,
        parts: &Parts,
        request_id: &str,
    ) -> Result<RequestContext, Response> {
        let mut context = ApiGatewayV2httpRequestContext::default();
        context.request_id = Some(request_id.to_owned());
        context.route_key = Some(format!("{} {}", operation.method.as_str(), operation.path));
        context.stage = Some("$default".to_owned());
        context.http.method = parts.method.clone();
        context.http.path = Some(parts.uri.path().to_owned());
        if operation.access != Access::Public {
            let header = parts
                .headers
                .get(header::AUTHORIZATION)
                .and_then(|header| header.to_str().ok());
            let header = header.ok_or_else(|| refuse(StatusCode::UNAUTHORIZED, "Unauthorized"))?;
            let caller = (self.authorize)(header.to_owned()).await;
            let mut authorizer = ApiGatewayRequestAuthorizer::default();
            // Who is vouched for by nobody gets the functions' own answer.
            authorizer.fields = caller.unwrap_or_default();
            context.authorizer = Some(authorizer);
        }
        Ok(RequestContext::ApiGatewayV2(context))
    }

    async fn forward(self, mut parts: Parts, body: Body, context: RequestContext) -> Response {
        let Ok(body) = to_bytes(body, MAX_PAYLOAD).await else {
            return refuse(StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large");
        };
        // What the outer router found in the path would be found twice by the inner one.
        parts.extensions.clear();
        parts.extensions.insert(context);
        let Ok(response) = self
            .functions
            .oneshot(Request::from_parts(parts, Body::from(body)))
            .await;
        response
    }
}

fn filter(method: api::Method) -> MethodFilter {
    match method {
        api::Method::Get => MethodFilter::GET,
        api::Method::Post => MethodFilter::POST,
        api::Method::Put => MethodFilter::PUT,
    }
}

/// API Gateway's own answers are JSON with a message, no problem documents.
fn refuse(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({ "message": message }))).into_response()
}

async fn not_found(_: Method) -> Response {
    refuse(StatusCode::NOT_FOUND, "Not Found")
}
