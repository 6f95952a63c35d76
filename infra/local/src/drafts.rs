//! Exports the catalogue of a stack, and imports files into its draft, running or stopped.

use crate::{
    audit::with_stack,
    catalogue,
    clock::TestClock,
    data_dir::{DataDir, RunningStack},
};
use anyhow::{Context, bail};
use chrono::TimeDelta;
use desk::catalogue::operate::{self, Put, Which};
use runtime::{clock::SystemClock, entropy::SystemEntropy};
use std::{path::Path, sync::Arc};
use store::Store;

fn clock(data: &Path) -> anyhow::Result<TestClock> {
    TestClock::open(Arc::new(SystemClock), data.join(DataDir::CLOCK), TimeDelta::zero())
}

/// Writes a document into a file.
///
/// # Errors
/// There is no stack's data in this folder or no such version or draft, or the file cannot be written.
pub async fn export(data: &Path, file: &Path, which: Which) -> anyhow::Result<()> {
    let clock = clock(data)?;
    let export = async |store: Store| operate::export(&store, &clock, which).await.map_err(failed);
    let Some(document) = with_stack(data, export).await? else {
        bail!("There is no such catalogue.");
    };
    let port = RunningStack::find(data)?.map_or(8080, |running| running.port);
    let schema = format!("http://127.0.0.1:{port}/catalogue.schema.json");
    let text = operate::to_file(document, schema).map_err(failed)?;
    std::fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))
}

/// Puts a file into the draft, or says what is wrong with it.
///
/// # Errors
/// There is no stack's data in this folder, or the file is none of its kind.
pub async fn import(data: &Path, file: &Path, section: Option<&str>, dry_run: bool) -> anyhow::Result<Put> {
    let (clock, name) = (clock(data)?, file.display().to_string());
    let bytes = catalogue::bytes(file)?;
    let import = async |store: Store| {
        let file = (name.as_str(), section, bytes.as_slice());
        let put = operate::import(&store, (&clock, &SystemEntropy), file, dry_run).await;
        put.map_err(failed)
    };
    let put = with_stack(data, import).await?;
    put.map_err(|unreadable| anyhow::anyhow!("{name}: {unreadable}"))
}

fn failed(problem: runtime::Error) -> anyhow::Error {
    anyhow::anyhow!("{problem}")
}
