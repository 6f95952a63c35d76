//! The catalogue, submitting, lists, home and quota.

use api::{ProblemCode, operations::*};
use chrono::TimeDelta;
use domain::organisation::Role;
use serde_json::{Value, json};
use tests::{AGENTS, ASSETS, Answer, Desk, agreed, submission, terms};

async fn submit(desk: &Desk, role: Role, body: Value) -> Answer {
    desk.call::<SubmitUpgrade>(desk.tenant(role), &[], body).await
}

async fn list(desk: &Desk, query: &str) -> Vec<String> {
    let token = Some(desk.tenant(Role::StandardUser).token.as_str());
    let path = format!("/api/upgrades?{query}");
    let page = desk.send(reqwest::Method::GET, &path, token, Value::Null, None).await;
    let rows = page.ok()["items"].as_array().unwrap();
    rows.iter()
        .map(|row| {
            let number = row.get("request_number").or_else(|| row.get("upgrade_number"));
            number.unwrap().as_str().unwrap().to_owned()
        })
        .collect()
}

#[tokio::test]
async fn the_catalogue_has_prices_of_the_day_and_says_what_cannot_be_bought() {
    let desk = Desk::with_tenant().await;
    let who = desk.tenant(Role::Requester);
    let items = desk.call::<ListUpgradeItems>(who, &[], Value::Null).await;
    let items = items.ok()["items"].as_array().unwrap().clone();
    assert_eq!(items.len(), 34);
    let of = |sku: &str| items.iter().find(|item| item["sku"] == sku).unwrap();
    let assets = of(ASSETS);
    assert_eq!(
        assets["price_per_year"],
        json!({ "minor_units": 18000, "currency": "EUR" })
    );
    assert_eq!(assets["price_per_month"]["minor_units"], 1500);
    assert_eq!(assets["maximum_quantity"], 100);
    assert_eq!(assets["amount"], 50);
    // 5 January to 31 December.
    assert_eq!(assets["remaining_days"], 361);
    assert_eq!(assets["pro_rata"]["minor_units"], 17803);
    assert_eq!(
        assets["prerequisites"],
        json!(["IoT Value Plan", "Developer Plan", "Operator Plan", "Base Plan"])
    );
    assert!(items.iter().all(|item| item.get("unavailable").is_none()));

    let mut operator = terms();
    operator["plan"] = json!("operator-plan");
    desk.set_terms(operator).await.ok();
    let items = desk.call::<ListUpgradeItems>(who, &[], Value::Null).await;
    let items = items.ok()["items"].as_array().unwrap().clone();
    let why = |sku: &str| {
        items
            .iter()
            .find(|item| item["sku"] == sku)
            .unwrap()
            .get("unavailable")
            .cloned()
    };
    assert_eq!(why(ASSETS), None);
    assert!(why(AGENTS).unwrap().as_str().unwrap().contains("Operator Plan"));
    let refused = submit(&desk, Role::Requester, submission(AGENTS, 1)).await;
    assert_eq!(refused.refused_fields(ProblemCode::NotAvailable), ["sku"]);

    // The day after the contract nothing can be bought.
    desk.forward(TimeDelta::days(361));
    let refused = submit(&desk, Role::Buyer, submission(ASSETS, 1)).await;
    assert!(refused.refused(ProblemCode::NotAvailable).detail.contains("2026-12-31"));
}

#[tokio::test]
async fn what_is_wrong_with_a_submission_is_said_by_field() {
    let desk = Desk::with_tenant().await;
    let table = desk.table().await;
    for role in [Role::Requester, Role::Buyer] {
        for (body, code, fields) in [
            (submission(AGENTS, 0), ProblemCode::InvalidFields, vec!["quantity"]),
            (submission(AGENTS, 11), ProblemCode::InvalidFields, vec!["quantity"]),
            (submission(AGENTS, -1), ProblemCode::InvalidFields, vec!["quantity"]),
            (submission(AGENTS, 1.5), ProblemCode::InvalidFields, vec!["quantity"]),
            (submission(AGENTS, 1e300), ProblemCode::InvalidFields, vec!["quantity"]),
            (submission(AGENTS, "two"), ProblemCode::InvalidFields, vec!["quantity"]),
            (
                submission(AGENTS, Value::Null),
                ProblemCode::InvalidFields,
                vec!["quantity"],
            ),
            (submission("MS00X0000", 1), ProblemCode::InvalidFields, vec!["sku"]),
            (submission("", 1), ProblemCode::InvalidFields, vec!["sku"]),
            (submission("../x", 1), ProblemCode::InvalidFields, vec!["sku"]),
            (
                json!({ "sku": AGENTS, "quantity": 1, "price": agreed(AGENTS, 1) }),
                ProblemCode::TermsNotAccepted,
                vec!["terms_accepted"],
            ),
            (
                json!({ "sku": AGENTS, "quantity": 0, "price": agreed(AGENTS, 1), "terms_accepted": false }),
                ProblemCode::InvalidFields,
                vec!["quantity", "terms_accepted"],
            ),
            (
                json!({ "sku": AGENTS, "quantity": 1, "terms_accepted": true }),
                ProblemCode::InvalidFields,
                vec!["price"],
            ),
        ] {
            let refused = submit(&desk, role, body.clone()).await;
            assert_eq!(refused.refused_fields(code), fields, "{body}");
        }
    }
    assert_eq!(desk.table().await, table);
    // The largest quantity is one that can be bought, in whatever case its SKU is written.
    submit(&desk, Role::Requester, submission(&AGENTS.to_lowercase(), 10))
        .await
        .ok();
}

#[tokio::test]
async fn without_a_sold_to_id_every_operation_says_how_to_get_one() {
    let desk = Desk::start().await;
    let nothing = "019a9c3e-0000-7000-8000-000000000000";
    let mut without = terms();
    without["sold_to_id"] = json!("");
    for step in 0..2 {
        if step == 1 {
            desk.set_terms(without.clone()).await.ok();
        }
        let table = desk.table().await;
        let (requester, buyer) = (desk.tenant(Role::StandardUser), desk.tenant(Role::Buyer));
        let admin = desk.tenant(Role::TenantAdmin);
        let answers = [
            desk.call::<GetUpgradesHome>(buyer, &[], Value::Null).await,
            desk.call::<ListUpgradeItems>(requester, &[], Value::Null).await,
            desk.call::<ListUpgrades>(requester, &[], Value::Null).await,
            desk.call::<GetUpgrade>(requester, &[&nothing], Value::Null).await,
            desk.call::<ListUpgradeEvents>(requester, &[&nothing], Value::Null)
                .await,
            desk.call::<GetQuota>(admin, &[], Value::Null).await,
            desk.call::<SubmitUpgrade>(requester, &[], submission(AGENTS, 1)).await,
            desk.call::<SubmitUpgrade>(buyer, &[], submission(AGENTS, 1)).await,
            desk.decide(nothing, "approve").await,
            desk.call::<WithdrawUpgrade>(requester, &[&nothing], json!({})).await,
        ];
        for answer in answers {
            let problem = answer.refused(ProblemCode::NoSoldToId);
            assert!(
                problem.detail.contains("subscribe to a plan at your vendor"),
                "{problem}"
            );
        }
        assert_eq!(desk.table().await, table);
    }
    // It may be taken away while a request waits.
    desk.set_terms(terms()).await.ok();
    let request = desk.ask(AGENTS, 1).await;
    desk.set_terms(without).await.ok();
    for verdict in ["approve", "decline"] {
        desk.decide(&request, verdict).await.refused(ProblemCode::NoSoldToId);
    }
    desk.set_terms(terms()).await.ok();
    desk.decide(&request, "decline").await.ok();
}

#[tokio::test]
async fn subtenant_users_and_operators_have_none_of_it() {
    let desk = Desk::with_tenant().await;
    let request = desk.ask(AGENTS, 1).await;
    let table = desk.table().await;
    for role in [Role::SubtenantUser, Role::Operator] {
        let who = desk.tenant(role);
        let answers = [
            desk.call::<GetUpgradesHome>(who, &[], Value::Null).await,
            desk.call::<ListUpgradeItems>(who, &[], Value::Null).await,
            desk.call::<ListUpgrades>(who, &[], Value::Null).await,
            desk.call::<GetUpgrade>(who, &[&request], Value::Null).await,
            desk.call::<ListUpgradeEvents>(who, &[&request], Value::Null).await,
            desk.call::<GetQuota>(who, &[], Value::Null).await,
            desk.call::<SubmitUpgrade>(who, &[], submission(AGENTS, 1)).await,
            desk.call::<DecideUpgrade>(who, &[&request], tests::decision("approve", "x"))
                .await,
            desk.call::<WithdrawUpgrade>(who, &[&request], json!({})).await,
        ];
        for answer in answers {
            answer.refused(ProblemCode::RoleMissing);
            assert!(!answer.text.contains("30012345") && !answer.text.contains("Agents"));
        }
    }
    assert_eq!(desk.table().await, table);
}

#[tokio::test]
async fn a_buyer_buys_and_the_quota_is_there() {
    let desk = Desk::with_tenant().await;
    let before = desk.mails().await.len();
    let bought = submit(&desk, Role::Buyer, submission(ASSETS, 2)).await;
    let upgrade = bought.ok()["upgrade"].clone();
    assert_eq!(upgrade["summary"]["upgrade_number"], "IPP-1");
    assert_eq!(upgrade["summary"].get("request_number"), None);
    assert_eq!(upgrade["summary"]["status"], "in-progress");
    assert_eq!(upgrade["summary"]["managed"]["decision"], "bought");
    assert_eq!(upgrade["price"]["for_quantity"]["minor_units"], 36000);
    // 360.00 x 361 / 365 = 356.05.
    assert_eq!(upgrade["price"]["pro_rata"]["minor_units"], 35605);
    assert_eq!(upgrade["price"]["last_day"], "2026-12-31");
    assert_eq!(desk.limit("asset-instances").await, (200, 0));
    let mails = desk.mails().await.split_off(before);
    let sent: Vec<(&str, &str)> = mails
        .iter()
        .map(|mail| (mail.to[0].as_str(), mail.subject.as_str()))
        .collect();
    assert_eq!(
        sent,
        [
            ("tenant-buyer@example.com", "Purchase confirmation IPP-1"),
            ("orders@orchard.example.com", "Order form IPP-1 of Orchard Works"),
        ]
    );
    let form = &mails[1].text;
    for part in [
        "30012345",
        "MS15M1002",
        "356.05 EUR",
        "361 days",
        "31 December 2026",
        "tenant-buyer@example.com",
    ] {
        assert!(form.contains(part), "{part}: {form}");
    }
    assert_eq!(desk.limit("asset-instances").await, (200, 100));
    let id = upgrade["summary"]["upgrade_id"].as_str().unwrap();
    let view = desk.upgrade(id).await;
    assert_eq!(view["summary"]["status"], "provisioned");
    assert_eq!(view["summary"]["acceptance"], "provisional");
    let events = desk
        .call::<ListUpgradeEvents>(desk.tenant(Role::Buyer), &[&id], Value::Null)
        .await;
    let said: Vec<&str> = events.ok()["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["summary"].as_str().unwrap())
        .collect();
    assert_eq!(
        said,
        [
            "Provisioned: asset-instances was raised by 100.",
            "IPP-1 was bought for 356.05 EUR: 2 of Asset Instances Upgrade."
        ]
    );
    // What was bought adds up, and ends with the contract.
    desk.submit(desk.tenant(Role::Buyer), ASSETS, 1).await;
    desk.mails().await;
    assert_eq!(desk.limit("asset-instances").await, (200, 150));
    desk.forward(TimeDelta::days(360));
    assert_eq!(desk.limit("asset-instances").await, (200, 150));
    desk.forward(TimeDelta::days(1));
    assert_eq!(desk.limit("asset-instances").await, (200, 0));
    desk.ledger().await;
}

#[tokio::test]
async fn a_contract_that_is_shortened_takes_what_upgrades_add_with_it() {
    let desk = Desk::with_tenant().await;
    desk.submit(desk.tenant(Role::Buyer), ASSETS, 1).await;
    desk.mails().await;
    let mut shortened = terms();
    shortened["contract_last_day"] = json!("2026-06-30");
    desk.set_terms(shortened).await.ok();
    desk.forward(TimeDelta::days(176));
    assert_eq!(desk.limit("asset-instances").await, (200, 50));
    desk.forward(TimeDelta::days(1));
    assert_eq!(desk.limit("asset-instances").await, (200, 0));
}

#[tokio::test]
async fn a_requester_asks_and_every_buyer_is_mailed_a_link_of_their_own() {
    let desk = Desk::with_tenant().await;
    let second = desk.invite(desk.organisations.tenant, "bea", Role::Buyer).await;
    let before = desk.mails().await.len();
    let asked = submit(&desk, Role::StandardUser, submission(AGENTS, 1)).await;
    assert_eq!(asked.ok()["has_buyer"], true);
    let summary = &asked.ok()["upgrade"]["summary"];
    assert_eq!(summary["request_number"], "REQ-1");
    assert_eq!(summary["status"], "submitted-for-approval");
    assert_eq!(summary.get("managed"), None);
    let mails = desk.mails().await.split_off(before);
    let mut tokens = Vec::new();
    for (mail, to) in mails.iter().zip(["bea@example.com", "tenant-buyer@example.com"]) {
        assert!(mails.iter().any(|mail| mail.to == [to]), "{to}");
        assert_eq!(mail.subject, "REQ-1 needs your decision: 1 x Agents Upgrade");
        assert!(mail.text.contains("356.05 EUR"), "{}", mail.text);
        assert!(mail.text.contains("19 January 2026"), "{}", mail.text);
        tokens.extend(tests::action_tokens(mail));
    }
    assert_eq!((mails.len(), tokens.len()), (2, 2));
    assert_ne!(tokens[0], tokens[1]);
    // Everybody of the tenant sees it, nobody else does; and nothing secret is in the table.
    for role in [Role::TenantAdmin, Role::Requester, Role::Buyer] {
        let rows = desk.call::<ListUpgrades>(desk.tenant(role), &[], Value::Null).await;
        assert_eq!(rows.ok()["items"].as_array().unwrap().len(), 1);
    }
    let table = format!("{:?}", desk.table().await);
    for token in &tokens {
        assert!(!table.contains(token), "a link stands in the table");
        let (_, tag) = token.split_once('.').unwrap();
        assert!(!table.contains(tag));
    }
    assert!(second.user_id.is_some());
}

#[tokio::test]
async fn numbers_rise_and_lists_filter_and_sort() {
    let desk = Desk::with_tenant().await;
    let mut requests = Vec::new();
    for sku in [AGENTS, ASSETS, AGENTS] {
        requests.push(desk.ask(sku, 1).await);
        desk.forward(TimeDelta::minutes(1));
    }
    requests.push(desk.submit(desk.tenant(Role::TenantAdmin), ASSETS, 3).await);
    desk.forward(TimeDelta::minutes(1));
    desk.submit(desk.tenant(Role::Buyer), AGENTS, 2).await;
    desk.forward(TimeDelta::minutes(1));
    desk.decide(&requests[0], "approve").await.ok();
    desk.forward(TimeDelta::minutes(1));
    desk.decide(&requests[1], "decline").await.ok();
    for (query, numbers) in [
        ("", vec!["REQ-2", "REQ-1", "IPP-1", "REQ-4", "REQ-3"]),
        ("order=oldest", vec!["REQ-3", "REQ-4", "IPP-1", "REQ-1", "REQ-2"]),
        ("tab=requested", vec!["REQ-2", "REQ-1", "REQ-4", "REQ-3"]),
        ("tab=completed", vec!["REQ-1", "IPP-1"]),
        ("tab=completed&number=ipp-2", vec!["REQ-1"]),
        ("number=req-3", vec!["REQ-3"]),
        ("number=%202%20", vec!["REQ-2", "REQ-1"]),
        ("requester=ADMIN", vec!["REQ-4"]),
        (
            "requester=tenant-standard-user@example.com&tab=requested",
            vec!["REQ-2", "REQ-1", "REQ-3"],
        ),
        ("status=declined", vec!["REQ-2"]),
        ("status=submitted-for-approval&order=oldest", vec!["REQ-3", "REQ-4"]),
        ("sku=ms15m1002", vec!["REQ-2", "REQ-4"]),
        ("sku=ms15m1002&status=provisioned", vec![]),
    ] {
        assert_eq!(list(&desk, query).await, numbers, "{query}");
    }
    let token = Some(desk.tenant(Role::StandardUser).token.as_str());
    for (query, field) in [
        ("status=gone", "status"),
        ("tab=x", "tab"),
        ("order=x", "order"),
        ("before=x", "before"),
    ] {
        let path = format!("/api/upgrades?{query}");
        let refused = desk.send(reqwest::Method::GET, &path, token, Value::Null, None).await;
        assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), [field], "{query}");
    }
}

#[tokio::test]
async fn a_long_list_comes_in_pages() {
    let desk = Desk::with_tenant().await;
    for _ in 0..60 {
        desk.ask(AGENTS, 1).await;
        desk.forward(TimeDelta::seconds(1));
    }
    let who = desk.tenant(Role::StandardUser);
    let first = desk.call::<ListUpgrades>(who, &[], Value::Null).await;
    let next = first.ok()["next"].as_str().unwrap().to_owned();
    assert_eq!(first.ok()["items"].as_array().unwrap().len(), 50);
    assert_eq!(first.ok()["items"][0]["request_number"], "REQ-60");
    let rest = list(&desk, &format!("after={next}")).await;
    assert_eq!(rest.len(), 10);
    assert_eq!(rest[9], "REQ-1");
    assert_eq!(list(&desk, "number=req-7").await, ["REQ-7"]);
}

#[tokio::test]
async fn the_home_page_shows_each_role_its_own() {
    let desk = Desk::with_tenant().await;
    desk.ask(AGENTS, 1).await;
    desk.submit(desk.tenant(Role::Requester), AGENTS, 1).await;
    let request = desk.ask(AGENTS, 1).await;
    desk.decide(&request, "decline").await.ok();
    let home = async |role| {
        let home = desk.call::<GetUpgradesHome>(desk.tenant(role), &[], Value::Null).await;
        home.ok().clone()
    };
    let buyer = home(Role::Buyer).await;
    assert_eq!(buyer["sold_to_id"], "30012345");
    assert_eq!(buyer["open_requests"], 2);
    assert_eq!(buyer["own_open_requests"], 0);
    assert_eq!(buyer["plan_name"], "IoT Value Plan");
    assert_eq!(buyer["contract_first_day"], "2026-01-01");
    assert_eq!(buyer["contract_last_day"], "2026-12-31");
    assert_eq!(buyer["remaining_days"], 361);
    assert_eq!(buyer["has_buyer"], true);
    for (role, own) in [(Role::StandardUser, 1), (Role::Requester, 1), (Role::TenantAdmin, 0)] {
        let home = home(role).await;
        assert_eq!(home.get("sold_to_id"), None);
        assert_eq!(home.get("open_requests"), None);
        assert_eq!(home["own_open_requests"], own);
    }
}

#[tokio::test]
async fn the_quota_shows_limit_and_use_to_admins() {
    let desk = Desk::with_tenant().await;
    let tenant = desk.organisations.tenant;
    let vendor = &desk.people.vendor;
    let body = json!({ "used": { "agents": 4, "asset-instances": 150 } });
    desk.call::<SetQuotaUse>(vendor, &[&tenant], body.clone()).await.ok();
    let table = desk.table().await;
    // The same again changes nothing; what is not in the catalogue is refused by name.
    desk.call::<SetQuotaUse>(vendor, &[&tenant], body).await.ok();
    let refused = desk
        .call::<SetQuotaUse>(vendor, &[&tenant], json!({ "used": { "unicorns": 1 } }))
        .await;
    assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["used/unicorns"]);
    let dealer = desk.organisations.dealer;
    desk.call::<SetQuotaUse>(vendor, &[&dealer], json!({ "used": {} }))
        .await
        .refused(ProblemCode::NotFound);
    assert_eq!(desk.table().await, table);
    let quota = desk
        .call::<GetQuota>(desk.tenant(Role::TenantAdmin), &[], Value::Null)
        .await;
    let metrics = quota.ok()["metrics"].as_array().unwrap();
    let agents = metrics.iter().find(|row| row["metric"] == "agents").unwrap();
    assert_eq!((&agents["limit"], &agents["used"]), (&json!(5), &json!(4)));
    assert_eq!(agents["raised_by"], json!([AGENTS]));
    let rules = metrics.iter().find(|row| row["metric"] == "rules").unwrap();
    assert_eq!(rules["raised_by"], json!(["MS13FM9002", "MS13FM9001"]));
    // The vendor sees the same, of every tenant with a plan.
    let seen = desk.call::<GetTenantQuota>(vendor, &[&tenant], Value::Null).await;
    assert_eq!(seen.ok(), quota.ok());
    let body = json!({ "kind": "tenant", "name": "Elsewhere Foods" });
    let other = desk.call::<CreateOrganisation>(vendor, &[], body).await;
    let without_plan = other.ok()["organisation_id"].as_str().unwrap().to_owned();
    desk.call::<GetTenantQuota>(vendor, &[&without_plan], Value::Null)
        .await
        .refused(ProblemCode::NotAvailable);
    desk.call::<GetTenantQuota>(vendor, &[&dealer], Value::Null)
        .await
        .refused(ProblemCode::NotFound);
    for role in [Role::Buyer, Role::StandardUser, Role::Requester] {
        desk.call::<GetQuota>(desk.tenant(role), &[], Value::Null)
            .await
            .refused(ProblemCode::RoleMissing);
    }
}

#[tokio::test]
async fn nothing_is_bought_before_the_contract_begins() {
    let desk = Desk::with_tenant().await;
    let tenant = desk.organisations.tenant;
    let terms = desk
        .call::<GetTenant>(&desk.people.vendor, &[&tenant], Value::Null)
        .await;
    let mut terms = terms.ok()["terms"].clone();
    terms["contract_first_day"] = json!("2026-02-01");
    desk.call::<SetTenant>(&desk.people.vendor, &[&tenant], terms)
        .await
        .ok();
    let table = desk.table().await;
    for role in [Role::Buyer, Role::Requester] {
        let refused = submit(&desk, role, submission(AGENTS, 1)).await;
        assert_eq!(
            refused.refused(ProblemCode::NotAvailable).detail,
            "Your contract begins on 2026-02-01. Upgrades can be bought from that day on."
        );
    }
    assert_eq!(desk.table().await, table);
}
