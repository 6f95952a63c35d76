//! What is retired is taken for nothing new, and what exists of it goes on (spec chapter 7,
//! "Versions").

use api::{ProblemCode, assurance::Standing, operations::*};
use domain::organisation::Role;
use serde_json::{Value, json};
use tests::assured::{Assured, SIPNET};
use tests::{AGENTS, ASSETS, Answer, Desk, activation_body, location_body, package_body, submission, terms};

/// A part that fits an SV8100, the SWA unit, and a part of an application that is retired.
const PART: &str = "BE107582";
const UNIT: &str = "BE112031";
const OF_UIP: &str = "uip";

/// What is there before anything is retired.
struct Before {
    location: domain::id::LocationId,
    order: String,
    request: String,
    bought: String,
    draft: String,
    active: String,
    package_code: String,
    subscription_code: String,
    device: String,
}

async fn before(desk: &Desk) -> Before {
    let dealer = &desk.people.dealer;
    let order = desk.ship_manual_order(desk.organisations.dealer).await;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let location = desk.location(dealer, customer, "Location A", "191000343919").await;
    let draft = desk
        .call::<CreatePackage>(desk.operator(), &[], package_body("Plant Draft"))
        .await;
    let active = desk.package("Plant Starter").await;
    let batch = desk.generate(&active, 1).await;
    Before {
        location,
        order,
        request: desk.ask(AGENTS, 1).await,
        bought: desk.submit(desk.buyer(), AGENTS, 2).await,
        draft: draft.ok()["package_id"].as_str().unwrap().to_owned(),
        package_code: desk.export(desk.operator(), &batch).await.remove(0),
        active,
        subscription_code: desk.issue("standard", 12, 2).await.1,
        device: desk.device("Press 1").await,
    }
}

/// A part of this application.
fn part_of(application: &str) -> String {
    let catalogue = local::catalogue::demo();
    let part = catalogue.parts().find(|part| part.application == application);
    part.unwrap().number.as_str().to_owned()
}

/// Everything that could take what is retired anew: what was done, its answer, and where it is refused.
async fn anew(desk: &Desk, there: &Before) -> Vec<(String, Answer, &'static str)> {
    let (vendor, dealer, operator) = (&desk.people.vendor, &desk.people.dealer, desk.operator());
    let mut answers = Vec::new();
    for part in [PART, UNIT, &part_of(OF_UIP)] {
        let body = json!({
            "organisation_id": desk.organisations.dealer, "purchase_order": format!("PO-{part}"),
            "sales_order": "SO-9", "lines": [{ "part": "BE107573", "quantity": 1 }, { "part": part, "quantity": 1 }],
        });
        let shipped = desk.call::<ShipOrder>(vendor, &[], body).await;
        answers.push((format!("ship {part}"), shipped, "lines/1/part"));
    }
    let plan = json!({ "plan": "standard", "months": 12, "seats": 1, "email": "purchasing@example.com" });
    let issued = desk.call::<IssueSubscriptionCode>(dealer, &[], plan).await;
    answers.push(("issue a code".to_owned(), issued, "plan"));
    for (sku, role) in [(AGENTS, Role::Buyer), (ASSETS, Role::StandardUser)] {
        let submitted = desk
            .call::<SubmitUpgrade>(desk.tenant(role), &[], submission(sku, 1))
            .await;
        answers.push((format!("submit {sku}"), submitted, "sku"));
    }
    let other = json!({ "kind": "tenant", "name": "Other Works" });
    let other = desk.call::<CreateOrganisation>(vendor, &[], other).await;
    let other = other.ok()["organisation_id"].as_str().unwrap().to_owned();
    let set = desk.call::<SetTenant>(vendor, &[&other], terms()).await;
    answers.push(("set a tenant's plan".to_owned(), set, "plan"));
    let customer = desk.customer(dealer, "Corner Shop").await;
    for system_type in ["sv8100", "sv8300"] {
        let body = location_body(system_type, "191000343920", "Location B");
        let made = desk.call::<CreateLocation>(dealer, &[&customer], body).await;
        answers.push((format!("make a location of {system_type}"), made, "system_type"));
    }
    let built = desk.call::<CreatePackage>(operator, &[], package_body("Another")).await;
    answers.push(("build a package".to_owned(), built, "items/0/sku"));
    let changed = desk
        .call::<UpdatePackage>(operator, &[&there.draft], package_body("Another name"))
        .await;
    answers.push(("change a package".to_owned(), changed, "items/0/sku"));
    let activated = desk.call::<ActivatePackage>(operator, &[&there.draft], json!({})).await;
    answers.push(("activate a package".to_owned(), activated, "package_id"));
    let body = json!({ "delivery": { "by": "csv", "count": 1 } });
    let generated = desk.call::<GenerateCodes>(operator, &[&there.active], body).await;
    answers.push(("generate codes".to_owned(), generated, "package_id"));
    answers
}

const RETIRED: [(&str, &str); 8] = [
    ("parts", PART),
    ("parts", UNIT),
    ("applications", OF_UIP),
    ("system_types", "sv8100"),
    // The client that comes with an SV8300.
    ("system_types", "lmc-sv8300"),
    ("upgrade_plans", "iot-value-plan"),
    ("upgrade_items", AGENTS),
    ("subscription_plans", "standard"),
];

async fn retire(desk: &Desk) {
    let metrics = [("metrics", "asset-instances")];
    desk.retire(&[RETIRED.as_slice(), &metrics].concat()).await;
}

#[tokio::test]
async fn every_operation_refuses_what_is_retired_where_it_is_named() {
    let desk = Desk::with_tenant().await;
    let there = before(&desk).await;
    retire(&desk).await;
    let mut left = Vec::new();
    for (what, answer, field) in anew(&desk, &there).await {
        let refused = answer.refused(ProblemCode::InvalidFields);
        let at: Vec<_> = refused.errors.iter().filter(|error| error.field == field).collect();
        match at.as_slice() {
            [one] if one.message.contains("not offered any more") => {}
            _ => left.push(format!("{what}: {refused:?}")),
        }
    }
    assert_eq!(left, [""; 0]);

    // Files are refused by row.
    let content = format!(
        "organisation_id,purchase_order,sales_order,part,quantity\n{},PO-1,SO-1,{PART},1\n",
        desk.organisations.dealer
    );
    let body = json!({ "format": "csv", "content": content, "dry_run": true });
    let orders = desk.call::<ImportOrders>(&desk.people.vendor, &[], body).await;
    let content = "customer,country,location,system_type,hkc,customer_email,dealer_email\n\
        Riverside,NL,Main,sv8100,191000343921,it@riverside.example.com,finn@example.com\n";
    let body = json!({ "format": "csv", "content": content, "dry_run": true });
    let customers = desk.call::<ImportCustomers>(&desk.people.dealer, &[], body).await;
    for (answer, field) in [(orders, "part"), (customers, "system_type")] {
        let error = &answer.ok()["rows"][0]["errors"][0];
        assert_eq!(error["field"], field, "{}", answer.text);
        let message = error["message"].as_str().unwrap();
        assert!(message.contains("not offered any more"), "{message}");
    }

    // Nor is it offered.
    let listed = async |answer: Answer, key: &str, value: &str| {
        let rows = answer.ok()["items"].as_array().unwrap().clone();
        rows.into_iter().find(|row| row[key] == value)
    };
    let (vendor, dealer) = (&desk.people.vendor, &desk.people.dealer);
    let parts = desk.call::<ListParts>(vendor, &[], Value::Null).await;
    assert_eq!(listed(parts, "number", PART).await, None);
    let items = desk.call::<ListUpgradeItems>(desk.buyer(), &[], Value::Null).await;
    assert_eq!(listed(items, "sku", AGENTS).await, None);
    let choices = desk.call::<ListPackageChoices>(desk.operator(), &[], Value::Null).await;
    assert_eq!(listed(choices, "sku", ASSETS).await, None);
    let plans = desk.call::<ListSubscriptionPlans>(dealer, &[], Value::Null).await;
    assert_eq!(listed(plans, "id", "standard").await, None);
    let types = desk.call::<ListSystemTypes>(dealer, &[], Value::Null).await;
    assert_eq!(listed(types, "id", "sv8300").await.unwrap()["creatable"], false);
    let plans = desk.call::<ListPlans>(vendor, &[], Value::Null).await;
    assert_eq!(listed(plans, "id", "iot-value-plan").await.unwrap()["retired"], true);
}

#[tokio::test]
async fn before_it_is_retired_everything_is_taken() {
    let desk = Desk::with_tenant().await;
    let there = before(&desk).await;
    for (what, answer, field) in anew(&desk, &there).await {
        // This one is of a hardware key code of another format.
        if what == "make a location of sv8300" {
            assert_eq!(answer.refused_fields(ProblemCode::InvalidFields), ["hkc"]);
            continue;
        }
        assert!(answer.status.is_success(), "{what} at {field}: {}", answer.text);
    }
}

#[tokio::test]
async fn what_exists_of_what_is_retired_goes_on_under_its_name() {
    let desk = Desk::with_tenant().await;
    let there = before(&desk).await;
    let dealer = &desk.people.dealer;
    let asked = submission(AGENTS, 1);
    let first = desk
        .call_with_key::<SubmitUpgrade>(desk.buyer(), &[], asked.clone(), Some("bought"))
        .await;
    retire(&desk).await;

    // What was shipped is attached and activated where it was to go.
    let codes = desk.attach(dealer, there.location, &there.order, &[(PART, 1)]).await;
    let body = json!({ "software_key_codes": codes, "terms_accepted": true });
    desk.call::<ActivateLicences>(dealer, &[&there.location], body)
        .await
        .ok();
    let shown = desk.call::<GetLocation>(dealer, &[&there.location], Value::Null).await;
    let name = &shown.ok()["activated"][0]["part_name"];
    assert_eq!(name, "LK-SYS-IP-TRUNK1-LIC");
    let body = json!({
        "organisation_id": desk.organisations.dealer, "purchase_order": "PO123456", "sales_order": "SO-PO123456",
        "lines": [
            { "part": "BE107573", "quantity": 1 }, { "part": PART, "quantity": 5 },
            { "part": "BE107576", "quantity": 1 }, { "part": "BE107585", "quantity": 20 },
        ],
    });
    let again = desk.call::<ShipOrder>(&desk.people.vendor, &[], body).await;
    assert_eq!(again.ok()["shipment"], "already_shipped");

    // Codes are redeemed; devices show the plan's name.
    let devices = [there.device.clone()];
    let redeemed = desk.redeem(&there.subscription_code, &devices).await;
    assert_eq!(redeemed.ok()["plan_name"], "Standard");
    let request = desk
        .call::<SubmitActivation>(desk.buyer(), &[], activation_body(&there.package_code))
        .await;
    let request = request.ok()["activation_id"].as_str().unwrap().to_owned();
    let decided = desk.decide_activation(&request, "approve").await;
    assert_eq!(decided.ok()["status"], "approved");

    // What was bought is provisioned and counted; what was only asked for is not bought any more.
    assert_eq!(desk.status(&there.bought).await, "provisioned");
    let shown = desk.upgrade(&there.bought).await;
    assert_eq!(shown["summary"]["name"], "Agents Upgrade");
    let approved = desk.decide(&there.request, "approve").await;
    assert_eq!(approved.refused_fields(ProblemCode::NotAvailable), ["sku"]);
    desk.decide(&there.request, "decline").await.ok();
    let repeated = desk
        .call_with_key::<SubmitUpgrade>(desk.buyer(), &[], asked, Some("bought"))
        .await;
    assert_eq!(repeated.ok(), first.ok(), "a repeat gets the answer of then");

    // Who is on a plan stays on it.
    let mut other = terms();
    other["commercial_contact"] = json!("invoices@orchard.example.com");
    desk.set_terms(other).await.ok();
}

#[tokio::test]
async fn software_assurance_of_a_retired_application_is_renewed_and_not_begun() {
    let scene = Assured::at("2013-03-17T09:00:00Z").await;
    scene.units(100_000, "2030-01-01").await;
    let assured = scene.location("is3000", "aa0014SA2792887557AA", "Exchange").await;
    scene.activate(assured, SIPNET).await;
    scene.activate_swa(assured, 12).await;
    let in_grace = scene.location("is3000", "aa0014SA2792887558AA", "Branch").await;
    scene.activate(in_grace, SIPNET).await;
    // Each is given the newest version; one of them has it and gives it back.
    const NEWEST: &str = "960026473134";
    let free = async |location| {
        let body = json!({ "parts": [NEWEST] });
        scene
            .desk
            .call::<AttachFreeLicences>(scene.sam(), &[&location], body)
            .await
    };
    let attached = free(assured).await;
    let code = &attached.ok()["attached"][0]["software_key_code"];
    let body = json!({ "software_key_codes": [code] });
    scene
        .desk
        .call::<DetachLicences>(scene.sam(), &[&assured], body)
        .await
        .ok();
    let quoted = scene.quote(in_grace).await;
    assert_eq!(quoted.applications.len(), 1);

    scene
        .desk
        .retire(&[("applications", "is3000"), ("parts", NEWEST)])
        .await;
    scene
        .ask_quote(in_grace, json!({}))
        .await
        .refused(ProblemCode::NothingToQuote);
    free(in_grace).await.refused(ProblemCode::NotFreeOfCharge);
    assert_eq!(scene.swa(in_grace).await.free_licences, []);
    free(assured).await.ok();

    let renewed = crate::swa_renewal::renew_all(&scene, json!({ "months": 12 })).await;
    assert_eq!(renewed.lines.len(), 1, "{renewed:?}");
    let agreement = scene.agreement(assured).await;
    assert_eq!(agreement.standing, Standing::Active);
    assert!(!agreement.application_name.is_empty() && agreement.application_name != "is3000");
}
