//! The latchkey command: starts everything on one machine, tests everything, deploys to an
//! AWS account, and looks after keys and audit.

mod bench;
mod cloud;
mod program;
mod test;
mod up;

use anyhow::Context;
use clap::{Parser, Subcommand};
use std::{
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

#[derive(Parser)]
#[command(
    name = "latchkey",
    about = "An open licence desk, on one machine or in an AWS account.",
    version
)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Builds and starts everything: site, API, sign-in, mailbox, demo data.
    Up(up::Up),
    /// Runs every test and says how many passed and failed.
    Test(test::Test),
    /// Measures the functions as built for release: size, start, memory.
    Bench(bench::Bench),
    /// Builds everything and deploys it to an AWS account; again for the next version.
    Deploy(Box<cloud::Deploy>),
    /// Removes a deployment from an AWS account; table and keys stay unless told otherwise.
    Destroy(cloud::Destroy),
    /// The keys of a stack or a deployment.
    Keys {
        #[command(subcommand)]
        command: Keys,
    },
    /// The audit of a stack or a deployment.
    Audit {
        #[command(subcommand)]
        command: Audit,
    },
    /// Catalogues: in files, and of a stack or a deployment.
    Catalogue {
        #[command(subcommand)]
        command: Catalogue,
    },
    /// The search index of a stack or a deployment.
    Search {
        #[command(subcommand)]
        command: Search,
    },
}

#[derive(Subcommand)]
enum Keys {
    /// Puts a new key to use, also while the stack runs. What the old one made stays good.
    Rotate {
        /// Which key: licence, audit, links, webhooks or codes.
        #[arg(value_parser = ["licence", "audit", "links", "webhooks", "codes"])]
        kind: String,
        /// Uses a new key at once: for one that must not be used any more. A licence key is
        /// otherwise published 70 minutes before it signs, a code key of a deployment waits for
        /// five
        #[arg(long)]
        now: bool,
        #[command(flatten)]
        which: Which,
    },
}

#[derive(Subcommand)]
enum Audit {
    /// Verifies every event chain, also while the stack runs; names the first event of
    /// each chain that was edited, dropped, moved or cut off.
    Verify {
        /// A checkpoint made before: names also what was cut off together with what the
        /// aggregate says, written anew or removed since then
        #[arg(long, value_name = "FILE")]
        against: Option<String>,
        #[command(flatten)]
        which: Which,
    },
    /// Writes where every event chain stands, under one MAC, into a new file. Keep it where nobody
    /// can write who may write to the table.
    Checkpoint {
        /// The file; one that is there is never written over
        file: String,
        #[command(flatten)]
        which: Which,
    },
}

#[derive(Subcommand)]
enum Catalogue {
    /// Says everything that is wrong with a catalogue, by entry and field, or with rows of one, as a
    /// spreadsheet saves them, by row and column. Needs no stack.
    Check {
        /// The file, as it is exported; CSV where its name ends so
        file: PathBuf,
        /// The section that it holds [default: all, or what the columns of CSV are of]
        #[arg(long)]
        section: Option<String>,
        /// The catalogue that it is to follow: what was published keeps its meaning
        #[arg(long, value_name = "FILE")]
        after: Option<PathBuf>,
    },
    /// Says what one catalogue changes of another. Needs no stack.
    Diff {
        /// The one before
        before: PathBuf,
        /// The one after
        after: PathBuf,
    },
    /// Writes a catalogue into a file, also while the stack runs.
    Export {
        /// The file
        file: String,
        /// A version that was ever published [default: the one in force]
        #[arg(long)]
        version: Option<u32>,
        /// The draft
        #[arg(long, conflicts_with = "version")]
        draft: bool,
        #[command(flatten)]
        which: Which,
    },
    /// Puts a file into the draft, all of it or nothing, also while the stack runs: a whole catalogue or
    /// a section as JSON; parts, upgrade_items and rates also as CSV. Says what is wrong, by row.
    Import {
        /// The file, as it is exported; CSV where its name ends so
        file: String,
        /// The section that it holds [default: all, or what the columns of CSV are of]
        #[arg(long)]
        section: Option<String>,
        /// Changes nothing
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        which: Which,
    },
}

#[derive(Subcommand)]
enum Search {
    /// Makes it anew, also while the stack runs: once for locations that are older than the index,
    /// and whenever it is damaged.
    Rebuild {
        #[command(flatten)]
        which: Which,
    },
}

/// Where the stack keeps its data.
#[derive(clap::Args)]
struct Data {
    /// The folder of the stack's data [default: data, beside this project's Cargo.toml]
    #[arg(long)]
    data: Option<PathBuf>,
}

impl Data {
    fn folder(&self) -> PathBuf {
        self.data.clone().unwrap_or_else(|| root().join("data"))
    }
}

/// A stack on this machine, or a deployment in an AWS account.
#[derive(clap::Args)]
struct Which {
    #[command(flatten)]
    data: Data,
    /// The stage of a deployment in an AWS account, in place of a stack on this machine
    #[arg(long, conflicts_with = "data")]
    stage: Option<String>,
    /// The deployment's AWS region [default: the one that the AWS configuration names]
    #[arg(long, requires = "stage")]
    region: Option<String>,
}

impl Which {
    fn run(&self, arguments: &[&str]) -> anyhow::Result<ExitCode> {
        match &self.stage {
            Some(stage) => cloud::operate(stage, self.region.as_deref(), arguments),
            None => local(arguments, &self.data),
        }
    }
}

/// The project's folder.
fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here)
}

fn main() -> ExitCode {
    let done = match Arguments::parse().task {
        Task::Up(up) => up::run(&up),
        Task::Test(test) => test::run(&test),
        Task::Bench(bench) => bench::run(&bench),
        Task::Deploy(deploy) => cloud::deploy(&deploy),
        Task::Destroy(destroy) => cloud::destroy(&destroy),
        Task::Keys {
            command: Keys::Rotate { kind, now, which },
        } => {
            let now = now.then_some("--now");
            let arguments: Vec<&str> = ["rotate", &kind].into_iter().chain(now).collect();
            which.run(&arguments)
        }
        Task::Audit {
            command: Audit::Verify { against, which },
        } => {
            let against = against.iter().flat_map(|file| ["--against", file]);
            let arguments: Vec<&str> = std::iter::once("verify-audit").chain(against).collect();
            which.run(&arguments)
        }
        Task::Audit {
            command: Audit::Checkpoint { file, which },
        } => which.run(&["checkpoint-audit", &file]),
        Task::Catalogue {
            command: Catalogue::Check { file, section, after },
        } => in_files(
            "check-catalogue",
            &[&file],
            &[
                ("--section", section.as_deref().map(Path::new)),
                ("--after", after.as_deref()),
            ],
        ),
        Task::Catalogue {
            command: Catalogue::Diff { before, after },
        } => in_files("diff-catalogue", &[&before, &after], &[]),
        Task::Catalogue {
            command:
                Catalogue::Export {
                    file,
                    version,
                    draft,
                    which,
                },
        } => {
            let version = version.map(|version| version.to_string());
            let version = version.iter().flat_map(|version| ["--version", version]);
            let draft = draft.then_some("--draft");
            let arguments: Vec<&str> = ["export-catalogue", &file]
                .into_iter()
                .chain(version)
                .chain(draft)
                .collect();
            which.run(&arguments)
        }
        Task::Catalogue {
            command:
                Catalogue::Import {
                    file,
                    section,
                    dry_run,
                    which,
                },
        } => {
            let section = section.iter().flat_map(|section| ["--section", section]);
            let dry_run = dry_run.then_some("--dry-run");
            let arguments: Vec<&str> = ["import-catalogue", &file]
                .into_iter()
                .chain(section)
                .chain(dry_run)
                .collect();
            which.run(&arguments)
        }
        Task::Search {
            command: Search::Rebuild { which },
        } => which.run(&["rebuild-search"]),
    };
    done.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

/// Leaves the rest to the program of the stack.
fn local(arguments: &[&str], data: &Data) -> anyhow::Result<ExitCode> {
    let mut local = Command::new(program::build("local", true)?);
    ended(local.args(arguments).arg("--data").arg(data.folder()))
}

/// What needs no stack: files alone.
fn in_files(command: &str, files: &[&Path], options: &[(&str, Option<&Path>)]) -> anyhow::Result<ExitCode> {
    let mut local = Command::new(program::build("local", true)?);
    local.arg(command).args(files);
    for (name, value) in options {
        if let Some(value) = value {
            local.arg(name).arg(value);
        }
    }
    ended(&mut local)
}

fn ended(local: &mut Command) -> anyhow::Result<ExitCode> {
    let status = local.status().context("the server's program cannot be started")?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
