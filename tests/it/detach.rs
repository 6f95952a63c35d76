//! `detach-licences`.

use crate::scene::{Scene, made_up};
use api::{ProblemCode, operations::*};
use serde_json::json;
use std::collections::BTreeSet;
use tests::Answer;

#[tokio::test]
async fn detach_puts_back_and_attaching_again_makes_a_new_code() {
    let scene = Scene::new().await;
    let before = scene.available().await;
    let lines = json!([{ "part": "BE107582", "quantity": 4 }, { "part": "BE107573", "quantity": 1 }]);
    let codes = |answer: &Answer| -> Vec<String> {
        let attached = answer.ok()["attached"].as_array().unwrap();
        attached
            .iter()
            .map(|one| one["software_key_code"].as_str().unwrap().to_owned())
            .collect()
    };
    let mut seen = BTreeSet::new();
    for _ in 0..3 {
        let attached = codes(&scene.ask_to_attach(lines.clone()).await);
        assert!(
            attached.iter().all(|code| seen.insert(code.clone())),
            "a code came twice"
        );
        // In small letters and with blanks around, as somebody might type it.
        let typed: Vec<String> = attached
            .iter()
            .map(|code| format!(" {} ", code.to_lowercase()))
            .collect();
        let detached = scene.detach(&typed).await;
        assert_eq!(detached.ok()["detached"].as_array().unwrap().len(), 2);
        assert_eq!(scene.available().await, before);
        assert!(scene.attached().await.is_empty());
        assert_eq!(
            scene.detach(&attached).await.refused_fields(ProblemCode::NotAttached),
            ["software_key_codes/0", "software_key_codes/1"]
        );
    }
}

#[tokio::test]
async fn all_that_is_chosen_is_detached_or_none() {
    let scene = Scene::new().await;
    let (desk, dealer) = (&scene.desk, &scene.desk.people.dealer);
    let here = desk
        .attach(
            dealer,
            scene.location,
            &scene.order,
            &[("BE107573", 1), ("BE107582", 2)],
        )
        .await;
    let other = desk.location(dealer, scene.customer, "B", "191000343920").await;
    let there = desk.attach(dealer, other, &scene.order, &[("BE107582", 1)]).await;
    let table = desk.table().await;
    for (codes, code, fields) in [
        (
            vec![here[0].clone(), there[0].clone()],
            ProblemCode::NotAttached,
            vec!["software_key_codes/1"],
        ),
        (
            [made_up(1), here.clone(), made_up(2)[1..].to_vec()].concat(),
            ProblemCode::NotAttached,
            vec!["software_key_codes/0", "software_key_codes/3"],
        ),
        (
            vec![here[0].clone(), here[0].clone()],
            ProblemCode::InvalidFields,
            vec!["software_key_codes/1"],
        ),
        (
            vec![here[0].clone(), "HV19".to_owned()],
            ProblemCode::InvalidFields,
            vec!["software_key_codes/1"],
        ),
        (vec![], ProblemCode::InvalidFields, vec!["software_key_codes"]),
        (made_up(41), ProblemCode::InvalidFields, vec!["software_key_codes"]),
    ] {
        assert_eq!(scene.detach(&codes).await.refused_fields(code), fields, "{codes:?}");
    }
    assert_eq!(desk.table().await, table);
}

#[tokio::test]
async fn what_is_activated_is_never_detached() {
    let scene = Scene::new().await;
    let (desk, dealer) = (&scene.desk, &scene.desk.people.dealer);
    let codes = desk
        .attach(
            dealer,
            scene.location,
            &scene.order,
            &[("BE107573", 1), ("BE107582", 2)],
        )
        .await;
    let body = json!({ "software_key_codes": [codes[1]], "terms_accepted": true });
    desk.call::<ActivateLicences>(dealer, &[&scene.location], body)
        .await
        .ok();
    let table = desk.table().await;
    let problem = scene.detach(&codes).await.refused(ProblemCode::AlreadyActivated);
    assert_eq!(problem.errors[0].field, "software_key_codes/1");
    assert!(problem.errors[0].message.contains("5 Jan 2026"), "{problem:?}");
    assert_eq!(desk.table().await, table);
}

#[tokio::test]
async fn forty_licences_of_forty_orders_are_detached_at_once() {
    let scene = Scene::new().await;
    let (desk, dealer) = (&scene.desk, &scene.desk.people.dealer);
    let mut codes = Vec::new();
    for n in 0..40 {
        let order = desk
            .ship(desk.organisations.dealer, &format!("PO{n}"), &[("BE107582", 1)])
            .await;
        codes.extend(desk.attach(dealer, scene.location, &order, &[("BE107582", 1)]).await);
    }
    assert_eq!(
        scene.detach(&codes).await.ok()["detached"].as_array().unwrap().len(),
        40
    );
    let parts = desk.call::<GetBinByPart>(dealer, &[], json!(null)).await;
    let trunks = parts.ok()["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|part| part["part"] == "BE107582")
        .unwrap();
    assert_eq!(trunks["available"], 45);
}
