//! A token of one purpose is none of another: every kind of token, in every place that takes one.

use api::operations::*;
use local::issuer::CLIENT_ID;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::{AGENTS, Answer, Desk, decision, real_now};

/// Where a token is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In the header, of who calls.
    Header,
    /// Of an invitation's link.
    Invitation,
    /// Of a link that decides on an upgrade.
    Action,
    /// Of a link that decides on a package.
    Activation,
    /// Of a customer's link.
    Customer,
}

impl Place {
    const ALL: [Self; 5] = [
        Self::Header,
        Self::Invitation,
        Self::Action,
        Self::Activation,
        Self::Customer,
    ];

    /// Everything that a token does in this place; the answer that lets in first.
    async fn takes(self, desk: &Desk, token: &str) -> Vec<Answer> {
        let mut deciding = decision("approve", "As agreed.");
        deciding["token"] = json!(token);
        let mut activating = json!({ "verdict": "approve", "comment": "As agreed." });
        activating["token"] = json!(token);
        let reading = json!({ "token": token });
        match self {
            Self::Header => {
                let session = desk.send(Method::GET, "/api/session", Some(token), Value::Null, None);
                vec![session.await]
            }
            Self::Invitation => {
                let stranger = desk.stranger("stranger");
                vec![desk.call::<AcceptInvitation>(&stranger, &[], reading).await]
            }
            Self::Action => vec![
                desk.send_action("read", reading).await,
                desk.send_action("decide", deciding).await,
            ],
            Self::Activation => vec![
                desk.send_activation("read", reading).await,
                desk.send_activation("decide", activating).await,
            ],
            Self::Customer => vec![desk.by_link::<ReadCustomerLink>(reading).await],
        }
    }
}

#[tokio::test]
async fn a_token_is_good_in_its_own_place_and_in_no_other() {
    let desk = Desk::with_tenant().await;
    desk.ask(AGENTS, 1).await;
    let code = desk.package_code().await;
    desk.ask_to_activate(&code).await;
    let tenant = desk.organisations.tenant;
    let invite = json!({ "name": "Ivo", "email": "ivo@example.com", "roles": ["buyer"] });
    desk.call::<InviteUser>(&desk.people.vendor, &[&tenant], invite)
        .await
        .ok();
    let customer = desk.customer(&desk.people.dealer, "Riverside Clinic").await;
    let (_, of_customer) = desk.customer_link(&desk.people.dealer, customer, "2026-12-31").await;
    let now = real_now();
    let buyer = desk.buyer();
    let claims =
        json!({ "iss": desk.issuer.identifier, "sub": buyer.subject, "aud": CLIENT_ID, "iat": now, "exp": now + 600 });
    let signed = |typ: &str| desk.issuer.sign(typ, &claims).unwrap();
    let tokens = [
        (Some(Place::Header), buyer.token.clone()),
        (Some(Place::Invitation), desk.invitation_token().await),
        (Some(Place::Action), desk.action_token("tenant-buyer@example.com").await),
        (
            Some(Place::Activation),
            desk.activation_token("tenant-operator@example.com").await,
        ),
        (Some(Place::Customer), of_customer),
        (None, signed("JWT")),
        (None, signed("session+jwt")),
        (None, signed("licence+jwt")),
        (None, code),
    ];
    let table = desk.table().await;
    for (own, token) in &tokens {
        for place in Place::ALL.into_iter().filter(|place| Some(*place) != *own) {
            for answer in place.takes(&desk, token).await {
                assert!(answer.status.is_client_error(), "{own:?} as {place:?}: {}", answer.text);
            }
        }
    }
    assert_eq!(desk.table().await, table);
    for (own, token) in &tokens {
        if let Some(own) = own {
            for answer in own.takes(&desk, token).await {
                assert_eq!(answer.status, StatusCode::OK, "{own:?}: {}", answer.text);
            }
        }
    }
}
