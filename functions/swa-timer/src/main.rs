//! Ends the cooling off of an assignment (spec chapter 5, "Assign, cool off, activate"). A one-shot
//! schedule calls it for every assignment; what it is called with is a hint.

use domain::outbox::CoolingOff;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::{Value, json};

#[tokio::main]
async fn main() -> Result<(), Error> {
    runtime::serve::log_as_json();
    let app = runtime::serve::from_environment()?;
    let app = &app;
    lambda_runtime::run(service_fn(move |event: LambdaEvent<CoolingOff>| async move {
        // Boxed: the future is deeper than the compiler lays out in a stack of others.
        let outcome = Box::pin(desk::timers::end_cooling_off(app, &event.payload)).await;
        let outcome = outcome.map_err(|problem| Error::from(problem.detail.clone()))?;
        tracing::info!(assignment = ?event.payload, ?outcome);
        Ok::<Value, Error>(json!({ "outcome": outcome }))
    }))
    .await
}
