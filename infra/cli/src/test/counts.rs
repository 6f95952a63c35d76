//! How many tests passed and failed, read off what the runners print.

use anyhow::Context;
use std::{
    fmt,
    io::{BufRead, BufReader},
    ops::Add,
    process::{Command, Stdio},
};

use crate::program::shown;

/// How many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Passed.
    pub passed: u64,
    /// Failed.
    pub failed: u64,
}

impl Counts {
    /// One check that passed.
    pub const PASSED: Self = Self { passed: 1, failed: 0 };
    /// One check that failed.
    pub const FAILED: Self = Self { passed: 0, failed: 1 };
}

impl Add for Counts {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
        }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// Reads counts off a line of a runner's summary.
pub type Reader = fn(&str) -> Option<Counts>;

/// `test result: ok. 10 passed; 0 failed; ...`, as cargo's runner says for each binary.
pub fn of_cargo(line: &str) -> Option<Counts> {
    let line = line.trim().strip_prefix("test result: ")?;
    let number = |word: &str| {
        let (before, _) = line.split_once(word)?;
        before.rsplit([' ', '.']).find(|part| !part.is_empty())?.parse().ok()
    };
    Some(Counts {
        passed: number(" passed")?,
        failed: number(" failed")?,
    })
}

/// `# pass 5` and `# fail 0`, as node's runner says at its end; cancelled ones failed.
pub fn of_node(line: &str) -> Option<Counts> {
    let line = line.trim_start_matches(['#', 'ℹ', ' ']);
    let (word, number) = line.trim_end().split_once(' ')?;
    let number = number.parse().ok()?;
    match word {
        "pass" => Some(Counts {
            passed: number,
            failed: 0,
        }),
        "fail" | "cancelled" => Some(Counts {
            passed: 0,
            failed: number,
        }),
        _ => None,
    }
}

/// `name (case) ... ok`, as Python's unittest says of each test when it is verbose.
pub fn of_unittest(line: &str) -> Option<Counts> {
    match line.rsplit_once(" ... ")?.1.trim_end() {
        "ok" => Some(Counts::PASSED),
        "FAIL" | "ERROR" => Some(Counts::FAILED),
        _ => None,
    }
}

/// `2 failed, 10 passed, 1 error in 12.34s`, framed or not, as pytest says at its end.
pub fn of_pytest(line: &str) -> Option<Counts> {
    let (counts, _) = line.trim_matches(['=', ' ']).rsplit_once(" in ")?;
    let mut all = Counts::default();
    for part in counts.split(", ") {
        let (number, word) = part.split_once(' ')?;
        let number: u64 = number.parse().ok()?;
        match word {
            "passed" => all.passed += number,
            "failed" | "error" | "errors" => all.failed += number,
            "skipped" | "deselected" | "xfailed" | "xpassed" | "warning" | "warnings" => {}
            _ => return None,
        }
    }
    Some(all)
}

/// Runs a runner, shows what it prints, and adds its counts up. A runner that fails has
/// failed tests, and so has one that ran none.
pub fn count(command: &mut Command, reader: Reader) -> anyhow::Result<Counts> {
    let (counts, _, success) = run(command, reader)?;
    Ok(judged(counts, success, &shown(command)))
}

/// The same, for a runner that ends with this code where it has nothing to run on, and
/// says so itself.
pub fn count_unless(left_out: i32, command: &mut Command, reader: Reader) -> anyhow::Result<Counts> {
    let (counts, code, success) = run(command, reader)?;
    if code == Some(left_out) && counts == Counts::default() {
        return Ok(counts);
    }
    Ok(judged(counts, success, &shown(command)))
}

/// The same for one that runs beside others of its kind: what it prints is shown in one piece.
pub fn count_apart(command: &mut Command, reader: Reader) -> anyhow::Result<Counts> {
    let shown = shown(command);
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("`{shown}` cannot be started"))?;
    let printed = String::from_utf8_lossy(&output.stdout);
    println!("{printed}");
    let counts = printed.lines().filter_map(reader);
    let counts = counts.fold(Counts::default(), |all, one| all + one);
    Ok(judged(counts, output.status.success(), &shown))
}

fn run(command: &mut Command, reader: Reader) -> anyhow::Result<(Counts, Option<i32>, bool)> {
    let shown = shown(command);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("`{shown}` cannot be started"))?;
    let output = child
        .stdout
        .take()
        .with_context(|| format!("`{shown}` has no output"))?;
    let mut counts = Counts::default();
    for line in BufReader::new(output).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        counts = counts + reader(&line).unwrap_or_default();
    }
    let status = child.wait()?;
    Ok((counts, status.code(), status.success()))
}

fn judged(counts: Counts, success: bool, shown: &str) -> Counts {
    if !success && counts.failed == 0 {
        println!("`{shown}` failed");
        counts + Counts::FAILED
    } else if counts == Counts::default() {
        println!("`{shown}` ran no test");
        Counts::FAILED
    } else {
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargos_summary_is_read() {
        let line = "test result: FAILED. 10 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.52s";
        assert_eq!(of_cargo(line), Some(Counts { passed: 10, failed: 2 }));
        assert_eq!(
            of_cargo("test result: ok. 0 passed; 0 failed; 0 ignored"),
            Some(Counts::default())
        );
        assert_eq!(of_cargo("test a_thing ... ok"), None);
    }

    #[test]
    fn nodes_summary_is_read() {
        assert_eq!(of_node("# pass 5"), Some(Counts { passed: 5, failed: 0 }));
        assert_eq!(of_node("ℹ fail 2"), Some(Counts { passed: 0, failed: 2 }));
        assert_eq!(of_node("# cancelled 1"), Some(Counts { passed: 0, failed: 1 }));
        for other in ["# tests 5", "ok 1 - pass 5", "# pass the salt", ""] {
            assert_eq!(of_node(other), None, "{other}");
        }
    }

    #[test]
    fn pytests_summary_is_read() {
        let line = "=== 2 failed, 10 passed, 1 warning, 1 error in 12.34s (0:00:12) ===";
        assert_eq!(of_pytest(line), Some(Counts { passed: 10, failed: 3 }));
        assert_eq!(
            of_pytest("169 passed in 157.01s"),
            Some(Counts { passed: 169, failed: 0 })
        );
        for other in ["   12.3  create the stack", "went wrong in 3 places", "1 thing in 2"] {
            assert_eq!(of_pytest(other), None, "{other}");
        }
    }

    #[test]
    fn a_runner_that_fails_or_runs_nothing_has_failed() {
        let two = Counts { passed: 2, failed: 0 };
        assert_eq!(judged(two, true, ""), two);
        assert_eq!(judged(two, false, ""), Counts { passed: 2, failed: 1 });
        assert_eq!(judged(Counts::default(), true, ""), Counts::FAILED);
        assert_eq!(
            judged(Counts { passed: 1, failed: 3 }, false, ""),
            Counts { passed: 1, failed: 3 }
        );
    }
}
