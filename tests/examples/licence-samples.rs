//! Writes licence files, the key set and what each file should say into a folder, for
//! verifiers that share no code with the desk: `tests/jose`.
//!
//! `jwks.json` is the key set as it is served. For every `<name>.lic` there is a
//! `<name>.json` with the `header` and the `claims` that it has to hold, put together from
//! the desk's other answers and not from the file.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use api::operations::*;
use base64::{Engine, prelude::BASE64_STANDARD};
use domain::id::LocationId;
use runtime::keys::KeyKind;
use serde_json::{Value, json};
use std::{fs, path::PathBuf};
use tests::{Desk, location_body};

/// Writes a location's licence file of this number, and what it should say.
async fn write(desk: &Desk, folder: &std::path::Path, name: &str, location: LocationId, sequence: u64, alg: &str) {
    let dealer = &desk.people.dealer;
    let file = desk
        .call::<GetLicenceFile>(dealer, &[&location, &sequence], Value::Null)
        .await;
    let content = BASE64_STANDARD.decode(file.ok()["content"].as_str().unwrap()).unwrap();
    let view = desk.call::<GetLocation>(dealer, &[&location], Value::Null).await;
    let view = view.ok();
    let licences: Vec<Value> = view["activated"]
        .as_array()
        .unwrap()
        .iter()
        .map(|licence| {
            json!({
                "software_key_code": licence["software_key_code"],
                "part": licence["part"],
                "quantity": licence["quantity"],
            })
        })
        .collect();
    let expected = json!({
        "header": { "alg": alg, "typ": "licence+jwt", "kid": file.body["licence_file"]["key_id"] },
        "claims": {
            "iss": "https://licences.example.com",
            "sub": view["hkc"],
            "jti": format!("{location}/{sequence}"),
            "seq": sequence,
            "iat": desk.now().timestamp(),
            "sys": view["system_type"],
            "features": view["features"],
            "licences": licences,
        },
    });
    fs::write(folder.join(format!("{name}.lic")), content).unwrap();
    fs::write(
        folder.join(format!("{name}.json")),
        serde_json::to_vec_pretty(&expected).unwrap(),
    )
    .unwrap();
}

async fn activate(desk: &Desk, location: LocationId, codes: &[String]) {
    let body = json!({ "software_key_codes": codes, "terms_accepted": true });
    desk.call::<ActivateLicences>(&desk.people.dealer, &[&location], body)
        .await
        .ok();
}

#[tokio::main]
async fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).expect("give the folder to write into"));
    fs::create_dir_all(&folder).unwrap();
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|kind| kind == "lic" || kind == "json") {
            fs::remove_file(path).unwrap();
        }
    }
    let desk = Desk::start().await;
    desk.with_a_licence_key_from_before();
    let dealer = &desk.people.dealer;
    let order = desk.ship_manual_order(desk.organisations.dealer).await;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let first = desk.location(dealer, customer, "Location A", "191000343919").await;
    let lines = [("BE107573", 1), ("BE107582", 5), ("BE107576", 1), ("BE107585", 20)];
    let codes = desk.attach(dealer, first, &order, &lines).await;
    activate(&desk, first, &codes).await;
    write(&desk, &folder, "signed-before-rfc-9864", first, 1, "EdDSA").await;

    for (name, sequence) in [("signed-by-a-retired-key", 2), ("made-anew", 3)] {
        desk.rotate(KeyKind::LicenceSigning);
        desk.call::<RegenerateLicenceFile>(dealer, &[&first], json!({}))
            .await
            .ok();
        write(&desk, &folder, name, first, sequence, "Ed25519").await;
    }

    // Another system type, a hardware key code with letters, quantities and versions.
    let answer = desk
        .call::<CreateLocation>(
            dealer,
            &[&customer],
            location_body("sl2100", "3810004626AD", "Zürich – “Süd”"),
        )
        .await;
    let second = answer.ok()["location_id"].as_str().unwrap().parse().unwrap();
    let lines = [("LK380016", 1), ("LK380001", 4)];
    let order = desk.ship(desk.organisations.dealer, "PO-2", &lines).await;
    let codes = desk.attach(dealer, second, &order, &lines).await;
    activate(&desk, second, &codes).await;
    write(&desk, &folder, "another-system-type", second, 1, "Ed25519").await;

    let key_set = desk.call::<GetKeySet>(dealer, &[], Value::Null).await;
    fs::write(
        folder.join("jwks.json"),
        serde_json::to_vec_pretty(key_set.ok()).unwrap(),
    )
    .unwrap();
}
