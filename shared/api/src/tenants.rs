//! What a tenant has agreed with the vendor: plan, Sold-To-ID, contract; and its quota.

use domain::{day::Day, id::OrganisationId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A tenant as vendor admins and its own admins see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TenantView {
    /// The tenant.
    pub organisation_id: OrganisationId,
    /// Its name.
    pub name: String,
    /// How many of its users can sign in and decide on upgrade requests.
    pub buyers: u32,
    /// Whether there is a Sold-To-ID: without one there are no upgrades.
    pub has_sold_to_id: bool,
    /// What was agreed; absent until the vendor has set it. The Sold-To-ID is empty for who may
    /// not see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<TenantTerms>,
    /// What a change of the terms is made on: it goes along with the change.
    #[serde(default)]
    pub revision: String,
}

/// Other terms of a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetTenantRequest {
    /// The revision that the change is made on, as it was read.
    pub revision: String,
    /// The plan's id, as in `iot-value-plan`.
    pub plan: String,
    /// Up to 20 letters and digits; empty while the tenant has none, and then it has no upgrades.
    #[serde(default)]
    pub sold_to_id: String,
    /// The contract's first day, UTC.
    pub contract_first_day: Day,
    /// The contract's last day, UTC; it counts.
    pub contract_last_day: Day,
    /// Where order forms go.
    pub commercial_contact: String,
}

impl SetTenantRequest {
    /// The terms, apart from what they were changed on.
    pub fn split(self) -> (String, TenantTerms) {
        let terms = TenantTerms {
            plan: self.plan,
            sold_to_id: self.sold_to_id,
            contract_first_day: self.contract_first_day,
            contract_last_day: self.contract_last_day,
            commercial_contact: self.commercial_contact,
        };
        (self.revision, terms)
    }

    /// A change of what was agreed as it was read at this revision.
    pub fn of(revision: String, terms: TenantTerms) -> Self {
        Self {
            revision,
            plan: terms.plan,
            sold_to_id: terms.sold_to_id,
            contract_first_day: terms.contract_first_day,
            contract_last_day: terms.contract_last_day,
            commercial_contact: terms.commercial_contact,
        }
    }
}

/// What the vendor has agreed with a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TenantTerms {
    /// The plan's id, as in `iot-value-plan`.
    pub plan: String,
    /// Up to 20 letters and digits; empty while the tenant has none, and then it has no upgrades.
    #[serde(default)]
    pub sold_to_id: String,
    /// The contract's first day, UTC.
    pub contract_first_day: Day,
    /// The contract's last day, UTC; it counts.
    pub contract_last_day: Day,
    /// Where order forms go.
    pub commercial_contact: String,
}

/// A plan that a tenant can be on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlanView {
    /// As in `iot-value-plan`.
    pub id: String,
    /// As it is shown.
    pub name: String,
    /// Whether no tenant is put on it any more; whoever is on it stays.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
}

/// What a tenant uses, as the vendor's platform has measured it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetQuotaUseRequest {
    /// Whole units by metric, as in `"agents": 7`; metrics that are not named stay as they are.
    pub used: BTreeMap<String, u32>,
}

/// A tenant's quota, metric by metric.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuotaView {
    /// The tenant's plan by name.
    pub plan_name: String,
    /// The last day of the contract: what upgrades add ends with it.
    pub contract_last_day: Day,
    /// Every metric, by name.
    pub metrics: Vec<MetricView>,
}

/// One metric of a quota.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MetricView {
    /// As in `asset-instances`.
    pub metric: String,
    /// As it is shown.
    pub name: String,
    /// What is counted, as in `assets` or `GB`.
    pub unit: String,
    /// What the plan grants.
    pub plan: u32,
    /// What upgrades add today; not those that are suspended or have ended.
    pub upgrades: u32,
    /// Both together.
    pub limit: u32,
    /// What is used.
    pub used: u32,
    /// The SKUs of the items that raise it.
    pub raised_by: Vec<String>,
}
