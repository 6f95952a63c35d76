//! Locations that go from one dealer to another.

use super::family;
use crate::{id::TransferId, text::Name};

family! {
    /// What happens to a transfer.
    TransferHappening {
        /// The new dealer asked for a location.
        "transfer-asked" Everyone => Asked {
            /// The transfer.
            transfer_id: TransferId,
            /// The hardware key code that it was asked for by.
            hkc: String,
            /// The new dealer.
            to: Name,
        },
        /// The old dealer offered a location.
        "transfer-offered" Everyone => Offered {
            /// The transfer.
            transfer_id: TransferId,
            /// The location's hardware key code.
            hkc: String,
            /// The old dealer.
            from: Name,
        },
        /// The vendor ordered a transfer, which was done with it.
        "transfer-ordered" Everyone => Ordered {
            /// The transfer.
            transfer_id: TransferId,
            /// The location's hardware key code.
            hkc: String,
            /// The old dealer.
            from: Name,
            /// The new dealer.
            to: Name,
            /// Why.
            reason: String,
        },
        /// The other dealer accepted it, and it was done with that.
        "transfer-accepted" Everyone => Accepted {
            /// The location's hardware key code.
            hkc: String,
        },
        /// The other dealer declined it.
        "transfer-declined" Everyone => Declined {
            /// The hardware key code that it was asked for by.
            hkc: String,
        },
        /// Whoever began it took it back.
        "transfer-withdrawn" Everyone => Withdrawn {
            /// The hardware key code that it was asked for by.
            hkc: String,
        },
    }
}

impl TransferHappening {
    /// What changed, in a sentence for the history.
    pub fn sentence(&self) -> String {
        match self {
            Self::Asked { hkc, to, .. } => format!("{to} asked for the location with hardware key code {hkc}."),
            Self::Offered { hkc, from, .. } => {
                format!("{from} offered the location with hardware key code {hkc}.")
            }
            Self::Ordered {
                hkc, from, to, reason, ..
            } => format!("The location with hardware key code {hkc} went from {from} to {to}. Reason: {reason}."),
            Self::Accepted { hkc } => format!("The transfer of {hkc} was accepted and done."),
            Self::Declined { hkc } => format!("The transfer of {hkc} was declined."),
            Self::Withdrawn { hkc } => format!("The transfer of {hkc} was withdrawn."),
        }
    }
}
