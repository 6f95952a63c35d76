//! All of Latchkey in one process on one machine.

use anyhow::{Context, bail};
use chrono::TimeDelta;
use clap::{Parser, Subcommand, ValueEnum};
use desk::catalogue::operate::Which;
use local::{
    audit, catalogue,
    clock::TestClock,
    data_dir::DataDir,
    drafts,
    keys::KeyFile,
    search,
    serve::{self, Serve},
};
use runtime::{
    clock::{Clock, SystemClock},
    keys::{Begins, KeyKind},
};
use std::{path::PathBuf, process::ExitCode, sync::Arc};
use store::audit::Report;

#[derive(Parser)]
#[command(about, version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves site, API, issuer, mailbox and clock on 127.0.0.1 until it is stopped.
    Serve(Serve),
    /// Puts a new key to use; what the old one made stays good.
    Rotate {
        /// Which key.
        kind: Kind,
        /// Signs with a new licence key at once, though who keeps the key set may not know it.
        #[arg(long)]
        now: bool,
        /// The folder that holds the stack's data.
        #[arg(long, default_value = "data")]
        data: PathBuf,
    },
    /// Verifies every event chain; fails where one was tampered with.
    VerifyAudit {
        /// The folder that holds the stack's data. A running stack is asked, a stopped
        /// one's file is opened.
        #[arg(long, default_value = "data")]
        data: PathBuf,
        /// A checkpoint made before.
        #[arg(long)]
        against: Option<PathBuf>,
    },
    /// Makes the search index of locations anew.
    RebuildSearch {
        /// The folder that holds the stack's data. A running stack is asked, a stopped
        /// one's file is opened.
        #[arg(long, default_value = "data")]
        data: PathBuf,
    },
    /// Says everything that is wrong with a catalogue or rows of one in a file; fails where something is.
    CheckCatalogue {
        /// The file, as it is exported, or as a spreadsheet saves it.
        file: PathBuf,
        /// The section that it holds.
        #[arg(long)]
        section: Option<String>,
        /// The catalogue that it is to follow: what was published keeps its meaning.
        #[arg(long)]
        after: Option<PathBuf>,
    },
    /// Says what one catalogue in a file changes of another.
    DiffCatalogue {
        /// The one before.
        before: PathBuf,
        /// The one after.
        after: PathBuf,
    },
    /// Writes a catalogue into a file.
    ExportCatalogue {
        /// The file.
        file: PathBuf,
        /// A version that was ever published; without one what is in force.
        #[arg(long)]
        version: Option<u32>,
        /// The draft.
        #[arg(long, conflicts_with = "version")]
        draft: bool,
        /// The folder that holds the stack's data.
        #[arg(long, default_value = "data")]
        data: PathBuf,
    },
    /// Puts a file into the draft; fails where a row of it cannot be read.
    ImportCatalogue {
        /// The file, as it is exported, or as a spreadsheet saves it.
        file: PathBuf,
        /// The section that it holds.
        #[arg(long)]
        section: Option<String>,
        /// Changes nothing.
        #[arg(long)]
        dry_run: bool,
        /// The folder that holds the stack's data.
        #[arg(long, default_value = "data")]
        data: PathBuf,
    },
    /// Writes where every event chain stands into a new file.
    CheckpointAudit {
        /// The file.
        file: PathBuf,
        /// The folder that holds the stack's data.
        #[arg(long, default_value = "data")]
        data: PathBuf,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    /// Signs licence files.
    Licence,
    /// Links events to chains.
    Audit,
    /// Makes the links in mails.
    Links,
    /// Makes the secrets of webhook endpoints.
    Webhooks,
    /// Makes activation codes, and looks them up.
    Codes,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse().command).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve(options) => {
            log();
            serve::serve(options).await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Rotate { kind, now, data } => {
            let kind = match kind {
                Kind::Licence => KeyKind::LicenceSigning,
                Kind::Audit => KeyKind::Audit,
                Kind::Links => KeyKind::Links,
                Kind::Webhooks => KeyKind::Webhooks,
                Kind::Codes => KeyKind::Codes,
            };
            if !data.is_dir() {
                bail!("there is no data in {}", data.display());
            }
            let clock = TestClock::open(Arc::new(SystemClock), data.join(DataDir::CLOCK), TimeDelta::zero())?;
            let begins = if now { Begins::AtOnce } else { Begins::OnceKnown };
            let keys = KeyFile::existing(data.join(DataDir::KEYS))?;
            println!("{}", keys.rotate(kind, clock.now(), begins)?.said(kind, clock.now()));
            Ok(ExitCode::SUCCESS)
        }
        Command::VerifyAudit { data, against } => {
            let report = audit::verify(&data, against.as_deref())
                .await
                .context("the event chains cannot be verified")?;
            Ok(told(&report))
        }
        Command::RebuildSearch { data } => {
            let things = search::rebuild(&data)
                .await
                .context("the search index cannot be made")?;
            println!("{things} locations, customers and orders are in the search index.");
            Ok(ExitCode::SUCCESS)
        }
        Command::CheckCatalogue { file, section, after } => {
            let after = after.map(|after| catalogue::read(&after)).transpose()?;
            let faults = catalogue::check(&file, section.as_deref(), after.as_ref(), &mut std::io::stdout())?;
            if faults == 0 {
                println!("There is nothing wrong with {}.", file.display());
                return Ok(ExitCode::SUCCESS);
            }
            Ok(ExitCode::FAILURE)
        }
        Command::ExportCatalogue {
            file,
            version,
            draft,
            data,
        } => {
            let which = match version {
                Some(version) => Which::Version(version),
                None if draft => Which::Draft,
                None => Which::InForce,
            };
            drafts::export(&data, &file, which).await?;
            println!("The catalogue is written to {}.", file.display());
            Ok(ExitCode::SUCCESS)
        }
        Command::ImportCatalogue {
            file,
            section,
            dry_run,
            data,
        } => {
            let put = drafts::import(&data, &file, section.as_deref(), dry_run).await?;
            println!("{put}");
            Ok(if put.is_good(dry_run) {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            })
        }
        Command::DiffCatalogue { before, after } => {
            let (before, after) = (catalogue::read(&before)?, catalogue::read(&after)?);
            if catalogue::diff(&before, &after, &mut std::io::stdout())? == 0 {
                println!("There is no difference.");
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::CheckpointAudit { file, data } => {
            let report = audit::checkpoint(&data, &file)
                .await
                .context("where the event chains stand cannot be written down")?;
            let code = told(&report);
            println!("Where they stand is written to {}.", file.display());
            Ok(code)
        }
    }
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

/// What goes wrong, on standard error; `RUST_LOG` asks for more.
fn log() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,local=info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_target(false)
        .with_writer(std::io::stderr)
        .init();
}
