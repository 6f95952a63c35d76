//! What a tenant may use, by metric (spec chapter 1, "Manage").

use super::{Account, Metric, UpgradeCatalogue};
use crate::{day::Day, tenant::Tenant};

/// What a tenant may use of a metric on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota<'a> {
    /// The metric.
    pub metric: &'a Metric,
    /// What the plan grants.
    pub plan: u32,
    /// What upgrades and packages add.
    pub upgrades: u32,
    /// What is used.
    pub used: u32,
}

impl Quota<'_> {
    /// Plan and upgrades together.
    pub const fn limit(&self) -> u32 {
        self.plan.saturating_add(self.upgrades)
    }
}

/// A tenant's quota of every metric on this day. At the contract's end it falls back to the plan's,
/// whatever upgrades were granted until.
pub fn quota<'a>(catalogue: &'a UpgradeCatalogue, tenant: &Tenant, account: &Account, today: Day) -> Vec<Quota<'a>> {
    let plan = catalogue.plan(&tenant.plan);
    let runs = today <= tenant.contract.last_day;
    let of = |metric: &'a Metric| Quota {
        metric,
        plan: plan.and_then(|plan| plan.quota.get(&metric.id)).copied().unwrap_or(0),
        upgrades: if runs { account.grants.on(&metric.id, today) } else { 0 },
        used: account.used.get(&metric.id).copied().unwrap_or(0),
    };
    catalogue.metrics().iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{catalogue::Catalogue, tenant::Contract, text::EmailAddress, upgrade::Grants};
    use std::collections::BTreeMap;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn tenant(plan: &str, last_day: &str) -> Tenant {
        Tenant {
            plan: plan.to_owned(),
            sold_to_id: None,
            contract: Contract::new(day("2026-01-01"), day(last_day)).unwrap(),
            commercial_contact: EmailAddress::parse("orders@example.com").unwrap(),
        }
    }

    fn account() -> Account {
        let granted = [("2026-06-30", 5), ("2026-12-31", 10)];
        let grants = granted.map(|(until, units)| (Grants::name("agents", day(until)), units));
        Account {
            grants: serde_json::from_value(serde_json::json!(BTreeMap::from(grants))).unwrap(),
            used: BTreeMap::from([("agents".to_owned(), 7)]),
            ..Account::default()
        }
    }

    #[test]
    fn a_quota_is_the_plans_and_upgrades_until_they_or_the_contract_end() {
        for (plan, contract_ends, today, of_plan, of_upgrades) in [
            ("iot-value-plan", "2026-12-31", "2026-01-05", 5, 15),
            ("iot-value-plan", "2026-12-31", "2026-06-30", 5, 15),
            ("iot-value-plan", "2026-12-31", "2026-07-01", 5, 10),
            ("iot-value-plan", "2026-12-31", "2026-12-31", 5, 10),
            ("iot-value-plan", "2026-12-31", "2027-01-01", 5, 0),
            // A contract that was shortened ends what was granted for longer.
            ("iot-value-plan", "2026-03-31", "2026-03-31", 5, 15),
            ("iot-value-plan", "2026-03-31", "2026-04-01", 5, 0),
            // One that was prolonged prolongs nothing.
            ("iot-value-plan", "2027-12-31", "2027-01-01", 5, 0),
            // A plan that the catalogue has dropped grants nothing; what was bought counts.
            ("dropped-plan", "2026-12-31", "2026-01-05", 0, 15),
        ] {
            let (catalogue, tenant) = (Catalogue::seed().upgrades(), tenant(plan, contract_ends));
            let quota = quota(catalogue, &tenant, &account(), day(today));
            assert_eq!(quota.len(), catalogue.metrics().len());
            let agents = quota.iter().find(|one| one.metric.id == "agents").unwrap();
            let found = (agents.plan, agents.upgrades, agents.limit(), agents.used);
            assert_eq!(
                found,
                (of_plan, of_upgrades, of_plan + of_upgrades, 7),
                "{plan} {contract_ends} {today}"
            );
            let others = quota.iter().filter(|one| one.metric.id != "agents");
            assert!(others.into_iter().all(|one| (one.upgrades, one.used) == (0, 0)));
        }
    }
}
