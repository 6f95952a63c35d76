//! The first version of the catalogue.

use crate::start::VENDOR;
use anyhow::{Context, bail};
use clap::Args;
use domain::catalogue::{Document, faults};
use runtime::serve;
use std::{fs, path::PathBuf, process::ExitCode};

/// With which catalogue a deployment begins.
#[derive(Args)]
pub struct Begin {
    /// The file, as it is exported.
    file: PathBuf,
    /// Only in a table from before there were versions: the file is what was compiled in then
    #[arg(long)]
    compiled_in: bool,
}

/// Publishes it unless a version was published already.
pub async fn begin(begin: &Begin) -> anyhow::Result<ExitCode> {
    let app = serve::from_environment().map_err(|error| anyhow::anyhow!(error))?;
    let shown = begin.file.display();
    let text = fs::read(&begin.file).with_context(|| format!("cannot read {shown}"))?;
    let document: Document = serde_json::from_slice(&text).with_context(|| format!("{shown} is no catalogue"))?;
    if let Some(fault) = faults(&document).first() {
        bail!(
            "{shown}: {}/{} {}: {}",
            fault.section,
            fault.entry,
            fault.field,
            fault.message
        );
    }
    let began = if begin.compiled_in {
        desk::catalogue::begin_where_it_was_compiled_in(&app, VENDOR, &document).await
    } else {
        desk::catalogue::begin(&app, VENDOR, &document).await
    };
    if began.map_err(|problem| anyhow::anyhow!("the catalogue cannot be published: {problem}"))? {
        println!("Version 1 of the catalogue is in force.");
    }
    Ok(ExitCode::SUCCESS)
}
