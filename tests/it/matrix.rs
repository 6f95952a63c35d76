//! Every operation by every caller on things of one's own, of another organisation and of
//! none: who gets in, who is refused how, and that refusals change and tell nothing.

mod cursors;
mod stored;

use api::{
    Access, OPERATIONS, Operation, ProblemCode,
    operations::{About, Idempotency, *},
};
use domain::{
    id::{
        ActivationId, BatchId, CustomerId, DeviceId, ImpersonationId, LocationId, OrderId, OrganisationId, PackageId,
        QuoteId, RenewalId, SubscriptionId, TransferId, UpgradeId, UserId,
    },
    organisation::{OrganisationKind, Role},
};
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use tests::{
    AGENTS, Answer, Desk, Manner, Person, Receiver, activation_body, decision, location_body, package_body, path,
    submission, terms,
};

/// What calls are made on. The organisation is whose it is; `None` for nobody's.
pub(crate) struct Things {
    owner: Option<OrganisationId>,
    organisation: String,
    user: String,
    order: String,
    customer: String,
    location: String,
    code: String,
    /// A request that waits, and a purchase whose order the vendor reviews.
    request: String,
    upgrade: String,
    batch: String,
    package: String,
    activation: String,
    subscription: String,
    device: String,
    is_tenants: bool,
    quote: String,
    renewal: String,
    /// By which the distributor's licence user acts as the dealer's.
    impersonation: String,
    /// The number of a link that the customer was given.
    link: String,
    /// A location that was asked for.
    transfer: String,
    /// A location that went to the distributor, and the transfer.
    handed_over: [String; 2],
}

/// Codes that are nobody's yet: for seats of a plan, and for a package.
pub(crate) struct Codes {
    subscription: String,
    package: String,
}

async fn things_of(desk: &Desk, owner: OrganisationId, who: &Person, swa: &Person, hkc: &str) -> Things {
    let order = desk
        .ship(owner, "PO1", &[("BE107582", 50), ("BE107585", 50), ("BE112031", 900)])
        .await;
    let customer = desk.customer(who, "Riverside Clinic").await;
    let location = desk.location(who, customer, "A", hkc).await;
    let codes = desk
        .attach(who, location, &order, &[("BE107582", 1), ("BE107585", 1)])
        .await;
    let body = json!({ "software_key_codes": codes[..1], "terms_accepted": true });
    desk.call::<ActivateLicences>(who, &[&location], body).await.ok();
    let quote = desk.call::<MakeSwaQuote>(swa, &[&location], json!({})).await;
    let quote = quote.ok()["quote_id"].as_str().unwrap().to_owned();
    let body = json!({ "quote_id": quote, "choices": [{ "application": "sv8100", "months": 12 }], "authorised": true });
    desk.call::<AssignSwa>(swa, &[&location], body).await.ok();
    let body = json!({ "application": "sv8100", "assignment": 1, "reason": "Today." });
    desk.call::<ProcessSwa>(swa, &[&location], body).await.ok();
    let renewal = desk.call::<QuoteSwaRenewal>(swa, &[&customer], json!({})).await;
    let body = json!({ "email": "customer@example.com", "ends": "2026-12-31" });
    let link = desk.call::<GiveCustomerLink>(who, &[&customer], body).await;
    let body = json!({ "hkc": "191000999999", "reason": "Ours." });
    let transfer = desk.call::<AskForLocation>(who, &[], body).await;
    let body = json!({ "name": "Ines", "email": "ines@example.com", "roles": ["licence-user"] });
    let invited = desk.call::<InviteUser>(&desk.people.vendor, &[&owner], body).await;
    let body = json!({ "plan": "standard", "months": 12, "seats": 1, "email": "ines@example.com" });
    let issued = desk.call::<IssueSubscriptionCode>(who, &[], body).await;
    let handed_over = handed_over(desk, who, &order, &format!("1920{}", &hkc[4..])).await;
    Things {
        owner: Some(owner),
        organisation: owner.to_string(),
        user: invited.ok()["user_id"].as_str().unwrap().to_owned(),
        order,
        customer: customer.to_string(),
        location: location.to_string(),
        code: codes[1].clone(),
        batch: issued.ok()["batch_id"].as_str().unwrap().to_owned(),
        quote,
        renewal: renewal.ok()["renewal_id"].as_str().unwrap().to_owned(),
        impersonation: acted_for(desk, owner, who).await,
        link: link.ok()["number"].to_string(),
        transfer: transfer.ok()["transfer_id"].as_str().unwrap().to_owned(),
        handed_over,
        ..nobodys_things()
    }
}

/// The vendor lets the distributor ship to the dealer, as whose user somebody there acts.
async fn acted_for(desk: &Desk, owner: OrganisationId, who: &Person) -> String {
    desk.allow(owner, true).await;
    let email = format!("{}@example.com", who.subject);
    let acting = desk.acting(&desk.people.distributor, &email).await;
    acting.acting_as.unwrap()
}

/// A location of somebody's that the vendor gave to the distributor, and by which transfer.
async fn handed_over(desk: &Desk, who: &Person, order: &str, hkc: &str) -> [String; 2] {
    let customer = desk.customer(who, "Corner Shop").await;
    let location = desk.location(who, customer, "Counter", hkc).await;
    let codes = desk.attach(who, location, order, &[("BE107585", 1)]).await;
    desk.activate(who, location, &codes).await.ok();
    let body = json!({
        "hkc": hkc, "organisation_id": desk.organisations.distributor, "dealer_email": "dina@example.com",
        "reason": "Closed.",
    });
    let ordered = desk.call::<OrderTransfer>(&desk.people.vendor, &[], body).await;
    let transfer = ordered.ok()["transfer"]["transfer_id"].as_str().unwrap();
    [location.to_string(), transfer.to_owned()]
}

/// The dealer's, and the other dealer's.
pub(crate) async fn both_dealers_things(desk: &Desk) -> (Things, Things) {
    let (people, organisations) = (&desk.people, desk.organisations);
    let dealer = (organisations.dealer, &people.dealer, &people.dealer_swa);
    let other = (
        organisations.other_dealer,
        &people.other_dealer,
        &people.other_dealer_swa,
    );
    let things = (
        things_of(desk, dealer.0, dealer.1, dealer.2, "191000343919").await,
        things_of(desk, other.0, other.1, other.2, "191000343920").await,
    );
    desk.indexed().await;
    things
}

/// The tenant's: users, a request, and a purchase that the vendor's endpoint was told of.
pub(crate) async fn tenants_things(desk: &Desk) -> (Things, Codes) {
    let owner = desk.organisations.tenant;
    desk.set_terms(terms()).await.ok();
    let receiver = Receiver::start(Manner::Answers(200)).await;
    let vendor = &desk.people.vendor;
    desk.call::<SetEndpoint>(vendor, &[], json!({ "url": receiver.url }))
        .await
        .ok();
    let upgrade = desk.submit(desk.tenant(Role::Buyer), AGENTS, 1).await;
    desk.mails().await;
    desk.call_endpoint().await;
    let body = json!({ "name": "Ivy", "email": "ivy@example.com", "roles": ["standard-user"] });
    let invited = desk.call::<InviteUser>(vendor, &[&owner], body).await;
    let (_, code) = desk.issue("standard", 12, 5).await;
    let redeemed = desk.redeem(&code, &[]).await;
    let package = desk.package("Plant Starter").await;
    let batch = desk.generate(&package, 3).await;
    let codes = desk.export(desk.operator(), &batch).await;
    let things = Things {
        owner: Some(owner),
        organisation: owner.to_string(),
        user: invited.ok()["user_id"].as_str().unwrap().to_owned(),
        request: desk.ask(AGENTS, 1).await,
        upgrade,
        batch,
        package,
        activation: desk.ask_to_activate(&codes[1]).await,
        subscription: redeemed.ok()["subscription_id"].as_str().unwrap().to_owned(),
        device: desk.device("Rack 1").await,
        is_tenants: true,
        ..nobodys_things()
    };
    let codes = Codes {
        subscription: desk.issue("standard", 12, 5).await.1,
        package: codes[2].clone(),
    };
    (things, codes)
}

fn nobodys_things() -> Things {
    let random = [9; 10];
    Things {
        owner: None,
        organisation: OrganisationId::new(9, &random).to_string(),
        user: UserId::new(9, &random).to_string(),
        order: OrderId::new(9, &random).to_string(),
        customer: CustomerId::new(9, &random).to_string(),
        location: LocationId::new(9, &random).to_string(),
        code: "HV190000000000000000".to_owned(),
        request: UpgradeId::new(9, &random).to_string(),
        upgrade: UpgradeId::new(9, &random).to_string(),
        batch: BatchId::new(9, &random).to_string(),
        package: PackageId::new(9, &random).to_string(),
        activation: ActivationId::new(9, &random).to_string(),
        subscription: SubscriptionId::new(9, &random).to_string(),
        device: DeviceId::new(9, &random).to_string(),
        is_tenants: false,
        quote: QuoteId::new(9, &random).to_string(),
        renewal: RenewalId::new(9, &random).to_string(),
        impersonation: ImpersonationId::new(9, &random).to_string(),
        link: "9".to_owned(),
        transfer: TransferId::new(9, &random).to_string(),
        handed_over: [
            LocationId::new(9, &random).to_string(),
            TransferId::new(9, &random).to_string(),
        ],
    }
}

/// A body that is valid for these things. An operation without one here fails the test.
pub(crate) fn body(operation: &Operation, things: &Things, codes: &Codes) -> Value {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let next = NEXT.fetch_add(1, Relaxed);
    if operation.method == api::Method::Get {
        return Value::Null;
    }
    let details = location_body("", "", "A")["details"].clone();
    let customer = json!({ "name": "Riverside Clinic", "address": { "country": "NL" } });
    let role = if things.is_tenants { "standard-user" } else { "swa-user" };
    match operation.name {
        "accept-invitation" => json!({ "token": "none" }),
        "create-organisation" => json!({ "kind": "dealer", "name": "Another" }),
        "rename-organisation" => json!({ "name": "Renamed" }),
        "invite-user" => json!({ "name": "Ivo", "email": format!("ivo-{next}@example.com"), "roles": [role] }),
        "invite-again" | "confirm-address" | "regenerate-licence-file" => json!({}),
        "set-roles" => json!({ "roles": [role] }),
        "set-tenant" => terms(),
        "set-quota-use" => json!({ "used": { "agents": 1 } }),
        "submit-upgrade" => submission(AGENTS, 1),
        "decide-upgrade" => decision("decline", "No."),
        "withdraw-upgrade" | "accept-upgrade" | "send-again" => json!({}),
        "suspend-upgrade" => json!({ "reason": "Unpaid." }),
        "read-action-link" | "read-activation-link" => json!({ "token": "none" }),
        "give-customer-link" => json!({ "email": "customer@example.com", "ends": "2026-12-31" }),
        "revoke-customer-link" => json!({}),
        "ask-for-location" => json!({ "hkc": "191000999999", "reason": "Ours." }),
        "offer-location" => json!({ "email": "nobody@example.com", "reason": "Yours." }),
        "accept-transfer" | "end-transfer" => json!({}),
        "order-transfer" => json!({
            "hkc": "191000999999", "organisation_id": things.organisation, "dealer_email": "dora@example.com",
            "reason": "Closed.",
        }),
        "read-customer-link" => json!({ "token": "none" }),
        "read-linked-system" => json!({ "token": "none", "location_id": things.location }),
        "save-linked-file" => json!({ "token": "none", "location_id": things.location, "number": 1 }),
        "decide-by-activation-link" => json!({ "token": "none", "verdict": "approve", "comment": "x" }),
        "issue-subscription-code" => {
            json!({ "plan": "standard", "months": 12, "seats": 5, "email": "ines@example.com" })
        }
        "generate-codes" => json!({ "delivery": { "by": "csv", "count": 2 } }),
        "export-codes" | "activate-package" | "replace-code" => json!({}),
        "mail-codes" | "revoke-codes" => json!({ "numbers": [1] }),
        "preview-code" => json!({ "code": codes.subscription }),
        "preview-redemption" => json!({ "code": codes.subscription, "device_ids": [] }),
        "redeem-code" => json!({ "code": codes.subscription, "devices": [] }),
        "submit-activation" => activation_body(&codes.package),
        "preview-assignment" => json!({ "device_ids": [things.device] }),
        "assign-seats" => json!({ "devices": [{ "device_id": things.device, "periods": [] }] }),
        "create-device" => json!({ "name": "Rack", "serial": format!("SN-{next}"), "model": "AP9640" }),
        "update-device" => json!({ "name": "Rack", "model": "AP9640" }),
        "import-customers" => json!({ "format": "csv", "content": format!("customer,country\nImported {next},NL\n") }),
        "import-devices" => json!({ "content": format!("name,serial,model\nRack,SN-{next},AP9640\n") }),
        "create-package" | "update-package" => package_body("Plant"),
        "decide-activation" => json!({ "verdict": "decline", "comment": "No." }),
        "decide-by-action-link" => {
            let mut body = decision("approve", "x");
            body["token"] = json!("none");
            body
        }
        "edit-catalogue-draft" => {
            json!({ "revision": 0, "changes": [{ "section": "desk", "put": { "name": "Northbell" } }] })
        }
        "import-catalogue" => json!({
            "revision": 0, "format": "json", "section": "desk", "content": "{}", "dry_run": true,
        }),
        "discard-catalogue-draft" => json!({ "revision": 1 }),
        "publish-catalogue" => json!({ "revision": 1, "after": 1 }),
        "withdraw-catalogue-version" => json!({}),
        "try-again" => json!({ "aggregate": format!("ORDER#{}", things.order), "sequence": 1 }),
        "set-endpoint" => json!({ "url": "https://provisioning.example.com/" }),
        "ship-order" => json!({
            "organisation_id": things.organisation, "purchase_order": format!("PO-{next}"), "sales_order": "SO1",
            "lines": [{ "part": "BE107582", "quantity": 1 }],
        }),
        "import-orders" => json!({ "format": "json", "content": "[{}]" }),
        "create-customer" | "update-customer" => customer,
        "create-location" => location_body("sv8100", &format!("19{next:010}"), "B"),
        "find-locations" => json!({ "text": "19" }),
        "look-up-orders" => json!({ "number": "PO" }),
        "look-up-software-key-codes" => json!({ "software_key_codes": ["HV19BBXB9E9CVDK52N0W"] }),
        "look-up-hkcs" => json!({ "hkcs": ["190400324412"] }),
        "update-location" => json!({ "details": details }),
        "attach-licences" => json!({ "order_id": things.order, "lines": [{ "part": "BE107582", "quantity": 1 }] }),
        "import-attachments" => json!({ "content": "hkc,part,quantity\nNONE,BE107582,1\n" }),
        "detach-licences" => json!({ "software_key_codes": [things.code] }),
        "activate-licences" => json!({ "software_key_codes": [things.code], "terms_accepted": true }),
        "send-external-file" | "send-request-file" => json!({ "file_name": "A.lic", "content_base64": "QQ==" }),
        "migrate-location" => json!({ "hkc": "4410011575A6" }),
        "issue-limited-licence" => json!({ "kind": "demo" }),
        "replace-hardware" | "issue-emergency-licence" => {
            json!({ "hkc": format!("1990{next:08}"), "reason": "Lightning" })
        }
        "replace-any-hardware" => json!({ "before": "191000999999", "hkc": "190000000001", "reason": "Lightning" }),
        "import-licences" => json!({ "content": "PARI 1009FFFE" }),
        "make-hardware-key-code" => json!({ "made_from": "192.0.2.105", "terms_accepted": true }),
        "set-shipping-allowance" | "set-impersonation-permission" => json!({ "allowed": true }),
        "begin-impersonation" => json!({ "dealer_email": "dora@example.com" }),
        "end-impersonation" => json!({}),
        "reship-swa-units" => json!({
            "dealer_email": "dora@example.com", "purchase_order": format!("PO-{next}"), "sales_order": "SO1", "quantity": 1,
        }),
        "reship-licences" => json!({
            "dealer_email": "dora@example.com", "purchase_order": format!("PO-{next}"), "sales_order": "SO1",
            "lines": [{ "order_id": things.order, "part": "BE107582", "quantity": 1 }],
        }),
        "recall-licences" | "return-licences" => json!({ "lines": [{ "part": "BE107582", "quantity": 1 }] }),
        "make-swa-quote" | "quote-swa-renewal" => json!({}),
        "assign-swa" => json!({
            "quote_id": things.quote, "choices": [{ "application": "sv8100", "months": 12 }], "authorised": true,
        }),
        "cancel-swa" => json!({ "application": "sv8100", "assignment": 1 }),
        "process-swa" => json!({ "application": "sv8100", "assignment": 1, "reason": "Today." }),
        "attach-free-licences" => json!({ "parts": ["LK190306"] }),
        "renew-swa" => json!({ "authorised": true }),
        other => panic!("{other} has no sample body here: add one"),
    }
}

pub(crate) fn path_of(operation: &Operation, things: &Things) -> String {
    let ids: Vec<&dyn ToString> = operation
        .path
        .split(['{', '}'])
        .skip(1)
        .step_by(2)
        .map(|name| -> &dyn ToString {
            match name {
                "organisation_id" => &things.organisation,
                "user_id" => &things.user,
                "order_id" => &things.order,
                "customer_id" => &things.customer,
                "location_id" if operation.path.starts_with("/api/handed-over/") => &things.handed_over[0],
                "location_id" => &things.location,
                "dealer_id" => &things.organisation,
                "transfer_id" if operation.path.starts_with("/api/handed-over/") => &things.handed_over[1],
                "transfer_id" => &things.transfer,
                "quote_id" => &things.quote,
                "renewal_id" => &things.renewal,
                "number" if operation.path.contains("/links/") => &things.link,
                "sequence" | "number" => &1,
                "upgrade_id" if operation.access == Access::Roles(&[Role::VendorAdmin]) => &things.upgrade,
                "upgrade_id" => &things.request,
                "batch_id" => &things.batch,
                "package_id" => &things.package,
                "activation_id" => &things.activation,
                "subscription_id" => &things.subscription,
                "device_id" => &things.device,
                "impersonation_id" => &things.impersonation,
                // The vendor's.
                "version" => &1_u32,
                other => panic!("{}: no sample {other} here: add one", operation.name),
            }
        })
        .collect();
    path(operation.path, &ids)
}

/// What comes of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The gateway's answer to who has no token.
    Unauthorized,
    Refused(ProblemCode),
    /// Neither of the above, nor "not found".
    Allowed,
}

pub(crate) fn expected(operation: &Operation, who: Option<&Person>, things: &Things) -> Outcome {
    let roles = match operation.access {
        // Nobody's link is refused as what does not exist.
        Access::Public if operation.method == api::Method::Post => {
            return Outcome::Refused(ProblemCode::NotFound);
        }
        Access::Public => return Outcome::Allowed,
        Access::Identity => return who.map_or(Outcome::Unauthorized, |_| Outcome::Allowed),
        Access::User => None,
        Access::Roles(roles) => Some(roles),
    };
    let Some(who) = who else { return Outcome::Unauthorized };
    if who.user_id.is_none() {
        return Outcome::Refused(ProblemCode::NoUser);
    }
    if roles.is_some_and(|roles| !roles.iter().any(|role| who.roles.contains(role))) {
        return Outcome::Refused(ProblemCode::RoleMissing);
    }
    // A vendor admin names any organisation and sees what is the whole desk's, and every order,
    // since all were shipped by the vendor; others see what is their organisation's.
    let is_vendors = matches!(operation.about, About::Named | About::Desk) || operation.path.contains("{order_id}");
    // What a distributor has to do with a dealer is the distributor's own.
    let of_distributor = ["dina", "dev"].contains(&who.subject.as_str());
    let sees = match things.owner {
        None => false,
        Some(_) if operation.name == "end-impersonation" => who.subject == "dina",
        Some(_) if operation.name == "list-dealer-users" => of_distributor,
        Some(_) if is_vendors && who.roles.contains(&Role::VendorAdmin) => true,
        owner => owner == who.organisation_id,
    };
    let of_somebody = operation.path.contains('{') && !operation.path.contains("{version}");
    let names_a_thing = of_somebody || operation.name == "attach-licences";
    if names_a_thing && !sees || names_none_of(operation, things) {
        return Outcome::Refused(ProblemCode::NotFound);
    }
    // Only who shipped an order recalls it.
    if operation.name == "recall-licences" && !who.roles.contains(&Role::VendorAdmin) {
        return Outcome::Refused(ProblemCode::NotFound);
    }
    // Nobody has sent a file.
    if matches!(operation.name, "get-request-file" | "get-external-file") {
        return Outcome::Refused(ProblemCode::FileNotThere);
    }
    // Nobody works at a draft.
    let of_draft = [
        "get-catalogue-draft",
        // Nor is there an entry without a name.
        "get-catalogue-entry",
        "preview-catalogue",
        "discard-catalogue-draft",
        "publish-catalogue",
    ];
    if of_draft.contains(&operation.name) {
        return Outcome::Refused(ProblemCode::NotFound);
    }
    // Nothing of what is here fails.
    if operation.name == "try-again" {
        return Outcome::Refused(ProblemCode::NotFound);
    }
    // Only who asked takes a request back.
    if operation.name == "withdraw-upgrade" && !who.roles.contains(&Role::StandardUser) {
        return Outcome::Refused(ProblemCode::RoleMissing);
    }
    Outcome::Allowed
}

/// Whether an operation is about something that such an organisation never has.
fn names_none_of(operation: &Operation, things: &Things) -> bool {
    let of_tenants = [
        "{upgrade_id}",
        "{package_id}",
        "{activation_id}",
        "{subscription_id}",
        "{device_id}",
    ];
    let about_tenants = of_tenants.iter().any(|id| operation.path.contains(id))
        || operation.path.ends_with("/tenant")
        || operation.path.ends_with("/quota-use")
        || operation.path.ends_with("{organisation_id}/quota");
    let about_dealers = [
        "{order_id}",
        "{customer_id}",
        "{location_id}",
        "{dealer_id}/users",
        "{impersonation_id}",
    ]
    .iter()
    .any(|id| operation.path.contains(id));
    (about_tenants && !things.is_tenants) || (about_dealers && things.is_tenants)
}

#[track_caller]
fn check(answer: &Answer, expected: Outcome, what: &str) {
    match expected {
        Outcome::Unauthorized => {
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{what}: {}", answer.text);
            assert_eq!(answer.body, json!({ "message": "Unauthorized" }), "{what}");
        }
        Outcome::Refused(code) => {
            assert_eq!(answer.body["code"], code.code(), "{what}: {}", answer.text);
            answer.refused(code);
        }
        Outcome::Allowed => {
            let refused = [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN, StatusCode::NOT_FOUND];
            assert!(!refused.contains(&answer.status), "{what}: {}", answer.text);
            // Its body is a sample of a good one, so nothing is wrong with its shape.
            assert_ne!(answer.status, StatusCode::BAD_REQUEST, "{what}: {}", answer.text);
            assert!(!answer.status.is_server_error(), "{what}: {}", answer.text);
        }
    }
}

pub(crate) fn callers(desk: &Desk) -> Vec<(String, Option<Person>)> {
    let people = &desk.people;
    let mut callers = vec![
        ("no token".to_owned(), None),
        ("nobody".to_owned(), Some(people.nobody.clone())),
        ("vendor-admin".to_owned(), Some(people.vendor.clone())),
        ("dealer's licence-user".to_owned(), Some(people.dealer.clone())),
        ("dealer's swa-user".to_owned(), Some(people.dealer_swa.clone())),
        (
            "other dealer's licence-user".to_owned(),
            Some(people.other_dealer.clone()),
        ),
        (
            "other dealer's swa-user".to_owned(),
            Some(people.other_dealer_swa.clone()),
        ),
        (
            "distributor's licence-user".to_owned(),
            Some(people.distributor.clone()),
        ),
        (
            "distributor's swa-user".to_owned(),
            Some(people.distributor_swa.clone()),
        ),
    ];
    for person in &people.tenant {
        callers.push((format!("tenant's {}", person.roles[0].word()), Some(person.clone())));
    }
    let tenants = Role::ALL
        .into_iter()
        .filter(|role| role.held_by(OrganisationKind::Tenant))
        .count();
    assert_eq!(callers.len(), 9 + tenants, "a role has no caller");
    callers
}

async fn send(desk: &Desk, operation: &Operation, who: Option<&Person>, things: &Things, codes: &Codes) -> Answer {
    let method = operation.method.as_str().parse().unwrap();
    let path = path_of(operation, things);
    let body = desk
        .on_its_revision(operation, &path, who, body(operation, things, codes))
        .await;
    desk.send_as(who, method, &path, body, None).await
}

fn without_request_id(answer: &Answer) -> String {
    let id = answer.body["request_id"].as_str().unwrap();
    format!(
        "{} {} {}",
        answer.status,
        answer.media_type,
        answer.text.replace(id, "")
    )
}

#[tokio::test]
async fn every_operation_lets_in_whom_its_row_names_and_refuses_all_others() {
    let desk = Desk::start().await;
    let (tenants, codes) = tenants_things(&desk).await;
    let (dealers, others) = both_dealers_things(&desk).await;
    let nobodys = nobodys_things();
    let sets = [
        ("the dealer's", &dealers),
        ("the other dealer's", &others),
        ("the tenant's", &tenants),
        ("nobody's", &nobodys),
    ];
    let callers = callers(&desk);
    desk.mails().await;

    let before = desk.table().await;
    for operation in OPERATIONS {
        for (caller, who) in &callers {
            let mut hidden: Option<String> = None;
            for (whose, things) in sets {
                let outcome = expected(operation, who.as_ref(), things);
                if outcome == Outcome::Allowed {
                    continue;
                }
                let what = format!("{} by {caller} on {whose}", operation.name);
                let answer = send(&desk, operation, who.as_ref(), things, &codes).await;
                check(&answer, outcome, &what);
                if outcome == Outcome::Refused(ProblemCode::NotFound) {
                    // What is another organisation's answers as what does not exist.
                    let text = without_request_id(&answer);
                    assert_eq!(hidden.get_or_insert_with(|| text.clone()), &text, "{what}");
                }
            }
        }
    }
    assert_eq!(desk.table().await, before, "a refused call changed something");

    for operation in OPERATIONS {
        for (caller, who) in &callers {
            for (whose, things) in sets {
                let outcome = expected(operation, who.as_ref(), things);
                // Roles go last: whoever loses one would be refused from then on.
                if outcome == Outcome::Allowed {
                    let what = format!("{} by {caller} on {whose}", operation.name);
                    check(
                        &send(&desk, operation, who.as_ref(), things, &codes).await,
                        outcome,
                        &what,
                    );
                }
            }
        }
    }
}

#[tokio::test]
async fn on_behalf_one_may_what_that_user_may_and_nothing_of_oneself() {
    let desk = Desk::start().await;
    let (tenants, codes) = tenants_things(&desk).await;
    let (dealers, others) = both_dealers_things(&desk).await;
    let nobodys = nobodys_things();
    let people = &desk.people;
    let acting = [
        (
            &people.dealer,
            desk.acting(&people.distributor, "dora@example.com").await,
        ),
        (
            &people.dealer_swa,
            desk.acting(&people.distributor_swa, "sam@example.com").await,
        ),
    ];
    desk.mails().await;
    let outcome = |operation: &Operation, user: &Person, things: &Things| match operation.access {
        // Nobody is asked who they are.
        Access::Public | Access::Identity => None,
        _ if !operation.on_behalf => Some(Outcome::Refused(ProblemCode::NotOnBehalf)),
        _ => Some(expected(operation, Some(user), things)),
    };
    let before = desk.table().await;
    for refused in [true, false] {
        for operation in OPERATIONS {
            for (user, who) in &acting {
                for (whose, things) in [
                    ("the dealer's", &dealers),
                    ("the other dealer's", &others),
                    ("the tenant's", &tenants),
                    ("nobody's", &nobodys),
                ] {
                    let Some(outcome) = outcome(operation, user, things) else {
                        continue;
                    };
                    if (outcome != Outcome::Allowed) == refused {
                        let what = format!("{} for {} on {whose}", operation.name, user.subject);
                        check(&send(&desk, operation, Some(who), things, &codes).await, outcome, &what);
                    }
                }
            }
        }
        if refused {
            assert_eq!(desk.table().await, before, "a refused call changed something");
        }
    }
    desk.ledger().await;
}

#[tokio::test]
async fn an_order_or_user_of_another_organisation_is_not_reached_through_ones_own() {
    let desk = Desk::start().await;
    let people = &desk.people;
    let (dealers, others) = both_dealers_things(&desk).await;
    let nobodys = nobodys_things();
    desk.mails().await;
    let before = desk.table().await;
    let attach = |order: &str| json!({ "order_id": order, "lines": [{ "part": "BE107582", "quantity": 1 }] });
    let refusal = async |order: &str| {
        let answer = desk
            .call::<AttachLicences>(&people.dealer, &[&dealers.location], attach(order))
            .await;
        answer.refused(ProblemCode::NotFound);
        without_request_id(&answer)
    };
    assert_eq!(refusal(&others.order).await, refusal(&nobodys.order).await);
    let codes = |code: &str| json!({ "software_key_codes": [code], "terms_accepted": true });
    let activate = async |code: &str| {
        let answer = desk
            .call::<ActivateLicences>(&people.dealer, &[&dealers.location], codes(code))
            .await;
        answer.refused(ProblemCode::NotAttached);
        without_request_id(&answer)
    };
    assert_eq!(activate(&others.code).await, activate(&nobodys.code).await);
    // A user is found under its own organisation only.
    let ids: [&dyn ToString; 2] = [&dealers.organisation, &others.user];
    desk.call::<SetRoles>(&people.vendor, &ids, json!({ "roles": [] }))
        .await
        .refused(ProblemCode::NotFound);
    desk.call::<InviteAgain>(&people.vendor, &ids, json!({}))
        .await
        .refused(ProblemCode::NotFound);
    assert_eq!(desk.table().await, before);
}

#[tokio::test]
async fn what_is_no_id_is_not_found() {
    let desk = Desk::start().await;
    for operation in OPERATIONS.iter().filter(|operation| operation.path.contains('{')) {
        let Access::Roles(roles) = operation.access else {
            continue;
        };
        let who = match roles {
            roles if roles.contains(&Role::LicenceUser) => &desk.people.dealer,
            roles if roles.contains(&Role::SwaUser) => &desk.people.dealer_swa,
            roles if roles.contains(&Role::Buyer) => desk.tenant(Role::Buyer),
            roles if roles.contains(&Role::Operator) => desk.operator(),
            _ => &desk.people.vendor,
        };
        // A number is the id of a version.
        let number = if operation.path.contains("{version}") {
            "-1"
        } else {
            "1"
        };
        for wrong in [number, "none", "%00", "..%2f..", "019a9c3e-0000-7000-8000-00000000000g"] {
            let parameters = operation.path.matches('{').count();
            let ids = vec![&wrong as &dyn ToString; parameters];
            let method = operation.method.as_str().parse().unwrap();
            let codes = Codes {
                subscription: String::new(),
                package: String::new(),
            };
            let body = body(operation, &nobodys_things(), &codes);
            let answer = desk
                .send(method, &path(operation.path, &ids), Some(&who.token), body, None)
                .await;
            assert_eq!(
                answer.status,
                StatusCode::NOT_FOUND,
                "{} {wrong}: {}",
                operation.name,
                answer.text
            );
        }
    }
}

/// What is no success on these things, as they are when it is their turn.
const NOT_HERE: &[&str] = &[
    "accept-invitation",
    "send-external-file",
    "withdraw-catalogue-version",
    "import-catalogue",
    "discard-catalogue-draft",
    "publish-catalogue",
    "read-customer-link",
    "read-linked-system",
    "save-linked-file",
    "activate-licences",
    "make-hardware-key-code",
    "import-licences",
    "replace-any-hardware",
    "issue-emergency-licence",
    "accept-transfer",
    "order-transfer",
    "send-request-file",
    "migrate-location",
    "withdraw-upgrade",
    "decide-by-action-link",
    "suspend-upgrade",
    "try-again",
    "set-shipping-allowance",
    "reship-swa-units",
    "reship-licences",
    "make-swa-quote",
    "assign-swa",
    "cancel-swa",
    "process-swa",
    "assign-seats",
    "update-package",
    "decide-by-activation-link",
];

#[tokio::test]
async fn sending_it_again_under_a_key_does_what_the_row_says() {
    let desk = Desk::start().await;
    let (tenants, codes) = tenants_things(&desk).await;
    let (dealers, _) = both_dealers_things(&desk).await;
    let callers = callers(&desk);
    desk.mails().await;
    let mut not_here = Vec::new();
    for operation in OPERATIONS.iter().filter(|operation| operation.changes()) {
        let mut done = false;
        for (things, (_, who)) in [&dealers, &tenants]
            .into_iter()
            .flat_map(|things| callers.iter().map(move |caller| (things, caller)))
        {
            if expected(operation, who.as_ref(), things) != Outcome::Allowed {
                continue;
            }
            let path = path_of(operation, things);
            let body = body(operation, things, &codes);
            let body = desk
                .on_its_revision(operation, &path, who.as_ref(), body)
                .await
                .to_string();
            let send = async |body: &str| {
                let method = operation.method.as_str().parse().unwrap();
                let token = who.as_ref().map(|who| who.token.as_str());
                desk.send_bytes(method, &path, token, body.as_bytes().to_vec(), Some(operation.name))
                    .await
            };
            let first = send(&body).await;
            if first.status != StatusCode::OK {
                continue;
            }
            done = true;
            let again = send(&body).await;
            let other = send(&format!("{body} ")).await;
            match operation.idempotency {
                Idempotency::Safe => unreachable!("it changes something"),
                Idempotency::Key => {
                    assert_eq!(again.ok(), first.ok(), "{}", operation.name);
                    other.refused(ProblemCode::IdempotencyKeyReused);
                }
                Idempotency::ByNature(_) => {
                    again.ok();
                    other.ok();
                    let table = desk.table().await;
                    send(&body).await.ok();
                    assert_eq!(desk.table().await, table, "{}", operation.name);
                }
                Idempotency::Not(_) => {
                    again.ok();
                    other.ok();
                    let table = desk.table().await;
                    send(&body).await.ok();
                    assert_ne!(desk.table().await, table, "{}", operation.name);
                }
            }
            break;
        }
        if !done {
            not_here.push(operation.name);
        }
    }
    assert_eq!(not_here, NOT_HERE);
}
