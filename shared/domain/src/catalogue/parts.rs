//! The parts of a version, which may be ten thousand, of which a call asks about a few.

use super::Part;
use crate::text::PartNumber;
use std::sync::{Arc, LazyLock};

/// Parts by number, in runs that are read when one of theirs is first asked about. A clone is of the
/// same ones.
#[derive(Debug, Clone)]
pub struct Parts(Arc<[Run]>);

/// Parts that follow each other.
#[derive(Debug)]
pub struct Run {
    first: PartNumber,
    parts: LazyLock<Vec<Part>, Box<dyn FnOnce() -> Vec<Part> + Send>>,
}

impl Run {
    /// The parts from this number on that `read` gives, by number; it is asked once.
    pub fn new(first: PartNumber, read: impl FnOnce() -> Vec<Part> + Send + 'static) -> Self {
        Self {
            first,
            parts: LazyLock::new(Box::new(read)),
        }
    }
}

impl Parts {
    /// Runs in the order of their first numbers.
    pub fn in_runs(runs: impl IntoIterator<Item = Run>) -> Self {
        Self(runs.into_iter().collect())
    }

    /// Parts that are in memory.
    pub fn of(mut parts: Vec<Part>) -> Self {
        parts.sort_by(|a, b| a.number.cmp(&b.number));
        let first = parts.first().map(|part| part.number.clone());
        Self::in_runs(first.map(|first| Run::new(first, || parts)))
    }

    /// All of them, by number.
    pub fn iter(&self) -> impl Iterator<Item = &Part> {
        self.0.iter().flat_map(|run| &*run.parts)
    }

    /// The part of this number.
    pub fn get(&self, number: &PartNumber) -> Option<&Part> {
        let run = self.0.partition_point(|run| run.first <= *number).checked_sub(1)?;
        let parts = &*self.0[run].parts;
        let at = parts.binary_search_by(|part| part.number.cmp(number)).ok()?;
        Some(&parts[at])
    }
}
