//! What is offered: what may be taken for anything new (spec chapter 7, "Versions"). What exists of
//! a retired entry goes on and is found as ever; it is asked for here by whoever makes something new.

use super::{Catalogue, Part, SystemType};
use crate::{
    subscription::SubscriptionPlan,
    text::{PartNumber, Sku},
    upgrade::{Plan, UpgradeItem},
};

/// Why an entry is not taken for anything new: it is retired, or there is none. The sentence says
/// what to do and is shown at the field that names the entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotOffered(String);

/// The entry, where it is there and not retired.
fn offered<T>(
    entry: Option<&T>,
    retired: impl Fn(&T) -> bool,
    none: impl FnOnce() -> String,
    gone: impl FnOnce(&T) -> String,
) -> Result<&T, NotOffered> {
    match entry {
        None => Err(NotOffered(none())),
        Some(entry) if retired(entry) => Err(NotOffered(gone(entry))),
        Some(entry) => Ok(entry),
    }
}

impl Catalogue {
    /// Whether new things of this application are offered.
    pub fn offers_application(&self, id: &str) -> bool {
        self.application(id).is_some_and(|application| !application.retired)
    }

    /// The part of this number, where it can be ordered.
    ///
    /// # Errors
    /// There is none, or it or its application is retired.
    pub fn offered_part(&self, number: &PartNumber) -> Result<&Part, NotOffered> {
        offered(
            self.part(number),
            |part| part.retired || !self.offers_application(&part.application),
            || format!("The catalogue has no part {number}. Look it up by part of its name."),
            |_| format!("Part {number} is not offered any more. Choose another part."),
        )
    }

    /// The system type of this id, where locations of it can be made.
    ///
    /// # Errors
    /// There is none, or it or that of the client that comes with it is retired.
    pub fn offered_system_type(&self, id: &str) -> Result<&SystemType, NotOffered> {
        let client = |kind: &SystemType| {
            let client = self.system_type(kind.child_lmc.as_ref()?.as_str())?;
            client.retired.then(|| client.name.clone())
        };
        offered(
            self.system_type(id),
            |kind| kind.retired || client(kind).is_some(),
            || "There is no such system type. Choose one of the list.".to_owned(),
            |kind| match client(kind) {
                Some(client) if !kind.retired => format!(
                    "{} comes with {client}, which is not offered any more. Choose another system type.",
                    kind.name
                ),
                _ => format!("{} is not offered any more. Choose another system type.", kind.name),
            },
        )
    }

    /// The upgrade of this SKU, where it can be bought or built into a package.
    ///
    /// # Errors
    /// There is none, or it or its metric is retired.
    pub fn offered_upgrade(&self, sku: &Sku) -> Result<&UpgradeItem, NotOffered> {
        offered(
            self.upgrades().item(sku),
            |item| !self.upgrades().offers(item),
            || format!("The catalogue has no item {sku}. Choose one of its items."),
            |item| format!("{} ({sku}) is not offered any more. Choose another item.", item.name),
        )
    }

    /// The plan of this id, where a tenant can be put on it.
    ///
    /// # Errors
    /// There is none, or it is retired.
    pub fn offered_plan(&self, id: &str) -> Result<&Plan, NotOffered> {
        offered(
            self.upgrades().plan(id),
            |plan| plan.retired,
            || "There is no such plan. Choose one of the list.".to_owned(),
            |plan| format!("{} is not offered any more. Choose another plan.", plan.name),
        )
    }

    /// The plan of this id, where seats of it can be sold.
    ///
    /// # Errors
    /// There is none, or it is retired; the plans that there are.
    pub fn offered_subscription_plan(&self, id: &str) -> Result<&SubscriptionPlan, NotOffered> {
        let plans = || {
            let offered = self.subscription_plans().iter().filter(|plan| !plan.retired);
            let ids: Vec<_> = offered.map(|plan| plan.id.as_str()).collect();
            match ids.as_slice() {
                [] => "The catalogue has none that is.".to_owned(),
                ids => format!("Choose one of the plans: {}.", ids.join(", ")),
            }
        };
        offered(
            self.subscription_plan(id),
            |plan| plan.retired,
            plans,
            |plan| format!("{} is not offered any more. {}", plan.name, plans()),
        )
    }
}
