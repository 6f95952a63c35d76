//! What upgrades cost: a tenant with one buyer, and later with two.

use super::Meter;
use api::{ProblemCode, operations::*};
use chrono::TimeDelta;
use domain::organisation::Role;
use serde_json::{Value, json};
use store::meter;
use tests::{AGENTS, ASSETS, Manner, Person, Receiver, decision, submission, terms};

struct People {
    requester: Person,
    admin: Person,
    buyer: Person,
    vendor: Person,
}

pub(super) async fn upgrades(meter: &mut Meter) {
    let of = |role| meter.desk.tenant(role).clone();
    let people = People {
        requester: of(Role::StandardUser),
        admin: of(Role::TenantAdmin),
        buyer: of(Role::Buyer),
        vendor: meter.desk.people.vendor.clone(),
    };
    tenant(meter, &people).await;
    let request = requests(meter, &people).await;
    reads(meter, &people, &request).await;
    vendor(meter, &people, &request).await;
}

fn id(answer: &tests::Answer) -> String {
    let id = &answer.ok()["upgrade"]["summary"]["upgrade_id"];
    id.as_str().unwrap().to_owned()
}

async fn tenant(meter: &mut Meter, people: &People) {
    let tenant = meter.desk.organisations.tenant;
    meter
        .call::<ListPlans>("all", &people.vendor, &[], Value::Null)
        .await
        .ok();
    meter
        .call::<SubmitUpgrade>("no Sold-To-ID", &people.requester, &[], submission(AGENTS, 1))
        .await
        .refused(ProblemCode::NoSoldToId);
    meter
        .call::<SetTenant>("the first time", &people.vendor, &[&tenant], terms())
        .await
        .ok();
    let mut other = terms();
    other["plan"] = json!("base-plan");
    meter
        .call::<SetTenant>("another plan", &people.vendor, &[&tenant], other)
        .await
        .ok();
    meter
        .call::<GetTenant>("its admin", &people.admin, &[&tenant], Value::Null)
        .await
        .ok();
    let used = json!({ "used": { "agents": 4, "asset-instances": 80 } });
    meter
        .call::<SetQuotaUse>("2 metrics", &people.vendor, &[&tenant], used)
        .await
        .ok();
    meter
        .call::<GetTenantQuota>("33 metrics", &people.vendor, &[&tenant], Value::Null)
        .await
        .ok();
}

/// Time goes by, so that what changes moves in the lists by last update.
fn later(meter: &Meter) {
    meter.desk.forward(TimeDelta::minutes(1));
}

/// Returns the id of a purchase that is provisioned.
async fn requests(meter: &mut Meter, people: &People) -> String {
    meter.desk.mails().await;
    let asked = meter
        .call::<SubmitUpgrade>("a request", &people.requester, &[], submission(AGENTS, 1))
        .await;
    let first = id(&asked);
    meter.deliver("deliver-outbox", "a request's mail to 1 buyer").await;
    let token = meter.desk.action_token("tenant-buyer@example.com").await;
    meter
        .call::<ReadActionLink>("a request that waits", &people.buyer, &[], json!({ "token": token }))
        .await
        .ok();
    meter
        .call::<ReadActionLink>(
            "a link that was made up",
            &people.buyer,
            &[],
            json!({ "token": "none" }),
        )
        .await
        .refused(ProblemCode::NotFound);
    later(meter);
    meter
        .call::<DecideUpgrade>("approve", &people.buyer, &[&first], decision("approve", "Yes."))
        .await
        .ok();
    later(meter);
    meter
        .deliver("deliver-outbox", "provision a request, and its 3 mails")
        .await;
    meter
        .call::<DecideUpgrade>("decided before", &people.buyer, &[&first], decision("approve", "Yes."))
        .await
        .refused(ProblemCode::AlreadyDecided);
    let second = meter.desk.ask(AGENTS, 1).await;
    later(meter);
    meter
        .call::<DecideUpgrade>("decline", &people.buyer, &[&second], decision("decline", "No."))
        .await
        .ok();
    meter.desk.ask(AGENTS, 1).await;
    let token = meter.desk.action_token("tenant-buyer@example.com").await;
    later(meter);
    let mut body = decision("approve", "Yes.");
    body["token"] = json!(token);
    meter
        .call::<DecideByActionLink>("approve", &people.buyer, &[], body)
        .await
        .ok();
    let fourth = meter.desk.ask(AGENTS, 1).await;
    later(meter);
    meter
        .call::<WithdrawUpgrade>("a request that waits", &people.requester, &[&fourth], json!({}))
        .await
        .ok();
    let bought = meter
        .call::<SubmitUpgrade>("a purchase", &people.buyer, &[], submission(ASSETS, 2))
        .await;
    meter.desk.mails().await;
    let _ = id(&bought);
    first
}

async fn reads(meter: &mut Meter, people: &People, request: &str) {
    meter
        .call::<GetUpgradesHome>("a buyer", &people.buyer, &[], Value::Null)
        .await
        .ok();
    meter
        .call::<ListUpgradeItems>("all", &people.requester, &[], Value::Null)
        .await
        .ok();
    meter
        .call::<ListUpgrades>("5 upgrades", &people.requester, &[], Value::Null)
        .await
        .ok();
    meter
        .call::<GetUpgrade>("a request", &people.requester, &[&request], Value::Null)
        .await
        .ok();
    meter
        .call::<ListUpgradeEvents>("3 events", &people.requester, &[&request], Value::Null)
        .await
        .ok();
    meter
        .call::<GetQuota>("33 metrics", &people.admin, &[], Value::Null)
        .await
        .ok();
}

async fn vendor(meter: &mut Meter, people: &People, request: &str) {
    let vendor = &people.vendor;
    meter
        .call::<ListOrderForms>("3 orders", vendor, &[], Value::Null)
        .await
        .ok();
    let reason = json!({ "reason": "Unpaid." });
    later(meter);
    meter
        .call::<SuspendUpgrade>("provisional", vendor, &[&request], reason)
        .await
        .ok();
    later(meter);
    meter
        .call::<AcceptUpgrade>("suspended", vendor, &[&request], json!({}))
        .await
        .ok();
    let receiver = Receiver::start(Manner::Answers(200)).await;
    meter
        .call::<SetEndpoint>("the first time", vendor, &[], json!({ "url": receiver.url }))
        .await
        .ok();
    meter.call::<GetEndpoint>("set", vendor, &[], Value::Null).await.ok();
    let bought = meter.desk.submit(&people.buyer, AGENTS, 1).await;
    meter.desk.mails().await;
    later(meter);
    attempt(meter, "taken at the first attempt", &bought).await;
    meter
        .call::<SendAgain>("delivered before", vendor, &[&bought], json!({}))
        .await
        .ok();
    receiver.be(Manner::Answers(500));
    attempt(meter, "refused", &bought).await;
    meter
        .call::<ListDeliveries>("1 message", vendor, &[], Value::Null)
        .await
        .ok();
}

async fn attempt(meter: &mut Meter, scenario: &'static str, upgrade: &str) {
    let app = &meter.desk.app;
    let caller = call_webhook::Caller::new(app.settings.webhook_reach).unwrap();
    let key = store::keys::delivery(upgrade.parse().unwrap());
    meter.look_at_the_catalogue().await;
    let (made, capacity) = meter::measure(call_webhook::call(app, &caller, &key)).await;
    assert!(made.unwrap());
    meter.found.push(("call-webhook", scenario, capacity));
}
