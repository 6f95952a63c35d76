//! The embedded engine that speaks DynamoDB, its file in the data folder.

use anyhow::{Context, anyhow};
use dynoxide::Database;
use std::{net::Ipv4Addr, path::Path};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

/// The engine, serving on loopback until [`Engine::stop`].
pub struct Engine {
    database: Database,
    port: u16,
    stop: watch::Sender<bool>,
    serving: JoinHandle<Result<(), String>>,
}

impl Engine {
    /// Opens the file, or makes it, and serves it on a port that the system chooses.
    pub async fn start(file: &Path) -> anyhow::Result<Self> {
        let path = file.to_str().context("the data folder's path is not Unicode")?;
        let database = Database::new(path).map_err(|error| anyhow!("{path} cannot be opened: {error}"))?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        let (stop, mut stopped) = watch::channel(false);
        let until = async move {
            // A dropped sender stops the engine as well.
            let _ = stopped.wait_for(|stopped| *stopped).await;
        };
        let serving = tokio::spawn(dynoxide::server::serve_with_shutdown(listener, database.clone(), until));
        Ok(Self {
            database,
            port,
            stop,
            serving,
        })
    }

    /// The port it serves on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its endpoint, for the SDK.
    pub fn endpoint(&self) -> String {
        endpoint(self.port)
    }

    /// Removes the items that have expired; DynamoDB does so by itself.
    pub async fn sweep_expired(&self) -> anyhow::Result<usize> {
        let database = self.database.clone();
        let swept = tokio::task::spawn_blocking(move || database.sweep_ttl()).await?;
        swept.map_err(|error| anyhow!("expired items cannot be removed: {error}"))
    }

    /// Lets running requests finish and closes the file.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.stop.send_replace(true);
        self.serving
            .await?
            .map_err(|error| anyhow!("the engine failed: {error}"))
    }
}

/// The endpoint of an engine on this port.
pub fn endpoint(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}
