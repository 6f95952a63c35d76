//! What every stored thing says of itself.

use super::*;

#[tokio::test]
async fn everything_stored_says_its_form_and_only_what_passes_says_when_it_is_deleted() {
    let desk = Desk::start().await;
    let (_, codes) = tenants_things(&desk).await;
    let _ = both_dealers_things(&desk).await;
    let buyer = desk.tenant(Role::Buyer);
    let wrong = json!({ "code": tests::wrong_code(1) });
    desk.call::<PreviewCode>(buyer, &[], wrong).await;
    let body = json!({ "code": codes.subscription, "devices": [] });
    desk.call_with_key::<RedeemCode>(buyer, &[], body, Some("a-key"))
        .await
        .ok();
    desk.mails().await;
    desk.indexed().await;
    let (mut kinds, mut passing) = (Vec::new(), Vec::new());
    for ((pk, sk), item) in desk.table().await {
        let form = item.get("form").and_then(|form| form.as_n().ok());
        assert_eq!(form.map(String::as_str), Some("1"), "{pk} {sk}");
        let kind = sk.split(['#', '$']).next().unwrap().to_owned();
        if let Some(at) = item.get("delete_after") {
            assert!(at.as_n().is_ok(), "{pk} {sk}");
            passing.push(kind.clone());
        }
        kinds.push(kind);
    }
    kinds.sort();
    kinds.dedup();
    assert!(kinds.len() > 25, "the scene fills the table: {kinds:?}");
    passing.sort();
    passing.dedup();
    assert_eq!(passing, ["IDEMPOTENCY", "WRONG-CODES"]);
}
