//! The plans that devices can have. They are data, compiled in; the rank is said, and never
//! follows from a price.

use serde::Deserialize;
use std::sync::LazyLock;

/// A plan.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubscriptionPlan {
    /// Kebab-case, as in `standard`.
    pub id: String,
    /// As it is shown.
    pub name: String,
    /// The higher one is in effect where two cover the same day. No two plans share one.
    pub rank: u8,
}

impl SubscriptionPlan {
    /// Every plan, by rank.
    pub fn seed() -> &'static [Self] {
        static SEED: LazyLock<Vec<SubscriptionPlan>> = LazyLock::new(|| {
            #[expect(clippy::expect_used, reason = "the data is part of the program, and a test reads it")]
            let mut plans: Vec<SubscriptionPlan> =
                serde_json::from_str(include_str!("../../data/subscription-plans.json"))
                    .expect("the plans that are compiled in are whole");
            plans.sort_by_key(|plan| plan.rank);
            plans
        });
        &SEED
    }

    /// The plan of this id.
    pub fn of(id: &str) -> Option<&'static Self> {
        Self::seed().iter().find(|plan| plan.id == id)
    }

    /// The name of the plan of this id; the id where it is none of the plans.
    pub fn name_of(id: &str) -> &str {
        Self::of(id).map_or(id, |plan| plan.name.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plans_are_the_manuals_and_have_a_rank_each() {
        let plans: Vec<_> = SubscriptionPlan::seed()
            .iter()
            .map(|plan| (plan.id.as_str(), plan.name.as_str(), plan.rank))
            .collect();
        assert_eq!(plans, [("standard", "Standard", 1), ("advanced", "Advanced", 2)]);
    }
}
