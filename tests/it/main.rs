//! Operations through HTTP.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod walk;
