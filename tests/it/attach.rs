//! `attach-licences`, `list-recently-attached`, `list-location-events`.

use crate::scene::Scene;
use api::{ProblemCode, operations::*};
use chrono::TimeDelta;
use domain::id::{LocationId, OrderId};
use serde_json::{Value, json};
use tests::location_body;

fn of(lines: &[(&str, u64)]) -> Vec<(String, u64)> {
    lines.iter().map(|(part, units)| ((*part).to_owned(), *units)).collect()
}

#[tokio::test]
async fn quantities_can_be_lowered_and_lines_dropped() {
    let scene = Scene::new().await;
    let answer = scene
        .ask_to_attach(json!([{ "part": "BE107585", "quantity": 7 }, { "part": "be107582", "quantity": 5 }]))
        .await;
    let attached = answer.ok()["attached"].as_array().unwrap();
    // In the order of the lines, each with a code of its own of the system type.
    assert_eq!(attached[0]["part"], "BE107585");
    assert_eq!(attached[1]["part"], "BE107582");
    assert_eq!(attached[1]["purchase_order"], "PO123456");
    assert_eq!(attached[1]["sales_order"], "SO-PO123456");
    assert!(attached[0].get("activated_at").is_none());
    for licence in attached {
        assert_eq!(&licence["software_key_code"].as_str().unwrap()[2..4], "19");
    }
    assert_ne!(attached[0]["software_key_code"], attached[1]["software_key_code"]);
    assert_eq!(
        scene.available().await,
        of(&[("BE107573", 1), ("BE107576", 1), ("BE107582", 0), ("BE107585", 13)])
    );
    assert_eq!(scene.attached().await, of(&[("BE107582", 5), ("BE107585", 7)]));
}

#[tokio::test]
async fn no_line_gives_more_than_it_holds() {
    let scene = Scene::new().await;
    let table = scene.desk.table().await;
    let beyond = scene
        .ask_to_attach(json!([{ "part": "BE107573", "quantity": 1 }, { "part": "BE107582", "quantity": 6 }]))
        .await;
    let problem = beyond.refused(ProblemCode::NotEnoughUnits);
    assert_eq!(problem.errors.len(), 1);
    assert_eq!(problem.errors[0].field, "lines/1/quantity");
    assert!(
        problem.errors[0].message.contains("Only 5 of part BE107582 are left"),
        "{problem:?}"
    );
    assert_eq!(scene.desk.table().await, table);
    scene
        .ask_to_attach(json!([{ "part": "BE107582", "quantity": 3 }]))
        .await
        .ok();
    let rest = scene
        .ask_to_attach(json!([{ "part": "BE107582", "quantity": 3 }]))
        .await;
    assert_eq!(rest.refused_fields(ProblemCode::NotEnoughUnits), ["lines/0/quantity"]);
    scene
        .ask_to_attach(json!([{ "part": "BE107582", "quantity": 2 }]))
        .await
        .ok();
}

#[tokio::test]
async fn lines_that_break_a_rule_are_named() {
    let scene = Scene::new().await;
    let (desk, dealer) = (&scene.desk, &scene.desk.people.dealer);
    let table = desk.table().await;
    let good = json!({ "part": "BE107573", "quantity": 1 });
    for (lines, field) in [
        (json!([]), "lines"),
        (json!(vec![good.clone(); 81]), "lines"),
        (json!([good, { "part": "BE107577", "quantity": 1 }]), "lines/1/part"),
        (json!([good, { "part": "LK280001", "quantity": 1 }]), "lines/1/part"),
        (json!([good, good]), "lines/1/part"),
        (json!([{ "part": "", "quantity": 1 }]), "lines/0/part"),
        (json!([{ "part": "BE107573", "quantity": 0 }]), "lines/0/quantity"),
        (json!([{ "part": "BE107573", "quantity": 0.5 }]), "lines/0/quantity"),
        (json!([{ "part": "BE107573", "quantity": -1 }]), "lines/0/quantity"),
    ] {
        let refused = scene
            .ask_to_attach(lines.clone())
            .await
            .refused_fields(ProblemCode::InvalidFields);
        assert!(refused.contains(&field.to_owned()), "{lines}: {refused:?}");
    }
    assert_eq!(desk.table().await, table);
    // A part that is in the order and fits another system type.
    let order = desk
        .ship(desk.organisations.dealer, "PO2", &[("LK280001", 1), ("BE107573", 1)])
        .await;
    let body = json!({ "order_id": order, "lines": [{ "part": "LK280001", "quantity": 1 }] });
    let problem = desk
        .call::<AttachLicences>(dealer, &[&scene.location], body)
        .await
        .refused(ProblemCode::InvalidFields);
    assert_eq!(problem.errors[0].field, "lines/0/part");
    assert!(problem.errors[0].message.contains("does not fit"), "{problem:?}");
}

#[tokio::test]
async fn a_part_that_fits_several_system_types_is_attached_at_each() {
    let scene = Scene::new().await;
    let (desk, dealer) = (&scene.desk, &scene.desk.people.dealer);
    let order = desk
        .ship(desk.organisations.dealer, "PO2", &[("960026172000", 2)])
        .await;
    let body = location_body("sv9100-cp20", "4410011575A6", "B");
    let other = desk.call::<CreateLocation>(dealer, &[&scene.customer], body).await;
    let other: LocationId = other.ok()["location_id"].as_str().unwrap().parse().unwrap();
    let here = desk
        .attach(dealer, scene.location, &order, &[("960026172000", 1)])
        .await;
    let there = desk.attach(dealer, other, &order, &[("960026172000", 1)]).await;
    assert_eq!((&here[0][2..4], &there[0][2..4]), ("19", "44"));
}

#[tokio::test]
async fn nobody_attaches_what_another_organisation_holds_or_where_it_has_locations() {
    let scene = Scene::new().await;
    let (desk, otto) = (&scene.desk, &scene.desk.people.other_dealer);
    let theirs = desk
        .ship(desk.organisations.other_dealer, "PO2", &[("BE107573", 1)])
        .await;
    let customer = desk.customer(otto, "Elsewhere").await;
    let location = desk.location(otto, customer, "B", "191000343920").await;
    let table = desk.table().await;
    let lines = json!([{ "part": "BE107573", "quantity": 1 }]);
    let nothing = OrderId::new(7, &[7; 10]).to_string();
    for (order, location) in [
        (&scene.order, location),
        (&nothing, location),
        (&theirs, scene.location),
        (&theirs, LocationId::new(7, &[7; 10])),
    ] {
        let body = json!({ "order_id": order, "lines": lines });
        desk.call::<AttachLicences>(otto, &[&location], body)
            .await
            .refused(ProblemCode::NotFound);
    }
    assert_eq!(desk.table().await, table);
}

#[tokio::test]
async fn recently_attached_is_newest_first_without_what_was_detached_or_activated() {
    let scene = Scene::new().await;
    let (desk, dealer) = (&scene.desk, &scene.desk.people.dealer);
    let mut codes = Vec::new();
    for part in ["BE107573", "BE107576", "BE107582", "BE107585"] {
        codes.extend(desk.attach(dealer, scene.location, &scene.order, &[(part, 1)]).await);
        desk.forward(TimeDelta::minutes(1));
    }
    scene.detach(&codes[1..2]).await.ok();
    let body = json!({ "software_key_codes": [codes[2]], "terms_accepted": true });
    desk.call::<ActivateLicences>(dealer, &[&scene.location], body)
        .await
        .ok();
    let recent = desk.call::<ListRecentlyAttached>(dealer, &[], json!(null)).await;
    let rows = recent.ok()["items"].as_array().unwrap();
    let listed: Vec<&Value> = rows.iter().map(|row| &row["licence"]["software_key_code"]).collect();
    assert_eq!(listed, [&json!(codes[3]), &json!(codes[0])]);
    assert_eq!(rows[0]["location_name"], "Location A");
    assert_eq!(rows[0]["customer_name"], "Riverside Clinic");
    assert_eq!(rows[0]["at"], "2026-01-05T09:03:00Z");
    // A colleague sees the same, others nothing of it.
    let colleague = desk
        .call::<ListRecentlyAttached>(&desk.people.dealer_swa, &[], json!(null))
        .await;
    assert_eq!(colleague.ok(), recent.ok());
    let others = desk
        .call::<ListRecentlyAttached>(&desk.people.other_dealer, &[], json!(null))
        .await;
    assert_eq!(others.ok()["items"], json!([]));
}

#[tokio::test]
async fn the_history_of_a_location_says_who_did_what() {
    let scene = Scene::new().await;
    let (desk, dealer) = (&scene.desk, &scene.desk.people.dealer);
    let codes = desk
        .attach(dealer, scene.location, &scene.order, &[("BE107582", 2)])
        .await;
    let body = json!({ "software_key_codes": codes });
    desk.call::<DetachLicences>(&desk.people.dealer_swa, &[&scene.location], body)
        .await
        .ok();
    let events = desk
        .call::<ListLocationEvents>(dealer, &[&scene.location], json!(null))
        .await;
    let rows: Vec<(u64, &str, &str, &str)> = events.ok()["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let text = |name: &str| row[name].as_str().unwrap();
            (
                row["sequence"].as_u64().unwrap(),
                text("operation"),
                text("by"),
                text("summary"),
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            (3, "licences-detached", "sam", "Detached: BE107582 x 2."),
            (2, "licences-attached", "dora", "Attached from PO123456: BE107582 x 2."),
            (
                1,
                "location-created",
                "dora",
                "The location Location A was added: SV8100 with hardware key code 191000343919."
            ),
        ]
    );
}
