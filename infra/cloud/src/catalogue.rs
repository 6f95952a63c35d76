//! The first version of the catalogue.

use crate::start::VENDOR;
use anyhow::{Context, bail};
use clap::Args;
use desk::catalogue::operate::{self, Which};
use domain::catalogue::{Document, faults};
use runtime::{App, serve};
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
    let app = app()?;
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

fn app() -> anyhow::Result<App> {
    serve::from_environment().map_err(|error| anyhow::anyhow!(error))
}

/// Which catalogue is written into which file.
#[derive(Args)]
pub struct Export {
    /// The file.
    file: PathBuf,
    /// A version that was ever published; without one what is in force
    #[arg(long)]
    version: Option<u32>,
    /// The draft
    #[arg(long, conflicts_with = "version")]
    draft: bool,
}

/// Writes a catalogue into a file.
pub async fn export(export: &Export) -> anyhow::Result<ExitCode> {
    let app = app()?;
    let which = match export.version {
        Some(version) => Which::Version(version),
        None if export.draft => Which::Draft,
        None => Which::InForce,
    };
    let document = operate::export(&app.store, &*app.clock, which).await;
    let Some(document) = document.map_err(|problem| anyhow::anyhow!("{problem}"))? else {
        bail!("There is no such catalogue.");
    };
    let schema = format!("{}/catalogue.schema.json", app.settings.public_url);
    let text = operate::to_file(document, schema).map_err(|problem| anyhow::anyhow!("{problem}"))?;
    let shown = export.file.display();
    fs::write(&export.file, text).with_context(|| format!("cannot write {shown}"))?;
    println!("The catalogue is written to {shown}.");
    Ok(ExitCode::SUCCESS)
}

/// Which file goes into the draft.
#[derive(Args)]
pub struct Import {
    /// The file, as it is exported, or as a spreadsheet saves it.
    file: PathBuf,
    /// The section that it holds
    #[arg(long)]
    section: Option<String>,
    /// Changes nothing
    #[arg(long)]
    dry_run: bool,
}

/// Puts a file into the draft; fails where a row of it cannot be read.
pub async fn import(import: &Import) -> anyhow::Result<ExitCode> {
    let app = app()?;
    let name = import.file.display().to_string();
    let bytes = fs::read(&import.file).with_context(|| format!("cannot read {name}"))?;
    let file = (name.as_str(), import.section.as_deref(), bytes.as_slice());
    let put = operate::import(&app.store, (&*app.clock, &*app.entropy), file, import.dry_run).await;
    let put = put.map_err(|problem| anyhow::anyhow!("{problem}"))?;
    let put = put.map_err(|unreadable| anyhow::anyhow!("{name}: {unreadable}"))?;
    println!("{put}");
    Ok(if put.is_good(import.dry_run) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
