//! What holds for every request: bodies, idempotency keys, problems.

use api::{OPERATIONS, ProblemCode, operations::*};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::{Answer, Desk, Person, location_body};

const CUSTOMERS: &str = "/api/customers";

fn customer(name: &str) -> Value {
    json!({ "name": name, "address": { "country": "NL" } })
}

async fn post(desk: &Desk, body: impl Into<Vec<u8>>) -> Answer {
    let token = Some(desk.people.dealer.token.as_str());
    desk.send_bytes(Method::POST, CUSTOMERS, token, body.into(), None).await
}

async fn create(desk: &Desk, who: &Person, name: &str, key: &str) -> Answer {
    desk.call_with_key::<CreateCustomer>(who, &[], customer(name), Some(key))
        .await
}

#[tokio::test]
async fn a_body_that_is_not_json_is_malformed() {
    let desk = Desk::start().await;
    let table = desk.table().await;
    let good = customer("Riverside Clinic").to_string();
    for body in [
        "",
        " ",
        "{",
        "name=x",
        "<name/>",
        "nul",
        "{\"name\": \"a\",}",
        "{'name': 'a'}",
        "\u{feff}{}",
        &format!("{good}x"),
        &format!("{good}{good}"),
        &format!("{good},"),
        &good[..good.len() - 1],
    ] {
        let refused = post(&desk, body).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{body:?}: {}", refused.text);
        refused.refused(ProblemCode::MalformedBody);
    }
    let refused = post(&desk, [b"{\"name\": \"\xff\"}".as_slice()].concat()).await;
    refused.refused(ProblemCode::MalformedBody);
    assert_eq!(desk.table().await, table);
    post(&desk, format!(" {good}\n\t")).await.ok();
}

#[tokio::test]
async fn a_body_of_another_shape_is_refused_where_it_differs() {
    let desk = Desk::start().await;
    let table = desk.table().await;
    for (body, field) in [
        ("null", ""),
        ("\"x\"", ""),
        ("1", ""),
        ("[]", ""),
        ("{}", ""),
        (r#"{"name": 1, "address": {"country": "NL"}}"#, "name"),
        (r#"{"name": null, "address": {"country": "NL"}}"#, "name"),
        (r#"{"name": ["a"], "address": {"country": "NL"}}"#, "name"),
        (r#"{"name": "a", "address": "NL"}"#, "address"),
        (r#"{"name": "a", "address": {"country": 31}}"#, "address/country"),
        (
            r#"{"name": "a", "address": {"country": "NL", "planet": "Earth"}}"#,
            "address/planet",
        ),
        (
            r#"{"name": "a", "address": {"country": "NL"}, "organisation_id": "x"}"#,
            "organisation_id",
        ),
        (r#"{"name": "a", "name": "b", "address": {"country": "NL"}}"#, ""),
    ] {
        let refused = post(&desk, body).await;
        assert_eq!(
            refused.refused_fields(ProblemCode::InvalidFields),
            [field],
            "{body}: {}",
            refused.text
        );
        assert!(!refused.text.contains(" at line "), "{}", refused.text);
    }
    assert_eq!(desk.table().await, table);
}

#[tokio::test]
async fn an_unknown_field_is_named_by_every_operation() {
    let desk = Desk::start().await;
    let (vendor, dealer) = (&desk.people.vendor, &desk.people.dealer);
    let table = desk.table().await;
    let nothing = "019a9c3e-0000-7000-8000-000000000000";
    for operation in OPERATIONS
        .iter()
        .filter(|operation| operation.method != api::Method::Get)
    {
        let path: String = operation
            .path
            .split('/')
            .map(|segment| if segment.starts_with('{') { nothing } else { segment })
            .collect::<Vec<_>>()
            .join("/");
        let mut answers = Vec::new();
        for who in [vendor, dealer] {
            let method = operation.method.as_str().parse().unwrap();
            answers.push(
                desk.send(method, &path, Some(&who.token), json!({ "unheard_of": 1 }), None)
                    .await,
            );
        }
        let named = answers
            .iter()
            .any(|answer| answer.body["code"] == "invalid_fields" && answer.body["errors"][0]["field"] == "unheard_of");
        assert!(
            named,
            "{}: {:?}",
            operation.name,
            answers.iter().map(|answer| &answer.text).collect::<Vec<_>>()
        );
    }
    assert_eq!(desk.table().await, table);
    let query = desk
        .send(
            Method::GET,
            "/api/customers?before=x",
            Some(&dealer.token),
            Value::Null,
            None,
        )
        .await;
    query.refused(ProblemCode::InvalidFields);
}

#[tokio::test]
async fn a_cursor_that_was_made_up_leads_nowhere_else() {
    let desk = Desk::start().await;
    let (vendor, dealer) = (&desk.people.vendor, &desk.people.dealer);
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let location = desk.location(dealer, customer, "A", "191000343919").await;
    let encode = |parts: [&str; 3]| URL_SAFE_NO_PAD.encode(parts.join("\0"));
    let long = "x".repeat(1025);
    let mut cursors = [
        "", "AAAA", "%ff", "../..", "EVENT%23", "USER%23", "ORG", "LOCATION", "%00",
    ]
    .map(str::to_owned)
    .to_vec();
    cursors.push(format!("EVENT%23{long}"));
    cursors.extend(
        [
            ["", "", ""],
            ["a", "", ""],
            ["a", "b", "c"],
            [&long, "b", "c"],
            ["a", "b", &long],
        ]
        .map(encode),
    );
    for path in [
        CUSTOMERS.to_owned(),
        "/api/bin".to_owned(),
        "/api/parts".to_owned(),
        format!("/api/customers/{customer}/locations"),
        format!("/api/locations/{location}/events"),
        format!("/api/organisations/{}/users", desk.organisations.dealer),
        format!("/api/organisations/{}/events", desk.organisations.dealer),
        "/api/orders".to_owned(),
    ] {
        let who = if path.contains("organisations") || path.contains("orders") {
            vendor
        } else {
            dealer
        };
        for cursor in &cursors {
            let path = format!("{path}?after={cursor}");
            let page = desk.send(Method::GET, &path, Some(&who.token), Value::Null, None).await;
            assert!(page.status.is_success(), "{path}: {}", page.text);
            assert!(!page.text.contains("Alder"), "{path}: {}", page.text);
        }
        let twice = format!("{path}?after=a&after=b");
        assert!(
            !desk
                .send(Method::GET, &twice, Some(&who.token), Value::Null, None)
                .await
                .status
                .is_server_error()
        );
    }
}

#[tokio::test]
async fn a_body_over_one_megabyte_is_too_large() {
    let desk = Desk::start().await;
    let table = desk.table().await;
    let of = |length: usize| {
        let body = customer("").to_string();
        format!("{}{body}", " ".repeat(length - body.len()))
    };
    let refused = post(&desk, of(api::MAX_BODY + 1)).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
    refused.refused(ProblemCode::BodyTooLarge);
    // One that is just as large is read, and refused for what it says.
    assert_eq!(
        post(&desk, of(api::MAX_BODY))
            .await
            .refused_fields(ProblemCode::InvalidFields),
        ["name"]
    );
    assert_eq!(desk.table().await, table);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(post(&desk, deep).await.status.is_client_error());
    assert!(
        post(&desk, format!("{{\"name\": {}", "{\"a\":".repeat(10_000)))
            .await
            .status
            .is_client_error()
    );
}

#[tokio::test]
async fn the_same_key_and_body_get_the_first_answer() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let first = create(&desk, dealer, "Riverside Clinic", "k1").await;
    let table = desk.table().await;
    desk.forward(TimeDelta::hours(1));
    let again = create(&desk, dealer, "Riverside Clinic", "k1").await;
    assert_eq!(again.ok(), first.ok());
    assert_eq!(desk.table().await, table);
    // Without a key it is another customer; with another key too.
    let other = create(&desk, dealer, "Riverside Clinic", "k2").await;
    assert_ne!(other.ok()["customer_id"], first.body["customer_id"]);
}

#[tokio::test]
async fn the_first_answer_comes_again_after_the_state_has_changed() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let order = desk.ship(desk.organisations.dealer, "PO1", &[("BE107582", 5)]).await;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let hkc = location_body("sv8100", "191000343919", "A");
    let made = desk
        .call_with_key::<CreateLocation>(dealer, &[&customer], hkc.clone(), Some("k"))
        .await;
    let location = made.ok()["location_id"].as_str().unwrap().to_owned();
    let lines = json!({ "order_id": order, "lines": [{ "part": "BE107582", "quantity": 5 }] });
    let attached = desk
        .call_with_key::<AttachLicences>(dealer, &[&location], lines.clone(), Some("k"))
        .await;
    let codes = json!({ "software_key_codes": [attached.ok()["attached"][0]["software_key_code"]] });
    let detached = desk
        .call_with_key::<DetachLicences>(dealer, &[&location], codes.clone(), Some("k"))
        .await;
    detached.ok();
    let second = desk.call::<AttachLicences>(dealer, &[&location], lines.clone()).await;
    let mut activate = json!({ "software_key_codes": [second.ok()["attached"][0]["software_key_code"]] });
    activate["terms_accepted"] = json!(true);
    let activated = desk
        .call_with_key::<ActivateLicences>(dealer, &[&location], activate.clone(), Some("k"))
        .await;
    let details = json!({ "details": location_body("", "", "Renamed")["details"] });
    desk.call::<UpdateLocation>(dealer, &[&location], details).await.ok();
    desk.forward(TimeDelta::hours(23));
    let table = desk.table().await;
    // By now the hardware key code is taken, the line is empty, the licence is gone or
    // activated: each answer is still the first.
    let again = desk
        .call_with_key::<CreateLocation>(dealer, &[&customer], hkc, Some("k"))
        .await;
    assert_eq!(again.ok(), made.ok());
    let again = desk
        .call_with_key::<AttachLicences>(dealer, &[&location], lines, Some("k"))
        .await;
    assert_eq!(again.ok(), attached.ok());
    let again = desk
        .call_with_key::<DetachLicences>(dealer, &[&location], codes, Some("k"))
        .await;
    assert_eq!(again.ok(), detached.ok());
    let again = desk
        .call_with_key::<ActivateLicences>(dealer, &[&location], activate, Some("k"))
        .await;
    assert_eq!(again.ok(), activated.ok());
    assert_eq!(desk.table().await, table);
}

#[tokio::test]
async fn the_same_key_with_another_request_is_refused() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let first = create(&desk, dealer, "Riverside Clinic", "k").await;
    let id = first.ok()["customer_id"].as_str().unwrap().to_owned();
    let other = desk.customer(dealer, "Riverside Clinic").await;
    let update = async |id: &str, name: &str| {
        desk.call_with_key::<UpdateCustomer>(dealer, &[&id], customer(name), Some("k"))
            .await
    };
    update(&id, "Renamed").await.ok();
    let table = desk.table().await;
    create(&desk, dealer, "Riverside clinic", "k")
        .await
        .refused(ProblemCode::IdempotencyKeyReused);
    update(&id, "Otherwise")
        .await
        .refused(ProblemCode::IdempotencyKeyReused);
    // Also where there would be nothing to change, and where another thing is meant.
    let same = update(&other.to_string(), "Riverside Clinic").await;
    same.refused(ProblemCode::IdempotencyKeyReused);
    update(&other.to_string(), "Renamed")
        .await
        .refused(ProblemCode::IdempotencyKeyReused);
    assert_eq!(desk.table().await, table);
}

#[tokio::test]
async fn a_key_is_its_users_own() {
    let desk = Desk::start().await;
    let people = &desk.people;
    let mut ids: Vec<String> = Vec::new();
    for who in [
        &people.dealer,
        &people.dealer_swa,
        &people.other_dealer,
        &people.distributor,
    ] {
        let made = create(&desk, who, "Riverside Clinic", "k").await;
        ids.push(made.ok()["customer_id"].as_str().unwrap().to_owned());
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 4);
}

#[tokio::test]
async fn who_has_lost_the_role_gets_no_remembered_answer() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    create(&desk, dealer, "Riverside Clinic", "k").await.ok();
    let ids: [&dyn ToString; 2] = [&dealer.organisation_id.unwrap(), &dealer.user_id.unwrap()];
    desk.call::<SetRoles>(&desk.people.vendor, &ids, json!({ "roles": [] }))
        .await
        .ok();
    create(&desk, dealer, "Riverside Clinic", "k")
        .await
        .refused(ProblemCode::RoleMissing);
}

#[tokio::test]
async fn after_a_day_a_key_counts_anew() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let first = create(&desk, dealer, "Riverside Clinic", "k").await;
    desk.forward(TimeDelta::hours(24));
    let kept = create(&desk, dealer, "Riverside Clinic", "k").await;
    assert_eq!(kept.ok(), first.ok());
    desk.forward(TimeDelta::seconds(1));
    let second = create(&desk, dealer, "Another Clinic", "k").await;
    assert_ne!(second.ok()["customer_id"], first.body["customer_id"]);
    assert_eq!(create(&desk, dealer, "Another Clinic", "k").await.ok(), second.ok());
    create(&desk, dealer, "Riverside Clinic", "k")
        .await
        .refused(ProblemCode::IdempotencyKeyReused);
}

#[tokio::test]
async fn what_was_refused_is_not_remembered() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    create(&desk, dealer, "", "k").await.refused(ProblemCode::InvalidFields);
    create(&desk, dealer, "Riverside Clinic", "k").await.ok();
}

#[tokio::test]
async fn a_key_has_1_to_128_characters() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let table = desk.table().await;
    for wrong in ["", &"k".repeat(129)] {
        let refused = create(&desk, dealer, "Riverside Clinic", wrong).await;
        assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["idempotency-key"]);
    }
    assert_eq!(desk.table().await, table);
    create(&desk, dealer, "Riverside Clinic", &"k".repeat(128)).await.ok();
    // Reading takes no key, and minds none.
    desk.call_with_key::<ListCustomers>(dealer, &[], json!(null), Some(&"k".repeat(129)))
        .await
        .ok();
}

#[tokio::test]
async fn what_is_no_operation_is_the_gateways_to_refuse() {
    let desk = Desk::start().await;
    let token = Some(desk.people.dealer.token.as_str());
    for (method, path) in [
        (Method::GET, "/api"),
        (Method::GET, "/api/"),
        (Method::GET, "/api/nothing"),
        (Method::DELETE, "/api/customers"),
        (Method::PATCH, "/api/customers"),
        (Method::GET, "/api/customers/"),
        (Method::GET, "/api//customers"),
        (Method::GET, "/API/customers"),
        (Method::POST, "/.well-known/jwks.json"),
        (Method::GET, "/.well-known/openid-configuration"),
    ] {
        let answer = desk.send(method.clone(), path, token, Value::Null, None).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{method} {path}: {}", answer.text);
    }
}

#[tokio::test]
async fn a_fault_of_ours_says_a_request_id_and_nothing_else() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    // An item that cannot be read any more.
    let key = store::keys::customer(customer);
    let mut item = desk.table().await[&(key.pk.clone(), key.sk.clone())].clone();
    item.remove("details");
    desk.put_item(item).await;
    let failed = desk.call::<GetCustomer>(dealer, &[&customer], json!(null)).await;
    let problem = failed.refused(ProblemCode::Internal);
    assert_eq!(failed.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(problem.errors.is_empty());
    for inside in [
        "details",
        "CUSTOMER#",
        "serde",
        "missing",
        "Dynamo",
        "latchkey\"",
        &customer.to_string(),
    ] {
        assert!(!failed.text.contains(inside), "{inside}: {}", failed.text);
    }
}

#[tokio::test]
async fn no_answer_and_no_item_holds_a_secret() {
    let desk = Desk::start().await;
    let (vendor, dealer) = (&desk.people.vendor, &desk.people.dealer);
    let invite = json!({ "name": "Ines", "email": "ines@example.com", "roles": ["licence-user"] });
    let invited = desk
        .call::<InviteUser>(vendor, &[&desk.organisations.dealer], invite)
        .await;
    let token = desk.invitation_token().await;
    let ines = desk.stranger("ines");
    let accepted = desk
        .call_with_key::<AcceptInvitation>(&ines, &[], json!({ "token": token }), Some("my-key"))
        .await;
    let order = desk.ship_manual_order(desk.organisations.dealer).await;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let location = desk.location(dealer, customer, "A", "191000343919").await;
    let codes = desk.attach(dealer, location, &order, &[("BE107573", 1)]).await;
    let body = json!({ "software_key_codes": codes, "terms_accepted": true });
    let activated = desk.call::<ActivateLicences>(dealer, &[&location], body).await;
    let answers = [
        invited,
        accepted,
        activated,
        desk.call::<GetLocation>(dealer, &[&location], json!(null)).await,
        desk.call::<GetLicenceFile>(dealer, &[&location, &1], json!(null)).await,
        desk.call::<ListLocationEvents>(dealer, &[&location], json!(null)).await,
        desk.call::<ListUsers>(vendor, &[&desk.organisations.dealer], json!(null))
            .await,
        desk.call::<ListOrganisationEvents>(vendor, &[&desk.organisations.dealer], json!(null))
            .await,
        desk.call::<GetKeySet>(vendor, &[], json!(null)).await,
        desk.call::<GetSession>(&ines, &[], json!(null)).await,
    ];
    // Every private key that there is, the token of the link, the sign-in, the key of
    // the request: whole, or the telling half.
    let documents = std::fs::read_to_string(desk.folder().join("keys.json")).unwrap();
    let documents: std::collections::BTreeMap<String, String> = serde_json::from_str(&documents).unwrap();
    let mut secrets = vec![
        token.clone(),
        token.split_once('.').unwrap().1.to_owned(),
        ines.token.clone(),
    ];
    for (kind, document) in &documents {
        let document: Value = serde_json::from_str(document).unwrap();
        match kind.as_str() {
            "licence-signing" => secrets.push(document["seed"].as_str().unwrap().to_owned()),
            "licence-public" => {}
            _ => secrets.extend(
                document["keys"]
                    .as_object()
                    .unwrap()
                    .values()
                    .map(|key| key.as_str().unwrap().to_owned()),
            ),
        }
    }
    assert_eq!(secrets.len(), 6, "a kind of keys is not looked for");
    let table = format!("{:?}", desk.table().await);
    for secret in &secrets {
        for answer in &answers {
            answer.ok();
            assert!(!answer.text.contains(secret.as_str()), "{}", answer.text);
        }
        assert!(!table.contains(secret.as_str()), "a secret stands in the table");
    }
    assert!(
        !table.contains("my-key"),
        "an idempotency key stands in the table in clear"
    );
}
