//! The way into Lambda.

use crate::{
    App, Settings, aws,
    clock::SystemClock,
    entropy::SystemEntropy,
    keys::{Fetching, KeyError, KeyKind, KeySource, Keys},
    mail::Mailer,
};
use axum::Router;
use domain::webhook::Reach;
use lambda_http::Error;
use std::{
    collections::HashMap,
    env,
    sync::Arc,
    time::{Duration, Instant},
};
use store::Store;
use tokio::sync::Mutex;

/// Logs as one JSON object a line.
pub fn log_as_json() {
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_target(false)
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env().add_directive(tracing::Level::INFO.into()))
        .init();
}

fn variable(name: &'static str) -> Result<String, Error> {
    env::var(name).map_err(|_| format!("the environment variable {name} is missing").into())
}

/// The app of a function, from its environment.
pub fn from_environment() -> Result<App, Error> {
    let mail_from = env::var("LATCHKEY_MAIL_FROM").unwrap_or_default();
    Ok(App {
        store: Store::new(aws::dynamodb(None), variable("LATCHKEY_TABLE")?),
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        keys: Keys::new(Arc::new(Ssm::new(variable("LATCHKEY_KEYS")?))),
        mailer: Mailer::new(aws::ses(None), mail_from.clone()),
        settings: Arc::new(Settings {
            public_url: variable("LATCHKEY_PUBLIC_URL")?,
            licence_issuer: variable("LATCHKEY_LICENCE_ISSUER")?,
            mail_from,
            webhook_reach: Reach::Internet,
        }),
    })
}

/// Serves a function's routes behind the HTTP API.
pub async fn http(routes: impl FnOnce(App) -> Router) -> Result<(), Error> {
    log_as_json();
    lambda_http::run(routes(from_environment()?)).await
}

/// Keys in SSM, a SecureString for each kind, remembered for five minutes so that a
/// rotation reaches every function by then.
struct Ssm {
    client: aws_sdk_ssm::Client,
    prefix: String,
    remembered: Mutex<HashMap<KeyKind, (Instant, String)>>,
}

const REMEMBERED: Duration = Duration::from_secs(300);

impl Ssm {
    fn new(prefix: String) -> Self {
        Self {
            client: aws::ssm(),
            prefix,
            remembered: Mutex::default(),
        }
    }
}

impl KeySource for Ssm {
    fn fetch(&self, kind: KeyKind) -> Fetching<'_> {
        Box::pin(async move {
            let mut remembered = self.remembered.lock().await;
            if let Some((at, document)) = remembered.get(&kind)
                && at.elapsed() < REMEMBERED
            {
                return Ok(document.clone());
            }
            let name = format!("{}/{}", self.prefix, kind.name());
            let why = |why: String| KeyError { kind, why };
            let output = self
                .client
                .get_parameter()
                .name(name)
                .with_decryption(true)
                .send()
                .await
                .map_err(|error| why(aws_sdk_ssm::error::DisplayErrorContext(&error).to_string()))?;
            let document = output
                .parameter
                .and_then(|parameter| parameter.value)
                .ok_or_else(|| why("the parameter is empty".to_owned()))?;
            remembered.insert(kind, (Instant::now(), document.clone()));
            Ok(document)
        })
    }
}
