//! The Lambda function: called by a schedule every minute.

use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::{Value, json};

#[tokio::main]
async fn main() -> Result<(), Error> {
    runtime::serve::log_as_json();
    let app = runtime::serve::from_environment()?;
    let app = &app;
    lambda_runtime::run(service_fn(move |_: LambdaEvent<Value>| async move {
        let finished = sweep::sweep(app).await?;
        Ok::<_, Error>(json!({ "finished": finished }))
    }))
    .await
}
