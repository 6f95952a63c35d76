//! Action links: bound to one request and one user, 14 days, never by being opened.

use api::{ProblemCode, operations::*};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use domain::organisation::Role;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::{AGENTS, Answer, Desk, decision};

const BUYER: &str = "tenant-buyer@example.com";
const OPERATOR: &str = "tenant-operator@example.com";

fn with_token(token: &str, verdict: &str) -> Value {
    let mut body = decision(verdict, "From my phone.");
    body["token"] = json!(token);
    body
}

fn without_request_id(answer: &Answer) -> String {
    let id = answer.body["request_id"].as_str().unwrap();
    format!("{} {}", answer.status, answer.text.replace(id, ""))
}

#[tokio::test]
async fn a_buyer_reads_and_decides_by_the_link_without_signing_in() {
    let desk = Desk::with_tenant().await;
    let request = desk.ask(AGENTS, 1).await;
    let token = desk.action_token(BUYER).await;
    let table = desk.table().await;
    let read = desk.send_action("read", json!({ "token": token })).await;
    assert_eq!(read.ok()["upgrade"], desk.upgrade(&request).await);
    assert_eq!(read.ok()["addressee"]["email"], BUYER);
    assert_eq!(read.ok()["expires_at"], "2026-01-19T09:00:00Z");
    assert_eq!(desk.table().await, table, "reading changes nothing");
    let sent = desk.mails().await.len();
    let decided = desk.send_action("decide", with_token(&token, "approve")).await;
    assert_eq!(decided.ok()["upgrade"]["summary"]["status"], "in-progress");
    assert_eq!(decided.ok()["upgrade"]["summary"]["managed"]["by"]["email"], BUYER);
    desk.mails().await;
    assert_eq!(desk.limit("agents").await, (5, 5));
    assert_eq!(desk.mails_to("tenant-standard-user@example.com", sent).await.len(), 1);
    let events = desk
        .call::<ListUpgradeEvents>(desk.tenant(Role::Buyer), &[&request], Value::Null)
        .await;
    assert_eq!(
        events.ok()["items"][1]["summary"],
        "Approved by the link in the mail, for 356.05 EUR, as IPP-1: From my phone."
    );
    // The page can be opened again; it shows the decision.
    let again = desk.send_action("read", json!({ "token": token })).await;
    assert_eq!(again.ok()["upgrade"]["summary"]["status"], "provisioned");
    assert_eq!(again.ok()["upgrade"]["summary"]["managed"]["comment"], "From my phone.");
    desk.ledger().await;
}

#[tokio::test]
async fn all_other_links_to_a_decided_request_show_who_decided_what_and_when() {
    let desk = Desk::with_tenant().await;
    desk.invite(desk.organisations.tenant, "bea", Role::Buyer).await;
    desk.ask(AGENTS, 1).await;
    let (mine, beas) = (
        desk.action_token(BUYER).await,
        desk.action_token("bea@example.com").await,
    );
    desk.send_action("decide", with_token(&beas, "decline")).await.ok();
    desk.mails().await;
    let table = desk.table().await;
    for verdict in ["approve", "decline"] {
        let refused = desk.send_action("decide", with_token(&mine, verdict)).await;
        let said = refused.refused(ProblemCode::AlreadyDecided).detail;
        assert_eq!(said, "REQ-1 was declined by bea on 5 January 2026 at 09:00 UTC.");
    }
    let read = desk.send_action("read", json!({ "token": mine })).await;
    assert_eq!(read.ok()["upgrade"]["summary"]["managed"]["by"]["name"], "bea");
    assert_eq!(desk.table().await, table);
}

#[tokio::test]
async fn what_does_not_work_is_answered_all_alike() {
    let desk = Desk::with_tenant().await;
    let bea = desk.invite(desk.organisations.tenant, "bea", Role::Buyer).await;
    desk.ask(AGENTS, 1).await;
    let good = desk.action_token(BUYER).await;
    let lost = desk.action_token("bea@example.com").await;
    desk.set_tenant_roles(&bea, &[Role::StandardUser]).await.ok();
    let (body, tag) = good.split_once('.').unwrap();
    let (other, _) = lost.split_once('.').unwrap();
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(body).unwrap()).unwrap();
    let prolonged: Vec<String> = text.split('.').map(str::to_owned).collect();
    let later = format!(
        "{}.{}.{}.{}.{}",
        prolonged[0], prolonged[1], prolonged[2], 1_900_000_000, prolonged[4]
    );
    let invitation = {
        let invite = json!({ "name": "Ivo", "email": "ivo@example.com", "roles": ["buyer"] });
        let tenant = desk.organisations.tenant;
        desk.call::<InviteUser>(&desk.people.vendor, &[&tenant], invite)
            .await
            .ok();
        desk.invitation_token().await
    };
    let wrong = [
        String::new(),
        "x".to_owned(),
        "a.b".to_owned(),
        "é.é".to_owned(),
        body.to_owned(),
        format!("{body}."),
        format!("{other}.{tag}"),
        format!("{}.{tag}", URL_SAFE_NO_PAD.encode(later)),
        format!("{body}.{}", &tag[..tag.len() - 1]),
        "a".repeat(100_000),
        invitation,
        lost,
    ];
    desk.mails().await;
    let table = desk.table().await;
    let first = without_request_id(&desk.send_action("read", json!({ "token": "none" })).await);
    for token in &wrong {
        let read = desk.send_action("read", json!({ "token": token })).await;
        read.refused(ProblemCode::NotFound);
        assert_eq!(without_request_id(&read), first);
        let decided = desk.send_action("decide", with_token(token, "approve")).await;
        assert_eq!(without_request_id(&decided), first);
    }
    // 14 days, to the second.
    desk.forward(TimeDelta::days(14) - TimeDelta::seconds(1));
    desk.send_action("read", json!({ "token": good })).await.ok();
    desk.forward(TimeDelta::seconds(1));
    for (path, body) in [
        ("read", json!({ "token": good })),
        ("decide", with_token(&good, "approve")),
    ] {
        assert_eq!(without_request_id(&desk.send_action(path, body).await), first);
    }
    assert_eq!(desk.table().await, table);
    // The reminder's link is a new one.
    let reminded = desk.action_token(BUYER).await;
    assert_ne!(reminded, good);
    desk.send_action("decide", with_token(&reminded, "decline")).await.ok();
}

#[tokio::test]
async fn a_link_works_while_its_addressee_is_a_buyer_and_never_replays_for_who_is_not() {
    let desk = Desk::with_tenant().await;
    desk.ask(AGENTS, 1).await;
    let token = desk.action_token(BUYER).await;
    let body = with_token(&token, "approve");
    let decide = async |key| {
        desk.send(Method::POST, "/api/action-links/decide", None, body.clone(), Some(key))
            .await
    };
    let first = decide("k").await;
    assert_eq!(decide("k").await.ok(), first.ok());
    let buyer = desk.tenant(Role::Buyer).clone();
    desk.set_tenant_roles(&buyer, &[Role::StandardUser]).await.ok();
    decide("k").await.refused(ProblemCode::NotFound);
    desk.send_action("read", json!({ "token": token }))
        .await
        .refused(ProblemCode::NotFound);
    let table = format!("{:?}", desk.table().await);
    assert!(!table.contains(&token));
}

#[tokio::test]
async fn a_rotated_key_leaves_old_links_working() {
    let desk = Desk::with_tenant().await;
    desk.ask(AGENTS, 1).await;
    let token = desk.action_token(BUYER).await;
    desk.rotate(runtime::keys::KeyKind::Links);
    desk.send_action("read", json!({ "token": token })).await.ok();
    desk.ask(AGENTS, 1).await;
    assert_ne!(desk.action_token(BUYER).await, token);
}

#[tokio::test]
async fn mail_scanners_decide_nothing() {
    let desk = Desk::with_tenant().await;
    let request = desk.ask(AGENTS, 1).await;
    let code = desk.package_code().await;
    let activation = desk.ask_to_activate(&code).await;
    let links = [
        ("/api/action-links", "/action", desk.action_token(BUYER).await),
        (
            "/api/activation-links",
            "/activation",
            desk.activation_token(OPERATOR).await,
        ),
    ];
    let table = desk.table().await;
    for (operations, page, token) in links {
        let [read, decide] = ["read", "decide"].map(|what| format!("{operations}/{what}"));
        for round in 0..50 {
            for method in [Method::HEAD, Method::GET] {
                for path in [read.as_str(), &decide, page] {
                    let path = format!("{path}?token={token}");
                    let answer = desk.send(method.clone(), &path, None, Value::Null, None).await;
                    assert_eq!(answer.status, StatusCode::NOT_FOUND);
                }
            }
            // A form that is sent as it stands: nothing chosen, nothing written.
            let bodies = [
                json!({ "token": token }),
                json!({ "token": token, "verdict": "", "comment": "" }),
                json!({ "token": token, "verdict": "approve", "comment": "" }),
                json!({ "token": token, "verdict": "decline", "comment": "" }),
                json!({ "token": token, "verdict": "approve", "comment": "", "terms_accepted": true }),
                json!(null),
            ];
            for body in &bodies[round % 6..=round % 6] {
                let answer = desk.send(Method::POST, &decide, None, body.clone(), None).await;
                assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
            }
            let body = json!({ "token": token });
            desk.send(Method::POST, &read, None, body, None).await.ok();
        }
    }
    assert_eq!(desk.table().await, table);
    assert_eq!(desk.status(&request).await, "submitted-for-approval");
    desk.decide_activation(&activation, "decline").await.ok();
}
