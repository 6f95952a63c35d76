//! Deciding, withdrawing, reminders, and what the vendor says of orders.

use api::{ProblemCode, operations::*};
use chrono::TimeDelta;
use domain::organisation::Role;
use serde_json::{Value, json};
use tests::{AGENTS, ASSETS, Desk, agreed, decision, terms};

const REQUESTER: &str = "tenant-standard-user@example.com";
const BUYER: &str = "tenant-buyer@example.com";

#[tokio::test]
async fn approving_buys_at_the_price_of_the_day() {
    let desk = Desk::with_tenant().await;
    let request = desk.ask(AGENTS, 2).await;
    let asked = desk.upgrade(&request).await;
    assert_eq!(asked["price"]["pro_rata"]["minor_units"], 71211);
    // A day later it costs a day less.
    desk.forward(TimeDelta::days(1));
    let waiting = desk.upgrade(&request).await;
    assert_eq!(waiting["price"]["pro_rata"]["minor_units"], 71014);
    let sent = desk.mails().await.len();
    let decided = desk.decide(&request, "approve").await;
    let summary = &decided.ok()["summary"];
    assert_eq!(summary["status"], "in-progress");
    assert_eq!(
        (&summary["request_number"], &summary["upgrade_number"]),
        (&json!("REQ-1"), &json!("IPP-1"))
    );
    assert_eq!(summary["managed"]["decision"], "approved");
    assert_eq!(summary["managed"]["comment"], "As agreed.");
    assert_eq!(summary["managed"]["by"]["email"], BUYER);
    assert_eq!(summary["managed"]["at"], "2026-01-06T09:00:00Z");
    desk.mails().await;
    // What was decided stays, whatever day it is.
    desk.forward(TimeDelta::days(30));
    let view = desk.upgrade(&request).await;
    assert_eq!(view["summary"]["status"], "provisioned");
    assert_eq!(view["price"], decided.ok()["price"]);
    assert_eq!(view["price"]["pro_rata"]["minor_units"], 71014);
    assert_eq!(desk.limit("agents").await, (5, 10));
    let to_requester = desk.mails_to(REQUESTER, sent).await;
    let [mail] = to_requester.as_slice() else {
        panic!("{to_requester:?}")
    };
    assert_eq!(mail.subject, "REQ-1 was approved and is provisioned");
    for part in [
        "As agreed.",
        "tenant-buyer",
        "710.14 EUR",
        &format!("https://latchkey.example.com/upgrades/{request}"),
        "https://latchkey.example.com/upgrades\n",
    ] {
        assert!(mail.text.contains(part), "{part}: {}", mail.text);
    }
    assert_eq!(desk.mails_to(BUYER, sent).await.len(), 1, "the confirmation");
    desk.ledger().await;
}

#[tokio::test]
async fn declining_changes_nothing_but_the_request() {
    let desk = Desk::with_tenant().await;
    let request = desk.ask(AGENTS, 2).await;
    let sent = desk.mails().await.len();
    let declined = desk.decide(&request, "decline").await;
    assert_eq!(declined.ok()["summary"]["status"], "declined");
    assert_eq!(declined.ok().get("price"), None);
    let mails = desk.mails().await.split_off(sent);
    let [mail] = mails.as_slice() else { panic!("{mails:?}") };
    assert_eq!(
        (mail.to[0].as_str(), mail.subject.as_str()),
        (REQUESTER, "REQ-1 was declined")
    );
    assert_eq!(desk.limit("agents").await, (5, 0));
    // No terms are needed for it.
    let other = desk.ask(AGENTS, 2).await;
    let body = json!({ "verdict": "decline", "comment": "No." });
    desk.call::<DecideUpgrade>(desk.tenant(Role::Buyer), &[&other], body)
        .await
        .ok();
    desk.ledger().await;
}

#[tokio::test]
async fn a_comment_has_1_to_250_characters_and_approving_needs_the_terms() {
    let desk = Desk::with_tenant().await;
    let request = desk.ask(AGENTS, 1).await;
    desk.mails().await;
    let buyer = desk.tenant(Role::Buyer);
    let table = desk.table().await;
    let long = "\u{1f680}".repeat(251);
    for verdict in ["approve", "decline"] {
        for comment in ["", " ", "\n", &long, &"a".repeat(251)] {
            let refused = desk
                .call::<DecideUpgrade>(buyer, &[&request], decision(verdict, comment))
                .await;
            assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["comment"]);
        }
    }
    let refused = desk
        .call::<DecideUpgrade>(
            buyer,
            &[&request],
            json!({ "verdict": "approve", "comment": "x", "price": agreed(AGENTS, 1) }),
        )
        .await;
    assert_eq!(
        refused.refused_fields(ProblemCode::TermsNotAccepted),
        ["terms_accepted"]
    );
    let refused = desk
        .call::<DecideUpgrade>(buyer, &[&request], json!({ "verdict": "approve", "comment": "" }))
        .await;
    assert_eq!(
        refused.refused_fields(ProblemCode::InvalidFields),
        ["comment", "price", "terms_accepted"]
    );
    let refused = desk
        .call::<DecideUpgrade>(buyer, &[&request], decision("maybe", "x"))
        .await;
    assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["verdict"]);
    assert_eq!(desk.table().await, table);
    let most = "\u{1f680}".repeat(250);
    let decided = desk
        .call::<DecideUpgrade>(buyer, &[&request], decision("approve", &most))
        .await;
    assert_eq!(decided.ok()["summary"]["managed"]["comment"], most);
}

#[tokio::test]
async fn there_is_one_decision_and_who_comes_later_is_told() {
    let desk = Desk::with_tenant().await;
    let second = desk.invite(desk.organisations.tenant, "bea", Role::Buyer).await;
    for (first, word) in [("approve", "approved"), ("decline", "declined")] {
        let request = desk.ask(AGENTS, 1).await;
        desk.decide(&request, first).await.ok();
        desk.mails().await;
        let table = desk.table().await;
        for verdict in ["approve", "decline"] {
            let refused = desk
                .call::<DecideUpgrade>(&second, &[&request], decision(verdict, "Later."))
                .await;
            let said = refused.refused(ProblemCode::AlreadyDecided).detail;
            assert!(
                said.ends_with(&format!("was {word} by tenant-buyer on 5 January 2026 at 09:00 UTC.")),
                "{said}"
            );
        }
        let who = desk.tenant(Role::StandardUser);
        desk.call::<WithdrawUpgrade>(who, &[&request], json!({}))
            .await
            .refused(ProblemCode::AlreadyDecided);
        assert_eq!(desk.table().await, table);
    }
}

#[tokio::test]
async fn the_same_idempotency_key_gets_the_first_answer() {
    let desk = Desk::with_tenant().await;
    let request = desk.ask(AGENTS, 1).await;
    let buyer = desk.tenant(Role::Buyer);
    let body = decision("approve", "Yes.");
    let first = desk
        .call_with_key::<DecideUpgrade>(buyer, &[&request], body.clone(), Some("k"))
        .await;
    desk.mails().await;
    let again = desk
        .call_with_key::<DecideUpgrade>(buyer, &[&request], body.clone(), Some("k"))
        .await;
    assert_eq!(again.ok(), first.ok());
    desk.call_with_key::<DecideUpgrade>(buyer, &[&request], decision("approve", "No."), Some("k"))
        .await
        .refused(ProblemCode::IdempotencyKeyReused);
    assert_eq!(desk.limit("agents").await, (5, 5));
}

#[tokio::test]
async fn a_requester_withdraws_what_nobody_has_decided() {
    let desk = Desk::with_tenant().await;
    let request = desk.ask(AGENTS, 1).await;
    desk.mails().await;
    let table = desk.table().await;
    for role in [Role::Requester, Role::TenantAdmin, Role::Buyer] {
        desk.call::<WithdrawUpgrade>(desk.tenant(role), &[&request], json!({}))
            .await
            .refused(ProblemCode::RoleMissing);
    }
    assert_eq!(desk.table().await, table);
    let who = desk.tenant(Role::StandardUser);
    let withdrawn = desk.call::<WithdrawUpgrade>(who, &[&request], json!({})).await;
    assert_eq!(withdrawn.ok()["summary"]["status"], "withdrawn");
    assert_eq!(withdrawn.ok()["summary"]["managed"]["decision"], "withdrawn");
    let said = desk
        .decide(&request, "approve")
        .await
        .refused(ProblemCode::AlreadyDecided)
        .detail;
    assert_eq!(
        said,
        "REQ-1 was withdrawn by tenant-standard-user on 5 January 2026 at 09:00 UTC."
    );
    // Nobody is reminded of it.
    let sent = desk.mails().await.len();
    desk.forward(TimeDelta::days(10));
    assert_eq!(desk.mails().await.len(), sent);
    desk.ledger().await;
}

#[tokio::test]
async fn buyers_are_reminded_after_3_and_7_days_once_each() {
    let desk = Desk::with_tenant().await;
    let request = desk.ask(AGENTS, 1).await;
    let decided = desk.ask(ASSETS, 1).await;
    desk.mails().await;
    desk.forward(TimeDelta::days(2));
    desk.decide(&decided, "decline").await.ok();
    let mut sent = desk.mails().await.len();
    for (hours, mails) in [(23, 0), (1, 1), (1, 0), (24 * 4 - 2, 0), (1, 1), (24 * 30, 0)] {
        desk.forward(TimeDelta::hours(hours));
        let reminders = desk.mails_to(BUYER, sent).await;
        assert_eq!(reminders.len(), mails, "after {hours} hours");
        for mail in &reminders {
            assert_eq!(mail.subject, "Reminder: REQ-1 needs your decision: 1 x Agents Upgrade");
        }
        sent += reminders.len();
        assert_eq!(desk.mails().await.len(), sent);
    }
    assert_eq!(desk.status(&request).await, "submitted-for-approval");
}

#[tokio::test]
async fn a_request_that_can_no_longer_be_bought_can_be_declined() {
    let desk = Desk::with_tenant().await;
    let request = desk.ask(AGENTS, 1).await;
    let mut operator = terms();
    operator["plan"] = json!("operator-plan");
    desk.set_terms(operator).await.ok();
    desk.decide(&request, "approve")
        .await
        .refused(ProblemCode::NotAvailable);
    desk.set_terms(terms()).await.ok();
    desk.forward(TimeDelta::days(400));
    let said = desk
        .decide(&request, "approve")
        .await
        .refused(ProblemCode::NotAvailable)
        .detail;
    assert!(said.contains("ended on 2026-12-31"), "{said}");
    assert_eq!(desk.upgrade(&request).await.get("price"), None);
    // A new term: the price is for it.
    let mut renewed = terms();
    renewed["contract_first_day"] = json!("2027-01-01");
    renewed["contract_last_day"] = json!("2027-12-31");
    desk.set_terms(renewed).await.ok();
    let decided = desk.decide(&request, "approve").await;
    assert_eq!(decided.ok()["price"]["last_day"], "2027-12-31");
    assert_eq!(decided.ok()["price"]["days"], 326);
}

#[tokio::test]
async fn another_tenants_request_is_not_there() {
    let desk = Desk::with_tenant().await;
    let request = desk.ask(AGENTS, 1).await;
    let body = json!({ "kind": "tenant", "name": "Elsewhere Foods" });
    let vendor = &desk.people.vendor;
    let other = desk.call::<CreateOrganisation>(vendor, &[], body).await;
    let other = other.ok()["organisation_id"].as_str().unwrap().parse().unwrap();
    let stranger = desk.invite(other, "stan", Role::Buyer).await;
    desk.call::<SetTenant>(vendor, &[&other], terms()).await.ok();
    desk.mails().await;
    let table = desk.table().await;
    let nothing = "019a9c3e-0000-7000-8000-000000000000".to_owned();
    let mut details = Vec::new();
    for id in [&request, &nothing] {
        details.push([
            desk.call::<GetUpgrade>(&stranger, &[id], Value::Null)
                .await
                .refused(ProblemCode::NotFound)
                .detail,
            desk.call::<ListUpgradeEvents>(&stranger, &[id], Value::Null)
                .await
                .refused(ProblemCode::NotFound)
                .detail,
            desk.call::<DecideUpgrade>(&stranger, &[id], decision("approve", "x"))
                .await
                .refused(ProblemCode::NotFound)
                .detail,
            desk.call::<WithdrawUpgrade>(&stranger, &[id], json!({}))
                .await
                .refused(ProblemCode::NotFound)
                .detail,
        ]);
    }
    assert_eq!(details[0], details[1]);
    let rows = desk.call::<ListUpgrades>(&stranger, &[], Value::Null).await;
    assert_eq!(rows.ok()["items"], json!([]));
    assert_eq!(desk.table().await, table);
    // Each tenant counts for itself.
    let own = desk.submit(&stranger, AGENTS, 1).await;
    let view = desk.call::<GetUpgrade>(&stranger, &[&own], Value::Null).await;
    assert_eq!(view.ok()["summary"]["upgrade_number"], "IPP-1");
}

#[tokio::test]
async fn the_vendor_accepts_orders_and_suspends_provisional_access() {
    let desk = Desk::with_tenant().await;
    let vendor = &desk.people.vendor;
    let bought = desk.submit(desk.tenant(Role::Buyer), ASSETS, 2).await;
    let asked = desk.ask(AGENTS, 1).await;
    for id in [&bought, &asked] {
        desk.call::<AcceptUpgrade>(vendor, &[id], json!({}))
            .await
            .refused(ProblemCode::NotProvisional);
    }
    let mut sent = desk.mails().await.len();
    let forms = desk.call::<ListOrderForms>(vendor, &[], Value::Null).await;
    let forms = forms.ok()["items"].as_array().unwrap();
    assert_eq!(forms.len(), 1);
    assert_eq!(forms[0]["upgrade_id"], bought);
    assert_eq!(forms[0]["acceptance"], "provisional");
    assert_eq!(forms[0]["tenant_name"], "Orchard Works");
    assert_eq!(forms[0]["price"]["pro_rata"]["minor_units"], 35605);

    let reason = json!({ "reason": "The purchase order is missing." });
    for wrong in ["", &"x".repeat(251)] {
        let refused = desk
            .call::<SuspendUpgrade>(vendor, &[&bought], json!({ "reason": wrong }))
            .await;
        assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["reason"]);
    }
    let suspended = desk.call::<SuspendUpgrade>(vendor, &[&bought], reason.clone()).await;
    assert_eq!(suspended.ok()["acceptance"], "suspended");
    assert_eq!(desk.limit("asset-instances").await, (200, 0));
    let table = desk.table().await;
    desk.call::<SuspendUpgrade>(vendor, &[&bought], reason.clone())
        .await
        .ok();
    assert_eq!(desk.table().await, table, "the same again is no change");
    let other = json!({ "reason": "It was cancelled." });
    desk.call::<SuspendUpgrade>(vendor, &[&bought], other).await.ok();
    assert_eq!(desk.limit("asset-instances").await, (200, 0));
    let view = desk.upgrade(&bought).await;
    assert_eq!(view["suspended_because"], "It was cancelled.");
    let mails = desk.mails_to(BUYER, sent).await;
    assert_eq!(mails.last().unwrap().subject, "IPP-1 was suspended");
    sent = desk.mails().await.len();

    let accepted = desk.call::<AcceptUpgrade>(vendor, &[&bought], json!({})).await;
    assert_eq!(accepted.ok()["acceptance"], "accepted");
    assert_eq!(desk.limit("asset-instances").await, (200, 100));
    let mails = desk.mails().await.split_off(sent);
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].subject, "IPP-1 was accepted");
    let table = desk.table().await;
    desk.call::<AcceptUpgrade>(vendor, &[&bought], json!({})).await.ok();
    desk.call::<SuspendUpgrade>(vendor, &[&bought], reason)
        .await
        .refused(ProblemCode::NotProvisional);
    desk.call::<AcceptUpgrade>(desk.tenant(Role::Buyer), &[&bought], json!({}))
        .await
        .refused(ProblemCode::RoleMissing);
    assert_eq!(desk.table().await, table);
    desk.ledger().await;
}
