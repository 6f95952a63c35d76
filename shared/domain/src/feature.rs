//! Features, and what licences add up to (spec chapter 4, "Stacking").

use crate::{
    catalogue::{Grant, Part},
    quantity::Quantity,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the licences of one feature add up to. On the wire
/// `{"feature": "seats", "quantity": 120, "made_of": "5 x 20 + 20"}`, or with
/// `version` in place of `quantity`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Feature {
    /// The feature, in kebab-case.
    pub feature: String,
    /// The sum, or the highest version.
    #[serde(flatten)]
    pub level: Level,
    /// The licences behind it: `5 x 20 + 20`, or `V3, V4, V6`.
    pub made_of: String,
}

/// How much of a feature is granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Units, all licences together.
    Quantity(u64),
    /// The highest version of all licences.
    Version(u32),
}

/// Adds up licences, whatever their order: quantities of a feature are summed, of
/// versions the highest counts. Sorted by feature; parts that grant nothing add nothing.
pub fn stack<'a>(licences: impl IntoIterator<Item = (&'a Part, Quantity)>) -> Vec<Feature> {
    let mut quantities = BTreeMap::<&str, Vec<(u32, u32)>>::new();
    let mut versions = BTreeMap::<&str, Vec<u32>>::new();
    for (part, units) in licences {
        match &part.grants {
            Some(Grant::Quantity { feature, amount }) => {
                quantities.entry(feature).or_default().push((*amount, units.get()))
            }
            Some(Grant::Version { feature, version }) => versions.entry(feature).or_default().push(*version),
            None => {}
        }
    }
    let quantities = quantities.into_iter().map(|(feature, terms)| sum(feature, terms));
    let versions = versions
        .into_iter()
        .map(|(feature, versions)| highest(feature, versions));
    let mut features: Vec<_> = quantities.chain(versions).collect();
    features.sort_by(|a, b| a.feature.cmp(&b.feature));
    features
}

fn sum(feature: &str, mut terms: Vec<(u32, u32)>) -> Feature {
    terms.sort_unstable_by(|a, b| b.cmp(a));
    let total = terms
        .iter()
        .map(|(amount, units)| u64::from(*amount) * u64::from(*units))
        .fold(0, u64::saturating_add);
    let written = terms.iter().map(|term| match term {
        (amount, 1) => amount.to_string(),
        (1, units) => units.to_string(),
        (amount, units) => format!("{units} x {amount}"),
    });
    Feature {
        feature: feature.to_owned(),
        level: Level::Quantity(total),
        made_of: written.collect::<Vec<_>>().join(" + "),
    }
}

fn highest(feature: &str, mut versions: Vec<u32>) -> Feature {
    versions.sort_unstable();
    versions.dedup();
    Feature {
        feature: feature.to_owned(),
        level: Level::Version(versions.last().copied().unwrap_or_default()),
        made_of: versions
            .iter()
            .map(|version| format!("V{version}"))
            .collect::<Vec<_>>()
            .join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{catalogue::Catalogue, text::PartNumber};
    use proptest::prelude::*;
    use proptest::sample::{Index, select};

    type Licences = Vec<(&'static Part, Quantity)>;

    fn licences(parts: &[(&str, u32)]) -> Licences {
        let part = |number: &str| Catalogue::seed().part(&PartNumber::parse(number).unwrap()).unwrap();
        parts
            .iter()
            .map(|(number, units)| (part(number), Quantity::try_from(*units).unwrap()))
            .collect()
    }

    fn stacked(parts: &[(&str, u32)]) -> Vec<(String, Level, String)> {
        stack(licences(parts))
            .into_iter()
            .map(|f| (f.feature, f.level, f.made_of))
            .collect()
    }

    fn feature(feature: &str, level: Level, made_of: &str) -> (String, Level, String) {
        (feature.to_owned(), level, made_of.to_owned())
    }

    #[test]
    fn quantities_add_up() {
        assert_eq!(stacked(&[]), []);
        assert_eq!(
            stacked(&[("LK190020", 1), ("LK190020", 5)]),
            [feature("seats", Level::Quantity(120), "5 x 20 + 20")]
        );
        assert_eq!(
            stacked(&[("LK190001", 7), ("LK190100", 2), ("LK190001", 1)]),
            [feature("seats", Level::Quantity(208), "2 x 100 + 7 + 1")]
        );
    }

    #[test]
    fn of_versions_the_highest_counts() {
        assert_eq!(
            stacked(&[("LK190304", 1), ("LK190303", 1), ("LK190306", 2), ("LK190304", 1)]),
            [feature("system-version", Level::Version(6), "V3, V4, V6")]
        );
    }

    #[test]
    fn features_are_sorted_and_units_of_assurance_grant_none() {
        assert_eq!(
            stacked(&[
                ("BE107585", 20),
                ("BE112031", 400),
                ("BE107573", 1),
                ("BE107582", 5),
                ("BE107576", 1)
            ]),
            [
                feature("ip-terminals", Level::Quantity(20), "20"),
                feature("ip-trunks", Level::Quantity(5), "5"),
                feature("smdr", Level::Quantity(1), "1"),
                feature("system-ports", Level::Quantity(256), "256"),
            ]
        );
    }

    #[test]
    fn on_the_wire_the_level_stands_beside_the_feature() {
        let features = stack(licences(&[("LK190020", 6), ("LK190303", 1)]));
        let json = serde_json::json!([
            {"feature": "seats", "quantity": 120, "made_of": "6 x 20"},
            {"feature": "system-version", "version": 3, "made_of": "V3"},
        ]);
        assert_eq!(serde_json::to_value(&features).unwrap(), json);
        assert_eq!(serde_json::from_value::<Vec<Feature>>(json).unwrap(), features);
    }

    fn any_licences() -> impl Strategy<Value = Licences> {
        let indices = (0..Catalogue::seed().parts().count()).collect::<Vec<_>>();
        let licence = (select(indices), 1..=Quantity::MAX).prop_map(|(index, units)| {
            (
                Catalogue::seed().parts().nth(index).unwrap(),
                Quantity::try_from(units).unwrap(),
            )
        });
        proptest::collection::vec(licence, 0..40)
    }

    fn levels(features: Vec<Feature>) -> BTreeMap<String, Level> {
        features.into_iter().map(|f| (f.feature, f.level)).collect()
    }

    proptest! {
        #[test]
        fn the_order_of_licences_does_not_matter(given in any_licences(), moves in proptest::collection::vec(any::<(Index, Index)>(), 40)) {
            let mut shuffled = given.clone();
            for (a, b) in moves {
                if !shuffled.is_empty() {
                    let (a, b) = (a.index(shuffled.len()), b.index(shuffled.len()));
                    shuffled.swap(a, b);
                }
            }
            prop_assert_eq!(stack(given), stack(shuffled));
        }

        #[test]
        fn stacking_in_groups_and_then_together_is_stacking_at_once(a in any_licences(), b in any_licences()) {
            let mut together = levels(stack(a.clone()));
            for (feature, level) in levels(stack(b.clone())) {
                together
                    .entry(feature)
                    .and_modify(|first| *first = match (*first, level) {
                        (Level::Quantity(x), Level::Quantity(y)) => Level::Quantity(x + y),
                        (Level::Version(x), Level::Version(y)) => Level::Version(x.max(y)),
                        mixed => panic!("{mixed:?}"),
                    })
                    .or_insert(level);
            }
            prop_assert_eq!(levels(stack(a.into_iter().chain(b))), together);
        }
    }
}
