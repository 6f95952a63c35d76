//! Customers and their locations.

use super::{family, phrase::count};
use crate::{
    day::Day,
    id::{CustomerId, LocationId, TransferId},
    text::{Name, OrderNumber},
};
use chrono::{DateTime, Utc};

family! {
    /// What happens to a customer.
    CustomerHappening {
        /// A customer was made.
        "customer-created" Everyone => Created {
            /// The customer.
            customer_id: CustomerId,
            /// Its name.
            name: Name,
        },
        /// A customer's details were replaced.
        "customer-updated" Everyone => Updated {
            /// Its name after.
            name: Name,
        },
        /// The customer was given a link that shows its systems.
        "customer-link-given" Everyone => LinkGiven {
            /// The link's number.
            number: u32,
            /// To whom it was mailed.
            email: String,
            /// The last day on which it works.
            ends: Day,
        },
        /// A link was taken back.
        "customer-link-revoked" Everyone => LinkRevoked {
            /// The link's number.
            number: u32,
            /// To whom it was mailed.
            email: String,
        },
        /// Somebody looked at the systems by a link, for the first time on a day.
        "customer-link-seen" Everyone => LinkSeen {
            /// The link's number.
            number: u32,
            /// To whom it was mailed.
            email: String,
        },
        /// Somebody saved a licence file by a link, for the first time on a day.
        "customer-link-file-saved" Everyone => LinkFileSaved {
            /// The link's number.
            number: u32,
            /// To whom it was mailed.
            email: String,
            /// The location's name.
            location: String,
            /// What the file is called.
            file_name: String,
        },
    }
}

impl CustomerHappening {
    /// What changed, in a sentence for the history.
    pub fn sentence(&self) -> String {
        match self {
            Self::Created { name, .. } => format!("The customer {name} was added."),
            Self::Updated { name } => format!("The details of {name} were changed."),
            Self::LinkGiven { number, email, ends } => format!(
                "Link {number} to the customer's systems was mailed to {email}. It works until {}.",
                ends.format("%-d %b %Y")
            ),
            Self::LinkRevoked { number, email } => format!("Link {number} of {email} was taken back."),
            Self::LinkSeen { number, email } => format!("The systems were looked at by link {number} of {email}."),
            Self::LinkFileSaved {
                number,
                email,
                location,
                file_name,
            } => format!("The licence file {file_name} of {location} was saved by link {number} of {email}."),
        }
    }
}

family! {
    /// What happens to a location.
    LocationHappening {
        /// A location was made.
        "location-created" Everyone => Created {
            /// The location.
            location_id: LocationId,
            /// Its name.
            name: Name,
            /// The system type's name.
            system_type: String,
            /// The hardware key code.
            hkc: String,
        },
        /// A location's details were replaced.
        "location-updated" Everyone => Updated {
            /// Its name after.
            name: Name,
        },
        /// Another location was added to it, as a child.
        "location-child-added" Everyone => ChildAdded {
            /// The other location.
            location_id: LocationId,
            /// Its name.
            name: Name,
            /// Its hardware key code.
            hkc: String,
        },
        /// The location became one of another system type.
        "location-migrated" Everyone => Migrated {
            /// The system type by name, before.
            from: String,
            /// The hardware key code before.
            before: String,
            /// The system type by name.
            to: String,
            /// The hardware key code.
            hkc: String,
            /// The order that the licences have since.
            order: OrderNumber,
            /// How many licences moved.
            moved: u32,
            /// How many stayed behind.
            behind: u32,
            /// The licence file's sequence number.
            sequence: u32,
        },
        /// The hardware key code followed that of the system that the location came with.
        "hardware-key-code-followed" Everyone => HkcFollowed {
            /// What it was.
            before: String,
            /// What it is.
            hkc: String,
            /// The sequence number of the licence file that was made for it, where one was.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            sequence: Option<u32>,
        },
        /// Hardware was replaced.
        "hardware-replaced" Everyone => HardwareReplaced {
            /// The hardware key code before.
            before: String,
            /// The hardware key code.
            hkc: String,
            /// Why.
            reason: String,
            /// The sequence number of the licence file that was made for it, where one was.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            sequence: Option<u32>,
        },
        /// The location went to another dealer, with all that it has.
        "location-transferred" Everyone => Transferred {
            /// The transfer.
            transfer_id: TransferId,
            /// The old dealer by name.
            from: String,
            /// The new dealer by name.
            to: String,
        },
        /// A licence file was made for hardware that is to take the place of what died.
        "emergency-licence-made" Everyone => EmergencyMade {
            /// The hardware key code that it is for.
            hkc: String,
            /// Why.
            reason: String,
            /// When it ends.
            ends: DateTime<Utc>,
            /// The licence file's sequence number.
            sequence: u32,
        },
    }
}

fn file_made(sequence: Option<u32>) -> String {
    sequence
        .map(|number| format!(" Licence file {number} was made."))
        .unwrap_or_default()
}

impl LocationHappening {
    /// What changed, in a sentence for the history.
    pub fn sentence(&self) -> String {
        match self {
            Self::ChildAdded { name, hkc, .. } => {
                format!("The location {name} with hardware key code {hkc} was added to this one.")
            }
            Self::Migrated {
                from,
                before,
                to,
                hkc,
                order,
                moved,
                behind,
                sequence,
            } => format!(
                "{from} {before} became {to} {hkc}. {} moved as {order}, {behind} stayed behind. Licence file {sequence} was made.",
                count(*moved, "licence")
            ),
            Self::HkcFollowed { before, hkc, sequence } => format!(
                "The hardware key code followed that of its system: {hkc}, which was {before} before.{}",
                file_made(*sequence)
            ),
            Self::HardwareReplaced {
                before,
                hkc,
                reason,
                sequence,
            } => format!(
                "The hardware was replaced: {hkc} in the place of {before}, which is nobody's again. Reason: {reason}.{}",
                file_made(*sequence)
            ),
            Self::EmergencyMade {
                hkc,
                reason,
                ends,
                sequence,
            } => format!(
                "Emergency licence for {hkc}: licence file {sequence} was made, and holds until {}. Reason: {reason}. The hardware has to be replaced.",
                ends.format("%-d %b %Y at %H:%M UTC")
            ),
            Self::Transferred { from, to, .. } => {
                format!("The location went from {from} to {to}, with all that it has.")
            }
            Self::Created {
                name, system_type, hkc, ..
            } => {
                format!("The location {name} was added: {system_type} with hardware key code {hkc}.")
            }
            Self::Updated { name } => format!("The details of {name} were changed."),
        }
    }
}
