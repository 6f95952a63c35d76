//! Upgrades, tenants and deliveries, from domain types to the wire.

use crate::revision;
use api::{
    tenants::{MetricView, QuotaView, TenantTerms, TenantView},
    upgrades::{
        ManagedView, OrderFormView, PersonView, PriceView, UpgradeItemView, UpgradeSummary, UpgradeView, UpgradesHome,
    },
    webhooks::{DeliveryView, EndpointView},
};
use chrono::{DateTime, Utc};
use domain::{
    catalogue::Catalogue,
    day::Day,
    organisation::{Organisation, Role, User},
    tenant::{Tenant, sees_sold_to_id},
    text::Sku,
    upgrade::{self, Acceptance, Account, Person, Price, Upgrade, UpgradeItem, UpgradeState, UpgradeStatus},
    webhook::{Delivery, Endpoint},
};

/// A tenant and what was agreed with it, as this user may see it. The revision is of what is
/// shown: a digest of an account that the reader may not see could be tried out.
pub fn tenant(organisation: &Organisation, reader: &User) -> TenantView {
    let agreed = organisation.tenant.as_ref();
    let shown = agreed.map(|tenant| terms(tenant, sees_sold_to_id(reader)));
    TenantView {
        revision: revision::of(&shown),
        organisation_id: organisation.organisation_id,
        name: organisation.name.as_str().to_owned(),
        buyers: organisation.buyers,
        has_sold_to_id: agreed.is_some_and(|tenant| tenant.sold_to_id.is_some()),
        terms: shown,
    }
}

/// What was agreed with a tenant.
pub fn terms(tenant: &Tenant, with_account: bool) -> TenantTerms {
    TenantTerms {
        plan: tenant.plan.clone(),
        sold_to_id: tenant
            .sold_to_id
            .as_ref()
            .filter(|_| with_account)
            .map(|id| id.as_str().to_owned())
            .unwrap_or_default(),
        contract_first_day: tenant.contract.first_day,
        contract_last_day: tenant.contract.last_day,
        commercial_contact: tenant.commercial_contact.as_str().to_owned(),
    }
}

/// A tenant's quota on this day.
pub fn quota(catalogue: &Catalogue, tenant: &Tenant, account: &Account, now: DateTime<Utc>) -> QuotaView {
    let upgrades = catalogue.upgrades();
    let quota = upgrade::quota(upgrades, tenant, account, Day::of(now));
    let metrics = quota.iter().map(|quota| {
        let metric = quota.metric;
        let raised_by = upgrades.items().iter().filter(|item| item.metric == metric.id);
        MetricView {
            metric: metric.id.clone(),
            name: metric.name.clone(),
            unit: metric.unit.clone(),
            plan: quota.plan,
            upgrades: quota.upgrades,
            limit: quota.limit(),
            used: quota.used,
            raised_by: raised_by.map(|item| item.sku.as_str().to_owned()).collect(),
        }
    });
    QuotaView {
        plan_name: upgrades.plan_name(&tenant.plan).to_owned(),
        contract_last_day: tenant.contract.last_day,
        metrics: metrics.collect(),
    }
}

/// The home page, as this user may see it.
pub fn home(
    catalogue: &Catalogue,
    organisation: &Organisation,
    tenant: &Tenant,
    account: &Account,
    user: &User,
    now: DateTime<Utc>,
) -> UpgradesHome {
    let buyer = user.has_any(&[Role::Buyer]);
    UpgradesHome {
        tenant_name: organisation.name.as_str().to_owned(),
        plan_name: catalogue.upgrades().plan_name(&tenant.plan).to_owned(),
        contract_first_day: tenant.contract.first_day,
        contract_last_day: tenant.contract.last_day,
        remaining_days: tenant.contract.remaining_days(now),
        has_buyer: organisation.buyers > 0,
        sold_to_id: tenant
            .sold_to_id
            .as_ref()
            .filter(|_| buyer)
            .map(|id| id.as_str().to_owned()),
        open_requests: buyer.then(|| count(account.open.len())),
        own_open_requests: count(account.open_of(user.user_id)),
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// An item, as the tenant can or cannot buy it now.
pub fn item(
    catalogue: &Catalogue,
    organisation: &Organisation,
    tenant: &Tenant,
    item: &UpgradeItem,
    now: DateTime<Utc>,
) -> UpgradeItemView {
    let upgrades = catalogue.upgrades();
    let conditions = upgrades.conditions();
    let metric = upgrades.metric(&item.metric);
    let remaining_days = tenant.contract.remaining_days(now);
    let refusal = upgrade::availability(upgrades, organisation, item, 1, now).err();
    UpgradeItemView {
        sku: item.sku.as_str().to_owned(),
        name: item.name.clone(),
        description: item.description.clone(),
        metric: item.metric.clone(),
        metric_name: metric.map(|metric| metric.name.clone()).unwrap_or_default(),
        unit: metric.map(|metric| metric.unit.clone()).unwrap_or_default(),
        amount: item.amount,
        maximum_quantity: item.maximum_quantity,
        price_per_year: item.price_per_year,
        price_per_month: item.price_per_month,
        pro_rata: upgrade::pro_rata(item.price_per_year, 1, remaining_days),
        remaining_days,
        last_day: tenant.contract.last_day,
        billing_term: conditions.billing_term.clone(),
        payment_method: conditions.payment_method.clone(),
        subscription_term: conditions.subscription_term.clone(),
        prerequisites: upgrades.plan_names(&item.prerequisites),
        provider: conditions.provider.clone(),
        unavailable: refusal.map(|refusal| refusal.to_string()),
        catalogue: catalogue.version(),
    }
}

/// A person.
pub fn person(person: &Person) -> PersonView {
    PersonView {
        user_id: person.user_id,
        name: person.name.as_str().to_owned(),
        email: person.email.as_str().to_owned(),
    }
}

/// The item's name; its SKU where the catalogue has dropped it.
pub fn item_name(catalogue: &Catalogue, sku: &Sku) -> String {
    catalogue
        .upgrades()
        .item(sku)
        .map_or_else(|| sku.as_str().to_owned(), |item| item.name.clone())
}

/// A row of My Upgrades.
pub fn summary(catalogue: &Catalogue, upgrade: &Upgrade) -> UpgradeSummary {
    UpgradeSummary {
        upgrade_id: upgrade.upgrade_id,
        request_number: upgrade.request_number(),
        upgrade_number: upgrade.upgrade_number(),
        status: upgrade.status(),
        sku: upgrade.sku.as_str().to_owned(),
        name: item_name(catalogue, &upgrade.sku),
        quantity: upgrade.quantity,
        requested_by: person(&upgrade.requester),
        created_at: upgrade.created_at,
        updated_at: upgrade.updated_at,
        managed: upgrade.managed().map(|managed| ManagedView {
            decision: managed.decision,
            by: person(managed.by),
            at: managed.at,
            comment: managed.comment.map(|comment| comment.as_str().to_owned()),
        }),
        failure: match &upgrade.state {
            UpgradeState::Failed { reason, .. } => Some(reason.clone()),
            _ => None,
        },
        acceptance: upgrade.acceptance().map(Acceptance::state),
    }
}

fn suspended_because(upgrade: &Upgrade) -> Option<String> {
    match upgrade.acceptance() {
        Some(Acceptance::Suspended { reason, .. }) => Some(reason.as_str().to_owned()),
        _ => None,
    }
}

/// An upgrade of this tenant with its price: of now, while it waits.
pub fn upgrade(
    catalogue: &Catalogue,
    organisation: &Organisation,
    upgrade: &Upgrade,
    now: DateTime<Utc>,
) -> UpgradeView {
    let upgrades = catalogue.upgrades();
    let conditions = upgrades.conditions();
    let item = upgrades.item(&upgrade.sku);
    let holds = match upgrade.status() {
        UpgradeStatus::SubmittedForApproval => item
            .zip(organisation.tenant.as_ref())
            .and_then(|(item, tenant)| Price::of(item, upgrade.quantity, &tenant.contract, now)),
        _ => upgrade.purchase().map(|purchase| purchase.price),
    };
    UpgradeView {
        summary: summary(catalogue, upgrade),
        tenant_name: organisation.name.as_str().to_owned(),
        description: item.map(|item| item.description.clone()).unwrap_or_default(),
        billing_term: conditions.billing_term.clone(),
        payment_method: conditions.payment_method.clone(),
        subscription_term: conditions.subscription_term.clone(),
        prerequisites: item
            .map(|item| upgrades.plan_names(&item.prerequisites))
            .unwrap_or_default(),
        provider: conditions.provider.clone(),
        price: holds.map(|holds| PriceView::of(&holds, upgrade.quantity)),
        suspended_because: suspended_because(upgrade),
        catalogue: catalogue.version(),
    }
}

/// An order that the vendor reviews; `None` for what is not provisioned.
pub fn order_form(catalogue: &Catalogue, upgrade: &Upgrade) -> Option<OrderFormView> {
    let UpgradeState::Provisioned {
        purchase,
        at,
        acceptance,
    } = &upgrade.state
    else {
        return None;
    };
    Some(OrderFormView {
        upgrade_id: upgrade.upgrade_id,
        upgrade_number: upgrade.upgrade_number().unwrap_or_default(),
        organisation_id: upgrade.organisation_id,
        tenant_name: upgrade.tenant_name.as_str().to_owned(),
        sku: upgrade.sku.as_str().to_owned(),
        name: item_name(catalogue, &upgrade.sku),
        quantity: upgrade.quantity,
        buyer: person(&purchase.by),
        price: PriceView::of(&purchase.price, upgrade.quantity),
        provisioned_at: *at,
        acceptance: acceptance.state(),
        suspended_because: suspended_because(upgrade),
    })
}

/// The endpoint.
pub fn endpoint(endpoint: &Endpoint) -> EndpointView {
    EndpointView {
        url: endpoint.url.as_ref().map(|url| url.as_str().to_owned()),
        secret_made_at: endpoint.secret.as_ref().map(|secret| secret.made_at),
    }
}

/// A message to the endpoint.
pub fn delivery(delivery: &Delivery) -> DeliveryView {
    DeliveryView {
        upgrade_id: delivery.upgrade_id,
        webhook_id: Delivery::webhook_id(delivery.upgrade_id),
        upgrade_number: format!("IPP-{}", delivery.number),
        tenant_name: delivery.tenant_name.as_str().to_owned(),
        status: delivery.status,
        attempts: delivery.attempts,
        outcome: delivery.outcome.clone(),
        created_at: delivery.created_at,
        tried_at: delivery.tried_at,
        next_at: delivery.next_at,
    }
}
