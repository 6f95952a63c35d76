//! What nobody gets into a catalogue: each is refused where it is entered, or when it is published,
//! with what is wrong and where.

use api::{ProblemCode, operations::*};
use chrono::TimeDelta;
use local::catalogue;
use serde_json::{Value, json};
use tests::{Answer, Desk, location_body};

/// An entry of the demo's catalogue; of parts a licence that adds up.
fn entry(section: &str, index: usize) -> Value {
    let document = serde_json::to_value(catalogue::demo().document()).unwrap();
    let entries = document[section].as_array().unwrap();
    let part = entries.iter().find(|entry| entry["number"] == "BE107573");
    part.unwrap_or(&entries[index]).clone()
}

/// An entry of the demo's catalogue after a change of it.
fn changed(section: &str, index: usize, field: &str, value: Value) -> Value {
    let mut entry = entry(section, index);
    let (parent, name) = field.rsplit_once('/').unwrap();
    let parent = entry.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    if value.is_null() {
        parent.remove(name);
    } else {
        parent.insert(name.to_owned(), value);
    }
    entry
}

async fn edit(desk: &Desk, revision: u32, section: &str, put: Value) -> Answer {
    let body = json!({ "revision": revision, "changes": [{ "section": section, "put": put }] });
    desk.call::<EditCatalogueDraft>(&desk.people.vendor, &[], body).await
}

#[tokio::test]
async fn what_is_not_of_its_shape_is_refused_at_once() {
    let desk = Desk::start().await;
    let hkc = |patterns: Value, example: &str| {
        changed(
            "system_types",
            0,
            "/hkc",
            json!({ "format": "A code is", "example": example, "patterns": patterns }),
        )
    };
    for (section, put, field, says) in [
        ("parts", changed("parts", 0, "/number", Value::Null), "put/number", ""),
        (
            "parts",
            changed("parts", 0, "/number", json!("BE 1")),
            "put/number",
            "A part number has",
        ),
        ("parts", changed("parts", 0, "/colour", json!("red")), "put/colour", ""),
        (
            "parts",
            changed("parts", 0, "/grants/amount", json!(-1)),
            "put/grants",
            "",
        ),
        (
            "applications",
            changed("applications", 0, "/characters", json!("x")),
            "put/characters",
            "two digits",
        ),
        (
            "system_types",
            hkc(json!(["^[0-9]{4}$"]), "12"),
            "put/hkc",
            "The example 12 is not of the format",
        ),
        (
            "system_types",
            hkc(json!(["[0-9]{4}"]), "1234"),
            "put/hkc",
            "begins with ^",
        ),
        (
            "system_types",
            hkc(json!(["^((a{99}){99}){99}$"]), "a"),
            "put/hkc",
            "takes too much room",
        ),
        (
            "rate_cards",
            changed("rate_cards", 0, "/terms/0/factor", json!("1,5")),
            "put/terms/0/factor",
            "decimal",
        ),
        (
            "upgrade_items",
            changed("upgrade_items", 0, "/price_per_year/currency", json!("USD")),
            "put/price_per_year/currency",
            "",
        ),
        (
            "upgrade_items",
            changed("upgrade_items", 0, "/amount", json!(1.5)),
            "put/amount",
            "",
        ),
        (
            "subscription_plans",
            changed("subscription_plans", 0, "/rank", json!(256)),
            "put/rank",
            "",
        ),
    ] {
        let refused = edit(&desk, 0, section, put.clone()).await;
        let fields = refused.refused_fields(ProblemCode::InvalidFields);
        let expected = format!("changes/0/{field}");
        assert!(
            fields.iter().any(|field| field.starts_with(&expected)),
            "{put}: {}",
            refused.text
        );
        assert!(refused.text.contains(says), "{put}: {}", refused.text);
    }
    desk.call::<GetCatalogueDraft>(&desk.people.vendor, &[], Value::Null)
        .await
        .refused(ProblemCode::NotFound);
    // A file that is far too large never comes to be read.
    let large = vec![b' '; 10_000_000];
    let token = Some(desk.people.vendor.token.as_str());
    for path in ["/api/catalogue/draft/import", "/api/catalogue/draft"] {
        let refused = desk
            .send_bytes(reqwest::Method::POST, path, token, large.clone(), None)
            .await;
        refused.refused(ProblemCode::BodyTooLarge);
    }
}

#[tokio::test]
async fn what_makes_no_whole_catalogue_is_shown_and_never_published() {
    let desk = Desk::start().await;
    let vendor = &desk.people.vendor;
    let units = |part: &mut Value| {
        part["kind"] = json!("swa-unit");
        part["number"] = json!("SWA9");
        part["fits"] = json!([]);
        part.clone()
    };
    let new = |field: &str, value: Value| {
        let mut part = changed("parts", 0, field, value);
        part["number"] = json!("NEW-1");
        part
    };
    let mut rates = entry("rate_cards", 1);
    rates["applications"]["sv8100"]["rates"]["LK180007"] = json!("1");
    let item = |field: &str, value: Value| changed("upgrade_items", 0, field, value);
    for (section, put, at) in [
        ("parts", new("/application", json!("lorry")), "parts/NEW-1/application"),
        ("parts", new("/grants", Value::Null), "parts/NEW-1/grants"),
        ("parts", new("/grants/amount", json!(0)), "parts/NEW-1/grants"),
        ("parts", new("/fits", json!([])), "parts/NEW-1/fits"),
        ("parts", new("/fits", json!(["lorry"])), "parts/NEW-1/fits/0"),
        ("parts", units(&mut entry("parts", 0)), "parts/SWA9/grants"),
        ("parts", new("/name", json!("n".repeat(101))), "parts/NEW-1/name"),
        (
            "rate_cards",
            rates,
            "rate_cards/2015-1/applications/sv8100/rates/LK180007",
        ),
        (
            "upgrade_items",
            item("/price_per_year/minor_units", json!(0)),
            "upgrade_items/MS15M9006/price_per_year",
        ),
        (
            "upgrade_items",
            item("/metric", json!("lorries")),
            "upgrade_items/MS15M9006/metric",
        ),
        (
            "upgrade_items",
            item("/maximum_quantity", json!(4_000_000_000_u32)),
            "upgrade_items/MS15M9006/maximum_quantity",
        ),
        (
            "upgrade_items",
            item("/prerequisites", json!(["lorry"])),
            "upgrade_items/MS15M9006/prerequisites/0",
        ),
        (
            "subscription_plans",
            json!({ "id": "third", "name": "Third", "rank": 1 }),
            "subscription_plans/third/rank",
        ),
        (
            "links",
            json!({ "name": "Store", "address": "javascript:alert(1)" }),
            "links/Store/address",
        ),
        // What was published keeps its meaning.
        (
            "parts",
            changed("parts", 0, "/application", json!("sv8300")),
            "parts/BE107573/application",
        ),
        (
            "parts",
            changed("parts", 0, "/kind", json!("swa-unit")),
            "parts/BE107573/kind",
        ),
        (
            "metrics",
            changed("metrics", 0, "/unit", json!("lorries")),
            "metrics/driver-packages/unit",
        ),
    ] {
        let draft = edit(&desk, 0, section, put).await;
        let said: Vec<String> = draft.ok()["faults"]
            .as_array()
            .unwrap()
            .iter()
            .map(|fault| {
                ["section", "entry", "field"]
                    .map(|name| fault[name].as_str().unwrap())
                    .join("/")
            })
            .collect();
        assert!(said.contains(&at.to_owned()), "{at}: {said:?}");
        let refused = desk
            .call::<PublishCatalogue>(vendor, &[], json!({ "revision": 1, "after": 1 }))
            .await;
        refused.refused(ProblemCode::CatalogueFaulty);
        let discard = json!({ "revision": 1 });
        desk.call::<DiscardCatalogueDraft>(vendor, &[], discard).await.ok();
    }
    // Twice the same comes in files alone, and is told by its place.
    let mut document = serde_json::to_value(catalogue::demo().document()).unwrap();
    let first = entry("parts", 0);
    document["parts"].as_array_mut().unwrap().push(first);
    let body = json!({ "revision": 0, "format": "json", "content": document.to_string() });
    let put = desk.call::<ImportCatalogue>(vendor, &[], body).await;
    let fault = &put.ok()["faults"][0];
    assert_eq!(
        (&fault["entry"], &fault["field"]),
        (&json!("parts/BE107573"), &json!("number"))
    );
    let refused = desk
        .call::<PublishCatalogue>(vendor, &[], json!({ "revision": 1, "after": 1 }))
        .await;
    assert_eq!(
        refused.refused_fields(ProblemCode::CatalogueFaulty),
        ["parts/BE107573/number"]
    );
    // Nothing of all that was published.
    let versions = desk.call::<ListCatalogueVersions>(vendor, &[], Value::Null).await;
    assert_eq!(versions.ok()["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn no_expression_keeps_a_form_waiting() {
    let desk = Desk::start().await;
    let vendor = &desk.people.vendor;
    let hkc = json!({ "format": "A code is many a", "example": "a", "patterns": ["^((a|aa)+)+$", "^(a*)*$"] });
    let mut kind = changed("system_types", 2, "/hkc", hkc);
    kind["id"] = json!("slow");
    kind["name"] = json!("Slow");
    edit(&desk, 0, "system_types", kind).await.ok();
    let body = json!({ "revision": 1, "after": 1 });
    desk.call::<PublishCatalogue>(vendor, &[], body).await.ok();
    desk.forward(TimeDelta::seconds(60));
    let dealer = &desk.people.dealer;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let started = std::time::Instant::now();
    let code = format!("{}!", "a".repeat(63));
    let body = location_body("slow", &code, "Location A");
    let refused = desk.call::<CreateLocation>(dealer, &[&customer], body).await;
    assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["hkc"]);
    assert!(
        started.elapsed() < std::time::Duration::from_secs(2),
        "{:?}",
        started.elapsed()
    );
}
