//! The search index: it follows what locations are, whoever dies on the way, and is made anew.

mod naive;

use api::operations::*;
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::TimeDelta;
use domain::id::{LocationId, OrganisationId};
use serde_json::json;
use std::{collections::BTreeSet, time::Instant};
use store::{
    keys::{self, Kind},
    meter,
    outbox::CLAIM,
    search::{FoundCustomer, Indexed},
};
use tests::{Desk, Item, location_body};
use tokio::task::JoinSet;

/// The tokens where cards stand.
async fn cards(desk: &Desk) -> BTreeSet<String> {
    let table = desk.table().await;
    let cards = table.keys().filter(|(pk, _)| pk.starts_with("FIND#"));
    cards.map(|(_, sk)| sk.split('#').next().unwrap().to_owned()).collect()
}

fn tokens(name: &str) -> BTreeSet<String> {
    domain::search::tokens(name, "191000343919")
}

async fn rename(desk: &Desk, location: LocationId, name: &str) {
    let details = location_body("", "", name)["details"].clone();
    desk.call::<UpdateLocation>(&desk.people.dealer, &[&location], json!({ "details": details }))
        .await
        .ok();
}

async fn index(desk: &Desk, location: LocationId) -> Result<Indexed, store::Error> {
    desk.app.store.index(&keys::location(location), desk.now()).await
}

async fn start() -> (Desk, LocationId) {
    let desk = Desk::start().await;
    let customer = desk.customer(&desk.people.dealer, "Riverside Clinic").await;
    let location = desk
        .location(&desk.people.dealer, customer, "North Wing", "191000343919")
        .await;
    (desk, location)
}

#[tokio::test]
async fn whoever_dies_at_any_request_leaves_no_card_that_is_not_put_right() {
    let (desk, location) = start().await;
    desk.indexed().await;
    let (mut name, mut deaths) = ("North Wing", 0);
    for requests in 0.. {
        let other = if name == "North Wing" {
            "South Yard"
        } else {
            "North Wing"
        };
        rename(&desk, location, other).await;
        desk.faults.die_after(Some(requests));
        let indexed = index(&desk, location).await;
        desk.faults.die_after(None);
        if indexed.is_err() {
            deaths += 1;
            // The next change comes before anybody has put it right, and is put right with it.
            rename(&desk, location, "East Gate").await;
            desk.forward(CLAIM + TimeDelta::seconds(1));
            assert_eq!(index(&desk, location).await.unwrap(), Indexed::Done, "{requests}");
            assert_eq!(cards(&desk).await, tokens("East Gate"), "{requests}");
            rename(&desk, location, other).await;
            index(&desk, location).await.unwrap();
        }
        name = other;
        assert_eq!(cards(&desk).await, tokens(name), "{requests}");
        assert_eq!(index(&desk, location).await.unwrap(), Indexed::NotDue, "{requests}");
        if indexed.is_ok() {
            break;
        }
    }
    assert!(deaths >= 5, "{deaths}");
}

#[tokio::test]
async fn who_meets_another_at_a_location_leaves_it_to_it() {
    let (desk, location) = start().await;
    // Somebody has taken it, and is dead by now.
    desk.faults.die_after(Some(2));
    index(&desk, location).await.unwrap_err();
    desk.faults.die_after(None);
    assert_eq!(index(&desk, location).await.unwrap(), Indexed::ByAnother);
    desk.indexed().await;
    assert!(cards(&desk).await.is_empty(), "its claim holds");
    desk.forward(CLAIM + TimeDelta::seconds(1));
    desk.indexed().await;
    assert_eq!(cards(&desk).await, tokens("North Wing"));
}

#[tokio::test]
async fn of_many_at_once_one_writes_what_stands_in_the_end() {
    let (desk, location) = start().await;
    let mut at_once = JoinSet::new();
    for _ in 0..8 {
        let (store, now) = (desk.app.store.clone(), desk.now());
        at_once.spawn(async move { store.index(&keys::location(location), now).await.unwrap() });
    }
    rename(&desk, location, "South Yard").await;
    let indexed = at_once.join_all().await;
    assert!(indexed.contains(&Indexed::Done), "{indexed:?}");
    desk.indexed().await;
    assert_eq!(cards(&desk).await, tokens("South Yard"));
}

#[tokio::test]
async fn what_nobody_is_found_by_makes_nothing_due() {
    let (desk, location) = start().await;
    desk.indexed().await;
    let mut details = location_body("", "", "North Wing")["details"].clone();
    details["hardware_version"] = json!("V7");
    let dealer = &desk.people.dealer;
    desk.call::<UpdateLocation>(dealer, &[&location], json!({ "details": details }))
        .await
        .ok();
    assert_eq!(index(&desk, location).await.unwrap(), Indexed::NotDue);
    // What is shown with it does.
    details["address"]["city"] = json!("Utrecht");
    desk.call::<UpdateLocation>(dealer, &[&location], json!({ "details": details }))
        .await
        .ok();
    desk.indexed().await;
    let found = desk.call::<FindLocations>(dealer, &[], json!({ "text": "wing" })).await;
    assert_eq!(found.ok()["items"][0]["city"], "Utrecht");
}

#[tokio::test]
async fn common_text_finds_ten_and_says_that_there_are_more() {
    let (desk, _) = start().await;
    let dealer = &desk.people.dealer;
    let customer = desk.customer(dealer, "Elsewhere").await;
    for number in 10..22 {
        let (name, hkc) = (format!("Branch {number}"), format!("1970111111{number}"));
        desk.location(dealer, customer, &name, &hkc).await;
    }
    desk.indexed().await;
    for (text, found, more) in [
        ("branch", 10, true),
        ("branch 1", 10, false),
        ("1111", 10, true),
        ("111121", 1, false),
    ] {
        let answer = desk.call::<FindLocations>(dealer, &[], json!({ "text": text })).await;
        let names: Vec<_> = answer.ok()["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| &one["name"])
            .collect();
        assert_eq!(
            (names.len(), answer.body["more"].as_bool().unwrap()),
            (found, more),
            "{text}: {names:?}"
        );
        assert!(names.is_sorted_by_key(|name| name.as_str()), "{names:?}");
    }
}

#[tokio::test]
async fn what_was_there_before_the_index_is_found_when_it_is_made_anew() {
    let (desk, location) = start().await;
    desk.indexed().await;
    let kept = desk.table().await;
    // As a version before left it: not due, and found by nothing.
    for (pk, sk) in kept.keys() {
        if pk.starts_with("FIND#") || sk == "FIND" {
            let (pk, sk) = (pk.clone(), sk.clone());
            desk.delete_item(&keys::Key { pk, sk }).await;
        }
    }
    let store = &desk.app.store;
    assert_eq!(index(&desk, location).await.unwrap(), Indexed::NotDue);
    assert!(!store.has_search_index().await.unwrap());
    // The location and its customer.
    assert_eq!(desk::search::rebuild(store, &*desk.app.clock).await.unwrap(), 2);
    assert!(store.has_search_index().await.unwrap());
    assert_eq!(cards(&desk).await, tokens("North Wing"));
    // A card that is lost behind its back comes with it, too.
    let lost = keys::found(
        Kind::Location,
        desk.organisations.dealer,
        "wing",
        &keys::location(location),
    )
    .unwrap();
    desk.delete_item(&lost).await;
    desk::search::rebuild(store, &*desk.app.clock).await.unwrap();
    assert_eq!(cards(&desk).await, tokens("North Wing"));
}

#[tokio::test]
async fn a_customer_is_found_by_its_name_as_it_is_now() {
    let (desk, _) = start().await;
    let (store, dealer) = (&desk.app.store, desk.organisations.dealer);
    let find = async |text: &str| {
        desk.indexed().await;
        let found = store
            .find::<FoundCustomer>(Kind::Customer, dealer, text, 5)
            .await
            .unwrap();
        found
            .cards
            .into_iter()
            .map(|card| card.name.as_str().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(find("clin").await, ["Riverside Clinic"]);
    let who = &desk.people.dealer;
    let customer = desk.customer(who, "Elsewhere").await;
    assert_eq!(find("else").await, ["Elsewhere"]);
    let body = json!({ "name": "Harbour Bank", "address": { "country": "NL" }, "vertical": "", "reference": "" });
    desk.call::<UpdateCustomer>(who, &[&customer], body).await.ok();
    assert_eq!(find("bank").await, ["Harbour Bank"]);
    assert!(find("else").await.is_empty());
    let others = store.find::<FoundCustomer>(Kind::Customer, desk.organisations.other_dealer, "bank", 5);
    assert!(others.await.unwrap().cards.is_empty());
}

/// A location as the table has it, for many that are like it.
struct Pattern(Item);

impl Pattern {
    async fn start() -> (Desk, Self) {
        let (desk, location) = start().await;
        let kept = keys::location(location);
        let item = desk.table().await.remove(&(kept.pk, kept.sk)).unwrap();
        (desk, Self(item))
    }

    fn id(number: usize) -> LocationId {
        LocationId::new(number.try_into().unwrap(), &[7; 10])
    }

    /// The same but for this.
    fn location(&self, id: LocationId, name: &str, hkc: &str) -> Item {
        let mut item = self.0.clone();
        item.extend(keys::location(id).attributes());
        let AttributeValue::M(card) = item.get_mut("card").unwrap() else {
            panic!("a card is a map")
        };
        let text = |text: &str| AttributeValue::S(text.to_owned());
        card.insert("name".to_owned(), text(name));
        for part in [("location_id", id.to_string().as_str()), ("hkc", hkc)] {
            card.insert(part.0.to_owned(), text(part.1));
        }
        for part in [("location_id", id.to_string().as_str()), ("hkc", hkc)] {
            item.insert(part.0.to_owned(), text(part.1));
        }
        item
    }

    /// Its cards, as the index has them.
    fn cards(&self, dealer: OrganisationId, id: LocationId, name: &str, hkc: &str) -> Vec<Item> {
        let card = self.location(id, name, hkc)["card"].clone();
        let tokens = domain::search::tokens(name, hkc).into_iter();
        let cards = tokens.map(|token| {
            let mut item: Item = keys::found(Kind::Location, dealer, &token, &keys::location(id))
                .unwrap()
                .attributes();
            item.insert("card".to_owned(), card.clone());
            item
        });
        cards.collect()
    }
}

/// How many locations there are when a search is measured: 200, or `LATCHKEY_LOCATIONS`.
fn many() -> usize {
    let many = std::env::var("LATCHKEY_LOCATIONS");
    many.map_or(200, |many| many.parse().unwrap())
}

#[tokio::test]
async fn what_a_search_costs_is_the_same_for_common_text_and_rare() {
    let (desk, pattern) = Pattern::start().await;
    let dealer = &desk.people.dealer;
    let numbered = |number: usize| (format!("Branch {number:06}"), format!("197000{number:06}"));
    let cards = (0..many()).flat_map(|number| {
        let (name, hkc) = numbered(number);
        pattern.cards(desk.organisations.dealer, Pattern::id(number), &name, &hkc)
    });
    desk.put_items(cards).await;
    desk.indexed().await;
    let store = &desk.app.store;
    for (text, found) in [
        ("branch", 10),
        ("b", 10),
        ("1970", 10),
        ("0000", 10),
        ("branch 000123", 1),
        ("000000123", 1),
        ("970-0000-0123", 1),
        ("north", 1),
        ("zzz", 0),
    ] {
        let search = store.find_locations(desk.organisations.dealer, text, 10);
        let (answer, capacity) = meter::measure(search).await;
        assert_eq!(answer.unwrap().cards.len(), found, "{text}");
        assert!(capacity.read <= 1.0 && capacity.requests <= 2, "{text}: {capacity:?}");
        let mut took = Vec::new();
        for _ in 0..21 {
            let began = Instant::now();
            let answer = desk.call::<FindLocations>(dealer, &[], json!({ "text": text })).await;
            took.push(began.elapsed());
            assert_eq!(answer.ok()["more"], found == 10, "{text}");
        }
        took.sort();
        println!(
            "{text:?}: {capacity:?}; the operation took {:?} to {:?}, mostly {:?}",
            took[0], took[20], took[10]
        );
    }
}
