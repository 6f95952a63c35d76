//! `look-up-orders`, `list-order-licences` (spec chapter 4, "Tools").

use crate::scene::Scene;
use api::{ProblemCode, operations::*};
use serde_json::{Value, json};
use tests::{Answer, Desk, Person};

async fn look_up(desk: &Desk, who: &Person, number: &str) -> Answer {
    desk.call::<LookUpOrders>(who, &[], json!({ "number": number })).await
}

fn numbers(answer: &Answer) -> Vec<String> {
    let items = answer.ok()["items"].as_array().unwrap();
    let number = |item: &Value| item["purchase_order"].as_str().unwrap().to_owned();
    items.iter().map(number).collect()
}

#[tokio::test]
async fn an_order_is_found_by_either_number_and_by_a_part_of_it() {
    let desk = Desk::start().await;
    let (people, to) = (&desk.people, &desk.organisations);
    for (holder, order) in [
        (to.dealer, "PO-4500"),
        (to.dealer, "PO-45001234"),
        (to.dealer, "77-45001"),
        (to.other_dealer, "PO-45009"),
    ] {
        desk.forward(chrono::TimeDelta::hours(1));
        desk.ship(holder, order, &[("BE107582", 1)]).await;
    }
    desk.indexed().await;
    let dealer = &people.dealer;
    for (text, found) in [
        ("PO-4500", vec!["PO-4500", "PO-45001234"]),
        ("po 4500", vec!["PO-4500", "PO-45001234"]),
        ("4500", vec!["77-45001", "PO-45001234", "PO-4500"]),
        ("01234", vec!["PO-45001234"]),
        ("45009", vec![]),
        ("77", vec!["77-45001"]),
        ("nothing", vec![]),
        ("---", vec![]),
    ] {
        assert_eq!(numbers(&look_up(&desk, dealer, text).await), found, "{text}");
    }
    let by_vendor = look_up(&desk, &people.vendor, "po4500").await;
    assert_eq!(numbers(&by_vendor), ["PO-4500", "PO-45009", "PO-45001234"]);
    let sales_order = by_vendor.body["items"][1]["sales_order"].as_str().unwrap();
    let by_other = look_up(&desk, &people.other_dealer, sales_order).await;
    assert_eq!(numbers(&by_other), ["PO-45009"]);
    assert_eq!(
        look_up(&desk, dealer, " ")
            .await
            .refused_fields(ProblemCode::InvalidFields),
        ["number"]
    );
    desk.ledger().await;
}

#[tokio::test]
async fn of_many_orders_fifty_are_found_and_it_says_that_there_are_more() {
    let desk = Desk::start().await;
    for number in 0..51 {
        let order = format!("SAME-{number:03}");
        desk.ship(desk.organisations.dealer, &order, &[("BE107582", 1)]).await;
    }
    desk.indexed().await;
    let found = look_up(&desk, &desk.people.dealer, "same").await;
    assert_eq!((numbers(&found).len(), &found.body["more"]), (50, &json!(true)));
    let found = look_up(&desk, &desk.people.dealer, "same-04").await;
    assert_eq!((numbers(&found).len(), &found.body["more"]), (10, &json!(false)));
}

async fn licences(scene: &Scene, who: &Person) -> Answer {
    scene
        .desk
        .call::<ListOrderLicences>(who, &[&scene.order], json!(null))
        .await
}

fn told(answer: &Answer) -> Vec<(String, String, u64, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let items = answer.ok()["items"].as_array().unwrap().iter();
    let told = items.map(|item| {
        let at = text(&item["location"]["name"]);
        (
            at,
            text(&item["part"]),
            item["quantity"].as_u64().unwrap(),
            text(&item["state"]),
        )
    });
    let mut told: Vec<_> = told.collect();
    told.sort();
    told
}

#[tokio::test]
async fn an_orders_licences_are_where_they_are_now() {
    let scene = Scene::new().await;
    let (desk, people) = (&scene.desk, &scene.desk.people);
    let codes = scene.attach(&[("BE107582", 1), ("BE107585", 5)]).await;
    scene.activate(&codes[..1]).await.ok();
    let other = desk
        .location(&people.dealer, scene.customer, "Location B", "191000343920")
        .await;
    desk.attach(&people.dealer, other, &scene.order, &[("BE107585", 3)])
        .await;
    let attached =
        |at: &str, part: &str, quantity, state: &str| (at.to_owned(), part.to_owned(), quantity, state.to_owned());
    let all = [
        attached("Location A", "BE107582", 1, "activated"),
        attached("Location A", "BE107585", 5, "attached"),
        attached("Location B", "BE107585", 3, "attached"),
    ];
    assert_eq!(told(&licences(&scene, &people.dealer).await), all);
    let by_vendor = licences(&scene, &people.vendor).await;
    assert_eq!(told(&by_vendor), all);
    let location = &by_vendor.body["items"][0]["location"];
    assert_eq!(location["organisation_name"], "Fenwick Telecom");
    licences(&scene, &people.other_dealer)
        .await
        .refused(ProblemCode::NotFound);
    // What is detached is back in the bin.
    scene.detach(&codes[1..]).await.ok();
    assert_eq!(
        told(&licences(&scene, &people.dealer).await),
        [all[0].clone(), all[2].clone()]
    );
    desk.ledger().await;
}

#[tokio::test]
async fn what_was_attached_before_is_there_when_the_index_is_made_anew() {
    let scene = Scene::new().await;
    let (desk, dealer) = (&scene.desk, &scene.desk.people.dealer);
    scene.attach(&[("BE107585", 5)]).await;
    let place = store::keys::place(scene.order.parse().unwrap(), scene.location);
    desk.delete_item(&place).await;
    assert_eq!(told(&licences(&scene, dealer).await), []);
    desk::search::rebuild(&desk.app.store, &*desk.app.clock).await.unwrap();
    assert_eq!(told(&licences(&scene, dealer).await).len(), 1);
    // The orders are found with it.
    assert_eq!(
        look_up(desk, dealer, "po").await.ok()["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn an_order_at_many_locations_is_read_on() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let customer = desk.customer(dealer, "Orchard Hotel").await;
    let order = desk.ship(desk.organisations.dealer, "PO-26", &[("BE107585", 26)]).await;
    for number in 0..26 {
        let hkc = format!("1910003440{number:02}");
        let location = desk
            .location(dealer, customer, &format!("Room {number:02}"), &hkc)
            .await;
        desk.attach(dealer, location, &order, &[("BE107585", 1)]).await;
    }
    let first = desk.call::<ListOrderLicences>(dealer, &[&order], json!(null)).await;
    assert_eq!(told(&first).len(), 25);
    let next = format!(
        "/api/orders/{order}/licences?after={}",
        first.body["next"].as_str().unwrap()
    );
    let rest = desk
        .send(reqwest::Method::GET, &next, Some(&dealer.token), json!(null), None)
        .await;
    assert_eq!((told(&rest).len(), rest.body.get("next")), (1, None));
}
