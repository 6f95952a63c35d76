//! Devices: one serial number in an organisation, and files of devices.

use api::{ProblemCode, operations::*};
use chrono::TimeDelta;
use domain::organisation::Role;
use serde_json::{Value, json};
use tests::{Answer, Desk, confirmed};

fn device(name: &str, serial: &str) -> Value {
    json!({ "name": name, "serial": serial, "model": "AP9640" })
}

async fn import(desk: &Desk, content: &str, dry_run: bool) -> Answer {
    let body = json!({ "content": content, "dry_run": dry_run });
    desk.call::<ImportDevices>(desk.buyer(), &[], body).await
}

fn outcomes(report: &Answer) -> Vec<&str> {
    let rows = report.ok()["rows"].as_array().unwrap();
    rows.iter().map(|row| row["outcome"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_serial_number_is_one_devices_of_an_organisation() {
    let desk = Desk::with_tenant().await;
    let buyer = desk.buyer();
    let made = desk.call::<CreateDevice>(buyer, &[], device("Rack 1", "ab-1")).await;
    assert_eq!(made.ok()["periods"], json!([]));
    let table = desk.table().await;
    for serial in ["ab-1", "AB-1", " Ab-1 "] {
        let refused = desk.call::<CreateDevice>(buyer, &[], device("Rack 2", serial)).await;
        assert_eq!(refused.refused_fields(ProblemCode::SerialTaken), ["serial"]);
    }
    let refused = desk.call::<CreateDevice>(buyer, &[], device(" ", "a b")).await;
    assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["name", "serial"]);
    assert_eq!(desk.table().await, table);
    // Another organisation has its own.
    let vendor = &desk.people.vendor;
    let body = json!({ "kind": "tenant", "name": "Elsewhere Foods" });
    let other = desk.call::<CreateOrganisation>(vendor, &[], body).await;
    let other = other.ok()["organisation_id"].as_str().unwrap().parse().unwrap();
    let stranger = desk.invite(other, "stan", Role::Buyer).await;
    desk.call::<CreateDevice>(&stranger, &[], device("Rack 1", "AB-1"))
        .await
        .ok();
    let listed = desk.call::<ListDevices>(buyer, &[], Value::Null).await;
    assert_eq!(listed.ok()["items"].as_array().unwrap().len(), 1);
    let id = made.ok()["device_id"].as_str().unwrap();
    desk.call::<GetDevice>(&stranger, &[&id], Value::Null)
        .await
        .refused(ProblemCode::NotFound);
    desk.call::<UpdateDevice>(&stranger, &[&id], json!({ "name": "x", "model": "y" }))
        .await
        .refused(ProblemCode::NotFound);
    desk.ledger().await;
}

#[tokio::test]
async fn name_and_model_are_replaced_and_the_serial_number_stays() {
    let desk = Desk::with_tenant().await;
    let id = desk.device("Rack 1").await;
    let admin = desk.tenant(Role::TenantAdmin);
    let body = json!({ "name": "Rack 9", "model": "AP9641" });
    let after = desk.call::<UpdateDevice>(admin, &[&id], body.clone()).await;
    assert_eq!(
        (&after.ok()["name"], &after.body["model"], &after.body["serial"]),
        (&json!("Rack 9"), &json!("AP9641"), &json!("SN-Rack1"))
    );
    let table = desk.table().await;
    desk.call::<UpdateDevice>(admin, &[&id], body).await.ok();
    assert_eq!(desk.table().await, table, "the same again is no change");
}

#[tokio::test]
async fn a_devices_history_tells_what_was_changed_and_assigned_newest_first() {
    let desk = Desk::with_tenant().await;
    let buyer = desk.buyer();
    let devices = [desk.device("Rack 1").await, desk.device("Rack 2").await];
    let (_, code) = desk.issue("standard", 12, 3).await;
    desk.forward(TimeDelta::days(1));
    let redeemed = desk.redeem(&code, &devices[..1]).await;
    desk.forward(TimeDelta::days(1));
    let body = json!({ "name": "Rack 9", "model": "AP9641" });
    desk.call::<UpdateDevice>(buyer, &[&devices[0]], body).await.ok();
    desk.forward(TimeDelta::days(1));
    let subscription = redeemed.ok()["subscription_id"].as_str().unwrap();
    let body = json!({ "device_ids": devices });
    let preview = desk.call::<PreviewAssignment>(buyer, &[&subscription], body).await;
    let body = json!({ "devices": confirmed(preview.ok()) });
    desk.call::<AssignSeats>(buyer, &[&subscription], body).await.ok();

    let history = async |device: &String| {
        let events = desk.call::<ListDeviceEvents>(buyer, &[device], Value::Null).await;
        let items = events.ok()["items"].as_array().unwrap().clone();
        items
            .iter()
            .map(|event| format!("{} {}", event["sequence"], event["summary"].as_str().unwrap()))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        history(&devices[0]).await,
        [
            "4 Standard was assigned, from 6 January 2027 to 5 January 2028.",
            "3 The device is now Rack 9, model AP9641.",
            "2 Standard was assigned, from 6 January 2026 to 5 January 2027.",
            "1 The device Rack 1 was added, serial number SN-Rack1.",
        ]
    );
    // Of what was assigned to both it tells its own part.
    assert_eq!(
        history(&devices[1]).await,
        [
            "2 Standard was assigned, from 8 January 2026 to 7 January 2027.",
            "1 The device Rack 2 was added, serial number SN-Rack2.",
        ]
    );
}

#[tokio::test]
async fn a_file_is_checked_row_by_row_and_can_be_sent_again() {
    let desk = Desk::with_tenant().await;
    desk.call::<CreateDevice>(desk.buyer(), &[], device("Rack 1", "AB-1"))
        .await
        .ok();
    let content = "\u{feff}serial,name,model\n\
        ab-1,Rack 1,AP9640\n\
        AB-1,Rack 7,AP9640\n\
        AB-2,Rack 2,AP9640\n\
        AB-2,Rack 3,AP9640\n\
        a b,,AP9640\n\
        AB-4,Rack 4\n\
        AB-5,'=1+1,AP9640\n";
    let table = desk.table().await;
    let dry = import(&desk, content, true).await;
    assert_eq!(
        outcomes(&dry),
        [
            "already_there",
            "refused",
            "would_add",
            "refused",
            "refused",
            "refused",
            "would_add"
        ]
    );
    assert_eq!(desk.table().await, table, "a dry run changes nothing");
    let report = import(&desk, content, false).await;
    assert_eq!(
        outcomes(&report),
        [
            "already_there",
            "refused",
            "added",
            "refused",
            "refused",
            "refused",
            "added"
        ]
    );
    let errors = |row: usize| -> Vec<&str> {
        let errors = report.body["rows"][row]["errors"].as_array().unwrap();
        errors.iter().map(|error| error["field"].as_str().unwrap()).collect()
    };
    assert_eq!(errors(1), ["serial"]);
    assert_eq!(errors(3), ["serial"]);
    assert_eq!(errors(4), ["name", "serial"]);
    assert_eq!(errors(5), [""]);
    let listed = desk.call::<ListDevices>(desk.buyer(), &[], Value::Null).await;
    let names: Vec<_> = listed.ok()["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["name"].clone())
        .collect();
    assert_eq!(names, ["=1+1", "Rack 1", "Rack 2"]);
    let table = desk.table().await;
    let again = import(&desk, content, false).await;
    assert_eq!(outcomes(&again)[2], "already_there");
    assert_eq!(desk.table().await, table, "the same file again changes nothing");
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_refused_whole() {
    let desk = Desk::with_tenant().await;
    let long = format!("name,serial,model\n{}", "a,b,c\n".repeat(1001));
    for content in ["", "name,model\nRack,AP", "name,serial,model\n", &long] {
        let refused = import(&desk, content, false).await;
        assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["content"]);
    }
}
