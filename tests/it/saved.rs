//! Licence files as they are saved: what is in them.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::Value;
use std::io::{Cursor, Read};
use tests::Answer;
use zip::ZipArchive;

/// Every file of what `get-licence-file` answered, by name: one, or those of a zip.
pub fn entries(answer: &Answer) -> Vec<(String, Vec<u8>)> {
    let content = STANDARD.decode(answer.ok()["content"].as_str().unwrap()).unwrap();
    let name = answer.body["licence_file"]["file_name"].as_str().unwrap().to_owned();
    if answer.body["media_type"] != "application/zip" {
        return vec![(name, content)];
    }
    let mut archive = ZipArchive::new(Cursor::new(content)).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut file = archive.by_index(at).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().to_owned(), bytes)
        })
        .collect()
}

/// What a licence file claims.
pub fn claims_of(jws: &[u8]) -> Value {
    let text = std::str::from_utf8(jws).unwrap();
    let payload = text.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

/// What the first licence file of the answer claims.
pub fn claims(answer: &Answer) -> Value {
    let entries = entries(answer);
    let (_, jws) = entries.iter().find(|(name, _)| name.ends_with(".lic")).unwrap();
    claims_of(jws)
}
