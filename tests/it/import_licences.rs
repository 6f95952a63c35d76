//! `import-licences`: what an installed system has, from its feature file (spec chapter 4, "DECT
//! import"); and what the quantities of a system have to keep when licences are activated.

use crate::saved::claims;
use api::{ProblemCode, operations::*};
use domain::id::LocationId;
use serde_json::{Value, json};
use tests::{Answer, Desk, location_body};

const FILE: &str = "# DECT Manager\nPARI 1FFFFFF9\nMADE 2014-11-04T09:30:00Z\nEU917017 50\nEU917027 50\nEU917028 50\nEU917005 1\nEU917029 50\n";

struct Scene {
    desk: Desk,
    location: LocationId,
    order: String,
}

impl Scene {
    async fn new() -> Self {
        Self::of("ip-dect", "1FFFFFF9").await
    }

    async fn of(system_type: &str, hkc: &str) -> Self {
        let desk = Desk::start().await;
        let dealer = &desk.people.dealer;
        let customer = desk.customer(dealer, "Orchard Hotel").await;
        let body = location_body(system_type, hkc, "DECT");
        let made = desk.call::<CreateLocation>(dealer, &[&customer], body).await;
        let location = made.ok()["location_id"].as_str().unwrap().parse().unwrap();
        let lines = [("EU917062", 10), ("EU917029", 10), ("EU917027", 60), ("EU917028", 10)];
        let order = desk.ship(desk.organisations.dealer, "PO-DECT", &lines).await;
        Self { desk, location, order }
    }

    async fn import(&self, content: &str, dry_run: bool) -> Answer {
        let body = json!({ "content": content, "dry_run": dry_run });
        self.desk
            .call::<ImportLicences>(&self.desk.people.dealer, &[&self.location], body)
            .await
    }

    async fn view(&self) -> Value {
        self.desk.seen(&self.desk.people.dealer, self.location).await
    }

    async fn attach(&self, lines: &[(&str, u32)]) -> Vec<String> {
        self.desk
            .attach(&self.desk.people.dealer, self.location, &self.order, lines)
            .await
    }

    async fn activate(&self, codes: &[String]) -> Answer {
        self.desk.activate(&self.desk.people.dealer, self.location, codes).await
    }
}

#[tokio::test]
async fn a_file_is_verified_and_then_registered_as_activated() {
    let scene = Scene::new().await;
    assert_eq!(scene.view().await["imports"], true);
    let table = scene.desk.table().await;
    let tried = scene.import(FILE, true).await;
    assert_eq!(tried.ok()["made_at"], "2014-11-04T09:30:00Z");
    assert_eq!(
        tried.body["features"][0],
        json!({
            "line": 4, "part": "EU917017", "part_name": "IPDECT 1 AP Cap Conv Lic", "quantity": 50,
        })
    );
    assert_eq!(scene.desk.table().await, table);
    let made = scene.import(FILE, false).await;
    let order = made.ok()["purchase_order"].as_str().unwrap().to_owned();
    assert!(order.starts_with("M-120260105") && order.len() == 14, "{order}");
    let view = scene.view().await;
    assert_eq!((&view["imports"], &view["attached"]), (&Value::Null, &json!([])));
    let activated = view["activated"].as_array().unwrap();
    assert_eq!(activated.len(), 5);
    assert!(
        activated
            .iter()
            .all(|one| one["purchase_order"] == order && one["sales_order"] == order)
    );
    let dealer = &scene.desk.people.dealer;
    let ids: [&dyn ToString; 2] = [&scene.location, &1];
    let file = scene.desk.call::<GetLicenceFile>(dealer, &ids, Value::Null).await;
    assert_eq!(claims(&file)["licences"].as_array().unwrap().len(), 5);
    // The order is of this location alone, and in nobody's bin.
    let bin = scene.desk.call::<GetBin>(dealer, &[], Value::Null).await;
    assert_eq!(bin.ok()["items"].as_array().unwrap().len(), 1);
    // Its software assurance can begin.
    let swa = scene
        .desk
        .call::<GetLocationSwa>(&scene.desk.people.dealer_swa, &[&scene.location], Value::Null)
        .await;
    assert_eq!(swa.ok()["agreements"][0]["application"], "dect");
    // It grows as others do.
    let codes = scene
        .attach(&[("EU917062", 10), ("EU917029", 10), ("EU917027", 10), ("EU917028", 10)])
        .await;
    let refused = scene.activate(&codes[..1]).await;
    assert!(
        refused
            .refused(ProblemCode::LicenceFileNotMade)
            .detail
            .starts_with("3 things"),
        "{}",
        refused.text
    );
    scene.activate(&codes).await.ok();
    scene.desk.ledger().await;
}

#[tokio::test]
async fn an_import_comes_first_and_once() {
    let scene = Scene::new().await;
    // Several at once, with and without a key: one.
    let ask = || scene.import(FILE, false);
    let answers = <[Answer; 4]>::from(tokio::join!(ask(), ask(), ask(), ask()));
    assert_eq!(answers.iter().filter(|answer| answer.status.is_success()).count(), 1);
    for lost in answers.iter().filter(|answer| !answer.status.is_success()) {
        assert!(
            lost.refused(ProblemCode::LicenceFileNotMade)
                .detail
                .starts_with("NOT_APPLICABLE:")
        );
    }
    scene.import(FILE, true).await.refused(ProblemCode::LicenceFileNotMade);
    scene.desk.ledger().await;

    let later = Scene::new().await;
    let codes = later.attach(&[("EU917062", 10), ("EU917029", 10)]).await;
    later.import(FILE, true).await.ok();
    later.activate(&codes).await.ok();
    let refused = later.import(FILE, false).await;
    assert!(
        refused
            .refused(ProblemCode::LicenceFileNotMade)
            .detail
            .starts_with("NOT_APPLICABLE:")
    );
    later.desk.ledger().await;

    let other = Scene::of("dect-ns", "1FFFFFF9").await;
    assert_eq!(other.view().await["imports"], Value::Null);
    let refused = other.import(FILE, false).await;
    assert!(
        refused
            .refused(ProblemCode::LicenceFileNotMade)
            .detail
            .starts_with("NOT_APPLICABLE:")
    );
}

#[tokio::test]
async fn the_same_request_imports_once_and_is_answered_alike() {
    let scene = Scene::new().await;
    let body = json!({ "content": FILE });
    let twice = async || {
        let dealer = &scene.desk.people.dealer;
        scene
            .desk
            .call_with_key::<ImportLicences>(dealer, &[&scene.location], body.clone(), Some("once"))
            .await
    };
    let first = twice().await;
    assert_eq!(twice().await.ok(), first.ok());
    scene.desk.ledger().await;
}

#[tokio::test]
async fn a_file_that_is_wrong_is_refused_by_line_with_the_manuals_code() {
    let scene = Scene::new().await;
    let table = scene.desk.table().await;
    for (text, at, code) in [
        (
            FILE.replace("PARI 1FFFFFF9", "PARI 1FFFFFF8"),
            "content/line/2",
            "INVALID_HARDWARE_KEYCODE (line 2)",
        ),
        (
            FILE.replace("PARI 1FFFFFF9\n", ""),
            "content",
            "INVALID_HARDWARE_KEYCODE:",
        ),
        (
            FILE.replace("MADE 2014-11-04T09:30:00Z\n", ""),
            "content",
            "INVALID_FEATURE_TIMESTAMP:",
        ),
        (
            FILE.replace("EU917005 1", "EU917099 1"),
            "content/line/7",
            "INVALID_FEATURE_CODE (line 7)",
        ),
        (
            FILE.replace("EU917005 1", "EU917005"),
            "content/line/7",
            "INVALID_FEATURE_CODE_STRING (line 7)",
        ),
        (
            FILE.replace("EU917005 1", "EU917005 1.5"),
            "content/line/7",
            "INVALID_FEATURE_QUANTITY (line 7)",
        ),
        (
            FILE.replace("EU917017 50\n", ""),
            "content",
            "INVALID_FEATURE_CODE_STRING:",
        ),
        (
            FILE.replace("EU917029 50", "EU917029 49"),
            "content",
            "INVALID_FEATURE_QUANTITY:",
        ),
    ] {
        let refused = scene.import(&text, false).await;
        let problem = refused.refused(ProblemCode::LicenceFileNotMade);
        assert_eq!(problem.errors[0].field, at, "{text}");
        assert!(problem.errors[0].message.starts_with(code), "{problem:?}");
    }
    let dealer = &scene.desk.people.dealer;
    for body in [json!({}), json!({ "content_base64": "?" })] {
        let refused = scene
            .desk
            .call::<ImportLicences>(dealer, &[&scene.location], body)
            .await;
        assert_eq!(refused.refused_fields(ProblemCode::InvalidFields).len(), 1);
    }
    assert_eq!(scene.desk.table().await, table);
}

#[tokio::test]
async fn a_dect_file_has_access_points_and_what_goes_with_them() {
    let scene = Scene::new().await;
    let alone = scene.attach(&[("EU917027", 1)]).await;
    let refused = scene.activate(&alone).await;
    let problem = refused.refused(ProblemCode::LicenceFileNotMade);
    assert_eq!(problem.errors[0].field, "software_key_codes");
    assert!(
        problem
            .detail
            .starts_with("INVALID_FEATURE_CODE_STRING: Include at least one of"),
        "{problem:?}"
    );
    assert!(problem.detail.contains("IPDECT 1 AP Cap Lic (EU917062)"), "{problem:?}");
    let points = scene.attach(&[("EU917062", 2), ("EU917029", 2)]).await;
    let refused = scene.activate(&[&alone[..], &points[..]].concat()).await;
    assert!(
        refused
            .refused(ProblemCode::LicenceFileNotMade)
            .detail
            .starts_with("INVALID_FEATURE_QUANTITY: There are 2")
    );
    scene.activate(&points).await.ok();
    let more = scene.attach(&[("EU917027", 1)]).await;
    scene.activate(&[&alone[..], &more[..]].concat()).await.ok();
    scene.desk.ledger().await;
}
