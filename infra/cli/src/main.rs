//! The latchkey command: starts everything on one machine, tests everything, and looks
//! after the keys and the audit of a stack.

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
#[command(name = "latchkey", about = "An open licence desk, on one machine.", version)]
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
    /// The keys of a stack.
    Keys {
        #[command(subcommand)]
        command: Keys,
    },
    /// The audit of a stack.
    Audit {
        #[command(subcommand)]
        command: Audit,
    },
}

#[derive(Subcommand)]
enum Keys {
    /// Puts a new key to use, also while the stack runs. What the old one made stays good.
    Rotate {
        /// Which key: licence, audit, links or webhooks.
        #[arg(value_parser = ["licence", "audit", "links", "webhooks"])]
        kind: String,
        #[command(flatten)]
        data: Data,
    },
}

#[derive(Subcommand)]
enum Audit {
    /// Verifies every event chain, also while the stack runs; names the first event of
    /// each chain that was edited, dropped, moved or cut off.
    Verify {
        #[command(flatten)]
        data: Data,
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

/// The project's folder.
fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here)
}

fn main() -> ExitCode {
    let done = match Arguments::parse().task {
        Task::Up(up) => up::run(&up),
        Task::Test(test) => test::run(&test),
        Task::Keys {
            command: Keys::Rotate { kind, data },
        } => local(&["rotate", &kind], &data),
        Task::Audit {
            command: Audit::Verify { data },
        } => local(&["verify-audit"], &data),
    };
    done.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

/// Leaves the rest to the program of the stack.
fn local(arguments: &[&str], data: &Data) -> anyhow::Result<ExitCode> {
    let mut local = Command::new(program::build_local(true)?);
    local.args(arguments).arg("--data").arg(data.folder());
    let status = local.status().context("the server's program cannot be started")?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
