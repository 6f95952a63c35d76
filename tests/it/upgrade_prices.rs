//! What is bought or approved costs what was shown (spec chapter 6, "Previews").

use api::{ProblemCode, operations::*};
use chrono::TimeDelta;
use domain::organisation::Role;
use serde_json::{Value, json};
use tests::{AGENTS, Answer, Desk, agreed, agreed_of, decision, submission, terms};

const BUYER: &str = "tenant-buyer@example.com";

/// A place where somebody agrees to the price of two units.
enum Place {
    /// The item's page, of who buys and of who asks.
    Item(Role),
    /// The page of this request.
    Request(String),
    /// The page behind the link with this token.
    Link(String),
}

impl Place {
    /// Every place, with a price before somebody.
    async fn all(desk: &Desk) -> [Self; 4] {
        desk.ask(AGENTS, 2).await;
        let token = desk.action_token(BUYER).await;
        let request = desk.ask(AGENTS, 2).await;
        [
            Self::Item(Role::Buyer),
            Self::Item(Role::StandardUser),
            Self::Request(request),
            Self::Link(token),
        ]
    }

    async fn shows(&self, desk: &Desk) -> Value {
        match self {
            Self::Item(role) => desk.shown(desk.tenant(*role), AGENTS, 2).await,
            Self::Request(id) => agreed_of(&desk.upgrade(id).await),
            Self::Link(token) => {
                let read = desk.send_action("read", json!({ "token": token })).await;
                agreed_of(&read.ok()["upgrade"])
            }
        }
    }

    async fn agrees(&self, desk: &Desk, price: &Value) -> Answer {
        match self {
            Self::Item(role) => {
                let mut body = submission(AGENTS, 2);
                body["price"] = price.clone();
                desk.call::<SubmitUpgrade>(desk.tenant(*role), &[], body).await
            }
            Self::Request(id) => {
                let mut body = decision("approve", "As agreed.");
                body["price"] = price.clone();
                desk.call::<DecideUpgrade>(desk.tenant(Role::Buyer), &[id], body).await
            }
            Self::Link(token) => {
                let mut body = decision("approve", "As agreed.");
                body["price"] = price.clone();
                body["token"] = json!(token);
                desk.send_action("decide", body).await
            }
        }
    }
}

/// Agreeing to what was shown changes nothing and is answered with both prices; agreeing to the
/// new one buys for it.
async fn agree_again(desk: &Desk, places: &[Place], shown: &Value, now: &Value) {
    desk.mails().await;
    let table = desk.table().await;
    for place in places {
        let refused = place.agrees(desk, shown).await;
        assert_eq!(refused.refused_fields(ProblemCode::PriceChanged), ["price"]);
        assert_eq!(refused.body["price_change"], json!({ "shown": shown, "now": now }));
    }
    assert_eq!(desk.table().await, table, "nothing is bought or asked for");
    let view = json!({ "price": now });
    for place in places {
        assert_eq!(place.shows(desk).await, agreed_of(&view));
        let done = place.agrees(desk, &agreed_of(&view)).await;
        let upgrade = done.ok().get("upgrade").unwrap_or(done.ok());
        assert_eq!(upgrade["price"], *now);
    }
    desk.mails().await;
    desk.ledger().await;
}

#[tokio::test]
async fn a_contract_that_moves_meanwhile_is_answered_with_both_prices() {
    let desk = Desk::with_tenant().await;
    let places = Place::all(&desk).await;
    for place in &places {
        assert_eq!(place.shows(&desk).await, agreed(AGENTS, 2));
    }
    let mut shortened = terms();
    shortened["contract_last_day"] = json!("2026-06-30");
    desk.set_terms(shortened).await.ok();
    let euro = |minor_units: u32| json!({ "minor_units": minor_units, "currency": "EUR" });
    let now = json!({
        "per_year": euro(36_000), "per_month": euro(3_000), "for_quantity": euro(72_000),
        // 720.00 x 177 / 365.
        "pro_rata": euro(34_915), "days": 177, "last_day": "2026-06-30",
    });
    let refused = places[0].agrees(&desk, &agreed(AGENTS, 2)).await;
    assert_eq!(
        refused.refused(ProblemCode::PriceChanged).detail,
        "You agreed to 712.11 EUR for 361 days, until 2026-12-31. The price is 349.15 EUR for 177 days, until 2026-06-30. Nothing was bought or asked for: look at the new price and confirm it."
    );
    agree_again(&desk, &places, &agreed(AGENTS, 2), &now).await;
    // Three were bought, and each was charged the new price.
    assert_eq!(desk.limit("agents").await, (5, 30));
}

#[tokio::test]
async fn a_price_holds_until_midnight_utc() {
    let desk = Desk::with_tenant().await;
    let places = Place::all(&desk).await;
    let shown = agreed(AGENTS, 2);
    desk.forward(TimeDelta::hours(15) - TimeDelta::seconds(1));
    places[0].agrees(&desk, &shown).await.ok();
    desk.forward(TimeDelta::seconds(1));
    let request = desk.ask(AGENTS, 2).await;
    let now = desk.upgrade(&request).await["price"].clone();
    assert_eq!(
        (&now["days"], &now["pro_rata"]["minor_units"]),
        (&json!(360), &json!(71_014))
    );
    agree_again(&desk, &places, &shown, &now).await;
}

#[tokio::test]
async fn what_was_bought_is_answered_again_whatever_it_costs_by_now() {
    let desk = Desk::with_tenant().await;
    let buyer = desk.tenant(Role::Buyer);
    let buy = async |price: &Value| {
        let mut body = submission(AGENTS, 1);
        body["price"] = price.clone();
        desk.call_with_key::<SubmitUpgrade>(buyer, &[], body, Some("k")).await
    };
    let yesterday = agreed(AGENTS, 1);
    desk.forward(TimeDelta::days(1));
    // What was refused is not remembered: the key is free for the new price.
    buy(&yesterday).await.refused(ProblemCode::PriceChanged);
    let today = desk.shown(buyer, AGENTS, 1).await;
    let bought = buy(&today).await;
    desk.forward(TimeDelta::hours(20));
    assert_eq!(buy(&today).await.ok(), bought.ok());
    desk.mails().await;
    assert_eq!(desk.limit("agents").await, (5, 5));
}

#[tokio::test]
async fn who_declines_agrees_to_no_price() {
    let desk = Desk::with_tenant().await;
    desk.ask(AGENTS, 1).await;
    let token = desk.action_token(BUYER).await;
    let request = desk.ask(AGENTS, 1).await;
    desk.forward(TimeDelta::days(1));
    // The page's price is yesterday's.
    let mut body = decision("decline", "No.");
    body["token"] = json!(token);
    desk.send_action("decide", body).await.ok();
    let body = json!({ "verdict": "decline", "comment": "No." });
    desk.call::<DecideUpgrade>(desk.tenant(Role::Buyer), &[&request], body)
        .await
        .ok();
    assert_eq!(desk.status(&request).await, "declined");
}
