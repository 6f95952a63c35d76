//! Licence files as an installed system reads them: with a JOSE verifier and the key set,
//! and nothing else of ours.

use api::operations::*;
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use chrono::TimeDelta;
use domain::id::LocationId;
use ed25519_dalek::{Signature, VerifyingKey};
use runtime::keys::{Begins, KEY_SET_KEPT, KeyKind, PUBLISHED_BEFORE};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tests::Desk;

struct Scene {
    desk: Desk,
    location: LocationId,
    codes: Vec<String>,
}

async fn scene() -> Scene {
    scene_at(Desk::start().await).await
}

async fn scene_at(desk: Desk) -> Scene {
    let dealer = &desk.people.dealer;
    let order = desk.ship_manual_order(desk.organisations.dealer).await;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let location = desk.location(dealer, customer, "Location A", "191000343919").await;
    let lines = [("BE107573", 1), ("BE107582", 5), ("BE107576", 1), ("BE107585", 20)];
    let codes = desk.attach(dealer, location, &order, &lines).await;
    let body = json!({ "software_key_codes": codes, "terms_accepted": true });
    desk.call::<ActivateLicences>(dealer, &[&location], body).await.ok();
    Scene { desk, location, codes }
}

impl Scene {
    async fn file(&self, sequence: u32) -> String {
        let dealer = &self.desk.people.dealer;
        let file = self
            .desk
            .call::<GetLicenceFile>(dealer, &[&self.location, &sequence], json!(null))
            .await;
        String::from_utf8(STANDARD.decode(file.ok()["content"].as_str().unwrap()).unwrap()).unwrap()
    }

    async fn regenerate(&self) {
        let dealer = &self.desk.people.dealer;
        self.desk
            .call::<RegenerateLicenceFile>(dealer, &[&self.location], json!({}))
            .await
            .ok();
    }

    /// The key set, as anybody gets it.
    async fn key_set(&self) -> Vec<Value> {
        let set = self
            .desk
            .send(reqwest::Method::GET, "/.well-known/jwks.json", None, Value::Null, None)
            .await;
        set.ok()["keys"].as_array().unwrap().clone()
    }

    /// What each key calls the algorithm.
    async fn algs(&self) -> BTreeMap<String, String> {
        let text = |key: &Value, name: &str| key[name].as_str().unwrap().to_owned();
        let keys = self.key_set().await;
        keys.iter().map(|key| (text(key, "kid"), text(key, "alg"))).collect()
    }

    async fn keys(&self) -> BTreeMap<String, VerifyingKey> {
        let keys = self.key_set().await;
        keys.iter()
            .map(|key| {
                let fixed = ["kty", "crv", "use"].map(|name| key[name].as_str().unwrap());
                assert_eq!(fixed, ["OKP", "Ed25519", "sig"]);
                assert!(key.get("d").is_none());
                let x = URL_SAFE_NO_PAD.decode(key["x"].as_str().unwrap()).unwrap();
                let key_id = key["kid"].as_str().unwrap().to_owned();
                (key_id, VerifyingKey::from_bytes(&x.try_into().unwrap()).unwrap())
            })
            .collect()
    }
}

/// The claims, if the file is one of ours: `alg` and `typ` are fixed, the key is named
/// and known, the signature is good.
fn verify(keys: &BTreeMap<String, VerifyingKey>, file: &str) -> Option<Value> {
    let (input, signature) = file.rsplit_once('.')?;
    let (header, claims) = input.split_once('.')?;
    let header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
    if !["Ed25519", "EdDSA"].contains(&header["alg"].as_str()?) || header["typ"] != "licence+jwt" {
        return None;
    }
    let key = keys.get(header["kid"].as_str()?)?;
    let signature = Signature::from_slice(&URL_SAFE_NO_PAD.decode(signature).ok()?).ok()?;
    key.verify_strict(input.as_bytes(), &signature).ok()?;
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()?;
    (claims["iss"] == "https://licences.example.com").then_some(claims)
}

fn header(file: &str) -> Value {
    let header = file.split('.').next().unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap()
}

#[tokio::test]
async fn a_file_verifies_against_the_key_set_and_says_what_was_activated() {
    let scene = scene().await;
    let (file, keys) = (scene.file(1).await, scene.keys().await);
    let key_id = keys.keys().next().unwrap();
    assert_eq!(
        header(&file),
        json!({ "alg": "Ed25519", "kid": key_id, "typ": "licence+jwt" })
    );
    assert_eq!(scene.algs().await[key_id], "Ed25519");
    let claims = verify(&keys, &file).unwrap();
    let codes = &scene.codes;
    // The licences of one activation stand by part.
    assert_eq!(
        claims,
        json!({
            "iss": "https://licences.example.com",
            "sub": "191000343919",
            "jti": format!("{}/1", scene.location),
            "seq": 1,
            "iat": 1_767_603_600,
            "sys": "sv8100",
            "features": [
                { "feature": "ip-terminals", "quantity": 20, "made_of": "20" },
                { "feature": "ip-trunks", "quantity": 5, "made_of": "5" },
                { "feature": "smdr", "quantity": 1, "made_of": "1" },
                { "feature": "system-ports", "quantity": 256, "made_of": "256" },
            ],
            "licences": [
                { "software_key_code": codes[0], "part": "BE107573", "quantity": 1 },
                { "software_key_code": codes[2], "part": "BE107576", "quantity": 1 },
                { "software_key_code": codes[1], "part": "BE107582", "quantity": 5 },
                { "software_key_code": codes[3], "part": "BE107585", "quantity": 20 },
            ],
        })
    );
}

#[tokio::test]
async fn a_key_from_before_rfc_9864_goes_on_saying_eddsa_until_another_follows() {
    let desk = Desk::start().await;
    desk.with_a_licence_key_from_before();
    let scene = scene_at(desk).await;
    let old_file = scene.file(1).await;
    let old = header(&old_file);
    assert_eq!(old["alg"], "EdDSA");
    let old_key = old["kid"].as_str().unwrap().to_owned();
    let keys = scene.keys().await;
    let claims = verify(&keys, &old_file).unwrap();
    // A library that knows no other name says the same.
    let mut validation = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::EdDSA);
    validation.set_required_spec_claims::<&str>(&[]);
    let x = URL_SAFE_NO_PAD.encode(keys[&old_key].as_bytes());
    let key = jsonwebtoken::DecodingKey::from_ed_components(&x).unwrap();
    let token = jsonwebtoken::decode::<Value>(&old_file, &key, &validation).unwrap();
    assert_eq!(token.claims, claims);

    let new_key = scene.desk.rotate(KeyKind::LicenceSigning);
    scene.regenerate().await;
    let new_file = scene.file(2).await;
    assert_eq!(
        (&header(&new_file)["alg"], &header(&new_file)["kid"]),
        (&json!("Ed25519"), &json!(new_key))
    );
    let named = [(old_key, "EdDSA"), (new_key, "Ed25519")].map(|(key, alg)| (key, alg.to_owned()));
    assert_eq!(scene.algs().await, named.into_iter().collect());
    let keys = scene.keys().await;
    assert!(verify(&keys, &old_file).is_some() && verify(&keys, &new_file).is_some());
}

#[tokio::test]
async fn the_key_set_may_be_kept_for_as_long_as_a_key_is_published_before_it_signs() {
    let scene = scene().await;
    let fetched = async || {
        let url = format!("{}/.well-known/jwks.json", scene.desk.url);
        let answer = reqwest::get(url).await.unwrap();
        let kept = answer.headers()["cache-control"].to_str().unwrap().to_owned();
        let kept = kept.strip_prefix("public, max-age=").unwrap().parse::<i64>().unwrap();
        (kept, answer.text().await.unwrap())
    };
    let first = header(&scene.file(1).await)["kid"].clone();
    let (kept, _) = fetched().await;
    assert_eq!(kept, KEY_SET_KEPT.as_secs().cast_signed());

    let now = scene.desk.now();
    let begins = Begins::OnceKnown;
    let new = scene.desk.keys.rotate(KeyKind::LicenceSigning, now, begins).unwrap();
    assert_eq!(new.from, now + PUBLISHED_BEFORE);
    // Who fetched it a moment ago keeps it until the new key has not signed yet.
    assert!(TimeDelta::seconds(kept) < new.from - now);
    assert!(fetched().await.1.contains(&new.id), "published at once");
    scene.desk.forward(PUBLISHED_BEFORE - TimeDelta::seconds(1));
    scene.regenerate().await;
    assert_eq!(header(&scene.file(2).await)["kid"], first);
    scene.desk.forward(TimeDelta::seconds(1));
    scene.regenerate().await;
    let file = scene.file(3).await;
    assert_eq!(header(&file)["kid"], json!(new.id));
    assert!(verify(&scene.keys().await, &file).is_some());
}

#[tokio::test]
async fn every_altered_bit_makes_a_file_worthless() {
    let scene = scene().await;
    let (file, keys) = (scene.file(1).await, scene.keys().await);
    let key = *keys.values().next().unwrap();
    let parts: Vec<Vec<u8>> = file
        .split('.')
        .map(|part| URL_SAFE_NO_PAD.decode(part).unwrap())
        .collect();
    let mut altered_bits = 0;
    for part in 0..parts.len() {
        for bit in 0..parts[part].len() * 8 {
            let mut altered = parts.clone();
            altered[part][bit / 8] ^= 1 << (bit % 8);
            let encoded: Vec<String> = altered.iter().map(|part| URL_SAFE_NO_PAD.encode(part)).collect();
            assert_eq!(verify(&keys, &encoded.join(".")), None, "part {part}, bit {bit}");
            // Nor does it for who looks at nothing but the signature.
            if part < 2 {
                let input = format!("{}.{}", encoded[0], encoded[1]);
                let signature = Signature::from_slice(&altered[2]).unwrap();
                assert!(
                    key.verify_strict(input.as_bytes(), &signature).is_err(),
                    "part {part}, bit {bit}"
                );
            }
            altered_bits += 1;
        }
    }
    assert!(altered_bits > 4000, "{altered_bits}");
    // What stands in the spare bits of base64's last character is refused too.
    let last = file.chars().last().unwrap();
    for other in ('A'..='Z')
        .chain('a'..='z')
        .chain('0'..='9')
        .chain(['-', '_'])
        .filter(|other| *other != last)
    {
        let altered = format!("{}{other}", &file[..file.len() - 1]);
        assert_eq!(verify(&keys, &altered), None, "{other}");
    }
    for altered in [
        format!("{file}="),
        format!("{file} "),
        format!("{file}."),
        file.replace('.', ".."),
    ] {
        assert_eq!(verify(&keys, &altered), None, "{altered}");
    }
}

#[tokio::test]
async fn claims_and_signatures_of_two_files_do_not_mix() {
    let scene = scene().await;
    scene.regenerate().await;
    let (one, two, keys) = (scene.file(1).await, scene.file(2).await, scene.keys().await);
    let (one, two): (Vec<&str>, Vec<&str>) = (one.split('.').collect(), two.split('.').collect());
    assert_eq!(one[0], two[0]);
    assert_eq!(verify(&keys, &[one[0], one[1], two[2]].join(".")), None);
    assert_eq!(verify(&keys, &[two[0], two[1], one[2]].join(".")), None);
}

#[tokio::test]
async fn old_files_still_verify_once_another_key_signs() {
    let scene = scene().await;
    let old_file = scene.file(1).await;
    let old_key = header(&old_file)["kid"].clone();
    let new_key = json!(scene.desk.rotate(KeyKind::LicenceSigning));
    assert_ne!(old_key, new_key);
    scene.desk.forward(TimeDelta::days(1));
    scene.regenerate().await;
    let new_file = scene.file(2).await;
    assert_eq!(header(&new_file)["kid"], new_key);
    let keys = scene.keys().await;
    assert_eq!(keys.len(), 2);
    let (old, new) = (verify(&keys, &old_file).unwrap(), verify(&keys, &new_file).unwrap());
    assert_eq!((&old["seq"], &new["seq"]), (&json!(1), &json!(2)));
    assert_eq!(old["licences"], new["licences"]);
    // The old file is given out as it was.
    assert_eq!(scene.file(1).await, old_file);
    let view = scene
        .desk
        .call::<GetLocation>(&scene.desk.people.dealer, &[&scene.location], json!(null))
        .await;
    let ids: Vec<&Value> = view.ok()["licence_files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| &file["key_id"])
        .collect();
    assert_eq!(ids, [&new_key, &old_key]);
    // Without the key in the set its files are worthless.
    let only_new: BTreeMap<_, _> = keys.into_iter().filter(|(id, _)| new_key == json!(id)).collect();
    assert_eq!(verify(&only_new, &old_file), None);
}
