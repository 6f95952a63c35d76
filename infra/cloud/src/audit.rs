//! The event chains of a deployment (spec chapter 6, 2).

use anyhow::Context;
use runtime::serve;
use std::{path::Path, process::ExitCode};
use store::audit::{Checkpoint, Report};

/// Reads the whole table and verifies every chain, and what became of it since the checkpoint.
pub async fn verify(against: Option<&Path>) -> anyhow::Result<ExitCode> {
    let app = serve::from_environment().map_err(|error| anyhow::anyhow!(error))?;
    let keys = app.keys.audit().await?;
    let checkpoint = match against {
        Some(file) => {
            Checkpoint::open(file, &keys).with_context(|| format!("{} is no checkpoint to go by", file.display()))?
        }
        None => Checkpoint::default(),
    };
    Ok(told(&app.store.verify_against(&keys, &checkpoint).await?))
}

/// Writes where every chain stands into a new file.
pub async fn checkpoint(file: &Path) -> anyhow::Result<ExitCode> {
    let app = serve::from_environment().map_err(|error| anyhow::anyhow!(error))?;
    let keys = app.keys.audit().await?;
    let report = app.store.checkpoint(&keys, app.clock.now(), file).await?;
    let code = told(&report);
    println!("Where they stand is written to {}.", file.display());
    Ok(code)
}

fn told(report: &Report) -> ExitCode {
    for tampering in &report.tampering {
        println!("{tampering}");
    }
    println!("{report}");
    if report.tampering.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
