//! A tenant's past: what was asked for, decided, bought, suspended, and what failed. The
//! clock begins behind the machine's and goes forward with it.

use super::{
    Seeding,
    data::{Review, Step, Tenant, Upgrade},
};
use api::{
    operations::*,
    tenants::{SetQuotaUseRequest, SetTenantRequest, TenantTerms},
    upgrades::{
        AcceptUpgradeRequest, DecideUpgradeRequest, SubmitUpgradeRequest, SuspendUpgradeRequest, UpgradeItemView,
        UpgradeSummary, WithdrawUpgradeRequest,
    },
    webhooks::SetEndpointRequest,
};
use chrono::TimeDelta;
use domain::{
    day::Day,
    id::{OrganisationId, UpgradeId},
    upgrade::{AcceptanceState, AgreedPrice, UpgradeStatus},
};

/// Nobody listens on the port that once discarded what came.
const NOBODY: &str = "http://127.0.0.1:9/";

impl Seeding<'_> {
    /// Sets a tenant's terms and replays its past.
    pub(super) async fn tenant(&self, admin: &str, id: OrganisationId, tenant: &Tenant) -> anyhow::Result<()> {
        let before = self.desk.get::<GetTenant>(admin, &[&id]).await?;
        if before.terms.is_none() {
            let now = self.timers.clock().at_offset(TimeDelta::zero());
            let first_day = Day::of(now - TimeDelta::days(tenant.contract_began_days_ago));
            let terms = TenantTerms {
                plan: tenant.plan.clone(),
                sold_to_id: tenant.sold_to_id.clone(),
                contract_first_day: first_day,
                contract_last_day: first_day.later(364),
                commercial_contact: tenant.commercial_contact.clone(),
            };
            let request = SetTenantRequest::of(before.revision, terms);
            self.desk.call::<SetTenant>(admin, &[&id], &request).await?;
        }
        let used = SetQuotaUseRequest {
            used: tenant.used.clone(),
        };
        self.desk.call::<SetQuotaUse>(admin, &[&id], &used).await?;
        self.codes(admin, &tenant.codes).await?;
        for (index, upgrade) in tenant.upgrades.iter().enumerate() {
            self.upgrade(admin, index, upgrade).await?;
        }
        self.activations(&tenant.codes, |request| request.decision.is_none())
            .await
    }

    /// Moves the clock to so many days before the machine's, or leaves it where it is.
    pub(super) async fn days_ago(&self, days: i64) -> anyhow::Result<()> {
        self.timers.forward(-TimeDelta::days(days)).await
    }

    async fn upgrade(&self, admin: &str, index: usize, upgrade: &Upgrade) -> anyhow::Result<()> {
        self.days_ago(upgrade.days_ago).await?;
        let by = upgrade.by.as_str();
        if upgrade.fails {
            self.endpoint(admin, Some(NOBODY)).await?;
        }
        let id = match self.there(by, index).await? {
            Some(there) => there.upgrade_id,
            None => {
                let request = SubmitUpgradeRequest {
                    catalogue: None,
                    sku: upgrade.sku.clone(),
                    quantity: f64::from(upgrade.quantity),
                    price: self.price(by, upgrade).await?,
                    terms_accepted: true,
                };
                let answer = self.desk.call::<SubmitUpgrade>(by, &[], &request).await?;
                answer.upgrade.summary.upgrade_id
            }
        };
        if let Some(then) = &upgrade.then {
            self.days_ago(then.days_ago).await?;
            if self.status(by, id).await? == UpgradeStatus::SubmittedForApproval {
                self.manage(id, then).await?;
            }
        }
        let bought = upgrade.then.as_ref().map_or(upgrade.days_ago, |then| then.days_ago);
        if upgrade.fails {
            // Longer than it is tried.
            self.days_ago(bought - 2).await?;
            self.endpoint(admin, None).await?;
        }
        self.timers.tick().await?;
        if let Some(review) = &upgrade.review {
            self.review(admin, by, id, review).await?;
        }
        Ok(())
    }

    /// What is shown to this person of the upgrade's price.
    async fn price(&self, by: &str, upgrade: &Upgrade) -> anyhow::Result<AgreedPrice> {
        let items: Vec<UpgradeItemView> = self.desk.get_page::<ListUpgradeItems, _>(by).await?;
        let item = items.iter().find(|item| item.sku == upgrade.sku);
        let item = item.ok_or_else(|| anyhow::anyhow!("the catalogue has no {}", upgrade.sku))?;
        Ok(item.price(upgrade.quantity).agreed())
    }

    async fn manage(&self, id: UpgradeId, then: &Step) -> anyhow::Result<()> {
        let by = then.by.as_str();
        match then.verdict {
            Some(verdict) => {
                let shown = self.desk.get::<GetUpgrade>(by, &[&id]).await?.price;
                let request = DecideUpgradeRequest {
                    catalogue: None,
                    verdict,
                    comment: then.comment.clone(),
                    price: shown.map(|price| price.agreed()),
                    terms_accepted: true,
                };
                self.desk.call::<DecideUpgrade>(by, &[&id], &request).await?;
            }
            None => {
                let request = WithdrawUpgradeRequest {};
                self.desk.call::<WithdrawUpgrade>(by, &[&id], &request).await?;
            }
        }
        Ok(())
    }

    async fn review(&self, admin: &str, by: &str, id: UpgradeId, review: &Review) -> anyhow::Result<()> {
        let summary = self.desk.get::<GetUpgrade>(by, &[&id]).await?.summary;
        if summary.acceptance != Some(AcceptanceState::Provisional) {
            return Ok(());
        }
        match review {
            Review::Accepted => {
                let request = AcceptUpgradeRequest {};
                self.desk.call::<AcceptUpgrade>(admin, &[&id], &request).await?;
            }
            Review::Suspended(reason) => {
                let request = SuspendUpgradeRequest { reason: reason.clone() };
                self.desk.call::<SuspendUpgrade>(admin, &[&id], &request).await?;
            }
        }
        Ok(())
    }

    async fn endpoint(&self, admin: &str, url: Option<&str>) -> anyhow::Result<()> {
        let request = SetEndpointRequest {
            url: url.map(str::to_owned),
            new_secret: false,
        };
        self.desk.call::<SetEndpoint>(admin, &[], &request).await.map(drop)
    }

    async fn status(&self, by: &str, id: UpgradeId) -> anyhow::Result<UpgradeStatus> {
        Ok(self.desk.get::<GetUpgrade>(by, &[&id]).await?.summary.status)
    }

    /// The tenant's upgrade of this number in the order in which they were submitted.
    async fn there(&self, by: &str, index: usize) -> anyhow::Result<Option<UpgradeSummary>> {
        // The demo's fit into one page.
        let mut all = self.desk.get_page::<ListUpgrades, _>(by).await?;
        all.sort_by_key(|upgrade: &UpgradeSummary| upgrade.created_at);
        Ok(all.into_iter().nth(index))
    }
}
