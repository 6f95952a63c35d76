//! The vendor changes what was agreed with a tenant at the very moment at which something is decided by
//! it: what comes of it is what comes of one after the other.

use crate::call;
use api::{ProblemCode, operations::*};
use domain::organisation::Role;
use serde_json::{Value, json};
use std::{future::Future, pin::Pin, sync::Arc};
use tests::{AGENTS, Answer, Desk, activation_body, decision, submission, terms};

type Calling = Pin<Box<dyn Future<Output = Answer> + Send>>;

/// What is decided by a tenant's terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deciding {
    Buy,
    Ask,
    Approve,
    ApproveByLink,
    Decline,
    Withdraw,
    SubmitActivation,
    ApproveActivation,
}

impl Deciding {
    const ALL: [Self; 8] = [
        Self::Buy,
        Self::Ask,
        Self::Approve,
        Self::ApproveByLink,
        Self::Decline,
        Self::Withdraw,
        Self::SubmitActivation,
        Self::ApproveActivation,
    ];

    /// Everything that goes before it, and then the call.
    async fn prepare(self, desk: &Arc<Desk>) -> Calling {
        let (buyer, requester) = (desk.buyer().clone(), desk.tenant(Role::StandardUser).clone());
        let approval = decision("approve", "Yes.");
        match self {
            Self::Buy => Box::pin(call::<SubmitUpgrade>(desk, &buyer, &[], submission(AGENTS, 1), None)),
            Self::Ask => Box::pin(call::<SubmitUpgrade>(
                desk,
                &requester,
                &[],
                submission(AGENTS, 1),
                None,
            )),
            Self::Approve | Self::Decline => {
                let request = desk.ask(AGENTS, 1).await;
                let verdict = if self == Self::Approve { "approve" } else { "decline" };
                let body = decision(verdict, "As agreed.");
                Box::pin(call::<DecideUpgrade>(desk, &buyer, &[&request], body, None))
            }
            Self::ApproveByLink => {
                desk.ask(AGENTS, 1).await;
                let mut body = approval;
                body["token"] = json!(desk.action_token("tenant-buyer@example.com").await);
                let desk = desk.clone();
                Box::pin(async move { desk.send_action("decide", body).await })
            }
            Self::Withdraw => {
                let request = desk.ask(AGENTS, 1).await;
                Box::pin(call::<WithdrawUpgrade>(desk, &requester, &[&request], json!({}), None))
            }
            Self::SubmitActivation => {
                let body = activation_body(&desk.package_code().await);
                Box::pin(call::<SubmitActivation>(desk, &buyer, &[], body, None))
            }
            Self::ApproveActivation => {
                let code = desk.package_code().await;
                let request = desk.ask_to_activate(&code).await;
                let body = json!({ "verdict": "approve", "comment": "As agreed." });
                Box::pin(call::<DecideActivation>(desk, desk.operator(), &[&request], body, None))
            }
        }
    }
}

fn changed(name: &str, value: Value) -> Value {
    let mut terms = terms();
    terms[name] = value;
    terms
}

/// Makes the call, and changes the terms after it has decided and before it writes.
async fn with_terms_changed_meanwhile(desk: &Arc<Desk>, calling: Calling, terms: Value) -> Answer {
    desk.mails().await;
    let held = desk.faults.hold();
    let answer = tokio::spawn(calling);
    let held = held.arrived().await;
    desk.set_terms(terms).await.ok();
    held.let_go();
    answer.await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_decided_past_what_was_agreed() {
    use Deciding::*;
    let ended = changed("contract_last_day", json!("2026-01-04"));
    let of_another_plan = changed("plan", json!("operator-plan"));
    let without_sold_to_id = changed("sold_to_id", json!(""));
    let upgrades = [Buy, Ask, Approve, ApproveByLink];
    let packages = [SubmitActivation, ApproveActivation];
    for operation in Deciding::ALL {
        for (terms, code, refused) in [
            (&ended, ProblemCode::NotAvailable, [&upgrades[..], &packages].concat()),
            (
                &of_another_plan,
                ProblemCode::NotAvailable,
                [&upgrades[..], &packages].concat(),
            ),
            (
                &without_sold_to_id,
                ProblemCode::NoSoldToId,
                [&upgrades[..], &[Decline, Withdraw]].concat(),
            ),
        ] {
            let desk = Arc::new(Desk::with_tenant().await);
            let calling = operation.prepare(&desk).await;
            let before = desk.ledger().await;
            let answer = with_terms_changed_meanwhile(&desk, calling, terms.clone()).await;
            let after = desk.ledger().await;
            let events = after.events().len() - before.events().len();
            if refused.contains(&operation) {
                answer.refused(code);
                assert_eq!(events, 1, "{operation:?}: the terms are set, and nothing else");
            } else {
                answer.ok();
                assert_eq!(events, 2, "{operation:?}");
            }
            desk.mails().await;
            if code == ProblemCode::NotAvailable && refused.contains(&operation) {
                desk.set_terms(tests::terms()).await.ok();
                assert_eq!(desk.limit("agents").await, (5, 0), "{operation:?}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_agreed_to_while_the_contract_gets_longer_costs_what_was_shown_or_nothing() {
    for deciding in [Deciding::Buy, Deciding::Ask, Deciding::Approve, Deciding::ApproveByLink] {
        let desk = Arc::new(Desk::with_tenant().await);
        let calling = deciding.prepare(&desk).await;
        let before = desk.ledger().await;
        let longer = changed("contract_last_day", json!("2027-01-04"));
        let answer = with_terms_changed_meanwhile(&desk, calling, longer).await;
        answer.refused(ProblemCode::PriceChanged);
        let events = desk.ledger().await.events().len() - before.events().len();
        assert_eq!(events, 1, "{deciding:?}: the terms are set, and nothing else");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_bought_before_the_contract_is_ended_stays_bought() {
    let desk = Arc::new(Desk::with_tenant().await);
    let mut ended = changed("contract_last_day", json!("2026-01-04"));
    let (vendor, tenant) = (desk.people.vendor.clone(), desk.organisations.tenant);
    let agreed = desk.call::<GetTenant>(&vendor, &[&tenant], Value::Null).await;
    ended["revision"] = agreed.ok()["revision"].clone();
    let held = desk.faults.hold();
    let ending = tokio::spawn(call::<SetTenant>(&desk, &vendor, &[&tenant], ended, None));
    let held = held.arrived().await;
    desk.submit(desk.buyer(), AGENTS, 1).await;
    held.let_go();
    ending.await.unwrap().ok();
    let ledger = desk.ledger().await;
    assert_eq!((ledger.count("upgrade-bought"), ledger.count("tenant-set")), (1, 2));
    desk.call::<SubmitUpgrade>(desk.buyer(), &[], submission(AGENTS, 1))
        .await
        .refused(ProblemCode::NotAvailable);
}
