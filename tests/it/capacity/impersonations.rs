//! What it costs to act as somebody else, and what a call on behalf costs more.

use super::Meter;
use api::operations::*;
use serde_json::json;

pub(super) async fn impersonations(meter: &mut Meter) {
    let (people, dealer) = (meter.desk.people.clone(), meter.desk.organisations.dealer);
    meter.desk.allow(dealer, true).await;
    meter
        .call::<ListDealerUsers>("2 users", &people.distributor, &[&dealer], json!(null))
        .await
        .ok();
    for (scenario, dry_run) in [("shown", true), ("a dealer's user", false)] {
        let body = json!({ "dealer_email": "dora@example.com", "dry_run": dry_run });
        meter
            .call::<BeginImpersonation>(scenario, &people.distributor, &[], body)
            .await
            .ok();
    }
    let acting = meter.desk.acting(&people.distributor, "dora@example.com").await;
    meter
        .call::<GetSession>("on behalf of a user", &acting, &[], json!(null))
        .await
        .ok();
    let body = json!({ "name": "Harbour Clinic", "address": { "country": "NL" } });
    meter
        .call::<CreateCustomer>("a customer, on behalf of a user", &acting, &[], body)
        .await
        .ok();
    let id = acting.acting_as.unwrap();
    meter
        .call::<EndImpersonation>("one that stands", &people.distributor, &[&id], json!({}))
        .await
        .ok();
    meter
        .call::<EndImpersonation>("ended before", &people.distributor, &[&id], json!({}))
        .await
        .ok();
    meter
        .call::<ListImpersonations>("2 of them", &people.dealer, &[], json!(null))
        .await
        .ok();
    meter
        .call::<ListDoneOnBehalf>("1 change", &people.dealer, &[&id], json!(null))
        .await
        .ok();
    meter
        .call::<GetImpersonationPermission>("never set", &people.dealer, &[], json!(null))
        .await
        .ok();
    for (scenario, allowed) in [("forbidden", false), ("forbidden before", false)] {
        meter
            .call::<SetImpersonationPermission>(scenario, &people.dealer, &[], json!({ "allowed": allowed }))
            .await
            .ok();
    }
}
