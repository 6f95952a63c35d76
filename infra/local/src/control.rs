//! The clock's endpoint: `/local/clock`.

use crate::timers::Timers;
use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use runtime::clock::Clock;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// How far the clock is to go.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Forward {
    forward_seconds: i64,
}

/// `GET` and `POST /local/clock`.
pub fn clock(timers: Arc<Timers>) -> Router {
    Router::new()
        .route("/local/clock", get(read).post(forward))
        .with_state(timers)
}

fn view(timers: &Timers) -> Json<Value> {
    let clock = timers.clock();
    Json(json!({ "now": clock.now(), "ahead_seconds": clock.offset().num_seconds() }))
}

async fn read(State(timers): State<Arc<Timers>>) -> Json<Value> {
    view(&timers)
}

async fn forward(State(timers): State<Arc<Timers>>, Json(request): Json<Forward>) -> Response {
    let ahead = match timers.clock().ahead_by(request.forward_seconds) {
        Ok(ahead) => ahead,
        Err(error) => {
            return (
                StatusCode::UNPROCESSABLE_ENTITY,
                Json(json!({ "message": error.to_string() })),
            )
                .into_response();
        }
    };
    match timers.forward(ahead).await {
        Ok(()) => view(&timers).into_response(),
        Err(error) => crate::page::failed(&error),
    }
}
