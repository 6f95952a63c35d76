//! Lists that are longer than a page: order, text, and where they go on.

use api::{Endpoint, ProblemCode, operations::*};
use aws_sdk_dynamodb::types::AttributeValue;
use reqwest::{Method, Url};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tests::{Answer, Desk, Person};

/// How many rows a page has.
const PAGE: usize = 50;

async fn page(desk: &Desk, who: &Person, query: &str, after: Option<&str>) -> Answer {
    let after = after.map(|cursor| format!("&after={cursor}")).unwrap_or_default();
    let path = format!("/api/customers?{query}{after}");
    desk.send(Method::GET, &path, Some(&who.token), Value::Null, None).await
}

fn names(page: &Answer) -> Vec<String> {
    let rows = page.ok()["items"].as_array().unwrap().iter();
    rows.map(|row| row["name"].as_str().unwrap().to_owned()).collect()
}

/// The names on every page, and how many each page has.
async fn every(desk: &Desk, who: &Person, query: &str) -> (Vec<String>, Vec<usize>) {
    let (mut all, mut sizes, mut after) = (Vec::new(), Vec::new(), None::<String>);
    loop {
        let page = page(desk, who, query, after.as_deref()).await;
        let rows = names(&page);
        sizes.push(rows.len());
        all.extend(rows);
        match page.body["next"].as_str() {
            Some(next) => after = Some(next.to_owned()),
            None => return (all, sizes),
        }
    }
}

fn numbered(what: &str, count: usize) -> Vec<String> {
    (0..count).map(|n| format!("{what} {n:04}")).collect()
}

#[tokio::test]
async fn every_customer_is_reached_once_in_either_order() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let made = numbered("Clinic", 300);
    desk.customers(dealer, &made).await;
    let (ascending, sizes) = every(&desk, dealer, "").await;
    assert_eq!(ascending, made);
    assert_eq!(sizes[..6], [PAGE; 6]);
    assert_eq!(every(&desk, dealer, "order=ascending").await.0, made);
    let (mut descending, _) = every(&desk, dealer, "order=descending").await;
    assert_eq!(descending[0], "Clinic 0299");
    descending.reverse();
    assert_eq!(descending, made);
    let (found, sizes) = every(&desk, dealer, "text=hilversum").await;
    assert_eq!((found, sizes[..6].to_vec()), (made, vec![PAGE; 6]));
}

#[tokio::test]
async fn what_is_looked_for_is_found_wherever_the_list_shows_it() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let body = |name: &str, city: &str| {
        json!({ "name": name, "address": { "street": "Kai 9", "city": city, "country": "NL" },
            "vertical": "Hotels", "reference": "REF-77" })
    };
    for (name, city) in [("Straße & Söhne", "Hilversum"), ("Corner Shop", "Utrecht")] {
        desk.call::<CreateCustomer>(dealer, &[], body(name, city)).await.ok();
    }
    desk.customer(&desk.people.other_dealer, "Corner Shop elsewhere").await;
    for (text, found) in [
        ("STRASSE", vec!["Straße & Söhne"]),
        ("so\u{308}hne", vec!["Straße & Söhne"]),
        ("utrecht", vec!["Corner Shop"]),
        ("netherl", vec!["Corner Shop", "Straße & Söhne"]),
        ("ref-77", vec!["Corner Shop", "Straße & Söhne"]),
        ("hotels", vec!["Corner Shop", "Straße & Söhne"]),
        ("kai 9", vec!["Corner Shop", "Straße & Söhne"]),
        ("elsewhere", vec![]),
        // No text goes from one field into the next.
        ("shop netherlands", vec![]),
    ] {
        let asked = Url::parse_with_params("http://desk", [("text", text)]).unwrap();
        let answer = page(&desk, dealer, asked.query().unwrap(), None).await;
        assert_eq!(names(&answer), found, "{text}");
        assert_eq!(answer.body["looked_at"], 2, "{text}");
        assert_eq!(answer.body["next"], Value::Null, "{text}");
    }
    let all = page(&desk, dealer, "", None).await;
    assert_eq!(all.ok()["looked_at"], Value::Null, "nothing was looked for");
}

#[tokio::test]
async fn a_changed_customer_is_listed_as_it_is_now() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let id = desk.customer(dealer, "Alpha").await;
    let body = json!({ "name": "Omega", "address": { "city": "Utrecht", "country": "NL" }, "reference": "K-1" });
    desk.call::<UpdateCustomer>(dealer, &[&id], body).await.ok();
    let got = desk.call::<GetCustomer>(dealer, &[&id], Value::Null).await;
    let listed = page(&desk, dealer, "", None).await;
    assert_eq!(listed.ok()["items"], json!([got.ok()]));
    for (text, found) in [("alpha", 0), ("omega", 1), ("utrecht", 1)] {
        assert_eq!(
            names(&page(&desk, dealer, &format!("text={text}"), None).await).len(),
            found,
            "{text}"
        );
    }
}

#[tokio::test]
async fn a_page_looks_at_a_thousand_rows_and_says_where_it_goes_on() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let mut made = numbered("Clinic", 1200);
    made[1100] = "Needle".to_owned();
    made.extend(numbered("Zoo", 60));
    desk.customers(dealer, &made).await;

    let first = page(&desk, dealer, "text=needle", None).await;
    assert!(names(&first).is_empty());
    assert_eq!(first.body["looked_at"], 1000);
    let second = page(&desk, dealer, "text=needle", first.body["next"].as_str()).await;
    assert_eq!(names(&second), ["Needle"]);
    assert_eq!(second.body["looked_at"], 260);
    assert_eq!(second.body["next"], Value::Null);

    // The next page begins right behind the last row of this one, though more was read for it.
    let (found, sizes) = every(&desk, dealer, "text=zoo&order=descending").await;
    assert_eq!(sizes[..2], [50, 10]);
    assert_eq!(found.len(), 60);
    assert_eq!(found.iter().collect::<BTreeSet<_>>().len(), 60);
    let first = page(&desk, dealer, "text=zoo&order=descending", None).await;
    assert_eq!(first.body["looked_at"], 50);
}

#[tokio::test]
async fn a_cursor_is_of_its_order_and_text_alone() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    desk.customers(dealer, &numbered("Clinic", 120)).await;
    let queries = [
        "",
        "order=descending",
        "text=clinic",
        "text=clini",
        "text=clinic&order=descending",
    ];
    for query in queries {
        let first = page(&desk, dealer, query, None).await;
        let next = first.ok()["next"].as_str().unwrap().to_owned();
        for other in queries {
            let answer = page(&desk, dealer, other, Some(&next)).await;
            if other == query {
                assert_eq!(names(&answer).len(), 50, "{query}");
            } else {
                assert_eq!(
                    answer.refused_fields(ProblemCode::InvalidFields),
                    ["after"],
                    "{query}, {other}"
                );
            }
        }
        // However the text is written, it is the same.
        if query == "text=clinic" {
            page(&desk, dealer, "text=CLINIC", Some(&next)).await.ok();
        }
    }
}

#[tokio::test]
async fn an_order_or_text_that_is_none_is_refused_at_its_field() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let long = format!("text={}", "x".repeat(101));
    for (query, field) in [
        ("order=sideways", "order"),
        ("order=", "order"),
        ("text=", "text"),
        ("text=%20", "text"),
        ("text=a%0Ab", "text"),
        (long.as_str(), "text"),
        ("filter=a", "filter"),
    ] {
        let refused = page(&desk, dealer, query, None).await;
        assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), [field], "{query}");
    }
    page(&desk, dealer, &format!("text={}", "x".repeat(100)), None)
        .await
        .ok();
}

/// Takes the card from the customer of this name, as if it had been written before there were
/// cards.
async fn without_card(desk: &Desk, name: &str) {
    for (_, mut item) in desk.table().await {
        let details = item.get("details").and_then(|details| details.as_m().ok());
        if details.and_then(|details| details.get("name")) == Some(&AttributeValue::S(name.to_owned())) {
            assert!(item.remove("card").is_some());
            assert!(item.remove("search").is_some());
            desk.put_item(item).await;
        }
    }
}

#[tokio::test]
async fn a_customer_from_before_there_were_cards_is_listed_and_found_like_any_other() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    for name in ["Alpha", "Beta", "Gamma"] {
        desk.customer(dealer, name).await;
    }
    let before = page(&desk, dealer, "", None).await;
    without_card(&desk, "Beta").await;
    let after = page(&desk, dealer, "", None).await;
    assert_eq!(after.ok(), before.ok());
    assert_eq!(names(&page(&desk, dealer, "text=BET", None).await), ["Beta"]);
    assert_eq!(
        names(&page(&desk, dealer, "text=netherlands&order=descending", None).await),
        ["Gamma", "Beta", "Alpha"]
    );
}

/// A page of an operation's list, by this query.
async fn list<E: Endpoint>(desk: &Desk, who: &Person, query: &str) -> Answer {
    let path = format!("{}?{query}", E::OPERATION.path);
    desk.send(Method::GET, &path, Some(&who.token), Value::Null, None).await
}

/// How many rows hold each of these texts.
async fn holding<E: Endpoint>(desk: &Desk, who: &Person, texts: &[&str]) -> Vec<usize> {
    let mut counts = Vec::new();
    for text in texts {
        let asked = Url::parse_with_params("http://desk", [("text", text)]).unwrap();
        let answer = list::<E>(desk, who, asked.query().unwrap()).await;
        counts.push(answer.ok()["items"].as_array().unwrap().len());
    }
    counts
}

#[tokio::test]
async fn devices_come_page_by_page_and_are_found_by_what_their_rows_show() {
    let desk = Desk::with_tenant().await;
    let buyer = desk.buyer();
    let rows = (0..120).map(|n| format!("Rack {n:03},SN-{n:03},Model {}\n", n % 2));
    let content = format!("Name,Serial,Model\n{}", rows.collect::<String>());
    let body = json!({ "content": content, "dry_run": false });
    desk.call::<ImportDevices>(buyer, &[], body).await.ok();
    let first = list::<ListDevices>(&desk, buyer, "order=descending").await;
    assert_eq!(names(&first).len(), PAGE);
    assert_eq!(names(&first)[0], "Rack 119");
    let next = first.body["next"].as_str().unwrap();
    let second = list::<ListDevices>(&desk, buyer, &format!("order=descending&after={next}")).await;
    assert_eq!(names(&second)[0], "Rack 069");
    let texts = ["rack 05", "sn-11", "MODEL 1", "clinic"];
    assert_eq!(holding::<ListDevices>(&desk, buyer, &texts).await, [10, 10, PAGE, 0]);

    // A device that is renamed, and gets a plan, is listed as its own page has it.
    let id = names_and_ids(&first)[0].1.clone();
    let body = json!({ "name": "Cellar", "model": "Model 2" });
    desk.call::<UpdateDevice>(buyer, &[&id], body).await.ok();
    let (_, code) = desk.issue("standard", 12, 1).await;
    desk.redeem(&code, std::slice::from_ref(&id)).await.ok();
    let got = desk.call::<GetDevice>(buyer, &[&id], Value::Null).await;
    let listed = list::<ListDevices>(&desk, buyer, "text=cellar").await;
    assert_eq!(listed.ok()["items"], json!([got.ok()]));
    assert!(got.body["in_effect"].is_object());
    desk.ledger().await;
}

/// The card has what two different requests change, each under a condition of its own.
#[tokio::test]
async fn a_device_that_is_renamed_while_it_gets_a_plan_is_listed_with_both() {
    for renamed_last in [true, false] {
        let desk = Desk::with_tenant().await;
        let buyer = desk.buyer();
        let id = desk.device("Rack 1").await;
        let (_, code) = desk.issue("standard", 12, 1).await;
        let preview = desk.preview(&code, std::slice::from_ref(&id)).await;
        let confirmed = json!({ "code": code, "devices": tests::confirmed(preview.ok()) });
        let got = desk.call::<GetDevice>(buyer, &[&id], Value::Null).await;
        let renamed = json!({ "name": "Cellar", "model": "Model 2", "revision": got.ok()["revision"] });
        let rename = async || desk.call::<UpdateDevice>(buyer, &[&id], renamed.clone()).await;
        let redeem = async || desk.call::<RedeemCode>(buyer, &[], confirmed.clone()).await;
        // What the one decided is held back until the other is written.
        let held = desk.faults.hold();
        let late = async || if renamed_last { rename().await } else { redeem().await };
        let early = async || {
            let held = held.arrived().await;
            let early = if renamed_last { redeem().await } else { rename().await };
            early.ok();
            held.let_go();
        };
        let (late, ()) = tokio::join!(late(), early());
        late.ok();
        let got = desk.call::<GetDevice>(buyer, &[&id], Value::Null).await;
        assert_eq!(
            (&got.ok()["name"], &got.body["model"]),
            (&json!("Cellar"), &json!("Model 2"))
        );
        assert!(got.body["in_effect"].is_object());
        let listed = list::<ListDevices>(&desk, buyer, "text=cellar").await;
        assert_eq!(listed.ok()["items"], json!([got.ok()]), "{renamed_last}");
        desk.ledger().await;
    }
}

fn names_and_ids(page: &Answer) -> Vec<(String, String)> {
    let rows = page.ok()["items"].as_array().unwrap().iter();
    let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
    rows.map(|row| (text(row, "name"), text(row, "device_id"))).collect()
}

#[tokio::test]
async fn what_was_issued_and_redeemed_is_found_by_what_its_row_shows() {
    let desk = Desk::with_tenant().await;
    let (_, code) = desk.issue("standard", 12, 2).await;
    desk.redeem(&code, &[]).await.ok();
    let code = desk.package_code().await;
    desk.ask_to_activate(&code).await;

    let (buyer, operator, dealer) = (desk.buyer(), desk.operator(), &desk.people.dealer);
    let texts = ["STANDARD", "fenwick", "nothing of it"];
    assert_eq!(holding::<ListSubscriptions>(&desk, buyer, &texts).await, [1, 1, 0]);
    let texts = ["standard for 2", "12 months", "nothing of it"];
    assert_eq!(holding::<ListCodeBatches>(&desk, dealer, &texts).await, [1, 1, 0]);
    let packages = list::<ListPackages>(&desk, operator, "").await;
    let item = packages.ok()["items"][0]["items"][0]["name"].as_str().unwrap();
    let texts = ["plant", item, "nothing of it"];
    assert_eq!(holding::<ListPackages>(&desk, operator, &texts).await, [1, 1, 0]);
    let activations = list::<ListActivations>(&desk, buyer, "").await;
    let company = activations.ok()["items"][0]["company"].as_str().unwrap();
    let texts = ["plant", company, "nothing of it"];
    assert_eq!(holding::<ListActivations>(&desk, buyer, &texts).await, [1, 1, 0]);
    desk.ledger().await;
}

#[tokio::test]
async fn organisations_are_listed_under_their_names_of_now() {
    let desk = Desk::start().await;
    let vendor = &desk.people.vendor;
    let all = list::<ListOrganisations>(&desk, vendor, "").await;
    let texts = ["fenwick", "dealer", "zephyr"];
    assert_eq!(holding::<ListOrganisations>(&desk, vendor, &texts).await, [1, 2, 0]);
    let body = json!({ "name": "Zephyr Telecom" });
    desk.call::<RenameOrganisation>(vendor, &[&desk.organisations.dealer], body)
        .await
        .ok();
    assert_eq!(holding::<ListOrganisations>(&desk, vendor, &texts).await, [0, 2, 1]);
    let last = list::<ListOrganisations>(&desk, vendor, "order=descending").await;
    assert_eq!(names(&last)[0], "Zephyr Telecom");
    assert_eq!(names(&last).len(), names(&all).len());
    desk.ledger().await;
}
