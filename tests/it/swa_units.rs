//! `ship-order` of SWA units, `get-swa-bin`, `reship-swa-units`, `set-shipping-allowance`,
//! `list-dealers`, `list-resold-orders`.

use api::{ProblemCode, operations::*, units::SwaBinView};
use domain::id::OrganisationId;
use serde_json::{Value, json};
use tests::assured::{Assured, day};
use tests::{Answer, Desk, Person};

async fn bin(desk: &Desk, who: &Person) -> SwaBinView {
    desk.call::<GetSwaBin>(who, &[], json!(null)).await.read()
}

/// Ships units to the distributor, and lets it ship to the dealer.
async fn with_allowance(lots: &[(u32, &str)]) -> Desk {
    let desk = Desk::start_at("2013-01-07T09:00:00Z").await;
    for (index, (quantity, expires)) in lots.iter().enumerate() {
        let number = format!("SWAUnits-{index}");
        let body = json!({
            "organisation_id": desk.organisations.distributor, "purchase_order": number, "sales_order": number,
            "lines": [{ "part": "BE112031", "quantity": quantity }], "swa_expires": expires,
        });
        desk.call::<ShipOrder>(&desk.people.vendor, &[], body).await.ok();
    }
    allow(&desk, desk.organisations.dealer, true).await.ok();
    desk
}

async fn allow(desk: &Desk, dealer: OrganisationId, allowed: bool) -> Answer {
    let ids: [&dyn ToString; 2] = [&desk.organisations.distributor, &dealer];
    desk.call::<SetShippingAllowance>(&desk.people.vendor, &ids, json!({ "allowed": allowed }))
        .await
}

fn reshipment(email: &str, number: &str, quantity: impl Into<Value>) -> Value {
    json!({ "dealer_email": email, "purchase_order": number, "sales_order": number, "quantity": quantity.into() })
}

async fn reship(desk: &Desk, body: Value) -> Answer {
    desk.call::<ReshipSwaUnits>(&desk.people.distributor_swa, &[], body)
        .await
}

#[tokio::test]
async fn units_arrive_as_lots_and_licences_in_the_licence_bin() {
    let scene = Assured::at("2026-01-05T09:00:00Z").await;
    let desk = &scene.desk;
    let body = json!({
        "organisation_id": desk.organisations.dealer, "purchase_order": "PO1", "sales_order": "SO1",
        "lines": [{ "part": "BE112031", "quantity": 648 }, { "part": "BE107573", "quantity": 1 }],
    });
    let shipped = desk.call::<ShipOrder>(&desk.people.vendor, &[], body.clone()).await;
    assert_eq!(shipped.ok()["order"]["lines"].as_array().unwrap().len(), 1);
    let line = json!([{ "part": "BE112031", "part_name": "SWA Unit", "quantity": 648, "expires": "2027-01-05" }]);
    assert_eq!(
        shipped.ok()["order"]["swa_lines"],
        line,
        "a year, where the order does not say"
    );
    let again = desk.call::<ShipOrder>(&desk.people.vendor, &[], body).await;
    assert_eq!(again.ok()["shipment"], "already_shipped");
    scene.units(29, "2026-05-22").await;

    let bin = scene.bin().await;
    assert_eq!((bin.unallocated, bin.allocated, bin.available), (677, 0, 677));
    let lots: Vec<_> = bin
        .lots
        .iter()
        .map(|lot| (lot.purchase_order.as_str(), lot.quantity, lot.available, lot.expires))
        .collect();
    assert_eq!(
        lots,
        [
            ("SWA-1", 29, 29, day("2026-05-22")),
            ("PO1", 648, 648, day("2027-01-05"))
        ]
    );
    // Units alone are no order of the licence bin, and their mail goes to who sees them.
    let orders = desk.call::<GetBin>(&desk.people.dealer, &[], json!(null)).await;
    assert_eq!(orders.ok()["items"].as_array().unwrap().len(), 1);
    let mails = desk.mails().await;
    let to = |subject: &str| -> Vec<&str> {
        let mails = mails.iter().filter(|mail| mail.subject == subject);
        mails.map(|mail| mail.to[0].as_str()).collect()
    };
    assert_eq!(to("Order SWA-1 is in your SWA bin"), ["sam@example.com"]);
    assert_eq!(to("Order PO1 is in your licence bin").len(), 2);
    // Who has no SWA role is told of the licences alone.
    let units = json!([]);
    assert_eq!(orders.ok()["items"][0].get("swa_lines").unwrap_or(&units), &units);
    let order = &shipped.ok()["order"]["order_id"].as_str().unwrap();
    let seen = desk.call::<GetOrder>(&desk.people.dealer, &[order], json!(null)).await;
    assert_eq!(seen.ok().get("swa_lines").unwrap_or(&units), &units);
    let seen = desk.call::<GetOrder>(scene.sam(), &[order], json!(null)).await;
    assert_eq!(seen.ok()["swa_lines"], line);
    let alone = scene.bin().await.lots[0].order_id;
    desk.call::<GetOrder>(scene.sam(), &[&alone], json!(null)).await.ok();
    desk.call::<GetOrder>(&desk.people.dealer, &[&alone], json!(null))
        .await
        .refused(ProblemCode::NotFound);
    for (who, told) in [("dora", false), ("sam", true)] {
        let mail = mails
            .iter()
            .find(|mail| mail.subject.contains("PO1") && mail.to[0].starts_with(who));
        assert_eq!(mail.unwrap().text.contains("SWA"), told, "{who}");
    }
    let attach =
        json!({ "order_id": shipped.ok()["order"]["order_id"], "lines": [{ "part": "BE112031", "quantity": 1 }] });
    let location = desk
        .location(&desk.people.dealer, scene.customer, "A", "191000343919")
        .await;
    desk.call::<AttachLicences>(&desk.people.dealer, &[&location], attach)
        .await
        .refused(ProblemCode::InvalidFields);
    desk.ledger().await;
}

#[tokio::test]
async fn expired_units_count_for_nothing_and_cannot_be_shipped() {
    let scene = Assured::at("2026-01-05T09:00:00Z").await;
    let desk = &scene.desk;
    scene.units(10, "2026-01-05").await;
    scene.units(20, "2026-01-06").await;
    assert_eq!(scene.counts().await, (30, 0, 30), "the last day counts");
    desk.forward(chrono::TimeDelta::days(1));
    assert_eq!(scene.counts().await, (20, 0, 20));
    let lots = scene.bin().await.lots;
    assert_eq!(lots.iter().map(|lot| lot.expired).collect::<Vec<_>>(), [true, false]);
    let body = json!({
        "organisation_id": desk.organisations.dealer, "purchase_order": "PO1", "sales_order": "SO1",
        "lines": [{ "part": "BE112031", "quantity": 1 }], "swa_expires": "2026-01-05",
    });
    let refused = desk.call::<ShipOrder>(&desk.people.vendor, &[], body).await;
    assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["swa_expires"]);
}

#[tokio::test]
async fn a_distributor_ships_on_what_expires_first_and_the_expiry_goes_with_it() {
    let desk = with_allowance(&[(400, "2013-06-30"), (100, "2013-04-17")]).await;
    let body = reshipment("Sam@example.com", "PO-SWAreship08012013", 250);
    let shipped = reship(&desk, body.clone()).await;
    let lines: Vec<_> = shipped.ok()["order"]["swa_lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (line["expires"].as_str().unwrap(), line["quantity"].as_u64().unwrap()))
        .collect();
    assert_eq!(lines, [("2013-04-17", 100), ("2013-06-30", 150)]);
    assert_eq!(reship(&desk, body).await.ok()["shipment"], "already_shipped");
    let other = reshipment("sam@example.com", "PO-SWAreship08012013", 251);
    reship(&desk, other).await.refused(ProblemCode::OrderDiffers);

    let theirs = bin(&desk, &desk.people.dealer_swa).await;
    assert_eq!((theirs.unallocated, theirs.available), (250, 250));
    assert_eq!(theirs.lots[0].purchase_order, "PO-SWAreship08012013");
    let ours = bin(&desk, &desk.people.distributor_swa).await;
    assert_eq!(ours.available, 250);
    let resold = desk
        .call::<ListResoldOrders>(&desk.people.distributor_swa, &[], json!(null))
        .await;
    assert_eq!(resold.ok()["items"][0]["organisation_name"], "Fenwick Telecom");
    let mails = desk.mails().await;
    assert!(
        mails
            .iter()
            .any(|mail| mail.to == ["sam@example.com"] && mail.subject.contains("PO-SWAreship08012013"))
    );
    desk.ledger().await;
}

#[tokio::test]
async fn what_breaks_a_rule_of_reshipping_is_refused_and_changes_nothing() {
    let desk = with_allowance(&[(400, "2013-04-17")]).await;
    desk.mails().await;
    let table = desk.table().await;
    for (body, code, field) in [
        (
            reshipment("sam@example.com", "P", 401),
            ProblemCode::NotEnoughSwaUnits,
            "quantity",
        ),
        (
            reshipment("olly@example.com", "P", 1),
            ProblemCode::NoAllowance,
            "dealer_email",
        ),
        (
            reshipment("nobody@example.com", "P", 1),
            ProblemCode::NoAllowance,
            "dealer_email",
        ),
        (reshipment("sam", "P", 1), ProblemCode::InvalidFields, "dealer_email"),
        (
            reshipment("sam@example.com", "P", 0),
            ProblemCode::InvalidFields,
            "quantity",
        ),
        (
            reshipment("sam@example.com", "P", 1.5),
            ProblemCode::InvalidFields,
            "quantity",
        ),
        (
            reshipment("sam@example.com", "P", -1),
            ProblemCode::InvalidFields,
            "quantity",
        ),
        (
            reshipment("sam@example.com", " ", 1),
            ProblemCode::InvalidFields,
            "purchase_order",
        ),
    ] {
        let fields = reship(&desk, body.clone()).await.refused_fields(code);
        assert!(fields.contains(&field.to_owned()), "{body}: {fields:?}");
    }
    // Whose address it is otherwise is not said.
    let known = reship(&desk, reshipment("olly@example.com", "P", 1)).await;
    let unknown = reship(&desk, reshipment("nobody@example.com", "P", 1)).await;
    assert_eq!(known.body["detail"], unknown.body["detail"]);
    let dry = json!({ "dry_run": true, "dealer_email": "sam@example.com", "purchase_order": "P", "sales_order": "S", "quantity": 7 });
    assert_eq!(reship(&desk, dry).await.ok()["shipment"], "would_ship");
    // A dealer ships to nobody.
    let dealer = desk
        .call::<ReshipSwaUnits>(&desk.people.dealer_swa, &[], reshipment("olly@example.com", "P", 1))
        .await;
    dealer.refused(ProblemCode::NoAllowance);
    assert_eq!(desk.table().await, table);
    allow(&desk, desk.organisations.dealer, false).await.ok();
    reship(&desk, reshipment("sam@example.com", "P", 1))
        .await
        .refused(ProblemCode::NoAllowance);
}

#[tokio::test]
async fn allowances_stand_between_a_distributor_and_a_dealer() {
    let desk = with_allowance(&[]).await;
    let vendor = &desk.people.vendor;
    let distributor = desk.organisations.distributor;
    let dealers = desk
        .call::<ListDealers>(&desk.people.distributor, &[], json!(null))
        .await;
    assert_eq!(dealers.ok()["items"][0]["dealer_name"], "Fenwick Telecom");
    let set = async |from: OrganisationId, to: OrganisationId| {
        desk.call::<SetShippingAllowance>(vendor, &[&from, &to], json!({ "allowed": true }))
            .await
    };
    let organisations = desk.organisations;
    for (from, to, field) in [
        (organisations.dealer, organisations.other_dealer, "organisation_id"),
        (distributor, organisations.tenant, "dealer_id"),
        (distributor, distributor, "dealer_id"),
    ] {
        assert_eq!(set(from, to).await.refused_fields(ProblemCode::InvalidFields), [field]);
    }
    // What is set is set.
    let events = desk.ledger().await.count("allowance-set");
    set(distributor, organisations.dealer).await.ok();
    assert_eq!(desk.ledger().await.count("allowance-set"), events);
    allow(&desk, organisations.dealer, false).await.ok();
    let listed = desk
        .call::<ListShippingAllowances>(vendor, &[&distributor], json!(null))
        .await;
    assert_eq!(listed.ok()["items"][0]["allowed"], false);
    let dealers = desk
        .call::<ListDealers>(&desk.people.distributor, &[], json!(null))
        .await;
    assert_eq!(dealers.ok()["items"], json!([]));
}

/// Orders of one quantity, each a lot of its own by its last day.
async fn many_lots(desk: &Desk, holder: OrganisationId, count: usize, quantity: u32) {
    let mut expires = day("2014-01-01");
    for index in 0..count {
        let number = format!("Lot-{index}");
        let body = json!({
            "organisation_id": holder, "purchase_order": number, "sales_order": number,
            "lines": [{ "part": "BE112031", "quantity": quantity }], "swa_expires": expires,
        });
        desk.call::<ShipOrder>(&desk.people.vendor, &[], body).await.ok();
        expires = expires.next().unwrap();
    }
}

#[tokio::test]
async fn units_in_more_lots_than_a_transaction_holds_are_shipped_in_parts() {
    let desk = with_allowance(&[]).await;
    many_lots(&desk, desk.organisations.distributor, 41, 3).await;
    let refused = reship(&desk, reshipment("sam@example.com", "R1", 121)).await;
    assert_eq!(
        refused.refused_fields(ProblemCode::NotEnoughSwaUnits),
        ["quantity"],
        "{refused:?}"
    );
    assert!(refused.text.contains("more than 40 lots"), "{}", refused.text);
    reship(&desk, reshipment("sam@example.com", "R1", 120)).await.ok();
    reship(&desk, reshipment("sam@example.com", "R2", 3)).await.ok();
    desk.ledger().await;
}

#[tokio::test]
async fn terms_that_take_from_more_lots_than_a_transaction_holds_are_assigned_apart() {
    let scene = Assured::at("2013-01-07T09:00:00Z").await;
    many_lots(&scene.desk, scene.desk.organisations.dealer, 70, 4).await;
    let location = scene.location("sv8100", "191000343919", "Head office").await;
    scene.activate(location, &[("BE107573", 1), ("960026172000", 2)]).await;
    let quote = scene.quote(location).await;
    let assign = async |choices: Value| {
        let body = json!({ "quote_id": quote.quote_id, "choices": choices, "authorised": true });
        scene.desk.call::<AssignSwa>(scene.sam(), &[&location], body).await
    };
    // 221 units lie in 56 lots, 44 in 11.
    let (long, short) = (
        json!({ "application": "sv8100", "months": 60 }),
        json!({ "application": "bct", "months": 12 }),
    );
    let refused = assign(json!([long, short])).await;
    refused.refused(ProblemCode::NotEnoughSwaUnits);
    assert!(refused.text.contains("more than 60 lots"), "{}", refused.text);
    assign(json!([long])).await.ok();
    assign(json!([short])).await.ok();
    scene.desk.ledger().await;
}
