//! Files and texts as people really send them: each case went wrong in a desk like this one, and
//! stands here with the right value.

use api::{ProblemCode, operations::*};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::time::Duration;
use tests::{Answer, Desk, Person, location_body};

const WINDOWS_1252: &[u8] = include_bytes!("files/windows-1252.csv");
const SEMICOLONS: &[u8] = include_bytes!("files/semicolons.csv");
const HEADERS_IN_CAPITALS: &[u8] = include_bytes!("files/headers-in-capitals.csv");
const MISSPELT_COLUMN: &str = include_str!("files/orders-misspelt-column.csv");
const COLUMN_TWICE: &[u8] = include_bytes!("files/devices-column-twice.csv");
const THOUSANDS: &str = include_str!("files/orders-thousands.csv");
const SCIENTIFIC: &str = include_str!("files/orders-scientific.csv");
const BLANK_ROWS: &[u8] = include_bytes!("files/blank-rows.csv");
const LOOK_ALIKES: &[u8] = include_bytes!("files/look-alikes.csv");

const ORDERS: &str = "organisation_id,purchase_order,sales_order,part,quantity";

fn file(bytes: &[u8]) -> Value {
    json!({ "format": "csv", "content_base64": STANDARD.encode(bytes) })
}

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(unit).collect()
}

async fn customers(desk: &Desk, bytes: &[u8]) -> Answer {
    desk.call::<ImportCustomers>(&desk.people.dealer, &[], file(bytes))
        .await
}

async fn orders(desk: &Desk, text: &str) -> Answer {
    let text = text.replace("<organisation id>", &desk.organisations.dealer.to_string());
    desk.call::<ImportOrders>(&desk.people.vendor, &[], file(text.as_bytes()))
        .await
}

async fn names(desk: &Desk) -> Vec<String> {
    let listed = desk.call::<ListCustomers>(&desk.people.dealer, &[], Value::Null).await;
    let listed = listed.ok()["items"].as_array().unwrap();
    listed
        .iter()
        .map(|customer| customer["name"].as_str().unwrap().to_owned())
        .collect()
}

async fn purchase_orders(desk: &Desk) -> Vec<String> {
    let listed = desk.call::<ListOrders>(&desk.people.vendor, &[], Value::Null).await;
    let listed = listed.ok()["items"].as_array().unwrap();
    listed
        .iter()
        .map(|order| order["purchase_order"].as_str().unwrap().to_owned())
        .collect()
}

/// Row, outcome, and what is said of it.
fn rows(answer: &Answer) -> Vec<(u64, String, String)> {
    let rows = answer.ok()["rows"].as_array().unwrap().iter();
    rows.map(|row| {
        let errors = row["errors"].as_array().into_iter().flatten();
        let said: Vec<&str> = errors.map(|error| error["message"].as_str().unwrap()).collect();
        let outcome = row["outcome"].as_str().unwrap().to_owned();
        (row["row"].as_u64().unwrap(), outcome, said.join(" "))
    })
    .collect()
}

fn outcomes(answer: &Answer) -> Vec<(u64, String)> {
    rows(answer)
        .into_iter()
        .map(|(row, outcome, _)| (row, outcome))
        .collect()
}

fn of(rows: &[(u64, &str)]) -> Vec<(u64, String)> {
    rows.iter()
        .map(|(row, outcome)| (*row, (*outcome).to_owned()))
        .collect()
}

fn refusal(answer: &Answer) -> String {
    assert_eq!(answer.refused_fields(ProblemCode::InvalidFields), ["content"]);
    answer.body["errors"][0]["message"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_file_is_read_in_the_encoding_that_it_has_and_the_check_says_which() {
    let text = "customer,country,city\r\nMüller Söhne,DE,Köln\r\n";
    for (bytes, encoding) in [
        (WINDOWS_1252.to_vec(), "windows-1252"),
        (text.as_bytes().to_vec(), "utf-8"),
        (format!("\u{feff}{text}").into_bytes(), "utf-8"),
        (utf16(text, u16::to_le_bytes), "utf-16le"),
        (utf16(text, u16::to_be_bytes), "utf-16be"),
    ] {
        let desk = Desk::start().await;
        let answer = customers(&desk, &bytes).await;
        assert_eq!(outcomes(&answer), of(&[(2, "added")]), "{encoding}: {:#}", answer.body);
        assert_eq!(answer.body["encoding"], encoding);
        assert_eq!(names(&desk).await, ["Müller Söhne"]);
    }
}

#[tokio::test]
async fn a_character_that_was_lost_is_never_stored() {
    let desk = Desk::start().await;
    let table = desk.table().await;
    let body = json!({ "format": "csv", "content": "customer,country\nM\u{fffd}ller,DE\n" });
    let answer = desk.call::<ImportCustomers>(&desk.people.dealer, &[], body).await;
    assert!(rows(&answer)[0].2.contains("A character was lost"), "{:#}", answer.body);
    let body = json!({ "name": "M\u{fffd}ller", "address": { "country": "DE" } });
    let refused = desk.call::<CreateCustomer>(&desk.people.dealer, &[], body).await;
    assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["name"]);
    assert_eq!(desk.table().await, table);
}

#[tokio::test]
async fn what_is_no_text_is_refused_and_so_is_a_file_that_is_sent_twice_or_not_at_all() {
    let desk = Desk::start().await;
    for body in [
        file(b"PK\x03\x04"),
        file(b"\xef\xbb\xbfcustomer,country\nM\xfcller,DE\n"),
        json!({ "format": "csv", "content_base64": "%" }),
        json!({ "format": "csv" }),
        json!({ "format": "csv", "content": "customer\nA\n", "content_base64": "" }),
    ] {
        let answer = desk.call::<ImportCustomers>(&desk.people.dealer, &[], body).await;
        assert!(refusal(&answer).ends_with('.'));
    }
}

#[tokio::test]
async fn the_separator_is_the_headers() {
    let text = std::str::from_utf8(SEMICOLONS).unwrap();
    for text in [
        text.to_owned(),
        text.replace(';', "\t"),
        format!("sep=;\r\n{}", text.trim_start_matches('\u{feff}')),
    ] {
        let desk = Desk::start().await;
        let answer = customers(&desk, text.as_bytes()).await;
        assert_eq!(outcomes(&answer), of(&[(2, "added")]), "{:#}", answer.body);
        assert_eq!(names(&desk).await, ["Grün AG"]);
    }
}

#[tokio::test]
async fn headers_come_in_any_case_and_an_unknown_or_repeated_one_is_refused_by_name() {
    let desk = Desk::start().await;
    let answer = customers(&desk, HEADERS_IN_CAPITALS).await;
    assert_eq!(outcomes(&answer), of(&[(2, "added")]), "{:#}", answer.body);
    let answer = orders(&desk, MISSPELT_COLUMN).await;
    assert_eq!(outcomes(&answer), of(&[(2, "shipped")]), "{:#}", answer.body);
    let bin = desk.call::<GetSwaBin>(&desk.people.dealer_swa, &[], Value::Null).await;
    assert_eq!(bin.ok()["lots"][0]["expires"], "2029-12-31");
    let table = desk.table().await;
    let answer = orders(&desk, &MISSPELT_COLUMN.replace("SWA_Expires", "swa_expire")).await;
    let said = refusal(&answer);
    assert!(said.contains("“swa_expire”") && said.contains("swa_expires?"), "{said}");
    assert_eq!(desk.table().await, table);

    let desk = Desk::with_tenant().await;
    let body = json!({ "content_base64": STANDARD.encode(COLUMN_TWICE) });
    let answer = desk.call::<ImportDevices>(desk.buyer(), &[], body).await;
    assert!(refusal(&answer).contains("the column name twice"), "{:#}", answer.body);
}

#[tokio::test]
async fn a_whole_number_is_digits() {
    let desk = Desk::start().await;
    let answer = orders(&desk, THOUSANDS).await;
    let said = rows(&answer);
    assert_eq!((said[0].0, said[0].1.as_str()), (2, "refused"));
    assert!(said[0].2.contains("“1.000”"), "{said:?}");
    for quantity in ["\"1,000\"", "1e2", "1e3", "20.0", "20 units", ""] {
        let answer = orders(
            &desk,
            &format!("{ORDERS}\n<organisation id>,T1,ST1,BE107585,{quantity}\n"),
        )
        .await;
        let said = rows(&answer);
        assert_eq!(said[0].1, "refused", "{quantity}");
        assert!(said[0].2.contains(quantity.trim_matches('"')), "{said:?}");
    }
    assert!(purchase_orders(&desk).await.is_empty());
    let answer = orders(&desk, &format!("{ORDERS}\n<organisation id>,T1,ST1,BE107585, 20\n")).await;
    assert_eq!(outcomes(&answer), of(&[(2, "shipped")]));
    let listed = desk.call::<ListOrders>(&desk.people.vendor, &[], Value::Null).await;
    assert_eq!(listed.ok()["items"][0]["lines"][0]["quantity"], 20);
}

#[tokio::test]
async fn a_number_that_a_spreadsheet_shortened_is_refused() {
    let desk = Desk::start().await;
    let table = desk.table().await;
    let answer = orders(&desk, SCIENTIFIC).await;
    let said = rows(&answer);
    assert_eq!(outcomes(&answer), of(&[(2, "refused"), (3, "refused")]));
    assert!(
        said[0].2.contains("“4.50001E+11”") && said[0].2.contains("format “Text”"),
        "{said:?}"
    );
    let body = json!({
        "organisation_id": desk.organisations.dealer, "purchase_order": "4.50001E+11", "sales_order": "1",
        "lines": [{ "part": "BE107585", "quantity": 1 }],
    });
    let refused = desk.call::<ShipOrder>(&desk.people.vendor, &[], body).await;
    assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["purchase_order"]);
    assert_eq!(desk.table().await, table);
}

#[tokio::test]
async fn rows_and_columns_that_are_empty_are_none() {
    let desk = Desk::start().await;
    let answer = customers(&desk, BLANK_ROWS).await;
    assert_eq!(outcomes(&answer), of(&[(2, "added")]), "{:#}", answer.body);
    assert_eq!(answer.body["rows_in_file"], 1);
    let answer = customers(&desk, b"customer,country,\r\n,,\r\nAlpha,DE,\r\n\r\nBeta,DE,\r\n,,\r\n").await;
    assert_eq!(
        outcomes(&answer),
        of(&[(3, "added"), (5, "added")]),
        "{:#}",
        answer.body
    );
    let many: String = (0..1000).map(|_| "Alpha,DE\n").collect();
    let answer = customers(&desk, format!("customer,country\n{many},\n").as_bytes()).await;
    assert_eq!(answer.ok()["rows_in_file"], 1000);
}

#[tokio::test]
async fn what_looks_the_same_is_the_same() {
    let desk = Desk::start().await;
    let answer = customers(&desk, LOOK_ALIKES).await;
    let expected = [
        (2, "added"),
        (3, "already_there"),
        (4, "already_there"),
        (5, "already_there"),
    ];
    assert_eq!(outcomes(&answer), of(&expected), "{:#}", answer.body);
    assert_eq!(names(&desk).await, ["Café Nord"]);

    let ship = async |purchase_order: &str| {
        let body = json!({
            "organisation_id": desk.organisations.dealer, "purchase_order": purchase_order, "sales_order": "1",
            "lines": [{ "part": "BE107585", "quantity": 1 }],
        });
        let answer = desk.call::<ShipOrder>(&desk.people.vendor, &[], body).await;
        answer.ok()["shipment"].as_str().unwrap().to_owned()
    };
    assert_eq!(ship("PO-77").await, "shipped");
    for again in ["PO\u{2060}-77", "PO-\u{ad}77", "\u{a0}PO-77\u{feff}"] {
        assert_eq!(ship(again).await, "already_shipped", "{again:?}");
    }
    assert_eq!(purchase_orders(&desk).await, ["PO-77"]);
}

async fn create(desk: &Desk, name: &str) -> Answer {
    let body = json!({ "name": name, "address": { "country": "NL" } });
    desk.call::<CreateCustomer>(&desk.people.dealer, &[], body).await
}

#[tokio::test]
async fn a_name_of_what_cannot_be_seen_is_refused_and_what_a_script_needs_is_kept() {
    let desk = Desk::start().await;
    for (name, says) in [
        ("\u{3164}", "Enter a value."),
        ("\u{2800}", "Enter a value."),
        ("\u{fe0f}", "Enter a value."),
        ("\u{34f}", "Enter a value."),
        (
            "No\u{61c}rd",
            "Remove line breaks, tabs and other invisible characters.",
        ),
        (
            "No\u{180e}rd",
            "Remove line breaks, tabs and other invisible characters.",
        ),
        (
            "No\u{e0041}rd",
            "Remove line breaks, tabs and other invisible characters.",
        ),
    ] {
        let refused = create(&desk, name).await;
        assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["name"], "{name:?}");
        assert_eq!(refused.body["errors"][0]["message"], says);
    }
    for name in ["می\u{200c}خواهم", "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} Ltd"] {
        assert_eq!(create(&desk, name).await.ok()["name"], name);
    }
    let body = json!({
        "organisation_id": desk.organisations.dealer, "purchase_order": "PO1", "sales_order": "1",
        "lines": [{ "part": "BE107585", "quantity": 1 }], "notes": "این را می\u{200c}خواهم",
    });
    let shipped = desk.call::<ShipOrder>(&desk.people.vendor, &[], body).await;
    assert_eq!(shipped.ok()["order"]["notes"], "این را می\u{200c}خواهم");
}

async fn found(desk: &Desk, who: &Person, text: &str) -> Vec<String> {
    let found = desk.call::<FindLocations>(who, &[], json!({ "text": text })).await;
    let found = found.ok()["items"].as_array().unwrap();
    found
        .iter()
        .map(|location| location["name"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_location_is_found_however_its_name_and_what_is_looked_for_are_written() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    for (name, hkc) in [
        ("İstanbul Lojistik", "191000343919"),
        ("Goethestraße 1", "191000343920"),
        ("O\u{308}lmu\u{308}hle", "191000343921"),
    ] {
        desk.location(dealer, customer, name, hkc).await;
    }
    desk.indexed().await;
    for (text, name) in [
        ("istanbul", "İstanbul Lojistik"),
        ("İSTANBUL", "İstanbul Lojistik"),
        ("GOETHESTRASSE", "Goethestraße 1"),
        ("goethestraße", "Goethestraße 1"),
        ("ölmühle", "Ölmühle"),
        ("O\u{308}LMÜ", "Ölmühle"),
        ("３４３９２０", "Goethestraße 1"),
    ] {
        assert_eq!(found(&desk, dealer, text).await, [name], "{text}");
    }
}

#[tokio::test]
async fn a_code_is_read_as_it_was_meant() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    for (system_type, typed, read) in [
        ("sv8100", "191000343919\u{200b}", "191000343919"),
        ("sv8100", "\u{feff}１９１０００３４３９２０\u{200f}", "191000343920"),
        (
            "sv8300",
            "18CYG\u{2013}IPS\u{30fc}00000000BJZ02319\u{2060}QK",
            "18CYG-IPS-00000000BJZ02319QK",
        ),
    ] {
        let answer = desk
            .call::<CreateLocation>(dealer, &[&customer], location_body(system_type, typed, typed))
            .await;
        let answer = desk
            .call::<GetLocation>(dealer, &[&answer.ok()["location_id"].as_str().unwrap()], Value::Null)
            .await;
        assert_eq!(answer.ok()["hkc"], read);
    }
    let refused = desk
        .call::<CreateLocation>(dealer, &[&customer], location_body("sv8100", "19\u{200b}1", "B"))
        .await;
    assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["hkc"]);

    let desk = Desk::with_tenant().await;
    let (_, code) = desk.issue("standard", 12, 2).await;
    let wide: String = code
        .chars()
        .map(|c| {
            if c == '-' {
                '\u{30fc}'
            } else {
                char::from_u32(u32::from(c) + 0xfee0).unwrap()
            }
        })
        .collect();
    for typed in [
        wide,
        code.replace('-', "\u{2013}"),
        format!("\u{feff}{}\u{200b}\u{200f}", code.replace('-', "\u{2060}")),
    ] {
        let answer = desk
            .call::<PreviewCode>(desk.buyer(), &[], json!({ "code": typed }))
            .await;
        assert_eq!(answer.status, 200, "{typed:?}: {}", answer.text);
    }
    let answer = desk
        .call::<PreviewCode>(desk.buyer(), &[], json!({ "code": "\u{661}" }))
        .await;
    assert!(
        !answer.text.contains("\\\\u") && !answer.text.contains("\\u{"),
        "{}",
        answer.text
    );
}

#[tokio::test]
async fn a_json_row_that_is_only_to_be_tried_is_only_tried() {
    let desk = Desk::start().await;
    let order = |number: &str, dry_run: bool| {
        json!({
            "organisation_id": desk.organisations.dealer, "purchase_order": number, "sales_order": "1",
            "lines": [{ "part": "BE107585", "quantity": 1 }], "dry_run": dry_run,
        })
    };
    let content = json!([order("PO1", true), order("PO2", false), ["PO3"]]).to_string();
    let body = json!({ "format": "json", "content": content });
    let answer = desk.call::<ImportOrders>(&desk.people.vendor, &[], body).await;
    assert_eq!(
        outcomes(&answer),
        of(&[(1, "would_ship"), (2, "shipped"), (3, "refused")])
    );
    assert_eq!(purchase_orders(&desk).await, ["PO2"]);
}

/// Sends a file until all of it is done, and returns all rows and how often it was sent.
async fn sent_on(desk: &Desk, operation: &str, body: &Value) -> (Vec<(u64, String)>, usize) {
    let (mut all, mut times, mut body) = (Vec::new(), 0, body.clone());
    loop {
        let answer = match operation {
            "import-customers" => {
                desk.call::<ImportCustomers>(&desk.people.dealer, &[], body.clone())
                    .await
            }
            "import-devices" => desk.call::<ImportDevices>(desk.buyer(), &[], body.clone()).await,
            _ => desk.call::<ImportOrders>(&desk.people.vendor, &[], body.clone()).await,
        };
        all.extend(outcomes(&answer));
        times += 1;
        match answer.ok().get("next_row") {
            Some(next) => body["from_row"] = next.clone(),
            None => break,
        }
    }
    all.sort();
    (all, times)
}

#[tokio::test]
async fn a_file_that_takes_longer_than_a_request_may_goes_on_where_it_is() {
    let desk = Desk::start_within(Duration::ZERO).await;
    let to = desk.organisations.dealer;
    let header = "customer,country,location,system_type,hkc,customer_email,dealer_email";
    let text = format!(
        "{header}\nAlpha,NL,One,sv8100,191000343919,a@example.com,d@example.com\n\n\
         alpha,,Two,sv8100,191000343920,a@example.com,d@example.com\nBeta,,,,,,\n\
         Alpha,,Three,sv8100,191000343919,a@example.com,d@example.com\n"
    );
    for (dry_run, went_in) in [(true, "would_add"), (false, "added"), (false, "already_there")] {
        let body = json!({ "format": "csv", "content": text, "dry_run": dry_run });
        let expected = [(2, went_in), (4, went_in), (5, "refused"), (6, "refused")];
        assert_eq!(sent_on(&desk, "import-customers", &body).await, (of(&expected), 4));
    }
    assert_eq!(names(&desk).await, ["Alpha"]);

    // The rows of an order stand apart.
    let row = |order: &str, part: &str| format!("{to},{order},SO-{order},{part},1");
    let rows = [
        row("PO1", "BE107573"),
        row("PO2", "BE107573"),
        row("PO1", "BE107582"),
        row("", "BE107582"),
    ];
    for (dry_run, went_in) in [(true, "would_ship"), (false, "shipped"), (false, "already_shipped")] {
        let body =
            json!({ "format": "csv", "content": format!("{ORDERS}\n{}\n", rows.join("\n")), "dry_run": dry_run });
        let expected = [(2, went_in), (3, went_in), (4, went_in), (5, "refused")];
        assert_eq!(sent_on(&desk, "import-orders", &body).await, (of(&expected), 3));
    }
    assert_eq!(purchase_orders(&desk).await.len(), 2);
    desk.ledger().await;
}

#[tokio::test]
async fn what_a_list_exports_can_be_imported_again() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let to = desk.organisations.dealer;
    let body = json!({
        "organisation_id": to, "purchase_order": "=PO1", "sales_order": "1", "notes": "Fragile",
        "lines": [{ "part": "BE107585", "quantity": 2 }, { "part": "BE112031", "quantity": 5 }], "swa_months": 12,
        "swa_expires": "2029-12-31",
    });
    desk.call::<ShipOrder>(&desk.people.vendor, &[], body).await.ok();
    let customer = create(&desk, "Riverside Clinic").await.ok()["customer_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let body = location_body("sv8300", "18CYG-IPS-00000000BJZ02319QK", "Main building");
    desk.call::<CreateLocation>(dealer, &[&customer], body).await.ok();
    let table = desk.table().await;
    let exported = format!(
        "\u{feff}Organisation ID,Organisation,Purchase order,Sales order,Part,Part name,Quantity,In the bin,SWA months,SWA expires,Notes,Shipped\r\n\
         {to},Riverside IT,'=PO1,1,BE107585,A licence,2,2,12,,Fragile,2026-01-05T09:00:00Z\r\n\
         {to},Riverside IT,'=PO1,1,BE112031,Units,5,,12,2029-12-31,Fragile,2026-01-05T09:00:00Z\r\n"
    );
    let expected = [(2, "already_shipped"), (3, "already_shipped")];
    assert_eq!(outcomes(&orders(&desk, &exported).await), of(&expected));
    for exported in [
        "\u{feff}Customer,Street,City,State,ZIP,Country,Vertical,Reference,Since\r\nRiverside Clinic,,,,,NL,,,2026-01-05T09:00:00Z\r\n",
        "\u{feff}Customer,Location,System type,System,HKC,Location city\r\nRiverside Clinic,Main building,sv8300,SV8300,18CYG-IPS-00000000BJZ02319QK,\r\nRiverside Clinic,Main building_LMC,lmc-sv8300,SV8300 LMC,LM18CYG-IPS-00000000BJZ02319QK,\r\n",
    ] {
        let answer = customers(&desk, exported.as_bytes()).await;
        let expected: Vec<_> = (2..)
            .zip(exported.lines().skip(1))
            .map(|(row, _)| (row, "already_there"))
            .collect();
        assert_eq!(outcomes(&answer), of(&expected), "{:#}", answer.body);
    }
    assert_eq!(desk.table().await, table);
    // What the list says otherwise is told.
    let other = "Customer,Location,System type,HKC\nRiverside Clinic,Annex,sv8300,18CYG-IPS-00000000BJZ02319QK\n";
    let answer = customers(&desk, other.as_bytes()).await;
    assert!(
        rows(&answer)[0].2.contains("differs from this row in location"),
        "{:#}",
        answer.body
    );
}

#[tokio::test]
async fn devices_come_as_an_exported_list_or_as_json() {
    let desk = Desk::with_tenant().await;
    let exported = "\u{feff}Name,Serial,Model,Plan in effect,Covered to,Added\r\nRack 1,AB-1,AP9640,None,,2026-01-05T09:00:00Z\r\n";
    let csv = json!({ "content_base64": STANDARD.encode(exported) });
    let json = json!({ "format": "json", "content": json!([{ "name": "Rack 1", "serial": "ab\u{2013}1", "model": "AP9640" }, ["x"]]).to_string() });
    let answer = desk.call::<ImportDevices>(desk.buyer(), &[], csv).await;
    assert_eq!(outcomes(&answer), of(&[(2, "added")]));
    let answer = desk.call::<ImportDevices>(desk.buyer(), &[], json).await;
    assert_eq!(outcomes(&answer), of(&[(1, "already_there"), (2, "refused")]));
}

#[tokio::test]
async fn a_day_is_one_of_three_centuries() {
    let desk = Desk::start().await;
    let table = desk.table().await;
    for day in ["+12345-12-31", "2200-01-01", "1899-12-31", "31.12.2029"] {
        let text = MISSPELT_COLUMN.replace("2029-12-31", day);
        let said = rows(&orders(&desk, &text).await);
        assert!(said[0].2.contains("1900-01-01 to 2199-12-31"), "{said:?}");
        let body = json!({
            "organisation_id": desk.organisations.dealer, "purchase_order": "PO1", "sales_order": "1",
            "lines": [{ "part": "BE112031", "quantity": 1 }], "swa_expires": day,
        });
        let refused = desk.call::<ShipOrder>(&desk.people.vendor, &[], body).await;
        assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["swa_expires"]);
    }
    assert_eq!(desk.table().await, table);
}
