//! Verifies the event chains of a stack, running or stopped (spec chapter 6, 2).

use crate::{
    data_dir::{DataDir, RunningStack},
    engine::{self, Engine},
    keys::KeyFile,
    stack::TABLE,
};
use runtime::keys::Keys;
use std::{path::Path, sync::Arc};
use store::{Store, audit::Report};

/// Reads the whole table and verifies every chain.
///
/// # Errors
/// There is no stack's data in this folder, or it cannot be read. That chains are broken
/// is no error; the report says which.
pub async fn verify(data: &Path) -> anyhow::Result<Report> {
    let keys = Keys::new(Arc::new(KeyFile::existing(data.join(DataDir::KEYS))?))
        .audit()
        .await?;
    let store = |endpoint: &str| Store::new(runtime::aws::dynamodb(Some(endpoint)), TABLE);
    if let Some(running) = RunningStack::find(data)? {
        return Ok(store(&engine::endpoint(running.engine_port)).verify(&keys).await?);
    }
    let data = DataDir::open(data)?;
    let engine = Engine::start(&data.path(DataDir::ENGINE)).await?;
    let report = store(&engine.endpoint()).verify(&keys).await;
    engine.stop().await?;
    Ok(report?)
}
