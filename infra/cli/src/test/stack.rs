//! A stack of its own for a stage of tests: fresh demo data, a free port.

use crate::{program, root};
use anyhow::{Context, bail};
use std::{
    fs,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread,
};

/// Runs until it is dropped.
pub struct TestStack {
    process: Child,
    data: PathBuf,
    url: String,
}

impl TestStack {
    /// Builds the stack and starts it.
    pub fn start(name: &str) -> anyhow::Result<Self> {
        let mut serve = Command::new(program::build("local", false)?);
        let data = root().join("target").join("test-stacks").join(name);
        if data.exists() {
            fs::remove_dir_all(&data).with_context(|| format!("cannot remove {}", data.display()))?;
        }
        let mut process = serve
            .args(["serve", "--port", "0", "--data"])
            .arg(&data)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .context("the stack cannot be started")?;
        let output = process.stdout.take().context("the stack has no output")?;
        let mut lines = BufReader::new(output).lines();
        while let Some(line) = lines.next() {
            if let Some((_, url)) = line?.split_once("Latchkey is running at ") {
                let url = url.to_owned();
                // It goes on talking, and would fail if nobody listened.
                thread::spawn(move || lines.for_each(drop));
                return Ok(Self { url, process, data });
            }
        }
        let status = process.wait()?;
        bail!("the stack ended before it was ready ({status})")
    }

    /// Tells a runner where the stack is: `LATCHKEY_URL` and `LATCHKEY_DATA`.
    pub fn tell<'a>(&self, runner: &'a mut Command) -> &'a mut Command {
        runner.env("LATCHKEY_URL", &self.url).env("LATCHKEY_DATA", &self.data)
    }
}

impl Drop for TestStack {
    fn drop(&mut self) {
        // It loses nothing by being killed, and its data goes with the next run.
        if let Err(error) = self.process.kill().and_then(|()| self.process.wait()) {
            eprintln!("the stack of the tests is still running: {error}");
        }
    }
}
