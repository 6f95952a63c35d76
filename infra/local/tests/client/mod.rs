//! The API over HTTP, signed in as demo users the way the site does.

use api::{Endpoint, Page};
use reqwest::{
    Method, StatusCode,
    header::{AUTHORIZATION, CONTENT_TYPE, LOCATION},
    redirect::Policy,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The example of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

pub struct Client {
    url: String,
    http: reqwest::Client,
}

impl Client {
    pub fn new(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            http: reqwest::Client::builder().redirect(Policy::none()).build().unwrap(),
        }
    }

    async fn form(&self, path: &str, form: &[(&str, &str)]) -> reqwest::Response {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let request = self.http.post(format!("{}{path}", self.url)).body(body);
        request
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .send()
            .await
            .unwrap()
    }

    /// An access token, by the authorization code flow.
    async fn token(&self, subject: &str) -> String {
        let redirect_uri = format!("{}/signed-in", self.url);
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs([
                ("client_id", "latchkey-site"),
                ("redirect_uri", &redirect_uri),
                ("response_type", "code"),
                ("scope", "openid"),
                ("code_challenge", CHALLENGE),
                ("code_challenge_method", "S256"),
            ])
            .finish();
        let chosen = self
            .form(&format!("/issuer/authorize?{query}"), &[("subject", subject)])
            .await;
        let location = chosen.headers()[LOCATION].to_str().unwrap();
        let (_, query) = location.split_once('?').unwrap();
        let (_, code) = form_urlencoded::parse(query.as_bytes())
            .find(|(name, _)| name == "code")
            .unwrap();
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", &redirect_uri),
            ("client_id", "latchkey-site"),
            ("code_verifier", VERIFIER),
        ];
        let tokens: Value = self.form("/issuer/token", &form).await.json().await.unwrap();
        tokens["access_token"].as_str().unwrap().to_owned()
    }

    async fn read<T: DeserializeOwned>(&self, subject: &str, path: &str) -> T {
        let token = self.token(subject).await;
        let request = self
            .http
            .get(format!("{}{path}", self.url))
            .header(AUTHORIZATION, format!("Bearer {token}"));
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.json().await.unwrap()
    }

    /// Reads one thing.
    pub async fn get<E: Endpoint>(&self, subject: &str, ids: &[&str]) -> E::Response
    where
        E::Response: DeserializeOwned,
    {
        self.read(subject, &path(E::OPERATION.path, ids)).await
    }

    /// Reads a whole list.
    pub async fn list<E, T>(&self, subject: &str, ids: &[&str]) -> Vec<T>
    where
        E: Endpoint<Response = Page<T>>,
        T: DeserializeOwned,
    {
        let page: Page<T> = self.read(subject, &path(E::OPERATION.path, ids)).await;
        assert!(page.next.is_none(), "the demo data's lists are one page each");
        page.items
    }

    fn local_request(&self, method: &str, path: &str, body: Option<&Value>) -> reqwest::RequestBuilder {
        let method: Method = method.parse().unwrap();
        let request = self
            .http
            .request(method, format!("{}{path}", self.url))
            .header("x-latchkey-local", "1");
        match body {
            Some(body) => request.json(body),
            None => request,
        }
    }

    /// Changes one thing.
    pub async fn post<E: Endpoint>(&self, subject: &str, ids: &[&str], body: Value) -> E::Response
    where
        E::Response: DeserializeOwned,
    {
        let token = self.token(subject).await;
        let path = path(E::OPERATION.path, ids);
        let request = self.http.post(format!("{}{path}", self.url)).json(&body);
        let response = request
            .header(AUTHORIZATION, format!("Bearer {token}"))
            .send()
            .await
            .unwrap();
        let status = response.status();
        let text = response.text().await.unwrap();
        assert_eq!(status, StatusCode::OK, "{path}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// A page of the stack itself.
    pub async fn page(&self, path: &str) -> String {
        let response = self.http.get(format!("{}{path}", self.url)).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.text().await.unwrap()
    }

    /// The status that a page's form is answered with.
    pub async fn submit(&self, path: &str, form: &[(&str, &str)]) -> u16 {
        self.form(path, form).await.status().as_u16()
    }

    /// Calls an endpoint of the stack itself.
    pub async fn local(&self, method: &str, path: &str, body: Option<Value>) -> Value {
        let response = self.local_request(method, path, body.as_ref()).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.json().await.unwrap()
    }

    /// The status that an endpoint of the stack itself answers with.
    pub async fn local_status(&self, method: &str, path: &str, body: &Value) -> StatusCode {
        self.local_request(method, path, Some(body))
            .send()
            .await
            .unwrap()
            .status()
    }
}

fn path(pattern: &str, ids: &[&str]) -> String {
    let mut ids = ids.iter();
    let segments = pattern.split('/').map(|segment| {
        if segment.starts_with('{') {
            ids.next().unwrap()
        } else {
            segment
        }
    });
    segments.collect::<Vec<_>>().join("/")
}
