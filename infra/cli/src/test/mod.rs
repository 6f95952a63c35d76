//! `latchkey test`: every test there is, in stages.

mod counts;
pub mod stack;
mod stages;

use clap::{Args, ValueEnum};
use counts::Counts;
use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

/// Which tests to run.
#[derive(Args)]
pub struct Test {
    /// Runs this stage alone; can be given again.
    #[arg(long, value_enum)]
    only: Vec<Stage>,
}

/// A part of the tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Stage {
    /// rustfmt has nothing to change.
    Format,
    /// The site builds in its release form.
    Site,
    /// clippy has nothing to say, for this machine and for the browser.
    Lint,
    /// domain and api build alone, for this machine and for the browser.
    Alone,
    /// The Rust tests.
    Rust,
    /// What decides in the table, on other engines than the embedded one.
    Engines,
    /// Licence files verify with libraries that are not ours.
    LicenceFile,
    /// The template on an emulator, and the functions as the Lambda binaries that they are.
    Deployment,
    /// Every operation does what the OpenAPI document says, and nothing else.
    Api,
    /// What a person does, in a browser.
    Browser,
}

impl Stage {
    fn run(self) -> anyhow::Result<Counts> {
        match self {
            Self::Format => stages::format(),
            Self::Site => stages::site(),
            Self::Lint => stages::lint(),
            Self::Alone => stages::alone(),
            Self::Rust => stages::rust(),
            Self::Engines => stages::engines(),
            Self::LicenceFile => stages::licence_file(),
            Self::Deployment => stages::deployment(),
            Self::Api => stages::api(),
            Self::Browser => stages::browser(),
        }
    }

    fn name(self) -> String {
        self.to_possible_value()
            .map_or_else(String::new, |value| value.get_name().to_owned())
    }
}

/// Runs the stages, says how long each took, and ends with `N passed, N failed`.
pub fn run(test: &Test) -> anyhow::Result<ExitCode> {
    let mut total = Counts::default();
    let mut rows = Vec::new();
    let chosen = |stage: &&Stage| test.only.is_empty() || test.only.contains(stage);
    for stage in Stage::value_variants().iter().filter(chosen) {
        println!("\n== {} ==", stage.name());
        let started = Instant::now();
        let counts = stage.run().unwrap_or_else(|error| {
            println!("{} failed: {error:#}", stage.name());
            Counts { passed: 0, failed: 1 }
        });
        rows.push((stage.name(), started.elapsed(), counts));
        total = total + counts;
    }
    println!();
    for (name, took, counts) in rows {
        println!("{name:<14}{:>8}   {counts}", minutes(took));
    }
    println!("{total}");
    Ok(if total.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn minutes(took: Duration) -> String {
    format!("{}:{:02}", took.as_secs() / 60, took.as_secs() % 60)
}
