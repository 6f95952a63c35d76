//! Deciding, withdrawing, provisioning, accepting (spec chapter 1, "Manage").

use super::{
    Acceptance, AgreedPrice, Person, Purchase, Unnumbered, Upgrade, UpgradeCatalogue, UpgradeRefusal, UpgradeState,
    availability, submit::terms,
};
use crate::{day::Day, id::UserId, organisation::Organisation, text::Comment};
use chrono::{DateTime, Utc};

/// A buyer's decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decide {
    /// Buys it.
    Approve {
        /// The price that was shown for it.
        price: AgreedPrice,
        /// Why.
        comment: Comment,
    },
    /// Does not.
    Decline {
        /// Why.
        comment: Comment,
    },
}

/// Decides on a request that waits. Approving buys it: at the price of this day, which is the
/// one that was shown.
pub fn decide(
    catalogue: &UpgradeCatalogue,
    organisation: &Organisation,
    upgrade: &Upgrade,
    by: Person,
    command: &Decide,
    now: DateTime<Utc>,
) -> Result<Unnumbered, UpgradeRefusal> {
    waits(upgrade)?;
    let (shown, comment) = match command.clone() {
        Decide::Approve { price, comment } => (price, comment),
        Decide::Decline { comment } => {
            terms(organisation)?;
            let declined = UpgradeState::Declined { by, at: now, comment };
            return Ok(Unnumbered::new(changed(upgrade, declined, now)));
        }
    };
    let item = catalogue
        .item(&upgrade.sku)
        .filter(|item| catalogue.offers(item))
        .ok_or_else(|| UpgradeRefusal::Dropped(upgrade.sku.clone()))?;
    let price = availability(catalogue, organisation, item, upgrade.quantity, now)?.agreed(upgrade.quantity, shown)?;
    let purchase = Purchase {
        number: 0,
        by,
        at: now,
        comment: Some(comment),
        price,
        metric: item.metric.clone(),
        units: item.amount * upgrade.quantity,
    };
    Ok(Unnumbered::new(changed(
        upgrade,
        UpgradeState::InProgress { purchase },
        now,
    )))
}

/// Takes back a request of one's own that waits.
pub fn withdraw(
    organisation: &Organisation,
    upgrade: &Upgrade,
    by: UserId,
    now: DateTime<Utc>,
) -> Result<Upgrade, UpgradeRefusal> {
    terms(organisation)?;
    if upgrade.requester.user_id != by {
        return Err(UpgradeRefusal::NotYours(upgrade.requester.name.as_str().to_owned()));
    }
    waits(upgrade)?;
    Ok(changed(upgrade, UpgradeState::Withdrawn { at: now }, now))
}

/// What was being provisioned is. `None` where it is not in progress (any more).
pub fn provision(upgrade: &Upgrade, now: DateTime<Utc>) -> Option<Upgrade> {
    let UpgradeState::InProgress { purchase } = &upgrade.state else {
        return None;
    };
    let state = UpgradeState::Provisioned {
        purchase: purchase.clone(),
        at: now,
        acceptance: Acceptance::Provisional,
    };
    Some(changed(upgrade, state, now))
}

/// What was being provisioned cannot be. `None` where it is not in progress (any more).
pub fn fail(upgrade: &Upgrade, reason: String, now: DateTime<Utc>) -> Option<Upgrade> {
    let UpgradeState::InProgress { purchase } = &upgrade.state else {
        return None;
    };
    let state = UpgradeState::Failed {
        purchase: purchase.clone(),
        at: now,
        reason,
    };
    Some(changed(upgrade, state, now))
}

/// What failed is tried again, where its last day is not over. `None` where it did not fail.
pub fn reopen(upgrade: &Upgrade, now: DateTime<Utc>) -> Result<Option<Upgrade>, UpgradeRefusal> {
    let UpgradeState::Failed { purchase, .. } = &upgrade.state else {
        return Ok(None);
    };
    if Day::of(now) > purchase.price.last_day {
        return Err(UpgradeRefusal::ContractEnded(purchase.price.last_day));
    }
    let state = UpgradeState::InProgress {
        purchase: purchase.clone(),
    };
    Ok(Some(changed(upgrade, state, now)))
}

/// The vendor accepts the order; what was suspended is there again. `None` where it was
/// accepted before.
pub fn accept(upgrade: &Upgrade, now: DateTime<Utc>) -> Result<Option<Upgrade>, UpgradeRefusal> {
    let (purchase, at, acceptance) = provisioned(upgrade)?;
    if matches!(acceptance, Acceptance::Accepted { .. }) {
        return Ok(None);
    }
    let state = UpgradeState::Provisioned {
        purchase: purchase.clone(),
        at,
        acceptance: Acceptance::Accepted { at: now },
    };
    Ok(Some(changed(upgrade, state, now)))
}

/// The vendor suspends provisional access. `None` where it is suspended for that reason
/// already.
pub fn suspend(upgrade: &Upgrade, reason: &Comment, now: DateTime<Utc>) -> Result<Option<Upgrade>, UpgradeRefusal> {
    let (purchase, at, acceptance) = provisioned(upgrade)?;
    match acceptance {
        Acceptance::Accepted { .. } => {
            return Err(UpgradeRefusal::Accepted(upgrade.upgrade_number().unwrap_or_default()));
        }
        Acceptance::Suspended { reason: before, .. } if before == reason => return Ok(None),
        _ => {}
    }
    let state = UpgradeState::Provisioned {
        purchase: purchase.clone(),
        at,
        acceptance: Acceptance::Suspended {
            at: now,
            reason: reason.clone(),
        },
    };
    Ok(Some(changed(upgrade, state, now)))
}

fn provisioned(upgrade: &Upgrade) -> Result<(&Purchase, DateTime<Utc>, &Acceptance), UpgradeRefusal> {
    match &upgrade.state {
        UpgradeState::Provisioned {
            purchase,
            at,
            acceptance,
        } => Ok((purchase, *at, acceptance)),
        _ => Err(UpgradeRefusal::NotProvisioned {
            number: upgrade.called(),
            status: upgrade.status(),
        }),
    }
}

fn waits(upgrade: &Upgrade) -> Result<(), UpgradeRefusal> {
    match upgrade.state {
        UpgradeState::SubmittedForApproval => Ok(()),
        _ => Err(UpgradeRefusal::managed(upgrade)),
    }
}

fn changed(upgrade: &Upgrade, state: UpgradeState, now: DateTime<Utc>) -> Upgrade {
    Upgrade {
        state,
        updated_at: now,
        ..upgrade.clone()
    }
}
