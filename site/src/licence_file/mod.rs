//! Reads and checks a licence file without asking the service: a compact JWS
//! (RFC 7515) signed with Ed25519 (RFC 8037, RFC 9864), by itself or stored in a zip.

mod zip;

use crate::browser;
use api::licences::{KeySetView, KeyView};
use chrono::{DateTime, Utc};
use domain::{
    licence_file::{Alg, TYP},
    limited::LimitedKind,
    text::is_invisible,
};
use js_sys::{Object, Reflect, Uint8Array};
use leptos::prelude::window;
use serde::Deserialize;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::CryptoKey;

/// What a file claims of itself before its signature is checked.
#[derive(Deserialize)]
struct Header {
    alg: String,
    #[serde(default)]
    typ: String,
    #[serde(default)]
    kid: String,
    /// Extensions that a reader has to understand; none are.
    #[serde(default)]
    crit: Option<serde_json::Value>,
}

/// What a licence file grants.
#[derive(Debug, Clone, Deserialize)]
pub struct Claims {
    /// Who made the file.
    pub iss: String,
    /// The hardware key code that it is for.
    pub sub: String,
    /// The hardware key code of the hardware that takes over.
    #[serde(default)]
    pub second: Option<String>,
    /// Identifies the file.
    pub jti: String,
    /// Rises with every file of the location.
    pub seq: u64,
    /// When it was made, in seconds since 1970.
    pub iat: i64,
    /// When it stops granting anything, in seconds since 1970.
    #[serde(default)]
    pub exp: Option<i64>,
    /// What it is for, where it holds for a while.
    #[serde(default)]
    pub limited: Option<LimitedKind>,
    /// The id of the system type.
    pub sys: String,
    /// What it grants.
    #[serde(default)]
    pub features: Vec<Feature>,
    /// What the grants come from.
    #[serde(default)]
    pub licences: Vec<Licence>,
}

/// A feature and how much of it.
#[derive(Debug, Clone, Deserialize)]
pub struct Feature {
    /// Its name.
    pub feature: String,
    /// How much, for features that add up.
    #[serde(default)]
    pub quantity: Option<u64>,
    /// Which version, for features of which the highest counts.
    #[serde(default)]
    pub version: Option<u32>,
}

/// A licence in a file.
#[derive(Debug, Clone, Deserialize)]
pub struct Licence {
    /// Identifies it.
    pub software_key_code: String,
    /// The part's number.
    pub part: String,
    /// Units.
    pub quantity: u64,
}

/// A file whose signature is good.
#[derive(Debug, Clone)]
pub struct Verified {
    /// What it says.
    pub claims: Claims,
    /// The id of the key that signed it.
    pub key_id: String,
}

impl Verified {
    /// When it was made.
    pub fn issued_at(&self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp(self.claims.iat, 0)
    }

    /// When it stops granting anything.
    pub fn expires_at(&self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp(self.claims.exp?, 0)
    }

    /// Whether it grants nothing any more by the browser's clock.
    pub fn is_expired(&self) -> bool {
        // The clock of a page that works offline is the browser's.
        self.claims
            .exp
            .is_some_and(|exp| exp as f64 * 1000.0 <= js_sys::Date::now())
    }
}

/// The text of a licence file, taken out of its zip where it is in one.
pub fn text_of(bytes: &[u8]) -> Result<String, String> {
    let bytes = if zip::is_zip(bytes) {
        zip::licence_in(bytes)?
    } else {
        bytes
    };
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => String::from_utf8(bytes.to_vec()).ok(),
    };
    text.ok_or_else(|| "This is not a licence file: it is not text.".to_owned())
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, []) = bytes.as_chunks() else { return None };
    char::decode_utf16(pairs.iter().map(|pair| unit(*pair)))
        .collect::<Result<_, _>>()
        .ok()
}

/// A compact JWS without what mail and editors put into it: line ends, spaces, a byte order mark.
/// None of it has a meaning there.
fn compact(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !is_invisible(*c))
        .collect()
}

/// Checks signature, algorithm, type and issuer. Refusals are sentences.
pub async fn verify(text: &str, keys: &[KeyView], issuer: &str) -> Result<Verified, String> {
    let text = compact(text);
    let parts: Vec<&str> = text.split('.').collect();
    let [header, payload, signature] = parts.as_slice() else {
        return Err("This is not a licence file: it does not have three parts with dots between them.".to_owned());
    };
    let header: Header = json(header).ok_or("This is not a licence file: its header cannot be read.")?;
    // One algorithm and one type are taken, whatever a file says of itself.
    let is_ed25519 = Alg::ALL.iter().any(|alg| alg.name() == header.alg);
    if !is_ed25519 || header.typ != TYP || header.crit.is_some() {
        return Err(format!(
            "This is not a licence file: it has to say Ed25519 or EdDSA and {TYP}, and no extensions."
        ));
    }
    let Some(key) = keys.iter().find(|key| key.kid == header.kid) else {
        return Err(format!(
            "It says that the key {} signed it, and that key is not among the known ones. It may be forged, or its key was withdrawn.",
            header.kid
        ));
    };
    let signature = browser::from_base64(signature).ok_or("Its signature cannot be read.")?;
    let signed = &text[..header_and_payload(&text)];
    match is_signed(key, signed.as_bytes(), &signature).await {
        Some(true) => {}
        Some(false) => {
            return Err(
                "The signature does not fit: the file was changed after it was signed, or is forged.".to_owned(),
            );
        }
        None => return Err("This browser cannot check Ed25519 signatures. Use a newer one.".to_owned()),
    }
    let claims: Claims = json(payload).ok_or("It is signed, but what it says cannot be read.")?;
    if claims.iss != issuer {
        return Err(format!("It was made by {}, not by {issuer}.", claims.iss));
    }
    Ok(Verified {
        claims,
        key_id: header.kid,
    })
}

/// The keys in a JSON Web Key Set that can have signed a licence file.
pub fn keys_in(text: &str) -> Option<Vec<KeyView>> {
    let set: KeySetView = serde_json::from_str(text).ok()?;
    Some(
        set.keys
            .into_iter()
            .filter(|key| key.kty == "OKP" && key.crv == "Ed25519")
            .collect(),
    )
}

fn header_and_payload(text: &str) -> usize {
    text.rfind('.').unwrap_or_default()
}

fn json<T: serde::de::DeserializeOwned>(part: &str) -> Option<T> {
    serde_json::from_slice(&browser::from_base64(part)?).ok()
}

/// None where the browser cannot tell.
async fn is_signed(key: &KeyView, signed: &[u8], signature: &[u8]) -> Option<bool> {
    let subtle = window().crypto().ok()?.subtle();
    let jwk = Object::new();
    for (name, value) in [("kty", "OKP"), ("crv", "Ed25519"), ("x", key.x.as_str())] {
        Reflect::set(&jwk, &JsValue::from_str(name), &JsValue::from_str(value)).ok()?;
    }
    let usages = js_sys::Array::of1(&JsValue::from_str("verify"));
    let imported = subtle
        .import_key_with_str("jwk", &jwk, "Ed25519", false, &usages)
        .ok()?;
    let imported: CryptoKey = JsFuture::from(imported).await.ok()?.unchecked_into();
    let verified = subtle
        .verify_with_str_and_js_u8_array_and_js_u8_array(
            "Ed25519",
            &imported,
            &Uint8Array::from(signature),
            &Uint8Array::from(signed),
        )
        .ok()?;
    JsFuture::from(verified).await.ok()?.as_bool()
}

#[cfg(test)]
mod tests {
    use super::*;

    const JWS: &str = "eyJhbGciOiJFZDI1NTE5In0.eyJpc3MiOiJodHRwczovL2xpY2VuY2VzLmV4YW1wbGUuY29tIn0.c2lnbmF0dXJl";

    #[test]
    fn what_mail_and_editors_put_into_a_file_is_left_out() {
        let wrapped = JWS
            .as_bytes()
            .chunks(76)
            .map(|line| String::from_utf8_lossy(line).into_owned());
        for text in [
            JWS.to_owned(),
            format!("\u{feff}{JWS}\r\n"),
            wrapped.collect::<Vec<_>>().join("\r\n"),
            JWS.replace('.', " .\u{200b}\n\t"),
        ] {
            assert_eq!(compact(&text), JWS);
        }
    }

    #[test]
    fn a_file_is_text_by_its_mark() {
        let units: Vec<u16> = std::iter::once(0xfeff).chain(JWS.encode_utf16()).collect();
        let bytes = |unit: fn(u16) -> [u8; 2]| -> Vec<u8> { units.iter().copied().flat_map(unit).collect() };
        for bytes in [
            JWS.as_bytes().to_vec(),
            format!("\u{feff}{JWS}").into_bytes(),
            bytes(u16::to_le_bytes),
            bytes(u16::to_be_bytes),
        ] {
            assert_eq!(compact(&text_of(&bytes).unwrap()), JWS);
        }
        assert!(text_of(&[0xff, 0xfe, 0x41]).is_err());
        assert!(text_of(&[0x80]).is_err());
    }
}
