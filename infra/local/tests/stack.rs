//! A whole stack: what it begins with, what survives, how the clock moves.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod client;

use api::operations::*;
use aws_credential_types::Credentials;
use aws_sdk_dynamodb::types::{AttributeValue, DeleteGlobalSecondaryIndexAction, GlobalSecondaryIndexUpdate};
use aws_sdk_scheduler::{
    config::{BehaviorVersion, Region, SharedCredentialsProvider},
    types::{ActionAfterCompletion, FlexibleTimeWindow, FlexibleTimeWindowMode, Target},
};
use chrono::{DateTime, TimeDelta, Utc};
use client::Client;
use domain::day::Day;
use local::{
    audit,
    data_dir::{DataDir, RunningStack},
    engine::Engine,
    keys::KeyFile,
    schedules::ScheduleStore,
    serve::Serve,
    stack::{Stack, TABLE},
};
use runtime::{
    aws,
    keys::{Begins, KeyKind},
};
use serde_json::{Value, json};
use std::{
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

const NORA: &str = "demo-nora-bell";
const FINN: &str = "demo-finn-carter";
const SELMA: &str = "demo-selma-roy";
const FREYA: &str = "demo-freya-lind";
const BRAM: &str = "demo-bram-osei";

fn options(data: &Path) -> Serve {
    Serve {
        data: data.to_owned(),
        port: 0,
        site: data.join("site"),
        reset: false,
        empty: false,
        open: false,
    }
}

/// What the demo data comes to, as far as doing a step twice would show.
async fn census(client: &Client) -> Value {
    let mut organisations = Vec::new();
    for organisation in client.list::<ListOrganisations, _>(NORA, &[]).await {
        let users = client
            .list::<ListUsers, _>(NORA, &[&organisation.organisation_id.to_string()])
            .await;
        let users: Vec<_> = users
            .iter()
            .map(|user| format!("{} {:?}", user.name, user.state))
            .collect();
        organisations.push(json!([organisation.name, users]));
    }
    let orders = client.list::<ListOrders, _>(NORA, &[]).await;
    let mut orders: Vec<_> = orders
        .iter()
        .map(|order| json!([order.purchase_order, order.lines]))
        .collect();
    orders.sort_by_key(Value::to_string);
    let mut locations = Vec::new();
    for dealer in [FINN, "demo-ada-novak", "demo-hana-okafor"] {
        for customer in client.list::<ListCustomers, _>(dealer, &[]).await {
            for location in client
                .list::<ListLocations, _>(dealer, &[&customer.customer_id.to_string()])
                .await
            {
                let view = client
                    .get::<GetLocation>(dealer, &[&location.location_id.to_string()])
                    .await;
                locations.push(json!([
                    customer.name,
                    view.hkc,
                    view.attached.len(),
                    view.activated.len(),
                    view.features,
                    view.licence_files.len()
                ]));
            }
        }
    }
    let mut upgrades = client.get::<ListUpgrades>(SELMA, &[]).await.items;
    upgrades.sort_by_key(|upgrade| upgrade.created_at);
    let upgrades: Vec<_> = upgrades
        .iter()
        .map(|upgrade| {
            json!([
                upgrade.request_number,
                upgrade.upgrade_number,
                upgrade.status,
                upgrade.acceptance
            ])
        })
        .collect();
    let devices = client.list::<ListDevices, _>(BRAM, &[]).await;
    let devices: Vec<_> = devices
        .iter()
        .map(|device| {
            let periods: Vec<_> = device.periods.iter().map(|period| period.plan.as_str()).collect();
            json!([device.name, periods])
        })
        .collect();
    let activations = client.list::<ListActivations, _>(BRAM, &[]).await;
    let activations: Vec<_> = activations.iter().map(|request| request.status).collect();
    json!({
        "organisations": organisations, "orders": orders, "locations": locations, "upgrades": upgrades,
        "devices": devices, "activations": activations,
    })
}

#[tokio::test]
async fn a_stack_begins_with_demo_data_and_keeps_everything() {
    let data = tempfile::tempdir().unwrap();
    let stack = Stack::start(&options(data.path())).await.unwrap();
    let client = Client::new(&stack.url());
    let before = census(&client).await;
    assert_eq!(before["organisations"].as_array().unwrap().len(), 5);

    assert_eq!(
        before["devices"],
        json!([
            ["Cold store north", ["standard", "advanced"]],
            ["Cold store south", ["standard", "standard"]],
            ["Gate house", []],
            ["Packing line 1", ["standard", "advanced"]],
            ["Packing line 2", ["standard"]],
            ["Server room", ["advanced", "standard"]],
        ])
    );
    assert_eq!(before["activations"], json!(["submitted", "declined", "approved"]));
    assert_eq!(
        before["upgrades"],
        json!([
            ["REQ-1", "IPP-1", "provisioned", "accepted"],
            [null, "IPP-2", "provisioned", "accepted"],
            ["REQ-2", null, "declined", null],
            ["REQ-3", "IPP-3", "failed", null],
            ["REQ-4", "IPP-4", "provisioned", "provisional"],
            ["REQ-5", null, "withdrawn", null],
            [null, "IPP-5", "provisioned", "suspended"],
            ["REQ-6", null, "submitted-for-approval", null],
            ["REQ-7", null, "submitted-for-approval", null],
        ])
    );
    let clock = client.local("GET", "/local/clock", None).await;
    assert_eq!(clock["ahead_seconds"], 0, "the past has come to the present");

    let walk = client.list::<GetBin, _>(FINN, &[]).await;
    let walk = walk.iter().find(|order| order.purchase_order == "PO123456").unwrap();
    let lines: Vec<_> = walk
        .lines
        .iter()
        .map(|line| (line.part.as_str(), line.quantity, line.available))
        .collect();
    assert_eq!(
        lines,
        [
            ("BE107573", 1, 1),
            ("BE107576", 1, 1),
            ("BE107582", 5, 5),
            ("BE107585", 20, 20)
        ]
    );
    assert_eq!(walk.sales_order, "1280677");

    let stacked = before["locations"]
        .as_array()
        .unwrap()
        .iter()
        .find(|location| location[1] == "190400324412")
        .unwrap();
    let seats = stacked[4]
        .as_array()
        .unwrap()
        .iter()
        .find(|feature| feature["feature"] == "seats")
        .unwrap();
    assert_eq!(seats["quantity"], 120);

    let mails = client.local("GET", "/local/mailbox.json", None).await["mails"]
        .as_array()
        .unwrap()
        .clone();
    let mail_times: Vec<_> = mails
        .iter()
        .map(|mail| mail["sent_at"].as_str().unwrap().parse::<DateTime<Utc>>().unwrap())
        .collect();
    assert!(mail_times.is_sorted_by(|newer, older| newer >= older), "newest first");
    assert!(
        mails
            .iter()
            .any(|mail| mail["to"] == json!(["ines.moreau@example.com"])),
        "an invitation waits"
    );

    stack.stop().await.unwrap();
    assert!(RunningStack::find(data.path()).unwrap().is_none());
    let stack = Stack::start(&options(data.path())).await.unwrap();
    let client = Client::new(&stack.url());
    assert_eq!(
        census(&client).await,
        before,
        "and the users' sign-ins still work, on another port"
    );
    let again = client.local("GET", "/local/mailbox.json", None).await;
    assert_eq!(
        again["mails"].as_array().unwrap().len(),
        mails.len(),
        "nothing is sent twice"
    );
    stack.stop().await.unwrap();
}

#[tokio::test]
async fn a_kill_at_any_moment_leaves_nothing_half_done() {
    let data = tempfile::tempdir().unwrap();
    for milliseconds in [60, 150, 300, 500, 700, 900, 1200, 1500, 2000] {
        let mut process = Command::new(env!("CARGO_BIN_EXE_local"))
            .args(["serve", "--port", "0", "--data"])
            .arg(data.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_millis(milliseconds));
        process.kill().unwrap();
        process.wait().unwrap();
    }
    let stack = Stack::start(&options(data.path())).await.unwrap();
    let interrupted = census(&Client::new(&stack.url())).await;
    stack.stop().await.unwrap();
    let report = audit::verify(data.path(), None).await.unwrap();
    assert_eq!(report.tampering, []);

    let fresh = tempfile::tempdir().unwrap();
    let stack = Stack::start(&options(fresh.path())).await.unwrap();
    assert_eq!(interrupted, census(&Client::new(&stack.url())).await);
    stack.stop().await.unwrap();
}

/// What the engine leaves when it is killed while it makes the table.
#[tokio::test]
async fn a_table_that_was_not_finished_is_started_over() {
    let data = tempfile::tempdir().unwrap();
    let engine = Engine::start(&data.path().join(DataDir::ENGINE)).await.unwrap();
    let part = aws::dynamodb(Some(&engine.endpoint()));
    store::table::create(&part, TABLE).await.unwrap();
    let index = DeleteGlobalSecondaryIndexAction::builder()
        .index_name("lookup")
        .build()
        .unwrap();
    let without = GlobalSecondaryIndexUpdate::builder().delete(index).build();
    part.update_table()
        .table_name(TABLE)
        .global_secondary_index_updates(without)
        .send()
        .await
        .unwrap();
    engine.stop().await.unwrap();

    let stack = Stack::start(&options(data.path())).await.unwrap();
    let client = Client::new(&stack.url());
    assert_eq!(client.list::<ListOrganisations, _>(NORA, &[]).await.len(), 5);
    stack.stop().await.unwrap();
}

#[tokio::test]
async fn an_empty_stack_begins_with_the_first_admin_alone_and_stays_so() {
    let data = tempfile::tempdir().unwrap();
    let empty = Serve {
        empty: true,
        ..options(data.path())
    };
    let stack = Stack::start(&empty).await.unwrap();
    let client = Client::new(&stack.url());
    assert_eq!(client.list::<ListOrganisations, _>(NORA, &[]).await.len(), 1);
    assert!(client.list::<ListParts, _>(NORA, &[]).await.is_empty());
    assert!(client.get::<GetCatalogue>(NORA, &[]).await.in_force.is_none());
    stack.stop().await.unwrap();
    // Started again without being told.
    let stack = Stack::start(&options(data.path())).await.unwrap();
    let client = Client::new(&stack.url());
    assert_eq!(client.list::<ListOrganisations, _>(NORA, &[]).await.len(), 1);
    assert!(client.get::<GetCatalogue>(NORA, &[]).await.in_force.is_none());
    stack.stop().await.unwrap();
    assert_eq!(audit::verify(data.path(), None).await.unwrap().tampering, []);
}

/// A table of before there were versions: its orders and licences belong to what was compiled in.
#[tokio::test]
async fn a_table_from_before_there_were_versions_goes_on_with_what_was_compiled_in() {
    let data = tempfile::tempdir().unwrap();
    let stack = Stack::start(&options(data.path())).await.unwrap();
    let before = census(&Client::new(&stack.url())).await;
    stack.stop().await.unwrap();

    let engine = Engine::start(&data.path().join(DataDir::ENGINE)).await.unwrap();
    let table = aws::dynamodb(Some(&engine.endpoint()));
    let all = table.scan().table_name(TABLE).send().await.unwrap();
    let of_catalogue = |pk: &&AttributeValue| pk.as_s().unwrap().starts_with("CATALOGUE");
    let mut removed = 0;
    for item in all.items().iter().filter(|item| of_catalogue(&&item["pk"])) {
        let delete = table.delete_item().table_name(TABLE);
        let delete = delete.key("pk", item["pk"].clone()).key("sk", item["sk"].clone());
        delete.send().await.unwrap();
        removed += 1;
    }
    assert!(removed > 3, "{removed}");
    engine.stop().await.unwrap();

    let stack = Stack::start(&options(data.path())).await.unwrap();
    assert_eq!(census(&Client::new(&stack.url())).await, before);
    stack.stop().await.unwrap();
    assert_eq!(audit::verify(data.path(), None).await.unwrap().tampering, []);
}

#[tokio::test]
async fn where_chains_stand_is_written_of_a_running_stack_and_told_of_a_stopped_one() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("kept-elsewhere.jsonl");
    let stack = Stack::start(&options(data.path())).await.unwrap();
    let written = audit::checkpoint(data.path(), &file).await.unwrap();
    assert_eq!(written.tampering, []);
    assert!(
        audit::checkpoint(data.path(), &file).await.is_err(),
        "it is there already"
    );
    let keys = KeyFile::existing(data.path().join(DataDir::KEYS)).unwrap();
    keys.rotate(KeyKind::Audit, DateTime::UNIX_EPOCH, Begins::OnceKnown)
        .unwrap();
    let client = Client::new(&stack.url());
    // One that the checkpoint has.
    let order = client.list::<ListOrders, _>(NORA, &[]).await.swap_remove(0).order_id;
    assured_location(&client).await;
    let verified = audit::verify(data.path(), Some(&file)).await.unwrap();
    assert_eq!(verified.tampering, []);
    assert!(verified.events > written.events);
    stack.stop().await.unwrap();
    let stopped = audit::verify(data.path(), Some(&file)).await.unwrap();
    assert_eq!(stopped.tampering, []);

    // An order and its events are removed past the stack.
    let engine = Engine::start(&data.path().join(DataDir::ENGINE)).await.unwrap();
    let table = aws::dynamodb(Some(&engine.endpoint()));
    let pk = AttributeValue::S(format!("ORDER#{order}"));
    let of_order = table.query().table_name(TABLE).key_condition_expression("pk = :pk");
    let of_order = of_order
        .expression_attribute_values(":pk", pk.clone())
        .send()
        .await
        .unwrap();
    for item in of_order.items() {
        let delete = table.delete_item().table_name(TABLE);
        let delete = delete.key("pk", item["pk"].clone()).key("sk", item["sk"].clone());
        delete.send().await.unwrap();
    }
    engine.stop().await.unwrap();
    assert_eq!(audit::verify(data.path(), None).await.unwrap().tampering, []);
    let told = audit::verify(data.path(), Some(&file)).await.unwrap().tampering;
    assert_eq!(told.len(), 1);
    let said = format!("{}: the aggregate and its ", pk.as_s().unwrap());
    assert!(told[0].to_string().starts_with(&said), "{}", told[0]);

    let mut forged = std::fs::read(&file).unwrap();
    let last = forged.len() - 5;
    forged[last] ^= 1;
    std::fs::write(&file, forged).unwrap();
    let refused = audit::verify(data.path(), Some(&file)).await.unwrap_err();
    assert!(format!("{refused:#}").contains("its MAC does not fit"), "{refused:#}");
}

/// Units, and a new location of Freya's with an SV8300 licence that is activated.
async fn assured_location(client: &Client) -> String {
    let organisations = client.list::<ListOrganisations, _>(NORA, &[]).await;
    let fenwick = organisations.iter().find(|one| one.name == "Fenwick Telecom").unwrap();
    let order = json!({
        "organisation_id": fenwick.organisation_id, "purchase_order": "TIMER-1", "sales_order": "TIMER-1",
        "lines": [{ "part": "LK180064", "quantity": 1 }, { "part": "BE112031", "quantity": 500 }],
    });
    let order = client.post::<ShipOrder>(NORA, &[], order).await.order;
    let customers = client.list::<ListCustomers, _>(FREYA, &[]).await;
    let details = json!({
        "name": "Timed", "address": { "country": "NL" },
        "customer_email": "timed@example.com", "dealer_email": "freya.lind@example.com",
    });
    let body = json!({ "system_type": "sv8300", "hkc": "18CYG-IPS-00000000BJZ77777QK", "details": details });
    let customer = customers[0].customer_id.to_string();
    let location = client.post::<CreateLocation>(FREYA, &[&customer], body).await;
    let location = location.location_id.to_string();
    let body = json!({ "order_id": order.order_id, "lines": [{ "part": "LK180064", "quantity": 1 }] });
    let attached = client.post::<AttachLicences>(FREYA, &[&location], body).await;
    let codes: Vec<_> = attached.attached.iter().map(|one| &one.software_key_code).collect();
    let body = json!({ "software_key_codes": codes, "terms_accepted": true });
    client.post::<ActivateLicences>(FREYA, &[&location], body).await;
    location
}

#[tokio::test]
async fn a_cooling_offs_schedule_is_on_the_disk_and_fires_after_a_restart() {
    let data = tempfile::tempdir().unwrap();
    let stack = Stack::start(&options(data.path())).await.unwrap();
    let client = Client::new(&stack.url());
    let location = assured_location(&client).await;
    let quote = client.post::<MakeSwaQuote>(FREYA, &[&location], json!({})).await;
    let choice = json!([{ "application": "sv8300", "months": 12 }]);
    let body = json!({ "quote_id": quote.quote_id, "choices": choice, "authorised": true });
    let pending = client
        .post::<AssignSwa>(FREYA, &[&location], body)
        .await
        .pending
        .remove(0);
    let schedules = ScheduleStore::new(data.path().join(DataDir::SCHEDULES));
    let ours = |schedules: &ScheduleStore| {
        let waiting = schedules.waiting().unwrap();
        waiting
            .into_iter()
            .find(|one| one.name.contains(&location.replace('-', "")))
    };
    // The outbox makes it, a moment later.
    client
        .local("POST", "/local/clock", Some(json!({ "forward_seconds": 1 })))
        .await;
    let schedule = ours(&schedules).unwrap();
    assert!(schedule.at >= pending.activates_at && schedule.at < pending.activates_at + TimeDelta::seconds(1));
    let page = client.page("/local/time").await;
    assert!(
        page.contains("The timer calls swa-timer") && page.contains(&schedule.name),
        "{page}"
    );
    assert!(
        page.contains("A cooling off ends, if its timer has not ended it"),
        "{page}"
    );
    stack.stop().await.unwrap();

    let stack = Stack::start(&options(data.path())).await.unwrap();
    let client = Client::new(&stack.url());
    assert_eq!(ours(&schedules), Some(schedule));
    let agreement = async || {
        client
            .get::<GetLocationSwa>(FREYA, &[&location])
            .await
            .agreements
            .remove(0)
    };
    assert!(agreement().await.pending.is_some());
    client
        .local(
            "POST",
            "/local/clock",
            Some(json!({ "forward_seconds": 24 * 3600 + 1 })),
        )
        .await;
    let active = agreement().await;
    assert_eq!((active.pending, active.terms.len()), (None, 1));
    assert_eq!(ours(&schedules), None, "it has deleted itself");
    let mails = client.local("GET", "/local/mailbox.json", None).await.to_string();
    assert!(mails.contains(&format!("Software assurance {} is active", active.number)));
    stack.stop().await.unwrap();
}

#[tokio::test]
async fn the_clocks_page_goes_to_what_falls_due_by_a_day_and_to_a_date() {
    let data = tempfile::tempdir().unwrap();
    let stack = Stack::start(&options(data.path())).await.unwrap();
    let client = Client::new(&stack.url());
    let now = async || {
        let clock = client.local("GET", "/local/clock", None).await;
        clock["now"].as_str().unwrap().parse::<DateTime<Utc>>().unwrap()
    };
    let go = async |form: &[(&str, &str)]| client.submit("/local/time", form).await;
    let before = now().await;
    assert_eq!(go(&[("to", "day")]).await, 303);
    assert!(now().await >= before + TimeDelta::days(1));
    let date = Day::of(before + TimeDelta::days(40));
    assert_eq!(go(&[("to", "date"), ("date", &date.to_string())]).await, 303);
    assert_eq!(Day::of(now().await), date);
    let today = Day::of(before).to_string();
    for refused in [today.as_str(), "never"] {
        assert_eq!(go(&[("to", "date"), ("date", refused)]).await, 422, "{refused}");
    }
    assert_eq!(Day::of(now().await), date);
    // To the next reminder, whatever that is; the demo's agreements end some day.
    let next = client.page("/local/time").await;
    assert!(next.contains("A reminder is sent"), "{next}");
    let before = now().await;
    assert_eq!(go(&[("to", "next")]).await, 303);
    assert!(now().await > before);
    stack.stop().await.unwrap();
}

#[tokio::test]
async fn a_mail_comes_back_when_it_is_told_to() {
    let data = tempfile::tempdir().unwrap();
    let stack = Stack::start(&options(data.path())).await.unwrap();
    let client = Client::new(&stack.url());
    let mails = client.local("GET", "/local/mailbox.json", None).await;
    let invitation = mails["mails"]
        .as_array()
        .unwrap()
        .iter()
        .find(|mail| mail["to"] == json!(["ines.moreau@example.com"]))
        .unwrap();
    let path = |event: &str| format!("/local/mailbox/{}/{event}", invitation["mail_id"].as_str().unwrap());
    for (event, outcome) in [
        ("transient-bounce", "not-for-good"),
        ("bounce", "marked"),
        ("bounce", "nothing-new"),
        ("complaint", "nothing-new"),
    ] {
        let told = client.local("POST", &path(event), None).await;
        assert_eq!(told["outcome"], outcome, "{event}");
    }
    let none = json!({});
    assert!(
        client
            .local_status("POST", &path("delivery"), &none)
            .await
            .is_client_error()
    );
    let unknown = "/local/mailbox/019a9c3e-0000-7000-8000-000000000000/bounce";
    assert_eq!(client.local_status("POST", unknown, &none).await, 404);

    let mut marked = Vec::new();
    for organisation in client.list::<ListOrganisations, _>(NORA, &[]).await {
        let id = organisation.organisation_id.to_string();
        let users = client.list::<ListUsers, _>(NORA, &[&id]).await;
        marked.extend(users.into_iter().filter(|user| user.undeliverable.is_some()));
    }
    let marked: Vec<_> = marked.iter().map(|user| user.email.as_str()).collect();
    assert_eq!(marked, ["ines.moreau@example.com"]);
    stack.stop().await.unwrap();
}

#[tokio::test]
async fn the_clock_goes_forward_and_stops_at_what_falls_due() {
    let data = tempfile::tempdir().unwrap();
    let stack = Stack::start(&options(data.path())).await.unwrap();
    let client = Client::new(&stack.url());
    let now = client.local("GET", "/local/clock", None).await["now"]
        .as_str()
        .unwrap()
        .parse::<DateTime<Utc>>()
        .unwrap();
    let running = RunningStack::find(data.path()).unwrap().unwrap();
    let config = aws_sdk_scheduler::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(SharedCredentialsProvider::new(Credentials::new(
            "local", "local", None, None, "test",
        )))
        .endpoint_url(format!("http://127.0.0.1:{}", running.services_port))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build();
    let scheduler = aws_sdk_scheduler::Client::from_conf(config);
    let due = |hours| {
        (now + TimeDelta::hours(hours))
            .format("at(%Y-%m-%dT%H:%M:%S)")
            .to_string()
    };
    for (name, hours) in [("third", 30), ("first", 1), ("second", 5), ("later", 500)] {
        scheduler
            .create_schedule()
            .name(name)
            .schedule_expression(due(hours))
            .flexible_time_window(
                FlexibleTimeWindow::builder()
                    .mode(FlexibleTimeWindowMode::Off)
                    .build()
                    .unwrap(),
            )
            .target(
                Target::builder()
                    .arn("arn:aws:lambda:us-east-1:0:function:sweep")
                    .role_arn("arn:aws:iam::0:role/timer")
                    .build()
                    .unwrap(),
            )
            .action_after_completion(ActionAfterCompletion::None)
            .send()
            .await
            .unwrap();
    }
    let two_days = client
        .local("POST", "/local/clock", Some(json!({ "forward_seconds": 48 * 3600 })))
        .await;
    assert_eq!(two_days["ahead_seconds"], 48 * 3600);

    let schedules = ScheduleStore::new(data.path().join(DataDir::SCHEDULES));
    for name in ["first", "second", "third"] {
        let schedule = schedules.find(name).unwrap().unwrap();
        let late = schedule.fired_at.unwrap() - schedule.at;
        assert!(
            late >= TimeDelta::zero() && late < TimeDelta::seconds(5),
            "{name} fired at its time, not after: {late}"
        );
    }
    assert_eq!(schedules.find("later").unwrap().unwrap().fired_at, None);

    for refused in [
        json!({ "forward_seconds": -1 }),
        json!({ "forward_seconds": 0 }),
        json!({}),
    ] {
        assert!(
            client
                .local_status("POST", "/local/clock", &refused)
                .await
                .is_client_error(),
            "{refused}"
        );
    }
    let session = client.get::<GetSession>(FINN, &[]).await;
    assert!(
        session.now >= now + TimeDelta::hours(48),
        "the functions' time, while the sign-in goes on"
    );
    stack.stop().await.unwrap();
}
