//! Stages that run beside others, in a process of their own: what they say is shown in one piece
//! when they have ended.

use super::{Row, Stage, counts::Counts};
use crate::root;
use anyhow::{Context, bail};
use std::{
    env,
    fs::{self, File},
    path::PathBuf,
    process::{Child, Command},
    time::Duration,
};

/// Stages that are running; nothing where there are none.
pub struct Beside(Option<Running>);

struct Running {
    stages: Vec<String>,
    process: Child,
    said: PathBuf,
}

impl Beside {
    /// Starts them.
    pub fn start(stages: &[Stage]) -> anyhow::Result<Self> {
        let stages: Vec<_> = stages.iter().map(|stage| stage.name()).collect();
        if stages.is_empty() {
            return Ok(Self(None));
        }
        let said = root().join("target").join(format!("test-{}.log", stages.join("-")));
        let log = File::create(&said).with_context(|| format!("cannot write {}", said.display()))?;
        let mut command = Command::new(env::current_exe()?);
        command.arg("test");
        for stage in &stages {
            command.args(["--only", stage]);
        }
        let process = command.stdout(log.try_clone()?).stderr(log).spawn()?;
        println!("\nBeside this: {}, into {}", stages.join(", "), said.display());
        Ok(Self(Some(Running { stages, process, said })))
    }

    /// Whether they are still running.
    pub fn is_running(&mut self) -> anyhow::Result<bool> {
        match &mut self.0 {
            Some(running) => Ok(running.process.try_wait()?.is_none()),
            None => Ok(false),
        }
    }

    /// Waits for them, and shows what they said.
    pub fn finish(mut self) -> anyhow::Result<Vec<Row>> {
        let Some(mut running) = self.0.take() else {
            return Ok(Vec::new());
        };
        running.process.wait()?;
        let said = fs::read(&running.said)?;
        let said = String::from_utf8_lossy(&said);
        print!("{said}");
        let rows = running
            .stages
            .iter()
            .map(|stage| match said.lines().rev().find_map(|line| row(stage, line)) {
                Some(row) => Ok(row),
                None => bail!("{stage} has not said how it ended"),
            });
        rows.collect()
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        if let Some(running) = &mut self.0 {
            // Nobody waits for it any more; where it has ended already, so much the better.
            let _ = running.process.kill().and_then(|()| running.process.wait());
        }
    }
}

/// A line such as `site   4:05   12 passed, 0 failed`.
fn row(stage: &str, line: &str) -> Option<Row> {
    let words: Vec<_> = line.split_whitespace().collect();
    let [name, took, passed, "passed,", failed, "failed"] = words[..] else {
        return None;
    };
    let (minutes, seconds) = took.split_once(':')?;
    (name == stage).then_some(Row {
        name: name.to_owned(),
        took: Duration::from_secs(minutes.parse::<u64>().ok()? * 60 + seconds.parse::<u64>().ok()?),
        counts: Counts {
            passed: passed.parse().ok()?,
            failed: failed.parse().ok()?,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_row_of_a_stage_is_read_as_it_is_written() {
        let read = row("site", "site              14:05   12 passed, 1 failed").unwrap();
        assert_eq!(
            (read.took, read.counts),
            (Duration::from_secs(845), Counts { passed: 12, failed: 1 })
        );
        for other in ["lint 0:01 1 passed, 0 failed", "12 passed, 1 failed", "== site ==", ""] {
            assert!(row("site", other).is_none(), "{other}");
        }
    }
}
