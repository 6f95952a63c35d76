//! `create-customer`, `update-customer`, `get-customer`, `list-customers`.

use api::{ProblemCode, operations::*};
use domain::id::CustomerId;
use serde_json::{Value, json};
use tests::{Desk, Person};

fn body(name: &str) -> Value {
    json!({
        "name": name,
        "address": { "street": "Quay 1", "city": "Hilversum", "state": "NH", "zip": "1217", "country": "NL" },
        "vertical": "Health",
        "reference": "K-17",
    })
}

async fn names(desk: &Desk, who: &Person) -> Vec<String> {
    let page = desk.call::<ListCustomers>(who, &[], json!(null)).await;
    let customers = page.ok()["items"].as_array().unwrap();
    customers
        .iter()
        .map(|one| one["name"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_customer_is_as_it_was_entered() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let made = desk
        .call::<CreateCustomer>(dealer, &[], body("  Riverside Clinic "))
        .await;
    let id: CustomerId = made.ok()["customer_id"].as_str().unwrap().parse().unwrap();
    let mut expected = body("Riverside Clinic");
    expected["customer_id"] = json!(id);
    expected["created_at"] = json!("2026-01-05T09:00:00Z");
    expected["revision"] = made.body["revision"].clone();
    assert_eq!(made.body, expected);
    for colleague in [dealer, &desk.people.dealer_swa] {
        let got = desk.call::<GetCustomer>(colleague, &[&id], json!(null)).await;
        assert_eq!(*got.ok(), expected);
    }
    // Only name and country are needed.
    let little = json!({ "name": "Corner Shop", "address": { "country": "NL" } });
    let little = desk.call::<CreateCustomer>(dealer, &[], little).await;
    assert_eq!(little.ok()["address"]["city"], "");
}

#[tokio::test]
async fn customers_are_listed_by_name_whatever_its_case_and_only_ones_own() {
    let desk = Desk::start().await;
    for name in ["beta", "Alpha", "Gamma", "alpine"] {
        desk.customer(&desk.people.dealer, name).await;
    }
    desk.customer(&desk.people.other_dealer, "Elsewhere").await;
    assert_eq!(
        names(&desk, &desk.people.dealer).await,
        ["Alpha", "alpine", "beta", "Gamma"]
    );
    assert_eq!(names(&desk, &desk.people.other_dealer).await, ["Elsewhere"]);
    assert!(names(&desk, &desk.people.distributor).await.is_empty());
}

#[tokio::test]
async fn another_name_is_another_place_in_the_list() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let alpha = desk.customer(dealer, "Alpha").await;
    desk.customer(dealer, "Beta").await;
    let updated = desk.call::<UpdateCustomer>(dealer, &[&alpha], body("Zeta")).await;
    assert_eq!(updated.ok()["name"], "Zeta");
    assert_eq!(updated.body["vertical"], "Health");
    assert_eq!(names(&desk, dealer).await, ["Beta", "Zeta"]);
    // The same details again change nothing.
    let table = desk.table().await;
    desk.call::<UpdateCustomer>(dealer, &[&alpha], body("Zeta")).await.ok();
    assert_eq!(desk.table().await, table);
    // What is left out is gone: the details are replaced.
    let little = json!({ "name": "Zeta", "address": { "country": "NL" } });
    let updated = desk.call::<UpdateCustomer>(dealer, &[&alpha], little).await;
    assert_eq!(
        (&updated.ok()["vertical"], &updated.body["address"]["city"]),
        (&json!(""), &json!(""))
    );
}

#[tokio::test]
async fn two_customers_may_have_the_same_name() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let one = desk.customer(dealer, "Alpha").await;
    let two = desk.customer(dealer, "Alpha").await;
    assert_ne!(one, two);
    assert_eq!(names(&desk, dealer).await, ["Alpha", "Alpha"]);
}

#[tokio::test]
async fn a_customer_of_another_organisation_is_not_there() {
    let desk = Desk::start().await;
    let customer = desk.customer(&desk.people.dealer, "Alpha").await;
    let table = desk.table().await;
    for who in [&desk.people.other_dealer, &desk.people.distributor] {
        desk.call::<GetCustomer>(who, &[&customer], json!(null))
            .await
            .refused(ProblemCode::NotFound);
        desk.call::<UpdateCustomer>(who, &[&customer], body("Mine"))
            .await
            .refused(ProblemCode::NotFound);
        desk.call::<ListLocations>(who, &[&customer], json!(null))
            .await
            .refused(ProblemCode::NotFound);
    }
    assert_eq!(desk.table().await, table);
}

#[tokio::test]
async fn name_and_country_are_required() {
    let desk = Desk::start().await;
    let refused = desk
        .call::<CreateCustomer>(&desk.people.dealer, &[], json!({ "name": " ", "address": {} }))
        .await;
    assert_eq!(
        refused.refused_fields(ProblemCode::InvalidFields),
        ["name", "address/country"]
    );
}

#[tokio::test]
async fn a_country_is_one_of_the_list_and_kept_as_its_code() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let with = |country: &str| json!({ "name": "Riverside Clinic", "address": { "country": country } });
    for (given, kept) in [("NL", "NL"), (" nl ", "NL"), ("ci", "CI")] {
        let answer = desk.call::<CreateCustomer>(dealer, &[], with(given)).await;
        assert_eq!(answer.ok()["address"]["country"], kept, "{given}");
    }
    let table = desk.table().await;
    for unknown in ["XX", "NLD", "Netherlands", "N", "\u{ff2e}\u{ff2c}"] {
        let refused = desk.call::<CreateCustomer>(dealer, &[], with(unknown)).await;
        assert_eq!(
            refused.refused_fields(ProblemCode::InvalidFields),
            ["address/country"],
            "{unknown}"
        );
    }
    assert_eq!(desk.table().await, table);
}

#[tokio::test]
async fn customers_are_listed_as_a_reader_expects_their_names() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    for name in ["Zeta", "Ärzte", "apfel", "Azur", "Éclair", "Echo"] {
        desk.customer(dealer, name).await;
    }
    let listed = desk.call::<ListCustomers>(dealer, &[], Value::Null).await;
    let names: Vec<_> = listed.ok()["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|customer| customer["name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(names, ["apfel", "Ärzte", "Azur", "Echo", "Éclair", "Zeta"]);
}
