//! Catalogues in files: exported, imported whole and by section, by whom, and where an entry is used.

use api::{Access, OPERATIONS, ProblemCode, operations::*};
use base64::{Engine, engine::general_purpose::STANDARD};
use desk::catalogue::operate::{self, Which};
use domain::{
    catalogue::{Document, Edit},
    organisation::Role,
};
use local::catalogue;
use serde_json::{Value, json};
use tests::{Answer, Desk};

async fn import(desk: &Desk, body: Value) -> Answer {
    desk.call::<ImportCatalogue>(&desk.people.vendor, &[], body).await
}

async fn draft(desk: &Desk) -> Value {
    let draft = desk
        .call::<GetCatalogueDraft>(&desk.people.vendor, &[], Value::Null)
        .await;
    draft.ok()["document"].clone()
}

fn part<'a>(document: &'a Value, number: &str) -> &'a Value {
    let parts = document["parts"].as_array().unwrap();
    parts.iter().find(|part| part["number"] == number).unwrap()
}

#[tokio::test]
async fn a_file_of_parts_is_tried_and_then_put_into_the_draft() {
    let desk = Desk::start().await;
    let text = "\u{feff}Number;Name;Kind;Application;Fits;Feature;Amount\r\n\
        BE107573;Ports;licence;sv8100;sv8100;system-ports;256\r\n\
        NEW-1;New part;licence;lorry;sv8100;trunks;4\r\n";
    let body = |revision: u32, dry_run: bool| {
        json!({
            "revision": revision, "format": "csv", "section": "parts", "dry_run": dry_run,
            "content_base64": STANDARD.encode(text),
        })
    };
    let before = desk.table().await;
    let tried = import(&desk, body(0, true)).await;
    assert_eq!(desk.table().await, before, "a dry run changes nothing");
    let expected = json!({
        "dry_run": true, "encoding": "utf-8", "rows_in_file": 2, "entries": 2, "revision": 0,
        "faults": [{
            "row": 3, "entry": "parts/NEW-1", "field": "application", "message": "There is no application lorry.",
        }],
    });
    assert_eq!(tried.ok(), &expected);
    // A draft may have faults; it is published without them.
    let put = import(&desk, body(0, false)).await;
    assert_eq!(
        (&put.ok()["revision"], &put.body["dry_run"]),
        (&json!(1), &json!(false))
    );
    let document = draft(&desk).await;
    assert_eq!(part(&document, "BE107573")["name"], "Ports");
    assert_eq!(part(&document, "NEW-1")["application"], "lorry");
    let shown = desk.call::<GetCatalogue>(&desk.people.vendor, &[], Value::Null).await;
    assert_eq!(shown.ok()["draft"]["edits"][0]["of"], "parts from a file");
    let refused = import(&desk, body(0, false)).await;
    assert_eq!(refused.refused_fields(ProblemCode::DetailsOutdated), ["revision"]);

    // A row that cannot be read keeps the whole file out, and is named where it stands.
    let text = "number,name,kind\nA 1,A,licence\n\nBE107573,Ports,lorry\n";
    let mut body = json!({ "revision": 1, "format": "csv", "section": "parts", "content": text });
    let refused = import(&desk, body.clone()).await;
    let fields = refused.refused_fields(ProblemCode::InvalidFields);
    assert!(fields.contains(&"content/2/number".to_owned()), "{fields:?}");
    assert!(fields.contains(&"content/4/kind".to_owned()), "{fields:?}");
    assert_eq!(draft(&desk).await, document);
    body["dry_run"] = json!(true);
    let rows: Vec<_> = import(&desk, body).await.ok()["faults"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|fault| fault["row"].as_u64())
        .collect();
    assert!(rows.contains(&2) && rows.contains(&4), "{rows:?}");
    for (body, field) in [
        (
            json!({ "revision": 1, "format": "csv", "section": "terms", "content": "a\nb\n" }),
            "content",
        ),
        (
            json!({ "revision": 1, "format": "csv", "section": "parts", "content": "colour\nred\n" }),
            "content",
        ),
        (json!({ "revision": 1, "format": "json", "content": "{" }), "content"),
        (json!({ "revision": 1, "format": "json" }), "content"),
    ] {
        let refused = import(&desk, body.clone()).await;
        assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), [field], "{body}");
    }
}

#[tokio::test]
async fn a_whole_catalogue_goes_out_and_comes_in_as_it_was() {
    let desk = Desk::start().await;
    let vendor = &desk.people.vendor;
    let exported = desk.call::<GetCatalogueVersion>(vendor, &[&1], Value::Null).await;
    let document = exported.ok()["document"].clone();
    let schema = document["$schema"].as_str().unwrap();
    assert!(schema.ends_with("/catalogue.schema.json"), "{schema}");
    let body = |document: &Value| json!({ "revision": 0, "format": "json", "content": document.to_string() });
    let put = import(&desk, body(&document)).await;
    assert_eq!((&put.ok()["entries"], &put.body["faults"]), (&json!(0), &json!([])));
    let again: Document = serde_json::from_value(draft(&desk).await).unwrap();
    let demo = catalogue::demo().document();
    assert_eq!(again.parts, demo.parts);
    assert_eq!(again.rate_cards, demo.rate_cards);
    // Of a whole one nothing of the draft stays.
    let body = json!({ "revision": 1, "format": "json", "content": "{\"desk\": {\"name\": \"Bare\"}}" });
    let put = import(&desk, body).await;
    let faults = put.ok()["faults"].as_array().unwrap();
    let retire = |fault: &Value| fault["message"].as_str().unwrap().contains("Retire it instead");
    assert!(
        faults.iter().filter(|fault| retire(fault)).count() > 200,
        "{}",
        faults.len()
    );
}

#[tokio::test]
async fn rates_and_prices_come_with_commas_and_are_published() {
    let desk = Desk::start().await;
    let vendor = &desk.people.vendor;
    let rates = "rate_card;application;part;rate\n2015-1;sv8100;BE107573;4,25\n";
    let body = json!({ "revision": 0, "format": "csv", "section": "rates", "content": rates });
    assert_eq!(import(&desk, body).await.ok()["entries"], 1);
    let prices = "sku;price_per_year\nMS15M9006;\"420,50\"\n";
    let body = json!({ "revision": 1, "format": "csv", "section": "upgrade_items", "content": prices });
    assert_eq!(import(&desk, body).await.ok()["faults"], json!([]));
    let changes = desk.call::<PreviewCatalogue>(vendor, &[], Value::Null).await;
    let said: Vec<_> = changes.ok()["differences"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|one| one["fields"].as_array().unwrap())
        .map(|field| (field["field"].as_str().unwrap(), field["after"].as_str().unwrap()))
        .collect();
    let expected = [
        ("applications/sv8100/rates/BE107573", "4.25"),
        ("price_per_year/minor_units", "42050"),
    ];
    assert_eq!(said, expected);
    let body = json!({ "revision": 2, "after": 1 });
    desk.call::<PublishCatalogue>(vendor, &[], body).await.ok();
}

#[tokio::test]
async fn the_operator_exports_and_imports_from_the_command_line() {
    let desk = Desk::start().await;
    let (store, clock) = (&desk.app.store, &*desk.app.clock);
    assert_eq!(operate::export(store, clock, Which::Draft).await.unwrap(), None);
    assert_eq!(operate::export(store, clock, Which::Version(9)).await.unwrap(), None);
    let exported = operate::export(store, clock, Which::InForce).await.unwrap().unwrap();
    let text = operate::to_file(exported, "https://desk.example.com/catalogue.schema.json".to_owned()).unwrap();
    let import = async |name: &str, section: Option<&str>, text: &str, dry_run: bool| {
        let doing = (clock, &*desk.app.entropy);
        let put = operate::import(store, doing, (name, section, text.as_bytes()), dry_run).await;
        put.unwrap()
    };
    let put = import("catalogue.json", None, &text, false).await.unwrap();
    assert_eq!(
        (put.revision, put.said.as_slice()),
        (Some(1), [].as_slice()),
        "as it was"
    );
    let rows = "number;retired\nBE107573;yes\nX 1;no\n";
    let put = import("Parts.CSV", None, rows, false).await.unwrap();
    assert_eq!((put.revision, put.is_good(false)), (None, false));
    assert!(put.to_string().starts_with("row 3, parts"), "{put}");
    let put = import("Parts.CSV", Some("parts"), "number;retired\nBE107573;yes\n", true)
        .await
        .unwrap();
    assert_eq!((put.revision, put.is_good(true)), (None, true), "{put}");
    let put = import("Parts.CSV", Some("parts"), "number;retired\nBE107573;yes\n", false)
        .await
        .unwrap();
    assert_eq!(put.to_string(), "Put into revision 2 of the draft: 1 entry.");
    let drafted = operate::export(store, clock, Which::Draft).await.unwrap().unwrap();
    assert!(
        drafted
            .parts
            .iter()
            .any(|part| part.number.as_str() == "BE107573" && part.retired)
    );
    assert!(import("x.csv", None, "colour\nred\n", false).await.is_err());
    let large = " ".repeat(operate::LARGEST + 1);
    assert!(
        import("x.json", None, &large, false)
            .await
            .unwrap_err()
            .0
            .contains("over 10 MB")
    );
}

#[tokio::test]
async fn many_small_changes_of_a_draft_are_kept_beside_its_document() {
    let desk = Desk::start().await;
    let vendor = &desk.people.vendor;
    let documents = async || {
        let table = desk.table().await;
        table.keys().filter(|(_, sk)| sk.starts_with("PIECE#")).count()
    };
    let before = documents().await;
    let rename = |n: u32| {
        let document = serde_json::to_value(catalogue::demo().document()).unwrap();
        let mut part = part(&document, "BE107573").clone();
        part["name"] = json!(format!("Name {n} {}", "x".repeat(80)));
        part
    };
    for n in 0..90 {
        let change = json!({ "section": "parts", "put": rename(n) });
        let body = json!({ "revision": n, "changes": [change] });
        let edited = desk.call::<EditCatalogueDraft>(vendor, &[], body).await;
        assert_eq!(edited.ok()["entries"], 1);
        if n == 0 {
            assert_eq!(documents().await, before, "a change writes what it changes");
        }
    }
    let after = documents().await;
    assert!((before + 1..before + 4).contains(&after), "{before} {after}");
    assert_eq!(part(&draft(&desk).await, "BE107573"), &rename(89));
    let store = &desk.app.store;
    let kept = store.draft().await.unwrap().unwrap();
    assert!(
        kept.changes.len() < 60 && kept.edits.len() == 90,
        "{}",
        kept.changes.len()
    );
    let last = kept.changes.last().unwrap();
    let expected = Edit {
        section: "parts".to_owned(),
        remove: None,
        put: Some(rename(89)),
    };
    assert_eq!(last, &expected);
    desk.call::<PublishCatalogue>(vendor, &[], json!({ "revision": 90, "after": 1 }))
        .await
        .ok();
    let published = desk.call::<GetCatalogueVersion>(vendor, &[&2], Value::Null).await;
    assert_eq!(part(&published.ok()["document"], "BE107573"), &rename(89));
}

#[tokio::test]
async fn an_entry_says_where_it_is_used() {
    let desk = Desk::start().await;
    let entry = async |query: &str| {
        let path = format!("/api/catalogue/entry?{query}");
        let token = Some(desk.people.vendor.token.as_str());
        desk.send(reqwest::Method::GET, &path, token, Value::Null, None).await
    };
    let part = entry("section=parts&entry=BE107573").await;
    assert_eq!(part.ok()["value"]["name"], "LK-SYS-256 PORT LIC");
    let used_by = part.body["used_by"].as_array().unwrap();
    assert_eq!(
        (part.body["version"].as_u64(), part.body["uses"].as_u64()),
        (Some(1), Some(2))
    );
    assert_eq!(
        used_by[0],
        json!({ "section": "rate_cards", "entry": "2010-1", "field": "applications/sv8100/rates/BE107573" })
    );
    let application = entry("section=applications&entry=sv8100&version=1").await;
    assert!(application.ok()["uses"].as_u64().unwrap() > 5);
    let conditions = entry("section=upgrade_conditions").await;
    assert_eq!(conditions.ok()["value"]["billing_term"], "Up-front");
    for nothing in [
        "",
        "section=parts",
        "section=lorries&entry=a",
        "section=parts&entry=X",
        "section=desk&version=9",
    ] {
        entry(nothing).await.refused(ProblemCode::NotFound);
    }
    entry("section=desk&version=0").await.refused(ProblemCode::NotFound);
}

#[tokio::test]
async fn a_catalogue_editor_drafts_and_publishes_and_does_nothing_else() {
    let desk = Desk::start().await;
    let editor = desk
        .invite(desk.organisations.vendor, "edda", Role::CatalogueEditor)
        .await;
    let change = json!({ "revision": 0, "changes": [{ "section": "desk", "put": { "name": "Northbell" } }] });
    desk.call::<EditCatalogueDraft>(&editor, &[], change).await.ok();
    desk.call::<PublishCatalogue>(&editor, &[], json!({ "revision": 1, "after": 1 }))
        .await
        .ok();
    let events = desk.call::<ListCatalogueEvents>(&editor, &[], Value::Null).await;
    assert_eq!(events.ok()["items"][0]["by"], "edda");
    let nothing = "019a9c3e-0000-7000-8000-000000000000";
    for operation in OPERATIONS {
        let Access::Roles(roles) = operation.access else {
            continue;
        };
        let ids: Vec<&dyn ToString> = operation
            .path
            .split(['{', '}'])
            .skip(1)
            .step_by(2)
            .map(|name| {
                if name == "version" || name == "sequence" {
                    &1 as &dyn ToString
                } else {
                    &nothing
                }
            })
            .collect();
        let path = tests::path(operation.path, &ids);
        let method = operation.method.as_str().parse().unwrap();
        let answer = desk.send(method, &path, Some(&editor.token), json!({}), None).await;
        let may = roles.contains(&Role::CatalogueEditor);
        let is_catalogues = operation.path.starts_with("/api/catalogue");
        assert!(!is_catalogues || may, "{}", operation.name);
        let refused = answer.body["code"] == ProblemCode::RoleMissing.code();
        assert_eq!(refused, !may, "{}: {}", operation.name, answer.text);
    }
}
