//! Verifies the event chains of a stack, running or stopped, and writes where they stand
//! (spec chapter 6, 2).

use crate::{
    clock::TestClock,
    data_dir::{DataDir, RunningStack},
    engine::{self, Engine},
    keys::KeyFile,
    stack::TABLE,
};
use anyhow::Context;
use chrono::TimeDelta;
use runtime::{
    clock::{Clock, SystemClock},
    keys::Keys,
};
use std::{path::Path, sync::Arc};
use store::{
    AuditKeys, Store,
    audit::{Checkpoint, Report},
};

/// Reads the whole table and verifies every chain, and what became of it since the checkpoint
/// in this file.
///
/// # Errors
/// There is no stack's data in this folder, it cannot be read, or the file is no checkpoint of
/// this stack. That chains are broken is no error; the report says which.
pub async fn verify(data: &Path, against: Option<&Path>) -> anyhow::Result<Report> {
    let keys = keys(data).await?;
    let checkpoint = match against {
        Some(file) => {
            Checkpoint::open(file, &keys).with_context(|| format!("{} is no checkpoint to go by", file.display()))?
        }
        None => Checkpoint::default(),
    };
    let verify = async |store: Store| store.verify_against(&keys, &checkpoint).await;
    with_table(data, verify).await
}

/// Writes where every chain stands into a new file, and verifies the chains meanwhile.
///
/// # Errors
/// There is no stack's data in this folder, it cannot be read, or the file is there already or
/// cannot be written.
pub async fn checkpoint(data: &Path, file: &Path) -> anyhow::Result<Report> {
    let keys = keys(data).await?;
    let clock = TestClock::open(Arc::new(SystemClock), data.join(DataDir::CLOCK), TimeDelta::zero())?;
    let checkpoint = async |store: Store| store.checkpoint(&keys, clock.now(), file).await;
    with_table(data, checkpoint).await
}

async fn keys(data: &Path) -> anyhow::Result<AuditKeys> {
    let keys = Keys::new(Arc::new(KeyFile::existing(data.join(DataDir::KEYS))?));
    Ok(keys.audit().await?)
}

/// Asks the running stack's engine, or opens the file of a stopped one's.
pub(crate) async fn with_table<T>(
    data: &Path,
    ask: impl AsyncFnOnce(Store) -> Result<T, store::Error>,
) -> anyhow::Result<T> {
    with_stack(data, async |store| Ok(ask(store).await?)).await
}

/// The same, whatever it may fail of.
pub(crate) async fn with_stack<T>(data: &Path, ask: impl AsyncFnOnce(Store) -> anyhow::Result<T>) -> anyhow::Result<T> {
    let store = |endpoint: &str| Store::new(runtime::aws::dynamodb(Some(endpoint)), TABLE);
    if let Some(running) = RunningStack::find(data)? {
        return ask(store(&engine::endpoint(running.engine_port))).await;
    }
    let data = DataDir::open(data)?;
    let engine = Engine::start(&data.path(DataDir::ENGINE)).await?;
    let answer = ask(store(&engine.endpoint())).await;
    engine.stop().await?;
    answer
}
