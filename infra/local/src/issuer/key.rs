//! The issuer's identifier and its signing key.

use crate::durable;
use anyhow::{Context, anyhow};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ed25519_dalek::{SigningKey, pkcs8::EncodePrivateKey};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::path::Path;

/// What is kept of an issuer. The identifier stays when the port changes: users are
/// bound to it.
#[derive(Serialize, Deserialize)]
struct Kept {
    identifier: String,
    seed: String,
}

/// An Ed25519 key that signs what the issuer says.
pub struct IssuerKey {
    /// The issuer identifier, `iss` in every token.
    pub identifier: String,
    key_id: String,
    public: String,
    signing: EncodingKey,
    verifying: DecodingKey,
}

impl IssuerKey {
    /// The key as it was kept, or a new one with this identifier.
    pub fn open(file: &Path, identifier: &str) -> anyhow::Result<Self> {
        let kept = match durable::read_json::<Kept>(file)? {
            Some(kept) => kept,
            None => {
                let mut seed = [0; 32];
                getrandom::fill(&mut seed).map_err(|error| anyhow!("no random numbers: {error}"))?;
                let kept = Kept {
                    identifier: identifier.to_owned(),
                    seed: BASE64_URL_SAFE_NO_PAD.encode(seed),
                };
                durable::write_json(file, &kept)?;
                kept
            }
        };
        let seed = BASE64_URL_SAFE_NO_PAD.decode(&kept.seed)?;
        let seed: [u8; 32] = seed
            .try_into()
            .map_err(|_| anyhow!("the issuer's key has another length"))?;
        let key = SigningKey::from_bytes(&seed);
        let public = BASE64_URL_SAFE_NO_PAD.encode(key.verifying_key().as_bytes());
        // RFC 7638: the required members in this order, without white space.
        let thumbprint = Sha256::digest(format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{public}"}}"#));
        Ok(Self {
            identifier: kept.identifier,
            key_id: BASE64_URL_SAFE_NO_PAD.encode(thumbprint),
            signing: EncodingKey::from_ed_der(
                key.to_pkcs8_der()
                    .context("the issuer's key cannot be encoded")?
                    .as_bytes(),
            ),
            verifying: DecodingKey::from_ed_components(&public)?,
            public,
        })
    }

    /// The public key as a JSON Web Key Set (RFC 7517, RFC 8037).
    pub fn key_set(&self) -> Value {
        json!({ "keys": [{
            "kty": "OKP", "crv": "Ed25519", "x": self.public, "kid": self.key_id, "alg": "EdDSA", "use": "sig",
        }] })
    }

    /// A signed token of this `typ`.
    pub fn sign(&self, typ: &str, claims: &impl Serialize) -> anyhow::Result<String> {
        let header = Header {
            typ: Some(typ.to_owned()),
            kid: Some(self.key_id.clone()),
            ..Header::new(Algorithm::EdDSA)
        };
        Ok(jsonwebtoken::encode(&header, claims, &self.signing)?)
    }

    /// The claims of a token of this `typ` and audience that this key signed and that has
    /// not expired.
    pub fn verify<T: DeserializeOwned + Clone>(&self, typ: &str, audience: &str, token: &str) -> Option<T> {
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[&self.identifier]);
        validation.set_audience(&[audience]);
        let token = jsonwebtoken::decode::<T>(token, &self.verifying, &validation).ok()?;
        (token.header.typ.as_deref() == Some(typ)).then_some(token.claims)
    }
}
