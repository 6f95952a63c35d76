//! Which version of the catalogue a function goes by, and what it does to what was there before.

use api::{ProblemCode, operations::*};
use chrono::TimeDelta;
use domain::catalogue::{Catalogue, Document};
use local::catalogue;
use runtime::{App, catalogues::Catalogues};
use serde_json::{Value, json};
use std::sync::Arc;
use tests::Desk;

/// Another instance of the functions, with nothing in memory.
fn instance(desk: &Desk) -> App {
    App {
        catalogues: Catalogues::default(),
        ..desk.app.clone()
    }
}

/// The demo's catalogue in which the first part has this name.
fn renamed(name: &str) -> Document {
    let mut document = catalogue::demo().document();
    document.parts[0].name = name.to_owned();
    document
}

async fn first_name(app: &App) -> (u32, String) {
    let catalogue: Arc<Catalogue> = app.at_work().await.unwrap().catalogue;
    (catalogue.version(), catalogue.parts().next().unwrap().name.clone())
}

#[tokio::test]
async fn two_instances_follow_a_publication_within_a_minute_and_not_before_its_moment() {
    let desk = Desk::start().await;
    let (one, other) = (instance(&desk), instance(&desk));
    let before = first_name(&one).await;
    assert_eq!(before.0, 1);
    assert_eq!(first_name(&other).await, before);

    desk.publish(&renamed("Second"), None).await;
    // Whoever has looked less than a minute ago goes by what it saw.
    assert_eq!(first_name(&one).await, before);
    assert_eq!(first_name(&instance(&desk)).await, (2, "Second".to_owned()));
    desk.forward(TimeDelta::seconds(60));
    assert_eq!(first_name(&one).await, (2, "Second".to_owned()));

    // What is to come is known, and does not count yet.
    let tomorrow = desk.now() + TimeDelta::days(1);
    desk.publish(&renamed("Third"), Some(tomorrow)).await;
    desk.forward(TimeDelta::seconds(61));
    assert_eq!(first_name(&one).await.0, 2);
    desk.forward(TimeDelta::days(1));
    assert_eq!(first_name(&one).await, (3, "Third".to_owned()));
    assert_eq!(first_name(&other).await, (3, "Third".to_owned()));

    // A version that was in force once is there for good.
    let first = other.catalogues.of(&other.store, 1).await.unwrap();
    assert_eq!(first.parts().next().unwrap().name, before.1);
}

#[tokio::test]
async fn who_meets_what_a_newer_version_made_looks_at_once() {
    let desk = Desk::start().await;
    let app = instance(&desk);
    assert_eq!(first_name(&app).await.0, 1);
    desk.publish(&renamed("Second"), None).await;
    assert_eq!(first_name(&app).await.0, 1);
    assert!(app.catalogues.meet(1), "it is known");
    assert!(!app.catalogues.meet(2), "it is not");
    assert_eq!(first_name(&app).await, (2, "Second".to_owned()));
}

#[tokio::test]
async fn a_desk_without_a_catalogue_answers_with_empty_lists() {
    let desk = Desk::without_a_catalogue().await;
    let vendor = &desk.people.vendor;
    for path in ["/api/parts", "/api/system-types"] {
        let answer = desk
            .send(
                reqwest::Method::GET,
                path,
                Some(&vendor.token),
                serde_json::Value::Null,
                None,
            )
            .await;
        assert_eq!(answer.ok()["items"], serde_json::json!([]), "{path}");
    }
}

#[tokio::test]
async fn a_document_of_many_parts_is_kept_in_pieces_and_comes_back_whole() {
    let desk = Desk::start().await;
    let mut document = catalogue::demo().document();
    let part = document.parts[0].clone();
    // Text that does not compress, so that it takes several items.
    let mut random = 1_u64;
    for n in 0..10_000 {
        let mut part = part.clone();
        part.number = domain::text::PartNumber::parse(&format!("P{n:05}")).unwrap();
        part.name = (0..8)
            .map(|_| {
                random = random
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                format!("{:08x}", random >> 32)
            })
            .collect();
        document.parts.push(part);
    }
    let digest = desk.app.store.keep_document(&document).await.unwrap();
    let table = desk.table().await;
    let pieces = table.keys().filter(|(pk, _)| pk.ends_with(&digest)).count();
    assert!(pieces > 1, "{pieces}");
    assert_eq!(desk.app.store.document(&digest).await.unwrap(), document);
    assert_eq!(
        desk.app.store.keep_document(&document).await.unwrap(),
        digest,
        "kept once"
    );
    assert_eq!(desk.table().await, table);
}

/// What the vendor's admin is answered.
async fn call<E: api::Endpoint>(desk: &Desk, ids: &[&dyn ToString], body: Value) -> tests::Answer {
    desk.call::<E>(&desk.people.vendor, ids, body).await
}

/// The draft after this change of an entry.
async fn edit(desk: &Desk, revision: u64, change: Value) -> Value {
    let body = json!({ "revision": revision, "changes": [change] });
    call::<EditCatalogueDraft>(desk, &[], body).await.ok().clone()
}

fn put(section: &str, value: Value) -> Value {
    json!({ "section": section, "put": value })
}

/// An entry of the demo's catalogue.
fn entry(section: &str, index: usize) -> Value {
    serde_json::to_value(catalogue::demo().document()).unwrap()[section][index].clone()
}

#[tokio::test]
async fn a_draft_is_shown_as_what_it_changes_and_published_as_just_that() {
    let desk = Desk::start().await;
    let there = call::<GetCatalogue>(&desk, &[], json!(null)).await;
    assert_eq!(there.ok()["in_force"]["version"], 1);
    assert_eq!(there.body["draft"], json!(null));
    call::<GetCatalogueDraft>(&desk, &[], json!(null))
        .await
        .refused(ProblemCode::NotFound);

    let mut part = entry("parts", 0);
    let number = part["number"].as_str().unwrap().to_owned();
    part["name"] = json!("Another name");
    let draft = edit(&desk, 0, put("parts", part)).await;
    assert_eq!(
        (&draft["revision"], &draft["made_of"], &draft["entries"]),
        (&json!(1), &json!(1), &json!(1))
    );
    assert_eq!(draft["edits"][0]["of"], format!("parts {number}"));
    assert_eq!(draft["edits"][0]["by"], "Vera Admin");

    let changes = call::<PreviewCatalogue>(&desk, &[], json!(null)).await.ok().clone();
    assert_eq!(
        changes["differences"],
        json!([{
            "section": "parts", "entry": number, "change": "changed",
            "fields": [{ "field": "name", "before": entry("parts", 0)["name"], "after": "Another name" }],
        }])
    );
    let listed = desk.call::<ListParts>(&desk.people.dealer, &[], json!(null)).await;
    assert_eq!(
        listed.ok()["items"][0]["name"],
        entry("parts", 0)["name"],
        "nothing has changed yet"
    );

    let body = json!({ "revision": 1, "after": 1 });
    let published = call::<PublishCatalogue>(&desk, &[], body).await;
    assert_eq!(
        (&published.ok()["version"], &published.body["entries"]),
        (&json!(2), &json!(1))
    );
    assert_eq!(published.body["state"], "in_force");
    desk.forward(TimeDelta::seconds(60));
    let listed = desk.call::<ListParts>(&desk.people.dealer, &[], json!(null)).await;
    assert_eq!(listed.ok()["items"][0]["name"], "Another name");

    let there = call::<GetCatalogue>(&desk, &[], json!(null)).await;
    assert_eq!(
        (&there.ok()["in_force"]["version"], &there.body["draft"]),
        (&json!(2), &json!(null))
    );
    let versions = call::<ListCatalogueVersions>(&desk, &[], json!(null)).await;
    let states: Vec<_> = versions.ok()["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["state"])
        .collect();
    assert_eq!(states, ["in_force", "over"]);
    let compared = call::<CompareCatalogueVersion>(&desk, &[&2], json!(null)).await;
    assert_eq!(compared.ok()["differences"], changes["differences"]);
    let with_nothing = "/api/catalogue/versions/2/changes?with=0";
    let token = Some(desk.people.vendor.token.as_str());
    let compared = desk
        .send(reqwest::Method::GET, with_nothing, token, json!(null), None)
        .await;
    assert!(compared.ok()["entries"].as_u64().unwrap() > 200);
    let first = call::<GetCatalogueVersion>(&desk, &[&1], json!(null)).await;
    assert_eq!(first.ok()["document"]["parts"][0], entry("parts", 0));
    call::<GetCatalogueVersion>(&desk, &[&9], json!(null))
        .await
        .refused(ProblemCode::NotFound);
    let events = call::<ListCatalogueEvents>(&desk, &[], json!(null)).await;
    let newest = events.ok()["items"][0]["summary"].as_str().unwrap().to_owned();
    assert!(
        newest.starts_with("Version 2 of the catalogue was published with 1 change, from 5 Jan 2026"),
        "{newest}"
    );
}

#[tokio::test]
async fn nothing_is_lost_under_somebody_elses_change_or_publication() {
    let desk = Desk::start().await;
    let name = |name: &str| put("desk", json!({ "name": name }));
    edit(&desk, 0, name("One")).await;
    let body = json!({ "revision": 0, "changes": [name("Other")] });
    let refused = call::<EditCatalogueDraft>(&desk, &[], body).await;
    assert_eq!(refused.refused_fields(ProblemCode::DetailsOutdated), ["revision"]);
    edit(&desk, 1, name("Two")).await;
    for (body, code, field) in [
        (
            json!({ "revision": 1, "after": 1 }),
            ProblemCode::DetailsOutdated,
            "revision",
        ),
        (
            json!({ "revision": 2, "after": 0 }),
            ProblemCode::CatalogueOutdated,
            "after",
        ),
        (
            json!({ "revision": 2, "after": 1, "from": "2026-01-05T08:59:59Z" }),
            ProblemCode::InvalidFields,
            "from",
        ),
    ] {
        let refused = call::<PublishCatalogue>(&desk, &[], body).await;
        assert_eq!(refused.refused_fields(code), [field]);
    }
    // Over somebody else's publication.
    desk.publish(&renamed("Second"), None).await;
    let refused = call::<PublishCatalogue>(&desk, &[], json!({ "revision": 2, "after": 1 })).await;
    assert_eq!(refused.refused_fields(ProblemCode::CatalogueOutdated), ["after"]);
    // What would be dropped by it is a difference that is seen.
    let changes = call::<PreviewCatalogue>(&desk, &[], json!(null)).await;
    let sections: Vec<_> = changes.ok()["differences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["section"])
        .collect();
    assert_eq!(sections, ["desk", "parts"]);
    call::<PublishCatalogue>(&desk, &[], json!({ "revision": 2, "after": 2 }))
        .await
        .ok();
}

#[tokio::test]
async fn what_a_version_may_not_do_is_named_and_nothing_is_published() {
    let desk = Desk::start().await;
    let mut part = entry("parts", 0);
    let number = part["number"].as_str().unwrap().to_owned();
    part["grants"]["version"] = json!(11);
    let draft = edit(&desk, 0, put("parts", part)).await;
    let fault = &draft["faults"][0];
    assert_eq!(
        (&fault["entry"], &fault["field"]),
        (&json!(number), &json!("grants/version"))
    );
    let body = json!({ "revision": 1, "after": 1 });
    let refused = call::<PublishCatalogue>(&desk, &[], body).await;
    let field = format!("parts/{number}/grants/version");
    assert_eq!(refused.refused_fields(ProblemCode::CatalogueFaulty), [field.as_str()]);
    let body = json!({ "revision": 1, "changes": [{ "section": "parts", "remove": number }] });
    let removed = call::<EditCatalogueDraft>(&desk, &[], body).await;
    let faults = removed.ok()["faults"].to_string();
    assert!(faults.contains("Retire it instead"), "{faults}");
    call::<DiscardCatalogueDraft>(&desk, &[], json!({ "revision": 2 }))
        .await
        .ok();
    call::<GetCatalogueDraft>(&desk, &[], json!(null))
        .await
        .refused(ProblemCode::NotFound);

    for (change, field) in [
        (put("parts", json!({ "number": "X1" })), "changes/0/put/name"),
        (put("parts", json!("X1")), "changes/0/put"),
        (
            put(
                "parts",
                json!({ "number": "X1", "name": "X", "kind": "licence", "application": "sv8100", "grants": { "feature": "f" } }),
            ),
            "changes/0/put/grants",
        ),
        (put("lorries", json!({})), "changes/0/section"),
        (json!({ "section": "parts", "remove": "X1" }), "changes/0/remove"),
        (json!({ "section": "parts" }), "changes/0"),
    ] {
        let body = json!({ "revision": 0, "changes": [change] });
        let refused = call::<EditCatalogueDraft>(&desk, &[], body).await;
        assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), [field]);
    }
}

#[tokio::test]
async fn what_is_to_come_can_be_withdrawn_and_what_is_in_force_cannot() {
    let desk = Desk::start().await;
    edit(&desk, 0, put("desk", json!({ "name": "Later" }))).await;
    let body = json!({ "revision": 1, "after": 1, "from": "2026-01-06T09:00:00Z" });
    let published = call::<PublishCatalogue>(&desk, &[], body).await;
    assert_eq!(published.ok()["state"], "to_come");
    let there = call::<GetCatalogue>(&desk, &[], json!(null)).await;
    assert_eq!(
        (&there.ok()["in_force"]["version"], &there.body["to_come"][0]["version"]),
        (&json!(1), &json!(2))
    );
    let refused = call::<WithdrawCatalogueVersion>(&desk, &[&1], json!({})).await;
    refused.refused(ProblemCode::VersionNotToCome);
    let withdrawn = call::<WithdrawCatalogueVersion>(&desk, &[&2], json!({})).await;
    assert_eq!(withdrawn.ok()["state"], "withdrawn");
    let again = call::<WithdrawCatalogueVersion>(&desk, &[&2], json!({})).await;
    again.refused(ProblemCode::VersionNotToCome);
    let versions = call::<ListCatalogueVersions>(&desk, &[], json!(null)).await;
    assert_eq!(versions.ok()["items"][0]["state"], "withdrawn");
}

/// What the vendor's admin is answered to all of these at once.
async fn at_once(desk: &Arc<Desk>, path: &'static str, bodies: impl Iterator<Item = Value>) -> Vec<tests::Answer> {
    let mut all = tokio::task::JoinSet::new();
    for body in bodies {
        let desk = desk.clone();
        all.spawn(async move {
            let token = desk.people.vendor.token.clone();
            desk.send(reqwest::Method::POST, path, Some(&token), body, None).await
        });
    }
    all.join_all().await
}

#[tokio::test]
async fn a_publication_sent_again_is_the_same_one_and_of_many_at_once_there_is_one() {
    let desk = Arc::new(Desk::start().await);
    let vendor = &desk.people.vendor;
    let edit_desk = |name: &str| json!({ "revision": 0, "changes": [put("desk", json!({ "name": name }))] });
    desk.call::<EditCatalogueDraft>(vendor, &[], edit_desk("One"))
        .await
        .ok();
    let body = json!({ "revision": 1, "after": 1 });
    let publish = async |key: &str| {
        desk.call_with_key::<PublishCatalogue>(vendor, &[], body.clone(), Some(key))
            .await
    };
    let first = publish("publish").await.ok().clone();
    assert_eq!(
        publish("publish").await.ok(),
        &first,
        "the draft is gone, and the answer is the first one"
    );

    desk.call::<EditCatalogueDraft>(vendor, &[], edit_desk("Two"))
        .await
        .ok();
    let body = json!({ "revision": 1, "after": 2 });
    let answers = at_once(&desk, "/api/catalogue/draft/publish", (0..20).map(|_| body.clone())).await;
    let published = answers.iter().filter(|answer| answer.status.is_success()).count();
    assert_eq!(published, 1);
    for answer in answers.iter().filter(|answer| !answer.status.is_success()) {
        let code = answer.body["code"].as_str().unwrap();
        assert!(
            ["not_found", "details_outdated", "catalogue_outdated"].contains(&code),
            "{}",
            answer.text
        );
    }
    let there = call::<GetCatalogue>(&desk, &[], json!(null)).await;
    assert_eq!(there.ok()["in_force"]["version"], 3);

    // As many changes of one draft: one of them is made on each revision.
    let changes = (0..20).map(|n| edit_desk(&format!("Name {n}")));
    let answers = at_once(&desk, "/api/catalogue/draft", changes).await;
    assert_eq!(answers.iter().filter(|answer| answer.status.is_success()).count(), 1);
    let there = call::<GetCatalogue>(&desk, &[], json!(null)).await;
    assert_eq!(there.ok()["draft"]["revision"], 1);
}

#[tokio::test]
async fn a_publication_that_dies_at_any_request_is_whole_or_has_changed_nothing() {
    let desk = Desk::start().await;
    let name = json!({ "revision": 0, "changes": [put("desk", json!({ "name": "Another name" }))] });
    call::<EditCatalogueDraft>(&desk, &[], name).await.ok();
    let vendor = &desk.people.vendor;
    let publish = async || {
        let body = json!({ "revision": 1, "after": 1 });
        desk.call_with_key::<PublishCatalogue>(vendor, &[], body, Some("publish"))
            .await
    };
    let named = async || {
        let catalogue = instance(&desk).at_work().await.unwrap().catalogue;
        (catalogue.version(), catalogue.desk().called().to_owned())
    };
    let before = named().await;

    // Each time it gets one request further: it reads, keeps the document, and is about to write.
    let mut requests = 0;
    while requests < 100 {
        desk.faults.die_after(Some(requests));
        let answer = publish().await;
        desk.faults.die_after(None);
        if answer.status.is_success() {
            break;
        }
        assert_eq!(named().await, before, "after {requests} requests");
        let there = call::<GetCatalogue>(&desk, &[], json!(null)).await;
        assert_eq!(there.ok()["draft"]["revision"], 1, "after {requests} requests");
        requests += 1;
    }
    assert!((5..100).contains(&requests), "{requests}");
    let published = publish().await.ok().clone();
    assert_eq!(published["version"], 2, "what was published last is answered again");
    assert_eq!(named().await, (2, "Another name".to_owned()));

    // It dies over the answer: what it wrote is there, and asking again is told so.
    let name = json!({ "revision": 0, "changes": [put("desk", json!({ "name": "A third name" }))] });
    call::<EditCatalogueDraft>(&desk, &[], name).await.ok();
    let body = json!({ "revision": 1, "after": 2 });
    desk.faults.die_at(1, true);
    let dead = desk
        .call_with_key::<PublishCatalogue>(vendor, &[], body.clone(), Some("again"))
        .await;
    desk.faults.die_at(0, false);
    assert!(!dead.status.is_success(), "{}", dead.text);
    assert_eq!(named().await, (3, "A third name".to_owned()));
    let again = desk
        .call_with_key::<PublishCatalogue>(vendor, &[], body, Some("again"))
        .await;
    assert_eq!(again.ok()["version"], 3);
}
