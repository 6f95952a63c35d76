//! Request bodies: not JSON, of another shape, too large.

use api::{OPERATIONS, ProblemCode, operations::SubmitUpgrade};
use domain::organisation::Role;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::{AGENTS, Answer, Desk, agreed};

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
        ("{}", "name"),
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
        (r#"{"name": "a", "name": "b", "address": {"country": "NL"}}"#, "name"),
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
            .map(|segment| match segment {
                "{version}" | "{number}" => "1",
                _ if segment.starts_with('{') => nothing,
                _ => segment,
            })
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

/// A value for every field that a schema names, as deep as it goes.
fn sample(document: &Value, schema: &Value) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        return sample(
            document,
            document.pointer(reference.strip_prefix('#').unwrap()).unwrap(),
        );
    }
    for choice in ["oneOf", "anyOf", "allOf"] {
        if let Some(choices) = schema[choice].as_array() {
            return sample(document, &choices[0]);
        }
    }
    if let Some(word) = schema["enum"].get(0) {
        return word.clone();
    }
    let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str());
    match kind {
        Some("object") => {
            let members = schema["properties"].as_object().into_iter().flatten();
            members
                .map(|(name, member)| (name.clone(), sample(document, member)))
                .collect()
        }
        Some("array") => json!([sample(document, &schema["items"])]),
        Some("integer" | "number") => json!(1),
        Some("boolean") => json!(true),
        _ => match schema["format"].as_str() {
            Some("date") => json!("2026-01-31"),
            Some("date-time") => json!("2026-01-31T09:00:00Z"),
            Some("uuid") => json!("019a9c3e-0000-7000-8000-000000000000"),
            _ => json!("x"),
        },
    }
}

/// Where objects stand in a value, from without to within.
fn objects(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            found.push(at.to_owned());
            for (name, member) in members {
                objects(member, &format!("{at}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                objects(item, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

#[tokio::test]
async fn no_operation_reads_an_object_from_an_array_however_deep() {
    let desk = Desk::start().await;
    let document = api::openapi::document();
    let table = desk.table().await;
    let mut deep = 0;
    for operation in OPERATIONS
        .iter()
        .filter(|operation| operation.method != api::Method::Get)
    {
        let described = &document["paths"][operation.path][operation.method.as_str().to_lowercase()];
        let body = sample(
            &document,
            &described["requestBody"]["content"]["application/json"]["schema"],
        );
        let mut places = Vec::new();
        objects(&body, "", &mut places);
        assert!(!places.is_empty(), "{}", operation.name);
        deep += places.len() - 1;
        for place in places {
            let mut body = body.clone();
            let object = body.pointer_mut(&place).unwrap();
            *object = object.as_object().unwrap().values().cloned().collect();
            let path: Vec<&str> = operation
                .path
                .split('/')
                .map(|segment| match segment {
                    "{sequence}" | "{version}" | "{number}" => "1",
                    _ if segment.starts_with('{') => "019a9c3e-0000-7000-8000-000000000000",
                    _ => segment,
                })
                .collect();
            let token = desk.who_may(operation).map(|who| who.token.as_str());
            let method = operation.method.as_str().parse().unwrap();
            let answer = desk.send(method, &path.join("/"), token, body, None).await;
            let problem = answer.refused(ProblemCode::InvalidFields);
            let place = place.trim_start_matches('/');
            assert_eq!(problem.errors[0].field, place, "{} {place}", operation.name);
            let said = &problem.errors[0].message;
            assert_eq!(said, "Send an object here, not an array.", "{} {place}", operation.name);
        }
    }
    assert!(deep >= 10, "{deep}");
    assert_eq!(desk.table().await, table);
}

#[tokio::test]
async fn an_array_in_the_order_of_the_fields_is_no_purchase() {
    let desk = Desk::with_tenant().await;
    let table = desk.table().await;
    let refused = desk
        .call::<SubmitUpgrade>(desk.buyer(), &[], json!([AGENTS, 1, agreed(AGENTS, 1), true]))
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), [""]);
    assert_eq!(desk.table().await, table);
}

#[tokio::test]
async fn a_body_is_json_as_it_is() {
    let desk = Desk::start().await;
    let bearer = format!("Bearer {}", desk.people.dealer.token);
    let body = customer("Riverside Clinic").to_string().into_bytes();
    let send = async |headers: &[(&str, &str)]| {
        let headers = [&[("authorization", bearer.as_str())], headers].concat();
        desk.send_with(Method::POST, CUSTOMERS, &headers, body.clone()).await
    };
    let json = ("content-type", "application/json");
    let table = desk.table().await;
    for headers in [
        &[json, ("content-encoding", "gzip")][..],
        &[json, ("content-encoding", "identity, br")],
        &[json, ("content-encoding", "Deflate")],
        &[("content-type", "text/plain")],
        &[("content-type", "application/x-www-form-urlencoded")],
        &[("content-type", "application/jsonp")],
        &[("content-type", "")],
        &[],
    ] {
        let refused = send(headers).await;
        assert_eq!(refused.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{headers:?}");
        refused.refused(ProblemCode::UnsupportedMediaType);
        assert_eq!(refused.header("accept"), "application/json");
        assert_eq!(refused.header("accept-encoding"), "identity");
    }
    assert_eq!(desk.table().await, table);
    for headers in [
        &[json][..],
        &[("content-type", "Application/JSON ; charset=utf-8")],
        &[json, ("content-encoding", "identity")],
    ] {
        send(headers).await.ok();
    }
    // What has no body needs not say what it is.
    let list = desk
        .send_with(Method::GET, CUSTOMERS, &[("authorization", &bearer)], Vec::new())
        .await;
    list.ok();
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
async fn a_long_answer_is_compressed_for_whoever_takes_it_so() {
    let desk = Desk::start().await;
    let bearer = format!("Bearer {}", desk.people.dealer.token);
    let get = async |path: &str, accepted: Option<&str>| {
        let mut headers = vec![("authorization", bearer.as_str())];
        headers.extend(accepted.map(|accepted| ("accept-encoding", accepted)));
        let answer = desk.send_with(Method::GET, path, &headers, Vec::new()).await;
        assert_eq!(answer.status, StatusCode::OK);
        let header = |name| answer.headers.get(name).map(|value| value.to_str().unwrap().to_owned());
        (header("content-encoding"), header("vary"), answer.text.len())
    };
    let (plain, _, whole) = get("/api/system-types", None).await;
    assert_eq!(plain, None);
    let (encoding, vary, sent) = get("/api/system-types", Some("gzip, br")).await;
    assert_eq!(encoding.as_deref(), Some("gzip"));
    assert_eq!(vary.as_deref(), Some("accept-encoding"), "a cache keeps the two apart");
    assert!(sent * 3 < whole, "{sent} of {whole}");
    assert_eq!(
        get("/api/system-types", Some("br")).await.0,
        None,
        "what was not asked for"
    );
    let (encoding, ..) = get("/api/session", Some("gzip")).await;
    assert_eq!(encoding, None, "it fits into a packet");
}
