//! A location's licences.

use super::family;
use crate::{
    id::OrderId,
    software_key_code::SoftwareKeyCode,
    text::{OrderNumber, PartNumber},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

family! {
    /// What happens to a location's licences.
    LicenceHappening {
        /// Units were reserved for a location.
        "licences-attached" Everyone => Attached {
            /// The order they came from.
            order_id: OrderId,
            /// The order's number with the buyer.
            purchase_order: OrderNumber,
            /// What was attached.
            licences: Vec<LicenceUnits>,
        },
        /// Units went back to their order lines.
        "licences-detached" Everyone => Detached {
            /// What was detached.
            licences: Vec<LicenceUnits>,
        },
        /// Licences were activated for good, and a licence file made.
        "licences-activated" Everyone => Activated {
            /// What was activated.
            licences: Vec<LicenceUnits>,
            /// The licence file's sequence number.
            sequence: u32,
        },
        /// The hardware key code was made in the place of a temporary key, and the licence activated
        /// for good that was waiting for it.
        "hardware-key-code-made" Everyone => HkcMade {
            /// The temporary key.
            before: String,
            /// The hardware key code.
            hkc: String,
            /// What it was made from.
            made_from: String,
            /// What was activated.
            licences: Vec<LicenceUnits>,
            /// The licence file's sequence number.
            sequence: u32,
        },
        /// What an installed system has was imported: activated for good, and a licence file made.
        "licences-imported" Everyone => Imported {
            /// The order that was made for it.
            order_id: OrderId,
            /// The order's number.
            purchase_order: OrderNumber,
            /// What was imported.
            licences: Vec<LicenceUnits>,
            /// The licence file's sequence number.
            sequence: u32,
        },
        /// Licences of an external system were activated for good; their licence file comes from elsewhere.
        "licences-registered" Everyone => Registered {
            /// What was activated.
            licences: Vec<LicenceUnits>,
        },
        /// A file of the customer's was sent along, for the licence file of an external system.
        "request-file-sent" Everyone => RequestFileSent {
            /// The order that it is for.
            purchase_order: OrderNumber,
            /// What it is called.
            file_name: String,
        },
        /// A licence file was made that holds for a while.
        "limited-licence-made" Everyone => LimitedMade {
            /// What it is for, in words.
            kind: String,
            /// When it ends.
            ends: DateTime<Utc>,
            /// The licence file's sequence number.
            sequence: u32,
        },
        /// The licence file was made anew.
        "licence-file-regenerated" Everyone => FileRegenerated {
            /// The licence file's sequence number.
            sequence: u32,
        },
        /// Newest versions were reserved for a location free of charge.
        "free-licences-attached" SwaUsers => FreeAttached {
            /// What was attached.
            licences: Vec<LicenceUnits>,
        },
    }
}

impl LicenceHappening {
    /// What changed, in a sentence for the history.
    pub fn sentence(&self) -> String {
        match self {
            Self::Attached {
                purchase_order,
                licences,
                ..
            } => {
                format!("Attached from {purchase_order}: {}.", units(licences))
            }
            Self::Detached { licences } => format!("Detached: {}.", units(licences)),
            Self::Activated { licences, sequence } => {
                format!(
                    "Activated for good: {}. Licence file {sequence} was made.",
                    units(licences)
                )
            }
            Self::HkcMade {
                before,
                hkc,
                made_from,
                licences,
                sequence,
            } => format!(
                "The hardware key code {hkc} was made from {made_from} and took the place of {before}. Activated for good: {}. Licence file {sequence} was made.",
                units(licences)
            ),
            Self::Imported {
                purchase_order,
                licences,
                sequence,
                ..
            } => format!(
                "Imported as {purchase_order}: {}. Licence file {sequence} was made.",
                units(licences)
            ),
            Self::Registered { licences } => format!(
                "Activated for good: {}. The licence file comes from the system's own maker.",
                units(licences)
            ),
            Self::RequestFileSent {
                purchase_order,
                file_name,
            } => format!("The file {file_name} was sent along for {purchase_order}."),
            Self::LimitedMade { kind, ends, sequence } => format!(
                "{kind}: licence file {sequence} was made, and holds until {}.",
                ends.format("%-d %b %Y at %H:%M UTC")
            ),
            Self::FileRegenerated { sequence } => format!("Licence file {sequence} was made anew."),
            Self::FreeAttached { licences } => format!("Attached free of charge: {}.", units(licences)),
        }
    }
}

/// Units of a part under a software key code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LicenceUnits {
    /// Identifies the licence.
    pub code: SoftwareKeyCode,
    /// The part.
    pub part: PartNumber,
    /// Units.
    pub quantity: u32,
}

fn units(licences: &[LicenceUnits]) -> String {
    licences
        .iter()
        .map(|l| format!("{} x {}", l.part, l.quantity))
        .collect::<Vec<_>>()
        .join(", ")
}
