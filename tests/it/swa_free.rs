//! `attach-free-licences`, and what a system needs to run.

use api::{ProblemCode, licences::AttachLicencesResponse, operations::*};
use domain::id::LocationId;
use serde_json::json;
use tests::Answer;
use tests::assured::{Assured, SIPNET};

async fn attach(scene: &Assured, location: LocationId, parts: &[&str]) -> Answer {
    let body = json!({ "parts": parts });
    scene
        .desk
        .call::<AttachFreeLicences>(scene.sam(), &[&location], body)
        .await
}

/// Part and whether it can be attached.
async fn free(scene: &Assured, location: LocationId) -> Vec<(String, bool)> {
    let free = scene.swa(location).await.free_licences;
    free.into_iter().map(|one| (one.part, one.available)).collect()
}

async fn exchange() -> (Assured, LocationId) {
    let scene = Assured::at("2013-03-17T09:00:00Z").await;
    scene.units(1000, "2014-03-01").await;
    let location = scene.location("is3000", "aa0014SA2792887557AA", "Exchange").await;
    scene.activate(location, SIPNET).await;
    (scene, location)
}

const LIC_078: &str = "960026473134";

#[tokio::test]
async fn grace_and_assurance_give_the_newest_version_once() {
    let (scene, location) = exchange().await;
    assert_eq!(free(&scene, location).await, [(LIC_078.to_owned(), true)]);
    let attached: AttachLicencesResponse = attach(&scene, location, &[LIC_078]).await.read();
    let licence = &attached.attached[0];
    assert!(
        licence.purchase_order.starts_with("SA20130317") && licence.purchase_order.len() == 13,
        "{licence:?}"
    );
    assert_eq!(licence.sales_order[2..], licence.purchase_order[2..]);
    assert!(licence.sales_order.starts_with("CO"));
    assert_eq!(free(&scene, location).await, [(LIC_078.to_owned(), false)]);
    let again = attach(&scene, location, &[LIC_078])
        .await
        .refused(ProblemCode::NotFreeOfCharge);
    assert!(again.detail.contains("already"), "{}", again.detail);
    // It is among the recently attached, as what was paid for is.
    let recent = scene
        .desk
        .call::<ListRecentlyAttached>(scene.sam(), &[], json!(null))
        .await;
    assert_eq!(recent.ok()["items"][0]["licence"], json!(licence));
    assert_eq!(recent.body["items"].as_array().unwrap().len(), 1);
    scene.desk.ledger().await;

    // Detaching restores the entitlement and puts nothing into the bin.
    let bin = scene
        .desk
        .call::<GetBin>(scene.sam(), &[], json!(null))
        .await
        .ok()
        .clone();
    let body = json!({ "software_key_codes": [licence.software_key_code] });
    scene
        .desk
        .call::<DetachLicences>(scene.sam(), &[&location], body)
        .await
        .ok();
    assert_eq!(
        scene.desk.call::<GetBin>(scene.sam(), &[], json!(null)).await.ok(),
        &bin
    );
    assert_eq!(free(&scene, location).await, [(LIC_078.to_owned(), true)]);
    scene.desk.ledger().await;
    // It is the location's entitlement, and no unit of an order that fits anywhere.
    let other = scene.location("is3000", "aa0014SA2792887558AA", "Other").await;
    let body = json!({ "order_id": licence.order_id, "lines": [{ "part": LIC_078, "quantity": 1 }] });
    for there in [other, location] {
        let taken = scene
            .desk
            .call::<AttachLicences>(scene.sam(), &[&there], body.clone())
            .await;
        taken.refused(ProblemCode::NotFound);
    }
    let once_more: AttachLicencesResponse = attach(&scene, location, &[LIC_078]).await.read();
    assert_eq!(once_more.attached[0].purchase_order, licence.purchase_order);
    assert_ne!(once_more.attached[0].software_key_code, licence.software_key_code);
    let body = json!({ "software_key_codes": [once_more.attached[0].software_key_code], "terms_accepted": true });
    scene
        .desk
        .call::<ActivateLicences>(scene.sam(), &[&location], body)
        .await
        .ok();
    scene.desk.ledger().await;
}

#[tokio::test]
async fn nothing_is_free_after_grace_or_for_other_systems() {
    let (scene, location) = exchange().await;
    for parts in [vec!["LK180008"], vec!["EU92067151"], vec![LIC_078, "LK180008"]] {
        attach(&scene, location, &parts)
            .await
            .refused(ProblemCode::NotFreeOfCharge);
    }
    let twice = attach(&scene, location, &[LIC_078, LIC_078]).await;
    assert_eq!(twice.refused_fields(ProblemCode::InvalidFields), ["parts/1"]);
    assert_eq!(
        attach(&scene, location, &[])
            .await
            .refused_fields(ProblemCode::InvalidFields),
        ["parts"]
    );
    scene.desk.travel_to_day("2013-07-01").await;
    assert_eq!(free(&scene, location).await, []);
    attach(&scene, location, &[LIC_078])
        .await
        .refused(ProblemCode::NotFreeOfCharge);
    scene.activate_swa(location, 12).await;
    attach(&scene, location, &[LIC_078]).await.ok();
}

#[tokio::test]
async fn an_exchange_without_its_upgrade_allowance_says_that_it_will_not_run() {
    let (scene, location) = exchange().await;
    let warnings = async || {
        let view = scene
            .desk
            .call::<GetLocation>(scene.sam(), &[&location], json!(null))
            .await;
        view.ok().get("warnings").cloned()
    };
    let said = warnings().await.unwrap();
    assert!(said[0].as_str().unwrap().contains("Lic-078"), "{said}");
    scene.activate(location, &[("EU92067151", 1)]).await;
    assert_eq!(warnings().await, None);
}
