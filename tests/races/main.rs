//! Races and faults, with real concurrency against the real engine.
#![allow(clippy::unwrap_used, clippy::expect_used)]
