//! `activate-licences`, `regenerate-licence-file`, `list-recently-activated`.

use crate::scene::{Scene, made_up};
use api::{ProblemCode, operations::*};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::TimeDelta;
use serde_json::{Value, json};

#[tokio::test]
async fn activation_is_for_good_and_makes_a_file() {
    let scene = Scene::new().await;
    let codes = scene.attach(&[("BE107573", 1), ("BE107582", 5)]).await;
    scene.desk.forward(TimeDelta::hours(1));
    let answer = scene.activate(&codes[..1]).await;
    assert_eq!(answer.ok()["activated"], json!(codes[..1]));
    let file = &answer.body["licence_file"];
    assert_eq!(file["sequence"], 1);
    assert_eq!(file["file_name"], "191000343919.lic");
    assert_eq!(file["issued_at"], "2026-01-05T10:00:00Z");
    let view = scene.view().await;
    assert_eq!(view["activated"][0]["software_key_code"], codes[0]);
    assert_eq!(view["activated"][0]["activated_at"], "2026-01-05T10:00:00Z");
    assert_eq!(view["attached"][0]["software_key_code"], codes[1]);
    assert_eq!(view["licence_files"], json!([file]));
    assert_eq!(
        view["features"],
        json!([{ "feature": "system-ports", "quantity": 256, "made_of": "256" }])
    );
    let content = scene.file(1).await;
    assert_eq!(content.ok()["licence_file"], *file);
    assert_eq!(content.body["media_type"], "text/plain");
    let jws = STANDARD.decode(content.body["content"].as_str().unwrap()).unwrap();
    assert_eq!(jws.split(|byte| *byte == b'.').count(), 3);
}

#[tokio::test]
async fn activating_twice_is_refused() {
    let scene = Scene::new().await;
    let codes = scene.attach(&[("BE107573", 1), ("BE107582", 5)]).await;
    scene.activate(&codes[..1]).await.ok();
    let table = scene.desk.table().await;
    for chosen in [&codes[..1], &codes[..]] {
        let refused = scene.activate(chosen).await;
        assert_eq!(
            refused.refused_fields(ProblemCode::AlreadyActivated),
            ["software_key_codes/0"]
        );
    }
    assert_eq!(scene.desk.table().await, table);
    assert_eq!(scene.activate(&codes[1..]).await.ok()["licence_file"]["sequence"], 2);
}

#[tokio::test]
async fn the_terms_have_to_be_accepted() {
    let scene = Scene::new().await;
    let (desk, dealer) = (&scene.desk, &scene.desk.people.dealer);
    let codes = scene.attach(&[("BE107573", 1)]).await;
    let table = desk.table().await;
    let body = json!({ "software_key_codes": codes, "terms_accepted": false });
    let refused = desk.call::<ActivateLicences>(dealer, &[&scene.location], body).await;
    assert_eq!(
        refused.refused_fields(ProblemCode::TermsNotAccepted),
        ["terms_accepted"]
    );
    let refused = desk
        .call::<ActivateLicences>(dealer, &[&scene.location], json!({ "software_key_codes": codes }))
        .await;
    refused.refused(ProblemCode::InvalidFields);
    assert_eq!(desk.table().await, table);
}

#[tokio::test]
async fn all_that_is_chosen_is_activated_or_none() {
    let scene = Scene::new().await;
    let (desk, dealer) = (&scene.desk, &scene.desk.people.dealer);
    let codes = scene.attach(&[("BE107573", 1), ("BE107582", 5)]).await;
    let elsewhere = desk.location(dealer, scene.customer, "B", "191000343920").await;
    let theirs = desk.attach(dealer, elsewhere, &scene.order, &[("BE107585", 1)]).await;
    let table = desk.table().await;
    for (chosen, code, field) in [
        (
            [codes.clone(), theirs.clone()].concat(),
            ProblemCode::NotAttached,
            "software_key_codes/2",
        ),
        (
            [made_up(1), codes.clone()].concat(),
            ProblemCode::NotAttached,
            "software_key_codes/0",
        ),
        (
            [codes.clone(), codes.clone()].concat(),
            ProblemCode::InvalidFields,
            "software_key_codes/2",
        ),
        (vec!["?".to_owned()], ProblemCode::InvalidFields, "software_key_codes/0"),
        (vec![], ProblemCode::InvalidFields, "software_key_codes"),
        (made_up(81), ProblemCode::InvalidFields, "software_key_codes"),
    ] {
        let fields = scene.activate(&chosen).await.refused_fields(code);
        assert_eq!(fields[0], field, "{chosen:?}");
    }
    assert_eq!(desk.table().await, table);
    // Nor are they activated from where they are not.
    let body = json!({ "software_key_codes": theirs, "terms_accepted": true });
    let other = desk
        .call::<ActivateLicences>(&desk.people.other_dealer, &[&elsewhere], body)
        .await;
    other.refused(ProblemCode::NotFound);
}

#[tokio::test]
async fn eighty_licences_are_activated_at_once() {
    let mut scene = Scene::new().await;
    let lines = [("BE107582", 40), ("BE107585", 40)];
    scene.order = scene.desk.ship(scene.desk.organisations.dealer, "PO2", &lines).await;
    let mut codes = Vec::new();
    for _ in 0..40 {
        codes.extend(scene.attach(&[("BE107582", 1), ("BE107585", 1)]).await);
    }
    assert_eq!(
        scene.activate(&codes).await.ok()["activated"].as_array().unwrap().len(),
        80
    );
    assert_eq!(scene.view().await["features"][1]["quantity"], 40);
}

#[tokio::test]
async fn quantities_add_up_and_of_versions_the_highest_counts() {
    let mut scene = Scene::new().await;
    let dealer = scene.desk.organisations.dealer;
    let first = [("LK190020", 6), ("LK190303", 1), ("LK190304", 1), ("LK190306", 1)];
    scene.order = scene.desk.ship(dealer, "PO2", &first).await;
    let codes = scene.attach(&[("LK190020", 5), ("LK190303", 1), ("LK190306", 1)]).await;
    scene.activate(&codes).await.ok();
    let codes = scene.attach(&[("LK190020", 1), ("LK190304", 1)]).await;
    // What is only attached counts nowhere.
    assert_eq!(scene.view().await["features"][0]["quantity"], 100);
    scene.activate(&codes).await.ok();
    assert_eq!(
        scene.view().await["features"],
        json!([
            { "feature": "seats", "quantity": 120, "made_of": "5 x 20 + 20" },
            { "feature": "system-version", "version": 6, "made_of": "V3, V4, V6" },
        ])
    );
}

#[tokio::test]
async fn a_file_is_made_anew_whenever_wanted_with_the_next_number() {
    let scene = Scene::new().await;
    scene.regenerate().await.refused(ProblemCode::NothingActivated);
    let codes = scene.attach(&[("BE107573", 1), ("BE107582", 5)]).await;
    scene.regenerate().await.refused(ProblemCode::NothingActivated);
    scene.activate(&codes[..1]).await.ok();
    scene.desk.forward(TimeDelta::days(400));
    for sequence in 2..=24 {
        let file = scene.regenerate().await;
        assert_eq!(file.ok()["sequence"], sequence);
        assert_eq!(file.body["file_name"], "191000343919.lic");
        assert_eq!(file.body["issued_at"], "2027-02-09T09:00:00Z");
    }
    // Newest first; older ones than the page shows can still be had.
    let view = scene.view().await;
    let listed = view["licence_files"].as_array().unwrap();
    assert_eq!((listed.len(), &listed[0]["sequence"]), (20, &json!(24)));
    let (first, last) = (scene.file(1).await, scene.file(24).await);
    assert_ne!(first.ok()["content"], last.ok()["content"]);
    for nothing in [0, 25, u32::MAX] {
        scene.file(nothing).await.refused(ProblemCode::NotFound);
    }
    assert_eq!(view["attached"].as_array().unwrap().len(), 1);
    assert_eq!(view["activated"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn recently_activated_is_newest_first() {
    let scene = Scene::new().await;
    let codes = scene.attach(&[("BE107573", 1), ("BE107576", 1), ("BE107582", 5)]).await;
    for code in [&codes[1], &codes[0]] {
        scene.desk.forward(TimeDelta::minutes(1));
        scene.activate(std::slice::from_ref(code)).await.ok();
    }
    let recent = scene
        .desk
        .call::<ListRecentlyActivated>(&scene.desk.people.dealer, &[], json!(null))
        .await;
    let rows = recent.ok()["items"].as_array().unwrap();
    let listed: Vec<&Value> = rows.iter().map(|row| &row["licence"]["software_key_code"]).collect();
    assert_eq!(listed, [&json!(codes[0]), &json!(codes[1])]);
    assert_eq!(rows[0]["at"], rows[0]["licence"]["activated_at"]);
    let others = scene
        .desk
        .call::<ListRecentlyActivated>(&scene.desk.people.distributor, &[], json!(null))
        .await;
    assert_eq!(others.ok()["items"], json!([]));
}
