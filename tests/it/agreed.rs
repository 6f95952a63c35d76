//! What was agreed holds: it is done as the version of the catalogue has it by which it was shown, or
//! refused with what is something else by now (spec chapter 7, "Versions").

use api::{Problem, ProblemCode, assurance::SwaQuoteView, operations::*};
use domain::event::Envelope;
use serde_json::{Value, json};
use tests::{
    AGENTS, ASSETS, Answer, Desk, agreed_of,
    assured::{Assured, HKC, SIPNET},
    catalogue::entry,
    decision, submission,
};

/// What the problem says of a field: before and after.
fn changed(problem: &Problem, section: &str, entry: &str, field: &str) -> (Option<String>, Option<String>) {
    let of = |wanted: &&api::catalogue::DifferenceView| wanted.section == section && wanted.entry == entry;
    let fields = &problem
        .catalogue_changes
        .iter()
        .find(of)
        .expect("an entry that has changed")
        .fields;
    let field = fields
        .iter()
        .find(|one| one.field == field)
        .expect("a field that has changed");
    (field.before.clone(), field.after.clone())
}

fn some(before: &str, after: &str) -> (Option<String>, Option<String>) {
    (Some(before.to_owned()), Some(after.to_owned()))
}

async fn submit(desk: &Desk, sku: &str, catalogue: u32) -> Answer {
    let mut body = submission(sku, 1);
    body["catalogue"] = json!(catalogue);
    desk.call::<SubmitUpgrade>(desk.buyer(), &[], body).await
}

#[tokio::test]
async fn an_upgrade_is_bought_under_the_conditions_that_were_shown() {
    let desk = Desk::with_tenant().await;
    let request = desk.ask(AGENTS, 1).await;
    let other = desk.ask(ASSETS, 1).await;
    let items = desk.call::<ListUpgradeItems>(desk.buyer(), &[], Value::Null).await;
    assert_eq!(items.ok()["items"][0]["catalogue"], 1);
    assert_eq!(desk.upgrade(&request).await["catalogue"], 1);
    submit(&desk, AGENTS, 1).await.ok();

    // Something that has nothing to do with the one that was shown.
    desk.publish_changed(|document| entry(document, "upgrade_items", ASSETS)["description"] = json!("Sixty more."))
        .await;
    submit(&desk, AGENTS, 1).await.ok();
    let refused = submit(&desk, ASSETS, 1).await.refused(ProblemCode::CatalogueChanged);
    assert_eq!(refused.errors[0].field, "catalogue");
    let (_, after) = changed(&refused, "upgrade_items", ASSETS, "description");
    assert_eq!(after.as_deref(), Some("Sixty more."));
    assert!(refused.detail.contains("“Sixty more.”"), "{}", refused.detail);
    submit(&desk, ASSETS, 2).await.ok();
    assert_eq!(
        submit(&desk, ASSETS, 9)
            .await
            .refused_fields(ProblemCode::InvalidFields),
        ["catalogue"]
    );

    // The price goes first, since it has an answer of its own; whoever names no version agrees to it alone.
    desk.publish_changed(|document| {
        entry(document, "upgrade_items", AGENTS)["price_per_year"]["minor_units"] = json!(72_000);
        document["upgrade_conditions"]["payment_method"] = json!("Direct debit");
    })
    .await;
    submit(&desk, AGENTS, 1).await.refused(ProblemCode::PriceChanged);
    submit(&desk, AGENTS, 3).await.refused(ProblemCode::PriceChanged);
    let decide = async |id: &str, catalogue: Value| {
        let shown = desk.call::<GetUpgrade>(desk.buyer(), &[&id], Value::Null).await;
        let mut body = decision("approve", "As agreed.");
        body["price"] = agreed_of(shown.ok());
        body["catalogue"] = catalogue;
        desk.call::<DecideUpgrade>(desk.buyer(), &[&id], body).await
    };
    let refused = decide(&request, json!(2)).await.refused(ProblemCode::CatalogueChanged);
    assert_eq!(refused.catalogue_changes.len(), 1, "the price is agreed to by itself");
    assert_eq!(
        changed(&refused, "upgrade_conditions", "", "payment_method"),
        some("Payment on account", "Direct debit")
    );
    assert_eq!(desk.status(&request).await, "submitted-for-approval");
    decide(&request, json!(3)).await.ok();
    decide(&other, Value::Null).await.ok();
    // By the link of a mail it is the same.
    let third = desk.ask(AGENTS, 1).await;
    let token = desk.action_token("tenant-buyer@example.com").await;
    let mut body = json!({
        "token": token, "verdict": "approve", "comment": "Yes.", "terms_accepted": true, "catalogue": 1,
        "price": agreed_of(&desk.upgrade(&third).await),
    });
    desk.send_action("decide", body.clone())
        .await
        .refused(ProblemCode::CatalogueChanged);
    body["catalogue"] = json!(3);
    desk.send_action("decide", body).await.ok();
}

#[tokio::test]
async fn licences_are_activated_under_the_terms_that_were_shown() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let order = desk.ship_manual_order(desk.organisations.dealer).await;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let location = desk.location(dealer, customer, "Location A", "191000343919").await;
    let codes = desk.attach(dealer, location, &order, &[("BE107582", 1)]).await;
    let shown = desk.call::<GetLocation>(dealer, &[&location], Value::Null).await;
    assert_eq!(shown.ok()["catalogue"], 1);
    let before = shown.body["terms"].as_str().unwrap().to_owned();
    desk.publish_changed(|document| document["terms"]["system"] = json!("Other terms."))
        .await;
    let activate = async |catalogue: u32| {
        let body = json!({ "software_key_codes": codes, "terms_accepted": true, "catalogue": catalogue });
        desk.call::<ActivateLicences>(dealer, &[&location], body).await
    };
    let refused = activate(1).await.refused(ProblemCode::CatalogueChanged);
    assert_eq!(
        changed(&refused, "system_types", "sv8100", "terms"),
        some(&before, "Other terms.")
    );
    activate(2).await.ok();
}

/// Changes the rate of a part in every rate card.
fn rate(document: &mut Value, application: &str, part: &str, rate: &str) {
    for card in document["rate_cards"].as_array_mut().unwrap() {
        let rates = &mut card["applications"][application]["rates"];
        if rates[part].is_string() {
            rates[part] = json!(rate);
        }
    }
}

#[tokio::test]
async fn a_quote_holds_while_the_rates_are_those_that_it_was_made_with() {
    let scene = Assured::at("2013-03-26T09:00:00Z").await;
    scene.units(5985, "2014-05-18").await;
    let location = scene.sv8300(HKC).await;
    let quote: SwaQuoteView = scene.quote(location).await;
    scene
        .desk
        .publish_changed(|document| rate(document, "sv8300", "LK180001", "0.5"))
        .await;
    let refused = scene
        .ask_assign(location, &quote, 12)
        .await
        .refused(ProblemCode::QuoteOutdated);
    let (before, after) = changed(&refused, "rate_cards", "", "applications/sv8300/rates/LK180001");
    assert!(before.is_some() && after.as_deref() == Some("0.5"), "{refused:?}");
    assert_eq!(scene.counts().await.0, 5985, "nothing is taken");

    // Rates of what is not there, and a name, are nothing to it.
    let quote = scene.quote(location).await;
    scene
        .desk
        .publish_changed(|document| {
            rate(document, "sv8300", "LK180001", "0.5");
            rate(document, "is3000", "EU920000", "9");
            entry(document, "parts", "LK180001")["name"] = json!("Another name");
        })
        .await;
    scene.ask_assign(location, &quote, 12).await.ok();
}

#[tokio::test]
async fn a_renewal_holds_while_the_rates_are_those_that_it_was_quoted_with() {
    let scene = Assured::at("2013-03-26T09:00:00Z").await;
    scene.units(100_000, "2030-01-01").await;
    let location = scene.sv8300(HKC).await;
    scene.activate_swa(location, 12).await;
    let quoted: api::renewals::RenewalView = crate::swa_renewal::quote(&scene, json!({ "months": 12 })).await.read();
    scene
        .desk
        .publish_changed(|document| rate(document, "sv8300", "LK180001", "0.5"))
        .await;
    let before = scene.counts().await;
    let refused = crate::swa_renewal::renew(&scene, &quoted)
        .await
        .refused(ProblemCode::QuoteOutdated);
    let (_, after) = changed(&refused, "rate_cards", "", "applications/sv8300/rates/LK180001");
    assert_eq!(after.as_deref(), Some("0.5"));
    assert_eq!(scene.counts().await, before);
    let renewed = crate::swa_renewal::renew_all(&scene, json!({ "months": 12 })).await;
    assert_eq!(renewed.lines.len(), 1);
}

#[tokio::test]
async fn what_was_quoted_for_the_first_time_is_not_assigned_once_it_is_retired() {
    let scene = Assured::at("2013-03-17T09:00:00Z").await;
    scene.units(1000, "2014-03-01").await;
    let location = scene.location("is3000", "aa0014SA2792887557AA", "Exchange").await;
    scene.activate(location, SIPNET).await;
    let quote = scene.quote(location).await;
    scene.desk.retire(&[("applications", "is3000")]).await;
    let refused = scene
        .ask_assign(location, &quote, 12)
        .await
        .refused(ProblemCode::QuoteOutdated);
    assert_eq!(
        changed(&refused, "applications", "is3000", "retired"),
        some("false", "true")
    );
}

#[tokio::test]
async fn every_change_says_by_which_version_it_was_decided() {
    let desk = Desk::start().await;
    desk.ship_manual_order(desk.organisations.dealer).await;
    desk.publish_changed(|document| entry(document, "parts", "BE107573")["name"] = json!("Another name"))
        .await;
    desk.ship(desk.organisations.dealer, "PO-2", &[("BE107573", 1)]).await;
    let versions: Vec<u32> = desk
        .table()
        .await
        .values()
        .filter_map(|item| item.get("body")?.as_s().ok())
        .filter(|body| body.contains("order-shipped"))
        .map(|body| Envelope::read(body).unwrap().catalogue)
        .collect();
    assert_eq!(
        versions.iter().collect::<std::collections::BTreeSet<_>>(),
        [&1, &2].into()
    );
    desk.ledger().await;
}
