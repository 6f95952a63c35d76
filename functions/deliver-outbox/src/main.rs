//! The Lambda function: called by the table's stream with records of events that are
//! due, and of what is to be found by what it is now: a stream bears two
//! readers, and the webhooks' is the other. A record's keys are all it takes from the message;
//! the rest is read.

use desk::outbox::deliver;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use runtime::App;
use serde::Deserialize;
use serde_json::{Value, json};
use store::keys::{Key, Kind};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Batch {
    records: Vec<Record>,
}

#[derive(Deserialize)]
struct Record {
    dynamodb: Change,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Change {
    keys: Keys,
    sequence_number: String,
}

#[derive(Deserialize)]
struct Keys {
    pk: Text,
    sk: Text,
}

#[derive(Deserialize)]
struct Text {
    #[serde(rename = "S")]
    s: String,
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    runtime::serve::log_as_json();
    let app = runtime::serve::from_environment()?;
    let app = &app;
    lambda_runtime::run(service_fn(move |event: LambdaEvent<Batch>| async move {
        for record in event.payload.records {
            let Change { keys, sequence_number } = record.dynamodb;
            let key = Key {
                pk: keys.pk.s,
                sk: keys.sk.s,
            };
            if let Err(error) = serve(app, &key).await {
                tracing::warn!(%error, "the batch is tried again from here");
                return Ok::<Value, Error>(json!({ "batchItemFailures": [{ "itemIdentifier": sequence_number }] }));
            }
        }
        Ok(json!({ "batchItemFailures": [] }))
    }))
    .await
}

async fn serve(app: &App, key: &Key) -> Result<(), desk::outbox::Error> {
    if Kind::of(key).is_some() {
        app.store.index(key, app.clock.now()).await?;
    } else {
        deliver(app, key).await?;
    }
    Ok(())
}
