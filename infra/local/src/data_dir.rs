//! The folder that holds everything the stack keeps, and the lock on it.

use crate::durable;
use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File, OpenOptions, TryLockError},
    path::{Path, PathBuf},
};

/// A data folder that this process holds. Nobody else can open it meanwhile; the lock
/// goes with the process, however it ends.
#[derive(Debug)]
pub struct DataDir {
    root: PathBuf,
    _lock: File,
}

/// Where the running stack can be found; `stack.json` in the data folder.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RunningStack {
    /// Its process id.
    pub pid: u32,
    /// The port of site and API.
    pub port: u16,
    /// The port of the embedded DynamoDB engine.
    pub engine_port: u16,
    /// The port where SES and Scheduler are answered.
    pub services_port: u16,
}

const LOCK: &str = "lock";

/// Everything that a stack makes in its folder. The engine goes first: what is left
/// after an interrupted reset is started over, and never half a table with new keys.
const CONTENTS: &[&str] = &[
    DataDir::STACK,
    DataDir::DEMO,
    DataDir::TABLE,
    DataDir::ENGINE,
    "latchkey.db-wal",
    "latchkey.db-shm",
    DataDir::MAIL,
    DataDir::SCHEDULES,
    DataDir::CLOCK,
    DataDir::KEYS,
    DataDir::ISSUER,
    DataDir::PEOPLE,
];

impl DataDir {
    /// Where the running stack can be found.
    pub const STACK: &str = "stack.json";
    /// That the demo data is complete.
    pub const DEMO: &str = "demo.json";
    /// That the engine has made the whole table.
    pub const TABLE: &str = "table.json";
    /// The engine's file.
    pub const ENGINE: &str = "latchkey.db";
    /// The folder of mails.
    pub const MAIL: &str = "mail";
    /// The folder of schedules.
    pub const SCHEDULES: &str = "schedules";
    /// The test clock.
    pub const CLOCK: &str = "clock.json";
    /// Licence-signing key, audit key, peppers.
    pub const KEYS: &str = "keys.json";
    /// The issuer's identifier and key.
    pub const ISSUER: &str = "issuer.json";
    /// Who signed in as somebody new.
    pub const PEOPLE: &str = "people.json";

    /// Makes the folder where it is not there, and takes the lock.
    ///
    /// # Errors
    /// The folder cannot be written, or another stack holds it; the message says which.
    pub fn open(root: &Path) -> anyhow::Result<Self> {
        durable::make_folder(root)?;
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(root.join(LOCK))
            .with_context(|| format!("cannot write in {}", root.display()))?;
        match patiently(&lock) {
            Ok(()) => Ok(Self {
                root: root.to_owned(),
                _lock: lock,
            }),
            Err(TryLockError::WouldBlock) => {
                let whose = match RunningStack::find(root) {
                    Ok(Some(stack)) => format!(" (process {}, http://127.0.0.1:{})", stack.pid, stack.port),
                    _ => String::new(),
                };
                bail!(
                    "another stack is running on the data in {}{whose}. Stop it first, or name another folder with --data.",
                    root.display()
                )
            }
            Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("cannot lock {}", root.display())),
        }
    }

    /// Where a thing of the stack stands.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// The folder of things of the stack, made where it is not there.
    pub fn folder(&self, name: &str) -> anyhow::Result<PathBuf> {
        let path = self.path(name);
        durable::make_folder(&path)?;
        Ok(path)
    }

    /// Removes everything that a stack made here, and nothing else.
    pub fn reset(&self) -> anyhow::Result<()> {
        for name in CONTENTS {
            let path = self.path(name);
            if path.is_dir() {
                fs::remove_dir_all(&path).with_context(|| format!("cannot remove {}", path.display()))?;
            } else {
                durable::remove(&path)?;
            }
        }
        Ok(())
    }

    /// Says where the stack can be found, until [`Self::gone`].
    pub fn announce(&self, stack: &RunningStack) -> anyhow::Result<()> {
        durable::write_json(&self.path(Self::STACK), stack)
    }

    /// Takes the announcement back.
    pub fn gone(&self) -> anyhow::Result<()> {
        durable::remove(&self.path(Self::STACK))
    }
}

/// Takes the lock, waiting a moment for a stack that is just ending or for somebody who
/// only looked.
fn patiently(lock: &File) -> Result<(), TryLockError> {
    for _ in 0..10 {
        match lock.try_lock() {
            Err(TryLockError::WouldBlock) => std::thread::sleep(std::time::Duration::from_millis(50)),
            done => return done,
        }
    }
    lock.try_lock()
}

impl RunningStack {
    /// What the stack that holds this folder announced, if one is running. A file left
    /// by one that was killed does not count: the lock went with its process.
    pub fn find(root: &Path) -> anyhow::Result<Option<Self>> {
        let Ok(lock) = File::open(root.join(LOCK)) else {
            return Ok(None);
        };
        match lock.try_lock_shared() {
            Ok(()) => Ok(None),
            Err(TryLockError::WouldBlock) => durable::read_json(&root.join(DataDir::STACK)),
            Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("cannot lock {}", root.display())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stack() -> RunningStack {
        RunningStack {
            pid: 4711,
            port: 8080,
            engine_port: 1,
            services_port: 2,
        }
    }

    #[test]
    fn a_second_stack_on_the_same_folder_is_refused_and_told_of_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let first = DataDir::open(folder.path()).unwrap();
        first.announce(&stack()).unwrap();
        let refusal = DataDir::open(folder.path()).unwrap_err().to_string();
        assert!(
            refusal.contains("another stack is running") && refusal.contains("4711"),
            "{refusal}"
        );
        assert_eq!(
            RunningStack::find(folder.path()).unwrap().map(|stack| stack.pid),
            Some(4711)
        );
        drop(first);
        assert!(
            RunningStack::find(folder.path()).unwrap().is_none(),
            "the file of a killed stack does not count"
        );
        DataDir::open(folder.path()).unwrap();
    }

    #[test]
    fn a_reset_leaves_what_is_not_the_stacks() {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDir::open(folder.path()).unwrap();
        data.announce(&stack()).unwrap();
        fs::write(data.folder(DataDir::MAIL).unwrap().join("a.json"), "{}").unwrap();
        fs::write(folder.path().join("thesis.txt"), "mine").unwrap();
        data.reset().unwrap();
        let mut left: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        left.sort();
        assert_eq!(left, ["lock", "thesis.txt"]);
    }
}
