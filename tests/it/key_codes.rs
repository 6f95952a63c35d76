//! `look-up-software-key-codes` (spec chapter 4, "Tools").

use crate::scene::{Scene, made_up};
use api::{ProblemCode, operations::*};
use serde_json::{Value, json};
use tests::{Answer, Desk, Item, Person, location_body};

async fn look_up(desk: &Desk, who: &Person, codes: &[impl AsRef<str>]) -> Answer {
    let codes: Vec<&str> = codes.iter().map(AsRef::as_ref).collect();
    let body = json!({ "software_key_codes": codes });
    desk.call::<LookUpKeyCodes>(who, &[], body).await
}

fn states(answer: &Answer) -> Vec<&str> {
    let items = answer.ok()["items"].as_array().unwrap();
    items.iter().map(|item| item["state"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_code_is_looked_up_by_who_has_it_and_by_the_vendor() {
    let scene = Scene::new().await;
    let (desk, people) = (&scene.desk, &scene.desk.people);
    let codes = scene.attach(&[("BE107582", 1), ("BE107585", 20)]).await;
    scene.activate(&codes[..1]).await.ok();
    let asked = [codes[0].as_str(), &codes[1].to_lowercase(), &made_up(1)[0], &codes[0]];
    let known = ["activated", "attached", "unknown", "activated"];
    let own = look_up(desk, &people.dealer, &asked).await;
    assert_eq!(states(&own), known);
    let licence = &own.body["items"][1]["licence"];
    assert_eq!(own.body["items"][1]["software_key_code"], codes[1].as_str());
    assert_eq!(
        (&licence["part"], &licence["quantity"], &licence["order"]["order_id"]),
        (&json!("BE107585"), &json!(20), &json!(scene.order))
    );
    let location = &licence["location"];
    assert_eq!(
        (
            &location["hkc"],
            &location["customer_name"],
            location["organisation_name"].is_null()
        ),
        (&json!("191000343919"), &json!("Riverside Clinic"), true)
    );
    let all = look_up(desk, &people.vendor, &asked).await;
    assert_eq!(states(&all), known);
    let licence = &all.body["items"][0]["licence"];
    assert_eq!(licence["location"]["organisation_name"], "Fenwick Telecom");
    assert_eq!(licence["order"]["order_id"], json!(scene.order));
    // Whose it is not cannot tell it from what nobody has.
    let others = look_up(desk, &people.other_dealer, &asked[1..3]).await;
    assert_eq!(states(&others), ["unknown", "unknown"]);
    assert!(others.body["items"][0].get("licence").is_none());
    // What is detached has no code any more.
    scene.detach(&codes[1..]).await.ok();
    let after = look_up(desk, &people.dealer, &codes).await;
    assert_eq!(states(&after), ["activated", "unknown"]);
    desk.ledger().await;
}

#[tokio::test]
async fn what_cannot_be_a_code_is_refused_by_its_place() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let good = &made_up(1)[0];
    for (codes, field) in [
        (vec![], "software_key_codes"),
        (vec![good.as_str(); 51], "software_key_codes"),
        (vec![good, " "], "software_key_codes/1"),
        (vec!["190400000001"], "software_key_codes/0"),
    ] {
        let refused = look_up(&desk, dealer, &codes).await;
        assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), [field]);
    }
    let answer = look_up(&desk, dealer, &made_up(50)).await;
    assert_eq!(states(&answer), vec!["unknown"; 50]);
}

#[tokio::test]
async fn what_a_location_had_before_its_migration_says_so() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let customer = desk.customer(dealer, "Orchard Hotel").await;
    let body = location_body("sv9100-cp10", "341006761783", "SV9100-4");
    let made = desk.call::<CreateLocation>(dealer, &[&customer], body).await;
    let location = made.ok()["location_id"].as_str().unwrap().parse().unwrap();
    let order = desk
        .ship(desk.organisations.dealer, "SV91-4", &[("BE114065", 60)])
        .await;
    let before = desk.attach(dealer, location, &order, &[("BE114065", 60)]).await;
    desk.activate(dealer, location, &before).await.ok();
    let body = json!({ "hkc": "441018029547" });
    desk.call::<MigrateLocation>(dealer, &[&location], body).await.ok();
    let now = desk.seen(dealer, location).await["activated"][0]["software_key_code"].clone();
    let known = look_up(&desk, dealer, &[before[0].as_str(), now.as_str().unwrap()]).await;
    assert_eq!(states(&known), ["former", "activated"]);
    assert_eq!(known.body["items"][0]["licence"]["location"]["hkc"], "441018029547");
}

/// The licence items, as versions before this list wrote them.
async fn unlisted(desk: &Desk) {
    let table = desk.table().await;
    let licences = table.into_iter().filter(|((_, sk), _)| sk.starts_with("LICENCE#"));
    let before = licences.map(|(_, mut item): (_, Item)| {
        item.remove("l_pk");
        item.remove("l_sk");
        item
    });
    desk.put_items(before).await;
}

#[tokio::test]
async fn licences_from_before_are_found_when_they_are_activated_or_the_index_is_made_anew() {
    let scene = Scene::new().await;
    let (desk, dealer) = (&scene.desk, &scene.desk.people.dealer);
    let codes = scene.attach(&[("BE107582", 1), ("BE107585", 20)]).await;
    unlisted(desk).await;
    assert_eq!(states(&look_up(desk, dealer, &codes).await), ["unknown", "unknown"]);
    scene.activate(&codes[..1]).await.ok();
    assert_eq!(states(&look_up(desk, dealer, &codes).await), ["activated", "unknown"]);
    desk::search::rebuild(&desk.app.store, &*desk.app.clock).await.unwrap();
    assert_eq!(states(&look_up(desk, dealer, &codes).await), ["activated", "attached"]);
    let attached: Value = scene.view().await["attached"][0].clone();
    assert_eq!(attached["software_key_code"], codes[1].as_str());
    desk.ledger().await;
}
