//! Finds what the outbox left: events that stay due because whoever was to do what they
//! ask for died, failed, or was never called; and what the search index does not
//! have as it is. A schedule calls it every minute.

use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::{Value, json};

#[tokio::main]
async fn main() -> Result<(), Error> {
    runtime::serve::log_as_json();
    let app = runtime::serve::from_environment()?;
    let app = &app;
    lambda_runtime::run(service_fn(move |_: LambdaEvent<Value>| async move {
        // Whatever is wrong with the one, the other goes on.
        let finished = desk::outbox::sweep(app).await;
        let found = desk::search::sweep(&app.store, &*app.clock).await?;
        Ok::<_, Error>(json!({ "finished": finished?, "found": found }))
    }))
    .await
}
