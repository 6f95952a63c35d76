//! What a location costs that goes to another dealer.

use super::Meter;
use api::operations::*;
use serde_json::json;

/// A location with activated licences and an agreement that was never activated.
pub async fn transfers(meter: &mut Meter) {
    let people = meter.desk.people.clone();
    let (dealer, other, vendor) = (&people.dealer, &people.other_dealer, &people.vendor);
    let organisations = meter.desk.organisations;
    let customer = meter.desk.customer(dealer, "Lakeside School").await;
    let location = meter.desk.location(dealer, customer, "Main hall", "191000343977").await;
    let order = meter
        .desk
        .ship(organisations.dealer, "PO-SCHOOL", &[("BE107585", 20)])
        .await;
    let codes = meter.desk.attach(dealer, location, &order, &[("BE107585", 20)]).await;
    meter.desk.activate(dealer, location, &codes).await.ok();
    let body = json!({ "hkc": "191000343977", "reason": "The school chose us." });
    let asked = meter
        .call::<AskForLocation>("somebody's location", other, &[], body)
        .await;
    let id = asked.ok()["transfer_id"].as_str().unwrap().to_owned();
    let body = json!({ "hkc": "191000999977", "reason": "The school chose us." });
    meter
        .call::<AskForLocation>("nobody's location", other, &[], body)
        .await
        .ok();
    meter
        .call::<ListTransfers>("1 transfer", dealer, &[], json!(null))
        .await
        .ok();
    meter
        .call::<GetTransfer>("one to decide on", dealer, &[&id], json!(null))
        .await
        .ok();
    meter
        .call::<AcceptTransfer>("1 licence, 1 agreement", dealer, &[&id], json!({}))
        .await
        .ok();
    meter
        .call::<ListHandedOver>("1 location", dealer, &[], json!(null))
        .await
        .ok();
    meter
        .call::<GetHandedOver>("1 licence", dealer, &[&location, &id], json!(null))
        .await
        .ok();
    meter
        .call::<GetHandedOverFile>("1 licence", dealer, &[&location, &id, &1], json!(null))
        .await
        .ok();
    let body = json!({ "email": "dora@example.com", "reason": "Back." });
    let offered = meter
        .call::<OfferLocation>("7 organisations", other, &[&location], body)
        .await;
    let id = offered.ok()["transfer_id"].as_str().unwrap().to_owned();
    meter
        .call::<EndTransfer>("one's own", other, &[&id], json!({}))
        .await
        .ok();
    let mut body = json!({
        "hkc": "191000343977", "organisation_id": organisations.dealer, "dealer_email": "dora@example.com",
        "reason": "Back.", "dry_run": true,
    });
    meter
        .call::<OrderTransfer>("shown", vendor, &[], body.clone())
        .await
        .ok();
    body["dry_run"] = json!(false);
    meter
        .call::<OrderTransfer>("1 licence, 1 agreement", vendor, &[], body)
        .await
        .ok();
}
