//! The Lambda function: called by the topic that SES publishes bounces and complaints to.
//! Nobody else may call it, so that there is no signature to check.

use lambda_runtime::{Error, LambdaEvent, service_fn};
use receive_bounce::receive;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Notifications {
    records: Vec<Record>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Record {
    sns: Notification,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Notification {
    message: String,
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    runtime::serve::log_as_json();
    let app = runtime::serve::from_environment()?;
    let app = &app;
    lambda_runtime::run(service_fn(move |event: LambdaEvent<Notifications>| async move {
        let mut outcomes = Vec::new();
        for record in event.payload.records {
            // What fails is sent again; what was done by then is found done.
            let outcome = receive(app, &record.sns.message).await;
            outcomes.push(outcome.map_err(|problem| Error::from(problem.detail.clone()))?);
        }
        Ok::<Value, Error>(json!({ "outcomes": outcomes }))
    }))
    .await
}
