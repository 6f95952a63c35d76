//! How long a request works at what can go on in another.

use crate::Call;
use std::time::{Duration, Instant};

/// How long an import works before it says where it goes on: well within the 30 seconds that the
/// gateway waits, with the slowest of rows.
pub const IMPORT: Duration = Duration::from_secs(15);

/// The time that a request has.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    started: Instant,
    limit: Duration,
}

impl Budget {
    /// Whether the request is to answer with what it has done.
    pub fn is_spent(&self) -> bool {
        self.started.elapsed() >= self.limit
    }
}

impl<C> Call<C> {
    /// The time that an import has from now on.
    pub fn budget(&self) -> Budget {
        Budget {
            started: Instant::now(),
            limit: self.app.settings.import_budget,
        }
    }
}
