//! `create-location`, `update-location`, `find-locations`, `list-locations`, `get-location`.

use api::{ProblemCode, operations::*};
use domain::{
    catalogue::{FirstHkc, ProductKeys, SystemType},
    id::{CustomerId, LocationId},
};

use local::catalogue;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tests::{Answer, Desk, Person, location_body};

async fn create(desk: &Desk, who: &Person, customer: CustomerId, system_type: &str, hkc: &str, name: &str) -> Answer {
    desk.call::<CreateLocation>(who, &[&customer], location_body(system_type, hkc, name))
        .await
}

async fn find(desk: &Desk, who: &Person, text: &str) -> Vec<String> {
    let found = desk.call::<FindLocations>(who, &[], json!({ "text": text })).await;
    let found = found.ok()["items"].as_array().unwrap();
    let mut names: Vec<_> = found
        .iter()
        .map(|one| one["name"].as_str().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

async fn names(desk: &Desk, who: &Person, customer: CustomerId) -> Vec<String> {
    let page = desk.call::<ListLocations>(who, &[&customer], json!(null)).await;
    let rows = page.ok()["items"].as_array().unwrap();
    rows.iter()
        .map(|one| one["name"].as_str().unwrap().to_owned())
        .collect()
}

fn id(answer: &Answer) -> LocationId {
    answer.ok()["location_id"].as_str().unwrap().parse().unwrap()
}

/// The system types whose hardware key codes are entered.
fn entered_types() -> impl Iterator<Item = &'static SystemType> {
    let types = catalogue::demo().system_types().iter();
    let by_its_code = |kind: &&SystemType| kind.product_key != Some(ProductKeys::Entered);
    types
        .filter(|kind| kind.creatable() && kind.first_hkc() == FirstHkc::Entered)
        .filter(by_its_code)
}

#[tokio::test]
async fn every_system_type_that_is_offered_takes_its_example() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let mut used = BTreeSet::new();
    for kind in entered_types() {
        // Some have one format, and so one example.
        let mut hkc = kind.hkc.example.clone();
        for last in ["0", "1"] {
            if used.insert(hkc.clone()) {
                break;
            }
            hkc.replace_range(hkc.len() - 1.., last);
        }
        used.insert(hkc.clone());
        let made = create(&desk, dealer, customer, kind.id.as_str(), &hkc, kind.id.as_str()).await;
        assert_eq!(made.ok()["hkc"], hkc, "{}", kind.id);
        assert_eq!(made.body["system_type"], kind.id.as_str());
        assert_eq!(made.body["system_type_name"], kind.name);
        assert_eq!(made.body["terms"], catalogue::demo().terms(kind));
        assert_eq!(made.body["customer_name"], "Riverside Clinic");
        let got = desk.call::<GetLocation>(dealer, &[&id(&made)], json!(null)).await;
        assert_eq!(got.ok(), &made.body);
        // Its client comes with it, and nothing else does.
        desk.indexed().await;
        let client = desk
            .call::<FindLocations>(dealer, &[], json!({ "text": format!("{}_LMC", kind.id) }))
            .await;
        let client = client.ok()["items"].as_array().unwrap();
        assert_eq!(client.len(), usize::from(kind.child_lmc.is_some()), "{}", kind.id);
        if let Some(child) = &kind.child_lmc {
            assert_eq!(client[0]["name"], format!("{}_LMC", kind.id));
            assert_eq!(client[0]["hkc"], format!("LM{hkc}"));
            assert_eq!(client[0]["system_type"], child.as_str());
        }
    }
}

#[tokio::test]
async fn clients_come_with_six_of_the_system_types_that_are_offered() {
    let with: Vec<_> = catalogue::demo()
        .system_types()
        .iter()
        .filter(|kind| kind.creatable() && kind.child_lmc.is_some())
        .map(|kind| kind.id.as_str())
        .collect();
    let known = [
        "sv8300",
        "sv9300",
        "sv8500",
        "sv9500-standard",
        "sv9500-appliance",
        "sv9500-se",
    ];
    assert_eq!(with, known);
}

#[tokio::test]
async fn a_system_type_that_is_not_offered_is_refused() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let table = desk.table().await;
    let others = catalogue::demo().system_types().iter().filter(|kind| !kind.creatable());
    for kind in others {
        let refused = create(&desk, dealer, customer, kind.id.as_str(), &kind.hkc.example, "A").await;
        assert_eq!(
            refused.refused_fields(ProblemCode::InvalidFields),
            ["system_type"],
            "{}",
            kind.id
        );
    }
    for unknown in ["", "sv8101", "SV8100"] {
        let refused = create(&desk, dealer, customer, unknown, "191000343919", "A").await;
        assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["system_type"]);
    }
    assert_eq!(desk.table().await, table);
}

#[tokio::test]
async fn a_hardware_key_code_that_does_not_fit_is_refused_with_format_and_example() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let table = desk.table().await;
    for kind in entered_types() {
        for wrong in ["", "?", &kind.hkc.example[..3], &format!("{}1\u{0}", kind.hkc.example)] {
            let refused = create(&desk, dealer, customer, kind.id.as_str(), wrong, "A").await;
            let problem = refused.refused(ProblemCode::InvalidFields);
            assert_eq!(problem.errors.len(), 1, "{} {wrong:?}: {problem:?}", kind.id);
            assert_eq!(problem.errors[0].field, "hkc");
            for said in [&kind.hkc.format, &kind.hkc.example] {
                assert!(problem.errors[0].message.contains(said), "{problem:?}");
            }
        }
    }
    assert_eq!(desk.table().await, table);
}

#[tokio::test]
async fn a_hardware_key_code_stands_as_its_pattern_has_it() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let typed = "18cyg-ips-00000000bj300643sE";
    let made = create(&desk, dealer, customer, "sv8300", typed, "A").await;
    assert_eq!(made.ok()["hkc"], "18CYG-IPS-00000000BJ300643sE");
    // What differs in case alone is taken.
    create(&desk, dealer, customer, "sv8300", &typed.to_uppercase(), "B")
        .await
        .refused(ProblemCode::HkcTaken);
}

#[tokio::test]
async fn a_hardware_key_code_is_taken_in_whatever_case_and_nobody_learns_by_whom() {
    let desk = Desk::start().await;
    let (dealer, otto) = (&desk.people.dealer, &desk.people.other_dealer);
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let theirs = desk.customer(otto, "Elsewhere").await;
    let hkc = "22CC538207AFD058020640CD57xO";
    let made = create(&desk, dealer, customer, "sv8500", &format!(" {hkc} "), "Location A").await;
    // Case is kept as it was entered.
    assert_eq!(made.ok()["hkc"], hkc);
    let table = desk.table().await;
    for (who, customer, hkc) in [
        (dealer, customer, hkc.to_owned()),
        (dealer, customer, hkc.to_lowercase()),
        (otto, theirs, hkc.to_uppercase()),
    ] {
        let refused = create(&desk, who, customer, "sv8500", &hkc, "B").await;
        let problem = refused.refused(ProblemCode::HkcTaken);
        assert_eq!(problem.errors[0].field, "hkc");
        for secret in [
            "Fenwick",
            "Riverside",
            "Location A",
            "dora",
            &desk.organisations.dealer.to_string(),
        ] {
            assert!(!refused.text.contains(secret), "{}", refused.text);
        }
    }
    // To its holder and to others the refusal is the same.
    let mine = create(&desk, dealer, customer, "sv8500", hkc, "B")
        .await
        .refused(ProblemCode::HkcTaken);
    let other = create(&desk, otto, theirs, "sv8500", hkc, "B")
        .await
        .refused(ProblemCode::HkcTaken);
    assert_eq!((mine.detail, mine.errors), (other.detail, other.errors));
    assert_eq!(desk.table().await, table);
}

#[tokio::test]
async fn a_client_whose_name_would_be_too_long_is_refused_at_the_name() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let hkc = "18CYG-IPS-00000000BJZ02319QK";
    let refused = create(&desk, dealer, customer, "sv8300", hkc, &"x".repeat(97)).await;
    assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["details/name"]);
    create(&desk, dealer, customer, "sv8300", hkc, &"x".repeat(96))
        .await
        .ok();
}

#[tokio::test]
async fn a_scanned_label_loses_its_marks() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let made = create(
        &desk,
        dealer,
        customer,
        "sv9500-appliance",
        "A_3565-A9C3-0842-67EF-2E44-A473-6DI2",
        "A",
    )
    .await;
    assert_eq!(made.ok()["hkc"], "3565A9C3084267EF2E44A4736DI2");
}

#[tokio::test]
async fn locations_are_found_by_part_of_name_or_code_in_whatever_case_and_only_ones_own() {
    let desk = Desk::start().await;
    let (dealer, otto) = (&desk.people.dealer, &desk.people.other_dealer);
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let theirs = desk.customer(otto, "Elsewhere").await;
    desk.location(dealer, customer, "North Wing", "191000343919").await;
    desk.location(dealer, customer, "South wing", "190400324412").await;
    desk.location(otto, theirs, "West Wing", "191000343920").await;
    assert!(find(&desk, dealer, "wing").await.is_empty(), "not yet");
    desk.indexed().await;
    for (text, found) in [
        ("wing", vec!["North Wing", "South wing"]),
        ("WING", vec!["North Wing", "South wing"]),
        ("north w", vec!["North Wing"]),
        ("rth w", vec![]),
        ("343919", vec!["North Wing"]),
        ("0003", vec!["North Wing"]),
        (" 19 ", vec!["North Wing", "South wing"]),
        ("West", vec![]),
        ("343920", vec![]),
        ("Riverside", vec![]),
        ("%", vec![]),
    ] {
        assert_eq!(find(&desk, dealer, text).await, found, "{text}");
    }
    assert_eq!(find(&desk, otto, "wing").await, ["West Wing"]);
    assert!(find(&desk, &desk.people.distributor, "wing").await.is_empty());
    for nothing in ["", "  "] {
        let refused = desk
            .call::<FindLocations>(dealer, &[], json!({ "text": nothing }))
            .await;
        assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["text"]);
    }
    let mixed = create(
        &desk,
        dealer,
        customer,
        "sv8300",
        "18CYG-IPS-00000000BJ300643sE",
        "East",
    )
    .await;
    mixed.ok();
    desk.indexed().await;
    assert_eq!(find(&desk, dealer, "ips-0000").await, ["East", "East_LMC"]);
    assert_eq!(find(&desk, dealer, "643Se").await, ["East", "East_LMC"]);
}

#[tokio::test]
async fn an_update_replaces_the_details_and_keeps_system_type_and_code() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let alpha = desk.location(dealer, customer, "Alpha", "191000343919").await;
    desk.location(dealer, customer, "beta", "190400324412").await;
    assert_eq!(names(&desk, dealer, customer).await, ["Alpha", "beta"]);
    let mut details = location_body("", "", "Zeta")["details"].clone();
    details["hardware_version"] = json!("V7");
    details["address"]["city"] = json!("Utrecht");
    let updated = desk
        .call::<UpdateLocation>(dealer, &[&alpha], json!({ "details": details }))
        .await;
    assert_eq!(updated.ok()["hkc"], "191000343919");
    assert_eq!(updated.body["system_type"], "sv8100");
    assert_eq!(updated.body["details"]["hardware_version"], "V7");
    assert_eq!(names(&desk, dealer, customer).await, ["beta", "Zeta"]);
    desk.indexed().await;
    assert_eq!(find(&desk, dealer, "zeta").await, ["Zeta"]);
    assert!(find(&desk, dealer, "alpha").await.is_empty());
    let page = desk.call::<ListLocations>(dealer, &[&customer], json!(null)).await;
    assert_eq!(page.ok()["items"][1]["city"], "Utrecht");
    let table = desk.table().await;
    desk.call::<UpdateLocation>(dealer, &[&alpha], json!({ "details": details }))
        .await
        .ok();
    assert_eq!(desk.table().await, table);
    // The code is no part of what can be changed.
    let refused = desk
        .call::<UpdateLocation>(dealer, &[&alpha], json!({ "details": details, "hkc": "190400324413" }))
        .await;
    assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["hkc"]);
    let theirs = desk
        .call::<UpdateLocation>(&desk.people.other_dealer, &[&alpha], json!({ "details": details }))
        .await;
    theirs.refused(ProblemCode::NotFound);
    assert_eq!(desk.table().await, table);
}

#[tokio::test]
async fn a_location_keeps_its_licences_through_an_update() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let order = desk.ship_manual_order(desk.organisations.dealer).await;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let location = desk.location(dealer, customer, "Alpha", "191000343919").await;
    let codes = desk
        .attach(dealer, location, &order, &[("BE107573", 1), ("BE107582", 1)])
        .await;
    let body = json!({ "software_key_codes": [codes[0]], "terms_accepted": true });
    desk.call::<ActivateLicences>(dealer, &[&location], body).await.ok();
    let before = desk
        .call::<GetLocation>(dealer, &[&location], json!(null))
        .await
        .ok()
        .clone();
    let details = location_body("", "", "Zeta")["details"].clone();
    let updated = desk
        .call::<UpdateLocation>(dealer, &[&location], json!({ "details": details }))
        .await;
    for kept in [
        "attached",
        "activated",
        "features",
        "licence_files",
        "created_at",
        "location_id",
    ] {
        assert_eq!(updated.ok()[kept], before[kept], "{kept}");
    }
    let got = desk.call::<GetLocation>(dealer, &[&location], json!(null)).await;
    assert_eq!(got.ok(), &updated.body);
}

#[tokio::test]
async fn the_licence_agreement_goes_to_the_customers_address() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let before = desk.mails().await.len();
    let mut body = location_body("sv8100", "191000343919", "Location A");
    body["details"]["customer_email"] = json!("it@Clinic.Example.com");
    desk.call::<CreateLocation>(dealer, &[&customer], body).await.ok();
    let mails = desk.mails().await.split_off(before);
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, ["it@clinic.example.com"]);
    assert_eq!(mails[0].subject, "Licence agreement for Location A");
    let sv8100 = catalogue::demo().system_type("sv8100").unwrap();
    let terms = catalogue::demo().terms(sv8100);
    for said in ["191000343919", "Fenwick Telecom", "dealer@example.com", terms] {
        assert!(mails[0].text.contains(said), "{said}: {}", mails[0].text);
    }
}

#[tokio::test]
async fn name_country_and_both_addresses_are_required() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let body = json!({ "system_type": "sv8100", "hkc": "191000343919", "details": { "name": "", "address": {} } });
    let refused = desk.call::<CreateLocation>(dealer, &[&customer], body).await;
    assert_eq!(
        refused.refused_fields(ProblemCode::InvalidFields),
        [
            "details/name",
            "details/address/country",
            "details/customer_email",
            "details/dealer_email"
        ]
    );
    let body = json!({ "system_type": "sv8100", "hkc": "191000343919" });
    let refused: Value = desk.call::<CreateLocation>(dealer, &[&customer], body).await.body;
    assert_eq!(refused["code"], "invalid_fields");
}

#[tokio::test]
async fn a_clients_hardware_key_code_belongs_to_whoever_has_the_parents() {
    let desk = Desk::start().await;
    let (dealer, otto) = (&desk.people.dealer, &desk.people.other_dealer);
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let theirs = desk.customer(otto, "Elsewhere").await;
    let hkc = "22CC538207AFD058020640CD57xO";
    // Nobody takes the code that the client of somebody else's system will have.
    let refused = create(&desk, otto, theirs, "lmc-sv7000", &format!("LM{hkc}"), "A").await;
    let problem = refused.refused(ProblemCode::InvalidFields);
    assert_eq!(problem.errors[0].field, "hkc");
    assert!(problem.errors[0].message.contains("SV8500"), "{}", refused.text);
    create(&desk, dealer, customer, "sv8500", hkc, "B").await.ok();
}
