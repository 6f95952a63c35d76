//! Issuing codes: one by mail, many as a file or by mail, in steps that can break off.

use api::{ProblemCode, operations::*};
use chrono::TimeDelta;
use domain::code::Code;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tests::{Answer, Desk, package_body};

fn generate_body(count: impl Into<Value>) -> Value {
    json!({ "delivery": { "by": "csv", "count": count.into() } })
}

async fn detail(desk: &Desk, batch: &str) -> Value {
    desk.call::<GetCodeBatch>(desk.operator(), &[&batch], Value::Null)
        .await
        .ok()
        .clone()
}

fn figures(detail: &Value) -> [u64; 4] {
    ["unused", "used", "revoked", "expired"].map(|name| detail[name].as_u64().unwrap())
}

fn addresses(count: u32) -> Vec<String> {
    (1..=count)
        .map(|number| format!("buyer-{number}@example.com"))
        .collect()
}

#[tokio::test]
async fn a_subscription_code_is_mailed_to_the_buyer_by_vendor_distributor_and_dealer() {
    let desk = Desk::with_tenant().await;
    let people = &desk.people;
    for (who, issuer) in [
        (&people.vendor, "Northbell Systems"),
        (&people.distributor, "Harbour Distribution"),
        (&people.dealer_swa, "Fenwick Telecom"),
    ] {
        let body = json!({ "plan": "advanced", "months": 24, "seats": 1000, "email": "purchasing@example.com" });
        let issued = desk.call::<IssueSubscriptionCode>(who, &[], body).await;
        assert_eq!(issued.ok()["subject"]["plan_name"], "Advanced");
        assert!(issued.text.find("code\":").is_none());
        let mails = desk.mails_to("purchasing@example.com", 0).await;
        let mail = mails.last().unwrap();
        assert_eq!(
            mail.subject,
            "Your activation code for 24 months of Advanced for 1000 devices"
        );
        assert!(mail.text.contains(issuer), "{}", mail.text);
        let code = domain::code::find(&mail.text).unwrap().shown();
        assert!(mail.html.contains(&code));
        let shown = desk
            .call::<PreviewCode>(desk.buyer(), &[], json!({ "code": code }))
            .await;
        assert_eq!(shown.ok()["offer"]["issuer"], issuer);
    }
    assert_eq!(
        desk.mails_to("purchasing@example.com", 0).await.len(),
        3,
        "one mail each"
    );
}

#[tokio::test]
async fn what_cannot_be_issued_is_refused_by_field() {
    let desk = Desk::with_tenant().await;
    let good = json!({ "plan": "standard", "months": 12, "seats": 5, "email": "a@example.com" });
    let table = desk.table().await;
    for (field, values) in [
        ("plan", vec![json!(""), json!("premium")]),
        ("months", vec![json!(0), json!(121), json!(1.5), json!(-1)]),
        ("seats", vec![json!(0), json!(1001), json!(0.5)]),
        ("email", vec![json!(""), json!("nobody")]),
    ] {
        for value in values {
            let mut body = good.clone();
            body[field] = value;
            let refused = desk.call::<IssueSubscriptionCode>(&desk.people.dealer, &[], body).await;
            assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), [field]);
        }
    }
    assert_eq!(desk.table().await, table);
    let package = desk.package("Plant Starter").await;
    let draft = desk
        .call::<CreatePackage>(desk.operator(), &[], package_body("Draft"))
        .await;
    let draft = draft.ok()["package_id"].as_str().unwrap().to_owned();
    let table = desk.table().await;
    let mut twice = addresses(2);
    twice.push("BUYER-1@example.com".to_owned());
    let mail = |emails: &[String]| json!({ "delivery": { "by": "mail", "emails": emails } });
    for (body, fields) in [
        (generate_body(0), vec!["delivery/count"]),
        (generate_body(1001), vec!["delivery/count"]),
        (generate_body(2.5), vec!["delivery/count"]),
        (mail(&[]), vec!["delivery/emails"]),
        (mail(&addresses(1001)), vec!["delivery/emails"]),
        (mail(&twice), vec!["delivery/emails/2"]),
        (
            mail(&["x".to_owned(), "a@example.com".to_owned()]),
            vec!["delivery/emails/0"],
        ),
    ] {
        let refused = desk.call::<GenerateCodes>(desk.operator(), &[&package], body).await;
        assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), fields);
    }
    desk.call::<GenerateCodes>(desk.operator(), &[&draft], generate_body(1))
        .await
        .refused(ProblemCode::PackageNotActive);
    assert_eq!(desk.table().await, table);
}

#[tokio::test]
async fn a_thousand_codes_are_exported_mailed_again_and_redeemed() {
    let desk = Desk::with_tenant().await;
    let package = desk.package("Plant Starter").await;
    let batch = desk.generate(&package, 1000).await;
    assert_eq!(figures(&detail(&desk, &batch).await), [1000, 0, 0, 0]);
    let codes = desk.export(desk.operator(), &batch).await;
    let distinct: BTreeSet<&String> = codes.iter().collect();
    assert_eq!((codes.len(), distinct.len()), (1000, 1000));
    assert!(codes.iter().all(|code| Code::parse(code).is_ok()));
    assert_eq!(desk.export(desk.operator(), &batch).await, codes, "the same file again");
    for code in [&codes[0], &codes[39], &codes[40], &codes[999]] {
        desk.ask_to_activate(code).await;
    }
    let revoke = json!({ "numbers": [2, 500] });
    desk.call::<RevokeCodes>(desk.operator(), &[&batch], revoke).await.ok();
    let after = detail(&desk, &batch).await;
    assert_eq!(figures(&after), [994, 4, 2, 0]);
    assert_eq!(after["codes"][0]["status"], "used");
    assert_eq!(after["codes"][0]["used_by"], "Orchard Works");
    assert_eq!(after["codes"][499]["status"], "revoked");
    let left = desk.export(desk.operator(), &batch).await;
    assert_eq!(left.len(), 994, "only what is unused");
    assert!(!left.contains(&codes[1]) && left.contains(&codes[2]));
    let events = desk
        .call::<ListCodeBatchEvents>(desk.operator(), &[&batch], Value::Null)
        .await;
    let events = events.ok()["items"].as_array().unwrap();
    assert_eq!(events[0]["summary"], "994 unused codes were exported.");
    assert_eq!(events[1]["summary"], "Revoked: codes 2, 500.");
    assert_eq!(
        events[4]["summary"],
        "Codes 961 to 1000 of 1000 for the package Plant Starter were issued."
    );
    desk.ledger().await;
}

#[tokio::test]
async fn a_thousand_codes_are_mailed_one_to_each_address() {
    let desk = Desk::with_tenant().await;
    let package = desk.package("Plant Starter").await;
    let sent = desk.mails().await.len();
    let body = json!({ "delivery": { "by": "mail", "emails": addresses(1000) } });
    let batch = desk.call::<GenerateCodes>(desk.operator(), &[&package], body).await;
    assert_eq!(batch.ok()["state"], "ready");
    let mails = desk.mails().await.split_off(sent);
    let to: BTreeSet<&String> = mails.iter().flat_map(|mail| &mail.to).collect();
    let codes: BTreeSet<String> = mails
        .iter()
        .map(|mail| domain::code::find(&mail.text).unwrap().shown())
        .collect();
    assert_eq!((mails.len(), to.len(), codes.len()), (1000, 1000, 1000));
}

#[tokio::test]
async fn mailing_again_and_revoking_name_what_cannot_be() {
    let desk = Desk::with_tenant().await;
    let package = desk.package("Plant Starter").await;
    let body = json!({ "delivery": { "by": "mail", "emails": addresses(4) } });
    let made = desk.call::<GenerateCodes>(desk.operator(), &[&package], body).await;
    let batch = made.ok()["batch_id"].as_str().unwrap().to_owned();
    let csv = desk.generate(&package, 2).await;
    desk.mails().await;
    let first = desk.mailed_code("buyer-1@example.com").await;
    desk.ask_to_activate(&first).await;
    let operator = desk.operator();
    let revoke = async |batch: &str, numbers: Value| -> Answer {
        desk.call::<RevokeCodes>(operator, &[&batch], json!({ "numbers": numbers }))
            .await
    };
    let mail = async |batch: &str, numbers: Value| -> Answer {
        desk.call::<MailCodes>(operator, &[&batch], json!({ "numbers": numbers }))
            .await
    };
    desk.mails().await;
    let table = desk.table().await;
    let refused = revoke(&batch, json!([2, 1])).await;
    assert_eq!(refused.refused_fields(ProblemCode::CodesNotUnused), ["numbers/1"]);
    let refused = mail(&batch, json!([1, 2])).await;
    assert_eq!(refused.refused_fields(ProblemCode::CodesNotUnused), ["numbers/0"]);
    let refused = mail(&csv, json!([1])).await;
    assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["numbers/0"]);
    let many: Vec<u32> = (1..=81).collect();
    for (numbers, fields) in [
        (json!([]), vec!["numbers"]),
        (json!(many), vec!["numbers"]),
        (json!([2, 2, 5, 0]), vec!["numbers/1", "numbers/2", "numbers/3"]),
    ] {
        assert_eq!(
            revoke(&batch, numbers.clone())
                .await
                .refused_fields(ProblemCode::InvalidFields),
            fields
        );
        assert_eq!(
            mail(&batch, numbers).await.refused_fields(ProblemCode::InvalidFields),
            fields
        );
    }
    assert_eq!(desk.table().await, table);
    let sent = desk.mails().await.len();
    mail(&batch, json!([2, 3])).await.ok();
    revoke(&batch, json!([3])).await.ok();
    revoke(&batch, json!([3])).await.ok();
    let mails = desk.mails().await.split_off(sent);
    assert_eq!(mails.len(), 1, "what was revoked by then is not mailed");
    assert_eq!(mails[0].to, ["buyer-2@example.com"]);
}

#[tokio::test]
async fn a_batch_is_its_issuers_alone() {
    let desk = Desk::with_tenant().await;
    let (batch, _) = desk.issue("standard", 12, 5).await;
    let nothing = "019a9c3e-0000-7000-8000-000000000000".to_owned();
    desk.mails().await;
    let table = desk.table().await;
    for who in [&desk.people.other_dealer, &desk.people.vendor, desk.operator()] {
        let mut details = Vec::new();
        for id in [&batch, &nothing] {
            let numbers = json!({ "numbers": [1] });
            details.push(
                [
                    desk.call::<GetCodeBatch>(who, &[id], Value::Null).await,
                    desk.call::<ListCodeBatchEvents>(who, &[id], Value::Null).await,
                    desk.call::<ExportCodes>(who, &[id], json!({})).await,
                    desk.call::<MailCodes>(who, &[id], numbers.clone()).await,
                    desk.call::<RevokeCodes>(who, &[id], numbers).await,
                ]
                .map(|answer| answer.refused(ProblemCode::NotFound).detail),
            );
        }
        assert_eq!(details[0], details[1]);
        let listed = desk.call::<ListCodeBatches>(who, &[], Value::Null).await;
        assert_eq!(listed.ok()["items"], json!([]));
    }
    assert_eq!(desk.table().await, table);
    let listed = desk
        .call::<ListCodeBatches>(&desk.people.dealer, &[], Value::Null)
        .await;
    assert_eq!(listed.ok()["items"][0]["batch_id"], batch);
}

/// A batch that broke off at this step, before it was written or after.
async fn broken(desk: &Desk, package: &str, at: u32, after_writing: bool) {
    desk.faults.die_at(at, after_writing);
    let body = json!({ "delivery": { "by": "mail", "emails": addresses(100) } });
    let answer = desk
        .call_with_key::<GenerateCodes>(desk.operator(), &[&package], body, Some("batch"))
        .await;
    answer.refused(ProblemCode::Internal);
    desk.faults.die_at(0, false);
}

#[tokio::test]
async fn a_batch_that_broke_off_anywhere_is_finished_by_the_same_request() {
    for at in 1..=3 {
        for after_writing in [false, true] {
            let desk = Desk::with_tenant().await;
            let package = desk.package("Plant Starter").await;
            broken(&desk, &package, at, after_writing).await;
            let body = json!({ "delivery": { "by": "mail", "emails": addresses(100) } });
            let repeat = async || {
                desk.call_with_key::<GenerateCodes>(desk.operator(), &[&package], body.clone(), Some("batch"))
                    .await
            };
            let first = repeat().await;
            assert_eq!(
                (&first.ok()["state"], &first.body["prepared"]),
                (&json!("ready"), &json!(100))
            );
            assert_eq!(repeat().await.ok(), first.ok());
            let other = json!({ "delivery": { "by": "mail", "emails": addresses(99) } });
            let reused = desk
                .call_with_key::<GenerateCodes>(desk.operator(), &[&package], other, Some("batch"))
                .await;
            reused.refused(ProblemCode::IdempotencyKeyReused);
            let listed = desk.call::<ListCodeBatches>(desk.operator(), &[], Value::Null).await;
            assert_eq!(listed.ok()["items"].as_array().unwrap().len(), 1, "one batch");
            finished(&desk).await;
        }
    }
}

#[tokio::test]
async fn a_batch_that_nobody_comes_back_for_is_finished_by_the_outbox() {
    for (at, after_writing) in [(1, true), (2, false), (2, true)] {
        let desk = Desk::with_tenant().await;
        let package = desk.package("Plant Starter").await;
        broken(&desk, &package, at, after_writing).await;
        let listed = desk.call::<ListCodeBatches>(desk.operator(), &[], Value::Null).await;
        let batch = &listed.ok()["items"][0];
        assert_eq!(batch["state"], "preparing");
        let id = batch["batch_id"].as_str().unwrap().to_owned();
        for refused in [
            desk.call::<ExportCodes>(desk.operator(), &[&id], json!({})).await,
            desk.call::<RevokeCodes>(desk.operator(), &[&id], json!({ "numbers": [1] }))
                .await,
        ] {
            refused.refused(ProblemCode::CodesNotReady);
        }
        desk.forward(TimeDelta::minutes(2));
        desk.mails().await;
        assert_eq!(figures(&detail(&desk, &id).await), [100, 0, 0, 0]);
        finished(&desk).await;
    }
}

/// A hundred mails with a code each, one to each address.
async fn finished(desk: &Desk) {
    // Claims that nobody finished run out, and so does the time after which the outbox goes on.
    for _ in 0..2 {
        desk.forward(TimeDelta::minutes(2));
        desk.mails().await;
    }
    assert_eq!(desk.ledger().await.due(), 0);
    let mails = desk.mails().await;
    let mails: Vec<_> = mails.iter().filter(|mail| mail.to[0].starts_with("buyer-")).collect();
    let to: BTreeSet<&String> = mails.iter().flat_map(|mail| &mail.to).collect();
    let codes: BTreeSet<String> = mails
        .iter()
        .map(|mail| domain::code::find(&mail.text).unwrap().shown())
        .collect();
    assert_eq!((mails.len(), to.len(), codes.len()), (100, 100, 100));
}

#[tokio::test]
async fn the_same_codes_are_never_issued_twice_under_one_key() {
    let desk = Desk::with_tenant().await;
    let body = json!({ "plan": "standard", "months": 12, "seats": 5, "email": "a@example.com" });
    let dealer = &desk.people.dealer;
    let issue = async |body: &Value| {
        desk.call_with_key::<IssueSubscriptionCode>(dealer, &[], body.clone(), Some("k"))
            .await
    };
    let first = issue(&body).await;
    assert_eq!(issue(&body).await.ok(), first.ok());
    let mut other = body.clone();
    other["seats"] = json!(6);
    issue(&other).await.refused(ProblemCode::IdempotencyKeyReused);
    // A day later nothing is remembered, and the batch is still the same.
    desk.forward(TimeDelta::hours(25));
    assert_eq!(issue(&body).await.ok()["batch_id"], first.ok()["batch_id"]);
    assert_eq!(desk.mails_to("a@example.com", 0).await.len(), 1);
}
