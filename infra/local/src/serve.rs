//! Serves a stack until the process is told to stop.

use crate::stack::Stack;
use clap::Args;
use std::{path::PathBuf, process::Command};
use tokio::{signal, task::JoinHandle};

/// What to serve, and where.
#[derive(Debug, Args)]
pub struct Serve {
    /// The folder for everything that is kept; made where it is not there.
    #[arg(long, default_value = "data")]
    pub data: PathBuf,
    /// The port on 127.0.0.1; 0 for any that is free.
    #[arg(long, default_value_t = 8080)]
    pub port: u16,
    /// The built site.
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../../site/dist"))]
    pub site: PathBuf,
    /// Removes what was kept and starts over with the demo data.
    #[arg(long)]
    pub reset: bool,
    /// Begins as a new deployment does: with the vendor's first admin and nothing else.
    #[arg(long)]
    pub empty: bool,
    /// Opens the site in a browser.
    #[arg(long)]
    pub open: bool,
}

/// Serves until SIGINT or SIGTERM.
pub async fn serve(options: Serve) -> anyhow::Result<()> {
    let told_to_stop = stop_signal()?;
    let stack = Stack::start(&options).await?;
    stack.greet();
    if options.open {
        open(&stack.url());
    }
    told_to_stop.await?;
    stack.stop().await
}

/// Becomes ready at SIGINT or SIGTERM. Listening begins at once, so that a signal during
/// the start counts.
fn stop_signal() -> anyhow::Result<JoinHandle<()>> {
    #[cfg(unix)]
    let mut terminate = signal::unix::signal(signal::unix::SignalKind::terminate())?;
    let wait = async move {
        #[cfg(unix)]
        tokio::select! {
            _ = signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        #[cfg(not(unix))]
        let _ = signal::ctrl_c().await;
    };
    Ok(tokio::spawn(wait))
}

/// Asks the desktop; where there is none, the address is on the screen anyway.
fn open(url: &str) {
    let program = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    if let Err(error) = Command::new(program).arg(url).spawn() {
        tracing::warn!(%error, "no browser could be opened");
    }
}
