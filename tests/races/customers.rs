//! A file of customers and locations that is sent many times at once goes in once.

use crate::{at_once, call};
use api::{ProblemCode, operations::*};
use serde_json::{Value, json};
use std::sync::Arc;
use tests::Desk;

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_sent_many_times_at_once_goes_in_once() {
    let desk = Arc::new(Desk::start().await);
    let people = &desk.people;
    let mut content = "customer,country,location,system_type,hkc,customer_email,dealer_email\n".to_owned();
    for row in 0..12 {
        let customer = row / 4;
        content += &format!("Customer {customer},NL,L{row},sv8100,1910003440{row:02},a@example.com,d@example.com\n");
    }
    let body = json!({ "format": "csv", "content": content });
    let senders = [&people.dealer, &people.dealer_swa];
    let calls = (0..16).map(|n| call::<ImportCustomers>(&desk, senders[n % 2], &[], body.clone(), None));
    let mut added = [0; 12];
    for answer in at_once(calls).await {
        // Who is told to come back has added the rows that went in before.
        if !answer.status.is_success() {
            answer.refused(ProblemCode::TooBusy);
            continue;
        }
        for (row, added) in answer.ok()["rows"].as_array().unwrap().iter().zip(&mut added) {
            let outcome = &row["outcome"];
            assert!(["added", "already_there"].contains(&outcome.as_str().unwrap()), "{row}");
            *added += usize::from(row["adds_location"] == true);
        }
    }
    assert!(added.iter().all(|times| *times <= 1), "{added:?}");
    let customers = desk.call::<ListCustomers>(&people.dealer, &[], Value::Null).await;
    let customers = customers.ok()["items"].as_array().unwrap();
    let names: Vec<_> = customers.iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Customer 0", "Customer 1", "Customer 2"]);
    for customer in customers {
        let id = customer["customer_id"].as_str().unwrap();
        let locations = desk.call::<ListLocations>(&people.dealer, &[&id], Value::Null).await;
        assert_eq!(locations.ok()["items"].as_array().unwrap().len(), 4);
    }
    desk.ledger().await;
}
