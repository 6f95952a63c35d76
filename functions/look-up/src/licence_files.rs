//! `get-licence-file`: licence users, for their own organisation's locations.
//! `get-key-set`: anybody.

use crate::locations;
use api::licences::{KeySetView, KeyView, LicenceFileContent};
use base64::{Engine, engine::general_purpose::STANDARD};
use desk::view;
use domain::id::LocationId;
use runtime::{Call, Error, Principal, problem};
use std::io::{Cursor, Write};
use zip::{CompressionMethod, ZipWriter, result::ZipError, write::SimpleFileOptions};

pub(crate) async fn get(
    call: Call<Principal>,
    (id, sequence): (LocationId, u32),
    (): (),
) -> Result<LicenceFileContent, Error> {
    locations::owned(&call, id).await?;
    let file = call.app.store.licence_file(id, sequence).await?;
    let file = file.ok_or_else(|| problem::not_found("licence file"))?;
    let (media_type, content) = match file.file_name.strip_suffix("-svi.zip") {
        Some(hkc) => (
            "application/zip",
            zipped(&format!("{hkc}.lic"), &file.jws).map_err(problem::internal)?,
        ),
        None => ("text/plain", file.jws.clone().into_bytes()),
    };
    Ok(LicenceFileContent {
        licence_file: view::licence_file(&file),
        media_type: media_type.to_owned(),
        content: STANDARD.encode(content),
    })
}

/// A zip with one file, stored as it is: a signature does not compress.
fn zipped(name: &str, content: &str) -> Result<Vec<u8>, ZipError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(
        name,
        SimpleFileOptions::default().compression_method(CompressionMethod::Stored),
    )?;
    zip.write_all(content.as_bytes())?;
    Ok(zip.finish()?.into_inner())
}

pub(crate) async fn key_set(call: Call<()>, (): (), (): ()) -> Result<KeySetView, Error> {
    let public = call.app.keys.licence_public().await?;
    let keys = public
        .keys
        .into_iter()
        .map(|(kid, key)| KeyView {
            kty: "OKP".to_owned(),
            crv: "Ed25519".to_owned(),
            x: key.x,
            kid,
            alg: key.alg.name().to_owned(),
            use_: "sig".to_owned(),
        })
        .collect();
    Ok(KeySetView { keys })
}
