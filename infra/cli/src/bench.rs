//! `latchkey bench`: the functions as Lambda gets them, measured on this machine.

use crate::{cloud, program, root, test::stack::TestStack};
use clap::Args;
use std::{path::PathBuf, process::ExitCode};

/// What to measure.
#[derive(Args)]
pub struct Bench {
    /// Takes the functions' programs from this folder instead of building them for release
    #[arg(long)]
    programs: Option<PathBuf>,
    /// How often each is started
    #[arg(long, default_value_t = 101)]
    runs: u32,
}

/// Builds, measures, and prints the table that stands in infra/README.md.
pub fn run(bench: &Bench) -> anyhow::Result<ExitCode> {
    let programs = match &bench.programs {
        Some(folder) => std::path::absolute(folder)?,
        None => {
            let mut build = program::cargo(&["build", "--release", "--package", "bare-function"]);
            for function in cloud::functions()? {
                build.args(["--package", &function]);
            }
            program::run(&mut build)?;
            root().join("target/release")
        }
    };
    let stack = TestStack::start("bench")?;
    let mut node = program::program("node", root(), &["tests/bench/functions.mjs"]);
    node.arg(programs).arg(bench.runs.to_string());
    program::run(stack.tell(&mut node))?;
    Ok(ExitCode::SUCCESS)
}
