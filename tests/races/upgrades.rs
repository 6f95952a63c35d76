//! One decision on a request, however many decide at once; each number once; the quota once.

use crate::{at_once, call};
use api::{ProblemCode, operations::*};
use domain::organisation::Role;
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    sync::{Arc, atomic::Ordering::SeqCst},
};
use tests::{AGENTS, Answer, Desk, Person, decision, submission};

const DECISIONS: usize = 100;

/// Four more buyers beside the tenant's own, each with the link that was mailed to them.
async fn buyers(desk: &Desk) -> Vec<(Person, String)> {
    let mut buyers = vec![desk.tenant(Role::Buyer).clone()];
    for number in 0..4 {
        let name = format!("buyer-{number}");
        buyers.push(desk.invite(desk.organisations.tenant, &name, Role::Buyer).await);
    }
    let with_address = |person: Person| {
        let address = format!("{}@example.com", person.subject);
        (person, address)
    };
    buyers.into_iter().map(with_address).collect()
}

/// A decision by link, made as often as it takes to get an answer.
async fn by_link(desk: Arc<Desk>, body: Value) -> Answer {
    for _ in 0..20 {
        let answer = desk.send_action("decide", body.clone()).await;
        if answer.body["code"] != ProblemCode::TooBusy.code() {
            return answer;
        }
    }
    panic!("deciding by link is too busy for ever")
}

/// A hundred decisions on one request: half approve, half decline, half by link.
async fn race(conflict_every: u32, throttle_every: u32) {
    let desk = Arc::new(Desk::with_tenant().await);
    let buyers = buyers(&desk).await;
    let before = desk.ledger().await;
    let request = desk.ask(AGENTS, 1).await;
    let mut tokens = Vec::new();
    for (_, address) in &buyers {
        tokens.push(desk.action_token(address).await);
    }
    let sent = desk.mails().await.len();
    desk.faults.conflict_every.store(conflict_every, SeqCst);
    desk.faults.throttle_every.store(throttle_every, SeqCst);
    let calls = (0..DECISIONS).map(|number| {
        let verdict = ["approve", "decline"][number / 2 % 2];
        let (person, _) = &buyers[number % buyers.len()];
        let mut body = decision(verdict, &format!("Decision {number}."));
        if number % 2 == 0 {
            return tokio::spawn(call::<DecideUpgrade>(&desk, person, &[&request], body, None));
        }
        body["token"] = json!(tokens[number % buyers.len()]);
        tokio::spawn(by_link(desk.clone(), body))
    });
    let calls: Vec<_> = calls.collect();
    let answers: Vec<Answer> = at_once(calls).await.into_iter().map(Result::unwrap).collect();
    desk.faults.conflict_every.store(0, SeqCst);
    desk.faults.throttle_every.store(0, SeqCst);

    let (won, lost): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status.is_success());
    assert_eq!(won.len(), 1, "one decision");
    let winner = won[0].body.get("upgrade").unwrap_or(&won[0].body);
    let managed = &winner["summary"]["managed"];
    let (word, by) = (
        managed["decision"].as_str().unwrap(),
        managed["by"]["name"].as_str().unwrap(),
    );
    for answer in lost {
        let said = answer.refused(ProblemCode::AlreadyDecided).detail;
        assert_eq!(
            said,
            format!("REQ-1 was {word} by {by} on 5 January 2026 at 09:00 UTC.")
        );
    }
    desk.mails().await;
    let ledger = desk.ledger().await;
    let decided = |what| ledger.count(what) - before.count(what);
    let approved = word == "approved";
    assert_eq!(decided("upgrade-approved") + decided("upgrade-declined"), 1);
    assert_eq!(decided("upgrade-approved"), usize::from(approved));
    assert_eq!(decided("upgrade-provisioned"), usize::from(approved));
    let to_requester = desk.mails_to("tenant-standard-user@example.com", sent).await;
    assert_eq!(to_requester.len(), 1, "one mail to the requester");
    assert_eq!(desk.limit("agents").await, (5, if approved { 5 } else { 0 }));
    // Every link shows the decision now.
    for token in &tokens {
        let read = desk.send_action("read", json!({ "token": token })).await;
        assert_eq!(read.ok()["upgrade"]["summary"]["managed"], *managed);
    }
    println!("{word} by {by}");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_hundred_decisions_from_links_and_app_one_wins() {
    race(0, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_hundred_decisions_under_conflicts_and_throttles_one_wins() {
    race(3, 5).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_and_a_decision_at_once_are_one_of_both() {
    let desk = Arc::new(Desk::with_tenant().await);
    let requester = desk.tenant(Role::StandardUser).clone();
    let buyer = desk.tenant(Role::Buyer).clone();
    let mut outcomes = BTreeSet::new();
    for _ in 0..10 {
        let request = desk.ask(AGENTS, 1).await;
        let body = decision("approve", "Yes.");
        let calls = [
            tokio::spawn(call::<WithdrawUpgrade>(&desk, &requester, &[&request], json!({}), None)),
            tokio::spawn(call::<DecideUpgrade>(&desk, &buyer, &[&request], body, None)),
        ];
        let answers: Vec<Answer> = at_once(calls).await.into_iter().map(Result::unwrap).collect();
        assert_eq!(crate::succeeded(&answers, ProblemCode::AlreadyDecided), 1);
        desk.mails().await;
        outcomes.insert(desk.status(&request).await);
        desk.ledger().await;
    }
    println!("{outcomes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_submit_at_once_get_a_number_each() {
    let desk = Arc::new(Desk::with_tenant().await);
    let roles = [Role::StandardUser, Role::Buyer];
    let calls = (0..200).map(|number| {
        let who = desk.tenant(roles[number % 2]).clone();
        call::<SubmitUpgrade>(&desk, &who, &[], submission(AGENTS, 1), None)
    });
    let calls: Vec<_> = calls.collect();
    let answers = at_once(calls).await;
    let numbers = |name: &str| -> BTreeSet<String> {
        let numbers = answers.iter().filter_map(|answer| {
            let number = answer.ok()["upgrade"]["summary"].get(name)?;
            Some(number.as_str().unwrap().to_owned())
        });
        numbers.collect()
    };
    let expected = |prefix: &str| {
        (1..=100)
            .map(|number| format!("{prefix}-{number}"))
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(numbers("request_number"), expected("REQ"));
    assert_eq!(numbers("upgrade_number"), expected("IPP"));
    desk.mails().await;
    assert_eq!(desk.limit("agents").await, (5, 500));
    desk.ledger().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upgrade_that_many_provision_at_once_raises_the_quota_once() {
    let desk = Arc::new(Desk::with_tenant().await);
    for _ in 0..10 {
        desk.submit(desk.tenant(Role::Buyer), AGENTS, 1).await;
    }
    let sent = desk.mails().await.len();
    for _ in 0..10 {
        desk.submit(desk.tenant(Role::Buyer), AGENTS, 1).await;
    }
    let delivering = (0..8).map(|_| {
        let app = desk.app.clone();
        async move { desk::outbox::sweep(&app).await.unwrap() }
    });
    at_once(delivering).await;
    assert_eq!(desk.limit("agents").await, (5, 100));
    desk.forward(chrono::TimeDelta::hours(2));
    assert_eq!(
        desk.mails().await.len() - sent,
        20,
        "a confirmation and an order form each"
    );
    desk.ledger().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_accepted_and_suspended_at_once_counts_once() {
    let desk = Arc::new(Desk::with_tenant().await);
    let vendor = desk.people.vendor.clone();
    for _ in 0..5 {
        let bought = desk.submit(desk.tenant(Role::Buyer), AGENTS, 1).await;
        desk.mails().await;
        let reason = json!({ "reason": "Unpaid." });
        let calls: Vec<_> = (0..20)
            .map(|number| match number % 2 {
                0 => tokio::spawn(call::<AcceptUpgrade>(&desk, &vendor, &[&bought], json!({}), None)),
                _ => tokio::spawn(call::<SuspendUpgrade>(&desk, &vendor, &[&bought], reason.clone(), None)),
            })
            .collect();
        for answer in at_once(calls).await {
            let answer = answer.unwrap();
            if !answer.status.is_success() {
                answer.refused(ProblemCode::NotProvisional);
            }
        }
        assert_eq!(desk.upgrade(&bought).await["summary"]["acceptance"], "accepted");
        desk.ledger().await;
    }
    assert_eq!(desk.limit("agents").await, (5, 25));
}
