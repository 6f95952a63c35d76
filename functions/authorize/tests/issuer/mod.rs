//! An issuer with keys of every kind that is taken, made for these tests and used nowhere
//! else.

use authorize::Authorizer;
use axum::{Json, Router, http::StatusCode, routing::get};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use jsonwebtoken::{Algorithm, EncodingKey, crypto, jwk::Jwk};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

pub const ISSUER: &str = "https://issuer.example.com";
pub const AUDIENCE: &str = "latchkey-site";

/// A private key.
pub struct Key {
    pub id: &'static str,
    pub algorithm: &'static str,
    der: &'static [u8],
}

pub const RSA: Key = Key {
    id: "rsa",
    algorithm: "RS256",
    der: include_bytes!("../keys/rsa.der"),
};
pub const EC: Key = Key {
    id: "ec",
    algorithm: "ES256",
    der: include_bytes!("../keys/ec.der"),
};
pub const ED: Key = Key {
    id: "ed",
    algorithm: "EdDSA",
    der: include_bytes!("../keys/ed.der"),
};

/// When all tests are.
pub fn now() -> DateTime<Utc> {
    "2026-01-05T09:00:00Z".parse().unwrap()
}

impl Key {
    fn signing(&self) -> (EncodingKey, Algorithm) {
        match self.algorithm {
            "RS256" => (EncodingKey::from_rsa_der(self.der), Algorithm::RS256),
            "ES256" => (EncodingKey::from_ec_der(self.der), Algorithm::ES256),
            _ => (EncodingKey::from_ed_der(self.der), Algorithm::EdDSA),
        }
    }

    /// The public key as a member of a key set.
    pub fn public(&self) -> Value {
        let (key, algorithm) = self.signing();
        let mut public = serde_json::to_value(Jwk::from_encoding_key(&key, algorithm).unwrap()).unwrap();
        public["kid"] = json!(self.id);
        public["use"] = json!("sig");
        public
    }

    /// A token with any header, signed as the key signs.
    pub fn sign(&self, header: &Value, claims: &Value) -> String {
        self.sign_as(self.algorithm, header, claims)
    }

    /// A token signed with this algorithm where the key can, and as it can otherwise. With a
    /// shared secret that is the public key.
    pub fn sign_as(&self, algorithm: &str, header: &Value, claims: &Value) -> String {
        let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let signed = format!("{}.{}", encode(header), encode(claims));
        let (key, own) = self.signing();
        let signature = match algorithm.parse::<Algorithm>() {
            Ok(Algorithm::HS256) => {
                let secret = EncodingKey::from_secret(self.public().to_string().as_bytes());
                crypto::sign(signed.as_bytes(), &secret, Algorithm::HS256).unwrap()
            }
            Ok(other) if other.family() == own.family() && self.id == "rsa" => {
                crypto::sign(signed.as_bytes(), &key, other).unwrap()
            }
            _ => crypto::sign(signed.as_bytes(), &key, own).unwrap(),
        };
        format!("{signed}.{signature}")
    }
}

/// Publishes a key set, which can change, or goes away.
pub struct Issuer {
    url: String,
    state: Arc<Mutex<(Option<Value>, usize)>>,
}

impl Issuer {
    /// With these keys.
    pub async fn with(keys: &[&Key]) -> Self {
        let keys: Vec<Value> = keys.iter().map(|key| key.public()).collect();
        let state = Arc::new(Mutex::new((Some(json!({ "keys": keys })), 0)));
        let told = state.clone();
        let answer = move || async move {
            let mut state = told.lock().unwrap();
            state.1 += 1;
            state.0.clone().map(Json).ok_or(StatusCode::SERVICE_UNAVAILABLE)
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, Router::new().route("/", get(answer))).await });
        Self { url, state }
    }

    pub fn authorizer(&self) -> Authorizer {
        Authorizer::new(ISSUER, AUDIENCE, &self.url)
    }

    /// From now on it publishes this.
    pub fn publish(&self, keys: Value) {
        self.state.lock().unwrap().0 = Some(keys);
    }

    /// From now on it answers with errors.
    pub fn goes_away(&self) {
        self.state.lock().unwrap().0 = None;
    }

    /// How often it was asked.
    pub fn asked(&self) -> usize {
        self.state.lock().unwrap().1
    }
}
