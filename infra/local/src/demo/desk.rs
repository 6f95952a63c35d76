//! A caller of the API, as the site is one: through the gateway, with a token.

use crate::issuer::Issuer;
use anyhow::{Context, bail};
use api::{Endpoint, Page};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{
        Request,
        header::{AUTHORIZATION, CONTENT_TYPE, HOST},
    },
};
use serde::{Serialize, de::DeserializeOwned};
use std::sync::Arc;
use tower::ServiceExt;

/// Calls the API as users of the issuer.
pub struct Desk {
    gateway: Router,
    host: String,
    issuer: Arc<Issuer>,
}

impl Desk {
    /// Calls through this gateway, which answers to this host.
    pub fn new(gateway: Router, host: String, issuer: Arc<Issuer>) -> Self {
        Self { gateway, host, issuer }
    }

    /// Calls an operation as who has this subject; `ids` fill the path in order.
    ///
    /// # Errors
    /// What the API refused, with its own words.
    pub async fn call<E>(&self, subject: &str, ids: &[&dyn ToString], body: &E::Request) -> anyhow::Result<E::Response>
    where
        E: Endpoint,
        E::Request: Serialize,
        E::Response: DeserializeOwned,
    {
        self.send::<E>(
            subject,
            &path(E::OPERATION.path, ids),
            Body::from(serde_json::to_vec(body)?),
        )
        .await
    }

    /// Reads every page of a list.
    pub async fn list<E, T>(&self, subject: &str, ids: &[&dyn ToString]) -> anyhow::Result<Vec<T>>
    where
        E: Endpoint<Response = Page<T>>,
        T: DeserializeOwned,
    {
        let mut items = Vec::new();
        let mut after = None::<String>;
        loop {
            let mut address = path(E::OPERATION.path, ids);
            if let Some(after) = after {
                let query = form_urlencoded::Serializer::new(String::new())
                    .append_pair("after", &after)
                    .finish();
                address = format!("{address}?{query}");
            }
            let page = self.send::<E>(subject, &address, Body::empty()).await?;
            items.extend(page.items);
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(items),
            }
        }
    }

    /// Reads the first page of a list.
    pub async fn get_page<E, T>(&self, subject: &str) -> anyhow::Result<Vec<T>>
    where
        E: Endpoint<Response = Page<T>>,
        T: DeserializeOwned,
    {
        let page = self.send::<E>(subject, E::OPERATION.path, Body::empty()).await?;
        Ok(page.items)
    }

    /// Reads one thing.
    pub async fn get<E>(&self, subject: &str, ids: &[&dyn ToString]) -> anyhow::Result<E::Response>
    where
        E: Endpoint<Request = ()>,
        E::Response: DeserializeOwned,
    {
        self.send::<E>(subject, &path(E::OPERATION.path, ids), Body::empty())
            .await
    }

    async fn send<E>(&self, subject: &str, address: &str, body: Body) -> anyhow::Result<E::Response>
    where
        E: Endpoint,
        E::Response: DeserializeOwned,
    {
        let operation = E::OPERATION;
        let request = Request::builder()
            .method(operation.method.as_str())
            .uri(address)
            .header(HOST, &self.host)
            .header(CONTENT_TYPE, "application/json")
            .header(AUTHORIZATION, format!("Bearer {}", self.issuer.access_token(subject)?))
            .body(body)?;
        let Ok(response) = self.gateway.clone().oneshot(request).await;
        let status = response.status();
        let bytes = to_bytes(response.into_body(), usize::MAX).await?;
        if !status.is_success() {
            bail!(
                "{} as {subject}: {status} {}",
                operation.name,
                String::from_utf8_lossy(&bytes)
            );
        }
        serde_json::from_slice(&bytes).with_context(|| format!("{} as {subject} cannot be read", operation.name))
    }
}

/// The path with its parameters filled in, in order.
fn path(pattern: &str, ids: &[&dyn ToString]) -> String {
    let mut ids = ids.iter();
    let segments = pattern
        .split('/')
        .map(|segment| match (segment.starts_with('{'), ids.as_slice().first()) {
            (true, Some(id)) => {
                ids.next();
                id.to_string()
            }
            _ => segment.to_owned(),
        });
    segments.collect::<Vec<_>>().join("/")
}
