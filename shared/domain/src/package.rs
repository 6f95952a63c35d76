//! Packages (spec chapter 2, "Packages"): what an operator sells by activation code.

use crate::{
    day::Day,
    id::{OrganisationId, PackageId},
    organisation::Organisation,
    tenant::Tenant,
    text::{Name, Notes, Sku},
    upgrade::{Person, UpgradeCatalogue},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The most items of a package.
pub const MOST_ITEMS: usize = 20;

/// An item of the catalogue, and how many of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageItem {
    /// The item.
    pub sku: Sku,
    /// How many.
    pub quantity: u32,
}

/// Whether codes can be generated for a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PackageStatus {
    /// It can be changed, and has no codes.
    Draft,
    /// It stays as it is, and can have codes.
    Active,
}

/// A package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Package {
    /// Its id.
    pub package_id: PackageId,
    /// The operator's organisation, which provides it.
    pub organisation_id: OrganisationId,
    /// That organisation's name then.
    pub provider: Name,
    /// What can be changed until it is activated.
    pub contents: Contents,
    /// Whether it is activated.
    pub status: PackageStatus,
    /// Who built it.
    pub built_by: Person,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// What a package says and holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    /// Its name.
    pub name: Name,
    /// What it is.
    pub description: Notes,
    /// 1 to [`MOST_ITEMS`] items, each once.
    pub items: Vec<PackageItem>,
}

/// Why something about a package is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackageRefusal {
    /// It is activated.
    #[error("{0} is activated and stays as it is. Build another package.")]
    Active(Name),
    /// It is not activated.
    #[error("{0} is not activated yet. Activate it, then generate its codes.")]
    Draft(Name),
    /// The tenant is on another plan.
    #[error("Packages need the {needed}, and your organisation does not have it. Ask your vendor.")]
    OtherPlan {
        /// The name of the plan that is needed.
        needed: String,
    },
    /// The tenant's contract is over.
    #[error("The contract of {tenant} ended on {last_day}. Packages can be activated once it is renewed.")]
    ContractEnded {
        /// The tenant.
        tenant: Name,
        /// The contract's last day.
        last_day: Day,
    },
}

/// The terms of a tenant that can activate packages today.
pub fn terms<'a>(
    upgrades: &UpgradeCatalogue,
    organisation: &'a Organisation,
    now: DateTime<Utc>,
) -> Result<&'a Tenant, PackageRefusal> {
    let terms = organisation
        .tenant
        .as_ref()
        .filter(|terms| upgrades.plan(&terms.plan).is_some_and(|plan| plan.activates_packages))
        .ok_or_else(|| PackageRefusal::OtherPlan {
            needed: needed(upgrades),
        })?;
    if terms.contract.remaining_days(now) == 0 {
        return Err(PackageRefusal::ContractEnded {
            tenant: organisation.name.clone(),
            last_day: terms.contract.last_day,
        });
    }
    Ok(terms)
}

/// The names of the plans on which packages are activated.
fn needed(upgrades: &UpgradeCatalogue) -> String {
    let plans = upgrades
        .plans()
        .iter()
        .filter(|plan| plan.activates_packages && !plan.retired);
    let names: Vec<_> = plans.map(|plan| plan.name.as_str()).collect();
    match names.as_slice() {
        [] => "right plan".to_owned(),
        names => names.join(" or the "),
    }
}

/// Other contents, while it is a draft; `None` where they are the same.
pub fn change(package: &Package, contents: &Contents, now: DateTime<Utc>) -> Result<Option<Package>, PackageRefusal> {
    if package.status == PackageStatus::Active {
        return Err(PackageRefusal::Active(package.contents.name.clone()));
    }
    Ok((package.contents != *contents).then(|| Package {
        contents: contents.clone(),
        updated_at: now,
        ..package.clone()
    }))
}

/// Activated; `None` where it is already.
pub fn activate(package: &Package, now: DateTime<Utc>) -> Option<Package> {
    (package.status == PackageStatus::Draft).then(|| Package {
        status: PackageStatus::Active,
        updated_at: now,
        ..package.clone()
    })
}

/// That codes can be generated for it.
pub fn sellable(package: &Package) -> Result<(), PackageRefusal> {
    match package.status {
        PackageStatus::Active => Ok(()),
        PackageStatus::Draft => Err(PackageRefusal::Draft(package.contents.name.clone())),
    }
}

/// What items add to a quota, by metric. What the catalogue has dropped adds nothing.
pub fn units(catalogue: &UpgradeCatalogue, items: &[PackageItem]) -> BTreeMap<String, u32> {
    let mut units = BTreeMap::new();
    for package_item in items {
        if let Some(item) = catalogue.item(&package_item.sku) {
            *units.entry(item.metric.clone()).or_default() += item.amount * package_item.quantity;
        }
    }
    units
}
