//! `get-tenant`: vendor admins, tenant admins for their own. `set-tenant`, `get-tenant-quota`,
//! `set-quota-use`: vendor admins. Refused: an organisation that is no tenant, a plan or metric
//! that is not in the catalogue, a plan that is retired for a tenant that is not on it, a contract that ends before it begins, the use of a tenant without terms.

use crate::organisations;
use api::{
    ProblemCode,
    tenants::{QuotaView, SetQuotaUseRequest, SetTenantRequest, TenantTerms, TenantView},
};
use desk::{
    revision::{self, Changed},
    tenancy, view,
};
use domain::{
    catalogue::Catalogue,
    id::OrganisationId,
    organisation::{Organisation, OrganisationKind},
    tenant::{Contract, Tenant},
    text::{EmailAddress, SoldToId},
};
use runtime::{Call, Change, Error, Fields, Principal, problem};
use store::{Stored, Transaction};

pub(crate) async fn get(call: Call<Principal>, id: OrganisationId, (): ()) -> Result<TenantView, Error> {
    let tenant = load(&call, id).await?;
    Ok(view::upgrades::tenant(&tenant.value, &call.caller.user))
}

pub(crate) async fn set(
    call: Call<Principal>,
    id: OrganisationId,
    request: SetTenantRequest,
) -> Result<TenantView, Error> {
    let (revision, request) = request.split();
    let terms = parse(&call.app.catalogue, &request)?;
    let stamp = call.stamp().await?;
    call.change(async || {
        let Stored { value: before, chain } = load(&call, id).await?;
        let after = Organisation {
            tenant: Some(terms.clone()),
            ..before.clone()
        };
        let answer = view::upgrades::tenant(&after, &call.caller.user);
        if after == before {
            return Ok(Change::none(answer));
        }
        // Whoever is on a plan stays on it.
        if before.tenant.as_ref().is_none_or(|tenant| tenant.plan != terms.plan) {
            let mut fields = Fields::new();
            let offered = fields.check("plan", call.app.catalogue.offered_plan(&terms.plan));
            fields.finish(offered)?;
        }
        let now = before.tenant.as_ref().map(|tenant| view::upgrades::terms(tenant, true));
        revision::check(&revision, &now, "", changed(&call, id)).await?;
        let mut transaction = Transaction::default();
        call.app
            .store
            .set_tenant(&mut transaction, &before, &chain, &terms, &stamp)?;
        Ok(Change { transaction, answer })
    })
    .await
}

/// Who changed the terms last.
async fn changed(call: &Call<Principal>, id: OrganisationId) -> Result<Option<Changed>, Error> {
    let events = call.app.store.organisation_events(id, None).await?;
    Ok(revision::newest(&events.items, &["tenant-set"]))
}

fn parse(catalogue: &Catalogue, request: &TenantTerms) -> Result<Tenant, Error> {
    let mut fields = Fields::new();
    if catalogue.upgrades().plan(&request.plan).is_none() {
        fields.check("plan", catalogue.offered_plan(&request.plan));
    }
    let sold_to_id = fields.optional("sold_to_id", &request.sold_to_id, SoldToId::parse);
    let contract = Contract::new(request.contract_first_day, request.contract_last_day);
    let contract = fields.check("contract_last_day", contract);
    let contact = fields.check("commercial_contact", EmailAddress::parse(&request.commercial_contact));
    fields.finish(contract.zip(contact).map(|(contract, commercial_contact)| Tenant {
        plan: request.plan.clone(),
        sold_to_id,
        contract,
        commercial_contact,
    }))
}

pub(crate) async fn quota(call: Call<Principal>, id: OrganisationId, (): ()) -> Result<QuotaView, Error> {
    let tenant = load(&call, id).await?.value;
    let terms = terms(&tenant)?;
    let account = tenancy::account(&call.app, id).await?;
    Ok(view::upgrades::quota(&call.app.catalogue, terms, &account, call.now))
}

fn terms(tenant: &Organisation) -> Result<&Tenant, Error> {
    let none = || {
        problem::new(
            ProblemCode::NotAvailable,
            "This tenant has no plan yet. Set its terms first.",
        )
    };
    tenant.tenant.as_ref().ok_or_else(none)
}

pub(crate) async fn set_use(
    call: Call<Principal>,
    id: OrganisationId,
    request: SetQuotaUseRequest,
) -> Result<QuotaView, Error> {
    let mut fields = Fields::new();
    for metric in request.used.keys() {
        if call.app.catalogue.upgrades().metric(metric).is_none() {
            fields.refuse(format!("used/{metric}"), "There is no such metric in the catalogue.");
        }
    }
    let used = fields.finish(Some(request.used))?;
    let stamp = call.stamp().await?;
    call.change(async || {
        let Stored { value: tenant, chain } = load(&call, id).await?;
        let terms = terms(&tenant)?;
        let mut account = tenancy::account(&call.app, id).await?;
        let before = account.clone();
        account.used.extend(used.clone());
        let answer = view::upgrades::quota(&call.app.catalogue, terms, &account, call.now);
        if account == before {
            return Ok(Change::none(answer));
        }
        let mut transaction = Transaction::default();
        call.app
            .store
            .set_quota_use(&mut transaction, id, &chain, &used, &stamp)?;
        Ok(Change { transaction, answer })
    })
    .await
}

async fn load(call: &Call<Principal>, id: OrganisationId) -> Result<Stored<Organisation>, Error> {
    let organisation = organisations::load(call, id).await?;
    if organisation.value.kind == OrganisationKind::Tenant {
        Ok(organisation)
    } else {
        Err(problem::not_found("organisation"))
    }
}
