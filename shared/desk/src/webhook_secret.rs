//! The secret that messages to the vendor's endpoint are signed with. It is made from the
//! secret's number and a key outside the table whenever it is needed, and shown once.

use base64::{Engine, engine::general_purpose::STANDARD};
use domain::webhook::EndpointSecret;
use hmac::{Hmac, KeyInit, Mac};
use runtime::keys::MacKeys;
use sha2::Sha256;

/// The 32 bytes of an endpoint's secret; `None` where the keys are damaged or its key is gone.
pub fn bytes(keys: &MacKeys, secret: &EndpointSecret) -> Option<[u8; 32]> {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&keys.key(&secret.key)?).ok()?;
    mac.update(format!("endpoint\0{}", secret.number).as_bytes());
    Some(mac.finalize().into_bytes().into())
}

/// The same as the Standard Webhooks convention writes it.
pub fn shown(keys: &MacKeys, secret: &EndpointSecret) -> Option<String> {
    Some(format!("whsec_{}", STANDARD.encode(bytes(keys, secret)?)))
}
