//! What answers as DynamoDB: the embedded engine, in memory, or the one that the
//! environment variable `LATCHKEY_ENGINE` names, for `cargo latchkey test --only engines`.

use dynoxide::Database;
use tokio::{net::TcpListener, sync::watch};

/// An engine. The embedded one serves until it is dropped.
pub struct Engine {
    /// Where.
    pub endpoint: String,
    _stop: Option<watch::Sender<()>>,
}

impl Engine {
    /// Starts an empty engine, or goes to the one that is named.
    pub async fn start() -> Self {
        if let Ok(endpoint) = std::env::var("LATCHKEY_ENGINE") {
            return Self { endpoint, _stop: None };
        }
        let database = Database::memory().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let (stop, mut stopped) = watch::channel(());
        let until = async move { while stopped.changed().await.is_ok() {} };
        tokio::spawn(dynoxide::server::serve_with_shutdown(listener, database, until));
        Self {
            endpoint,
            _stop: Some(stop),
        }
    }
}
