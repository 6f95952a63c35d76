//! `get-licence-file`: licence users, for their own organisation's locations.
//! `get-key-set`: anybody.

use crate::locations;
use api::{
    ProblemCode,
    external::KeptFileContent,
    licences::{KeySetView, KeyView, LicenceFileContent},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::SecondsFormat;
use desk::view;
use domain::{
    external::ExternalOrder,
    id::{LocationId, OrderId},
};
use runtime::{Call, Error, Principal, problem};
use std::io::{Cursor, Write};
use store::location::LicenceFile;
use zip::{CompressionMethod, ZipWriter, result::ZipError, write::SimpleFileOptions};

pub(crate) async fn get(
    call: Call<Principal>,
    (id, sequence): (LocationId, u32),
    (): (),
) -> Result<LicenceFileContent, Error> {
    locations::owned(&call, id).await?;
    let file = call.app.store.licence_file(id, sequence).await?;
    let file = file.ok_or_else(|| problem::not_found("licence file"))?;
    let (media_type, content) = match contents(&file) {
        Some(files) => ("application/zip", zipped(&files).map_err(problem::internal)?),
        None => ("text/plain", file.jws.clone().into_bytes()),
    };
    Ok(LicenceFileContent {
        licence_file: view::licence_file(&file),
        media_type: media_type.to_owned(),
        content: STANDARD.encode(content),
    })
}

/// `get-external-file`: licence users, for their own organisation's locations: of an order that is
/// activated there.
pub(crate) async fn external(
    call: Call<Principal>,
    (id, order_id, number): (LocationId, OrderId, u32),
    (): (),
) -> Result<KeptFileContent, Error> {
    locations::owned(&call, id).await?;
    let store = &call.app.store;
    let order = store.external_order(order_id).await?;
    let here = |order: &ExternalOrder| order.locations.iter().any(|location| location.location_id == id);
    let missing = || {
        problem::new(
            ProblemCode::FileNotThere,
            "The licence file of this order is not there yet.",
        )
    };
    let order = order.filter(here).ok_or_else(missing)?;
    let file = order
        .files
        .iter()
        .find(|file| file.number == number)
        .ok_or_else(missing)?;
    Ok(KeptFileContent {
        file_name: file.name.as_str().to_owned(),
        content: store.external_file(order_id, number).await?.ok_or_else(missing)?,
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
