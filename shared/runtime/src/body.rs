//! What a request carries: its idempotency key, its query, its body, which is JSON as it
//! is and nothing packed.

use crate::{Error, json, problem};
use api::{FieldError, IDEMPOTENCY_KEY, MAX_BODY, Method, Operation, ProblemCode};
use axum::{
    extract::{Query, Request},
    http::{HeaderMap, header},
};
use serde::de::DeserializeOwned;

/// The key under which a request can be sent again, where the operation takes one.
///
/// # Errors
/// It is empty, too long, or not ASCII.
pub(crate) fn idempotency_key(operation: &Operation, request: &Request) -> Result<Option<String>, Error> {
    if !operation.takes_key() {
        return Ok(None);
    }
    let Some(value) = request.headers().get(IDEMPOTENCY_KEY) else {
        return Ok(None);
    };
    match value.to_str() {
        Ok(key) if !key.is_empty() && key.len() <= 128 => Ok(Some(key.to_owned())),
        _ => Err(problem::at(
            ProblemCode::InvalidFields,
            IDEMPOTENCY_KEY,
            "An idempotency key has 1 to 128 visible ASCII characters, such as a UUID.",
        )),
    }
}

/// A request's body and query.
pub(crate) struct Read {
    /// The body as it came.
    pub(crate) bytes: Vec<u8>,
    query: String,
}

impl Read {
    /// Reads all of it, and refuses what is too large or no plain JSON.
    pub(crate) async fn of(method: Method, request: Request) -> Result<Self, Error> {
        let query = request.uri().query().unwrap_or_default().to_owned();
        let (parts, body) = request.into_parts();
        let bytes = axum::body::to_bytes(body, MAX_BODY).await.map_err(|_| {
            problem::new(
                ProblemCode::BodyTooLarge,
                "The request body is over 1 MB. Send less at a time.",
            )
        })?;
        if !matches!(method, Method::Get) && !bytes.is_empty() {
            plain_json(&parts.headers)?;
        }
        Ok(Self {
            bytes: bytes.to_vec(),
            query,
        })
    }

    /// The request: a GET's from its query, any other's from its body.
    pub(crate) fn parse<T: DeserializeOwned>(&self, method: Method) -> Result<T, Error> {
        if matches!(method, Method::Get) {
            return query(&self.query);
        }
        json::read(&self.bytes).map_err(|unread| match unread {
            json::Unread::Malformed(why) => problem::new(
                ProblemCode::MalformedBody,
                format!("The body is not JSON: {why}. Send an object as the operation describes it."),
            ),
            json::Unread::Misshapen(wrong) => misshapen(&wrong),
        })
    }
}

fn misshapen(FieldError { field, message }: &FieldError) -> Error {
    problem::at(ProblemCode::InvalidFields, field, message)
}

fn plain_json(headers: &HeaderMap) -> Result<(), Error> {
    let refuse = |message: &str| Err(problem::new(ProblemCode::UnsupportedMediaType, message));
    let encodings = headers.get_all(header::CONTENT_ENCODING).iter();
    if encodings
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b','))
        .any(|coding| !coding.trim_ascii().eq_ignore_ascii_case(b"identity"))
    {
        return refuse("The body is compressed. Send it as it is, without Content-Encoding.");
    }
    let media_type = headers
        .get(header::CONTENT_TYPE)
        .map(|value| value.as_bytes().split(|byte| *byte == b';').next().unwrap_or_default());
    if !media_type.is_some_and(|media_type| media_type.trim_ascii().eq_ignore_ascii_case(b"application/json")) {
        return refuse("Send JSON, and say so in the header: Content-Type: application/json.");
    }
    Ok(())
}

/// A query is a flat map of text.
fn query<T: DeserializeOwned>(query: &str) -> Result<T, Error> {
    let unreadable = || problem::new(ProblemCode::MalformedBody, "The query cannot be read.");
    let uri = format!("/?{query}").parse().map_err(|_| unreadable())?;
    let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(&uri).map_err(|_| unreadable())?;
    json::of_pairs(pairs).map_err(|wrong| misshapen(&wrong))
}
