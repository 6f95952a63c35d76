//! What the quantities of a system's licences have to keep, measured by one of its features.

use super::{Code, Fault};
use crate::{
    catalogue::{Catalogue, Grant, SystemType},
    quantity::Quantity,
    text::PartNumber,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How the features of a system type go together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Quantities {
    /// The feature of which there is at least one, and by which the others are measured.
    pub base: String,
    /// Features of which there are as many.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub as_many: Vec<String>,
    /// Features of which there are none, or at least as many.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub none_or_more: Vec<String>,
}

impl Quantities {
    /// Every feature that is named.
    pub fn features(&self) -> impl Iterator<Item = &String> {
        let others = self.as_many.iter().chain(&self.none_or_more);
        std::iter::once(&self.base).chain(others)
    }

    /// What is wrong with these quantities.
    pub(super) fn faults<'a>(
        &self,
        catalogue: &Catalogue,
        kind: &SystemType,
        licences: impl IntoIterator<Item = (&'a PartNumber, Quantity)>,
    ) -> Vec<Fault> {
        let mut units: BTreeMap<&str, u64> = BTreeMap::new();
        for (part, quantity) in licences {
            if let Some(Grant::Quantity { feature, amount }) =
                catalogue.part(part).and_then(|part| part.grants.as_ref())
            {
                *units.entry(feature).or_default() += u64::from(*amount) * u64::from(quantity.get());
            }
        }
        let of = |feature: &str| units.get(feature).copied().unwrap_or_default();
        let named = |feature: &str| named(catalogue, kind, feature);
        let base = of(&self.base);
        if base == 0 {
            let message = format!("Include at least one of {}.", named(&self.base));
            return vec![Fault::whole(Code::InvalidFeatureCodeString, message)];
        }
        let wrong = |feature: &str, rule: &str| {
            let message = format!(
                "There are {base} of {} and {} of {}: there have to be {rule}.",
                named(&self.base),
                of(feature),
                named(feature)
            );
            Fault::whole(Code::InvalidFeatureQuantity, message)
        };
        let unlike = self.as_many.iter().filter(|feature| of(feature) != base);
        let fewer = self
            .none_or_more
            .iter()
            .filter(|feature| (1..base).contains(&of(feature)));
        unlike
            .map(|feature| wrong(feature, "as many of both"))
            .chain(fewer.map(|feature| wrong(feature, "none or at least as many of it")))
            .collect()
    }
}

/// A feature by the parts that grant it.
fn named(catalogue: &Catalogue, kind: &SystemType, feature: &str) -> String {
    let grants = catalogue
        .parts()
        .filter(|part| part.fits(&kind.id) && part.grants.as_ref().is_some_and(|grant| grant.feature() == feature));
    let parts: Vec<_> = grants.map(|part| format!("{} ({})", part.name, part.number)).collect();
    match parts.as_slice() {
        [] => feature.to_owned(),
        parts => parts.join(" or "),
    }
}
