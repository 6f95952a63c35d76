//! What holds for every request: routes, faults, secrets.

use api::{ProblemCode, operations::*};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::Desk;

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
    // Three that are no keys, and one of each kind but the public ones.
    assert_eq!(
        secrets.len(),
        3 + documents.len() - 1,
        "a kind of keys is not looked for"
    );
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
