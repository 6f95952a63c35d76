//! What a deployment in an AWS account needs beside its template. `cargo latchkey` runs it
//! with the operator's credentials and the deployment's settings in the environment: the
//! same variables that the template gives the functions.

mod audit;
mod catalogue;
mod issuer;
mod keys;
mod search;
mod start;

use clap::{Parser, Subcommand};
use std::{path::PathBuf, process::ExitCode};

#[derive(Parser)]
#[command(about, version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Makes the keys that are missing, in SSM Parameter Store. Those that are there stay.
    MakeKeys,
    /// Puts a new key to use; what the old one made stays good.
    Rotate(keys::Rotate),
    /// Removes the keys. What they signed cannot be verified with them any more, and event
    /// chains neither.
    RemoveKeys,
    /// Makes the vendor and its first admin, and prints the admin's invitation.
    Start(start::Start),
    /// Publishes the first version of the catalogue, unless there is one.
    BeginCatalogue(catalogue::Begin),
    /// Writes a catalogue into a file.
    ExportCatalogue(catalogue::Export),
    /// Puts a file into the draft; fails where a row of it cannot be read.
    ImportCatalogue(catalogue::Import),
    /// Verifies every event chain; fails where one was tampered with.
    VerifyAudit {
        /// A checkpoint made before.
        #[arg(long)]
        against: Option<PathBuf>,
    },
    /// Writes where every event chain stands into a new file.
    CheckpointAudit {
        /// The file.
        file: PathBuf,
    },
    /// Makes the search index of locations anew.
    RebuildSearch,
    /// Prints an OpenID Connect issuer's endpoints, as its configuration says.
    Issuer {
        /// The issuer, as in https://login.example.com/realms/staff
        issuer: String,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::MakeKeys => keys::make().await,
        Command::Rotate(rotate) => keys::rotate(&rotate).await,
        Command::RemoveKeys => keys::remove().await,
        Command::Start(start) => start::start(&start).await,
        Command::BeginCatalogue(begin) => catalogue::begin(&begin).await,
        Command::ExportCatalogue(export) => catalogue::export(&export).await,
        Command::ImportCatalogue(import) => catalogue::import(&import).await,
        Command::VerifyAudit { against } => audit::verify(against.as_deref()).await,
        Command::CheckpointAudit { file } => audit::checkpoint(&file).await,
        Command::RebuildSearch => search::rebuild().await,
        Command::Issuer { issuer } => issuer::print(&issuer).await,
    };
    done.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}
