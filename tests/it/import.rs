//! `import-orders`.

use api::{ProblemCode, operations::*};
use domain::id::OrganisationId;
use serde_json::{Value, json};
use tests::{Answer, Desk};

const HEADER: &str = "organisation_id,purchase_order,sales_order,part,quantity";

async fn import(desk: &Desk, format: &str, content: &str, dry_run: bool) -> Answer {
    let body = json!({ "format": format, "content": content, "dry_run": dry_run });
    desk.call::<ImportOrders>(&desk.people.vendor, &[], body).await
}

async fn csv(desk: &Desk, rows: &[String]) -> Value {
    import(desk, "csv", &format!("{HEADER}\n{}\n", rows.join("\n")), false)
        .await
        .ok()["rows"]
        .clone()
}

fn row(to: OrganisationId, order: &str, part: &str, quantity: &str) -> String {
    format!("{to},{order},SO-{order},{part},{quantity}")
}

fn outcomes(rows: &Value) -> Vec<&str> {
    rows.as_array()
        .unwrap()
        .iter()
        .map(|row| row["outcome"].as_str().unwrap())
        .collect()
}

/// Row, field and message of everything that was refused.
fn errors(rows: &Value) -> Vec<(u64, String, String)> {
    let mut errors = Vec::new();
    for row in rows.as_array().unwrap() {
        for error in row["errors"].as_array().into_iter().flatten() {
            let text = |name: &str| error[name].as_str().unwrap().to_owned();
            errors.push((row["row"].as_u64().unwrap(), text("field"), text("message")));
        }
    }
    errors
}

fn fields(rows: &Value) -> Vec<(u64, String)> {
    errors(rows).into_iter().map(|(row, field, _)| (row, field)).collect()
}

fn at(expected: &[(u64, &str)]) -> Vec<(u64, String)> {
    expected
        .iter()
        .map(|(row, field)| (*row, (*field).to_owned()))
        .collect()
}

async fn shipped(desk: &Desk) -> Vec<(String, usize)> {
    let orders = desk.call::<ListOrders>(&desk.people.vendor, &[], json!(null)).await;
    let mut orders: Vec<(String, usize)> = orders.ok()["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|order| {
            let number = order["purchase_order"].as_str().unwrap().to_owned();
            (number, order["lines"].as_array().unwrap().len())
        })
        .collect();
    orders.sort();
    orders
}

fn orders(expected: &[(&str, usize)]) -> Vec<(String, usize)> {
    expected
        .iter()
        .map(|(number, lines)| ((*number).to_owned(), *lines))
        .collect()
}

#[tokio::test]
async fn a_dry_run_reports_every_row_and_changes_nothing() {
    let desk = Desk::start().await;
    let to = desk.organisations.dealer;
    desk.ship(to, "PO1", &[("BE107573", 1)]).await;
    let rows = [
        row(to, "PO1", "BE107573", "1"),
        row(to, "PO2", "BE107573", "1"),
        row(to, "PO2", "BE107582", "0"),
        row(to, "PO3", "BE107582", "5"),
    ];
    let table = desk.table().await;
    let report = import(&desk, "csv", &format!("{HEADER}\n{}", rows.join("\n")), true).await;
    assert_eq!(report.ok()["dry_run"], true);
    assert_eq!(
        outcomes(&report.body["rows"]),
        ["already_shipped", "order_refused", "refused", "would_ship"]
    );
    assert_eq!(desk.table().await, table);
}

#[tokio::test]
async fn rows_of_an_order_that_say_different_things_of_it_are_refused() {
    let desk = Desk::start().await;
    let to = desk.organisations.dealer;
    let row = |order: &str, part: &str, more: &str| format!("{},{more}", row(to, order, part, "1"));
    let rows = [
        row("PO1", "BE112031", ",2027-05-18,"),
        row("PO1", "BE107573", "12,2027-05-19,first"),
        row("PO1", "BE107582", "24,,second"),
        row("PO2", "BE112031", ",2027-05-18,same"),
        row("PO2", "BE107573", ",,same"),
    ];
    let content = format!("{HEADER},swa_months,swa_expires,notes\n{}", rows.join("\n"));
    let report = import(&desk, "csv", &content, false).await;
    let rows = &report.ok()["rows"];
    assert_eq!(
        outcomes(rows),
        ["order_refused", "refused", "refused", "shipped", "shipped"]
    );
    assert_eq!(fields(rows), at(&[(3, "swa_expires"), (4, "swa_months"), (4, "notes")]));
}

#[tokio::test]
async fn good_orders_go_in_whatever_becomes_of_others() {
    let desk = Desk::start().await;
    let to = desk.organisations.dealer;
    let before = desk.mails().await.len();
    let rows = csv(
        &desk,
        &[
            row(to, "PO1", "BE107573", "1"),
            row(to, "PO2", "BE999999", "1"),
            row(to, "PO1", "BE107582", "5"),
            row(to, "PO3", "BE107573", "1.5"),
            row(to, "PO4", "BE107573", "1"),
            row(to, "PO4", "BE107573", "1"),
            row(desk.organisations.tenant, "PO5", "BE107573", "1"),
            row(OrganisationId::new(7, &[7; 10]), "PO6", "BE107573", "1"),
            row(to, "", "BE107573", "many"),
            row(to, "PO7", "BE112031", "0"),
        ],
    )
    .await;
    assert_eq!(
        outcomes(&rows),
        [
            "shipped",
            "refused",
            "shipped",
            "refused",
            "order_refused",
            "refused",
            "refused",
            "refused",
            "refused",
            "refused"
        ]
    );
    assert_eq!(
        fields(&rows),
        at(&[
            (3, "part"),
            (5, "quantity"),
            (7, "part"),
            (8, "organisation_id"),
            (9, "organisation_id"),
            (10, "quantity"),
            (11, "quantity"),
        ])
    );
    assert!(
        errors(&rows).iter().all(|(_, _, message)| message.ends_with('.')),
        "{rows:#}"
    );
    assert_eq!(rows[1]["purchase_order"], "PO2");
    assert_eq!(shipped(&desk).await, orders(&[("PO1", 2)]));
    // Dora and Sam, once each.
    assert_eq!(desk.mails().await.len(), before + 2);
}

#[tokio::test]
async fn a_file_that_broke_off_is_sent_again_and_goes_on() {
    let desk = Desk::start().await;
    let to = desk.organisations.dealer;
    let rows: Vec<String> = (1..=5).map(|n| row(to, &format!("PO{n}"), "BE107573", "1")).collect();
    csv(&desk, &rows[..2]).await;
    let again = csv(&desk, &rows).await;
    assert_eq!(
        outcomes(&again),
        ["already_shipped", "already_shipped", "shipped", "shipped", "shipped"]
    );
    let table = desk.table().await;
    assert_eq!(outcomes(&csv(&desk, &rows).await), ["already_shipped"; 5]);
    assert_eq!(desk.table().await, table);
}

#[tokio::test]
async fn an_order_that_was_shipped_with_other_lines_is_refused_at_the_rows_that_differ() {
    let desk = Desk::start().await;
    let to = desk.organisations.dealer;
    csv(&desk, &[row(to, "PO1", "BE107573", "1")]).await;
    let rows = csv(
        &desk,
        &[row(to, "PO1", "BE107573", "1"), row(to, "PO1", "BE107582", "1")],
    )
    .await;
    assert_eq!(outcomes(&rows), ["order_refused", "refused"]);
    let (row, field, message) = &errors(&rows)[0];
    assert_eq!((*row, field.as_str()), (3, "part"));
    assert!(message.contains("BE107582 x 0 were shipped, here it is 1"), "{message}");
}

#[tokio::test]
async fn what_a_spreadsheet_does_to_a_file_does_no_harm() {
    let desk = Desk::start().await;
    let to = desk.organisations.dealer;
    // A byte order mark, CRLF, columns in another order with blanks around their names,
    // quoted cells with commas, quotes and lines, and apostrophes that export adds.
    let content = format!(
        "\u{feff} quantity ,part,notes,organisation_id,purchase_order,sales_order,swa_months\r\n\
         1,BE107573,\"Fragile, \"\"really\"\"\r\nsecond line\",{to},'=PO1,'@SO1,12\r\n\
         \"5\",\" be107582 \",,{to},'=PO1,'@SO1,\r\n\
         1,BE107573,'-5 C,{to},'PO2,SO2,\r\n"
    );
    let report = import(&desk, "csv", &content, false).await;
    assert_eq!(outcomes(&report.ok()["rows"]), ["shipped"; 3], "{:#}", report.body);
    let listed = desk.call::<ListOrders>(&desk.people.vendor, &[], json!(null)).await;
    let listed = listed.ok()["items"].as_array().unwrap();
    let find = |number: &str| listed.iter().find(|order| order["purchase_order"] == number).unwrap();
    let order = find("=PO1");
    assert_eq!(order["sales_order"], "@SO1");
    assert_eq!(order["notes"], "Fragile, \"really\"\nsecond line");
    assert_eq!(order["swa_months"], 12);
    assert_eq!(order["lines"].as_array().unwrap().len(), 2);
    // An apostrophe that protects nothing is a character like any other.
    assert_eq!(find("'PO2")["notes"], "-5 C");
}

#[tokio::test]
async fn a_file_that_is_none_is_refused_at_its_content() {
    let desk = Desk::start().await;
    let to = desk.organisations.dealer;
    let table = desk.table().await;
    let many = |count: usize| -> Vec<String> {
        (0..count)
            .map(|n| row(to, &format!("PO{n}"), "BE107573", "1"))
            .collect()
    };
    for (format, content, said) in [
        (
            "csv",
            String::new(),
            "organisation_id, purchase_order, sales_order, part and quantity are missing",
        ),
        ("csv", HEADER.to_owned(), "no rows"),
        ("csv", format!("{HEADER}\n{}", many(1001).join("\n")), "1001 rows"),
        (
            "csv",
            format!("organisation_id,purchase_order,sales_order,part\n{to},PO1,SO1,BE107573"),
            "quantity is missing",
        ),
        ("json", String::new(), "JSON array"),
        ("json", "{}".to_owned(), "JSON array"),
        ("json", "[]".to_owned(), "no rows"),
        ("json", "[1, 2".to_owned(), "JSON array"),
        ("json", format!("[{}]", vec!["{}"; 1001].join(",")), "1001 rows"),
    ] {
        let problem = import(&desk, format, &content, false)
            .await
            .refused(ProblemCode::InvalidFields);
        assert_eq!(problem.errors[0].field, "content");
        assert!(problem.detail.contains(said), "{said}: {problem}");
    }
    let refused = import(&desk, "xml", "", false).await;
    assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["format"]);
    assert_eq!(desk.table().await, table);
    let most = import(&desk, "csv", &format!("{HEADER}\n{}", many(1000).join("\n")), true).await;
    assert_eq!(outcomes(&most.ok()["rows"]), ["would_ship"; 1000]);
}

#[tokio::test]
async fn an_order_of_which_a_row_cannot_be_read_does_not_go_in_without_it() {
    let desk = Desk::start().await;
    let to = desk.organisations.dealer;
    let rows = csv(
        &desk,
        &[
            // Too few cells, too many, and an organisation left out as it is above.
            row(to, "PO1", "BE107573", "1"),
            format!("{to},PO1,SO-PO1,BE107582"),
            row(to, "PO2", "BE107573", "1"),
            format!("{},more", row(to, "PO2", "BE107582", "1")),
            row(to, "PO3", "BE107573", "1"),
            ",PO3,SO-PO3,BE107582,1".to_owned(),
            row(to, "PO4", "BE107573", "1"),
        ],
    )
    .await;
    assert_eq!(
        outcomes(&rows),
        [
            "order_refused",
            "refused",
            "order_refused",
            "refused",
            "order_refused",
            "refused",
            "shipped"
        ],
        "{rows:#}"
    );
    assert_eq!(fields(&rows), at(&[(3, ""), (5, ""), (7, "organisation_id")]));
    assert_eq!(rows[1]["purchase_order"], "PO1");
    assert!(errors(&rows)[0].2.contains("4 cells"), "{rows:#}");
    assert_eq!(shipped(&desk).await, orders(&[("PO4", 1)]));
}

#[tokio::test]
async fn a_json_file_is_an_array_of_orders() {
    let desk = Desk::start().await;
    let to = desk.organisations.dealer;
    let order = |number: &str, lines: Value| json!({ "organisation_id": to, "purchase_order": number, "sales_order": "SO1", "lines": lines });
    let good = json!([{ "part": "BE107573", "quantity": 1 }, { "part": "BE107582", "quantity": 5 }]);
    let content = json!([
        order("PO1", good.clone()),
        order("PO2", json!([{ "part": "BE107573", "quantity": 0 }, { "part": "BE999999", "quantity": 1 }])),
        order("PO3", json!([{ "part": "BE107573", "quantity": "1" }])),
        order("PO4", json!([])),
        { "purchase_order": "PO5" },
        "PO6",
        order("PO7", good),
    ])
    .to_string();
    let table = desk.table().await;
    let dry = import(&desk, "json", &content, true).await;
    assert_eq!(desk.table().await, table);
    let report = import(&desk, "json", &content, false).await;
    let refused = ["refused"; 5];
    for (report, good) in [(&dry, "would_ship"), (&report, "shipped")] {
        let expected = [&[good], &refused[..], &[good]].concat();
        assert_eq!(outcomes(&report.ok()["rows"]), expected, "{:#}", report.body);
    }
    let rows = &report.body["rows"];
    assert_eq!(
        fields(rows),
        at(&[
            (2, "lines/0/quantity"),
            (2, "lines/1/part"),
            (3, "lines/0/quantity"),
            (4, "lines"),
            (5, "organisation_id"),
            (6, "")
        ])
    );
    assert_eq!(rows[4]["purchase_order"], "PO5");
    assert_eq!(shipped(&desk).await, orders(&[("PO1", 2), ("PO7", 2)]));
}

#[tokio::test]
async fn swa_units_of_a_file_go_into_the_swa_bin_with_their_last_day() {
    let desk = Desk::start().await;
    let to = desk.organisations.dealer;
    let content = format!(
        "organisation_id,purchase_order,sales_order,part,quantity,swa_expires\n\
         {to},PO1,SO1,BE112031,648,2026-05-18\n{to},PO1,SO1,BE107573,1,\n\
         {to},PO2,SO2,BE112031,29,18/05/2026\n{to},PO3,SO3,BE112031,23,2026-01-04\n"
    );
    let body = json!({ "format": "csv", "content": content });
    let answer = desk.call::<ImportOrders>(&desk.people.vendor, &[], body).await;
    let rows = &answer.ok()["rows"];
    assert_eq!(outcomes(rows), ["shipped", "shipped", "refused", "refused"]);
    assert_eq!(fields(rows), at(&[(4, "swa_expires"), (5, "swa_expires")]));
    let bin = desk.call::<GetSwaBin>(&desk.people.dealer_swa, &[], json!(null)).await;
    assert_eq!(bin.ok()["lots"][0]["expires"], "2026-05-18");
    assert_eq!(bin.ok()["unallocated"], 648);
}
