//! The way into Lambda.

use crate::{
    App, Settings, aws,
    catalogues::Catalogues,
    clock::SystemClock,
    entropy::SystemEntropy,
    keys::Keys,
    mail::Mailer,
    scheduler::{Scheduler, TimerSettings},
    ssm::SsmKeys,
};
use axum::Router;
use domain::{catalogue::Catalogue, webhook::Reach};
use lambda_http::Error;
use std::{env, sync::Arc};
use store::Store;
use tracing_subscriber::{
    filter::{LevelFilter, Targets},
    fmt,
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

/// Logs as one JSON object a line, from `RUST_LOG`'s levels up, or from INFO.
pub fn log_as_json() {
    // By targets and levels alone: a filter that knows spans and their fields would bring a
    // regular expression engine into every function.
    let levels = env::var("RUST_LOG").ok().and_then(|levels| levels.parse().ok());
    let lines = fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_target(false);
    tracing_subscriber::registry()
        .with(lines)
        .with(levels.unwrap_or_else(|| Targets::new().with_default(LevelFilter::INFO)))
        .init();
}

fn variable(name: &'static str) -> Result<String, Error> {
    env::var(name).map_err(|_| format!("the environment variable {name} is missing").into())
}

/// The app of a function, from its environment.
pub fn from_environment() -> Result<App, Error> {
    let mail_from = env::var("LATCHKEY_MAIL_FROM").unwrap_or_default();
    let mailer = Mailer::new(|| aws::ses(None), mail_from.clone());
    Ok(App {
        store: Store::new(aws::dynamodb(None), variable("LATCHKEY_TABLE")?),
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        keys: Keys::new(Arc::new(SsmKeys::new(variable("LATCHKEY_KEYS")?))),
        mailer: match env::var("LATCHKEY_MAIL_CONFIGURATION_SET") {
            Ok(name) => mailer.under(name),
            Err(_) => mailer,
        },
        scheduler: Scheduler::new(|| aws::scheduler(None), timers()),
        catalogues: Catalogues::default(),
        catalogue: Arc::new(Catalogue::empty()),
        settings: Arc::new(Settings {
            import_budget: crate::budget::IMPORT,
            public_url: variable("LATCHKEY_PUBLIC_URL")?,
            licence_issuer: variable("LATCHKEY_LICENCE_ISSUER")?,
            mail_from,
            webhook_reach: Reach::Internet,
        }),
    })
}

/// Where a function makes timers; nothing of it is set where it makes none.
fn timers() -> TimerSettings {
    let variable = |name| env::var(name).unwrap_or_default();
    TimerSettings {
        group: variable("LATCHKEY_TIMER_GROUP"),
        role: variable("LATCHKEY_TIMER_ROLE"),
        target: variable("LATCHKEY_TIMER_FUNCTION"),
    }
}

/// Serves a function's routes behind the HTTP API.
pub async fn http(routes: impl FnOnce(App) -> Router) -> Result<(), Error> {
    log_as_json();
    lambda_http::run(routes(from_environment()?)).await
}
