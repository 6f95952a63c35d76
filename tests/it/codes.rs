//! `preview-code`, guessing, and that the table tells no code.

use api::{ProblemCode, operations::*};
use chrono::TimeDelta;
use domain::{code::Code, organisation::Role};
use reqwest::Method;
use serde_json::{Value, json};
use std::fmt::Write as _;
use tests::{Answer, Desk, Person, activation_body, terms, wrong_code};

async fn preview(desk: &Desk, who: &Person, code: &str) -> Answer {
    desk.call::<PreviewCode>(who, &[], json!({ "code": code })).await
}

fn without_request_id(answer: &Answer) -> String {
    let id = answer.body["request_id"].as_str().unwrap();
    format!("{} {}", answer.status, answer.text.replace(id, ""))
}

/// Another tenant with its own buyer.
async fn other_tenant(desk: &Desk) -> Person {
    let vendor = &desk.people.vendor;
    let body = json!({ "kind": "tenant", "name": "Elsewhere Foods" });
    let made = desk.call::<CreateOrganisation>(vendor, &[], body).await;
    let id = made.ok()["organisation_id"].as_str().unwrap().parse().unwrap();
    let buyer = desk.invite(id, "stan", Role::Buyer).await;
    desk.call::<SetTenant>(vendor, &[&id], terms()).await.ok();
    buyer
}

#[tokio::test]
async fn a_preview_shows_what_a_code_stands_for_and_consumes_nothing() {
    let desk = Desk::with_tenant().await;
    let (_, code) = desk.issue("advanced", 12, 5).await;
    let package = desk.package_code().await;
    desk.mails().await;
    let table = desk.table().await;
    let typed = format!(
        " {} ",
        code.to_lowercase()
            .replace('-', " ")
            .replace('0', "o")
            .replace('1', "L")
    );
    for typed in [&code, &typed] {
        let shown = preview(&desk, desk.buyer(), typed).await;
        assert_eq!(
            shown.ok(),
            &json!({ "offer": {
                "is": "subscription", "plan": "advanced", "plan_name": "Advanced", "months": 12, "seats": 5,
                "issuer": "Fenwick Telecom",
            } })
        );
    }
    let shown = preview(&desk, desk.buyer(), &package).await;
    let offer = &shown.ok()["offer"];
    assert_eq!(
        (&offer["is"], &offer["name"], &offer["provider"]),
        (&json!("package"), &json!("Plant Starter"), &json!("Orchard Works"))
    );
    assert_eq!(offer["items"][0]["amount"], 10);
    assert_eq!(desk.table().await, table);
}

#[tokio::test]
async fn what_cannot_be_a_code_is_refused_before_anything_is_looked_up() {
    let desk = Desk::with_tenant().await;
    let (_, code) = desk.issue("standard", 12, 5).await;
    let mut swapped: Vec<char> = code.chars().collect();
    let at = (0..4).find(|at| swapped[*at] != swapped[at + 1]).unwrap();
    swapped.swap(at, at + 1);
    let swapped: String = swapped.into_iter().collect();
    let table = desk.table().await;
    for round in 0..12 {
        for wrong in ["", "A", &code[..code.len() - 1], &format!("{code}0"), "U", &swapped] {
            let refused = preview(&desk, desk.buyer(), wrong).await;
            assert_eq!(
                refused.refused_fields(ProblemCode::InvalidFields),
                ["code"],
                "{round} {wrong}"
            );
        }
    }
    assert_eq!(desk.table().await, table, "what is no code is no guess");
}

#[tokio::test]
async fn wrong_revoked_and_somebody_elses_are_answered_alike() {
    let desk = Desk::with_tenant().await;
    let other = other_tenant(&desk).await;
    let (batch, revoked) = desk.issue("standard", 12, 5).await;
    desk.call::<RevokeCodes>(&desk.people.dealer, &[&batch], json!({ "numbers": [1] }))
        .await
        .ok();
    let (_, theirs) = desk.issue("standard", 12, 5).await;
    desk.call::<RedeemCode>(&other, &[], json!({ "code": theirs, "devices": [] }))
        .await
        .ok();
    // A replacement is for the tenant whose request was declined.
    let declined = {
        let code = desk.package_code().await;
        let id = desk.ask_to_activate(&code).await;
        desk.decide_activation(&id, "decline").await.ok();
        desk.call::<ReplaceCode>(desk.operator(), &[&id], json!({})).await.ok();
        desk.mailed_code("tenant-buyer@example.com").await
    };
    desk.mails().await;
    let buyer = desk.buyer().clone();
    // Each has entered a wrong one before, long ago.
    for who in [&buyer, &other] {
        preview(&desk, who, &wrong_code(2))
            .await
            .refused(ProblemCode::CodeUnknown);
    }
    let cases = [
        (&buyer, wrong_code(1)),
        (&buyer, revoked.clone()),
        (&buyer, theirs.clone()),
        // A key version that there never was.
        (
            &buyer,
            Code::of(domain::code::KeyVersion::of_symbol('Z').unwrap(), 3)
                .map_or_else(|| wrong_code(3), |code| code.shown()),
        ),
        (&other, declined),
    ];
    type Body = fn(&str) -> Value;
    let calls: [(&str, Body); 4] = [
        ("/api/codes/preview", |code| json!({ "code": code })),
        (
            "/api/codes/preview-devices",
            |code| json!({ "code": code, "device_ids": [] }),
        ),
        ("/api/codes/redeem", |code| json!({ "code": code, "devices": [] })),
        ("/api/codes/activate", activation_body),
    ];
    let mut bytes = None;
    for (path, body) in calls {
        let mut requests = None;
        for (who, code) in &cases {
            // Once nobody has entered a wrong one lately, and then somebody has.
            desk.forward(TimeDelta::minutes(21));
            // The catalogue is looked at once a minute, beside what is read anyway.
            desk.app.at_work().await.unwrap();
            desk.faults.record();
            for _ in 0..2 {
                let answer = desk.send(Method::POST, path, Some(&who.token), body(code), None).await;
                answer.refused(ProblemCode::CodeUnknown);
                let answered = without_request_id(&answer);
                assert_eq!(bytes.get_or_insert_with(|| answered.clone()), &answered);
            }
            let sent = desk.faults.recorded();
            assert_eq!(requests.get_or_insert_with(|| sent.clone()), &sent, "{path}");
            // Before it is counted, a wrong code is one eventually consistent read.
            let caller = ["GetItem false null null", "GetItem true null null"];
            assert_eq!(sent[..2], caller);
            assert_eq!(sent[2], "GetItem false null null");
            assert!(sent[3].starts_with("BatchGetItem"), "{sent:?}");
            assert!(sent[4].starts_with("TransactWriteItems"), "{sent:?}");
        }
    }
}

#[tokio::test]
async fn after_ten_wrong_codes_there_is_a_wait_that_is_announced() {
    let desk = Desk::with_tenant().await;
    let (_, good) = desk.issue("standard", 12, 5).await;
    let buyer = desk.buyer().clone();
    let colleague = desk.invite(desk.organisations.tenant, "bea", Role::Buyer).await;
    let other = other_tenant(&desk).await;
    for number in 0..10 {
        let who = if number % 2 == 0 { &buyer } else { &colleague };
        preview(&desk, who, &wrong_code(number))
            .await
            .refused(ProblemCode::CodeUnknown);
        desk.forward(TimeDelta::seconds(30));
    }
    // 09:04:30 was the tenth.
    let mut answers = Vec::new();
    for (who, code) in [
        (&buyer, &wrong_code(11)),
        (&colleague, &wrong_code(12)),
        (&buyer, &good),
        (&colleague, &good),
    ] {
        let answer = preview(&desk, who, code).await;
        let problem = answer.refused(ProblemCode::TooManyAttempts);
        assert_eq!(problem.retry_at.unwrap().to_rfc3339(), "2026-01-05T09:14:30+00:00");
        answers.push(without_request_id(&answer));
    }
    assert!(answers[0].contains("Try again after 09:15 UTC."), "{}", answers[0]);
    assert!(
        answers.iter().all(|answer| answer == &answers[0]),
        "a good code is told nothing by"
    );
    let redeem = json!({ "code": good, "devices": [] });
    desk.call::<RedeemCode>(&buyer, &[], redeem.clone())
        .await
        .refused(ProblemCode::TooManyAttempts);
    // It is this organisation's wait alone.
    preview(&desk, &other, &good).await.ok();
    // What is entered while one waits does not prolong it.
    desk.forward(TimeDelta::minutes(9) + TimeDelta::seconds(29));
    for number in 40..52 {
        preview(&desk, &buyer, &wrong_code(number))
            .await
            .refused(ProblemCode::TooManyAttempts);
    }
    // Nor does it count for anybody once the wait is over.
    desk.forward(TimeDelta::seconds(1));
    for number in 60..69 {
        preview(&desk, &colleague, &wrong_code(number))
            .await
            .refused(ProblemCode::CodeUnknown);
    }
    desk.call::<RedeemCode>(&buyer, &[], redeem).await.ok();
    // Nine and nine in time, far apart.
    desk.forward(TimeDelta::minutes(10));
    for number in 20..38 {
        preview(&desk, &buyer, &wrong_code(number))
            .await
            .refused(ProblemCode::CodeUnknown);
        if number == 28 {
            desk.forward(TimeDelta::minutes(10));
        }
    }
}

#[tokio::test]
async fn the_mail_of_a_code_leads_to_where_it_is_entered() {
    let desk = Desk::with_tenant().await;
    desk.issue("standard", 12, 5).await;
    let package = desk.package("Plant Starter").await;
    let body = json!({ "delivery": { "by": "mail", "emails": ["a@example.com"] } });
    desk.call::<GenerateCodes>(desk.operator(), &[&package], body)
        .await
        .ok();
    for address in ["purchasing@example.com", "a@example.com"] {
        let mails = desk.mails_to(address, 0).await;
        let [mail] = mails.as_slice() else { panic!("{mails:?}") };
        let links: Vec<_> = mail.text.lines().filter(|line| line.starts_with("http")).collect();
        assert_eq!(links.len(), 1, "{}", mail.text);
        assert!(links[0].ends_with("/activation-code"), "{}", links[0]);
        assert!(mail.html.contains(links[0]), "{}", mail.html);
    }
}

#[tokio::test]
async fn a_used_code_says_so_to_the_organisation_that_used_it() {
    let desk = Desk::with_tenant().await;
    let (_, code) = desk.issue("standard", 12, 5).await;
    desk.redeem(&code, &[]).await.ok();
    let colleague = desk.invite(desk.organisations.tenant, "bea", Role::Buyer).await;
    desk.forward(TimeDelta::days(1));
    let said = preview(&desk, &colleague, &code)
        .await
        .refused(ProblemCode::CodeUsed)
        .detail;
    assert!(
        said.starts_with("tenant-buyer used this activation code on 5 January 2026 at 09:00 UTC."),
        "{said}"
    );
    let other = other_tenant(&desk).await;
    preview(&desk, &other, &code).await.refused(ProblemCode::CodeUnknown);
}

#[tokio::test]
async fn a_code_works_on_its_last_day_and_not_after() {
    let desk = Desk::with_tenant().await;
    let issue = |last: &str| json!({ "plan": "standard", "months": 1, "seats": 1, "email": "a@example.com", "expires_on": last });
    let dealer = &desk.people.dealer;
    desk.call::<IssueSubscriptionCode>(dealer, &[], issue("2026-01-06"))
        .await
        .ok();
    let code = desk.mailed_code("a@example.com").await;
    let refused = desk
        .call::<IssueSubscriptionCode>(dealer, &[], issue("2026-01-04"))
        .await;
    assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["expires_on"]);
    desk.forward(TimeDelta::hours(38));
    assert_eq!(
        preview(&desk, desk.buyer(), &code).await.ok()["expires_on"],
        "2026-01-06"
    );
    desk.forward(TimeDelta::hours(1));
    preview(&desk, desk.buyer(), &code)
        .await
        .refused(ProblemCode::CodeExpired);
    let redeem = json!({ "code": code, "devices": [] });
    desk.call::<RedeemCode>(desk.buyer(), &[], redeem)
        .await
        .refused(ProblemCode::CodeExpired);
}

#[tokio::test]
async fn a_code_of_the_other_kind_says_where_it_goes() {
    let desk = Desk::with_tenant().await;
    let (_, subscription) = desk.issue("standard", 12, 5).await;
    let package = desk.package_code().await;
    let redeem = json!({ "code": package, "devices": [] });
    desk.call::<RedeemCode>(desk.buyer(), &[], redeem)
        .await
        .refused(ProblemCode::CodeOfAnotherKind);
    desk.call::<SubmitActivation>(desk.buyer(), &[], activation_body(&subscription))
        .await
        .refused(ProblemCode::CodeOfAnotherKind);
}

#[tokio::test]
async fn a_rotated_key_leaves_old_codes_working() {
    let desk = Desk::with_tenant().await;
    let (batch, old) = desk.issue("standard", 12, 5).await;
    assert_eq!(desk.rotate(runtime::keys::KeyKind::Codes), "1");
    let (_, new) = desk.issue("standard", 12, 5).await;
    assert_eq!((old.as_bytes()[0], new.as_bytes()[0]), (b'0', b'1'));
    desk.faults.record();
    preview(&desk, desk.buyer(), &old).await.ok();
    let reads = desk.faults.recorded();
    // Binding and user; the code; what the user and the organisation entered before.
    assert_eq!(reads.len(), 4, "{reads:?}");
    desk.call::<MailCodes>(&desk.people.dealer, &[&batch], json!({ "numbers": [1] }))
        .await
        .ok();
    assert_eq!(
        desk.mailed_code("purchasing@example.com").await,
        old,
        "mailed again as it was"
    );
    desk.redeem(&old, &[]).await.ok();
    desk.redeem(&new, &[]).await.ok();
}

#[tokio::test]
async fn nobody_who_reads_the_whole_table_learns_a_code() {
    let desk = Desk::with_tenant().await;
    let mut codes = Vec::new();
    for _ in 0..3 {
        codes.push(desk.issue("standard", 12, 5).await.1);
    }
    let package = desk.package("Plant Starter").await;
    let body = json!({ "delivery": { "by": "mail", "emails": ["a@example.com", "b@example.com"] } });
    let answer = desk
        .call_with_key::<GenerateCodes>(desk.operator(), &[&package], body, Some("k"))
        .await;
    answer.ok();
    codes.push(desk.mailed_code("a@example.com").await);
    let batch = desk.generate(&package, 3).await;
    codes.extend(desk.export(desk.operator(), &batch).await);
    let key = Some("remembered");
    let exported = desk
        .call_with_key::<ExportCodes>(desk.operator(), &[&batch], json!({}), key)
        .await;
    exported.ok();
    let redeem = json!({ "code": codes[0], "devices": [] });
    desk.call_with_key::<RedeemCode>(desk.buyer(), &[], redeem, Some("redeem"))
        .await
        .ok();
    preview(&desk, desk.buyer(), &wrong_code(1)).await;
    desk.mails().await;

    let mut dump = String::new();
    for item in desk.table().await.values() {
        write!(dump, "{item:?}").unwrap();
    }
    let bare = dump.to_uppercase().replace(['-', ' '], "");
    for code in &codes {
        // Whole, without dashes, without check symbol, and its random part alone.
        let symbols: String = code.chars().filter(|c| *c != '-').collect();
        assert!(!bare.contains(&symbols[1..24]), "{code} stands in the table");
        assert!(
            !bare.contains(&symbols[..12]) && !bare.contains(&symbols[12..]),
            "a half of {code}"
        );
    }
    // Nor do the keys that it is made with.
    let keys = std::fs::read_to_string(desk.folder().join("keys.json")).unwrap();
    let keys: Value = serde_json::from_str(&keys).unwrap();
    for kind in ["codes", "code-peppers"] {
        let document: Value = serde_json::from_str(keys[kind].as_str().unwrap()).unwrap();
        let key = document["keys"]["0"].as_str().unwrap();
        assert!(!dump.contains(key), "{kind}");
    }
    // A digest of the code alone finds nothing: it is under a pepper.
    use sha2::{Digest, Sha256};
    let digest: String = Sha256::digest(codes[0].replace('-', ""))
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert!(!dump.contains(&digest));
    desk.ledger().await;
}
