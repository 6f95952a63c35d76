//! Request bodies: not JSON, of another shape, too large.

use api::{OPERATIONS, ProblemCode};
use domain::organisation::Role;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::{Answer, Desk};

const CUSTOMERS: &str = "/api/customers";

fn customer(name: &str) -> Value {
    json!({ "name": name, "address": { "country": "NL" } })
}

async fn post(desk: &Desk, body: impl Into<Vec<u8>>) -> Answer {
    let token = Some(desk.people.dealer.token.as_str());
    desk.send_bytes(Method::POST, CUSTOMERS, token, body.into(), None).await
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
    let (vendor, dealer, swa) = (&desk.people.vendor, &desk.people.dealer, &desk.people.dealer_swa);
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
        for who in [
            vendor,
            dealer,
            swa,
            desk.tenant(Role::Buyer),
            desk.tenant(Role::Operator),
        ] {
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
