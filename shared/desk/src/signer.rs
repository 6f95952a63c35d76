//! Signs licence files: JWS compact serialization (RFC 7515) with Ed25519 (RFC 8037, RFC 9864).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::licence_file::{Header, LicenceClaims, TYP};
use ed25519_dalek::Signer as _;
use runtime::keys::LicenceKey;

/// A licence file cannot be signed.
#[derive(Debug, thiserror::Error)]
pub enum SigningError {
    /// The claims cannot be written as JSON.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// The document of the signing key is damaged.
    #[error("the licence signing key is damaged")]
    Key,
}

/// The claims, signed.
pub fn sign(signing: &LicenceKey, claims: &LicenceClaims) -> Result<String, SigningError> {
    let key = signing.key().ok_or(SigningError::Key)?;
    let header = Header {
        alg: signing.alg,
        kid: signing.kid.clone(),
        typ: TYP.to_owned(),
    };
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let input = format!(
        "{}.{}",
        encode(&serde_json::to_vec(&header)?),
        encode(&serde_json::to_vec(claims)?)
    );
    let signature = key.sign(input.as_bytes());
    Ok(format!("{input}.{}", encode(&signature.to_bytes())))
}
