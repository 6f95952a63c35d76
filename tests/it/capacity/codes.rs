//! What codes cost: a dealer issues to the tenant of the scenario before, its buyer redeems,
//! its operator builds packages.

use super::Meter;
use api::{ProblemCode, operations::*};
use chrono::TimeDelta;
use domain::organisation::Role;
use serde_json::{Value, json};
use tests::{Person, activation_body, confirmed, package_body, terms, wrong_code};

struct People {
    dealer: Person,
    buyer: Person,
    operator: Person,
}

pub(super) async fn codes(meter: &mut Meter) {
    let people = People {
        dealer: meter.desk.people.dealer.clone(),
        buyer: meter.desk.tenant(Role::Buyer).clone(),
        operator: meter.desk.tenant(Role::Operator).clone(),
    };
    // Packages need a plan that the scenario before took from the tenant.
    meter.desk.set_terms(terms()).await.ok();
    meter.desk.mails().await;
    let devices = devices(meter, &people).await;
    issue(meter, &people).await;
    let (_, code) = meter.desk.issue("standard", 12, 5).await;
    guess(meter, &people, &code).await;
    redeem(meter, &people, &code, &devices).await;
    let package = packages(meter, &people).await;
    activations(meter, &people, &package).await;
}

fn id(answer: &tests::Answer, name: &str) -> String {
    answer.ok()[name].as_str().unwrap().to_owned()
}

/// Returns the ids of three devices.
async fn devices(meter: &mut Meter, people: &People) -> Vec<String> {
    let buyer = &people.buyer;
    let body = json!({ "name": "Rack 1", "serial": "SN-1", "model": "AP9640" });
    let made = meter.call::<CreateDevice>("a device", buyer, &[], body.clone()).await;
    let first = id(&made, "device_id");
    meter
        .call::<CreateDevice>("serial number taken", buyer, &[], body)
        .await
        .refused(ProblemCode::SerialTaken);
    let other = json!({ "name": "Rack A", "model": "AP9641" });
    meter
        .call::<UpdateDevice>("another name", buyer, &[&first], other)
        .await
        .ok();
    let file = json!({ "content": "name,serial,model\nRack 2,SN-2,AP9640\nRack 3,SN-3,AP9640\n" });
    meter.call::<ImportDevices>("2 devices", buyer, &[], file).await.ok();
    meter
        .call::<GetDevice>("a device", buyer, &[&first], Value::Null)
        .await
        .ok();
    let listed = meter.call::<ListDevices>("3 devices", buyer, &[], Value::Null).await;
    let rows = listed.ok()["items"].as_array().unwrap();
    rows.iter()
        .map(|row| row["device_id"].as_str().unwrap().to_owned())
        .collect()
}

async fn issue(meter: &mut Meter, people: &People) {
    let dealer = &people.dealer;
    meter
        .call::<ListSubscriptionPlans>("all", dealer, &[], Value::Null)
        .await
        .ok();
    let body = json!({ "plan": "standard", "months": 12, "seats": 5, "email": "purchasing@example.com" });
    let issued = meter
        .call::<IssueSubscriptionCode>("a code", dealer, &[], body.clone())
        .await;
    let batch = id(&issued, "batch_id");
    meter.deliver("deliver-outbox", "a code's mail").await;
    meter
        .call_with_key::<IssueSubscriptionCode>("a code, with an idempotency key", dealer, &[], body, Some("issue"))
        .await
        .ok();
    meter
        .call::<ListCodeBatches>("2 batches", dealer, &[], Value::Null)
        .await
        .ok();
    meter
        .call::<GetCodeBatch>("1 code", dealer, &[&batch], Value::Null)
        .await
        .ok();
    meter
        .call::<MailCodes>("1 code", dealer, &[&batch], json!({ "numbers": [1] }))
        .await
        .ok();
    meter
        .call::<ExportCodes>("1 code", dealer, &[&batch], json!({}))
        .await
        .ok();
    meter
        .call::<RevokeCodes>("1 code", dealer, &[&batch], json!({ "numbers": [1] }))
        .await
        .ok();
    meter
        .call::<ListCodeBatchEvents>("4 events", dealer, &[&batch], Value::Null)
        .await
        .ok();
    meter.desk.mails().await;
}

async fn guess(meter: &mut Meter, people: &People, code: &str) {
    let buyer = &people.buyer;
    let body = |code: &str| json!({ "code": code });
    meter
        .call::<PreviewCode>("seats of a plan", buyer, &[], body(code))
        .await
        .ok();
    meter
        .call::<PreviewCode>("a wrong code", buyer, &[], body(&wrong_code(1)))
        .await
        .refused(ProblemCode::CodeUnknown);
    meter
        .call::<PreviewCode>("another wrong code", buyer, &[], body(&wrong_code(2)))
        .await
        .refused(ProblemCode::CodeUnknown);
    for number in 3..11 {
        let answer = meter
            .desk
            .call::<PreviewCode>(buyer, &[], body(&wrong_code(number)))
            .await;
        answer.refused(ProblemCode::CodeUnknown);
    }
    meter
        .call::<PreviewCode>("a wrong code after ten", buyer, &[], body(&wrong_code(11)))
        .await
        .refused(ProblemCode::TooManyAttempts);
    meter
        .call::<PreviewCode>("a good code after ten", buyer, &[], body(code))
        .await
        .refused(ProblemCode::TooManyAttempts);
    meter.desk.forward(TimeDelta::minutes(10));
}

async fn redeem(meter: &mut Meter, people: &People, code: &str, devices: &[String]) {
    let buyer = &people.buyer;
    let preview = json!({ "code": code, "device_ids": devices[..2] });
    let preview = meter.call::<PreviewRedemption>("2 devices", buyer, &[], preview).await;
    let body = json!({ "code": code, "devices": confirmed(preview.ok()) });
    let redeemed = meter
        .call_with_key::<RedeemCode>("2 devices", buyer, &[], body.clone(), Some("redeem"))
        .await;
    let subscription = id(&redeemed, "subscription_id");
    meter
        .call_with_key::<RedeemCode>("the same key again", buyer, &[], body.clone(), Some("redeem"))
        .await
        .ok();
    meter
        .call::<RedeemCode>("used by us", buyer, &[], body)
        .await
        .refused(ProblemCode::CodeUsed);
    let preview = json!({ "device_ids": devices[2..] });
    let preview = meter
        .call::<PreviewAssignment>("1 device", buyer, &[&subscription], preview)
        .await;
    let body = json!({ "devices": confirmed(preview.ok()) });
    meter
        .call::<AssignSeats>("1 device", buyer, &[&subscription], body)
        .await
        .ok();
    meter
        .call::<ListSubscriptions>("1 subscription", buyer, &[], Value::Null)
        .await
        .ok();
    meter
        .call::<GetSubscriptionOverview>("1 subscription", buyer, &[], Value::Null)
        .await
        .ok();
    meter
        .call::<ListSubscriptionEvents>("2 events", buyer, &[&subscription], Value::Null)
        .await
        .ok();
    meter
        .call::<ListDeviceEvents>("1 assignment", buyer, &[&devices[0]], Value::Null)
        .await
        .ok();
}

/// Returns the id of a package that is activated.
async fn packages(meter: &mut Meter, people: &People) -> String {
    let operator = &people.operator;
    meter
        .call::<ListPackageChoices>("all", operator, &[], Value::Null)
        .await
        .ok();
    let built = meter
        .call::<CreatePackage>("2 items", operator, &[], package_body("Plant Starter"))
        .await;
    let package = id(&built, "package_id");
    meter
        .call::<UpdatePackage>("another name", operator, &[&package], package_body("Plant Basics"))
        .await
        .ok();
    meter
        .call::<ActivatePackage>("a draft", operator, &[&package], json!({}))
        .await
        .ok();
    meter
        .call::<GetPackage>("2 items", operator, &[&package], Value::Null)
        .await
        .ok();
    meter
        .call::<ListPackages>("1 package", operator, &[], Value::Null)
        .await
        .ok();
    meter
        .call::<ListPackageEvents>("3 events", operator, &[&package], Value::Null)
        .await
        .ok();
    for (scenario, count) in [("40 codes", 40), ("1,000 codes", 1000)] {
        let body = json!({ "delivery": { "by": "csv", "count": count } });
        meter
            .call::<GenerateCodes>(scenario, operator, &[&package], body)
            .await
            .ok();
    }
    let emails: Vec<String> = (0..40).map(|number| format!("buyer-{number}@example.com")).collect();
    let body = json!({ "delivery": { "by": "mail", "emails": emails } });
    meter
        .call::<GenerateCodes>("40 codes by mail", operator, &[&package], body)
        .await
        .ok();
    meter.desk.mails().await;
    package
}

async fn activations(meter: &mut Meter, people: &People, package: &str) {
    let (buyer, operator) = (&people.buyer, &people.operator);
    let batch = meter.desk.generate(package, 3).await;
    let codes = meter.desk.export(operator, &batch).await;
    meter
        .call::<PreviewCode>("a package", buyer, &[], json!({ "code": codes[0] }))
        .await
        .ok();
    let asked = meter
        .call::<SubmitActivation>("a package", buyer, &[], activation_body(&codes[0]))
        .await;
    let first = id(&asked, "activation_id");
    meter.deliver("deliver-outbox", "a request's mail to 1 operator").await;
    let token = meter.desk.activation_token("tenant-operator@example.com").await;
    meter
        .call::<ReadActivationLink>("a request that waits", operator, &[], json!({ "token": token }))
        .await
        .ok();
    let by_link = json!({ "token": token, "verdict": "approve", "comment": "Yes." });
    meter
        .call::<DecideByActivationLink>("approve", operator, &[], by_link)
        .await
        .ok();
    let decide = |verdict: &str| json!({ "verdict": verdict, "comment": "As agreed." });
    meter
        .call::<DecideActivation>("decided before", operator, &[&first], decide("approve"))
        .await
        .refused(ProblemCode::AlreadyDecided);
    let second = meter.desk.ask_to_activate(&codes[1]).await;
    meter
        .call::<DecideActivation>("approve", operator, &[&second], decide("approve"))
        .await
        .ok();
    let third = meter.desk.ask_to_activate(&codes[2]).await;
    meter
        .call::<DecideActivation>("decline", operator, &[&third], decide("decline"))
        .await
        .ok();
    meter
        .call::<ReplaceCode>("a declined request", operator, &[&third], json!({}))
        .await
        .ok();
    meter
        .call::<GetActivation>("declined", buyer, &[&third], Value::Null)
        .await
        .ok();
    meter
        .call::<ListActivationEvents>("3 events", buyer, &[&third], Value::Null)
        .await
        .ok();
    meter
        .call::<ListActivations>("3 requests", buyer, &[], Value::Null)
        .await
        .ok();
    meter
        .call::<ListPackageActivations>("3 requests", operator, &[], Value::Null)
        .await
        .ok();
    meter.desk.mails().await;
}
