//! The embedded engine, in memory.

use dynoxide::Database;
use tokio::{net::TcpListener, sync::watch};

/// An engine that serves until it is dropped.
pub struct Engine {
    /// Where.
    pub endpoint: String,
    _stop: watch::Sender<()>,
}

impl Engine {
    /// Starts an empty engine.
    pub async fn start() -> Self {
        let database = Database::memory().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let (stop, mut stopped) = watch::channel(());
        let until = async move { while stopped.changed().await.is_ok() {} };
        tokio::spawn(dynoxide::server::serve_with_shutdown(listener, database, until));
        Self { endpoint, _stop: stop }
    }
}
