//! The rate card: grace, terms, rates, factors, fees and limits, by version (spec
//! chapter 5, "Grace and term" and "Quote"). It is data of the catalogue; a version counts
//! from its day on until the next one's.

use super::{Rate, end_of_month};
use crate::{
    catalogue::{Document, Version},
    day::Day,
    text::PartNumber,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Every version, oldest first.
#[derive(Debug, Clone)]
pub struct RateCards(Vec<RateCard>);

/// One version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RateCard {
    /// Names it on quotes.
    pub version: String,
    /// The first day on which it counts.
    pub valid_from: Day,
    /// Months of grace, then to the end of that month.
    pub grace_months: u32,
    /// How many days a quote is valid at most.
    pub quote_days: u32,
    /// How many months units can be spent where their order does not say.
    pub unit_months: u32,
    /// Whether months without SWA are charged.
    pub reinstatement: Fee,
    /// Terms that are offered, shortest first, each with its factor.
    pub terms: Vec<TermFactor>,
    /// Where an end may be chosen instead of a term.
    pub chosen_end: Option<ChosenEnd>,
    /// The limits of a renewal.
    pub renewal: RenewalLimits,
    /// By the application's id. What is not here has no SWA.
    pub applications: BTreeMap<String, ApplicationRates>,
    /// The version of the catalogue that it stands in. The document does not say so.
    #[serde(skip)]
    pub catalogue: Version,
}

/// Whether a fee is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Fee {
    /// It is.
    Charged,
    /// It is shown and not taken.
    Waived,
}

/// What a term of so many months costs, as a part of the monthly rate for each of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TermFactor {
    /// Months.
    pub months: u32,
    /// 1 is the full rate.
    pub factor: Rate,
}

/// Which systems may choose an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChosenEnd {
    /// Those activated before this day.
    pub activated_before: Day,
    /// How many months it lies ahead at least.
    pub least_months: u32,
}

/// How long a renewal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RenewalLimits {
    /// At least one agreement of a renewal is renewed for so many months.
    pub least_months: u32,
    /// How many months past today it reaches at most.
    pub most_months: u32,
}

/// What SWA of one application takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ApplicationRates {
    /// The longest term in months.
    pub most_months: u32,
    /// The last day on which the application is maintained.
    #[serde(default)]
    pub maintenance_ends: Option<Day>,
    /// The newest versions, which SWA gives free of charge.
    #[serde(default)]
    pub free: Vec<PartNumber>,
    /// Units a month for one unit of a part.
    pub rates: BTreeMap<PartNumber, Rate>,
    /// Whether the application is retired: what is assured goes on and is renewed, and nothing is
    /// assured for the first time. It stands with the application in the document.
    #[serde(skip)]
    pub retired: bool,
}

impl RateCards {
    /// The rate cards of a version's document.
    pub fn of(version: Version, document: &Document) -> Self {
        let mut cards = document.rate_cards.clone();
        for card in &mut cards {
            card.catalogue = version;
        }
        let retired = document.applications.iter().filter(|application| application.retired);
        for application in retired {
            let rates = cards.iter_mut();
            for rates in rates.filter_map(|card| card.applications.get_mut(&application.id)) {
                rates.retired = true;
            }
        }
        cards.sort_by_key(|card| card.valid_from);
        if cards.is_empty() {
            cards.push(RateCard::none(version));
        }
        Self(cards)
    }

    /// The version that counts on this day; before the first, the first.
    pub fn on(&self, day: Day) -> &RateCard {
        let after = self.0.partition_point(|card| card.valid_from <= day);
        &self.0[after.saturating_sub(1)]
    }
}

impl RateCard {
    /// Where the vendor has none: no application has SWA, and units last a year.
    fn none(catalogue: Version) -> Self {
        Self {
            catalogue,
            version: "none".to_owned(),
            valid_from: Day::FIRST,
            grace_months: 0,
            quote_days: 30,
            unit_months: 12,
            reinstatement: Fee::Waived,
            terms: vec![TermFactor {
                months: 12,
                factor: Rate::ONE,
            }],
            chosen_end: None,
            renewal: RenewalLimits {
                least_months: 12,
                most_months: 60,
            },
            applications: BTreeMap::new(),
        }
    }

    /// What is wrong with the terms, if anything: a sentence.
    pub fn terms_fault(&self) -> Option<&'static str> {
        let rising = |pair: &[TermFactor]| pair[0].months < pair[1].months && weight(&pair[0]) <= weight(&pair[1]);
        let good = self.terms.first().is_some_and(|term| term.months > 0) && self.terms.windows(2).all(rising);
        (!good).then_some("Terms become longer, and a longer one never takes less than a shorter one.")
    }

    /// What SWA of the application takes, where it has any.
    pub fn application(&self, id: &str) -> Option<&ApplicationRates> {
        self.applications.get(id)
    }

    /// The monthly rate of so many units of these parts.
    pub fn monthly_rate<'a>(
        &self,
        application: &str,
        parts: impl IntoIterator<Item = (&'a PartNumber, &'a u32)>,
    ) -> Rate {
        let Some(rates) = self.application(application).map(|application| &application.rates) else {
            return Rate::default();
        };
        parts
            .into_iter()
            .filter_map(|(part, quantity)| Some(rates.get(part)?.times(*quantity)))
            .sum()
    }

    /// Whole units for a term: the monthly rate, times months and factor, rounded up once.
    /// Between two terms months times factor rises in a straight line; below the first
    /// one from nothing, and beyond the last one as before it.
    pub fn units(&self, rate: Rate, months: u32) -> u32 {
        let (mut from, mut to) = (
            TermFactor {
                months: 0,
                factor: Rate::default(),
            },
            self.terms[0],
        );
        for term in &self.terms[1..] {
            if months <= to.months {
                break;
            }
            (from, to) = (to, *term);
        }
        let span = u128::from(to.months - from.months);
        let rise = (weight(&to) - weight(&from)) * u128::from(months.saturating_sub(from.months));
        // In millionths of a unit, times the span.
        let exact = u128::from(rate.thousandths()) * (weight(&from) * span + rise);
        u32::try_from(exact.div_ceil(span * 1_000_000)).unwrap_or(u32::MAX)
    }

    /// Whole units for months without SWA, rounded up by themselves.
    pub fn reinstatement_units(&self, rate: Rate, months: u32) -> u32 {
        match self.reinstatement {
            Fee::Waived => 0,
            Fee::Charged => u32::try_from(rate.times(months).thousandths().div_ceil(1000)).unwrap_or(u32::MAX),
        }
    }

    /// The last day of the grace period that begins on this day.
    pub fn grace_ends(&self, starts: Day) -> Day {
        end_of_month(starts, self.grace_months)
    }
}

/// Months times factor, in thousandths.
fn weight(term: &TermFactor) -> u128 {
    u128::from(term.months) * u128::from(term.factor.thousandths())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;
    use proptest::prelude::*;

    fn card(day: &str) -> &'static RateCard {
        Catalogue::seed().rate_cards().on(day.parse().unwrap())
    }

    fn rate(text: &str) -> Rate {
        Rate::parse(text).unwrap()
    }

    #[test]
    fn every_figure_of_the_manual_comes_out() {
        let card = card("2015-06-30");
        for (monthly, figures) in [
            ("22", vec![(12, 264), (24, 513), (36, 753)]),
            ("4.9", vec![(12, 59), (24, 115), (36, 168)]),
            ("5.5", vec![(12, 66), (24, 129), (36, 189), (48, 251), (60, 304)]),
        ] {
            for (months, units) in figures {
                assert_eq!(card.units(rate(monthly), months), units, "{monthly} for {months}");
            }
        }
        assert_eq!(card.reinstatement_units(rate("5.5"), 3), 17);
    }

    #[test]
    fn the_manuals_systems_have_the_manuals_rates() {
        let sum = |day: &str, application: &str, parts: &[(&str, u32)]| {
            let parts: BTreeMap<_, _> = parts
                .iter()
                .map(|(part, n)| (PartNumber::parse(part).unwrap(), *n))
                .collect();
            card(day).monthly_rate(application, &parts).to_string()
        };
        let sv8300 = [("LK180007", 1), ("LK180064", 1), ("LK180001", 40)];
        assert_eq!(sum("2013-03-26", "sv8300", &sv8300), "22");
        let sipnet = [
            ("EU920000", 1),
            ("960026138000", 1),
            ("960025871000", 10),
            ("960026036000", 5),
        ];
        assert_eq!(sum("2014-03-14", "is3000", &sipnet), "4.9");
        let server = [
            ("960026138000", 1),
            ("EU920000", 1),
            ("960025871000", 4),
            ("960026036000", 2),
            ("EU920014", 40),
            ("EU92067151", 1),
        ];
        assert_eq!(sum("2015-06-30", "is3000", &server), "5.5");
    }

    #[test]
    fn between_the_terms_and_below_the_first_it_is_a_straight_line() {
        let card = card("2026-01-01");
        // 12, 23.28, 34.2, 45.6, 55.2 months at the full rate.
        for (months, thousand_units) in [
            (1, 1000),
            (6, 6000),
            (18, 17_640),
            (30, 28_740),
            (42, 39_900),
            (54, 50_400),
        ] {
            assert_eq!(card.units(rate("1000"), months), thousand_units, "{months}");
        }
    }

    #[test]
    fn a_version_counts_from_its_day_on() {
        for (day, version) in [
            ("2001-01-01", "2010-1"),
            ("2014-12-31", "2010-1"),
            ("2015-01-01", "2015-1"),
            ("2040-01-01", "2015-1"),
        ] {
            assert_eq!(card(day).version, version, "{day}");
        }
        assert_eq!(card("2014-03-14").reinstatement_units(rate("4.9"), 9), 0, "waived then");
    }

    proptest! {
        #[test]
        fn more_months_never_take_less_and_rounding_never_takes_a_unit_too_many(
            thousandths in 1..100_000_u64, months in 1..60_u32,
        ) {
            let card = card("2026-01-01");
            let rate = rate(&format!("{}.{:03}", thousandths / 1000, thousandths % 1000));
            prop_assert!(card.units(rate, months) <= card.units(rate, months + 1));
            prop_assert!(u64::from(card.units(rate, months)) <= (rate.thousandths() * u64::from(months)).div_ceil(1000));
            prop_assert!(card.units(rate, months) >= 1);
        }
    }
}
