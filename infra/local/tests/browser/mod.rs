//! A browser before an issuer, with a clock that the test moves.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, HeaderName, Request, StatusCode, header},
};
use chrono::{DateTime, TimeDelta, Utc};
use local::{
    gateway::{OwnOrigins, guarded},
    issuer::{DemoPerson, Issuer, IssuerKey, People},
};
use runtime::clock::{Clock, SystemClock};
use serde_json::Value;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;
use tower::ServiceExt;

/// The site's origin.
pub const ORIGIN: &str = "http://127.0.0.1:8080";

/// The example of RFC 7636, appendix B.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// Its challenge.
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// A clock that starts with the machine's and is set forward by hand.
pub struct Hand(Mutex<TimeDelta>);

impl Hand {
    pub fn forward(&self, by: TimeDelta) {
        *self.0.lock().unwrap() += by;
    }
}

/// Stands still, so that seconds can be counted.
impl Clock for Hand {
    fn now(&self) -> DateTime<Utc> {
        static START: std::sync::OnceLock<DateTime<Utc>> = std::sync::OnceLock::new();
        *START.get_or_init(|| SystemClock.now()) + *self.0.lock().unwrap()
    }
}

pub struct Browser {
    pub issuer: Arc<Issuer>,
    pub clock: Arc<Hand>,
    router: Router,
    _folder: TempDir,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: HeaderName) -> String {
        self.headers[name].to_str().unwrap().to_owned()
    }

    pub fn location(&self) -> String {
        self.header(header::LOCATION)
    }

    pub fn parameter(&self, name: &str) -> Option<String> {
        let location = self.location();
        let (_, query) = location.split_once('?')?;
        form_urlencoded::parse(query.as_bytes())
            .find(|(other, _)| other == name)
            .map(|(_, value)| value.into_owned())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// The path of an authorization request, with these parameters changed.
pub fn authorize_path(changes: &[(&str, &str)]) -> String {
    let redirect_uri = format!("{ORIGIN}/signed-in");
    let mut parameters = vec![
        ("client_id", "latchkey-site"),
        ("redirect_uri", redirect_uri.as_str()),
        ("response_type", "code"),
        ("scope", "openid"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    parameters.retain(|(name, _)| !changes.iter().any(|(other, _)| other == name));
    parameters.extend(changes);
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish();
    format!("/issuer/authorize?{query}")
}

impl Browser {
    pub fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let person = |subject: &str, name: &str| DemoPerson {
            subject: subject.to_owned(),
            name: name.to_owned(),
            organisation: "Fenwick Telecom".to_owned(),
            kind: "dealer",
            roles: "licence-user".to_owned(),
        };
        let people = vec![person("finn", "Finn Carter"), person("freya", "Freya Lind")];
        let clock = Arc::new(Hand(Mutex::default()));
        let issuer = Arc::new(Issuer::new(
            IssuerKey::open(&folder.path().join("issuer.json"), &format!("{ORIGIN}/issuer")).unwrap(),
            People::open(people, folder.path().join("people.json")).unwrap(),
            clock.clone(),
            8080,
        ));
        let router = guarded(issuer.clone().router(), OwnOrigins::new(8080));
        Self {
            issuer,
            clock,
            router,
            _folder: folder,
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.get_with(path, "").await
    }

    pub async fn get_with(&self, path: &str, cookie: &str) -> Answer {
        self.send(Request::get(path).header(header::COOKIE, cookie), Body::empty())
            .await
    }

    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let request = Request::post(path).header(header::ORIGIN, ORIGIN);
        self.send(
            request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded"),
            Body::from(body),
        )
        .await
    }

    async fn send(&self, request: axum::http::request::Builder, body: Body) -> Answer {
        let request = request.header(header::HOST, "127.0.0.1:8080").body(body).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }
}
