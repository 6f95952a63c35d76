//! The browser tests, in one lane beside what runs beside them, and in two when that has ended: each
//! leaves half of a core idle.

use super::{
    beside::Beside,
    counts::{Counts, count_apart, of_node},
    stack::TestStack,
};
use crate::{
    program::{self, program},
    root,
};
use anyhow::{Context, bail};
use std::{
    collections::VecDeque,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{Mutex, PoisonError},
    thread,
    time::Duration,
};

/// Chromium without a window, as Debian builds it from the same source.
const CHROMIUM: &str = "/usr/bin/chromium-headless-shell";

/// What a lane needs beside its stack.
struct Lanes {
    folder: PathBuf,
    /// Another desk, whose people sign in elsewhere, as those of a deployment do.
    desk_elsewhere: PathBuf,
    /// The program of the stack, for a desk that begins empty.
    local: PathBuf,
    files: Mutex<VecDeque<String>>,
}

impl Lanes {
    /// Runs files one after the other on a stack of its own, until none is left.
    fn run(&self, name: &str, next: fn(&mut VecDeque<String>) -> Option<String>) -> anyhow::Result<Counts> {
        let mut all = Counts::default();
        let mut stack = None;
        loop {
            let file = next(&mut self.files.lock().unwrap_or_else(PoisonError::into_inner));
            let Some(file) = file else { return Ok(all) };
            let stack = match &stack {
                Some(stack) => stack,
                None => stack.insert(TestStack::start(name)?),
            };
            let mut node = program("node", &self.folder, &["--test", "--test-reporter=tap", &file]);
            node.env("LATCHKEY_DESK_ELSEWHERE", &self.desk_elsewhere)
                .env("LATCHKEY_LOCAL", &self.local);
            all = all + count_apart(stack.tell(&mut node), of_node)?;
        }
    }

    fn are_left(&self) -> bool {
        !self.files.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }
}

/// Runs every file: the first lane takes them from the front, the second from the back.
pub fn run(beside: &mut Beside) -> anyhow::Result<Counts> {
    let folder = root().join("tests/browser");
    let files = files(&folder)?;
    install_chromium()?;
    program::npm_install(&folder)?;
    site_build::build(root(), true)?;
    let lanes = Lanes {
        folder,
        desk_elsewhere: program::build_example("desk-elsewhere")?,
        local: program::build("local", false)?,
        files: Mutex::new(files),
    };
    thread::scope(|scope| {
        let first = scope.spawn(|| lanes.run("browser", VecDeque::pop_front));
        while beside.is_running()? && lanes.are_left() {
            thread::sleep(Duration::from_secs(1));
        }
        let second = lanes.run("browser-2", VecDeque::pop_back)?;
        match first.join() {
            Ok(first) => Ok(first? + second),
            Err(_) => bail!("a lane of the browser tests panicked"),
        }
    })
}

/// The files of tests, by name.
fn files(folder: &Path) -> anyhow::Result<VecDeque<String>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".test.mjs") {
            files.push(name);
        }
    }
    if files.is_empty() {
        bail!("there are no browser tests in {}", folder.display());
    }
    files.sort();
    Ok(files.into())
}

fn install_chromium() -> anyhow::Result<()> {
    if Path::new(CHROMIUM).exists() {
        return Ok(());
    }
    println!("Installing Debian's chromium-headless-shell for the browser tests.");
    let user = program("id", root(), &["-u"]).stdin(Stdio::null()).output()?;
    let is_root = user.stdout.trim_ascii() == b"0";
    for arguments in [
        &["update", "--quiet"][..],
        &[
            "install",
            "--yes",
            "--quiet",
            "--no-install-recommends",
            "chromium-headless-shell",
        ],
    ] {
        let mut apt = if is_root {
            Command::new("apt-get")
        } else {
            program("sudo", root(), &["apt-get"])
        };
        program::run(apt.args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
            .context("chromium-headless-shell cannot be installed")?;
    }
    Ok(())
}
