//! `latchkey test`: every test there is, in stages.

mod beside;
mod browser;
mod counts;
pub mod stack;
mod stages;

use beside::Beside;
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
    /// clippy has nothing to say.
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
    fn run(self, beside: &mut Beside) -> anyhow::Result<Counts> {
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
            Self::Browser => browser::run(beside),
        }
    }

    fn name(self) -> String {
        self.to_possible_value()
            .map_or_else(String::new, |value| value.get_name().to_owned())
    }
}

/// What a whole run does, one line after the other. The second list of a line runs beside the
/// first: a linker, a browser and an emulator leave some of the second core to others.
const WHOLE: [(&[Stage], &[Stage]); 3] = [
    (&[Stage::Format, Stage::Lint, Stage::Alone], &[Stage::Site]),
    (&[Stage::Rust], &[]),
    (
        &[Stage::Browser],
        &[Stage::Deployment, Stage::Engines, Stage::LicenceFile, Stage::Api],
    ),
];

/// A stage that has run.
struct Row {
    name: String,
    took: Duration,
    counts: Counts,
}

/// Runs the stages, says how long each took, and ends with `N passed, N failed`.
pub fn run(test: &Test) -> anyhow::Result<ExitCode> {
    let started = Instant::now();
    let mut rows = Vec::new();
    if test.only.is_empty() {
        for (stages, beside) in WHOLE {
            let mut beside = Beside::start(beside)?;
            rows.extend(stages.iter().map(|stage| one(*stage, &mut beside)));
            rows.extend(beside.finish()?);
        }
    } else {
        let mut nothing = Beside::start(&[])?;
        rows.extend(test.only.iter().map(|stage| one(*stage, &mut nothing)));
    }
    println!();
    let mut total = Counts::default();
    for Row { name, took, counts } in rows {
        println!("{name:<14}{:>8}   {counts}", minutes(took));
        total = total + counts;
    }
    println!("{:<14}{:>8}", "all", minutes(started.elapsed()));
    println!("{total}");
    Ok(if total.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn one(stage: Stage, beside: &mut Beside) -> Row {
    println!("\n== {} ==", stage.name());
    let started = Instant::now();
    let counts = stage.run(beside).unwrap_or_else(|error| {
        println!("{} failed: {error:#}", stage.name());
        Counts::FAILED
    });
    Row {
        name: stage.name(),
        took: started.elapsed(),
        counts,
    }
}

fn minutes(took: Duration) -> String {
    format!("{}:{:02}", took.as_secs() / 60, took.as_secs() % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_run_leaves_no_stage_out_and_runs_none_twice() {
        let mut run: Vec<_> = WHOLE
            .iter()
            .flat_map(|(stages, beside)| stages.iter().chain(*beside))
            .map(|stage| stage.name())
            .collect();
        let mut all: Vec<_> = Stage::value_variants().iter().map(|stage| stage.name()).collect();
        run.sort();
        all.sort();
        assert_eq!(run, all);
    }
}
