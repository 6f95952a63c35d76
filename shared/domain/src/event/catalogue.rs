//! The vendor's catalogue.

use super::family;
use crate::catalogue::Version;
use chrono::{DateTime, Utc};

family! {
    /// What happens to the catalogue.
    CatalogueHappening {
        /// The deployment began, with an empty one.
        "catalogue-begun" Everyone => Begun,
        /// A version was published.
        "catalogue-published" Everyone => Published {
            /// Its number.
            version: Version,
            /// From when on it holds.
            from: DateTime<Utc>,
            /// How many entries it adds, changes or retires.
            entries: u32,
        },
        /// A version that was to come was withdrawn.
        "catalogue-withdrawn" Everyone => Withdrawn {
            /// Its number.
            version: Version,
        },
    }
}

impl CatalogueHappening {
    /// What changed, in a sentence for the history.
    pub fn sentence(&self) -> String {
        match self {
            Self::Begun => "The catalogue was begun. Nothing is in it yet.".to_owned(),
            Self::Published { version, from, entries } => format!(
                "Version {version} of the catalogue was published with {}, from {} on.",
                super::phrase::count(*entries, "change"),
                from.format("%-d %b %Y at %H:%M UTC")
            ),
            Self::Withdrawn { version } => format!("Version {version} of the catalogue was withdrawn."),
        }
    }
}
