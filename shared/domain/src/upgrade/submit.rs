//! Asking for an upgrade, or buying it (spec chapter 1, "Submit").

use super::{
    Account, AgreedPrice, MOST_OPEN_REQUESTS, Person, Price, Purchase, Upgrade, UpgradeCatalogue, UpgradeItem,
    UpgradeRefusal, UpgradeState,
};
use crate::{
    day::Day,
    id::UpgradeId,
    organisation::{Organisation, Role, User},
    tenant::Tenant,
};
use chrono::{DateTime, Utc};

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Submit<'a> {
    /// The id that the upgrade gets.
    pub upgrade_id: UpgradeId,
    /// The item.
    pub item: &'a UpgradeItem,
    /// How many.
    pub quantity: u32,
    /// The price that was shown for them.
    pub price: AgreedPrice,
}

/// The terms of a tenant that can have upgrades: there is a Sold-To-ID to charge.
pub fn terms(organisation: &Organisation) -> Result<&Tenant, UpgradeRefusal> {
    organisation
        .tenant
        .as_ref()
        .filter(|terms| terms.sold_to_id.is_some())
        .ok_or(UpgradeRefusal::NoSoldToId)
}

/// Whether the tenant can buy the item today, and for which price.
pub fn availability(
    catalogue: &UpgradeCatalogue,
    organisation: &Organisation,
    item: &UpgradeItem,
    quantity: u32,
    now: DateTime<Utc>,
) -> Result<Price, UpgradeRefusal> {
    let terms = terms(organisation)?;
    if !item.prerequisites.contains(&terms.plan) {
        return Err(UpgradeRefusal::OtherPlan {
            item: item.name.clone(),
            plans: catalogue.plan_names(&item.prerequisites).join(", "),
            plan: catalogue.plan_name(&terms.plan).to_owned(),
        });
    }
    if !(1..=item.maximum_quantity).contains(&quantity) {
        return Err(UpgradeRefusal::Quantity {
            most: item.maximum_quantity,
        });
    }
    if Day::of(now) < terms.contract.first_day {
        return Err(UpgradeRefusal::ContractNotBegun(terms.contract.first_day));
    }
    Price::of(item, quantity, &terms.contract, now).ok_or(UpgradeRefusal::ContractEnded(terms.contract.last_day))
}

/// Which of a tenant's numbers comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbering {
    /// REQ-n.
    Request,
    /// IPP-n.
    Upgrade,
}

/// What was decided and has no number yet. A number is taken once all else is decided, so that
/// nobody waits for another's; one that is taken and not used after all is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unnumbered(Upgrade);

impl Unnumbered {
    pub(super) const fn new(upgrade: Upgrade) -> Self {
        Self(upgrade)
    }

    /// Which number it gets.
    pub const fn numbering(&self) -> Option<Numbering> {
        match self.0.state {
            UpgradeState::SubmittedForApproval => Some(Numbering::Request),
            UpgradeState::InProgress { .. } => Some(Numbering::Upgrade),
            _ => None,
        }
    }

    /// The same under this number.
    pub fn numbered(self, number: u32) -> Upgrade {
        let mut upgrade = self.0;
        match &mut upgrade.state {
            UpgradeState::SubmittedForApproval => upgrade.request = Some(number),
            UpgradeState::InProgress { purchase } => purchase.number = number,
            _ => {}
        }
        upgrade
    }
}

/// Buys, where the user is a buyer; asks for approval otherwise. Either is for the price that
/// was shown, or refused.
pub fn submit(
    catalogue: &UpgradeCatalogue,
    organisation: &Organisation,
    account: &Account,
    user: &User,
    command: Submit<'_>,
    now: DateTime<Utc>,
) -> Result<Unnumbered, UpgradeRefusal> {
    let Submit {
        upgrade_id,
        item,
        quantity,
        price: shown,
    } = command;
    let price = availability(catalogue, organisation, item, quantity, now)?.agreed(quantity, shown)?;
    let person = Person::of(user);
    let state = if user.has_any(&[Role::Buyer]) {
        let purchase = Purchase {
            number: 0,
            by: person.clone(),
            at: now,
            comment: None,
            price,
            metric: item.metric.clone(),
            units: item.amount * quantity,
        };
        UpgradeState::InProgress { purchase }
    } else {
        if account.open.len() >= MOST_OPEN_REQUESTS {
            return Err(UpgradeRefusal::TooManyOpen(account.open.len()));
        }
        UpgradeState::SubmittedForApproval
    };
    Ok(Unnumbered::new(Upgrade {
        upgrade_id,
        organisation_id: organisation.organisation_id,
        tenant_name: organisation.name.clone(),
        request: None,
        sku: item.sku.clone(),
        quantity,
        requester: person,
        created_at: now,
        updated_at: now,
        state,
    }))
}
