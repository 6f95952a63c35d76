//! Every text that somebody enters, in every operation that takes one: what cannot be
//! seen is refused at its field, what is too long too, and markup is text like any other.

use api::{ProblemCode, operations::*};
use domain::id::CustomerId;
use serde_json::{Value, json};
use tests::{Answer, Desk, location_body, package_body};

/// A text field: where it stands in which operation's body, how long it may be, and
/// whether it has lines.
struct Field {
    operation: &'static str,
    at: &'static str,
    most: usize,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Line,
    Lines,
    Email,
    /// Read only.
    Sought,
}

const fn field(operation: &'static str, at: &'static str, most: usize, kind: Kind) -> Field {
    Field {
        operation,
        at,
        most,
        kind,
    }
}

const FIELDS: &[Field] = &[
    field("create-organisation", "name", 100, Kind::Line),
    field("rename-organisation", "name", 100, Kind::Line),
    field("invite-user", "name", 100, Kind::Line),
    field("invite-user", "email", 254, Kind::Email),
    field("ship-order", "purchase_order", 40, Kind::Line),
    field("ship-order", "sales_order", 40, Kind::Line),
    field("ship-order", "notes", 1000, Kind::Lines),
    field("create-customer", "name", 100, Kind::Line),
    field("create-customer", "address/street", 100, Kind::Line),
    field("create-customer", "address/city", 100, Kind::Line),
    field("create-customer", "address/state", 100, Kind::Line),
    field("create-customer", "address/zip", 100, Kind::Line),
    field("create-customer", "vertical", 100, Kind::Line),
    field("create-customer", "reference", 100, Kind::Line),
    field("update-customer", "name", 100, Kind::Line),
    field("update-customer", "address/street", 100, Kind::Line),
    field("update-customer", "reference", 100, Kind::Line),
    field("create-location", "details/name", 100, Kind::Line),
    field("create-location", "details/address/street", 100, Kind::Line),
    field("create-location", "details/address/city", 100, Kind::Line),
    field("create-location", "details/address/state", 100, Kind::Line),
    field("create-location", "details/address/zip", 100, Kind::Line),
    field("create-location", "details/vertical", 100, Kind::Line),
    field("create-location", "details/hardware_version", 100, Kind::Line),
    field("create-location", "details/software_version", 100, Kind::Line),
    field("create-location", "details/reference", 100, Kind::Line),
    field("create-location", "details/customer_email", 254, Kind::Email),
    field("create-location", "details/dealer_email", 254, Kind::Email),
    field("update-location", "details/name", 100, Kind::Line),
    field("update-location", "details/reference", 100, Kind::Line),
    field("update-location", "details/dealer_email", 254, Kind::Email),
    field("create-device", "name", 100, Kind::Line),
    field("create-device", "model", 100, Kind::Line),
    field("create-package", "name", 100, Kind::Line),
    field("create-package", "description", 1000, Kind::Lines),
    field("find-locations", "text", 100, Kind::Sought),
];

/// Control characters, what breaks a line, what turns the direction of a text, what
/// cannot be seen.
const INVISIBLE: [char; 15] = [
    '\0', '\u{7}', '\n', '\r', '\t', '\u{1b}', '\u{7f}', '\u{85}', '\u{200b}', '\u{200e}', '\u{2028}', '\u{202e}',
    '\u{2066}', '\u{feff}', '\u{2029}',
];

const MARKUP: &str = r#"<b a="1">&amp;'{{x}}%s"#;

struct Scene {
    desk: Desk,
    customer: CustomerId,
    location: String,
}

impl Scene {
    async fn new() -> Self {
        let desk = Desk::start().await;
        let customer = desk.customer(&desk.people.dealer, "Riverside Clinic").await;
        let location = desk
            .location(&desk.people.dealer, customer, "A", "191000343919")
            .await
            .to_string();
        Self {
            desk,
            customer,
            location,
        }
    }

    /// Calls the operation with a body that is good but for this field. Each call that
    /// makes something needs a number of its own.
    async fn call(&self, field: &Field, text: &str, number: u32) -> Answer {
        let Self {
            desk,
            customer,
            location,
        } = self;
        let (vendor, dealer) = (&desk.people.vendor, &desk.people.dealer);
        let tenant = desk.organisations.tenant;
        let with = |mut body: Value| {
            let place = field.at.split('/').fold(&mut body, |body, name| &mut body[name]);
            *place = json!(text);
            body
        };
        let customer_body = json!({ "name": "Riverside Clinic", "address": { "country": "NL" } });
        let location_body = location_body("sv8100", &format!("19{number:010}"), "B");
        match field.operation {
            "create-organisation" => {
                let body = with(json!({ "kind": "dealer", "name": "" }));
                desk.call::<CreateOrganisation>(vendor, &[], body).await
            }
            "rename-organisation" => {
                desk.call::<RenameOrganisation>(vendor, &[&tenant], with(json!({})))
                    .await
            }
            "invite-user" => {
                let body =
                    with(json!({ "name": "Ines", "email": format!("ines-{number}@example.com"), "roles": ["buyer"] }));
                desk.call::<InviteUser>(vendor, &[&tenant], body).await
            }
            "ship-order" => {
                let body = with(json!({
                    "organisation_id": desk.organisations.dealer, "purchase_order": format!("PO{number}"),
                    "sales_order": format!("SO{number}"), "lines": [{ "part": "BE107582", "quantity": 1 }],
                }));
                desk.call::<ShipOrder>(vendor, &[], body).await
            }
            "create-customer" => desk.call::<CreateCustomer>(dealer, &[], with(customer_body)).await,
            "update-customer" => {
                desk.call::<UpdateCustomer>(dealer, &[customer], with(customer_body))
                    .await
            }
            "create-location" => {
                desk.call::<CreateLocation>(dealer, &[customer], with(location_body))
                    .await
            }
            "update-location" => {
                let body = with(json!({ "details": location_body["details"] }));
                desk.call::<UpdateLocation>(dealer, &[location], body).await
            }
            "create-device" => {
                let body = with(json!({ "name": "Rack", "serial": format!("SN-{number}"), "model": "AP9640" }));
                desk.call::<CreateDevice>(desk.buyer(), &[], body).await
            }
            "create-package" => {
                let body = with(package_body("Plant Starter"));
                desk.call::<CreatePackage>(desk.operator(), &[], body).await
            }
            "find-locations" => desk.call::<FindLocations>(dealer, &[], with(json!({}))).await,
            other => panic!("{other} is not called here"),
        }
    }
}

/// The field's value in an answer.
fn shown<'a>(field: &Field, answer: &'a Answer) -> &'a Value {
    let body = if field.operation == "ship-order" {
        &answer.ok()["order"]
    } else {
        answer.ok()
    };
    field.at.split('/').fold(body, |body, name| &body[name])
}

#[tokio::test]
async fn what_cannot_be_seen_is_refused_at_its_field() {
    let scene = Scene::new().await;
    let table = scene.desk.table().await;
    for field in FIELDS {
        for character in INVISIBLE {
            if field.kind == Kind::Lines && matches!(character, '\n') {
                continue;
            }
            let text = match field.kind {
                Kind::Email => format!("a{character}b@example.com"),
                _ => format!("a{character}b"),
            };
            let refused = scene
                .call(field, &text, 1)
                .await
                .refused_fields(ProblemCode::InvalidFields);
            assert_eq!(refused, [field.at], "{} {text:?}", field.operation);
        }
    }
    assert_eq!(scene.desk.table().await, table);
}

#[tokio::test]
async fn a_text_that_is_too_long_is_refused_at_its_field() {
    let scene = Scene::new().await;
    for (number, field) in (1..).zip(FIELDS) {
        let domain = "@example.com";
        let long = |length: usize| match field.kind {
            // The part before the @ has at most 64 characters.
            Kind::Email => format!("{}{domain}", "a".repeat(length.min(64 + domain.len()) - domain.len())),
            _ => "é".repeat(length),
        };
        scene.call(field, &long(field.most), number).await.ok();
        let too_long = match field.kind {
            Kind::Email => format!("{}{domain}", "a".repeat(65)),
            _ => long(field.most + 1),
        };
        let refused = scene
            .call(field, &too_long, 1)
            .await
            .refused_fields(ProblemCode::InvalidFields);
        assert_eq!(refused, [field.at], "{}", field.operation);
    }
}

#[tokio::test]
async fn markup_and_every_script_are_kept_as_they_were_written() {
    let scene = Scene::new().await;
    let mut number = 0;
    for field in FIELDS {
        for text in [MARKUP, "Ærø & Sons 株式会社", "'; DROP --", "=1+1", "${x}", "\u{1f510}"] {
            if matches!(field.kind, Kind::Email | Kind::Sought) {
                continue;
            }
            number += 1;
            let answer = scene.call(field, text, number).await;
            assert_eq!(shown(field, &answer), text, "{} {}", field.operation, field.at);
        }
    }
    let lines = field("ship-order", "notes", 1000, Kind::Lines);
    let answer = scene.call(&lines, "a\r\nb\nc", number + 1).await;
    assert_eq!(shown(&lines, &answer), "a\nb\nc");
}

#[tokio::test]
async fn markup_is_escaped_in_mail() {
    let scene = Scene::new().await;
    let desk = &scene.desk;
    let (vendor, organisations) = (&desk.people.vendor, desk.organisations);
    for organisation in [organisations.dealer, organisations.tenant] {
        let body = json!({ "name": format!("{MARKUP} Ltd") });
        desk.call::<RenameOrganisation>(vendor, &[&organisation], body)
            .await
            .ok();
    }
    let before = desk.mails().await.len();
    scene
        .call(&field("invite-user", "name", 100, Kind::Line), MARKUP, 1)
        .await
        .ok();
    scene
        .call(&field("ship-order", "purchase_order", 40, Kind::Line), MARKUP, 2)
        .await
        .ok();
    scene
        .call(&field("ship-order", "sales_order", 40, Kind::Line), MARKUP, 3)
        .await
        .ok();
    scene
        .call(&field("create-location", "details/name", 100, Kind::Line), MARKUP, 4)
        .await
        .ok();
    let mails = desk.mails().await.split_off(before);
    // An invitation, two orders to two people each, a licence agreement.
    assert_eq!(mails.len(), 6);
    for mail in &mails {
        assert!(!mail.html.contains("<b a="), "{}", mail.html);
        assert!(!mail.html.contains("&amp;'"), "{}", mail.html);
        // In plain text it stands as it was written.
        assert!(mail.text.contains(MARKUP), "{}", mail.text);
        assert!(!mail.subject.contains('\n'));
    }
}
