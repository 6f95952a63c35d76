//! Software assurance.

use super::{
    family,
    phrase::{count, product},
};
use crate::{catalogue::Catalogue, day::Day, id::QuoteId};
use serde::{Deserialize, Serialize};

family! {
    /// What happens to a location's software assurance.
    AssuranceHappening {
        /// A quote was made for a location's software assurance.
        "swa-quoted" SwaUsers => Quoted {
            /// The quote.
            quote_id: QuoteId,
            /// The version of the rate card.
            version: String,
        },
        /// Units were allocated and cool off.
        "swa-assigned" SwaUsers => Assigned {
            /// By application.
            assigned: Vec<AssignedUnits>,
        },
        /// An assignment was taken back.
        "swa-cancelled" SwaUsers => Cancelled {
            /// What it was.
            cancelled: AssignedUnits,
        },
        /// An assignment was activated and its units spent.
        "swa-activated" SwaUsers => Activated {
            /// What it was.
            activated: AssignedUnits,
            /// The agreement's number from then on.
            number: String,
            /// Why it was processed before the cooling off was over.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            reason: Option<String>,
        },
        /// Agreements of a location were renewed.
        "swa-renewed" SwaUsers => Renewed {
            /// By application.
            renewed: Vec<RenewedUnits>,
        },
        /// A renewed term began and its units were spent.
        "swa-term-begun" SwaUsers => TermBegun {
            /// The application's id.
            application: String,
            /// The agreement's number from then on.
            number: String,
            /// Units.
            units: u32,
            /// The last day covered.
            ends: Day,
        },
    }
}

impl AssuranceHappening {
    /// What changed, in a sentence for the history.
    pub fn sentence(&self, catalogue: &Catalogue) -> String {
        match self {
            Self::Quoted { version, .. } => {
                format!("A quote for software assurance was made with rate card {version}.")
            }
            Self::Assigned { assigned } => {
                let assigned: Vec<String> = assigned.iter().map(|assigned| assigned.sentence(catalogue)).collect();
                format!(
                    "SWA assigned: {}. It can be cancelled for 24 hours.",
                    assigned.join("; ")
                )
            }
            Self::Cancelled { cancelled } => {
                format!("SWA cancelled: {}. The units went back.", cancelled.sentence(catalogue))
            }
            Self::Activated {
                activated,
                number,
                reason,
            } => {
                let why = reason
                    .as_ref()
                    .map(|reason| format!(" Processed immediately: {reason}"))
                    .unwrap_or_default();
                format!("SWA activated as {number}: {}.{why}", activated.sentence(catalogue))
            }
            Self::Renewed { renewed } => {
                let renewed: Vec<String> = renewed.iter().map(|renewed| renewed.sentence(catalogue)).collect();
                format!("SWA renewed: {}.", renewed.join("; "))
            }
            Self::TermBegun {
                application,
                number,
                units,
                ends,
            } => {
                format!(
                    "The renewed term of {} began as {number}: {}, until {}.",
                    product(catalogue, application),
                    count(*units, "unit"),
                    ends.format("%-d %b %Y")
                )
            }
        }
    }
}

/// Units of one assignment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignedUnits {
    /// The application's id.
    pub application: String,
    /// Which assignment of the agreement.
    pub assignment: u32,
    /// Units, reinstatement included.
    pub units: u32,
    /// The last day covered.
    pub ends: Day,
}

impl AssignedUnits {
    fn sentence(&self, catalogue: &Catalogue) -> String {
        format!(
            "{} for {} until {}",
            count(self.units, "unit"),
            product(catalogue, &self.application),
            self.ends.format("%-d %b %Y")
        )
    }
}

/// Units of one renewed agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenewedUnits {
    /// The application's id.
    pub application: String,
    /// Units, reinstatement included.
    pub units: u32,
    /// The last day covered.
    pub ends: Day,
    /// When the units are spent, where that is when the running term is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begins: Option<Day>,
}

impl RenewedUnits {
    fn sentence(&self, catalogue: &Catalogue) -> String {
        let begins = self
            .begins
            .map(|day| format!(", taken on {}", day.format("%-d %b %Y")))
            .unwrap_or_default();
        format!(
            "{} for {} until {}{begins}",
            count(self.units, "unit"),
            product(catalogue, &self.application),
            self.ends.format("%-d %b %Y")
        )
    }
}
