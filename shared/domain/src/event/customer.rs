//! Customers and their locations.

use super::{family, phrase::count};
use crate::{
    id::{CustomerId, LocationId},
    text::{Name, OrderNumber},
};

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
    }
}

impl CustomerHappening {
    /// What changed, in a sentence for the history.
    pub fn sentence(&self) -> String {
        match self {
            Self::Created { name, .. } => format!("The customer {name} was added."),
            Self::Updated { name } => format!("The details of {name} were changed."),
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
        },
    }
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
            Self::HkcFollowed { before, hkc } => {
                format!("The hardware key code followed that of its system: {hkc}, which was {before} before.")
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
