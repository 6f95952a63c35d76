//! One POST to one address: no redirects, no proxy, no second chance, 5 seconds in all.
//! Nothing of what the receiver wrote is kept but its status.

use crate::address::may_be_called;
use domain::webhook::{ATTEMPT_SECONDS, Attempt, EndpointUrl, Reach};
use http::{Request, Uri, header};
use http_body_util::Full;
use hyper::{
    body::Bytes,
    client::conn::http1,
    rt::{Read, Write},
};
use hyper_util::rt::TokioIo;
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{net::TcpStream, task::JoinSet, time::timeout};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName},
};

/// Why no answer came. The sentences are shown to the vendor.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("The endpoint's address cannot be read.")]
    Address,
    #[error("The endpoint's host name leads nowhere.")]
    Name,
    #[error("The endpoint's host name leads to no public address, and only those are called.")]
    NotPublic,
    #[error("There is no connection to the endpoint.")]
    Connection,
    #[error("There is no secure connection to the endpoint; look at its certificate.")]
    Tls,
    #[error("The receiver closed the connection before it answered.")]
    Closed,
}

/// Calls endpoints.
#[derive(Clone)]
pub struct Caller {
    tls: TlsConnector,
    reach: Reach,
}

/// TLS cannot be set up.
#[derive(Debug, thiserror::Error)]
#[error("TLS cannot be set up: {0}")]
pub struct NoTls(String);

impl Caller {
    /// A caller that trusts Mozilla's roots: reading the system's would be most of a start.
    pub fn new(reach: Reach) -> Result<Self, NoTls> {
        let roots = RootCertStore {
            roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
        };
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| NoTls(error.to_string()))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self {
            tls: TlsConnector::from(Arc::new(config)),
            reach,
        })
    }

    /// Posts a body with these headers, and says what came of it.
    pub async fn post(&self, url: &EndpointUrl, headers: &[(&'static str, String)], body: String) -> Attempt {
        let limit = Duration::from_secs(ATTEMPT_SECONDS);
        match timeout(limit, self.status(url, headers, body)).await {
            Ok(Ok(status)) if (200..300).contains(&status) => Attempt::Taken(status),
            Ok(Ok(status)) => Attempt::Refused(format!("The receiver answered {status}.")),
            Ok(Err(failure)) => Attempt::Refused(failure.to_string()),
            Err(_) => Attempt::Refused(format!("The receiver did not answer within {ATTEMPT_SECONDS} seconds.")),
        }
    }

    async fn status(
        &self,
        url: &EndpointUrl,
        headers: &[(&'static str, String)],
        body: String,
    ) -> Result<u16, Failure> {
        let uri: Uri = url.as_str().parse().map_err(|_| Failure::Address)?;
        let host = uri.host().ok_or(Failure::Address)?.to_owned();
        let secure = uri.scheme_str() == Some("https");
        let port = uri.port_u16().unwrap_or(if secure { 443 } else { 80 });
        let authority = uri.authority().ok_or(Failure::Address)?.as_str();
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        let mut request = Request::post(path)
            .header(header::HOST, authority)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::USER_AGENT, "Latchkey");
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let request = request
            .body(Full::new(Bytes::from(body)))
            .map_err(|_| Failure::Address)?;
        let stream = self.connect(&host, port).await?;
        if !secure {
            return send(TokioIo::new(stream), request).await;
        }
        let name = ServerName::try_from(host).map_err(|_| Failure::Address)?;
        let stream = self.tls.connect(name, stream).await.map_err(|_| Failure::Tls)?;
        send(TokioIo::new(stream), request).await
    }

    /// A connection to one of the name's addresses that may be called.
    async fn connect(&self, host: &str, port: u16) -> Result<TcpStream, Failure> {
        let found = tokio::net::lookup_host((host, port)).await.map_err(|_| Failure::Name)?;
        let addresses: Vec<SocketAddr> = found
            .filter(|address| may_be_called(address.ip(), self.reach))
            .collect();
        if addresses.is_empty() {
            return Err(Failure::NotPublic);
        }
        TcpStream::connect(addresses.as_slice())
            .await
            .map_err(|_| Failure::Connection)
    }
}

async fn send(
    stream: impl Read + Write + Unpin + Send + 'static,
    request: Request<Full<Bytes>>,
) -> Result<u16, Failure> {
    let (mut sender, connection) = http1::handshake(stream).await.map_err(|_| Failure::Closed)?;
    // It is driven beside the request, and dropped with it when the time is up.
    let mut driving = JoinSet::new();
    driving.spawn(async move {
        // What went wrong with it, the request is told.
        let _ = connection.await;
    });
    let response = sender.send_request(request).await.map_err(|_| Failure::Closed)?;
    Ok(response.status().as_u16())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(attempt: Attempt) -> String {
        match attempt {
            Attempt::Refused(why) => why,
            other => panic!("{other:?}"),
        }
    }

    #[tokio::test]
    async fn this_machine_is_not_called_from_the_cloud() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        for host in ["127.0.0.1", "localhost"] {
            let url = EndpointUrl::parse(&format!("http://{host}:{port}/"), Reach::Loopback).unwrap();
            let caller = Caller::new(Reach::Internet).unwrap();
            let why = refusal(caller.post(&url, &[], String::new()).await);
            assert_eq!(why, Failure::NotPublic.to_string());
        }
        let accepted = timeout(Duration::from_millis(50), listener.accept()).await;
        assert!(accepted.is_err(), "nobody has connected");
    }

    #[tokio::test]
    async fn who_does_not_listen_is_not_connected_to() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        drop(listener);
        let url = EndpointUrl::parse(&url, Reach::Loopback).unwrap();
        let caller = Caller::new(Reach::Loopback).unwrap();
        let why = refusal(caller.post(&url, &[], String::new()).await);
        assert_eq!(why, Failure::Connection.to_string());
    }
}
