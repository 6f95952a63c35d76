//! Operations through HTTP.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod activate;
mod attach;
mod audit;
mod bin;
mod bodies;
mod bounce;
mod capacity;
mod customers;
mod detach;
mod idempotency;
mod import;
mod invitations;
mod licence_file;
mod locations;
mod matrix;
mod openapi;
mod outbox;
mod requests;
mod scene;
mod ship;
mod texts;
mod tokens;
mod users;
mod walk;
