//! The Lambda function: called by the table's stream with records of deliveries that are
//! due, and by a schedule every minute for those that are to be tried again. Either way it
//! looks for itself what is due: the message is a hint.

use call_webhook::{Caller, call_due};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::{Value, json};

#[tokio::main]
async fn main() -> Result<(), Error> {
    runtime::serve::log_as_json();
    let app = runtime::serve::from_environment()?;
    let caller = Caller::new(app.settings.webhook_reach)?;
    let (app, caller) = (&app, &caller);
    lambda_runtime::run(service_fn(move |_: LambdaEvent<Value>| async move {
        let made = call_due(app, caller).await?;
        Ok::<_, Error>(json!({ "attempts": made }))
    }))
    .await
}
