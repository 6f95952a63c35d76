//! What a tenant has agreed and uses.

use super::{Reader, family, phrase::count};
use crate::{tenant::Contract, text::SoldToId};
use std::collections::BTreeMap;

family! {
    /// What happens to what a tenant has agreed and uses.
    TenantHappening {
        /// What the vendor has agreed with a tenant was replaced.
        "tenant-set" Everyone => TermsSet {
            /// The plan's name.
            plan: String,
            /// The account that upgrades are charged to.
            sold_to_id: Option<SoldToId>,
            /// The contract.
            contract: Contract,
        },
        /// What a tenant uses was noted.
        "quota-use-set" Everyone => UseNoted {
            /// Units by metric.
            used: BTreeMap<String, u32>,
        },
    }
}

impl TenantHappening {
    /// What changed, in a sentence for the history.
    pub fn sentence(&self, reader: Reader) -> String {
        match self {
            Self::TermsSet {
                plan,
                sold_to_id,
                contract,
            } => {
                let account = match sold_to_id {
                    _ if !reader.accounts => String::new(),
                    Some(id) => format!("Sold-To-ID {id}, "),
                    None => "no Sold-To-ID, ".to_owned(),
                };
                let Contract { first_day, last_day } = contract;
                format!("The terms are now: {plan}, {account}contract from {first_day} to {last_day}.")
            }
            Self::UseNoted { used } => format!(
                "The use of {} was noted.",
                count(u32::try_from(used.len()).unwrap_or(u32::MAX), "metric")
            ),
        }
    }
}
