//! Renewals of software assurance.

use super::{family, phrase::count};
use crate::{day::Day, id::RenewalId};

family! {
    /// What happens to a renewal.
    RenewalHappening {
        /// A renewal was quoted.
        "renewal-quoted" SwaUsers => Quoted {
            /// The renewal.
            renewal_id: RenewalId,
            /// How many agreements could be quoted.
            agreements: u32,
            /// The common end.
            ends: Day,
        },
        /// A renewal was begun and its units allocated.
        "renewal-begun" SwaUsers => Begun {
            /// The renewal.
            renewal_id: RenewalId,
            /// Units.
            units: u32,
        },
        /// A renewal was decided: all of its agreements are renewed.
        "renewal-decided" SwaUsers => Decided {
            /// The renewal.
            renewal_id: RenewalId,
            /// How many agreements.
            agreements: u32,
            /// The common end.
            ends: Day,
        },
        /// Everything of a renewal is written.
        "renewal-done" SwaUsers => Done {
            /// The renewal.
            renewal_id: RenewalId,
        },
        /// A renewal was given up; nothing of it is renewed.
        "renewal-withdrawn" SwaUsers => Withdrawn {
            /// The renewal.
            renewal_id: RenewalId,
        },
        /// The units of a withdrawn renewal went back to their lots.
        "renewal-units-returned" SwaUsers => UnitsReturned {
            /// The renewal.
            renewal_id: RenewalId,
            /// Units.
            units: u32,
        },
    }
}

impl RenewalHappening {
    /// What changed, in a sentence for the history.
    pub fn sentence(&self) -> String {
        match self {
            Self::Quoted { agreements, ends, .. } => {
                format!(
                    "A renewal of {} until {} was quoted.",
                    count(*agreements, "agreement"),
                    ends.format("%-d %b %Y")
                )
            }
            Self::Begun { units, .. } => format!("A renewal was begun: {}.", count(*units, "unit")),
            Self::Decided { agreements, ends, .. } => {
                format!(
                    "{} renewed until {}.",
                    count(*agreements, "agreement"),
                    ends.format("%-d %b %Y")
                )
            }
            Self::Done { .. } => "The renewal was finished.".to_owned(),
            Self::Withdrawn { .. } => "The renewal was withdrawn; nothing was renewed.".to_owned(),
            Self::UnitsReturned { units, .. } => {
                format!("The renewal's units went back: {}.", count(*units, "unit"))
            }
        }
    }
}
