//! Reading a JSON document of the issuer's. Its certificate may be of any public
//! authority, so the roots are Mozilla's, compiled in: reading the system's would be most
//! of a start.

use http_body_util::{BodyExt, Empty, Limited};
use hyper::{Uri, body::Bytes};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use serde::de::DeserializeOwned;
use std::time::Duration;

/// How long the issuer may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// How much it may say, in bytes.
const MOST: usize = 256 << 10;

/// The document cannot be had.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Unavailable(String);

impl Unavailable {
    /// With the causes: the outermost error says little.
    fn because(error: &dyn std::error::Error) -> Self {
        let causes = std::iter::successors(Some(error), |error| error.source());
        Self(causes.map(ToString::to_string).collect::<Vec<_>>().join(": "))
    }

    /// The issuer was asked a moment ago and is not asked again yet.
    pub(crate) fn a_moment_ago() -> Self {
        Self("no answer a moment ago".to_owned())
    }
}

/// Reads JSON documents over HTTPS, and over plain HTTP where the URL says so.
#[derive(Debug, Clone)]
pub struct Reader(Client<HttpsConnector<HttpConnector>, Empty<Bytes>>);

impl Default for Reader {
    fn default() -> Self {
        let connector = HttpsConnectorBuilder::new()
            .with_provider_and_webpki_roots(rustls::crypto::ring::default_provider())
            .unwrap_or_else(|error| unreachable!("ring does the versions of TLS that are compiled in: {error}"))
            .https_or_http()
            .enable_http1()
            .build();
        Self(Client::builder(TokioExecutor::new()).build(connector))
    }
}

impl Reader {
    /// The document at this URL.
    ///
    /// # Errors
    /// It does not come within five seconds, is over 256 kB, or is not what was expected.
    pub async fn read<T: DeserializeOwned>(&self, url: &str) -> Result<T, Unavailable> {
        let url: Uri = url.parse().map_err(|error| Unavailable::because(&error))?;
        let reading = async {
            let response = self.0.get(url).await.map_err(|error| Unavailable::because(&error))?;
            if !response.status().is_success() {
                return Err(Unavailable(format!("the answer is {}", response.status())));
            }
            let body = Limited::new(response.into_body(), MOST).collect().await;
            let body = body.map_err(|error| Unavailable::because(&*error))?;
            serde_json::from_slice(&body.to_bytes()).map_err(|error| Unavailable::because(&error))
        };
        tokio::time::timeout(PATIENCE, reading)
            .await
            .unwrap_or_else(|_| Err(Unavailable("no answer within five seconds".to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
    };

    /// Answers one connection with these bytes; what it was sent first is the result.
    async fn answering(answer: &'static [u8]) -> (String, tokio::task::JoinHandle<Vec<u8>>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let asked = tokio::spawn(async move {
            let (mut connection, _) = listener.accept().await.unwrap();
            let mut start = vec![0; 6];
            connection.read_exact(&mut start).await.unwrap();
            connection.write_all(answer).await.unwrap();
            start
        });
        (address, asked)
    }

    #[tokio::test]
    async fn an_https_url_is_asked_by_tls() {
        let (address, asked) = answering(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").await;
        let refused = Reader::default().read::<Value>(&format!("https://{address}/")).await;
        assert!(refused.is_err(), "this is no TLS");
        // A TLS handshake record (22) that holds a ClientHello (1), RFC 8446, 5.1 and 4.
        let start = asked.await.unwrap();
        assert_eq!((start[0], start[5]), (22, 1));
    }

    #[tokio::test]
    async fn what_is_no_success_or_no_json_is_unavailable() {
        for (answer, why) in [
            (
                &b"HTTP/1.1 500 Internal Server Error\r\ncontent-length: 2\r\n\r\n{}"[..],
                "500",
            ),
            (b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n{", "EOF"),
        ] {
            let (address, _) = answering(answer).await;
            let error = Reader::default().read::<Value>(&format!("http://{address}/")).await;
            assert!(error.unwrap_err().to_string().contains(why));
        }
    }
}
