//! The table of operations, the OpenAPI document that is made from it, and the functions
//! that serve it.

use api::{
    Access, OPERATIONS, Operation,
    operations::{About, Idempotency, TokenScope},
};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode},
};
use domain::organisation::Role;
use runtime::App;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};
use tests::Desk;
use tower::ServiceExt;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Functions that serve no operation: what calls them is the gateway, the table's stream,
/// the mail service's topic or a schedule.
const WITHOUT_ROUTES: [&str; 6] = [
    "authorize",
    "call-webhook",
    "deliver-outbox",
    "receive-bounce",
    "swa-timer",
    "sweep",
];

type MakeRouter = fn(App) -> Router;

const ROUTERS: [(&str, MakeRouter); 17] = [
    ("activate-licences", activate_licences::router),
    ("assign-swa", assign_swa::router),
    ("attach-licences", attach_licences::router),
    ("browse-upgrades", browse_upgrades::router),
    ("build-package", build_package::router),
    ("issue-codes", issue_codes::router),
    ("look-up", look_up::router),
    ("manage-customers", manage_customers::router),
    ("manage-catalogue", manage_catalogue::router),
    ("manage-outbox", manage_outbox::router),
    ("manage-request", manage_request::router),
    ("manage-users", manage_users::router),
    ("renew-swa", renew_swa::router),
    ("reship-order", reship_order::router),
    ("redeem-code", redeem_code::router),
    ("ship-order", ship_order::router),
    ("submit-request", submit_request::router),
];

#[test]
fn the_document_is_its_reviewed_snapshot() {
    is_its_snapshot("openapi.json", &serde_json::to_value(api::openapi::document()).unwrap());
}

#[test]
fn the_schema_of_catalogues_is_its_reviewed_snapshot() {
    is_its_snapshot("catalogue.schema.json", &api::openapi::catalogue_schema());
}

fn is_its_snapshot(name: &str, document: &Value) {
    let file = root().join("shared/api").join(name);
    let document = serde_json::to_string_pretty(document).unwrap() + "\n";
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&file, &document).unwrap();
    }
    let snapshot = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        snapshot == document,
        "shared/api/{name} is not what the types say; run with UPDATE_SNAPSHOTS=1 and review the difference"
    );
}

#[test]
fn every_operation_is_in_the_document_once() {
    let document = api::openapi::document();
    let mut found = BTreeMap::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap().to_owned();
            let before = found.insert(id.clone(), (method.to_uppercase(), path.clone()));
            assert_eq!(before, None, "{id}");
            assert!(operation["responses"]["200"].is_object(), "{id}");
            let parameters = operation["parameters"].as_array().map_or(0, |all| {
                all.iter().filter(|parameter| parameter["in"] == "path").count()
            });
            assert_eq!(parameters, path.matches('{').count(), "{id}");
        }
    }
    let expected: BTreeMap<_, _> = OPERATIONS
        .iter()
        .map(|row| {
            (
                row.name.to_owned(),
                (row.method.as_str().to_owned(), row.path.to_owned()),
            )
        })
        .collect();
    assert_eq!(expected.len(), OPERATIONS.len(), "two operations share a name");
    assert_eq!(found, expected);
    let routes: BTreeSet<_> = expected.values().collect();
    assert_eq!(routes.len(), OPERATIONS.len(), "two operations share a route");
}

#[test]
fn every_schema_that_is_referred_to_is_there() {
    fn references(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(members) => {
                if let Some(Value::String(reference)) = members.get("$ref") {
                    found.insert(reference.clone());
                }
                members.values().for_each(|value| references(value, found));
            }
            Value::Array(items) => items.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let document = api::openapi::document();
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    assert!(!found.is_empty());
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

#[test]
fn every_function_has_its_folder_and_every_folder_its_function() {
    let folders: BTreeSet<String> = std::fs::read_dir(root().join("functions"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().join("Cargo.toml").exists())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    let serving: BTreeSet<&str> = OPERATIONS.iter().map(|row| row.function).collect();
    let routers: BTreeSet<&str> = ROUTERS.iter().map(|(name, _)| *name).collect();
    assert_eq!(serving, routers);
    let expected: BTreeSet<String> = serving.into_iter().chain(WITHOUT_ROUTES).map(str::to_owned).collect();
    assert_eq!(folders, expected);
}

/// Whether a router has the operation. Without a request context nobody is signed in, so
/// nothing happens.
async fn serves(router: &Router, row: &Operation) -> bool {
    let nothing = "019a9c3e-0000-7000-8000-000000000000";
    let path: Vec<&str> = row
        .path
        .split('/')
        .map(|segment| if segment.starts_with('{') { nothing } else { segment })
        .collect();
    let request = Request::builder()
        .method(row.method.as_str())
        .uri(path.join("/"))
        .body(Body::empty())
        .unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let challenge = response.headers().get("www-authenticate").cloned();
    let body = to_bytes(response.into_body(), api::MAX_BODY).await.unwrap();
    match status {
        // Without a body there is nothing that a public change could do.
        StatusCode::OK | StatusCode::BAD_REQUEST => true,
        StatusCode::UNAUTHORIZED => {
            let problem: Value = serde_json::from_slice(&body).unwrap();
            assert_eq!(problem["code"], "not_signed_in", "{}", row.name);
            assert_eq!(challenge, Some("Bearer".parse().unwrap()), "{}", row.name);
            true
        }
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => {
            assert!(body.is_empty(), "{}", row.name);
            false
        }
        other => panic!("{}: {other}", row.name),
    }
}

#[tokio::test]
async fn every_function_serves_its_own_operations_and_no_others() {
    let desk = Desk::start().await;
    for (name, router) in ROUTERS {
        let router = router(desk.app.clone());
        for row in OPERATIONS {
            assert_eq!(serves(&router, row).await, row.function == name, "{name}: {}", row.name);
        }
    }
}

#[test]
fn what_is_done_on_anothers_behalf_is_a_dealers_own_work() {
    for row in OPERATIONS.iter().filter(|row| row.on_behalf) {
        let dealers = [Role::LicenceUser, Role::SwaUser];
        let may = match row.access {
            Access::Public | Access::Identity => false,
            Access::User => true,
            Access::Roles(roles) => roles.iter().any(|role| dealers.contains(role)),
        };
        assert!(may, "{}", row.name);
        let secure = [TokenScope::Users, TokenScope::Organisations, TokenScope::Webhooks];
        assert!(row.scope.is_none_or(|scope| !secure.contains(&scope)), "{}", row.name);
        assert!(!row.changes() || row.about == About::Own, "{}", row.name);
    }
}

#[test]
fn a_token_reaches_what_belongs_to_a_group_and_nothing_that_vouches_for_itself() {
    for row in OPERATIONS {
        let vouched = matches!(row.access, Access::Public | Access::Identity) || row.about == About::Caller;
        assert_eq!(row.token_scope().is_none(), vouched, "{}", row.name);
    }
}

#[test]
fn the_key_is_in_the_document_where_it_means_something() {
    let document = api::openapi::document();
    for row in OPERATIONS {
        let described = &document["paths"][row.path][row.method.as_str().to_lowercase()];
        let parameters = described["parameters"].as_array().into_iter().flatten();
        let has = parameters
            .filter(|parameter| parameter["name"] == api::IDEMPOTENCY_KEY)
            .count();
        assert_eq!(has == 1, row.takes_key(), "{}", row.name);
        let said = described["description"].as_str().unwrap();
        let by_nature = matches!(row.idempotency, Idempotency::ByNature(_));
        assert_eq!(said.contains("can be sent again"), by_nature, "{}", row.name);
        let anew = matches!(row.idempotency, Idempotency::Not(_));
        assert_eq!(said.contains("done anew each time"), anew, "{}", row.name);
    }
}
