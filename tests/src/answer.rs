//! What came back.

use api::{Problem, ProblemCode};
use reqwest::{StatusCode, header::HeaderMap};
use serde_json::Value;

/// An answer of the API.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The media type.
    pub media_type: String,
    /// The body as JSON; null where it is none.
    pub body: Value,
    /// The body as it came.
    pub text: String,
}

impl Answer {
    /// The body of a success.
    #[track_caller]
    pub fn ok(&self) -> &Value {
        assert_eq!(self.status, StatusCode::OK, "{:#}", self.body);
        &self.body
    }

    /// The body of a success, typed.
    #[track_caller]
    pub fn read<T: serde::de::DeserializeOwned>(&self) -> T {
        serde_json::from_value(self.ok().clone()).unwrap()
    }

    /// The problem of a refusal; its status, media type and code are checked.
    #[track_caller]
    pub fn refused(&self, code: ProblemCode) -> Problem {
        let problem: Problem = serde_json::from_value(self.body.clone()).unwrap_or_else(|_| panic!("{self:?}"));
        assert_eq!(problem.code, code, "{problem:?}");
        assert_eq!(problem.status, self.status.as_u16());
        assert_eq!(self.media_type, "application/problem+json");
        assert!(problem.request_id.is_some());
        problem
    }

    /// A header, empty where it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The fields that a refusal names.
    #[track_caller]
    pub fn refused_fields(&self, code: ProblemCode) -> Vec<String> {
        self.refused(code).errors.into_iter().map(|error| error.field).collect()
    }
}
