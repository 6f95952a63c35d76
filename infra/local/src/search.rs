//! Makes the search index of a stack anew, running or stopped.

use crate::{audit::with_table, clock::TestClock, data_dir::DataDir};
use chrono::TimeDelta;
use runtime::clock::SystemClock;
use std::{path::Path, sync::Arc};
use store::Store;

/// Makes it anew; says of how many things.
///
/// # Errors
/// There is no stack's data in this folder, or it cannot be read or written.
pub async fn rebuild(data: &Path) -> anyhow::Result<usize> {
    let clock = TestClock::open(Arc::new(SystemClock), data.join(DataDir::CLOCK), TimeDelta::zero())?;
    with_table(data, async |store: Store| desk::search::rebuild(&store, &clock).await).await
}
