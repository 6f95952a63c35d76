//! Calls operations. Types come from `api::Endpoint`; the rest is not generic, so that
//! an operation costs the module its types and no more.

use crate::session;
use api::{ACTING_AS, Endpoint, IDEMPOTENCY_KEY, Method, Problem, ProblemCode};
use domain::id::{
    ActivationId, BatchId, CustomerId, DeviceId, ImpersonationId, LocationId, OrderId, OrganisationId, PackageId,
    QuoteId, RenewalId, SubscriptionId, TransferId, UpgradeId, UserId,
};
use leptos::prelude::window;
use serde::{Serialize, de::DeserializeOwned};
use std::fmt;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Request, RequestInit, Response, UrlSearchParams};

/// Why there is no answer.
#[derive(Debug, Clone)]
pub enum Failure {
    /// The service says why.
    Refused(Box<Problem>),
    /// The sign-in is over, or there was none.
    SignedOut,
    /// The gateway refused, with nothing to read: the HTTP status code.
    Gateway(u16),
    /// Nothing came back. What was asked for may have been done.
    Network,
    /// Something came back that is not an answer. What was asked for may have been done.
    Unreadable,
}

impl Failure {
    /// Whether what was asked for may have been done all the same. The same
    /// idempotency key makes it safe to ask again.
    pub fn is_uncertain(&self) -> bool {
        match self {
            Self::Refused(problem) => problem.status >= 500,
            Self::Gateway(status) => *status >= 500,
            Self::SignedOut => false,
            Self::Network | Self::Unreadable => true,
        }
    }

    /// The service's reason, where it gave one.
    pub fn code(&self) -> Option<ProblemCode> {
        match self {
            Self::Refused(problem) => Some(problem.code),
            _ => None,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(problem) => {
                f.write_str(&problem.detail)?;
                match &problem.request_id {
                    Some(id) if problem.status >= 500 => write!(f, " Request {id}."),
                    _ => Ok(()),
                }
            }
            Self::SignedOut => f.write_str("Your sign-in has ended. Sign in again; what you filled in stays here."),
            Self::Gateway(413) => f.write_str("This is too large to send. The limit is 1 MB."),
            Self::Gateway(429) => f.write_str("There are too many requests right now. Wait a moment and try again."),
            Self::Gateway(403) => f.write_str("Your roles do not allow this."),
            Self::Gateway(status) => write!(
                f,
                "The service cannot answer right now ({status}). Try again in a moment."
            ),
            Self::Network => f.write_str("The service cannot be reached. Check your connection and try again."),
            Self::Unreadable => f.write_str("The answer could not be read. Reload the page and try again."),
        }
    }
}

/// The ids in an operation's path.
pub trait PathIds {
    /// In the order of the path.
    fn ids(&self) -> Vec<String>;
}

impl PathIds for () {
    fn ids(&self) -> Vec<String> {
        Vec::new()
    }
}

macro_rules! one_id {
    ($($id:ty),+) => {$(
        impl PathIds for $id {
            fn ids(&self) -> Vec<String> {
                vec![self.to_string()]
            }
        }
    )+};
}
one_id!(
    ActivationId,
    BatchId,
    CustomerId,
    DeviceId,
    ImpersonationId,
    LocationId,
    OrderId,
    OrganisationId,
    PackageId,
    SubscriptionId,
    TransferId,
    UpgradeId,
    u32
);

macro_rules! two_ids {
    ($($first:ty, $second:ty);+) => {$(
        impl PathIds for ($first, $second) {
            fn ids(&self) -> Vec<String> {
                vec![self.0.to_string(), self.1.to_string()]
            }
        }
    )+};
}
two_ids!(
    OrganisationId, UserId; OrganisationId, OrganisationId; LocationId, u32; LocationId, QuoteId; CustomerId, RenewalId;
    LocationId, OrderId; CustomerId, u32; LocationId, TransferId
);

macro_rules! ids_and_number {
    ($($first:ty, $second:ty);+) => {$(
        impl PathIds for ($first, $second, u32) {
            fn ids(&self) -> Vec<String> {
                vec![self.0.to_string(), self.1.to_string(), self.2.to_string()]
            }
        }
    )+};
}
ids_and_number!(LocationId, OrderId; LocationId, TransferId);

/// What of an operation's row a call needs; the rest stays out of the module.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    name: &'static str,
    method: Method,
    path: &'static str,
    takes_key: bool,
}

impl Row {
    /// The row of an operation.
    pub const fn of<E: Endpoint>() -> Self {
        let operation = E::OPERATION;
        Self {
            name: operation.name,
            method: operation.method,
            path: operation.path,
            takes_key: operation.takes_key(),
        }
    }

    /// The operation's name.
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// Whether it takes an idempotency key.
    pub const fn takes_key(self) -> bool {
        self.takes_key
    }
}

/// Calls an operation that reads.
pub async fn call<E>(path: E::Path, request: E::Request) -> Result<E::Response, Failure>
where
    E: Endpoint<Path: PathIds, Request: Serialize, Response: DeserializeOwned>,
{
    let request = to_json(&request)?;
    let text = send(Row::of::<E>(), path.ids(), request, None).await?;
    from_json(&text)
}

/// A request as it travels.
pub fn to_json(request: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(request).map_err(|_| Failure::Unreadable)
}

/// An answer as it came.
pub fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(|_| Failure::Unreadable)
}

/// Sends a request and gives back the text of the answer, if it is a good one.
pub async fn send(
    operation: Row,
    ids: Vec<String>,
    request: String,
    idempotency_key: Option<String>,
) -> Result<String, Failure> {
    let init = RequestInit::new();
    init.set_method(operation.method.as_str());
    let mut url = fill(operation.path, &ids);
    if operation.method == Method::Get {
        url.push_str(&query(&request));
    } else {
        init.set_body(&JsValue::from_str(&request));
    }
    let request = Request::new_with_str_and_init(&url, &init).map_err(|_| Failure::Network)?;
    let headers = request.headers();
    let set = |name: &str, value: &str| headers.set(name, value).map_err(|_| Failure::Network);
    if operation.method != Method::Get {
        set("content-type", "application/json")?;
    }
    if let Some(key) = idempotency_key {
        set(IDEMPOTENCY_KEY, &key)?;
    }
    if let Some(id) = session::acting_as(operation) {
        set(ACTING_AS, &id)?;
    }
    let token = session::access_token();
    if let Some(token) = &token {
        set("authorization", &format!("Bearer {token}"))?;
    }
    let (status, text) = fetch(&request).await?;
    if (200..300).contains(&status) {
        return Ok(text);
    }
    if status == 401 {
        if token.is_some() {
            session::ended();
        }
        return Err(Failure::SignedOut);
    }
    let failure = match serde_json::from_str(&text) {
        Ok(problem) => Failure::Refused(Box::new(problem)),
        Err(_) => Failure::Gateway(status),
    };
    if failure.code() == Some(ProblemCode::ImpersonationOver) {
        session::acting_over(&failure.to_string());
    }
    Err(failure)
}

/// Status code and text of whatever answers.
pub async fn fetch(request: &Request) -> Result<(u16, String), Failure> {
    let response = JsFuture::from(window().fetch_with_request(request))
        .await
        .map_err(|_| Failure::Network)?;
    let response: Response = response.unchecked_into();
    let text = response.text().map_err(|_| Failure::Network)?;
    let text = JsFuture::from(text).await.map_err(|_| Failure::Network)?;
    Ok((response.status(), text.as_string().unwrap_or_default()))
}

/// The path with its ids.
fn fill(path: &str, ids: &[String]) -> String {
    let mut ids = ids.iter();
    path.split('/')
        .map(|segment| {
            if segment.starts_with('{') {
                ids.next().map_or("", String::as_str)
            } else {
                segment
            }
        })
        .collect::<Vec<_>>()
        .join("/")
}

/// A flat JSON object as a query; nothing for `null` and `{}`.
fn query(request: &str) -> String {
    let Ok(serde_json::Value::Object(fields)) = serde_json::from_str(request) else {
        return String::new();
    };
    let Ok(params) = UrlSearchParams::new() else {
        return String::new();
    };
    for (name, value) in &fields {
        match value.as_str() {
            Some(text) => params.append(name, text),
            None => params.append(name, &value.to_string()),
        }
    }
    let params = String::from(params.to_string());
    if params.is_empty() {
        params
    } else {
        format!("?{params}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_go_where_the_braces_are() {
        let ids = ["a".to_owned(), "b".to_owned()];
        assert_eq!(
            fill("/api/organisations/{organisation_id}/users/{user_id}/roles", &ids),
            "/api/organisations/a/users/b/roles"
        );
        assert_eq!(fill("/api/bin", &[]), "/api/bin");
    }

    #[test]
    fn what_may_have_been_done_is_uncertain() {
        assert!(Failure::Network.is_uncertain());
        assert!(Failure::Gateway(503).is_uncertain());
        assert!(!Failure::Gateway(429).is_uncertain());
        assert!(!Failure::SignedOut.is_uncertain());
    }
}
