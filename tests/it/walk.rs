//! The walk: from a shipped order to a signed licence file.

use api::operations::*;
use serde_json::json;
use tests::Desk;

#[tokio::test]
async fn a_shipped_order_becomes_a_signed_licence_file() {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let order = desk.ship_manual_order(desk.organisations.dealer).await;
    let bin = desk.call::<GetBin>(dealer, &[], json!(null)).await;
    assert_eq!(bin.ok()["items"][0]["order_id"], order);
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let location = desk.location(dealer, customer, "Location A", "191000343919").await;
    let codes = desk
        .attach(
            dealer,
            location,
            &order,
            &[("BE107573", 1), ("BE107582", 5), ("BE107576", 1), ("BE107585", 20)],
        )
        .await;
    assert_eq!(codes.len(), 4);
    assert_eq!(
        desk.call::<GetBin>(dealer, &[], json!(null)).await.ok()["items"],
        json!([])
    );
    let activated = desk
        .call::<ActivateLicences>(
            dealer,
            &[&location],
            json!({ "software_key_codes": codes, "terms_accepted": true }),
        )
        .await;
    assert_eq!(activated.ok()["licence_file"]["file_name"], "191000343919.lic");
    let file = desk.call::<GetLicenceFile>(dealer, &[&location, &1], json!(null)).await;
    file.ok();
    let view = desk.call::<GetLocation>(dealer, &[&location], json!(null)).await;
    assert_eq!(view.ok()["activated"].as_array().unwrap().len(), 4);
    println!("{:#}", view.body);
    for mail in desk.mails().await {
        println!("{} {}", mail.to.join(","), mail.subject);
    }
}
