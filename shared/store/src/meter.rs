//! Counts the capacity that requests consume, indexes included, so that every
//! operation's cost is known: in its log line and in tests.

use aws_sdk_dynamodb::types::ConsumedCapacity;
use serde::Serialize;
use std::{
    future::Future,
    sync::{Arc, Mutex},
};

/// Capacity units, as the engine reports them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Capacity {
    /// Requests sent to the table.
    pub requests: u32,
    /// Read capacity units.
    pub read: f64,
    /// Write capacity units of the table and its indexes.
    pub write: f64,
}

tokio::task_local! {
    static METER: Arc<Mutex<Capacity>>;
}

/// Runs the future and says what its requests to the table consumed.
pub async fn measure<F: Future>(future: F) -> (F::Output, Capacity) {
    let meter = Arc::new(Mutex::new(Capacity::default()));
    let output = METER.scope(Arc::clone(&meter), future).await;
    let capacity = *meter.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    (output, capacity)
}

/// The future, counted where this is called: for a task of its own, which would not be.
pub fn counted_here<F: Future>(future: F) -> impl Future<Output = F::Output> {
    let meter = METER.try_with(Arc::clone).ok();
    async move {
        match meter {
            Some(meter) => METER.scope(meter, future).await,
            None => future.await,
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Direction {
    Read,
    Write,
}

pub(crate) fn count<'a>(direction: Direction, consumed: impl IntoIterator<Item = &'a ConsumedCapacity>) {
    let units: f64 = consumed.into_iter().filter_map(ConsumedCapacity::capacity_units).sum();
    // Outside of `measure` nobody wants to know.
    let _ = METER.try_with(|meter| {
        let mut capacity = meter.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        capacity.requests += 1;
        match direction {
            Direction::Read => capacity.read += units,
            Direction::Write => capacity.write += units,
        }
    });
}
