//! Every list by cursors that are none of its own.

use super::*;

/// The operations that take a cursor, by the document that clients are made from.
fn lists() -> Vec<&'static Operation> {
    let document = serde_json::to_value(api::openapi::document()).unwrap();
    let takes_cursor = |operation: &&Operation| {
        let method = operation.method.as_str().to_lowercase();
        let parameters = document["paths"][operation.path][method]["parameters"].as_array();
        parameters.is_some_and(|parameters| parameters.iter().any(|one| one["name"] == "after"))
    };
    OPERATIONS.iter().filter(takes_cursor).collect()
}

async fn after(desk: &Desk, who: &Person, path: &str, cursor: &str) -> Answer {
    let path = format!("{path}?after={cursor}");
    desk.send(reqwest::Method::GET, &path, Some(&who.token), Value::Null, None)
        .await
}

/// A page's worth of customers and one more, for this dealer.
async fn more_than_a_page(desk: &Desk, dealer: &Person) {
    let rows: Vec<_> = (0..50).map(|n| format!("Customer {n:03},NL\n")).collect();
    let body = json!({ "format": "csv", "content": format!("customer,country\n{}", rows.concat()) });
    desk.call::<ImportCustomers>(dealer, &[], body).await.ok();
}

#[tokio::test]
async fn a_list_refuses_every_cursor_but_its_own() {
    let desk = Desk::start().await;
    let (tenants, _) = tenants_things(&desk).await;
    let (dealers, _) = both_dealers_things(&desk).await;
    more_than_a_page(&desk, &desk.people.dealer).await;
    let first = desk.call::<ListCustomers>(&desk.people.dealer, &[], Value::Null).await;
    let cursor = first.ok()["next"].as_str().unwrap().to_owned();
    assert!(
        cursor
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    );

    let lists = lists();
    assert!(lists.len() > 30, "the document names them");
    let callers = callers(&desk);
    let before = desk.table().await;
    for operation in lists {
        let mut called = false;
        let known = callers.iter().filter_map(|(caller, who)| Some((caller, who.as_ref()?)));
        for ((caller, who), things) in known.flat_map(|known| [(known, &tenants), (known, &dealers)]) {
            if expected(operation, Some(who), things) != Outcome::Allowed {
                continue;
            }
            called = true;
            let path = path_of(operation, things);
            for wrong in [
                "garbage",
                "EVENT%2300000060",
                "EVENT#60",
                "",
                "%00",
                "%FF",
                "%F0%9F%98%80",
                &cursor,
            ] {
                let own = operation.name == "list-customers" && who.organisation_id == dealers.owner && wrong == cursor;
                if own {
                    continue;
                }
                let what = format!("{} by {caller} after {wrong}", operation.name);
                let answer = after(&desk, who, &path, wrong).await;
                assert_eq!(
                    answer.status,
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "{what}: {}",
                    answer.text
                );
                assert_eq!(answer.refused_fields(ProblemCode::InvalidFields), ["after"], "{what}");
            }
        }
        assert!(called, "nobody calls {}", operation.name);
    }
    assert_eq!(desk.table().await, before);
}

#[tokio::test]
async fn the_pages_of_a_list_hold_every_row_once() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    desk.customer(dealer, "Zebra Crossing").await;
    more_than_a_page(&desk, dealer).await;
    let path = path("/api/customers", &[]);
    let first = desk.call::<ListCustomers>(dealer, &[], Value::Null).await;
    let cursor = first.ok()["next"].as_str().unwrap();
    let second = after(&desk, dealer, &path, cursor).await;
    assert_eq!(second.ok().get("next"), None);
    let rows = [first.ok(), second.ok()]
        .map(|page| page["items"].as_array().unwrap().clone())
        .concat();
    let names: Vec<_> = rows
        .iter()
        .map(|row| row["name"].as_str().unwrap().to_owned())
        .collect();
    let expected = (0..50)
        .map(|n| format!("Customer {n:03}"))
        .chain(["Zebra Crossing".to_owned()]);
    assert_eq!(names, expected.collect::<Vec<_>>());
}
