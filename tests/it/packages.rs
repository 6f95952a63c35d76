//! Packages, and the requests to activate them.

use api::{ProblemCode, operations::*};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use domain::organisation::Role;
use serde_json::{Value, json};
use tests::{AGENTS, Answer, Desk, activation_body, package_body, terms};

const OPERATOR: &str = "tenant-operator@example.com";
const BUYER: &str = "tenant-buyer@example.com";

fn without_request_id(answer: &Answer) -> String {
    let id = answer.body["request_id"].as_str().unwrap();
    format!("{} {}", answer.status, answer.text.replace(id, ""))
}

async fn activation(desk: &Desk, id: &str) -> Value {
    let view = desk.call::<GetActivation>(desk.buyer(), &[&id], Value::Null).await;
    view.ok().clone()
}

#[tokio::test]
async fn a_package_is_changed_until_it_is_activated() {
    let desk = Desk::with_tenant().await;
    let operator = desk.operator();
    let built = desk
        .call::<CreatePackage>(operator, &[], package_body("Plant Starter"))
        .await;
    assert_eq!(built.ok()["status"], "draft");
    let id = built.body["package_id"].as_str().unwrap().to_owned();
    let changed = desk
        .call::<UpdatePackage>(operator, &[&id], package_body("Plant Basics"))
        .await;
    assert_eq!(changed.ok()["name"], "Plant Basics");
    let active = desk.call::<ActivatePackage>(operator, &[&id], json!({})).await;
    assert_eq!(active.ok()["status"], "active");
    let table = desk.table().await;
    desk.call::<ActivatePackage>(operator, &[&id], json!({})).await.ok();
    desk.call::<UpdatePackage>(operator, &[&id], package_body("Plant Max"))
        .await
        .refused(ProblemCode::PackageActive);
    assert_eq!(desk.table().await, table);
    let item = |sku: &str, quantity: f64| json!({ "sku": sku, "quantity": quantity });
    for (field, value, wrong) in [
        ("name", json!(" "), vec!["name"]),
        ("description", json!(""), vec!["description"]),
        ("items", json!([]), vec!["items"]),
        ("items", json!(vec![item(AGENTS, 1.0); 21]), vec!["items"]),
        (
            "items",
            json!([item("NOTHING", 1.0), item("a b", 1.0)]),
            vec!["items/0/sku", "items/1/sku"],
        ),
        ("items", json!([item(AGENTS, 0.0)]), vec!["items/0/quantity"]),
        ("items", json!([item(AGENTS, 11.0)]), vec!["items/0/quantity"]),
        (
            "items",
            json!([item(AGENTS, 1.0), item(AGENTS, 1.0)]),
            vec!["items/1/sku"],
        ),
    ] {
        let mut body = package_body("Another");
        body[field] = value;
        let refused = desk.call::<CreatePackage>(operator, &[], body).await;
        assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), wrong);
    }
    assert_eq!(desk.table().await, table);
    let events = desk.call::<ListPackageEvents>(operator, &[&id], Value::Null).await;
    assert_eq!(events.ok()["items"].as_array().unwrap().len(), 3);
    let choices = desk.call::<ListPackageChoices>(operator, &[], Value::Null).await;
    assert_eq!(choices.ok()["items"].as_array().unwrap().len(), 34);
}

#[tokio::test]
async fn a_request_consumes_the_code_and_its_approval_is_in_the_quota() {
    let desk = Desk::with_tenant().await;
    let code = desk.package_code().await;
    let sent = desk.mails().await.len();
    let id = desk.ask_to_activate(&code).await;
    desk.call::<SubmitActivation>(desk.buyer(), &[], activation_body(&code))
        .await
        .refused(ProblemCode::CodeUsed);
    let mails = desk.mails_to(OPERATOR, sent).await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].subject, "Orchard Works asks to activate Plant Starter");
    assert!(mails[0].text.contains("Orchard Works Ltd") && mails[0].text.contains("PO-77"));
    assert_eq!(desk.limit("agents").await, (5, 0));
    let decided = desk.decide_activation(&id, "approve").await;
    assert_eq!(decided.ok()["status"], "approved");
    assert_eq!(desk.limit("agents").await, (5, 10));
    assert_eq!(desk.limit("asset-instances").await, (200, 50));
    let outcome = desk.mails_to(BUYER, sent).await;
    assert_eq!(outcome.len(), 1);
    assert_eq!(outcome[0].subject, "Plant Starter was approved");
    assert!(outcome[0].text.contains("As agreed."));
    for verdict in ["approve", "decline"] {
        let said = desk
            .decide_activation(&id, verdict)
            .await
            .refused(ProblemCode::AlreadyDecided)
            .detail;
        assert_eq!(
            said,
            "The request was approved by tenant-operator on 5 January 2026 at 09:00 UTC."
        );
    }
    desk.call::<ReplaceCode>(desk.operator(), &[&id], json!({}))
        .await
        .refused(ProblemCode::NoReplacement);
    assert_eq!(desk.limit("agents").await, (5, 10));
    let events = desk
        .call::<ListActivationEvents>(desk.buyer(), &[&id], Value::Null)
        .await;
    assert_eq!(
        events.ok()["items"][0]["summary"],
        "Approved, agents +10, asset-instances +50: As agreed."
    );
    desk.ledger().await;
}

#[tokio::test]
async fn a_declined_request_leaves_the_code_used_and_gets_one_replacement() {
    let desk = Desk::with_tenant().await;
    let code = desk.package_code().await;
    let id = desk.ask_to_activate(&code).await;
    desk.call::<ReplaceCode>(desk.operator(), &[&id], json!({}))
        .await
        .refused(ProblemCode::NoReplacement);
    desk.decide_activation(&id, "decline").await.ok();
    assert_eq!(desk.limit("agents").await, (5, 0));
    let preview = desk
        .call::<PreviewCode>(desk.buyer(), &[], json!({ "code": code }))
        .await;
    preview.refused(ProblemCode::CodeUsed);
    let sent = desk.mails().await.len();
    let replaced = desk.call::<ReplaceCode>(desk.operator(), &[&id], json!({})).await;
    let batch = replaced.ok()["replacement"]["batch_id"].as_str().unwrap().to_owned();
    assert_eq!(replaced.body["replacement"]["mailed_to"], BUYER);
    let said = desk.call::<ReplaceCode>(desk.operator(), &[&id], json!({})).await;
    said.refused(ProblemCode::NoReplacement);
    assert_eq!(desk.mails_to(BUYER, sent).await.len(), 1);
    let other = desk.mailed_code(BUYER).await;
    assert_ne!(other, code);
    let seen = activation(&desk, &id).await;
    assert_eq!(
        seen["replacement"]["batch_id"],
        Value::Null,
        "the batch is the provider's"
    );
    let detail = desk.call::<GetCodeBatch>(desk.operator(), &[&batch], Value::Null).await;
    assert_eq!(detail.ok()["batch"]["replacement"], true);
    let second = desk.ask_to_activate(&other).await;
    desk.decide_activation(&second, "approve").await.ok();
    assert_eq!(desk.limit("agents").await, (5, 10));
    desk.ledger().await;
}

#[tokio::test]
async fn what_a_request_lacks_is_named_and_the_code_stays_unused() {
    let desk = Desk::with_tenant().await;
    let code = desk.package_code().await;
    let table = desk.table().await;
    for (field, value, problem) in [
        ("company", json!(""), ProblemCode::InvalidFields),
        ("contact", json!(" "), ProblemCode::InvalidFields),
        ("reference", json!("a\nb"), ProblemCode::InvalidFields),
        ("terms_accepted", json!(false), ProblemCode::TermsNotAccepted),
    ] {
        let mut body = activation_body(&code);
        body[field] = value;
        let refused = desk.call::<SubmitActivation>(desk.buyer(), &[], body).await;
        assert_eq!(refused.refused_fields(problem), [field]);
    }
    assert_eq!(desk.table().await, table);
    // Another plan, or a contract that is over.
    let mut other = terms();
    other["plan"] = json!("base-plan");
    desk.set_terms(other).await.ok();
    for answer in [
        desk.call::<PreviewCode>(desk.buyer(), &[], json!({ "code": code }))
            .await,
        desk.call::<SubmitActivation>(desk.buyer(), &[], activation_body(&code))
            .await,
    ] {
        let said = answer.refused(ProblemCode::NotAvailable).detail;
        assert!(said.contains("IoT Value Plan"), "{said}");
    }
    desk.set_terms(terms()).await.ok();
    let id = desk.ask_to_activate(&code).await;
    desk.forward(TimeDelta::days(400));
    desk.decide_activation(&id, "approve")
        .await
        .refused(ProblemCode::NotAvailable);
    for comment in ["", &"x".repeat(251)] {
        let body = json!({ "verdict": "decline", "comment": comment });
        let refused = desk.call::<DecideActivation>(desk.operator(), &[&id], body).await;
        assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["comment"]);
    }
    desk.decide_activation(&id, "decline").await.ok();
}

#[tokio::test]
async fn an_operator_reads_and_decides_by_the_link_without_signing_in() {
    let desk = Desk::with_tenant().await;
    let code = desk.package_code().await;
    let id = desk.ask_to_activate(&code).await;
    let token = desk.activation_token(OPERATOR).await;
    let table = desk.table().await;
    let read = desk.send_activation("read", json!({ "token": token })).await;
    assert_eq!(read.ok()["activation"]["activation_id"], id);
    assert_eq!(read.ok()["addressee"]["email"], OPERATOR);
    assert_eq!(read.ok()["expires_at"], "2026-01-19T09:00:00Z");
    assert_eq!(desk.table().await, table, "reading changes nothing");
    let decide = |verdict: &str| json!({ "token": token, "verdict": verdict, "comment": "From my phone." });
    let decided = desk.send_activation("decide", decide("approve")).await;
    assert_eq!(decided.ok()["activation"]["decision"]["by"]["email"], OPERATOR);
    assert_eq!(desk.limit("agents").await, (5, 10));
    desk.send_activation("decide", decide("decline"))
        .await
        .refused(ProblemCode::AlreadyDecided);
    let read = desk.send_activation("read", json!({ "token": token })).await;
    assert_eq!(read.ok()["activation"]["status"], "approved");
    let dump = format!("{:?}", desk.table().await);
    assert!(!dump.contains(&token));
}

#[tokio::test]
async fn links_that_do_not_work_are_answered_all_alike() {
    let desk = Desk::with_tenant().await;
    let code = desk.package_code().await;
    desk.ask_to_activate(&code).await;
    let good = desk.activation_token(OPERATOR).await;
    // A buyer's link to a request for an upgrade decides no package, and the other way round.
    desk.ask(AGENTS, 1).await;
    let upgrade = desk.action_token(BUYER).await;
    desk.send_action("read", json!({ "token": good }))
        .await
        .refused(ProblemCode::NotFound);
    let (body, tag) = good.split_once('.').unwrap();
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(body).unwrap()).unwrap();
    let mut parts: Vec<&str> = text.split('.').collect();
    parts[3] = "1900000000";
    let later = format!("{}.{tag}", URL_SAFE_NO_PAD.encode(parts.join(".")));
    let table = desk.table().await;
    let first = without_request_id(&desk.send_activation("read", json!({ "token": "none" })).await);
    for token in [upgrade.as_str(), &later, body, "", "a.b"] {
        let read = desk.send_activation("read", json!({ "token": token })).await;
        assert_eq!(without_request_id(&read), first);
        let decide = json!({ "token": token, "verdict": "approve", "comment": "x" });
        let decided = desk.send_activation("decide", decide).await;
        assert_eq!(without_request_id(&decided), first);
    }
    desk.forward(TimeDelta::days(14));
    let read = desk.send_activation("read", json!({ "token": good })).await;
    assert_eq!(without_request_id(&read), first, "14 days, to the second");
    assert_eq!(desk.table().await, table);
}

#[tokio::test]
async fn a_link_dies_with_its_operators_role() {
    let desk = Desk::with_tenant().await;
    let code = desk.package_code().await;
    desk.ask_to_activate(&code).await;
    let token = desk.activation_token(OPERATOR).await;
    let operator = desk.operator().clone();
    desk.set_tenant_roles(&operator, &[Role::StandardUser]).await.ok();
    let table = desk.table().await;
    let decide = json!({ "token": token, "verdict": "approve", "comment": "x" });
    desk.send_activation("decide", decide)
        .await
        .refused(ProblemCode::NotFound);
    assert_eq!(desk.table().await, table);
}

#[tokio::test]
async fn another_tenants_package_and_request_are_not_there() {
    let desk = Desk::with_tenant().await;
    let vendor = &desk.people.vendor;
    let body = json!({ "kind": "tenant", "name": "Elsewhere Foods" });
    let other = desk.call::<CreateOrganisation>(vendor, &[], body).await;
    let other = other.ok()["organisation_id"].as_str().unwrap().parse().unwrap();
    let buyer = desk.invite(other, "stan", Role::Buyer).await;
    let operator = desk.invite(other, "olga", Role::Operator).await;
    desk.call::<SetTenant>(vendor, &[&other], terms()).await.ok();
    let package = desk.package("Plant Starter").await;
    let batch = desk.generate(&package, 2).await;
    let codes = desk.export(desk.operator(), &batch).await;
    let own = desk.ask_to_activate(&codes[0]).await;
    // A code goes to whoever has it: this one to the other tenant.
    let theirs = desk
        .call::<SubmitActivation>(&buyer, &[], activation_body(&codes[1]))
        .await;
    let theirs = theirs.ok()["activation_id"].as_str().unwrap().to_owned();
    desk.mails().await;
    let table = desk.table().await;
    let nothing = "019a9c3e-0000-7000-8000-000000000000".to_owned();
    let decide = json!({ "verdict": "approve", "comment": "x" });
    for (who, id) in [
        (&buyer, &own),
        (desk.buyer(), &theirs),
        (&operator, &own),
        (&operator, &theirs),
    ] {
        let mut details = Vec::new();
        for id in [id, &nothing] {
            details.push(
                [
                    desk.call::<GetActivation>(who, &[id], Value::Null).await,
                    desk.call::<ListActivationEvents>(who, &[id], Value::Null).await,
                ]
                .map(|answer| answer.refused(ProblemCode::NotFound).detail),
            );
        }
        assert_eq!(details[0], details[1]);
    }
    for id in [&own, &theirs] {
        desk.call::<DecideActivation>(&operator, &[id], decide.clone())
            .await
            .refused(ProblemCode::NotFound);
        desk.call::<ReplaceCode>(&operator, &[id], json!({}))
            .await
            .refused(ProblemCode::NotFound);
    }
    for answer in [
        desk.call::<GetPackage>(&operator, &[&package], Value::Null).await,
        desk.call::<UpdatePackage>(&operator, &[&package], package_body("x"))
            .await,
        desk.call::<ActivatePackage>(&operator, &[&package], json!({})).await,
        desk.call::<GenerateCodes>(
            &operator,
            &[&package],
            json!({ "delivery": { "by": "csv", "count": 1 } }),
        )
        .await,
    ] {
        answer.refused(ProblemCode::NotFound);
    }
    assert_eq!(desk.table().await, table);
    let rows = desk
        .call::<ListPackageActivations>(desk.operator(), &[], Value::Null)
        .await;
    assert_eq!(
        rows.ok()["items"].as_array().unwrap().len(),
        2,
        "the provider sees both"
    );
    let rows = desk.call::<ListActivations>(&buyer, &[], Value::Null).await;
    assert_eq!(rows.ok()["items"].as_array().unwrap().len(), 1);
    // Approved, it is in the quota of who asked.
    desk.decide_activation(&theirs, "approve").await.ok();
    assert_eq!(desk.limit("agents").await, (5, 0));
    desk.ledger().await;
}
