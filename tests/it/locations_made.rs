//! Locations whose hardware key codes are made here: from a computer's name, a domain or a MAC address.

use api::{ProblemCode, operations::*};
use domain::id::CustomerId;
use local::catalogue;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tests::{Answer, Desk, Person, location_body};

fn body(system_type: &str, made_from: &str) -> Value {
    let mut body = location_body(system_type, "", "Server");
    body["details"]["made_from"] = json!(made_from);
    body
}

async fn make(desk: &Desk, who: &Person, customer: CustomerId, system_type: &str, made_from: &str) -> Answer {
    desk.call::<CreateLocation>(who, &[&customer], body(system_type, made_from))
        .await
}

fn hkc(answer: &Answer) -> String {
    answer.ok()["hkc"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn each_system_type_makes_its_codes_from_what_is_entered() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    for (id, entered, kept, source) in [
        (
            "is3000-dongle-less",
            " PBX.Hotel.Example.COM",
            "pbx.hotel.example.com",
            "computer-name",
        ),
        ("3c", "Hotel.example.com", "hotel.example.com", "domain"),
        ("3c-cat2", "hotel.example.com", "hotel.example.com", "domain"),
        ("sv9500-se", "6c-e4-da-01-37-8c", "6CE4DA01378C", "mac-address"),
    ] {
        let kind = catalogue::demo().system_type(id).unwrap();
        let types = desk.call::<ListSystemTypes>(dealer, &[], Value::Null).await;
        let listed = types.ok()["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["id"] == id);
        assert_eq!(listed.unwrap()["made_from"], source);
        assert_eq!(listed.unwrap()["creatable"], true);
        let made = make(&desk, dealer, customer, id, entered).await;
        let code = hkc(&made);
        assert_eq!(kind.parse_hkc(&code).unwrap().as_str(), code, "{id}");
        assert_eq!(made.body["details"]["made_from"], kept);
        assert_eq!(made.body["made_from"], source);
        let location = made.body["location_id"].as_str().unwrap();
        let got = desk.call::<GetLocation>(dealer, &[&location], Value::Null).await;
        assert_eq!(got.ok(), &made.body);
        // A client that comes with it has the code, and is made from nothing itself.
        if kind.child_lmc.is_some() {
            desk.indexed().await;
            let body = json!({ "text": format!("LM{code}") });
            let client = desk.call::<FindLocations>(dealer, &[], body).await;
            let client = client.ok()["items"][0]["location_id"].as_str().unwrap().to_owned();
            let client = desk.call::<GetLocation>(dealer, &[&client], Value::Null).await;
            assert_eq!(client.ok()["hkc"], format!("LM{code}"));
            assert_eq!(client.body["details"]["made_from"], "");
        }
    }
    desk.ledger().await;
}

#[tokio::test]
async fn the_same_domain_makes_another_code_each_time() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let mut codes = BTreeSet::new();
    for _ in 0..20 {
        codes.insert(hkc(&make(&desk, dealer, customer, "3c", "hotel.example.com").await));
    }
    assert_eq!(codes.len(), 20);
    // Where chance would make a code that is there already, another one is made.
    desk.chance.next([7; 16]);
    let first = hkc(&make(&desk, dealer, customer, "3c", "hotel.example.com").await);
    desk.chance.next([7; 16]);
    let second = hkc(&make(&desk, dealer, customer, "3c", "hotel.example.com").await);
    assert_ne!(first, second);
    desk.ledger().await;
}

#[tokio::test]
async fn a_mac_address_is_used_once_however_it_is_written_and_whoever_asks() {
    let desk = Desk::start().await;
    let (dealer, other) = (&desk.people.dealer, &desk.people.other_dealer);
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let elsewhere = desk.customer(other, "Corner Shop").await;
    hkc(&make(&desk, dealer, customer, "sv9500-se", "6CE4DA01378C").await);
    let table = desk.table().await;
    let mut said = BTreeSet::new();
    for (who, customer, text) in [
        (dealer, customer, "6c:e4:da:01:37:8c"),
        (other, elsewhere, "6CE4DA01378C"),
    ] {
        let refused = make(&desk, who, customer, "sv9500-se", text).await;
        let problem = refused.refused(ProblemCode::HkcTaken);
        assert_eq!(problem.errors[0].field, "details/made_from");
        said.insert(problem.errors[0].message.clone());
    }
    assert_eq!(said.len(), 1, "nobody is told whose it is");
    assert_eq!(desk.table().await, table);
}

#[tokio::test]
async fn of_many_who_use_a_mac_address_at_once_one_does() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let ask = || make(&desk, dealer, customer, "sv9500-se", "6CE4DA01378C");
    let answers = tokio::join!(ask(), ask(), ask(), ask());
    let answers = <[Answer; 4]>::from(answers);
    let made = answers.iter().filter(|answer| answer.status.is_success());
    assert_eq!(made.count(), 1);
    desk.ledger().await;
}

#[tokio::test]
async fn a_computer_gets_another_name_and_the_code_stays() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let update = async |made: &Answer, made_from: Option<&str>| {
        let id = made.body["location_id"].as_str().unwrap().to_owned();
        let now = desk.call::<GetLocation>(dealer, &[&id], Value::Null).await;
        let mut details = now.ok()["details"].clone();
        match made_from {
            Some(text) => details["made_from"] = json!(text),
            None => drop(details.as_object_mut().unwrap().remove("made_from")),
        }
        let body = json!({ "revision": now.body["revision"], "details": details });
        desk.call::<UpdateLocation>(dealer, &[&id], body).await
    };
    let named = make(&desk, dealer, customer, "is3000-dongle-less", "pbx.example.com").await;
    let renamed = update(&named, Some("PBX-2.example.com")).await;
    assert_eq!(renamed.ok()["details"]["made_from"], "pbx-2.example.com");
    assert_eq!(renamed.body["hkc"], named.body["hkc"]);
    // Who does not know the field changes nothing of it.
    assert_eq!(
        update(&named, None).await.ok()["details"]["made_from"],
        "pbx-2.example.com"
    );
    let refused = update(&named, Some("no name")).await;
    assert_eq!(
        refused.refused_fields(ProblemCode::InvalidFields),
        ["details/made_from"]
    );

    let domain = make(&desk, dealer, customer, "3c", "hotel.example.com").await;
    assert_eq!(
        update(&domain, Some("HOTEL.example.com")).await.ok()["hkc"],
        domain.body["hkc"]
    );
    let refused = update(&domain, Some("other.example.com")).await;
    assert_eq!(
        refused.refused_fields(ProblemCode::InvalidFields),
        ["details/made_from"]
    );
    let entered = location_body("sv8100", "191000343919", "Reception");
    let entered = desk.call::<CreateLocation>(dealer, &[&customer], entered).await;
    entered.ok();
    let refused = update(&entered, Some("pbx.example.com")).await;
    assert_eq!(
        refused.refused_fields(ProblemCode::InvalidFields),
        ["details/made_from"]
    );
    desk.ledger().await;
}

#[tokio::test]
async fn what_no_code_can_be_made_from_is_refused_at_its_field() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let table = desk.table().await;
    for (id, made_from, code, fields) in [
        ("3c", "", "", vec!["details/made_from"]),
        ("3c", "hotel", "", vec!["details/made_from"]),
        ("3c", "hotel.example.com", "3CB6CE81EECE", vec!["hkc"]),
        ("3c", "", "3CB6CE81EECE", vec!["details/made_from", "hkc"]),
        ("is3000-dongle-less", "pbx 1", "", vec!["details/made_from"]),
        ("sv9500-se", "01-00-5E-00-00-01", "", vec!["details/made_from"]),
        ("sv8100", "pbx.example.com", "191000343919", vec!["details/made_from"]),
        ("sv9500-standard", "6CE4DA01378C", "", vec!["details/made_from"]),
    ] {
        let mut body = body(id, made_from);
        body["hkc"] = json!(code);
        let refused = desk.call::<CreateLocation>(dealer, &[&customer], body).await;
        let mut found = refused.refused_fields(ProblemCode::InvalidFields);
        found.sort();
        assert_eq!(found, fields, "{id} {made_from} {code}");
    }
    // A name is as long as the API's document says, and no longer.
    let name = |length: usize| format!("{}.{}", "a".repeat(50), "b".repeat(length - 51));
    let long = make(&desk, dealer, customer, "is3000-dongle-less", &name(101)).await;
    assert_eq!(long.refused_fields(ProblemCode::InvalidFields), ["details/made_from"]);
    // A file names locations by their codes, and cannot name what is not made yet.
    let content = "customer,location,system_type,hkc,customer_email,dealer_email\n\
        Riverside Clinic,Server,3c,3CB6CE81EECE,customer@example.com,dealer@example.com\n";
    let file = json!({ "format": "csv", "content": content });
    let report = desk.call::<ImportCustomers>(dealer, &[], file).await;
    assert_eq!(report.ok()["rows"][0]["errors"][0]["field"], "system_type");
    assert_eq!(desk.table().await, table);
    make(&desk, dealer, customer, "is3000-dongle-less", &name(100))
        .await
        .ok();
}

#[tokio::test]
async fn the_same_request_twice_makes_one_code() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let twice = async || {
        desk.call_with_key::<CreateLocation>(dealer, &[&customer], body("3c", "hotel.example.com"), Some("once"))
            .await
    };
    let first = twice().await;
    assert_eq!(twice().await.ok(), first.ok());
}

#[tokio::test]
async fn a_location_shows_its_family_and_nobody_elses() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let get = async |id: &str| {
        let got = desk.call::<GetLocation>(dealer, &[&id], Value::Null).await;
        got.ok().clone()
    };
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    for body in [
        body("sv9500-se", "6CE4DA01378C"),
        location_body("sv8300", "18CYG-IPS-00000000BJZ02319QK", "Reception"),
    ] {
        let made = desk.call::<CreateLocation>(dealer, &[&customer], body).await;
        let (id, name) = (text(&made.ok()["location_id"]), text(&made.body["details"]["name"]));
        assert_eq!(get(&id).await, made.body);
        let [client] = made.body["family"].as_array().unwrap().as_slice() else {
            panic!("one client")
        };
        assert_eq!(
            (&client["relation"], &client["name"]),
            (&json!("child"), &json!(format!("{name}_LMC")))
        );
        assert_eq!(client["hkc"], format!("LM{}", text(&made.body["hkc"])));
        let client = get(&text(&client["location_id"])).await;
        assert_eq!(client["family"][0]["relation"], "parent");
        assert_eq!(client["family"][0]["location_id"], id);
        assert_eq!(client["family"][0]["name"], name);
        // A change of its details leaves the family as it is.
        let body = json!({ "revision": made.body["revision"], "details": made.body["details"] });
        let updated = desk.call::<UpdateLocation>(dealer, &[&id], body).await;
        assert_eq!(updated.ok()["family"], made.body["family"]);
    }
    let alone = location_body("sv8100", "191000343919", "Alone");
    let alone = desk.call::<CreateLocation>(dealer, &[&customer], alone).await;
    assert_eq!(alone.ok()["family"], Value::Null);
}
