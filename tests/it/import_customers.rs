//! `import-customers`.

use api::{ProblemCode, operations::*};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::catalogue::Hkc;
use serde_json::{Value, json};
use tests::{Answer, Desk, location_body};

const HEADER: &str = "customer,country,location,system_type,hkc,customer_email,dealer_email";

async fn import(desk: &Desk, format: &str, content: &str, dry_run: bool) -> Answer {
    let body = json!({ "format": format, "content": content, "dry_run": dry_run });
    desk.call::<ImportCustomers>(&desk.people.dealer, &[], body).await
}

async fn csv(desk: &Desk, rows: &[&str]) -> Answer {
    import(desk, "csv", &format!("{HEADER}\n{}\n", rows.join("\n")), false).await
}

/// Row by row: the outcome, and whether customer and location are added.
fn outcomes(answer: &Answer) -> Vec<(&str, bool, bool)> {
    let mut outcomes = Vec::new();
    for row in answer.ok()["rows"].as_array().unwrap() {
        let adds = |what: &str| row[what].as_bool().unwrap();
        outcomes.push((
            row["outcome"].as_str().unwrap(),
            adds("adds_customer"),
            adds("adds_location"),
        ));
    }
    outcomes
}

/// Row and field of everything that was refused.
fn refused(answer: &Answer) -> Vec<(u64, &str)> {
    let mut refused = Vec::new();
    for row in answer.ok()["rows"].as_array().unwrap() {
        for error in row["errors"].as_array().into_iter().flatten() {
            refused.push((row["row"].as_u64().unwrap(), error["field"].as_str().unwrap()));
        }
    }
    refused
}

fn message(answer: &Answer, row: usize) -> &str {
    answer.ok()["rows"][row]["errors"][0]["message"].as_str().unwrap()
}

/// Name, system type and address of what a customer has.
async fn locations(desk: &Desk, customer: &str) -> Vec<(String, String, String)> {
    let dealer = &desk.people.dealer;
    let customers = desk.call::<ListCustomers>(dealer, &[], Value::Null).await;
    let customers = customers.ok()["items"].as_array().unwrap();
    let same_name: Vec<_> = customers.iter().filter(|one| one["name"] == customer).collect();
    assert_eq!(same_name.len(), 1, "{customer} is there once");
    let id = same_name[0]["customer_id"].as_str().unwrap();
    let listed = desk.call::<ListLocations>(dealer, &[&id], Value::Null).await;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let listed = listed.ok()["items"].as_array().unwrap();
    listed
        .iter()
        .map(|one| (text(&one["name"]), text(&one["system_type"]), text(&one["city"])))
        .collect()
}

#[tokio::test]
async fn a_file_brings_customers_with_their_locations_and_can_be_sent_again() {
    let desk = Desk::start().await;
    let content = "\u{feff}customer,street,city,country,reference,location,system_type,hkc,customer_email,dealer_email,location_city,location_country\r\n\
        Riverside Clinic,Quay 1,Hilversum,NL,'=K-17,Main building,sv8100,191000343919,it@riverside.example.com,finn@example.com,,\r\n\
        riverside clinic,,,,,Annex,sv8300,18CYG-IPS-00000000BJZ02319QK,it@riverside.example.com,finn@example.com,Utrecht,NL\r\n\
        Corner Shop,,,Netherlands,,,,,,,,\r\n\
        RIVERSIDE CLINIC,Quay 1,,netherlands,,,,,,,,\r\n";
    let table = desk.table().await;
    let checked = import(&desk, "csv", content, true).await;
    let expected = [
        ("would_add", true, true),
        ("would_add", false, true),
        ("would_add", true, false),
        ("already_there", false, false),
    ];
    assert_eq!(outcomes(&checked), expected);
    assert_eq!(desk.table().await, table, "a dry run changes nothing");
    let added = import(&desk, "csv", content, false).await;
    let expected = [
        ("added", true, true),
        ("added", false, true),
        ("added", true, false),
        ("already_there", false, false),
    ];
    assert_eq!(outcomes(&added), expected);
    let rows = &added.body["rows"];
    assert_eq!(
        (&rows[1]["row"], &rows[1]["customer"], &rows[1]["hkc"]),
        (
            &json!(3),
            &json!("riverside clinic"),
            &json!("18CYG-IPS-00000000BJZ02319QK")
        )
    );
    let found = locations(&desk, "Riverside Clinic").await;
    let found: Vec<_> = found
        .iter()
        .map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_str()))
        .collect();
    let annex = [("Annex", "sv8300", "Utrecht"), ("Annex_LMC", "lmc-sv8300", "Utrecht")];
    assert_eq!(found, [annex[0], annex[1], ("Main building", "sv8100", "Hilversum")]);
    assert!(locations(&desk, "Corner Shop").await.is_empty());
    let customers = desk.call::<ListCustomers>(&desk.people.dealer, &[], Value::Null).await;
    assert_eq!(customers.ok()["items"][1]["reference"], "=K-17");
    for customer in customers.ok()["items"].as_array().unwrap() {
        assert_eq!(customer["address"]["country"], "NL", "by code or name");
    }
    // Each location's customer is mailed the licence agreement, as if it had been entered.
    let mails = desk.mails().await;
    let to = "it@riverside.example.com".to_owned();
    assert_eq!(mails.iter().filter(|mail| mail.to.contains(&to)).count(), 3);

    let table = desk.table().await;
    let again = import(&desk, "csv", content, false).await;
    assert_eq!(outcomes(&again), [("already_there", false, false); 4]);
    assert_eq!(desk.table().await, table, "the same again is no change");
    desk.ledger().await;
}

#[tokio::test]
async fn a_file_that_broke_off_goes_on_where_it_stopped() {
    let desk = Desk::start().await;
    let rows = [
        "Alpha,NL,One,sv8100,191000343919,a@example.com,d@example.com",
        "Alpha,,Two,sv8100,191000343920,a@example.com,d@example.com",
        "Beta,NL,Three,sv8100,191000343921,b@example.com,d@example.com",
    ];
    assert_eq!(outcomes(&csv(&desk, &rows[..1]).await), [("added", true, true)]);
    let expected = [
        ("already_there", false, false),
        ("added", false, true),
        ("added", true, true),
    ];
    assert_eq!(outcomes(&csv(&desk, &rows).await), expected);
}

#[tokio::test]
async fn whoever_dies_between_any_two_writes_is_followed_by_who_sends_the_file_again() {
    let rows = [
        "Alpha,NL,One,sv8100,191000343919,a@example.com,d@example.com",
        "Alpha,,Two,sv8300,18CYG-IPS-00000000BJZ02319QK,a@example.com,d@example.com",
        "Beta,NL,,,,,",
    ];
    let content = format!("{HEADER}\n{}\n", rows.join("\n"));
    for (dies_at, after_writing) in [(1, false), (1, true), (2, false), (2, true), (3, false), (3, true)] {
        let desk = Desk::start().await;
        desk.faults.die_at(dies_at, after_writing);
        let broken = import(&desk, "csv", &content, false).await;
        assert!(broken.status.is_server_error(), "{dies_at}: {}", broken.text);
        desk.faults.die_at(0, false);
        let went_in = usize::try_from(dies_at).unwrap() - usize::from(!after_writing);
        let again = import(&desk, "csv", &content, false).await;
        for (index, (outcome, _, _)) in outcomes(&again).iter().enumerate() {
            let expected = if index < went_in { "already_there" } else { "added" };
            assert_eq!(
                *outcome,
                expected,
                "died at {dies_at}, {after_writing}; row {}",
                index + 1
            );
        }
        assert_eq!(locations(&desk, "Alpha").await.len(), 3);
        assert!(locations(&desk, "Beta").await.is_empty());
        desk.ledger().await;
    }
}

#[tokio::test]
async fn a_row_that_is_refused_adds_nothing_and_keeps_no_other_from_going_in() {
    let desk = Desk::start().await;
    let rows = [
        "Alpha,NL,One,sv8100,12,a@example.com,d@example.com",
        "Beta,,One,sv8100,191000343919,a@example.com,d@example.com",
        "Beta,NL,,sv9999,,a at example,",
        ",NL,,,,,",
        "Gamma,NL,One,sv8100,191000343920,a@example.com,d@example.com",
        "Gamma,NL,Two,sv8100,191000343920,a@example.com,d@example.com",
        "Gamma,NL,Two",
        "Delta,,,,,,",
    ];
    let answer = csv(&desk, &rows).await;
    let expected = [
        (2, "hkc"),
        (3, "country"),
        (4, "system_type"),
        (4, "location"),
        (4, "customer_email"),
        (4, "dealer_email"),
        (5, "customer"),
        (7, "hkc"),
        (8, ""),
        (9, "country"),
    ];
    assert_eq!(refused(&answer), expected);
    assert_eq!(
        message(&answer, 5),
        "This hardware key code stands in row 6. Each location has its own."
    );
    assert_eq!(message(&answer, 6), "This row has 3 cells, and the first line names 7.");
    let customers = desk.call::<ListCustomers>(&desk.people.dealer, &[], Value::Null).await;
    let customers = customers.ok()["items"].as_array().unwrap();
    assert_eq!(customers.len(), 1);
    assert_eq!(customers[0]["name"], "Gamma");
    assert_eq!(locations(&desk, "Gamma").await.len(), 1);
    // A location's own address is told at its own columns.
    let content = "customer,country,location,system_type,hkc,customer_email,dealer_email,location_city\n\
        Epsilon,NL,One,sv8100,191000343921,a@example.com,d@example.com,Utrecht\n";
    assert_eq!(
        refused(&import(&desk, "csv", content, false).await),
        [(2, "location_country")]
    );
}

#[tokio::test]
async fn a_customer_that_is_there_is_added_to_and_not_changed() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let body = json!({ "name": "Alpha", "address": { "city": "Hilversum", "country": "NL" } });
    let alpha = desk.call::<CreateCustomer>(dealer, &[], body).await.ok().clone();
    let rows = [
        "alpha,BE,One,sv8100,191000343919,a@example.com,d@example.com",
        "alpha,,One,sv8100,191000343919,a@example.com,d@example.com",
    ];
    let answer = csv(&desk, &rows).await;
    assert_eq!(refused(&answer), [(2, "country")]);
    assert!(
        message(&answer, 0).contains("Your customer Alpha has “NL” here."),
        "{}",
        message(&answer, 0)
    );
    assert_eq!(outcomes(&answer)[1], ("added", false, true));
    assert_eq!(
        locations(&desk, "Alpha").await,
        [("One".to_owned(), "sv8100".to_owned(), "Hilversum".to_owned())]
    );
    // Who was imported under a name and is called otherwise now is not who has the name now.
    csv(&desk, &["Beta,NL,,,,,"]).await.ok();
    let customers = desk.call::<ListCustomers>(dealer, &[], Value::Null).await;
    let beta = customers.ok()["items"][1]["customer_id"].as_str().unwrap().to_owned();
    let renamed = json!({ "name": "Zeta", "address": { "country": "NL" } });
    desk.call::<UpdateCustomer>(dealer, &[&beta], renamed).await.ok();
    assert_eq!(outcomes(&csv(&desk, &["Beta,BE,,,,,"]).await), [("added", true, false)]);
    assert!(locations(&desk, "Zeta").await.is_empty());
    // Two of a name cannot be told apart.
    let body = json!({ "name": "ALPHA", "address": alpha["address"] });
    desk.call::<CreateCustomer>(dealer, &[], body).await.ok();
    let answer = csv(&desk, &["Alpha,,,,,,"]).await;
    assert_eq!(refused(&answer), [(2, "customer")]);
}

#[tokio::test]
async fn a_hardware_key_code_that_is_taken_is_refused_and_whose_it_is_is_not_said() {
    let desk = Desk::start().await;
    let (dealer, other) = (&desk.people.dealer, &desk.people.other_dealer);
    let customer = desk.customer(other, "Elsewhere").await;
    desk.location(other, customer, "One", "191000343919").await;
    let customer = desk.customer(dealer, "Alpha").await;
    desk.location(dealer, customer, "Main building", "191000343920").await;
    let rows = [
        "Alpha,,One,sv8100,191000343919,a@example.com,d@example.com",
        "Alpha,,Two,sv8100,191000343920,a@example.com,d@example.com",
    ];
    let table = desk.table().await;
    for dry_run in [true, false] {
        let answer = import(&desk, "csv", &format!("{HEADER}\n{}\n", rows.join("\n")), dry_run).await;
        assert_eq!(refused(&answer), [(2, "hkc"), (3, "hkc")]);
        assert!(
            message(&answer, 0).contains("belongs to another location"),
            "{}",
            message(&answer, 0)
        );
        assert!(
            message(&answer, 1).starts_with("Your location "),
            "{}",
            message(&answer, 1)
        );
    }
    assert_eq!(desk.table().await, table);
}

#[tokio::test]
async fn json_says_the_same_as_csv() {
    let desk = Desk::start().await;
    let content = json!([
        { "customer": "Alpha", "country": "NL" },
        {
            "customer": "Alpha", "location": "One", "system_type": "sv8100", "hkc": "191000343919",
            "customer_email": "a@example.com", "dealer_email": "d@example.com",
        },
        { "customer": 1 },
        { "customer": "Beta", "land": "NL" },
    ]);
    let answer = import(&desk, "json", &content.to_string(), false).await;
    assert_eq!(outcomes(&answer)[..2], [("added", true, false), ("added", false, true)]);
    assert_eq!(refused(&answer), [(3, "customer"), (4, "land")]);
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_refused_as_a_whole() {
    let desk = Desk::start().await;
    let many = "Alpha,NL\n".repeat(1001);
    for (format, content, says) in [
        ("csv", String::new(), "customer is missing"),
        ("csv", "name,country\nAlpha,NL\n".to_owned(), "customer is missing"),
        ("csv", "customer,country,zipcode\nAlpha,NL,1\n".to_owned(), "“zipcode”"),
        ("csv", "customer,country\n".to_owned(), "no rows"),
        ("csv", format!("customer,country\n{many}"), "1001 rows"),
        ("json", "{}".to_owned(), "not a JSON array"),
        ("json", "[]".to_owned(), "no rows"),
    ] {
        let answer = import(&desk, format, &content, false).await;
        assert_eq!(answer.refused_fields(ProblemCode::InvalidFields), ["content"]);
        let message = answer.body["errors"][0]["message"].as_str().unwrap();
        assert!(message.contains(says), "{message}");
    }
}

#[tokio::test]
async fn the_code_of_hardware_that_was_replaced_is_never_used_again() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let customer = desk.customer(dealer, "Alpha").await;
    let location = desk.location(dealer, customer, "One", "191000343919").await;
    let hkc = Hkc::try_from("191000343919".to_owned()).unwrap();
    let key = store::keys::hkc(&hkc);
    let mut taken = desk.table().await[&(key.pk, key.sk)].clone();
    assert_eq!(taken["location_id"].as_s().unwrap(), &location.to_string());
    taken.insert("state".to_owned(), AttributeValue::S("retired".to_owned()));
    desk.put_item(taken).await;
    let table = desk.table().await;
    let row = "Alpha,,One,sv8100,191000343919,a@example.com,d@example.com";
    let answer = import(&desk, "csv", &format!("{HEADER}\n{row}\n"), false).await;
    assert_eq!(refused(&answer), [(2, "hkc")]);
    let message = message(&answer, 0);
    assert!(message.contains("was replaced at your location One"), "{message}");
    let body = location_body("sv8100", "191000343919", "Two");
    desk.call::<CreateLocation>(dealer, &[&customer], body)
        .await
        .refused(ProblemCode::HkcTaken);
    assert_eq!(desk.table().await, table);
}
