//! A year of a tenant's life on the clock, stopping at everything that falls due.

use api::operations::*;
use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use domain::organisation::Role;
use serde_json::{Value, json};
use tests::{AGENTS, ASSETS, Desk, Manner, Receiver, agreed_of, submission, terms};

/// Moves the clock to this time, and does what is due on the way when it is due.
async fn until(desk: &Desk, at: DateTime<Utc>) {
    loop {
        desk.mails().await;
        desk.call_endpoint().await;
        desk.mails().await;
        match desk.app.store.next_due().await.unwrap() {
            Some(next) if next <= at && next > desk.now() => desk.forward(next - desk.now()),
            _ => break,
        }
    }
    desk.forward(at - desk.now());
    desk.mails().await;
}

fn day(year: i32, month: u32, day: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(year, month, day, 9, 0, 0).unwrap()
}

/// What was mailed since, oldest first: to whom, about what.
async fn mailed(desk: &Desk, since: &mut usize) -> Vec<(String, String)> {
    let all = desk.mails().await;
    let new = all[*since..]
        .iter()
        .map(|mail| (mail.to[0].clone(), mail.subject.clone()));
    let new = new.collect();
    *since = all.len();
    new
}

fn about(mails: &[(String, String)]) -> Vec<&str> {
    mails.iter().map(|(_, subject)| subject.as_str()).collect()
}

#[tokio::test]
async fn a_year_of_requests_decisions_reminders_and_the_contracts_end() {
    let desk = Desk::with_tenant().await;
    let mut sent = desk.mails().await.len();
    let price = async |id: &str| {
        desk.upgrade(id).await["price"]["pro_rata"]["minor_units"]
            .as_u64()
            .unwrap()
    };

    // January: asked, reminded twice, approved after ten days.
    let first = desk.ask(ASSETS, 1).await;
    assert_eq!(price(&first).await, 17_803);
    until(&desk, day(2026, 1, 15)).await;
    let mails = mailed(&desk, &mut sent).await;
    assert_eq!(
        about(&mails),
        [
            "REQ-1 needs your decision: 1 x Asset Instances Upgrade",
            "Reminder: REQ-1 needs your decision: 1 x Asset Instances Upgrade",
            "Reminder: REQ-1 needs your decision: 1 x Asset Instances Upgrade",
        ]
    );
    // The first mail's link is ten days old and works.
    let token = desk.action_token("tenant-buyer@example.com").await;
    let read = desk.send_action("read", json!({ "token": token })).await;
    let shown = agreed_of(&read.ok()["upgrade"]);
    let body =
        json!({ "token": token, "verdict": "approve", "comment": "Go.", "price": shown, "terms_accepted": true });
    desk.send_action("decide", body).await.ok();
    until(&desk, day(2026, 1, 20)).await;
    assert_eq!(price(&first).await, 17_310, "351 days");
    assert_eq!(desk.limit("asset-instances").await, (200, 50));
    mailed(&desk, &mut sent).await;

    // April: declined within a day; nobody is reminded of it.
    until(&desk, day(2026, 4, 1)).await;
    let second = desk.ask(AGENTS, 2).await;
    until(&desk, day(2026, 4, 2)).await;
    desk.decide(&second, "decline").await.ok();
    until(&desk, day(2026, 5, 1)).await;
    let mails = mailed(&desk, &mut sent).await;
    assert_eq!(
        about(&mails),
        ["REQ-2 needs your decision: 2 x Agents Upgrade", "REQ-2 was declined"]
    );

    // June: withdrawn.
    until(&desk, day(2026, 6, 1)).await;
    let third = desk.ask(AGENTS, 1).await;
    until(&desk, day(2026, 6, 5)).await;
    let who = desk.tenant(Role::StandardUser);
    desk.call::<WithdrawUpgrade>(who, &[&third], json!({})).await.ok();
    until(&desk, day(2026, 7, 1)).await;
    let mails = mailed(&desk, &mut sent).await;
    assert_eq!(
        about(&mails),
        [
            "REQ-3 needs your decision: 1 x Agents Upgrade",
            "Reminder: REQ-3 needs your decision: 1 x Agents Upgrade",
        ]
    );

    // July: the vendor has an endpoint that is down for an hour, then one that is down for days.
    let receiver = Receiver::start(Manner::Answers(500)).await;
    let vendor = &desk.people.vendor;
    desk.call::<SetEndpoint>(vendor, &[], json!({ "url": receiver.url }))
        .await
        .ok();
    let fourth = desk.submit(desk.tenant(Role::Buyer), AGENTS, 1).await;
    until(&desk, day(2026, 7, 1) + TimeDelta::hours(1)).await;
    assert_eq!(desk.status(&fourth).await, "in-progress");
    receiver.be(Manner::Answers(200));
    until(&desk, day(2026, 7, 2)).await;
    assert_eq!(desk.status(&fourth).await, "provisioned");
    receiver.be(Manner::Closes);
    let fifth = desk.submit(desk.tenant(Role::Buyer), AGENTS, 1).await;
    until(&desk, day(2026, 7, 5)).await;
    assert_eq!(desk.status(&fifth).await, "failed");
    desk.call::<SetEndpoint>(vendor, &[], json!({ "url": null })).await.ok();
    assert_eq!(desk.limit("agents").await, (5, 5));
    let mails = mailed(&desk, &mut sent).await;
    assert_eq!(
        about(&mails),
        [
            "Purchase confirmation IPP-2",
            "Order form IPP-2 of Orchard Works",
            "IPP-3 could not be provisioned",
        ]
    );

    // October: the vendor suspends one order and accepts it later.
    until(&desk, day(2026, 10, 1)).await;
    let body = json!({ "reason": "The purchase order is missing." });
    desk.call::<SuspendUpgrade>(vendor, &[&fourth], body).await.ok();
    assert_eq!(desk.limit("agents").await, (5, 0));
    until(&desk, day(2026, 10, 9)).await;
    desk.call::<AcceptUpgrade>(vendor, &[&fourth], json!({})).await.ok();
    assert_eq!(desk.limit("agents").await, (5, 5));

    // December: the last day costs a day, and on the next nothing is left of it all.
    until(&desk, day(2026, 12, 31)).await;
    let last = desk.submit(desk.tenant(Role::Buyer), ASSETS, 3).await;
    assert_eq!(price(&last).await, 148);
    desk.mails().await;
    assert_eq!(desk.limit("asset-instances").await, (200, 200));
    until(&desk, day(2027, 1, 1)).await;
    assert_eq!(desk.limit("asset-instances").await, (200, 0));
    assert_eq!(desk.limit("agents").await, (5, 0));
    let who = desk.tenant(Role::StandardUser);
    let refused = desk.call::<SubmitUpgrade>(who, &[], submission(AGENTS, 1)).await;
    refused.refused(api::ProblemCode::NotAvailable);

    // The contract is renewed for half a year: prices are for what remains of it.
    let mut renewed = terms();
    renewed["contract_first_day"] = json!("2027-01-01");
    renewed["contract_last_day"] = json!("2027-06-30");
    desk.set_terms(renewed).await.ok();
    let next = desk.submit(desk.tenant(Role::Buyer), AGENTS, 1).await;
    assert_eq!(price(&next).await, 17_852, "181 days");
    desk.mails().await;
    assert_eq!(desk.limit("agents").await, (5, 5));
    let rows = desk
        .call::<ListUpgrades>(desk.tenant(Role::Buyer), &[], Value::Null)
        .await;
    assert_eq!(rows.ok()["items"].as_array().unwrap().len(), 7);
    desk.ledger().await;
}
