//! `get-certificate`: what a location may use, and the licence file that proves it.

use crate::scene::Scene;
use api::{
    certificate::{CertificateView, CertifiedFile},
    licences::LicenceFileContent,
    operations::*,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::{assurance::Standing, day::Day};
use serde_json::json;
use tests::Person;

async fn certificate(scene: &Scene, who: &Person) -> CertificateView {
    let desk = &scene.desk;
    desk.call::<GetCertificate>(who, &[&scene.location], json!(null))
        .await
        .read()
}

fn granted(view: &CertificateView) -> Vec<(&str, Option<u64>)> {
    let features = view.features.iter();
    features.map(|one| (one.feature.as_str(), one.quantity)).collect()
}

async fn newest(scene: &Scene, sequence: u32) -> CertifiedFile {
    let LicenceFileContent {
        licence_file, content, ..
    } = scene.file(sequence).await.read();
    CertifiedFile {
        sequence,
        issued_at: licence_file.issued_at,
        key_id: licence_file.key_id,
        jws: String::from_utf8(STANDARD.decode(content).unwrap()).unwrap(),
    }
}

#[tokio::test]
async fn a_certificate_says_who_may_use_what_and_proves_it_by_the_newest_file() {
    let scene = Scene::new().await;
    let dealer = &scene.desk.people.dealer;
    let empty = certificate(&scene, dealer).await;
    assert_eq!(
        (empty.vendor, empty.licence_file, empty.features.len()),
        (None, None, 0)
    );

    let codes = scene.attach(&[("BE107582", 5), ("BE107585", 20)]).await;
    scene.activate(&codes[..1]).await.ok();
    let first = certificate(&scene, dealer).await;
    assert_eq!(granted(&first), [("ip-trunks", Some(5))]);
    assert_eq!(first.licence_file, Some(newest(&scene, 1).await));
    scene.activate(&codes[1..]).await.ok();
    let view = certificate(&scene, dealer).await;
    assert_eq!(view.as_of, scene.desk.now());
    assert_eq!(view.vendor.as_deref(), Some("Northbell Systems"));
    assert_eq!(view.dealer, "Fenwick Telecom");
    assert_eq!(view.customer_name, "Riverside Clinic");
    assert_eq!(view.customer_address.country, "NL");
    assert_eq!(
        (view.location_name.as_str(), view.location_address.city.as_str()),
        ("Location A", "Hilversum")
    );
    assert_eq!(
        (view.system_type_name.as_str(), view.hkc.as_str()),
        ("SV8100", "191000343919")
    );
    assert_eq!(granted(&view), [("ip-terminals", Some(20)), ("ip-trunks", Some(5))]);
    assert_eq!(view.licence_file, Some(newest(&scene, 2).await));
}

#[tokio::test]
async fn software_assurance_stands_on_it_for_who_may_see_it() {
    let scene = Scene::new().await;
    let people = &scene.desk.people;
    let codes = scene.attach(&[("BE107582", 5)]).await;
    scene.activate(&codes).await.ok();
    assert_eq!(certificate(&scene, &people.dealer).await.assurance, None);
    let seen = certificate(&scene, &people.dealer_swa).await.assurance.unwrap();
    let [agreement] = seen.as_slice() else {
        panic!("{seen:?}")
    };
    let swa = scene
        .desk
        .call::<GetLocationSwa>(&people.dealer_swa, &[&scene.location], json!(null))
        .await;
    let expected = &swa.ok()["agreements"][0];
    assert_eq!(agreement.number, expected["number"].as_str().unwrap());
    assert_eq!(
        agreement.application_name,
        expected["application_name"].as_str().unwrap()
    );
    let expires: Day = expected["expires"].as_str().unwrap().parse().unwrap();
    assert_eq!((agreement.standing, agreement.expires), (Standing::InGrace, expires));
}
