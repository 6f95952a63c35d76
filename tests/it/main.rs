//! Operations through HTTP.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod activate;
mod attach;
mod audit;
mod bin;

mod customers;
mod import;
mod licence_file;
mod locations;
mod matrix;
mod openapi;
mod outbox;
mod requests;
mod ship;
mod texts;
mod tokens;
mod users;
mod walk;
