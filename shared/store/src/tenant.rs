//! Tenants: what the vendor has agreed with them, and what is counted of them.

use crate::{
    Error, Store, Transaction,
    chain::{Chain, Stamp},
    expression::Expression,
    item::{attribute, item, value},
    keys,
    transaction::Condition,
};
use domain::{
    event::TenantHappening, id::OrganisationId, organisation::Organisation, tenant::Tenant, upgrade::Account,
};
use std::collections::BTreeMap;

impl Store {
    /// What is counted of a tenant, strongly consistent; nothing before its terms are set.
    pub async fn account(&self, id: OrganisationId) -> Result<Option<Account>, Error> {
        self.get(&keys::account(id), true)
            .await?
            .map(|item| value(&item))
            .transpose()
    }

    /// Replaces what was agreed with a tenant. The first time it gets its account.
    pub fn set_tenant(
        &self,
        transaction: &mut Transaction,
        organisation: &Organisation,
        chain: &Chain,
        terms: &Tenant,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let id = organisation.organisation_id;
        if organisation.tenant.is_none() {
            let account = item(&keys::account(id), &Account::default())?;
            transaction.put_new(self, account, Condition::Unchanged);
        }
        let happening = TenantHappening::TermsSet {
            plan: stamp.catalogue.upgrades().plan_name(&terms.plan).to_owned(),
            sold_to_id: terms.sold_to_id.clone(),
            contract: terms.contract,
        };
        transaction.change(
            self,
            &keys::organisation(id),
            chain,
            Expression::default().set(&["tenant"], attribute(terms)?),
            stamp.event(happening, &[]),
        )
    }

    /// Writes only what was decided by the plan, Sold-To-ID and contract that the tenant has: whoever
    /// has others by now is decided on anew.
    pub(crate) fn check_terms(&self, transaction: &mut Transaction, tenant: &Organisation) -> Result<(), Error> {
        let terms = tenant.tenant.as_ref();
        let terms = terms.ok_or_else(|| Error::Failed("decided by terms that there are not".to_owned()))?;
        let as_read = Expression::default()
            .require_equal(&["tenant", "plan"], attribute(&terms.plan)?)
            .require_equal(
                &["tenant", "contract", "first_day"],
                attribute(&terms.contract.first_day)?,
            )
            .require_equal(
                &["tenant", "contract", "last_day"],
                attribute(&terms.contract.last_day)?,
            );
        let sold_to_id = ["tenant", "sold_to_id"];
        let as_read = match &terms.sold_to_id {
            Some(id) => as_read.require_equal(&sold_to_id, attribute(id)?),
            None => as_read.require_absent(&sold_to_id),
        };
        transaction.check(
            self,
            &keys::organisation(tenant.organisation_id),
            as_read,
            Condition::Terms,
        );
        Ok(())
    }

    /// Notes what a tenant uses of some metrics.
    pub fn set_quota_use(
        &self,
        transaction: &mut Transaction,
        id: OrganisationId,
        chain: &Chain,
        used: &BTreeMap<String, u32>,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let mut expression = Expression::default().require_exists(&["pk"]);
        for (metric, units) in used {
            expression = expression.set(&["used", metric], attribute(units)?);
        }
        transaction.update(self, &keys::account(id), expression, Condition::Unchanged);
        let happening = TenantHappening::UseNoted { used: used.clone() };
        transaction.change(
            self,
            &keys::organisation(id),
            chain,
            Expression::default(),
            stamp.event(happening, &[]),
        )
    }
}
