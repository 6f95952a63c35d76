//! `import-attachments`: licences of one order for many locations, out of a file.

use api::{ProblemCode, operations::*};
use serde_json::{Value, json};
use std::fmt::Write;
use tests::{Answer, Desk};

const SEATS: &str = "BE107582";

struct Scene {
    desk: Desk,
    order: String,
}

impl Scene {
    /// A dealer with so many locations, and an order of so many units.
    async fn new(locations: u32, units: u32) -> Self {
        let desk = Desk::start().await;
        let dealer = &desk.people.dealer;
        let customer = desk.customer(dealer, "Riverside Clinic").await;
        for n in 0..locations {
            desk.location(dealer, customer, &format!("Ward {n}"), &hkc(n)).await;
        }
        let order = desk.ship(desk.organisations.dealer, "PO1", &[(SEATS, units)]).await;
        Self { desk, order }
    }

    async fn send(&self, content: &str, dry_run: bool) -> Answer {
        let body = json!({ "content": content, "dry_run": dry_run });
        let dealer = &self.desk.people.dealer;
        self.desk.call::<ImportAttachments>(dealer, &[&self.order], body).await
    }
}

fn hkc(n: u32) -> String {
    format!("1910{n:08}")
}

/// What became of each row, with the column that was wrong.
fn rows(answer: &Answer) -> Vec<(u64, String)> {
    let rows = answer.ok()["rows"].as_array().unwrap().iter().map(|row| {
        let outcome = row["outcome"].as_str().unwrap();
        let field = row["errors"][0]["field"].as_str();
        let said = field.map_or_else(|| outcome.to_owned(), |field| format!("{outcome} {field}"));
        (row["row"].as_u64().unwrap(), said)
    });
    rows.collect()
}

fn all(answer: &Answer, outcome: &str) -> bool {
    answer.ok()["rows"]
        .as_array()
        .unwrap()
        .iter()
        .all(|row| row["outcome"] == outcome)
}

#[tokio::test]
async fn two_hundred_locations_are_attached_to_out_of_a_file_once() {
    let scene = Scene::new(200, 400).await;
    let mut file = "HKC;Part;Quantity\r\n".to_owned();
    for n in 0..200 {
        write!(file, "{};{SEATS};{}\r\n", hkc(n), 1 + n % 2).unwrap();
    }
    let table = scene.desk.table().await;
    let tried = scene.send(&file, true).await;
    assert!(all(&tried, "would_attach"), "{}", tried.text);
    assert_eq!(scene.desk.table().await, table);
    let attached = scene.send(&file, false).await;
    assert!(all(&attached, "attached"), "{}", attached.text);
    let ledger = scene.desk.ledger().await;
    assert_eq!(ledger.available(&scene.order), 100);
    assert_eq!(ledger.licences().len(), 200);
    // Sent again, by two at once, nothing changes.
    let table = scene.desk.table().await;
    let (one, other) = tokio::join!(scene.send(&file, false), scene.send(&file, false));
    assert!(all(&one, "already_there") && all(&other, "already_there"));
    assert_eq!(scene.desk.table().await, table);
}

#[tokio::test]
async fn what_is_wrong_is_told_by_row_and_the_others_go_in() {
    let scene = Scene::new(4, 5).await;
    let other = &scene.desk.people.other_dealer;
    let theirs = scene.desk.customer(other, "Lakeside Clinic").await;
    scene.desk.location(other, theirs, "Theirs", "191099999999").await;
    let file = format!(
        "hkc,part,quantity\n{a},{SEATS},2\n{b},{SEATS},0\n{b},{SEATS},two\n191088888888,{SEATS},1\n191099999999,{SEATS},1\n\
         {a},{SEATS},1\n{b},BE107573,1\n{c},{SEATS},3\n{d},{SEATS},1\n",
        a = hkc(0),
        b = hkc(1),
        c = hkc(2),
        d = hkc(3),
    );
    let expected = |done: &str| {
        [
            (2, done),
            (3, "refused quantity"),
            (4, "refused quantity"),
            (5, "refused hkc"),
            (6, "refused hkc"),
            (7, "refused part"),
            (8, "refused part"),
            (9, done),
            (10, "refused quantity"),
        ]
        .map(|(row, said)| (row, said.to_owned()))
    };
    let tried = scene.send(&file, true).await;
    assert_eq!(rows(&tried), expected("would_attach"), "{}", tried.text);
    // Another's hardware is as unknown as nobody's.
    let said: Vec<&Value> = [3, 4].map(|at| &tried.body["rows"][at]["errors"]).into();
    assert_eq!(said[0], said[1]);
    let attached = scene.send(&file, false).await;
    assert_eq!(rows(&attached), expected("attached"), "{}", attached.text);
    // Other units than the location has of the order are not guessed.
    let changed = scene
        .send(&format!("hkc,part,quantity\n{},{SEATS},3\n", hkc(0)), false)
        .await;
    assert_eq!(rows(&changed), [(2, "refused quantity".to_owned())]);
    scene.desk.ledger().await;
}

#[tokio::test]
async fn of_two_files_at_once_each_row_goes_in_once() {
    let scene = Scene::new(20, 30).await;
    let mut file = "hkc,part,quantity\n".to_owned();
    for n in 0..20 {
        writeln!(file, "{},{SEATS},1", hkc(n)).unwrap();
    }
    let answers = tokio::join!(scene.send(&file, false), scene.send(&file, false));
    for answer in [&answers.0, &answers.1] {
        let fine = |row: &Value| row["outcome"] == "attached" || row["outcome"] == "already_there";
        assert!(
            answer.ok()["rows"].as_array().unwrap().iter().all(fine),
            "{}",
            answer.text
        );
    }
    let ledger = scene.desk.ledger().await;
    assert_eq!(ledger.available(&scene.order), 10);
}

#[tokio::test]
async fn another_organisations_order_and_a_file_that_is_none_are_refused() {
    let scene = Scene::new(1, 1).await;
    let body = json!({ "content": "hkc,part,quantity\n1,2,3\n" });
    scene
        .desk
        .call::<ImportAttachments>(&scene.desk.people.other_dealer, &[&scene.order], body)
        .await
        .refused(ProblemCode::NotFound);
    for content in ["", "hkc,part,quantity\n", "hkc,part\n1,2\n"] {
        let refused = scene.send(content, true).await;
        assert_eq!(
            refused.refused_fields(ProblemCode::InvalidFields),
            ["content"],
            "{content}"
        );
    }
}
