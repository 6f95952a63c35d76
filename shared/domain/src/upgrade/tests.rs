//! The rules as tables.

use super::*;
use crate::{
    catalogue::Catalogue,
    day::Day,
    organisation::{Organisation, OrganisationKind, UserState},
    tenant::{Contract, Tenant},
    text::SoldToId,
};
use chrono::{TimeDelta, TimeZone};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 1, 5, 9, 0, 0).unwrap()
}

fn catalogue() -> &'static UpgradeCatalogue {
    Catalogue::seed().upgrades()
}

fn item(sku: &str) -> &'static UpgradeItem {
    catalogue().item(&Sku::parse(sku).unwrap()).unwrap()
}

fn tenant(plan: &str, sold_to_id: Option<&str>) -> Organisation {
    let day = |month, day| Day::ymd(2026, month, day).unwrap();
    Organisation {
        organisation_id: OrganisationId::new(1, &[1; 10]),
        kind: OrganisationKind::Tenant,
        name: Name::parse("Orchard Works").unwrap(),
        created_at: now(),
        admins: 1,
        buyers: 1,
        tenant: Some(Tenant {
            plan: plan.to_owned(),
            sold_to_id: sold_to_id.map(|id| SoldToId::parse(id).unwrap()),
            contract: Contract::new(day(1, 1), day(12, 31)).unwrap(),
            commercial_contact: EmailAddress::parse("orders@example.com").unwrap(),
        }),
        impersonation: None,
    }
}

fn user(number: u8, roles: &[Role]) -> User {
    User {
        user_id: UserId::new(u64::from(number), &[number; 10]),
        organisation_id: OrganisationId::new(1, &[1; 10]),
        organisation_kind: OrganisationKind::Tenant,
        name: Name::parse(&format!("User {number}")).unwrap(),
        email: EmailAddress::parse(&format!("user{number}@example.com")).unwrap(),
        roles: roles.iter().copied().collect::<BTreeSet<_>>(),
        state: UserState::Active,
        invitation: 1,
        invited_at: now(),
        undeliverable: None,
        confirmed_at: None,
        roles_since: None,
    }
}

/// What this tenant is shown of the price of agents at this time.
fn shown(tenant: &Organisation, quantity: u32, at: DateTime<Utc>) -> AgreedPrice {
    let contract = &tenant.tenant.as_ref().unwrap().contract;
    AgreedPrice::of(&Price::of(item("MS15M9006"), quantity, contract, at).unwrap())
}

fn agents(quantity: u32) -> Submit<'static> {
    Submit {
        upgrade_id: UpgradeId::new(1, &[3; 10]),
        item: item("MS15M9006"),
        quantity,
        price: shown(&tenant("base-plan", Some("1")), quantity, now()),
    }
}

fn asked(quantity: u32) -> Upgrade {
    let command = agents(quantity);
    let account = Account::default();
    let tenant = tenant("base-plan", Some("1"));
    submit(
        catalogue(),
        &tenant,
        &account,
        &user(1, &[Role::Requester]),
        command,
        now(),
    )
    .unwrap()
    .numbered(1)
}

fn comment(text: &str) -> Comment {
    Comment::parse(text).unwrap()
}

fn decided(upgrade: &Upgrade, approve: bool) -> Result<Upgrade, UpgradeRefusal> {
    let decided = decide(
        catalogue(),
        &tenant("base-plan", Some("1")),
        upgrade,
        Person::of(&user(2, &[Role::Buyer])),
        &decision(approve, upgrade.quantity),
        now(),
    )?;
    Ok(decided.numbered(1))
}

fn decision(approve: bool, quantity: u32) -> Decide {
    let comment = comment("Fine.");
    match approve {
        true => Decide::Approve {
            price: shown(&tenant("base-plan", Some("1")), quantity, now()),
            comment,
        },
        false => Decide::Decline { comment },
    }
}

#[test]
fn the_catalogue_is_the_manuals() {
    let most: Vec<(&str, u32)> = catalogue()
        .items()
        .iter()
        .map(|item| (item.name.as_str(), item.maximum_quantity))
        .collect();
    assert_eq!(
        most,
        [
            ("Agents Upgrade", 10),
            ("Asset Instances Upgrade", 100),
            ("Asset Type Upgrade", 100),
            ("Backing Services M", 5),
            ("Backing Services XS", 5),
            ("Backing Service S10", 5),
            ("Backing Service M50", 5),
            ("Backing Services Pay per Use", 5),
            ("Backing Service S10 HA", 5),
            ("Backing Service M150 HA", 5),
            ("Cloud Foundry RAM Upgrade", 5),
            ("Outbound Traffic Upgrade", 5),
            ("Rules Quota Upgrade (20 Rules)", 10),
            ("Rules Quota Upgrade (100 Rules)", 5),
            ("Events Upgrade", 2),
            ("Subtenants Upgrade", 10),
            ("Users Upgrade", 5),
            ("Visual Flow Creator Upgrade", 20),
            ("Visual Explorer - Creator Upgrade", 20),
            ("Visual Explorer - Viewer Upgrade", 20),
            ("Time Series Data Ingest Rate Upgrade", 90),
            ("Time Series Storage Upgrade", 20),
            ("Package Builder Upgrade", 2),
            ("Integrated Data Lake", 1),
            ("Integrated Data Lake - Data Read Upgrade", 100),
            ("Integrated Data Lake - Data Write Upgrade", 100),
            ("Integrated Data Lake - Read Ops Upgrade", 100),
            ("Integrated Data Lake - Write Ops Upgrade", 100),
            ("Integrated Data Lake - Objects Upgrade", 100),
            ("Integrated Data Lake - Storage Space Upgrade", 100),
            ("SDI Systems Connected Upgrade", 1),
            ("MindConnect IoT Extension Upgrade", 24),
            ("Operations Insight Creator Upgrade", 10),
            ("MindConnect advanced driver package", 10),
        ]
    );
    // What is printed is printed so, and everything else is marked.
    for (sku, amount, year, month) in [("MS15M1002", 50, 18_000, 1_500), ("MS15M9006", 5, 36_000, 3_000)] {
        let item = item(sku);
        assert_eq!((item.amount, item.price_per_year.minor_units), (amount, year));
        assert_eq!(item.price_per_month.minor_units, month);
        assert!(item.invented.is_empty(), "{sku}");
    }
    let hundred = item("MS13FM9001");
    assert_eq!(hundred.amount, 100);
    assert!(!hundred.invented.contains(&Invented::Sku));
    for item in catalogue().items() {
        let printed = ["MS15M1002", "MS15M9006"].contains(&item.sku.as_str());
        assert_eq!(item.invented.contains(&Invented::Price), !printed, "{}", item.sku);
    }
}

#[test]
fn what_a_tenant_can_buy_depends_on_plan_account_contract_and_quantity() {
    let agents = item("MS15M9006");
    let refusal = |tenant: &Organisation, quantity, at| {
        availability(catalogue(), tenant, agents, quantity, at)
            .unwrap_err()
            .to_string()
    };
    let good = tenant("base-plan", Some("1"));
    let price = availability(catalogue(), &good, agents, 2, now()).unwrap();
    assert_eq!((price.days, price.pro_rata.minor_units), (361, 71_211));
    assert!(refusal(&tenant("base-plan", None), 1, now()).contains("Sold-To-ID"));
    let without_terms = Organisation {
        tenant: None,
        ..good.clone()
    };
    assert!(refusal(&without_terms, 1, now()).contains("Sold-To-ID"));
    assert_eq!(
        refusal(&tenant("operator-plan", Some("1")), 1, now()),
        "Agents Upgrade needs one of these plans: IoT Value Plan, Developer Plan, Base Plan. Your organisation is on the Operator Plan. Ask your vendor to change the plan."
    );
    for quantity in [0, 11] {
        assert_eq!(refusal(&good, quantity, now()), "Enter a whole number from 1 to 10.");
    }
    let last = Utc.with_ymd_and_hms(2026, 12, 31, 23, 59, 59).unwrap();
    assert_eq!(availability(catalogue(), &good, agents, 1, last).unwrap().days, 1);
    assert!(refusal(&good, 1, last + TimeDelta::seconds(1)).contains("ended on 2026-12-31"));
}

#[test]
fn a_buyer_buys_and_anybody_else_asks() {
    let tenant = tenant("base-plan", Some("1"));
    let account = Account::default();
    let command = agents(2);
    for roles in [&[Role::Requester][..], &[Role::StandardUser], &[Role::TenantAdmin]] {
        let asked = submit(catalogue(), &tenant, &account, &user(1, roles), command, now()).unwrap();
        assert_eq!(asked.numbering(), Some(Numbering::Request));
        let upgrade = asked.numbered(8);
        assert_eq!(upgrade.request_number().as_deref(), Some("REQ-8"));
        assert_eq!(upgrade.upgrade_number(), None);
        assert_eq!(upgrade.status(), UpgradeStatus::SubmittedForApproval);
    }
    for roles in [&[Role::Buyer][..], &[Role::Buyer, Role::Requester]] {
        let bought = submit(catalogue(), &tenant, &account, &user(1, roles), command, now()).unwrap();
        assert_eq!(bought.numbering(), Some(Numbering::Upgrade));
        let upgrade = bought.numbered(4);
        assert_eq!(upgrade.request_number(), None);
        assert_eq!(upgrade.upgrade_number().as_deref(), Some("IPP-4"));
        assert_eq!(upgrade.status(), UpgradeStatus::InProgress);
        assert_eq!(upgrade.purchase().unwrap().units, 10);
        assert_eq!(upgrade.managed().unwrap().decision, DecisionKind::Bought);
    }
    let full = Account {
        open: (0..500)
            .map(|n| (UpgradeId::new(n, &[0; 10]), UserId::new(n, &[0; 10])))
            .collect(),
        ..account
    };
    let refused = submit(
        catalogue(),
        &tenant,
        &full,
        &user(1, &[Role::Requester]),
        command,
        now(),
    );
    assert_eq!(refused, Err(UpgradeRefusal::TooManyOpen(500)));
    assert!(submit(catalogue(), &tenant, &full, &user(1, &[Role::Buyer]), command, now()).is_ok());
}

#[test]
fn what_is_agreed_to_is_what_it_costs() {
    let contract = |year, month, day| {
        let mut tenant = tenant("base-plan", Some("1"));
        let last_day = Day::ymd(year, month, day).unwrap();
        tenant.tenant.as_mut().unwrap().contract.last_day = last_day;
        tenant
    };
    let at = |day, hour| Utc.with_ymd_and_hms(2026, 1, day, hour, 59, 59).unwrap();
    let year = contract(2026, 12, 31);
    let two_years = contract(2027, 12, 31);
    let seen = |tenant: &Organisation, at| shown(tenant, 2, at);
    // What was shown, the contract when it is agreed to, when that is, and what it costs then.
    for (shown, tenant, at, now) in [
        (seen(&year, at(5, 0)), &year, at(5, 23), Ok(71_211)),
        // The day is over.
        (seen(&year, at(5, 23)), &year, at(6, 0), Err(71_014)),
        // More than a year is left: a day later it costs the same, for as many days.
        (seen(&two_years, at(5, 23)), &two_years, at(6, 0), Ok(72_000)),
        // The contract has got longer, or shorter.
        (seen(&year, at(5, 9)), &two_years, at(5, 9), Err(72_000)),
        (seen(&two_years, at(5, 9)), &year, at(5, 9), Err(71_211)),
        // It is as dear for as many days, and ends half a year earlier.
        (
            seen(&two_years, at(5, 9)),
            &contract(2027, 6, 30),
            at(5, 9),
            Err(72_000),
        ),
        // Others than were ever shown.
        (
            AgreedPrice {
                days: 360,
                ..seen(&year, at(5, 9))
            },
            &year,
            at(5, 9),
            Err(71_211),
        ),
        (
            AgreedPrice {
                pro_rata: seen(&year, at(6, 9)).pro_rata,
                ..seen(&year, at(5, 9))
            },
            &year,
            at(5, 9),
            Err(71_211),
        ),
    ] {
        let command = Submit {
            price: shown,
            ..agents(2)
        };
        let by = user(2, &[Role::Buyer]);
        let account = Account::default();
        let approve = Decide::Approve {
            price: shown,
            comment: comment("Fine."),
        };
        let ways = [
            submit(catalogue(), tenant, &account, &by, command, at),
            submit(catalogue(), tenant, &account, &user(1, &[Role::Requester]), command, at),
            decide(catalogue(), tenant, &asked(2), Person::of(&by), &approve, at),
        ];
        for way in ways {
            match (way, now) {
                (Ok(decided), Ok(charged)) => {
                    let upgrade = decided.numbered(1);
                    let bought = upgrade.purchase().map(|purchase| purchase.price.pro_rata.minor_units);
                    assert!(bought.is_none_or(|bought| bought == charged));
                }
                (
                    Err(UpgradeRefusal::PriceChanged {
                        shown: old, now: new, ..
                    }),
                    Err(costs),
                ) => {
                    assert_eq!((old, new.pro_rata.minor_units), (shown, costs));
                }
                (way, _) => panic!("{shown}: {way:?}"),
            }
        }
    }
    // Who declines agrees to no price.
    let declined = decide(
        catalogue(),
        &two_years,
        &asked(2),
        Person::of(&user(2, &[Role::Buyer])),
        &decision(false, 2),
        at(6, 0),
    );
    let declined = declined.unwrap();
    assert_eq!(declined.numbering(), None);
    assert_eq!(declined.numbered(9).status(), UpgradeStatus::Declined);
}

#[test]
fn another_price_is_told_beside_the_one_that_was_shown() {
    let tenant = tenant("base-plan", Some("1"));
    let last_day = Utc.with_ymd_and_hms(2026, 12, 31, 9, 0, 0).unwrap();
    let price = availability(catalogue(), &tenant, item("MS15M9006"), 2, last_day).unwrap();
    assert_eq!(
        price.agreed(2, shown(&tenant, 2, now())).unwrap_err().to_string(),
        "You agreed to 712.11 EUR for 361 days, until 2026-12-31. The price is 1.97 EUR for 1 day, until 2026-12-31. Nothing was bought or asked for: look at the new price and confirm it."
    );
}

#[test]
fn who_comes_after_a_decision_is_told_of_it() {
    let request = asked(1);
    for (approve, word) in [(true, "approved"), (false, "declined")] {
        let done = decided(&request, approve).unwrap();
        for again in [true, false] {
            assert_eq!(
                decided(&done, again).unwrap_err().to_string(),
                format!("REQ-1 was {word} by User 2 on 5 January 2026 at 09:00 UTC.")
            );
        }
        let tenant = tenant("base-plan", Some("1"));
        let refused = withdraw(&tenant, &done, request.requester.user_id, now()).unwrap_err();
        assert!(refused.to_string().contains(word), "{refused}");
    }
    let tenant = tenant("base-plan", Some("1"));
    let withdrawn = withdraw(&tenant, &request, request.requester.user_id, now()).unwrap();
    assert!(
        decided(&withdrawn, true)
            .unwrap_err()
            .to_string()
            .contains("withdrawn by User 1")
    );
    let other = withdraw(&tenant, &request, UserId::new(9, &[9; 10]), now());
    assert_eq!(other, Err(UpgradeRefusal::NotYours("User 1".to_owned())));
}

#[test]
fn the_vendor_accepts_or_suspends_what_is_provisioned() {
    let bought = decided(&asked(1), true).unwrap();
    let reason = comment("Unpaid.");
    assert!(matches!(
        accept(&bought, now()),
        Err(UpgradeRefusal::NotProvisioned { .. })
    ));
    assert!(suspend(&bought, &reason, now()).is_err());
    let there = provision(&bought, now()).unwrap();
    assert_eq!(provision(&there, now()), None);
    assert_eq!(fail(&there, String::new(), now()), None);
    let suspended = suspend(&there, &reason, now()).unwrap().unwrap();
    assert_eq!(suspended.acceptance().unwrap().state(), AcceptanceState::Suspended);
    assert_eq!(suspend(&suspended, &reason, now()), Ok(None));
    assert!(suspend(&suspended, &comment("Other."), now()).unwrap().is_some());
    let accepted = accept(&suspended, now()).unwrap().unwrap();
    assert_eq!(accept(&accepted, now()), Ok(None));
    assert_eq!(
        suspend(&accepted, &reason, now()),
        Err(UpgradeRefusal::Accepted("IPP-1".to_owned()))
    );
}

#[test]
fn nothing_is_bought_before_the_contract_begins() {
    let tenant = tenant("base-plan", Some("1"));
    let at = |year, month, day, hour| Utc.with_ymd_and_hms(year, month, day, hour, 59, 0).unwrap();
    let price = |now| availability(catalogue(), &tenant, item("MS15M9006"), 1, now);
    for before in [at(2025, 6, 1, 12), at(2025, 12, 31, 23)] {
        assert_eq!(
            price(before).unwrap_err().to_string(),
            "Your contract begins on 2026-01-01. Upgrades can be bought from that day on."
        );
    }
    assert_eq!(price(at(2026, 1, 1, 0)).unwrap().days, 365);
}

#[test]
fn what_failed_is_tried_again_until_its_last_day() {
    let failed = fail(&decided(&asked(1), true).unwrap(), "It hangs.".to_owned(), now()).unwrap();
    assert_eq!(failed.status(), UpgradeStatus::Failed);
    assert_eq!(provision(&failed, now()), None);
    let reopened = reopen(&failed, now()).unwrap().unwrap();
    assert_eq!(reopened.status(), UpgradeStatus::InProgress);
    assert_eq!(reopened.purchase(), failed.purchase());
    assert_eq!(reopen(&reopened, now()), Ok(None));
    let late = Utc.with_ymd_and_hms(2027, 1, 1, 0, 0, 0).unwrap();
    assert!(matches!(reopen(&failed, late), Err(UpgradeRefusal::ContractEnded(_))));
}

/// What somebody tries to do.
#[derive(Debug, Clone, Copy)]
enum Step {
    Approve,
    Decline,
    Withdraw,
    Provision,
    Fail,
    Reopen,
    Accept,
    Suspend,
}

fn step(upgrade: &Upgrade, step: Step) -> Option<Upgrade> {
    let tenant = tenant("base-plan", Some("1"));
    match step {
        Step::Approve => decided(upgrade, true).ok(),
        Step::Decline => decided(upgrade, false).ok(),
        Step::Withdraw => withdraw(&tenant, upgrade, upgrade.requester.user_id, now()).ok(),
        Step::Provision => provision(upgrade, now()),
        Step::Fail => fail(upgrade, "No.".to_owned(), now()),
        Step::Reopen => reopen(upgrade, now()).ok().flatten(),
        Step::Accept => accept(upgrade, now()).ok().flatten(),
        Step::Suspend => suspend(upgrade, &comment("No."), now()).ok().flatten(),
    }
}

proptest! {
    #[test]
    fn whatever_is_tried_there_is_one_decision_and_no_way_back(
        steps in prop::collection::vec(
            prop::sample::select(vec![
                Step::Approve, Step::Decline, Step::Withdraw, Step::Provision,
                Step::Fail, Step::Reopen, Step::Accept, Step::Suspend,
            ]),
            0..20,
        ),
    ) {
        let mut upgrade = asked(1);
        let mut decisions = 0;
        for one in steps {
            let Some(after) = step(&upgrade, one) else { continue };
            decisions += usize::from(upgrade.managed().is_none());
            if let Some(before) = upgrade.managed() {
                prop_assert_eq!(after.managed(), Some(before), "the decision stays");
            }
            prop_assert_ne!(after.status(), UpgradeStatus::SubmittedForApproval);
            if let Some(purchase) = upgrade.purchase() {
                prop_assert_eq!(after.purchase(), Some(purchase), "the price stays");
            }
            if upgrade.status() == UpgradeStatus::Provisioned {
                prop_assert_eq!(after.status(), UpgradeStatus::Provisioned);
            }
            upgrade = after;
        }
        prop_assert!(decisions <= 1);
        prop_assert_eq!(upgrade.managed().is_some(), decisions == 1);
    }
}
