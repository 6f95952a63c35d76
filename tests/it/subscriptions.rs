//! Redeeming subscription codes, assigning seats, periods and reminders.

use api::{ProblemCode, operations::*};
use chrono::TimeDelta;
use domain::{day::Day, organisation::Role};
use serde_json::{Value, json};
use tests::{Desk, confirmed};

#[tokio::test]
async fn a_code_is_redeemed_in_four_steps_and_gives_what_the_preview_showed() {
    let desk = Desk::with_tenant().await;
    let (_, code) = desk.issue("standard", 12, 5).await;
    let devices = [desk.device("Rack 1").await, desk.device("Rack 2").await];
    let table = desk.table().await;
    let preview = desk.preview(&code, &devices).await;
    assert_eq!(
        (
            &preview.ok()["seats"],
            &preview.body["unassigned"],
            &preview.body["today"]
        ),
        (&json!(5), &json!(3), &json!("2026-01-05"))
    );
    let first = &preview.body["devices"][0];
    assert_eq!(
        (
            &first["effect"],
            &first["starts_on"],
            &first["ends_on"],
            &first["serial"]
        ),
        (
            &json!("first"),
            &json!("2026-01-05"),
            &json!("2027-01-05"),
            &json!("SN-Rack1")
        )
    );
    assert_eq!(desk.table().await, table, "a preview consumes nothing");
    let body = json!({ "code": code, "devices": confirmed(preview.ok()) });
    let redeemed = desk.call::<RedeemCode>(desk.buyer(), &[], body).await;
    assert_eq!(
        (
            &redeemed.ok()["unassigned"],
            &redeemed.body["issuer"],
            &redeemed.body["plan_name"]
        ),
        (&json!(3), &json!("Fenwick Telecom"), &json!("Standard"))
    );
    for device in &devices {
        assert_eq!(desk.periods(device).await, ["standard 2026-01-05 2027-01-05"]);
    }
    let overview = desk
        .call::<GetSubscriptionOverview>(desk.buyer(), &[], Value::Null)
        .await;
    assert_eq!(
        overview.ok()["plans"],
        json!([
            { "plan": "advanced", "plan_name": "Advanced", "unassigned": 0 },
            { "plan": "standard", "plan_name": "Standard", "unassigned": 3 },
        ])
    );
    let id = redeemed.body["subscription_id"].as_str().unwrap();
    let events = desk
        .call::<ListSubscriptionEvents>(desk.buyer(), &[&id], Value::Null)
        .await;
    assert_eq!(
        events.ok()["items"][0]["summary"],
        "The code was redeemed: 12 months of Standard for 5 devices. Assigned: Rack 1 from 2026-01-05 to before 2027-01-05; Rack 2 from 2026-01-05 to before 2027-01-05."
    );
    desk.ledger().await;
}

#[tokio::test]
async fn the_manuals_cases_extension_upgrade_and_downgrade() {
    let desk = Desk::with_tenant().await;
    let redeem = async |plan: &str, months: u32, device: &String| {
        let (_, code) = desk.issue(plan, months, 1).await;
        let preview = desk.preview(&code, std::slice::from_ref(device)).await;
        let effect = preview.ok()["devices"][0]["effect"].as_str().unwrap().to_owned();
        desk.redeem(&code, std::slice::from_ref(device)).await.ok();
        effect
    };
    let [extended, upgraded, downgraded] = [
        desk.device("Extended").await,
        desk.device("Upgraded").await,
        desk.device("Downgraded").await,
    ];
    redeem("standard", 12, &extended).await;
    redeem("standard", 12, &upgraded).await;
    redeem("advanced", 12, &downgraded).await;
    desk.forward(TimeDelta::days(90));
    assert_eq!(redeem("standard", 12, &extended).await, "extension");
    assert_eq!(
        desk.periods(&extended).await,
        ["standard 2026-01-05 2027-01-05", "standard 2027-01-05 2028-01-05"]
    );
    assert_eq!(redeem("advanced", 3, &upgraded).await, "upgrade");
    assert_eq!(
        desk.periods(&upgraded).await,
        ["standard 2026-01-05 2027-01-05", "advanced 2026-04-05 2026-07-05"]
    );
    assert_eq!(redeem("standard", 12, &downgraded).await, "deferred");
    assert_eq!(
        desk.periods(&downgraded).await,
        ["advanced 2026-01-05 2027-01-05", "standard 2027-01-05 2028-01-05"]
    );
    // Another Advanced moves the Standard that waits.
    assert_eq!(redeem("advanced", 1, &downgraded).await, "extension");
    assert_eq!(
        desk.periods(&downgraded).await,
        [
            "advanced 2026-01-05 2027-01-05",
            "advanced 2027-01-05 2027-02-05",
            "standard 2027-02-05 2028-02-05"
        ]
    );
    let in_effect = async || {
        let view = desk.call::<GetDevice>(desk.buyer(), &[&upgraded], Value::Null).await;
        view.ok()["in_effect"]["plan"].as_str().map(str::to_owned)
    };
    assert_eq!(in_effect().await.as_deref(), Some("advanced"));
    desk.forward(TimeDelta::days(91));
    assert_eq!(
        in_effect().await.as_deref(),
        Some("standard"),
        "it outlasts the higher one"
    );
    desk.forward(TimeDelta::days(200));
    assert_eq!(in_effect().await, None);
    desk.ledger().await;
}

#[tokio::test]
async fn what_changed_since_the_preview_is_refused_and_nothing_is_consumed() {
    let desk = Desk::with_tenant().await;
    let (_, first) = desk.issue("standard", 12, 2).await;
    let (_, second) = desk.issue("advanced", 12, 2).await;
    let devices = [desk.device("Rack 1").await, desk.device("Rack 2").await];
    let shown = confirmed(desk.preview(&first, &devices).await.ok());
    desk.redeem(&second, &devices[..1]).await.ok();
    desk.mails().await;
    let table = desk.table().await;
    let redeem = async |devices: &Value| {
        let body = json!({ "code": first, "devices": devices });
        desk.call::<RedeemCode>(desk.buyer(), &[], body).await
    };
    let refused = redeem(&shown).await;
    assert_eq!(
        refused.refused_fields(ProblemCode::PreviewOutdated),
        ["devices/0/device_id"]
    );
    // Nor what nobody was shown.
    let mut other = confirmed(desk.preview(&first, &devices[1..]).await.ok());
    other[0]["periods"][0]["ends_on"] = json!("2030-01-05");
    assert_eq!(
        redeem(&other).await.refused_fields(ProblemCode::PreviewOutdated),
        ["devices/0/device_id"]
    );
    other[0]["periods"] = json!([]);
    redeem(&other).await.refused(ProblemCode::PreviewOutdated);
    // The next day everything is a day later.
    let good = confirmed(desk.preview(&first, &devices[1..]).await.ok());
    desk.forward(TimeDelta::hours(15));
    redeem(&good).await.refused(ProblemCode::PreviewOutdated);
    assert_eq!(desk.table().await, table);
    desk.redeem(&first, &devices).await.ok();
}

#[tokio::test]
async fn devices_are_chosen_once_from_ones_own_and_no_more_than_seats() {
    let desk = Desk::with_tenant().await;
    let (_, code) = desk.issue("standard", 12, 1).await;
    let devices = [desk.device("Rack 1").await, desk.device("Rack 2").await];
    let vendor = &desk.people.vendor;
    let body = json!({ "kind": "tenant", "name": "Elsewhere Foods" });
    let other = desk.call::<CreateOrganisation>(vendor, &[], body).await;
    let other = other.ok()["organisation_id"].as_str().unwrap().parse().unwrap();
    let stranger = desk.invite(other, "stan", Role::Buyer).await;
    let body = json!({ "name": "Theirs", "serial": "T-1", "model": "X" });
    let theirs = desk.call::<CreateDevice>(&stranger, &[], body).await;
    let theirs = theirs.ok()["device_id"].as_str().unwrap().to_owned();
    let nothing = "019a9c3e-0000-7000-8000-000000000000".to_owned();
    let many: Vec<String> = (0..81)
        .map(|number| format!("019a9c3e-0000-7000-8000-{number:012}"))
        .collect();
    desk.mails().await;
    let table = desk.table().await;
    let mut not_there = Vec::new();
    for (chosen, code_of, fields) in [
        (vec![&devices[0], &devices[1]], ProblemCode::NotEnoughSeats, ""),
        (vec![&devices[0], &devices[0]], ProblemCode::InvalidFields, "/1"),
        (vec![&devices[0], &theirs], ProblemCode::NotFound, "/1"),
        (vec![&devices[0], &nothing], ProblemCode::NotFound, "/1"),
        (many.iter().collect(), ProblemCode::InvalidFields, ""),
    ] {
        let preview = json!({ "code": code, "device_ids": chosen });
        let refused = desk.call::<PreviewRedemption>(desk.buyer(), &[], preview).await;
        assert_eq!(refused.refused_fields(code_of), [format!("device_ids{fields}")]);
        let choices: Vec<Value> = chosen
            .iter()
            .map(|id| json!({ "device_id": id, "periods": [] }))
            .collect();
        let redeem = json!({ "code": code, "devices": choices });
        let refused = desk.call::<RedeemCode>(desk.buyer(), &[], redeem).await;
        let at = if fields.is_empty() {
            String::new()
        } else {
            format!("{fields}/device_id")
        };
        assert_eq!(refused.refused_fields(code_of), [format!("devices{at}")]);
        if code_of == ProblemCode::NotFound {
            not_there.push(refused.body["errors"].clone());
        }
    }
    assert_eq!(not_there[0], not_there[1], "another organisation's is not there");
    assert_eq!(desk.table().await, table);
}

#[tokio::test]
async fn seats_are_assigned_later_up_to_eighty_at_a_time() {
    let desk = Desk::with_tenant().await;
    let (_, code) = desk.issue("standard", 12, 100).await;
    let rows: String = (0..100)
        .map(|number| format!("Rack {number:03},SN-{number:03},AP9640\n"))
        .collect();
    let body = json!({ "content": format!("name,serial,model\n{rows}") });
    desk.call::<ImportDevices>(desk.buyer(), &[], body).await.ok();
    let mut devices = Vec::new();
    let mut path = "/api/devices".to_owned();
    loop {
        let token = Some(desk.buyer().token.as_str());
        let page = desk.send(reqwest::Method::GET, &path, token, Value::Null, None).await;
        let items = page.ok()["items"].as_array().unwrap();
        devices.extend(items.iter().map(|row| row["device_id"].as_str().unwrap().to_owned()));
        match page.body["next"].as_str() {
            Some(next) => path = format!("/api/devices?after={next}"),
            None => break,
        }
    }
    assert_eq!(devices.len(), 100);
    let redeemed = desk.redeem(&code, &devices[..80]).await;
    assert_eq!(redeemed.ok()["unassigned"], 20);
    let id = redeemed.body["subscription_id"].as_str().unwrap().to_owned();
    desk.forward(TimeDelta::days(31));
    let assign = async |chosen: &[String]| {
        let preview = json!({ "device_ids": chosen });
        let preview = desk.call::<PreviewAssignment>(desk.buyer(), &[&id], preview).await;
        let body = json!({ "devices": confirmed(preview.ok()) });
        desk.call::<AssignSeats>(desk.buyer(), &[&id], body).await
    };
    assert_eq!(assign(&devices[80..]).await.ok()["unassigned"], 0);
    assert_eq!(desk.periods(&devices[99]).await, ["standard 2026-02-05 2027-02-05"]);
    let table = desk.table().await;
    let preview = desk
        .call::<PreviewAssignment>(desk.buyer(), &[&id], json!({ "device_ids": devices[..1] }))
        .await;
    assert_eq!(preview.refused_fields(ProblemCode::NotEnoughSeats), ["device_ids"]);
    for chosen in [
        json!([]),
        json!(vec![json!({ "device_id": devices[0], "periods": [] }); 2]),
    ] {
        desk.call::<AssignSeats>(desk.buyer(), &[&id], json!({ "devices": chosen }))
            .await
            .refused(ProblemCode::InvalidFields);
    }
    assert_eq!(desk.table().await, table);
    desk.ledger().await;
}

#[tokio::test]
async fn a_lost_answer_is_answered_again_and_another_request_is_not() {
    let desk = Desk::with_tenant().await;
    let (_, code) = desk.issue("standard", 12, 2).await;
    let device = desk.device("Rack 1").await;
    let shown = confirmed(desk.preview(&code, std::slice::from_ref(&device)).await.ok());
    let body = json!({ "code": code, "devices": shown });
    let redeem = async || {
        desk.call_with_key::<RedeemCode>(desk.buyer(), &[], body.clone(), Some("k"))
            .await
    };
    for after_writing in [false, true] {
        desk.faults.die_at(1, after_writing);
        redeem().await.refused(ProblemCode::Internal);
        desk.faults.die_at(0, false);
    }
    let first = redeem().await;
    assert_eq!(first.ok()["unassigned"], 1);
    desk.forward(TimeDelta::hours(20));
    assert_eq!(redeem().await.ok(), first.ok());
    desk.call::<RedeemCode>(desk.buyer(), &[], body.clone())
        .await
        .refused(ProblemCode::CodeUsed);
    assert_eq!(desk.periods(&device).await, ["standard 2026-01-05 2027-01-05"]);
    assert_eq!(desk.ledger().await.count("code-redeemed"), 1);
}

#[tokio::test]
async fn all_buyers_are_told_what_was_redeemed_once() {
    let desk = Desk::with_tenant().await;
    desk.invite(desk.organisations.tenant, "bea", Role::Buyer).await;
    let (_, code) = desk.issue("standard", 12, 5).await;
    let devices = [desk.device("Rack 1").await, desk.device("Rack 2").await];
    let sent = desk.mails().await.len();
    desk.redeem(&code, &devices).await.ok();
    let mails = desk.mails().await.split_off(sent);
    let mut to: Vec<_> = mails.iter().map(|mail| mail.to.join(",")).collect();
    to.sort();
    assert_eq!(to, ["bea@example.com", "tenant-buyer@example.com"]);
    for mail in &mails {
        assert_eq!(mail.subject, "Standard for 5 devices was redeemed");
        for line in [
            "tenant-buyer redeemed an activation code of Fenwick Telecom: Standard, 12 months, 5 devices.",
            "- Rack 1, from 5 January 2026 to 4 January 2027",
            "- Rack 2, from 5 January 2026 to 4 January 2027",
            "3 seats wait to be assigned to devices.",
        ] {
            assert!(mail.text.lines().any(|one| one == line), "{line}: {}", mail.text);
        }
        assert!(mail.text.contains("/subscriptions\n"), "{}", mail.text);
        assert!(
            mail.html
                .contains("<td>Rack 1</td><td>5 January 2026</td><td>4 January 2027</td>")
        );
    }
    // Without a device, in one line less.
    let (_, code) = desk.issue("advanced", 1, 1).await;
    let sent = desk.mails().await.len();
    desk.redeem(&code, &[]).await.ok();
    let mails = desk.mails().await.split_off(sent);
    assert_eq!(mails.len(), 2);
    assert_eq!(mails[0].subject, "Advanced for 1 device was redeemed");
    assert!(
        mails[0].text.contains("1 seat waits to be assigned"),
        "{}",
        mails[0].text
    );
    assert!(!mails[0].text.contains("Assigned at once"), "{}", mails[0].text);
}

#[tokio::test]
async fn buyers_are_reminded_at_60_30_and_7_days_once_each() {
    let desk = Desk::with_tenant().await;
    let (_, code) = desk.issue("standard", 12, 5).await;
    let devices = [desk.device("Rack 1").await, desk.device("Rack 2").await];
    desk.redeem(&code, &devices).await.ok();
    let sent = desk.mails().await.len();
    let buyer = "tenant-buyer@example.com";
    let mut reminded = Vec::new();
    // The whole year, day by day.
    for _ in 0..370 {
        desk.forward(TimeDelta::days(1));
        let mails = desk.mails_to(buyer, sent).await;
        for mail in mails.iter().skip(reminded.len()) {
            reminded.push((Day::of(desk.now()).to_string(), mail.text.clone()));
        }
    }
    let days: Vec<&str> = reminded.iter().map(|(day, _)| day.as_str()).collect();
    assert_eq!(days, ["2026-11-06", "2026-12-06", "2026-12-29"]);
    for ((_, text), days) in reminded.iter().zip([60, 30, 7]) {
        assert!(text.contains(&format!("in {days} days, on 5 January 2027")), "{text}");
        assert!(text.contains("- Rack 1, serial number SN-Rack1: Standard"), "{text}");
        assert!(text.contains("- Rack 2"), "{text}");
    }
}

#[tokio::test]
async fn a_reminder_names_the_devices_that_still_end() {
    let desk = Desk::with_tenant().await;
    let devices = [desk.device("Rack 1").await, desk.device("Rack 2").await];
    let (_, code) = desk.issue("standard", 3, 5).await;
    desk.redeem(&code, &devices).await.ok();
    // An upgrade that ends before changes no last day: no reminders of its own.
    let (_, upgrade) = desk.issue("advanced", 1, 5).await;
    desk.redeem(&upgrade, &devices).await.ok();
    let sent = desk.mails().await.len();
    let reminders = async || {
        let mails = desk.mails_to("tenant-buyer@example.com", sent).await;
        let reminders = mails.into_iter().filter(|mail| mail.subject.contains("no plan"));
        reminders.collect::<Vec<_>>()
    };
    // 5 April less 60 days.
    desk.forward(TimeDelta::days(30));
    let first = reminders().await;
    assert_eq!(first.len(), 1);
    assert_eq!(first[0].subject, "2 devices have no plan from 5 April 2026 on");
    let (_, extension) = desk.issue("standard", 12, 1).await;
    desk.redeem(&extension, &devices[..1]).await.ok();
    desk.forward(TimeDelta::days(30));
    let second = reminders().await.split_off(1);
    assert_eq!(second.len(), 1);
    assert_eq!(second[0].subject, "1 device has no plan from 5 April 2026 on");
    assert!(!second[0].text.contains("Rack 1"), "{}", second[0].text);
    let (_, extension) = desk.issue("standard", 12, 1).await;
    desk.redeem(&extension, &devices[1..]).await.ok();
    desk.forward(TimeDelta::days(25));
    assert_eq!(reminders().await.len(), 2, "nothing is left to say");
}
