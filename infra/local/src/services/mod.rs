//! The few calls of SES and EventBridge Scheduler that the functions make, answered for
//! the real SDKs over HTTP on loopback.

pub mod scheduler;
pub mod ses;

use crate::{mail::MailStore, schedules::ScheduleStore};
use axum::{
    Json, Router,
    extract::{FromRequest, Request, rejection::JsonRejection},
    http::{HeaderName, HeaderValue, StatusCode},
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
    routing,
};
use runtime::clock::Clock;
use serde_json::json;
use std::sync::Arc;

/// What the endpoints work on.
#[derive(Clone)]
pub struct Services {
    /// Where mails are kept.
    pub mails: MailStore,
    /// Where schedules are kept.
    pub schedules: ScheduleStore,
    /// The time that mails are sent at and schedules are measured by.
    pub clock: Arc<dyn Clock>,
}

/// The endpoint that `AWS_ENDPOINT_URL` of SES and Scheduler points to.
pub fn router(services: Services) -> Router {
    Router::new()
        .route("/v2/email/outbound-emails", routing::post(ses::send_email))
        .route(
            "/schedules/{name}",
            routing::post(scheduler::create_schedule)
                .get(scheduler::get_schedule)
                .delete(scheduler::delete_schedule),
        )
        .layer(from_fn(refuse_browsers))
        .with_state(services)
}

/// No page in a browser has business here; one that guesses the port is refused.
async fn refuse_browsers(request: Request, next: Next) -> Response {
    if request.headers().contains_key(http::header::ORIGIN) {
        return Fault::new(
            StatusCode::FORBIDDEN,
            "AccessDeniedException",
            "no calls from web pages",
        )
        .into_response();
    }
    next.run(request).await
}

/// An error as the SDKs read it (`restJson1`).
#[derive(Debug)]
pub struct Fault {
    status: StatusCode,
    kind: &'static str,
    message: String,
}

impl Fault {
    /// A fault of this name.
    pub fn new(status: StatusCode, kind: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            kind,
            message: message.into(),
        }
    }
}

impl From<anyhow::Error> for Fault {
    fn from(error: anyhow::Error) -> Self {
        tracing::error!(error = format!("{error:#}"), "a service failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "InternalServerException",
            format!("{error:#}"),
        )
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let kind = [(
            HeaderName::from_static("x-amzn-errortype"),
            HeaderValue::from_static(self.kind),
        )];
        // SES and Scheduler spell the member differently.
        (
            self.status,
            kind,
            Json(json!({ "message": self.message, "Message": self.message })),
        )
            .into_response()
    }
}

/// A JSON body whose faults are the services' own.
pub struct Body<T>(pub T);

impl<T, S> FromRequest<S> for Body<T>
where
    Json<T>: FromRequest<S, Rejection = JsonRejection>,
    S: Send + Sync,
{
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        match Json::from_request(request, state).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(rejection) => Err(Fault::new(
                StatusCode::BAD_REQUEST,
                "ValidationException",
                rejection.body_text(),
            )),
        }
    }
}
