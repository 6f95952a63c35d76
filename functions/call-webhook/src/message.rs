//! What the endpoint is told, by the Standard Webhooks convention: the body, and the headers
//! that name and sign it.

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use domain::{
    day::Day,
    id::{OrganisationId, UpgradeId},
    money::Money,
    organisation::Organisation,
    text::Sku,
    upgrade::{Purchase, Upgrade},
    webhook::Delivery,
};
use hmac::{Hmac, KeyInit, Mac};
use serde::Serialize;
use sha2::Sha256;

#[derive(Serialize)]
struct Message<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    /// When it was bought; the same on every attempt.
    timestamp: DateTime<Utc>,
    data: Data<'a>,
}

#[derive(Serialize)]
struct Data<'a> {
    upgrade_id: UpgradeId,
    upgrade_number: String,
    tenant_id: OrganisationId,
    tenant_name: &'a str,
    sold_to_id: &'a str,
    sku: &'a Sku,
    quantity: u32,
    metric: &'a str,
    units: u32,
    price: Money,
    last_day: Day,
}

/// The body.
pub fn body(organisation: &Organisation, upgrade: &Upgrade, purchase: &Purchase) -> serde_json::Result<String> {
    let sold_to_id = organisation.tenant.as_ref().and_then(|terms| terms.sold_to_id.as_ref());
    serde_json::to_string(&Message {
        kind: "upgrade.bought",
        timestamp: purchase.at,
        data: Data {
            upgrade_id: upgrade.upgrade_id,
            upgrade_number: upgrade.upgrade_number().unwrap_or_default(),
            tenant_id: upgrade.organisation_id,
            tenant_name: organisation.name.as_str(),
            sold_to_id: sold_to_id.map_or("", |id| id.as_str()),
            sku: &upgrade.sku,
            quantity: upgrade.quantity,
            metric: &purchase.metric,
            units: purchase.units,
            price: purchase.price.pro_rata,
            last_day: purchase.price.last_day,
        },
    })
}

/// The headers: `webhook-id`, the same on every attempt; `webhook-timestamp`, in seconds; and
/// `webhook-signature`, over both and the body.
pub fn headers(
    upgrade_id: UpgradeId,
    body: &str,
    secret: &[u8; 32],
    now: DateTime<Utc>,
) -> Option<[(&'static str, String); 3]> {
    let id = Delivery::webhook_id(upgrade_id);
    let timestamp = now.timestamp().to_string();
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(secret).ok()?;
    mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
    let signature = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
    Some([
        ("webhook-id", id),
        ("webhook-timestamp", timestamp),
        ("webhook-signature", signature),
    ])
}
