//! The Lambda function: a REQUEST authorizer with the simple response (HTTP API,
//! payload format 2.0).

use authorize::Authorizer;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use runtime::{
    caller::{ISSUER, SUBJECT},
    clock::{Clock, SystemClock},
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::HashMap;

#[derive(Deserialize)]
struct Request {
    #[serde(default)]
    headers: HashMap<String, String>,
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    runtime::serve::log_as_json();
    let variable = |name: &str| std::env::var(name).map_err(|_| format!("the environment variable {name} is missing"));
    let authorizer = Authorizer::new(
        variable("LATCHKEY_ISSUER")?,
        variable("LATCHKEY_AUDIENCE")?,
        variable("LATCHKEY_ISSUER_KEY_SET")?,
    );
    let authorizer = &authorizer;
    lambda_runtime::run(service_fn(move |event: LambdaEvent<Request>| async move {
        let header = event.payload.headers.get("authorization").map(String::as_str);
        // Denying would make the gateway answer 403 and a text of its own. A request whose
        // token vouches for nobody goes on without an identity, and every operation but
        // the public ones answers 401 with a problem that says what to do.
        let context: Value = match authorizer.authorize(header, SystemClock.now()).await {
            Ok(identity) => json!({ ISSUER: identity.issuer, SUBJECT: identity.subject }),
            Err(refused) => {
                tracing::info!(%refused, "refused");
                json!({})
            }
        };
        Ok::<_, Error>(json!({ "isAuthorized": true, "context": context }))
    }))
    .await
}
