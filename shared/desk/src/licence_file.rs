//! Licence files as they are saved: alone, or in a zip.

use crate::view;
use api::licences::LicenceFileContent;
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::SecondsFormat;
use runtime::{Error, problem};
use std::io::{Cursor, Write};
use store::location::LicenceFile;
use zip::{CompressionMethod, ZipWriter, result::ZipError, write::SimpleFileOptions};

/// A licence file with its bytes.
///
/// # Errors
/// It cannot be zipped.
pub fn content(file: &LicenceFile) -> Result<LicenceFileContent, Error> {
    let (media_type, content) = match contents(file) {
        Some(files) => ("application/zip", zipped(&files).map_err(problem::internal)?),
        None => ("text/plain", file.jws.clone().into_bytes()),
    };
    Ok(LicenceFileContent {
        licence_file: view::licence_file(file),
        media_type: media_type.to_owned(),
        content: STANDARD.encode(content),
    })
}

/// The files of a zip, by name; none for a file that is saved as it is. What is called by a product key
/// has a log beside it, and where it is a redundant pair's, the second file.
fn contents(file: &LicenceFile) -> Option<Vec<(String, String)>> {
    if let Some(hkc) = file.file_name.strip_suffix("-svi.zip") {
        return Some(vec![(format!("{hkc}.lic"), file.jws.clone())]);
    }
    let called = file.file_name.strip_suffix(".zip")?;
    let second = file.second.as_ref().map(|second| (second.called.as_str(), &second.jws));
    let files: Vec<_> = [(called, &file.jws)].into_iter().chain(second).collect();
    let mut log = format!(
        "Licence file {}, made {}\nSigned by key {}\n",
        file.sequence,
        file.issued_at.to_rfc3339_opts(SecondsFormat::Secs, true),
        file.key_id
    );
    for (name, jws) in &files {
        log.push_str(&format!("{name}.lic: {} bytes\n", jws.len()));
    }
    let licences = files.iter().map(|(name, jws)| (format!("{name}.lic"), (*jws).clone()));
    Some(licences.chain([(format!("{called}.log"), log)]).collect())
}

/// A zip of these files, stored as they are: a signature does not compress.
fn zipped(files: &[(String, String)]) -> Result<Vec<u8>, ZipError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in files {
        zip.start_file(name.as_str(), stored)?;
        zip.write_all(content.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}
